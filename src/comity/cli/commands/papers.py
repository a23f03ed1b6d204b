# SPDX-License-Identifier: Apache-2.0
"""`comity meeting-file`: the briefing book before a meeting, the report after it, as a file; and
`comity paper`: a paper of our side, circulated for one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.core.errors import RuleError
from comity.locale import mark
from comity.telling.names import find_channel, read_names
from comity.workbench.drafting import words_from

__all__ = ["circulate_paper", "register", "write_meeting_file"]

_READ: Final = mark("Read")
_NEGOTIATE: Final = mark("Negotiate")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "meeting-file",
        cls=Page,
        rich_help_panel=_READ,
        help=mark(
            "Write the file of a meeting: the briefing book, or the report and follow-up list.\n\n"
            "The briefing book holds your own side's internal notes. The report is made from the "
            "shared record alone, once a side has stated that the meeting was held."
        ),
        epilog=examples(
            "comity meeting-file security round-12 --kind briefing --language ko -o briefing.docx",
            "comity meeting-file security round-12 --kind report --format pdf -o report.pdf",
        ),
    )(write_meeting_file)
    app.command(
        "paper",
        cls=Page,
        rich_help_panel=_NEGOTIATE,
        help=mark(
            "Circulate a paper for a meeting: a file that travels beside the record.\n\n"
            "It is looked at first: macros, scripts, files inside and what is fetched from "
            "elsewhere are refused, and so is a marking above what the terms allow."
        ),
        epilog=examples(
            "comity paper security round-13 points.pdf --title ko=논의요지 --in ko",
            "comity paper security round-13 points.pdf --title Points --marking official",
        ),
    )(circulate_paper)


def write_meeting_file(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    meeting: Annotated[
        str, typer.Argument(metavar="MEETING", help=mark("Its name in the record, as round-12."))
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help=mark("Write it to a new file."))
    ],
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="KIND", help=mark("Which: briefing or report.")),
    ] = "briefing",
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help=mark("As what: docx or pdf.")),
    ] = "docx",
    language: Annotated[
        str,
        typer.Option("--language", metavar="en|ko|ja", help=mark("The language of the file.")),
    ] = "",
) -> None:
    """Write the file."""
    from comity.cli.files import check_free, write_file
    from comity.cli.meeting_files import meeting_file_of

    session: Session = context.obj
    check_free(out)
    chosen = language or str(session.words.language)
    with session.node() as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        raw = meeting_file_of(session, here, channel, meeting, kind, form, chosen)
        write_file(out, [raw])
    session.give({"meeting": meeting, "kind": kind, "format": form, "language": chosen,
                  "file": str(out), "bytes": len(raw)})  # fmt: skip
    session.say(session.words.gettext("The file is in {file}.", file=out))


def circulate_paper(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    meeting: Annotated[
        str, typer.Argument(metavar="MEETING", help=mark("Its name in the record, as round-12."))
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The paper."))],
    *,
    title: Annotated[
        list[str],
        typer.Option(metavar="TEXT", help=mark("Its title; in another language as ko=….")),
    ],
    language: Annotated[
        str, typer.Option("--in", metavar="LANGUAGE", help=mark("The language of the paper."))
    ] = "",
    marking: Annotated[
        str | None, typer.Option(metavar="LEVEL", help=mark("The marking of the document."))
    ] = None,
) -> None:
    """Circulate a paper."""
    from comity.cli.files import read_file
    from comity.cli.signing import confirm, give_signed, preview_body, tell_next
    from comity.cli.standing import rooms_of
    from comity.home.bringing import File, statement_of
    from comity.workbench.circulating import Said
    from comity.workbench.incoming import BYTES_MAX

    session: Session = context.obj
    words = session.words
    raw = read_file(str(file), BYTES_MAX)
    told = words_from({}, title, words.language)
    said = Said(told or {}, language or str(words.language), marking)
    with session.node(unlocked=True) as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        rooms = rooms_of(here, channel)
        if all(one.id != meeting for one in rooms.meetings.details):
            known = ", ".join(one.id for one in rooms.meetings.details)
            raise RuleError("item-unknown", "CLI-4", f"{meeting!r}; meetings: {known or 'none'}")
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        move = statement_of(here.node, channel, rooms, meeting, said, File(file.name, raw))
        session.say(words.gettext("About to be stated:"))
        for matter, body in move.each:
            session.say(*preview_body(voice, here.node, channel, "declare", matter, body))
        confirm(session, words.gettext("Sign this statement?"))
        signed = session.sign(here, channel, move)
    give_signed(session, channel, signed)
    session.say(words.gettext("Circulated: {name}.", name=file.name), tell_next(session))
