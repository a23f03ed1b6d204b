# SPDX-License-Identifier: Apache-2.0
"""`comity leave`: one side's last word in a dialogue (HOME-8)."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.cli.signing import confirm, give_signed, offer_at, tell_next
from comity.core.errors import MalformedError
from comity.locale import mark
from comity.telling.matters import matter_titles
from comity.telling.names import find_channel, offer_ref, read_names

__all__ = ["leave", "register"]

REASON_CHARS_MAX: Final = 2_000

_NEGOTIATE: Final = mark("Negotiate")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "leave",
        cls=Page,
        rich_help_panel=_NEGOTIATE,
        help=mark(
            "Leave a dialogue for good: your side proposes and accepts nothing there any more.\n\n"
            "What is agreed stays. What your side has open there is declined or withdrawn in the "
            "same entry."
        ),
        epilog=examples('comity leave economic --reason "The dialogue is continued elsewhere."'),
    )(leave)


def leave(
    context: typer.Context,
    dialogue: Annotated[
        str, typer.Argument(metavar="DIALOGUE", help=mark("Its name here, or its id's beginning."))
    ],
    *,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help=mark("Why; the other sides read it."))
    ],
) -> None:
    """Leave."""
    from comity.node.permit import open_offers

    session: Session = context.obj
    words = session.words
    if not 1 <= len(reason) <= REASON_CHARS_MAX:
        raise MalformedError("reason", "CLI-9", f"--reason: 1 to {REASON_CHARS_MAX} characters")
    with session.node(unlocked=True) as here:
        names = read_names(here.config.names)
        channel = find_channel(dialogue, names, here.node.channels.ids())
        voice = session.voice(here.config.party)
        with here.node.channels.hold(channel) as held:
            open_ = open_offers(held)
        if open_:
            session.say(words.gettext("With it these are declined or withdrawn:"))
        for ref in open_:
            view = offer_at(here, channel, ref)
            session.say(
                "  "
                + words.gettext(
                    "Proposal {ref} of {side}: {item}",
                    ref=offer_ref(view),
                    side=voice.side(view.ref.party),
                    item=matter_titles(voice, sorted(view.values)),
                )
            )
        confirm(session, words.gettext("Leave {dialogue} for good?", dialogue=names.of(channel)))
        signed = session.leave(here, channel, reason)
    give_signed(session, channel, signed)
    session.say(
        words.gettext(
            "Your side has left {dialogue}. What is agreed there stays.", dialogue=names.of(channel)
        ),
        tell_next(session),
    )
