# SPDX-License-Identifier: Apache-2.0
"""`comity accept` and `comity refuse`: answer a proposal, or withdraw one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.session import Session
from comity.cli.signing import (
    check_readable,
    confirm,
    give_signed,
    offer_at,
    tell_next,
    tell_offer,
    tell_outcome,
)
from comity.core.encoding import encode
from comity.core.errors import MalformedError, RuleError
from comity.core.views import OfferState
from comity.locale import mark
from comity.telling.matters import matter_titles
from comity.telling.names import find_channel, find_offer, offer_ref, read_names
from comity.telling.voice import sentence
from comity.workbench.drafting import words_from

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId
    from comity.core.views import ActRef, OfferView
    from comity.node.sign import Move

__all__ = ["accept", "refuse", "register"]

REASON_CHARS_MAX: Final = 2_000

_NEGOTIATE: Final = mark("Negotiate")
_DIALOGUE: Final = mark("Its name here, or its id's beginning.")
_PROPOSAL: Final = mark("The proposal as “comity show” names it, e.g. jp/3/0.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "accept",
        cls=Page,
        rich_help_panel=_NEGOTIATE,
        help=mark(
            "Accept a proposal: exactly what it says, in every language it holds.\n\n"
            "An acceptance can't be taken back. Where your side has meanwhile accepted a proposal "
            "of higher rank, the same values are put again as your own proposal."
        ),
        epilog=examples("comity accept economic jp/3/0"),
    )(accept)
    app.command(
        "refuse",
        cls=Page,
        rich_help_panel=_NEGOTIATE,
        help=mark(
            "Say that you are not in a position to accept a proposal, or withdraw your own.\n\n"
            "Until the other side has acknowledged it, an acceptance that crossed may still bind."
        ),
        epilog=examples('comity refuse economic jp/3/0 --reason "Public holiday"'),
    )(refuse)


def accept(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL", help=_PROPOSAL)],
) -> None:
    """Accept a proposal, or put it again where it lies below our own position."""
    from comity.node.sign import Acceptance

    session: Session = context.obj
    words = session.words
    with session.node(unlocked=True) as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        with here.node.channels.hold(channel) as held:
            view = find_offer(proposal, held.channel)
        _check_open(view, here.config.party)
        check_readable(here.node, channel, view)
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        again = _below(here, channel, view)
        session.say(
            words.gettext(
                "Proposal {ref} of {side}:", ref=offer_ref(view), side=voice.side(view.ref.party)
            ),
            *tell_offer(voice, here.node, channel, view),
        )
        if again:
            session.say(
                words.gettext(
                    "Your side has accepted a proposal of higher rank since, so this one can't be "
                    "accepted as it stands. The same values are put again as your own proposal; "
                    "it is agreed when the other side accepts that."
                )
            )
            confirm(session, words.gettext("Put it again?"))
            move: Move = _put_again(here, channel, view)
        else:
            others = _declined_with(here, channel, view.ref)
            if others:
                session.say(
                    words.ngettext(
                        "It is one of several dates: {count} other is declined with it.",
                        "It is one of several dates: {count} others are declined with it.",
                        len(others),
                    )
                )
            confirm(session, words.gettext("Accept exactly this?"))
            move = Acceptance(view.ref, others)
        signed = session.sign(here, channel, move)
        made = offer_at(here, channel, signed.acts[0] if again else view.ref)
    give_signed(session, channel, signed)
    session.say(tell_outcome(voice, made), tell_next(session))


def _declined_with(here: Assembled, channel: ChannelId, ref: ActRef) -> tuple[ActRef, ...]:
    """The dates that are declined where this one is accepted; mostly none. MEET-8."""
    from comity.subjects import view
    from comity.workbench.answering import declined_with

    with here.node.channels.hold(channel) as held:
        rooms = view(held.channel.sight, here.node.records.bodies(channel))
    return declined_with(rooms, ref)


def refuse(
    context: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=_DIALOGUE)],
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL", help=_PROPOSAL)],
    *,
    reason: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            help=mark("Why; in another language as ko=…, may be given again."),
        ),
    ] = None,
) -> None:
    """Decline or withdraw a proposal."""
    from comity.node.sign import Refusal

    session: Session = context.obj
    words = session.words
    told = words_from({}, reason or (), words.language)
    if told is not None and any(not 1 <= len(one) <= REASON_CHARS_MAX for one in told.values()):
        raise MalformedError("reason", "CLI-9", f"--reason: 1 to {REASON_CHARS_MAX} characters")
    body = None if told is None else encode(told)
    with session.node(unlocked=True) as here:
        channel = find_channel(dialogue, read_names(here.config.names), here.node.channels.ids())
        with here.node.channels.hold(channel) as held:
            view = find_offer(proposal, held.channel)
        _check_effect(view)
        voice = session.voice(here.config.party, here.node.clock.now_ms())
        own = view.ref.party == here.config.party
        session.say(
            words.gettext(
                "Proposal {ref} of {side}:", ref=offer_ref(view), side=voice.side(view.ref.party)
            ),
            *tell_offer(voice, here.node, channel, view),
        )
        if own:
            confirm(session, words.gettext("Withdraw it?"))
        else:
            confirm(session, words.gettext("Answer that your side is not in a position to accept?"))
        move = Refusal(view.ref, body)
        signed = session.sign(here, channel, move)
    give_signed(session, channel, signed)
    items = sentence(matter_titles(voice, sorted(view.values)))
    if own:
        outcome = words.gettext(
            "{items}: your proposal is withdrawn. Until the others have acknowledged that, an "
            "acceptance may still bind your side.",
            items=items,
        )
    else:
        outcome = words.gettext("{items}: declined.", items=items)
    session.say(outcome, tell_next(session))


def _check_open(view: OfferView, own: str) -> None:
    """Refuse what needs no acceptance, before anything is asked."""
    ref = offer_ref(view)
    if view.state is OfferState.VOID:
        raise RuleError("void-offer", "ACT-13", f"{ref} has no effect: {view.void}")
    if view.ref.party == own:
        raise RuleError("own-proposal", "ACT-11", f"{ref} is your own: it counts as accepted")
    if own in view.accepted:
        raise RuleError("accepted-before", "ACT-13", f"{ref} is accepted by your side already")
    if view.state is OfferState.REFUSED:
        raise RuleError("refused", "ACT-13", f"{ref} has been declined or withdrawn")


def _check_effect(view: OfferView) -> None:
    """Refuse to sign what changes nothing. Rule: CLI-11."""
    ref = offer_ref(view)
    if view.state is OfferState.VOID:
        raise RuleError("void-offer", "ACT-13", f"{ref} has no effect: {view.void}")
    if view.state in (OfferState.AGREED, OfferState.CONFIRMED):
        raise RuleError("no-effect", "CLI-11", f"{ref} is agreed already; that stays so")
    if view.state is OfferState.REFUSED:
        raise RuleError("no-effect", "CLI-11", f"{ref} has been declined or withdrawn already")


def _below(here: Assembled, channel: ChannelId, view: OfferView) -> bool:
    """Whether the own position is above the proposal on one of its items. Rule: ACT-13."""
    with here.node.channels.hold(channel) as held:
        head = held.channel.head(held.own)
        if head is None:
            return False
        ledger = held.channel.fold.ledger
        return any(ledger.standing(head, name) >= view.rank for name in view.values)


def _put_again(here: Assembled, channel: ChannelId, view: OfferView) -> Move:
    """The same values as a proposal of our own. Rule: NODE-8."""
    from comity.core.ids import Digest
    from comity.node.sign import Proposal
    from comity.ports import Kept

    values = {}
    for name, digest in view.values.items():
        kept = here.node.records.content(channel, "body", Digest(str(digest)))
        assert isinstance(kept, Kept), "it was read a moment ago"
        values[name] = kept.raw
    return Proposal(values, view.documents, None)
