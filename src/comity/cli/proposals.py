# SPDX-License-Identifier: Apache-2.0
"""What is to be proposed, out of the options of `comity offer`: one value an item.

Each form of item has its own few options; one that does not belong to it is refused rather than
passed over in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from comity.cli.draft_files import read_draft
from comity.core.errors import MalformedError
from comity.core.ids import Code, Matter
from comity.core.ids import matter as checked_matter
from comity.subjects import write_body
from comity.workbench.drafting import completed, shape_of, words_from
from comity.workbench.proposing import adopting, check_party, worded
from comity.workbench.times import parse_instant

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId

__all__ = ["drafted", "package"]

_FIT: Final[dict[str, tuple[str, ...]]] = {
    "terms": ("preset", "parties", "mandate_date"),
    "anchor/*": ("title", "kind", "first_day", "last_day", "zone", "place"),
    "meeting/*/date": (
        "start", "end", "first_day", "last_day", "zone", "place", "host", "round", "kind", "title",
    ),
    "meeting/*/agenda/*": ("title", "kind", "lead", "minutes"),
    "text/*": ("title", "kind", "order", "language", "meeting"),
    "text/*/p/*": ("ko", "en", "ja", "form"),
    "text/*/adoption": ("adopt", "corrigendum"),
    "follow-up/*": ("title", "owner", "due", "zone"),
}  # fmt: skip
"""Which options make a body of which form of item."""

_WORDS: Final = ("title", "place")
_SAME: Final = ("kind", "zone", "host", "round", "lead", "minutes", "form", "meeting")


def package(
    here: Assembled,
    channel: ChannelId,
    asked: Mapping[str, Any],
    matter: str | None,
    body: str | None,
    others: Sequence[str],
) -> dict[Matter, bytes]:
    """The canonical body of every item to be proposed.

    Args:
        here: the node.
        channel: the dialogue.
        asked: the typed options by name; None or empty where they were not given. ``language`` of
            the reader stands under ``reader``.
        matter: the item named first, or None.
        body: the file of its body, or None where options make it.
        others: further items as ``ITEM=FILE``.

    Raises:
        MalformedError: a body or option that does not fit.
        RuleError: ``text/incomplete`` on an adoption that is not due.
    """
    drafts: dict[str, Any] = {}
    if matter is not None:
        if body is not None:
            drafts[matter] = completed("offer", matter, read_draft(body))
            _check_fit(matter, asked, ())
        else:
            drafts[matter] = drafted(here, channel, matter, asked)
    for other in others:
        name, equals, file = other.partition("=")
        if not equals or name in drafts:
            raise MalformedError("with", "CLI-8", f"--with {other}: ITEM=FILE, each item once")
        drafts[name] = completed("offer", name, read_draft(file))
    if not drafts:
        raise MalformedError("nothing-proposed", "CLI-8", "name an item, or use --with")
    return {
        checked_matter(name): write_body(name, "offer", value) for name, value in drafts.items()
    }


def drafted(here: Assembled, channel: ChannelId, matter: str, asked: Mapping[str, Any]) -> Any:
    """The value of one item out of the options for its form. Raises as `package`."""
    shape = shape_of(matter)
    fit = _FIT.get(shape, ())
    _check_fit(matter, asked, fit)
    if not any(_given(asked.get(name)) for name in fit):
        hint = ", ".join(f"--{name.replace('_', '-')}" for name in fit) or "none"
        raise MalformedError("no-body", "CLI-8", f"{matter}: --body FILE, or options: {hint}")
    if shape == "terms":
        return _terms(here, channel, asked)
    with here.node.channels.hold(channel) as held:
        sight, parties = held.channel.sight, held.channel.parties
        if shape == "text/*/adoption":
            bodies = here.node.records.bodies(channel)
            return adopting(sight, bodies, matter, asked.get("corrigendum") or 0)
        if shape == "text/*/p/*":
            texts = words_from({code: asked.get(code) for code in ("ko", "en", "ja")})
            return worded(sight, matter, texts or {}, asked.get("form"))
    check_party(parties, "--host", asked.get("host"))
    check_party(parties, "--lead", asked.get("lead"))
    return completed("offer", matter, _fields(shape, asked))


def _fields(shape: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """A draft whose fields are the options of the same name."""
    draft: dict[str, Any] = {
        name: asked[name] for name in _SAME if name in _FIT[shape] and _given(asked.get(name))
    }
    for name in _WORDS:
        if _given(asked.get(name)):
            draft[name] = words_from({}, asked[name], asked["reader"])
    zone = asked.get("zone")
    for name in ("start", "end", "due"):
        if asked.get(name) is not None:
            draft[name] = parse_instant(asked[name], f"--{name}", zone)
    for name in ("first_day", "last_day"):
        if asked.get(name) is not None:
            draft[name] = asked[name]
    if _given(asked.get("owner")):
        draft["owners"] = sorted(asked["owner"])
    if _given(asked.get("order")):
        draft["order"] = [key.strip() for key in asked["order"].split(",")]
    if _given(asked.get("language")):
        draft["languages"] = dict(_pair(one) for one in asked["language"])
    return draft


def _terms(here: Assembled, channel: ChannelId, asked: Mapping[str, Any]) -> Any:
    from comity.presets import load

    with here.node.channels.hold(channel) as held:
        parties: Sequence[str] = held.channel.parties
    if asked.get("parties"):
        parties = [code.strip() for code in asked["parties"].split(",")]
    if not asked.get("preset"):
        raise MalformedError("no-body", "CLI-8", "terms: --preset NAME, or --body FILE")
    return load(asked["preset"]).terms_for(parties, asked.get("mandate_date"))


def _check_fit(matter: str, asked: Mapping[str, Any], fit: Sequence[str]) -> None:
    """Refuse options that make no part of this item's body."""
    known = {name for names in _FIT.values() for name in names}
    for name, value in asked.items():
        if name in known and name not in fit and _given(value):
            option = name.replace("_", "-")
            raise MalformedError("option-unfit", "CLI-8", f"--{option} says nothing of {matter}")


def _given(value: object) -> bool:
    return value not in (None, "", [], (), False)


def _pair(text: str) -> tuple[str, str]:
    code, equals, rank = text.partition("=")
    if not equals:
        raise MalformedError("option-unfit", "CLI-8", f"--language {text}: as ko=authentic")
    return Code(code), rank
