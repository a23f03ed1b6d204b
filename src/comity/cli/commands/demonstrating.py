# SPDX-License-Identifier: Apache-2.0
"""`comity demo`: two nodes live through a story on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.locale import mark

__all__ = ["register", "run_demo"]

_BEGIN: Final = mark("Begin")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "demo",
        cls=Page,
        rich_help_panel=_BEGIN,
        help=mark(
            "Let two nodes negotiate before your eyes, from the mandate to adopted summaries.\n\n"
            "Both go on serving until Ctrl-C, so that you can try the commands on them."
        ),
        epilog=examples("comity demo", "comity --lang ko demo --once"),
    )(run_demo)


def run_demo(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help=mark("End after the story."))] = False,
    folder: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=mark("Where the two nodes are made, else demo-nodes.")),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help=mark("Delete first what an earlier demonstration left."))
    ] = False,
) -> None:
    """Hand over to the demonstration."""
    from comity.demo import run

    session: Session = context.obj
    code = run(
        once=once, folder=folder, language=session.words.language, out=sys.stdout, fresh=fresh
    )
    raise typer.Exit(code)
