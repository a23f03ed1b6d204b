# SPDX-License-Identifier: Apache-2.0
"""How one matter stands: what is agreed, what is undecided, whose move, by when.

The one place where rooms get this from. It reads no clock: "by when" is a time to be compared by
whoever shows it, and claimed times decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from comity.core.ids import Code, Matter
from comity.core.views import DeclareView, OfferState, OfferView
from comity.subjects.reading import Body, BodyState, Look, Route, route_of

__all__ = [
    "Proposal",
    "ProposalState",
    "RoomView",
    "Said",
    "Standing",
    "Value",
    "standing_of",
    "standings_of",
]

T = TypeVar("T")
D = TypeVar("D")
V = TypeVar("V")


class ProposalState(StrEnum):
    """How a proposal stands that is not agreed."""

    OPEN = "open"
    """Every party that has not accepted it yet still can."""
    OVERTAKEN = "overtaken"
    """A party that had not accepted it has since bound itself to a higher-ranked one."""
    DECLINED = "declined"
    """Another party than its author is not in a position to accept it."""
    WITHDRAWN = "withdrawn"
    """Its author has withdrawn it (an acceptance that crossed may still bind)."""
    UNCHOSEN = "unchosen"
    """It was refused since another one of the same entry is agreed (MEET-8)."""


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """An agreed value. `confirmed`: every party has signed that it holds all acceptances."""

    offer: OfferView
    body: Body[T]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Proposal(Generic[T]):
    """A proposal that is not agreed, as it bears on one matter.

    `awaited` are the parties whose answer is missing, in the order of the genesis (empty unless
    open); `by` is when they are asked to answer, in UTC milliseconds, or None.
    """

    offer: OfferView
    body: Body[T]
    state: ProposalState
    awaited: tuple[Code, ...]
    by: int | None

    @property
    def author(self) -> Code:
        """The party that made it."""
        return self.offer.ref.party

    @property
    def package(self) -> tuple[Matter, ...]:
        """Every matter it is about, sorted, if it is about several; else empty."""
        return tuple(sorted(self.offer.values)) if len(self.offer.values) > 1 else ()


@dataclass(frozen=True, slots=True)
class Said(Generic[D]):
    """One declaration on the matter."""

    declaration: DeclareView
    body: Body[D]

    @property
    def party(self) -> Code:
        """The party whose own word it is."""
        return self.declaration.ref.party


@dataclass(frozen=True, slots=True)
class Standing(Generic[T, D]):
    """How one matter stands.

    `agreed` is the newest agreed value, `confirmed` the newest confirmed one (the same, or an
    older one that is in force until the newer is confirmed). `open` and `closed` are proposals,
    oldest first. `moves` are the parties whose move it is, in the order of the genesis; `by` is
    when, in UTC milliseconds, or None.
    """

    matter: Matter
    agreed: Value[T] | None
    confirmed: Value[T] | None
    open: tuple[Proposal[T], ...]
    closed: tuple[Proposal[T], ...]
    said: tuple[Said[D], ...]
    moves: tuple[Code, ...]
    by: int | None

    @property
    def value(self) -> T | None:
        """The agreed value if there is one and it is readable here."""
        return None if self.agreed is None else self.agreed.body.value

    @property
    def unreadable(self) -> tuple[Body[Any], ...]:
        """Every body on this matter that is here and can't be read. Rule: SUBJ-8."""
        bodies: list[Body[Any]] = [] if self.agreed is None else [self.agreed.body]
        bodies += [proposal.body for proposal in (*self.open, *self.closed)]
        bodies += [said.body for said in self.said]
        return tuple(body for body in bodies if body.state is BodyState.UNREADABLE)


@dataclass(frozen=True, slots=True)
class RoomView(Generic[V]):
    """What one room shows of a channel.

    Args:
        room: name of the room, stable.
        standings: every matter of the room, sorted by matter unless the room orders them.
        details: one value for each thing the room is about (a meeting, a text …).
    """

    room: str
    standings: tuple[Standing[Any, Any], ...]
    details: tuple[V, ...]


