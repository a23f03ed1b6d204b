# SPDX-License-Identifier: Apache-2.0
"""All commands in one tree, in the order in which a newcomer needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from typer.core import TyperGroup

from comity.cli.commands import (
    answering,
    authorising,
    backing_up,
    dating,
    demonstrating,
    exchanging,
    facts,
    founding,
    incidents,
    leaving,
    noting,
    papers,
    people,
    pressing,
    proposing,
    proving,
    reading,
    serving,
    setting_up,
    sounding,
    stating,
)
from comity.cli.frame import Pages, examples, translate
from comity.cli.session import Session
from comity.locale import Catalogue, mark

__all__ = ["build"]

_ABOUT: Final = mark(
    "Standing dialogues between governments, each side on its own node.\n\n"
    "A node lives in a folder. What all sides have signed is the shared record; "
    "nothing else leaves the node."
)
_EPILOG: Final = examples(
    "comity --node kr init kr --address https://127.0.0.1:8441",
    "comity --node kr found invite jp -o invitation.json",
    "comity --node kr offer economic terms --preset economic-security",
    "comity --node kr show",
    title=mark("The first steps:"),
    after=mark(
        "Exit codes: 0 done; 1 refused; 2 not understood; 3 not possible now, try later; "
        "4 consistent in itself, signers not checked (verify)."
    ),
)


def build(words: Catalogue) -> TyperGroup:
    """The tree of commands, its help in that language."""
    app = typer.Typer(
        cls=Pages,
        help=_ABOUT,
        epilog=_EPILOG,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def _every(  # noqa: PLR0913 - one parameter an option
        context: typer.Context,
        *,
        node: Annotated[
            Path,
            typer.Option(
                envvar="COMITY_NODE",
                show_default=True,
                metavar="DIR",
                help=mark("The folder of the node."),
            ),
        ] = Path(),
        lang: Annotated[
            str | None,
            typer.Option(
                envvar="COMITY_LANG", metavar="en|ko|ja", help=mark("The language to read.")
            ),
        ] = None,
        json: Annotated[
            bool, typer.Option("--json", help=mark("Print JSON, for programs."))
        ] = False,
        yes: Annotated[
            bool, typer.Option("--yes", help=mark("Sign without asking once more."))
        ] = False,
        post: Annotated[
            str | None,
            typer.Option(envvar="COMITY_POST", metavar="TEXT", help=mark("The office that signs.")),
        ] = None,
        passphrase_file: Annotated[
            Path | None,
            typer.Option(
                metavar="FILE",
                help=mark(
                    "Where the passphrase is; else COMITY_PASSPHRASE is taken, or it is asked for."
                ),
            ),
        ] = None,
        root_passphrase_file: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help=mark("The same for the root keys (init only).")),
        ] = None,
        person: Annotated[
            str | None,
            typer.Option(
                envvar="COMITY_PERSON",
                metavar="NAME",
                help=mark("Who acts, by sign-in name, once the node has people."),
            ),
        ] = None,
        password_file: Annotated[
            Path | None,
            typer.Option(
                metavar="FILE",
                help=mark(
                    "Where that person's password is; else COMITY_PASSWORD is taken, or it is "
                    "asked for."
                ),
            ),
        ] = None,
    ) -> None:
        del lang  # known before this page was built
        context.obj = Session(
            words, node, json, yes, post, passphrase_file, root_passphrase_file, person,
            password_file,
        )  # fmt: skip

    for room in (
        setting_up,
        founding,
        demonstrating,
        proposing,
        answering,
        dating,
        stating,
        incidents,
        facts,
        sounding,
        leaving,
        pressing,
        authorising,
        noting,
        papers,
        reading,
        exchanging,
        serving,
        backing_up,
        people,
        proving,
    ):
        room.register(app)
    return translate(app, words)
