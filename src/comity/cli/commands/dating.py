# SPDX-License-Identifier: Apache-2.0
"""`comity calendar …`, `comity dates …`, `comity invitation`: dates that suit our own people.

Calendars and the search stay at home; a date leaves only as a proposal that somebody signs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from comity.cli.files import read_file
from comity.cli.frame import Page, Pages, examples
from comity.cli.session import Session
from comity.core.errors import ConfigError, RuleError
from comity.locale import mark
from comity.telling.names import find_channel, read_names

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.cli.dating import Search
    from comity.core.ids import ChannelId
    from comity.home.reading import Reader
    from comity.workbench.dates import Answer

__all__ = ["find_dates", "import_calendar", "invite", "register", "show_calendars"]

_READ: Final = mark("Read")
_NEGOTIATE: Final = mark("Negotiate")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")
_DAY_MS: Final = 86_400_000
BINDS_DAYS: Final = 3


def register(app: typer.Typer) -> None:
    """Add both groups and the command."""
    calendar = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark("Keep busy times of our own posts. Nothing of them is ever sent."),
        epilog=examples(
            "comity --person kr-drafter calendar import minister minister.ics --zone Asia/Seoul",
            "comity --person kr-drafter calendar show",
        ),
    )
    calendar.command(
        "import", cls=Page, help=mark("Bring the calendar of a post; only busy times are kept.")
    )(import_calendar)
    calendar.command("show", cls=Page, help=mark("Show what is kept of calendars."))(show_calendars)
    app.add_typer(calendar, name="calendar", rich_help_panel=_READ)
    dates = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark("Look for dates that suit our own people, and propose some of them."),
        epilog=examples(
            "comity --person kr-drafter dates find economic round-1 --post minister",
            "comity --person kr-signer dates find economic round-1 --post minister --propose 2",
        ),
    )
    dates.command(
        "find",
        cls=Page,
        help=mark(
            "Look for up to five dates, over the calendars and dates of all dialogues.\n\n"
            "Where there is none it says why, and what would give one; for our own eyes."
        ),
    )(find_dates)
    app.add_typer(dates, name="dates", rich_help_panel=_NEGOTIATE)
    app.command(
        "invitation",
        cls=Page,
        rich_help_panel=_READ,
        help=mark("Write the invitation to a dated meeting, for our own people's calendars."),
        epilog=examples("comity --person kr-drafter invitation security round-12 -o round-12.ics"),
    )(invite)


def import_calendar(
    context: typer.Context,
    post: Annotated[str, typer.Argument(metavar="POST", help=mark("The short name of the post."))],
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("iCalendar (.ics)."))],
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help=mark("The time zone of whoever holds the post.")),
    ] = None,
) -> None:
    """Bring a calendar."""
    session: Session = context.obj
    with session.node() as here:
        reader = _person(session)
        from comity.home.calendars import import_calendar as bring
        from comity.telling.dates import finding_told
        from comity.workbench.calendars import FILE_BYTES_MAX

        raw = read_file(str(file), FILE_BYTES_MAX + 1)
        kept = bring(reader, post, raw, zone or here.config.zone)
        assert kept.calendar is not None
        entries = int(kept.calendar.entries)
        findings = [
            {"code": one.code, "line": one.place, "whole": one.whole} for one in kept.findings
        ]
        session.give({"post": post, "entries": entries, "findings": findings})
        words = session.words
        session.say(words.ngettext("{count} entry read.", "{count} entries read.", entries))
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        for one in kept.findings:
            session.say(f"  {finding_told(voice, one)}")


def show_calendars(context: typer.Context) -> None:
    """Show what is kept."""
    session: Session = context.obj
    with session.node() as here:
        reader = _person(session)
        from comity.home.calendars import kept_of

        voice = session.voice(here.config.party, here.node.clock.now_ms())
        found = kept_of(reader)
        session.give(
            [
                {
                    "post": one.post.slug,
                    "busy": [] if one.calendar is None else list(one.calendar.busy),
                    "findings": [list(each) for each in one.findings],
                }
                for one in found
            ]
        )
        for one in found:
            name = voice.pick(one.post.names)
            if one.calendar is None:
                session.say(voice.words.gettext("{post}: no calendar was brought.", post=name))
                continue
            busy = len(one.calendar.busy)
            day = voice.date_short(one.calendar.end_ms - 1, one.calendar.zone)
            session.say(
                voice.words.ngettext(
                    "{post}: {count} busy time, read up to {day}.",
                    "{post}: {count} busy times, read up to {day}.",
                    busy, post=name, day=day,
                )
            )  # fmt: skip


def find_dates(  # noqa: PLR0913 - one parameter an option
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    meeting: Annotated[str, typer.Argument(metavar="MEETING", help=mark("Its name, as round-1."))],
    *,
    post: Annotated[
        list[str] | None,
        typer.Option(metavar="POST", help=mark("A post that must be there; may be given again.")),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help=mark("As 2023-04-17."))
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help=mark("As 2023-04-21."))
    ] = None,
    minutes: Annotated[int, typer.Option(help=mark("How long it lasts."))] = 120,
    holidays: Annotated[
        bool, typer.Option("--holidays", help=mark("Let public holidays in, with a warning."))
    ] = False,
    propose: Annotated[
        list[int] | None,
        typer.Option(
            metavar="NUMBER", help=mark("Propose this one of those found; may be given again.")
        ),
    ] = None,
) -> None:
    """Look for dates."""
    session: Session = context.obj
    with session.node(unlocked=bool(propose)) as here:
        reader = _person(session)
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        from comity.cli.dating import looked_for, search_told

        search = looked_for(
            reader, channel, meeting,
            posts=tuple(post or ()), first=first, last=last, minutes=minutes, holidays=holidays,
            config=here.config, language=session.words.language,
        )  # fmt: skip
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        session.say(*search_told(voice, reader, search))
        if not propose:
            session.give(_as_json(search.answer))
            return
        _propose(session, here, channel, search, propose)


def _propose(
    session: Session, here: Assembled, channel: ChannelId, search: Search, numbers: list[int]
) -> None:
    from comity.cli.dating import bodies_of
    from comity.node.moves import Proposal

    slots = search.answer.slots
    if any(not 1 <= one <= len(slots) for one in numbers):
        raise RuleError("dates/none", "DATE-3", "no such number among those found")
    bodies = bodies_of(search, [slots[one - 1] for one in dict.fromkeys(numbers)])
    until = here.node.clock.now_ms() + BINDS_DAYS * _DAY_MS
    session.confirm(
        session.words.ngettext(
            "Propose {count} date, which binds our side for three days?",
            "Propose {count} dates, which bind our side for three days?",
            len(bodies),
        )
    )
    signed = session.sign(here, channel, Proposal(bodies[0], until=until, others=bodies[1:]))
    session.give({"channel": channel, "entry": signed.number, "hash": signed.hash})
    item = str(next(iter(bodies[0])))
    told = session.words.gettext(
        "Proposed in entry {number}: {item}", number=signed.number, item=item
    )
    session.say(told)


def invite(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    meeting: Annotated[str, typer.Argument(metavar="MEETING", help=mark("Its name, as round-1."))],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=mark("Where to write it."))
    ],
) -> None:
    """Write an invitation."""
    session: Session = context.obj
    with session.node() as here:
        reader = _person(session)
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        from comity.cli.dating import invitation_of

        voice = session.voice(here.config.party, here.node.clock.now_ms())
        raw = invitation_of(voice, reader, here.node, channel, meeting)
        if raw is None:
            raise RuleError("dates/undated", "MEET-6", "no date of this meeting is agreed")
        from comity.home.takeaways import taken

        taken(reader, channel, "invitation-taken", meeting, raw, form="ics",
              language=str(voice.words.language))  # fmt: skip
        output.write_bytes(raw)
    session.give({"file": str(output)})
    session.say(session.words.gettext("Written: {file}", file=str(output)))


def _person(session: Session) -> Reader:
    """Whoever acts. Raises ConfigError ``person-missing`` where the node has no people yet."""
    reader = session.reader
    if reader is None:
        raise ConfigError("person-missing", "HOME-40", "calendars are those of people of this node")
    return reader


def _as_json(answer: Answer) -> dict[str, object]:
    return {
        "slots": [{"start": one.start, "end": one.end} for one in answer.slots],
        "reasons": [{"why": str(one.why), "who": one.who, "from": one.first_day, "to": one.last_day}
                    for one in answer.reasons],
        "changes": [{"kind": one.kind, "who": one.who, "start": one.start}
                    for one in answer.changes],
    }  # fmt: skip
