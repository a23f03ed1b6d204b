# SPDX-License-Identifier: Apache-2.0
"""`comity press …`: what may be said in public now, and the words as a plain text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from comity.cli.frame import Page, Pages, examples
from comity.cli.session import Session
from comity.locale import mark
from comity.telling.names import find_channel, read_names

__all__ = ["list_guidance", "register", "release_words"]

_READ: Final = mark("Read")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")


def register(app: typer.Typer) -> None:
    """Add the group and its commands."""
    group = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark(
            "Say what may be said in public: only what every side has accepted, only once its "
            "time has come by this node's clock.\n\n"
            "It is proposed with “comity offer DIALOGUE press/NAME --body FILE”, and stated as "
            "released with “comity declare DIALOGUE press/NAME/released --body FILE”."
        ),
        epilog=examples("comity press list security", "comity press release security kr-1 --in ko"),
    )
    for name, call, text in (
        ("list", list_guidance, mark("List press guidance, and whether it may be said now.")),
        ("release", release_words, mark("Give out the words that our side may say now.")),
    ):
        group.command(name, cls=Page, help=text)(call)
    app.add_typer(group, name="press", rich_help_panel=_READ)


def list_guidance(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    *,
    all_languages: Annotated[
        bool, typer.Option("--all-languages", help=mark("Texts in every language they hold."))
    ] = False,
) -> None:
    """List press guidance."""
    from comity.cli.pressing import seen_in, tell_guidance

    session: Session = context.obj
    with session.node() as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        now = here.node.clock.now_ms()
        voice = session.voice(here.config.party, now, all_languages=all_languages)
        found = seen_in(here, channel)
        session.give(
            [
                {
                    "name": one.view.id,
                    "on": one.view.subject,
                    "sayable": one.sayable.value,
                    "not_before": None
                    if one.view.guidance is None
                    else one.view.guidance.not_before,
                }
                for one in found
            ]
        )
        for one in found:
            session.say(*tell_guidance(voice, one))
        if not found:
            session.say(
                session.words.gettext("No press guidance: nothing is agreed that may be said.")
            )


def release_words(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    name: Annotated[str, typer.Argument(metavar="NAME", help=mark("That of the guidance."))],
    *,
    language: Annotated[
        str, typer.Option("--in", metavar="LANGUAGE", help=mark("The language of the words."))
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help=mark("Write them to a new file.")),
    ] = None,
) -> None:
    """Give out the words."""
    from comity.cli.files import check_free, write_file
    from comity.cli.pressing import words_now

    session: Session = context.obj
    if out is not None:
        check_free(out)
    with session.node() as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        chosen = language or session.words.language
        reader = session.reader
        if reader is None:
            text = words_now(here, channel, name, chosen)
        else:
            from comity.home.release import give_out

            text = give_out(reader, channel, name, chosen).text
    if out is not None:
        write_file(out, [text.encode()])
        session.say(session.words.gettext("The public text is in {file}.", file=out))
    session.give({"name": name, "language": chosen, "text": text})
    if out is None:
        session.say(text.rstrip("\n"))
