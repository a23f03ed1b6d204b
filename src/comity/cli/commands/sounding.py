# SPDX-License-Identifier: Apache-2.0
"""`comity sound` and `comity soundings`: informal, off the record, gone when they expire."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from comity.cli.draft_files import read_draft
from comity.cli.files import check_free, write_file
from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.core.errors import RuleError
from comity.core.ids import matter as checked_matter
from comity.locale import mark
from comity.telling.names import find_channel, read_names
from comity.workbench.drafting import completed, words_from

if TYPE_CHECKING:
    from comity.core.ids import Code, Digest
    from comity.node.soundings import Heard

__all__ = ["list_soundings", "register", "sound_out"]

_NEGOTIATE: Final = mark("Negotiate")
_READ: Final = mark("Read")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")
_DAY_MS: Final = 86_400_000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "sound",
        cls=Page,
        rich_help_panel=_NEGOTIATE,
        help=mark(
            "Sound out another side informally, off the record.\n\n"
            "Nothing is signed: either side could have made it, so it proves nothing to anybody. "
            "It stands in no record and no export, and both nodes delete it when it expires."
        ),
        epilog=examples(
            'comity sound economic --about meeting/2023-1/date --text "Would 3 May work?"',
            "comity sound economic --answers k2Jx9aQe --stance could-work",
            "comity sound economic --about meeting/2023-1/date --body date.json -o sounding.pouch",
        ),
    )(sound_out)
    app.command(
        "soundings",
        cls=Page,
        rich_help_panel=_READ,
        help=mark("List the informal soundings of a dialogue that have not expired."),
        epilog=examples("comity soundings economic"),
    )(list_soundings)


def sound_out(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    *,
    to: Annotated[
        str | None,
        typer.Option(metavar="CODE", help=mark("The side; needed where there are several.")),
    ] = None,
    about: Annotated[
        str | None, typer.Option(metavar="ITEM", help=mark("The item that it is about."))
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT", help=mark("The words; in another language as ko=…, may be given again.")
        ),
    ] = None,
    body: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help=mark("A value for the item, in JSON or TOML, as for a proposal.")
        ),
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=mark("The sounding that it answers, by its name.")),
    ] = None,
    stance: Annotated[
        str | None,
        typer.Option(metavar="STANCE", help=mark("Of an answer: could-work or difficult.")),
    ] = None,
    days: Annotated[
        int, typer.Option(metavar="DAYS", min=1, max=14, help=mark("It expires after so many."))
    ] = 3,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help=mark("A file to be carried over; else it goes by itself.")
        ),
    ] = None,
) -> None:
    """Sound out."""
    from comity.node.soundings import Sounding, heard_in, others_of, sound

    session: Session = context.obj
    words = session.words
    if out is not None:
        check_free(out)
    with session.node(unlocked=out is not None) as here:
        if not session.signs:
            raise RuleError("not-allowed", "HOME-10", "whoever may sign may sound out")
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        answered = None
        if answers is not None:
            answered = _named(heard_in(here.node, here.soundings, channel), answers)
        code, root = _other(others_of(here.node, channel), to, answered)
        item = about if answered is None else answered.said.about
        value = None
        if body is not None and item is not None:
            draft = completed("offer", item, read_draft(body))
            value = _value(item, draft)
        now = here.node.clock.now_ms()
        made = sound(
            here.node,
            here.soundings,
            root,
            Sounding(
                about=None if item is None else str(checked_matter(item)),
                answers=None if answered is None else answered.nonce,
                channel=channel,
                stance=_stance(stance),
                time=now,
                value=value,
                words=words_from({}, text or (), words.language),
            ),
            now + days * _DAY_MS,
        )
        if out is not None:
            write_file(out, [here.correspondence.write_sounding(made)])
            here.soundings.sent(made.nonce)
        voice = session.voice(here.config.party, now)
    session.give({"name": made.nonce, "party": code, "expires": made.expires})
    side, expires = voice.side(code), voice.instant(made.expires)
    if out is None:
        told = words.gettext(
            "Off the record: it goes to {side} by itself, and expires {expires}.",
            side=side,
            expires=expires,
        )
    else:
        told = words.gettext(
            "Off the record: it is in {file}, for {side}, and expires {expires}.",
            file=out,
            side=side,
            expires=expires,
        )
    session.say(told)


def list_soundings(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
) -> None:
    """List soundings."""
    from comity.node.soundings import heard_in
    from comity.telling.soundings import tell_heard

    session: Session = context.obj
    with session.node() as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        reader = session.reader
        if reader is not None and not reader.sees_drafts:
            hint = "whoever drafts, approves or signs reads soundings"
            raise RuleError("not-allowed", "HOME-10", hint)
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        found = heard_in(here.node, here.soundings, channel)
        given: list[dict[str, Any]] = [
            {
                "name": one.nonce,
                "party": one.party,
                "to": one.to,
                "state": one.state,
                "expires": one.expires,
                "about": one.said.about,
                "answers": one.said.answers,
                "stance": one.said.stance,
                "words": one.said.words,
            }
            for one in found
        ]
        session.give(given)
        session.say(session.words.gettext("Informal soundings, off the record"))
        for one in found:
            first, *rest = tell_heard(voice, one)
            session.say(first, *(f"  {line}" for line in rest))
        if not found:
            session.say(session.words.gettext("None is open."))


def _named(found: tuple[Heard, ...], name: str) -> Heard:
    """The sounding whose name begins so."""
    meant = [one for one in found if one.nonce.startswith(name)]
    if len(meant) != 1:
        raise RuleError("sounding-unknown", "POUCH-23", f"{len(meant)} soundings begin with {name}")
    return meant[0]


def _other(
    others: dict[Code, Digest], typed: str | None, answered: Heard | None
) -> tuple[Code, Digest]:
    """The side that is meant: the one named, the one that is answered, or the only other."""
    if typed is None and answered is not None:
        code = answered.to if answered.ours else answered.party
        return code, others[code]
    meant = [(code, root) for code, root in others.items() if typed in (None, code)]
    if len(meant) != 1:
        known = ", ".join(sorted(others))
        raise RuleError("peer-unknown", "CLI-4", f"--to CODE, one of: {known}")
    return meant[0]


def _value(item: str, draft: Any) -> str:
    from comity.subjects import write_body

    return write_body(item, "offer", draft).decode()


def _stance(typed: str | None) -> Literal["could-work", "difficult"] | None:
    if typed is None:
        return None
    if typed == "could-work":
        return "could-work"
    if typed == "difficult":
        return "difficult"
    raise RuleError("stance", "CLI-8", "--stance could-work, or --stance difficult")
