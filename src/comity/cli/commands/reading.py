# SPDX-License-Identifier: Apache-2.0
"""`comity show` and `comity log`: how things stand, and how they came to stand so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.core.errors import RuleError
from comity.locale import mark
from comity.telling.names import find_channel, read_names

__all__ = ["register", "show_standing", "tell_log"]

_READ: Final = mark("Read")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "show",
        cls=Page,
        rich_help_panel=_READ,
        help=mark(
            "Show what is agreed, what is undecided, for whose action, and by when.\n\n"
            "Without a dialogue: all of them. With an item: its whole history and content."
        ),
        epilog=examples(
            "comity show",
            "comity show economic",
            "comity show economic text/summary --all-languages",
            "comity show economic terms --body > terms.json",
            "comity show economic document/d1 --save summary.pdf",
        ),
    )(show_standing)
    app.command(
        "log",
        cls=Page,
        rich_help_panel=_READ,
        help=mark("Tell the record of a dialogue entry by entry."),
        epilog=examples("comity log economic"),
    )(tell_log)


def show_standing(
    context: typer.Context,
    dialogue: Annotated[str | None, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)] = None,
    item: Annotated[
        str | None,
        typer.Argument(metavar="ITEM", help=mark("One item, or the beginning of its path.")),
    ] = None,
    *,
    all_languages: Annotated[
        bool, typer.Option("--all-languages", help=mark("Texts in every language they hold."))
    ] = False,
    body: Annotated[
        bool,
        typer.Option(
            "--body",
            help=mark(
                "Only the content of the item, as JSON: the open proposal, or what is agreed."
            ),
        ),
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(
            "--save", metavar="FILE", help=mark("Write the document itself to a new file.")
        ),
    ] = None,
) -> None:
    """Show how things stand."""
    from comity.cli.saving import save_document
    from comity.cli.standing import tell_dialogue, tell_item, tell_overview
    from comity.cli.standing_json import dialogue_json, item_body, overview_json

    session: Session = context.obj
    with session.node() as here:
        voice = session.voice(
            here.config.party, here.node.clock.now_ms(), all_languages=all_languages
        )
        names = read_names(here.config.names)
        channels = here.node.channels.ids()
        if save is not None and (dialogue is None or item is None or body):
            raise RuleError("item-unknown", "CLI-4", "--save needs a dialogue and a document")
        if dialogue is None:
            session.give(overview_json(here, names))
            session.say(*tell_overview(voice, here, names))
            return
        channel = find_channel(dialogue, names, channels)
        if body:
            if item is None:
                raise RuleError("item-unknown", "CLI-4", "--body needs an item")
            session.as_json = True
            session.give(item_body(here, channel, item))
        elif item is None:
            session.give(dialogue_json(here, names, channel))
            session.say(*tell_dialogue(voice, here, names, channel))
        else:
            if save is not None:
                save_document(here, channel, item, save)
            session.give(dialogue_json(here, names, channel, item))
            session.say(*tell_item(voice, here, channel, item))
            if save is not None:
                session.say(session.words.gettext("The document is in {file}.", file=save))


def tell_log(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
) -> None:
    """Tell the record."""
    from comity.telling.story import tell_story

    session: Session = context.obj
    given: list[dict[str, Any]] = []
    with session.node() as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        for told in tell_story(voice, here.node, channel):
            given.append(
                {
                    "party": told.party,
                    "number": told.number,
                    "hash": told.hash,
                    "time": told.time,
                    "post": told.post,
                    "told": told.lines,
                    "void": {str(index): why for index, why in told.void.items()},
                    "agreed": told.agreed,
                    "confirmed": told.confirmed,
                }
            )
            post = "" if told.post is None else f" · {told.post}"
            session.say(
                f"{voice.instant(told.time)} · {told.party}/{told.number}{post}",
                *(f"  {line}" for line in told.lines),
                *(f"  → {line}" for line in told.followed),
            )
    session.give(given)
    if not given:
        session.say(session.words.gettext("Nothing is recorded yet."))
