# SPDX-License-Identifier: Apache-2.0
"""`comity authority list`: which post of which side may do what in a dialogue."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from comity.cli.frame import Page, Pages, examples
from comity.cli.session import Session
from comity.locale import mark
from comity.telling.names import find_channel, read_names

__all__ = ["list_authorities", "register"]

_READ: Final = mark("Read")


def register(app: typer.Typer) -> None:
    """Add the group and its command."""
    group = typer.Typer(
        cls=Pages,
        rich_markup_mode="rich",
        help=mark(
            "Say which post may do what for its side, by what each side has notified.\n\n"
            "It is notified with “comity declare DIALOGUE authority/POST --body FILE”, and "
            "withdrawn by a later notification that allows nothing."
        ),
        epilog=examples("comity authority list economic"),
    )
    group.command("list", cls=Page, help=mark("List what each side has notified."))(
        list_authorities
    )
    group.callback()(_alone)
    app.add_typer(group, name="authority", rich_help_panel=_READ)


def _alone() -> None:
    """The group keeps its one command."""


def list_authorities(
    context: typer.Context,
    dialogue: Annotated[
        str,
        typer.Argument(metavar="DIALOGUE", help=mark("Its name here, or its id's beginning.")),
    ],
) -> None:
    """List authorities."""
    from comity.subjects import authorities
    from comity.telling.bodies_authorities import may_told, term_told

    session: Session = context.obj
    with session.node() as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        now = here.node.clock.now_ms()
        voice = session.voice(here.config.party, now)
        with here.node.channels.hold(channel) as held:
            bodies = here.node.records.bodies(channel)
            details = authorities.view(held.channel.sight, bodies).details
        given = []
        for one in details:
            newest = one.newest()
            value = None if newest is None else newest.body.value
            if value is None:
                continue
            counts = one.held_at(now) is not None
            given.append(
                {
                    "party": one.party, "id": one.id, "post": value.post, "may": list(value.may),
                    "since": value.since, "until": value.until, "counts": counts,
                }
            )  # fmt: skip
            told = [voice.side(one.party), voice.pick(value.post), may_told(voice, value)]
            if value.may:
                told.append(term_told(voice, value))
            if not counts:
                told.append(session.words.gettext("does not count just now"))
            session.say(" · ".join(told))
        session.give(given)
        if not given:
            session.say(session.words.gettext("No authority is notified: none is checked."))
