# SPDX-License-Identifier: Apache-2.0
"""`comity people …organ`: organs, to which posts belong, and what a whole organ may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from comity.cli.dossier import done, names_in, open_dossier
from comity.locale import mark
from comity.telling.names import find_channel, read_names

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId

__all__ = ["add_organ", "admit_organ", "set_organ", "withdraw_organ"]

_ORGAN: Final = mark("The short name of the organ.")
_POST: Final = mark("The short name of the post.")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")


def add_organ(
    context: typer.Context,
    organ: Annotated[str, typer.Argument(metavar="ORGAN", help=_ORGAN)],
    *,
    name: Annotated[
        list[str],
        typer.Option(
            metavar="en=TEXT",
            help=mark("Its name in a language, as en=…, ko=…, ja=…; may be given again."),
        ),
    ],
) -> None:
    """Add an organ."""
    names = names_in("organ-name", "HOME-17", name)
    with open_dossier(context) as (session, _, now):
        from comity.home import organs

        organs.add_organ(organ, names, now)
    done(session, organ=organ)


def set_organ(
    context: typer.Context,
    post: Annotated[str, typer.Argument(metavar="POST", help=_POST)],
    organ: Annotated[
        str, typer.Argument(metavar="[ORGAN]", help=mark("The organ; left out: none."))
    ] = "",
) -> None:
    """Let a post belong to an organ."""
    with open_dossier(context) as (session, _, now):
        from comity.home import organs, people

        body = organs.find_organ(organ) if organ else None
        organs.set_organ(people.find_post(post), body, now)
    done(session, post=post)


def admit_organ(
    context: typer.Context,
    organ: Annotated[str, typer.Argument(metavar="ORGAN", help=_ORGAN)],
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
) -> None:
    """Admit an organ."""
    with open_dossier(context) as (session, here, now):
        from comity.home import organs, people

        people.admit(organs.find_organ(organ), _channel(here, dialogue), now)
    done(session, organ=organ)


def withdraw_organ(
    context: typer.Context,
    organ: Annotated[str, typer.Argument(metavar="ORGAN", help=_ORGAN)],
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
) -> None:
    """Withdraw an organ's admission."""
    with open_dossier(context) as (session, here, now):
        from comity.home import organs, people

        people.withdraw_admission(organs.find_organ(organ), _channel(here, dialogue), now)
    done(session, organ=organ)


def _channel(here: Assembled, dialogue: str) -> ChannelId:
    return find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
