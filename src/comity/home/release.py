# SPDX-License-Identifier: Apache-2.0
"""What our side may say in public now, and the taking out of the words (HOME-30).

Two keys: every party has accepted, as the record held here shows; and the time has come by this
node's own clock. A clock that stands before what it has shown opens nothing.
"""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from django.db import transaction

from comity.core.errors import RuleError
from comity.core.ids import ChannelId, b64
from comity.home import audit
from comity.home.models import AuditLine
from comity.home.models_press import Release
from comity.home.reading import Reader, not_found
from comity.home.roles import Power
from comity.subjects.press import PressView, Sayable

__all__ = ["Guided", "PublicText", "clock_went_back", "guided", "release", "releases_of"]

BACK_MS_MAX: Final = 60_000
"""By how much a clock may be set back to correct it."""
RELEASES_SHOWN: Final = 50


class Guided(NamedTuple):
    """One press guidance, and whether our side may say something by it now."""

    view: PressView
    sayable: Sayable


class PublicText(NamedTuple):
    """Words that may leave as they are: those of the guidance and nothing else.

    `name` is a file's; `text` ends with one line end.
    """

    language: str
    name: str
    text: str


def clock_went_back(reader: Reader, channel: ChannelId) -> bool:
    """Whether the node's clock stands before what it has shown: in the audit log, in our own log
    of the channel, or in a release. Rule: HOME-30.
    """
    return reader.node.clock.now_ms() + BACK_MS_MAX < _shown_ms(reader, channel)


def guided(reader: Reader, channel: ChannelId) -> tuple[Guided, ...]:
    """Every press guidance of a channel, and whether our side may say something by it now.

    Raises:
        RuleError: ``not-found`` as `Reader.check`.
    """
    views = reader.rooms(channel).press.details
    now, own = reader.node.clock.now_ms(), str(reader.node.party)
    with reader.node.channels.hold(channel) as held:
        halted = held.channel.frozen
    return tuple(Guided(one, one.sayable(own, now, halted=halted)) for one in views)


def release(reader: Reader, channel: ChannelId, name: str, language: str) -> PublicText:
    """The words that our side may say now in one language, written down as taken out.

    Args:
        reader: who may draft.
        channel: where the guidance is.
        name: of the guidance, as in its path.
        language: one in which it has words for our side.

    Raises:
        RuleError: ``not-found``; ``not-allowed`` (HOME-10); ``release/not-agreed``,
            ``release/not-before``, ``release/if-asked``, ``release/taken-back``,
            ``release/no-words``, ``clock-back`` (HOME-30).
    """
    reader = reader.anew()
    reader.need(Power.DRAFT)
    found = next((one for one in guided(reader, channel) if one.view.id == name), None)
    if found is None:
        raise not_found()
    if clock_went_back(reader, channel):
        raise RuleError("clock-back", "HOME-30", "the node's clock stands before what it has shown")
    code = _REFUSED.get(found.sayable)
    if code is not None:
        raise RuleError(code, "HOME-30", f"{name}: {found.sayable.value}")
    with reader.node.channels.hold(channel) as held:
        halted = held.channel.frozen
    standing = found.view.standing
    value = standing.confirmed if halted else standing.agreed
    assert value is not None, "what may be said is agreed"
    assert value.body.value is not None, "what may be said can be read"
    words = value.body.value.line(str(reader.node.party)) or {}
    if language not in words:
        raise RuleError("release/no-words", "HOME-30", f"{name}: no words in {language}")
    # The allow-list is one field: nothing else of the guidance, the record or the node goes along.
    text = f"{words[language].strip()}\n"
    digest = b64(hashlib.sha256(text.encode()).digest())
    ref, now = value.offer.ref, reader.node.clock.now_ms()
    with transaction.atomic():
        Release.objects.create(
            channel=channel, guidance=name, entry=ref.hash, place=ref.index, person=reader.person,
            post=reader.person.post, at_ms=now, language=language, digest=digest,
        )  # fmt: skip
        offer = f"{ref.party}/{ref.number}/{ref.index}"
        detail = {"digest": digest, "language": language, "offer": offer}
        audit.note(now, "released", reader.person, channel=channel, subject=name, detail=detail)
    return PublicText(language, f"{name}-{language}.txt", text)


def releases_of(reader: Reader, channel: ChannelId) -> tuple[Release, ...]:
    """What was taken out last in a channel, newest first. Raises as `Reader.check`."""
    rows = Release.objects.filter(channel=reader.check(channel))
    return tuple(rows.select_related("post").order_by("-at_ms", "-pk")[:RELEASES_SHOWN])


_REFUSED: Final = {
    Sayable.NOTHING: "release/not-agreed",
    Sayable.NOT_BEFORE: "release/not-before",
    Sayable.IF_ASKED: "release/if-asked",
    Sayable.SILENT: "release/no-words",
    Sayable.TAKEN_BACK: "release/taken-back",
}


def _shown_ms(reader: Reader, channel: ChannelId) -> int:
    """The latest instant that this node's clock is known to have shown."""
    node = reader.node
    shown = [0]
    line = AuditLine.objects.order_by("-n").first()
    if line is not None:
        shown.append(int(line.at_ms))
    with node.channels.hold(channel) as held:
        logs = held.channel.fold.logs
        shown += [link.time for link in logs.heads(logs.places[held.own])]
    return max(shown)