def standing_of(
    look: Look, matter: Matter, route: Route[T, D], reply_s: int | None = None
) -> Standing[T, D]:
    """How the matter stands. Never raises on a body. Rules: SUBJ-8, SUBJ-11 to SUBJ-13.

    Args:
        look: the channel.
        matter: may be one that no act names; then nothing is agreed and nobody's move.
        route: the row of the matter.
        reply_s: seconds within which the terms ask for an answer where the offer says nothing.
    """
    view = look.matter(matter)
    confirmed = {offer.ref for offer in view.confirmed}

    def value(offers: tuple[OfferView, ...]) -> Value[T] | None:
        if not offers:
            return None
        offer = offers[-1]
        body = look.offered(offer.values[matter], route)
        return Value(offer, body, offer.ref in confirmed)

    proposals = tuple(
        _proposal(look, offer, look.offered(offer.values[matter], route), reply_s, view.offers)
        for offer in view.offers
        if offer.state in (OfferState.OPEN, OfferState.REFUSED)
    )
    live = tuple(one for one in proposals if one.state is ProposalState.OPEN)
    moves, by = _moves(look.parties, live, view.offers)
    return Standing(
        matter=matter,
        agreed=value(view.agreed),
        confirmed=value(view.confirmed),
        open=live,
        closed=tuple(one for one in proposals if one.state is not ProposalState.OPEN),
        said=tuple(Said(one, look.declared(one.body, route)) for one in view.declared),
        moves=moves,
        by=by,
    )


def standings_of(
    look: Look,
    matters: Iterable[Matter],
    routes: tuple[Route[Any, Any], ...],
    reply_s: int | None = None,
) -> tuple[Standing[Any, Any], ...]:
    """How each of the matters stands, in the order given; unknown ones too. Rule: SUBJ-10."""
    return tuple(standing_of(look, matter, route_of(routes, matter), reply_s) for matter in matters)


_REFUSED: Final = (ProposalState.DECLINED, ProposalState.WITHDRAWN)


def _chosen(offers: Iterable[OfferView], offer: OfferView) -> bool:
    """Whether another offer on the matter that was made in the same entry is agreed."""
    won = (OfferState.AGREED, OfferState.CONFIRMED)
    return any(one.state in won and one.ref.hash == offer.ref.hash for one in offers)


def _proposal(
    look: Look,
    offer: OfferView,
    body: Body[T],
    reply_s: int | None,
    offers: Iterable[OfferView],
) -> Proposal[T]:
    """The offer as a proposal, with whom it awaits; `offers` are all on the matter."""
    state = _state(look, offer)
    if state in _REFUSED and _chosen(offers, offer):
        state = ProposalState.UNCHOSEN
    if state is not ProposalState.OPEN:
        return Proposal(offer, body, state, (), None)
    awaited = tuple(party for party in look.parties if party not in offer.accepted)
    by = offer.until
    if by is None and reply_s is not None:
        by = offer.time + reply_s * 1000
    return Proposal(offer, body, state, awaited, by)


def _state(look: Look, offer: OfferView) -> ProposalState:
    """The state of an offer that is open or refused. Rules: SUBJ-11, SUBJ-12."""
    if offer.state is OfferState.REFUSED:
        own = any(refusal.ref.party == offer.ref.party for refusal in offer.refusals)
        return ProposalState.WITHDRAWN if own else ProposalState.DECLINED
    missing = [party for party in look.parties if party not in offer.accepted]
    for matter in offer.values:
        positions = look.positions(matter)
        if any(positions.get(party, offer.rank) > offer.rank for party in missing):
            return ProposalState.OVERTAKEN
    return ProposalState.OPEN


def _moves(
    parties: tuple[Code, ...], live: tuple[Proposal[T], ...], offers: tuple[OfferView, ...]
) -> tuple[tuple[Code, ...], int | None]:
    """Whose move, by when. Rules: SUBJ-11, SUBJ-13."""
    if live:
        awaited = {party for proposal in live for party in proposal.awaited}
        times = [proposal.by for proposal in live if proposal.by is not None]
        return tuple(party for party in parties if party in awaited), min(times, default=None)
    valid = [offer for offer in offers if offer.state is not OfferState.VOID]
    if valid:
        last = max(valid, key=lambda offer: (offer.rank, offer.ref))
        declined = last.state is OfferState.REFUSED and all(
            refusal.ref.party != last.ref.party for refusal in last.refusals
        )
        # Of several proposed in one entry one was chosen: that the others fell away asks nothing.
        if declined and not _chosen(valid, last):
            return (last.ref.party,), None
    return (), None
