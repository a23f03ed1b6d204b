# SPDX-License-Identifier: Apache-2.0
"""The table of one dialogue: who sits at it, what they sign, and how it reaches the others."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from comity.core.encoding import encode
from comity.core.ids import ChannelId, Code, Digest, Matter
from comity.core.limits import ACTS_MAX
from comity.core.views import ActRef, OfferState, OfferView
from comity.demo.ministry.plan import OURS, Dialogue, Topic, phrases, side_words, topics
from comity.demo.ministry.seats import Seat, StoryClock
from comity.demo.ministry.wording import fill, many
from comity.node.found import answer, consider, gather, invite, join
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.node.sign import attach, sign_moves
from comity.subjects import write_body
from comity.subjects.fields import Words

__all__ = ["ClosedError", "Table", "Thread", "offered", "said"]

Thread: TypeAlias = Iterator[int]
"""A course of events: it gives the time, in UTC milliseconds, at which it goes on."""
_INVITED_DAYS: Final = 10 * 86_400_000
_TURNS_MAX: Final = 8
_NONE: Final = ChannelId("")


class ClosedError(Exception):
    """Nothing more can be signed by that party here: the line is down, or the table is left."""


def offered(values: dict[str, object], until: int | None = None) -> Proposal:
    """A proposal of one value, or of a package."""
    return Proposal(
        {Matter(name): write_body(name, "offer", value) for name, value in values.items()},
        until=until,
    )


def said(matter: str, value: object, *documents: Digest) -> Statement:
    """A party's own word on a matter."""
    return Statement(Matter(matter), write_body(matter, "declare", value), documents)


