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
            "Both go on serving until Ctrl-C, so that you can try the commands on them. With"
            " --ministry one node of a whole ministry is made instead, and is then yours to serve."
        ),
        epilog=examples(
            "comity demo",
            "comity --lang ko demo --once",
            "comity demo --pace 5",
            "comity demo --ministry --folder demo-ministry",
        ),
    )(run_demo)


def run_demo(
    context: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help=mark("End after the story."))] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=mark("Where the nodes are made, else demo-nodes, or demo-ministry."),
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help=mark("Delete first what an earlier demonstration left."))
    ] = False,
    pace: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            max=60,
            help=mark("Wait so long before each scene, for showing it to others."),
        ),
    ] = 0,
    ministry: Annotated[
        bool,
        typer.Option("--ministry", help=mark("Make a ministry: 20 dialogues over three years.")),
    ] = False,
    scale: Annotated[
        int,
        typer.Option(
            min=1,
            max=20,
            help=mark("With --ministry: so many times as many rounds, for measuring."),
        ),
    ] = 1,
) -> None:
    """Hand over to the demonstration."""
    session: Session = context.obj
    if ministry:
        from comity.demo.ministry import run_ministry

        code = run_ministry(
            folder=folder, language=session.words.language, out=sys.stdout, fresh=fresh, scale=scale
        )
        raise typer.Exit(code)
    from comity.demo import run

    code = run(
        once=once,
        folder=folder,
        language=session.words.language,
        out=sys.stdout,
        fresh=fresh,
        pace=pace,
    )
    raise typer.Exit(code)
