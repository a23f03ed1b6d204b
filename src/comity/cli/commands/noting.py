# SPDX-License-Identifier: Apache-2.0
"""`comity note …`: internal notes on items; they are kept at home and never signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from comity.cli.frame import Page, Pages, examples
from comity.cli.session import Session
from comity.core.errors import ConfigError
from comity.core.ids import matter as checked_matter
from comity.locale import mark
from comity.telling.matters import matter_title
from comity.telling.names import find_channel, read_names
from comity.telling.voice import sentence

if TYPE_CHECKING:
    from comity.home.reading import Reader

__all__ = ["add_note", "list_notes", "register"]

_READ: Final = mark("Read")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")


def register(app: typer.Typer) -> None:
    """Add the group and its commands."""
    group = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark(
            "Keep notes on items that only our own side reads. Nothing of them is ever sent.\n\n"
            "The node needs people for it: say who writes with --person."
        ),
        epilog=examples(
            'comity --person kr-drafter note add economic measure/chips "Companies fear …"',
            "comity --person kr-drafter note list economic measure/chips",
        ),
    )
    for name, call, text in (
        ("add", add_note, mark("Write an internal note on an item.")),
        ("list", list_notes, mark("List the internal notes on an item, or all of a dialogue.")),
    ):
        group.command(name, cls=Page, help=text)(call)
    app.add_typer(group, name="note", rich_help_panel=_READ)


def add_note(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    item: Annotated[str, typer.Argument(metavar="ITEM", help=mark("What it is about."))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=mark("The note."))],
) -> None:
    """Write a note."""
    session: Session = context.obj
    name = checked_matter(item)
    with session.node() as here:
        reader = _writer(session)
        from comity.home import notes

        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        made = notes.add_note(reader, channel, name, text)
    session.give({"note": str(made.pk), "channel": channel, "item": item})
    session.say(session.words.gettext("Kept at home; it is never sent."))


def _writer(session: Session) -> Reader:
    """Whoever acts. Raises ConfigError ``person-missing`` where the node has no people yet."""
    reader = session.reader
    if reader is None:
        raise ConfigError("person-missing", "HOME-60", "notes are those of people of this node")
    return reader


def list_notes(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    item: Annotated[
        str | None, typer.Argument(metavar="ITEM", help=mark("What they are about."))
    ] = None,
) -> None:
    """List notes."""
    session: Session = context.obj
    with session.node() as here:
        reader = _writer(session)
        from comity.home import notes

        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        found = [
            one
            for one in notes.notes_on(reader, channel, item or "", below=True)
            if not one.removed
        ]
        session.give(
            [
                {"note": str(one.pk), "item": one.matter, "text": one.text,
                 "post": one.author.post.slug, "changed_ms": one.changed_ms}
                for one in found
            ]
        )  # fmt: skip
        for one in found:
            session.say(
                voice.words.gettext(
                    "{item}; {post}, {time}:",
                    item=sentence(matter_title(voice, one.matter)),
                    post=voice.pick(one.author.post.names),
                    time=voice.instant(one.changed_ms),
                ),
                f"  {one.text}",
            )
        if not found:
            session.say(session.words.gettext("No notes."))
