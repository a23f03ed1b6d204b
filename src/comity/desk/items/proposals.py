# SPDX-License-Identifier: Apache-2.0
"""The proposals on an item, each in full, with what this reader can do about it; and what is
agreed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.core.views import OfferView
from comity.desk.forms.registry import form_for
from comity.desk.items.index import Index, item_title
from comity.desk.items.lines import TitledColumns, told_item
from comity.desk.items.spoken import said_in
from comity.desk.requests import DeskRequest
from comity.desk.states import Due, Tag, due_of, proposal_tag
from comity.home.roles import Power
from comity.subjects import ROUTES
from comity.subjects.reading import Look, route_of
from comity.subjects.standing import Proposal, Standing, Value
from comity.subjects.statements import ad_referendum
from comity.telling.conditions import offer_conditions, unread_of
from comity.telling.voice import sentence

__all__ = ["AgreedValue", "OpenProposal", "agreed_of", "answer_href", "open_of"]


class OpenProposal(NamedTuple):
    """A proposal that is open, as its card shows it.

    Args:
        heading: whose it is.
        party: the code of its author.
        tag: for whose action it is.
        time, post: when and by which office it was signed.
        due: when a reply is asked for, or None.
        conditions: what it says beside its items: what silence means, and its documents.
        unread: what of it can't be read here, so that it can't be accepted.
        notes: who has accepted it ad referendum; what can't be read.
        items: what it says, in every language that it holds.
        answer: where it can be answered or withdrawn, or empty.
        counter: where a counter-proposal can be made, or empty.
        ours: whether our own side made it.
        next: whether answering it is the next step for this reader.
        entry: the page of its entry.
    """

    heading: str
    party: str
    tag: Tag
    time: str
    post: str | None
    due: Due | None
    conditions: tuple[str, ...]
    unread: tuple[str, ...]
    notes: tuple[str, ...]
    items: tuple[TitledColumns, ...]
    answer: str
    counter: str
    ours: bool
    next: bool
    entry: str


class AgreedValue(NamedTuple):
    """An agreed value: what it says of this item, when and by whom proposed, and with what."""

    item: TitledColumns
    party: str
    side: str
    time: str
    entry: str
    package: tuple[tuple[str, str], ...]


def answer_href(channel: ChannelId, offer: OfferView) -> str:
    """Where a proposal is answered."""
    ref = offer.ref
    places = {"channel": channel, "party": ref.party, "number": ref.number, "index": ref.index}
    return reverse("answer", kwargs=places)


def open_of(
    request: DeskRequest,
    channel: ChannelId,
    index: Index,
    standing: Standing[Any, Any],
    *,
    halted: bool,
) -> tuple[OpenProposal, ...]:
    """Every open proposal on an item, the newest first."""
    return tuple(
        _open(request, channel, index, standing, one, halted=halted)
        for one in reversed(standing.open)
    )


def _open(
    request: DeskRequest,
    channel: ChannelId,
    index: Index,
    standing: Standing[Any, Any],
    proposal: Proposal[Any],
    *,
    halted: bool,
) -> OpenProposal:
    voice, words, offer = request.voice, request.voice.words, proposal.offer
    ours = proposal.author == voice.own
    awaited = voice.own in proposal.awaited
    may = request.reader.may(Power.DRAFT) and not halted
    notes = [
        words.gettext(
            "{side} has agreed ad referendum: its capital is still to confirm.",
            side=sentence(voice.side(code)),
        )
        for code in ad_referendum(standing, proposal)
    ]
    with request.house.node.channels.hold(channel) as held:
        look = Look(held.channel.sight, request.house.node.records.bodies(channel))
        conditions = tuple(offer_conditions(voice, look, offer))
        unread = unread_of(voice, look, offer, lambda one: item_title(voice, index, one))
    counter = ""
    known = form_for(standing.matter, "offer", "", None) is not None
    if may and known and not ours and not proposal.package:
        ref = offer.ref
        counter = reverse("propose-item", kwargs={"channel": channel, "matter": standing.matter})
        counter += f"?base={ref.party}/{ref.number}/{ref.index}"
    return OpenProposal(
        heading=words.gettext("Proposal of {side}", side=voice.side(proposal.author)),
        party=proposal.author,
        tag=proposal_tag(voice, proposal),
        time=voice.instant(offer.time),
        post=None if offer.post is None else said_in(voice, offer.post),
        due=due_of(voice, proposal.by),
        conditions=conditions,
        unread=unread if awaited else (),
        notes=tuple(notes),
        items=_items(request, channel, index, offer),
        answer=answer_href(channel, offer) if may and (awaited or ours) else "",
        counter=counter,
        ours=ours,
        next=may and awaited,
        entry=_entry(channel, offer),
    )


def agreed_of(
    request: DeskRequest,
    channel: ChannelId,
    index: Index,
    matter: str,
    value: Value[Any] | None,
) -> AgreedValue | None:
    """An agreed value of an item; None where there is none."""
    if value is None:
        return None
    voice, offer = request.voice, value.offer
    others = [one for one in sorted(offer.values) if one != matter]
    return AgreedValue(
        item=told_item(request, channel, index, matter, value.body),
        party=offer.ref.party,
        side=voice.side(offer.ref.party),
        time=voice.instant(offer.time),
        entry=_entry(channel, offer),
        package=tuple(
            (
                item_title(voice, index, one),
                reverse("item", kwargs={"channel": channel, "matter": one}),
            )
            for one in others
        ),
    )


def _items(
    request: DeskRequest, channel: ChannelId, index: Index, offer: OfferView
) -> tuple[TitledColumns, ...]:
    """Every item of a proposal, in the order of their paths."""
    with request.house.node.channels.hold(channel) as held:
        look = Look(held.channel.sight, request.house.node.records.bodies(channel))
        bodies = [
            (matter, look.offered(value, route_of(ROUTES, matter)))
            for matter, value in sorted(offer.values.items())
        ]
    return tuple(told_item(request, channel, index, matter, body) for matter, body in bodies)


def _entry(channel: ChannelId, offer: OfferView) -> str:
    places = {"channel": channel, "party": offer.ref.party, "number": offer.ref.number}
    return reverse("entry", kwargs=places)
