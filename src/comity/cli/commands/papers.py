# SPDX-License-Identifier: Apache-2.0
"""`comity meeting-file`: the briefing book before a meeting, the report after it, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.locale import mark
from comity.telling.names import find_channel, read_names

__all__ = ["register", "write_meeting_file"]

_READ: Final = mark("Read")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")


def register(app: typer.Typer) -> None:
    """Add the command."""
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
