# SPDX-License-Identifier: Apache-2.0
"""`comity backup` and `comity restore`: a node in one sealed file, and a node made of it again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from comity.cli.files import check_free, write_file
from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.locale import mark

__all__ = ["back_up", "register", "restore_node"]

_RUN: Final = mark("Run")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "backup",
        cls=Page,
        rich_help_panel=_RUN,
        help=mark(
            "Back up the node into one file, sealed under the passphrase of its keys.\n\n"
            "The node may be running. The file holds settings, working keys, record and dossier; "
            "not the root keys, and no informal soundings."
        ),
        epilog=examples("comity --node kr backup kr-2023-04-26.backup"),
    )(back_up)
    app.command(
        "restore",
        cls=Page,
        rich_help_panel=_RUN,
        help=mark(
            "Make a node of a backup, in a new folder.\n\n"
            "It signs nothing before every other side has said what it holds of this side, and "
            "that is here: exchange with each of them, by line or by file."
        ),
        epilog=examples("comity --node kr-again restore kr-2023-04-26.backup"),
    )(restore_node)


def back_up(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file to write."))],
) -> None:
    """Back up the node of the session."""
    from comity.assembly.backup import pieces_of_backup

    session: Session = context.obj
    check_free(file)
    with pieces_of_backup(session.config(), session.passphrase()) as pieces:
        write_file(file, pieces)
    size = file.stat().st_size
    session.give({"file": str(file), "bytes": size})
    session.say(
        session.words.gettext("The backup is in {file}.", file=file),
        session.words.gettext(
            "Keep it apart from this machine. Whoever has it and the passphrase is this side."
        ),
    )


def restore_node(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The backup."))],
    marks: Annotated[
        Path | None,
        typer.Option(
            "--marks",
            metavar="FOLDER",
            help=mark(
                "The folder “marks” of this very node as it was last, if it has survived. Never "
                "one of an older copy: with it the node could sign something twice."
            ),
        ),
    ] = None,
) -> None:
    """Make a node of a backup in the folder of the session."""
    from comity.assembly.backup import restore

    session: Session = context.obj
    words = session.words
    head = restore(file, session.folder, session.passphrase(), marks)
    session.give({"folder": str(session.folder), "party": head.party, "root": head.root})
    session.say(
        words.gettext(
            "The node of {party} is in {folder}, as it was when the backup was made.",
            party=head.party, folder=session.folder,
        ),
        words.gettext(
            "What was signed since is with the other sides: exchange with each of them before"
            " anything is signed."
        ),
    )  # fmt: skip