@dataclass(slots=True)
class Table:
    """One dialogue at work.

    Args:
        plan: what it is.
        seats: every party, our own first.
        clock: of all of them.
        seed: decides all that is left to chance in what is said.
        post: of our own, that signs.
        channel: once it is founded.
        closed: whether nothing more is signed here.
        follow_ups: how many have been numbered.
        dirty: whether something was signed that has not been carried.
        signed: how many moves have been signed.
        carried: how often pouches have taken along whatever there was.
    """

    plan: Dialogue
    seats: tuple[Seat, ...]
    clock: StoryClock
    seed: str
    post: Words
    channel: ChannelId = _NONE
    closed: bool = False
    follow_ups: int = 0
    dirty: bool = False
    signed: int = 0
    carried: int = 0

    @property
    def topic(self) -> Topic:
        """What it is about."""
        return topics()[self.plan.topic]

    @property
    def ours(self) -> Seat:
        """Our own seat."""
        return self.seats[0]

    def seat(self, code: Code) -> Seat:
        """The seat of a party."""
        return next(one for one in self.seats if one.code == code)

    def others(self, seat: Seat) -> tuple[Seat, ...]:
        """Everybody but that party."""
        return tuple(one for one in self.seats if one is not seat)

    def chance(self, *names: object) -> random.Random:
        """Chance for one thread: the same seed and names, the same course."""
        key = "/".join(str(one) for one in (self.seed, self.plan.id, *names))
        return random.Random(key)  # noqa: S311 - the course of a story, no secret

    def object(self, number: int) -> Words:
        """One of the things that are talked about."""
        objects = self.topic.objects
        return objects[number % len(objects)]

    @property
    def sides(self) -> Words:
        """Both sides, or all of them."""
        return many(len(self.seats))

    # --- what is signed -----------------------------------------------------------------------

    def sign(self, seat: Seat, *moves: Move) -> tuple[ActRef, ...]:
        """The moves of one party, in as few entries as hold them.

        Raises:
            ClosedError: the table is left, or the line to that party is down.
        """
        down = seat.down_ms
        if self.closed or (down is not None and self.clock.ms >= down):
            raise ClosedError
        post = self.post if seat is self.ours else fill(self.topic.theirs, country=_country(seat))
        refs: list[ActRef] = []
        for first in range(0, len(moves), ACTS_MAX):
            signed = sign_moves(
                seat.node,
                self.channel,
                moves[first : first + ACTS_MAX],
                post=post[seat.language],
            )
            refs += signed.acts
        self.signed += len(moves)
        self.dirty = True
        return tuple(refs)

    def accept(self, author: Seat, *refs: ActRef) -> None:
        """Everybody but the author accepts."""
        for seat in self.others(author):
            self.sign(seat, *(Acceptance(ref) for ref in refs))

    def reason(self, number: int) -> bytes:
        """Why a proposal can't be accepted, as a body."""
        reasons = phrases().reasons
        return encode(reasons[number % len(reasons)])

    def decline(self, ref: ActRef, number: int) -> Refusal:
        """The word that a proposal can't be accepted, with a reason."""
        return Refusal(ref, self.reason(number))

    def attach(self, seat: Seat, raw: bytes) -> Digest:
        """A document beside the record."""
        return attach(seat.node, self.channel, raw)

    def top(self, matter: str) -> OfferView | None:
        """The highest of the proposals on a matter as our own node holds it, or None."""
        with self.ours.node.channels.hold(self.channel) as held:
            offers = held.channel.matter(Matter(matter)).offers
        valid = [one for one in offers if one.state is not OfferState.VOID]
        return max(valid, key=lambda one: one.rank, default=None)

    def accept_top(self, *matters: str) -> bool:
        """The highest open proposal on each matter is accepted by whoever has not; if any is."""
        found = False
        asked: dict[Code, dict[ActRef, None]] = {}
        for offer in (self.top(matter) for matter in matters):
            if offer is None or offer.state is not OfferState.OPEN:
                continue
            found = True
            for seat in self.seats:
                if seat.code not in offer.accepted:
                    asked.setdefault(seat.code, {})[offer.ref] = None
        for code, refs in asked.items():
            self.sign(self.seat(code), *(Acceptance(ref) for ref in refs))
        return found

    # --- roads --------------------------------------------------------------------------------

    def carry(self) -> None:
        """Exchange pouches until nothing is new, wherever the line holds."""
        up = [one for one in self.seats[1:] if one.down_ms is None or self.clock.ms < one.down_ms]
        for turn in range(_TURNS_MAX):
            settled = [meet(self.ours, one) for one in up]
            # We pass on between others: the first hears what the last said in a second turn.
            if len(up) < 2 or (turn and not any(settled)):  # noqa: PLR2004 - others than us
                break
        self.dirty = False

    # --- beginnings ---------------------------------------------------------------------------

    def found(self) -> None:
        """The channel is open and every party has joined it."""
        inviter = self.seat(self.plan.host)
        others = self.others(inviter)
        until = self.clock.ms + _INVITED_DAYS
        raw = invite(inviter.node, inviter.root, [one.code for one in others], until)
        answers = [answer(one.node, one.root, raw, "join") for one in others]
        whole = gather(inviter.node, answers)
        for seat in self.seats:
            considered = consider(seat.node, whole)
            self.channel = considered.channel
            join(seat.node, considered)
        self.signed += 1
        self.dirty = True


def meet(ours: Seat, other: Seat) -> bool:
    """Pouches there and back until both are quiet; whether either node signed by itself."""
    spoke = False
    for _ in range(_TURNS_MAX):
        there = other.correspondence.take(ours.correspondence.write(other.node.root))
        back = ours.correspondence.take(other.correspondence.write(ours.node.root))
        spoke = spoke or bool(there.settled or back.settled)
        if not back.settled:
            return spoke
    raise AssertionError("two honest nodes come to rest")


def _country(seat: Seat) -> Words:
    return side_words()[seat.code].country


def names_of(seats: Sequence[Seat]) -> Words:
    """The countries of a dialogue, in the order in which one of them writes them."""
    names = [_country(one) for one in seats]
    ours = next((one for one in seats if one.code == OURS), None)
    assert ours is not None, "our own party is at every table"
    return {
        "en": "–".join(one["en"] for one in names),
        "ko": "·".join(one["ko"] for one in names) + " 간",
        "ja": "・".join(one["ja"] for one in names) + "間の",
    }
