# SPDX-License-Identifier: Apache-2.0
"""The rules of acts.md, each kept by a property of core.

Verdicts of core are compared with the definition, over sets, one rule at a time: what the other
rules say is taken from core's own answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from comity.core.acts import (
    KEYS,
    Accept,
    Act,
    Declare,
    Offer,
    OfferRef,
    Refuse,
    Unknown,
)
from comity.core.ids import Code, Digest, Matter
from comity.core.judging import Ledger
from comity.core.logs import Logs
from tests.simulation.growing import worlds
from tests.simulation.standins import digest_of
from tests.simulation.worlds import Place, World

FORKED = worlds(forks=True, steps=16)


SEEDS = st.integers(0, 10**6)


DATE = Matter("date")


VALUE = {DATE: digest_of("12 April")}


@dataclass(frozen=True)
class Judged:
    """A world and core's verdict on each act."""

    world: World
    void: dict[Place, str]

    def acts(self) -> Iterator[tuple[Place, Act, str | None]]:
        """Every act with its reason, None if it is valid."""
        for place, act in self.world.acts():
            yield place, act, self.void.get(place)

    def before(self, place: Place) -> list[tuple[Place, Act]]:
        """The acts in the past of an act (ACT-6)."""
        return list(self.world.before(place))

    def valid_before(self, place: Place) -> list[tuple[Place, Act]]:
        """The valid ones of these."""
        return [(p, act) for p, act in self.before(place) if p not in self.void]

    def party(self, place: Place) -> Code:
        """Whose act it is."""
        return self.world.made[place[0]].entry.party

    def rank(self, place: Place) -> tuple[int, int]:
        """ACT-10, of an offer."""
        act = self.world.made[place[0]].entry.acts[place[1]]
        assert isinstance(act, Offer)
        n, i = len(self.world.codes), self.world.codes.index(self.party(place))
        return act.ballot, (i + act.ballot) % n

    def meant(self, place: Place, ref: OfferRef) -> Place | None:
        """The offer in the past of an act that a reference names (ACT-13, ACT-16)."""
        found = [
            p
            for p, act in self.before(place)
            if isinstance(act, Offer)
            and (*self.world.made[p[0]].name, p[1]) == (ref.party, ref.number, ref.index)
        ]
        assert len(found) <= 1
        return found[0] if found else None

    def accepted_before(self, place: Place, code: Code) -> list[Place]:
        """The offers that a party has validly accepted in the past of an act."""
        found = []
        for p, act in self.valid_before(place):
            if self.party(p) == code and isinstance(act, Offer):
                found.append(p)
            elif self.party(p) == code and isinstance(act, Accept):
                offer = self.meant(p, act.offer)
                assert offer is not None
                found.append(offer)
        return found

    def offer(self, place: Place) -> Offer:
        """The offer at a place."""
        act = self.world.made[place[0]].entry.acts[place[1]]
        assert isinstance(act, Offer)
        return act


def _judge(world: World) -> Judged:
    fold = world.channel().fold
    return Judged(world, {
        (Digest(link.id), index): reason
        for link in fold.logs
        for index, reason in fold.void(link).items()
    })  # fmt: skip


JUDGED = FORKED.map(_judge)


@given(FORKED, SEEDS)
def test_what_an_act_is_judged_from(world: World, seed: int) -> None:
    """ACT-6: An act is judged from its past alone, once and for ever: never from what arrived
    when, from other channels, from bodies or documents, or from a clock.
    """
    judged = _judge(world)
    chance = Random(seed)
    made = chance.choice(list(world.made.values()))
    alone = [other for other in world.made.values() if other.hash in made.closed]
    chance.shuffle(alone)
    alone.sort(key=lambda other: len(other.past))
    channel = world.empty()
    for other in alone:
        found = channel.admit(other.signed).void
        assert found == {i: r for (h, i), r in judged.void.items() if h == other.hash}


ORDER = {
    Unknown: ["unknown-verb"],
    Offer: ["malformed", "ballot"],
    Accept: ["unknown-offer", "void-offer", "refused", "position"],
    Refuse: ["unknown-offer", "void-offer"],
    Declare: ["credentials"],
}


def _reasons(judged: Judged, place: Place, act: Act) -> list[str]:
    """Every reason that applies, in the order of ACT-7; `credentials` is left to its own test."""
    if isinstance(act, Unknown):
        return ["unknown-verb"]
    found = []
    if isinstance(act, Offer):
        if not act.values or (act.silence and act.until is None):
            found.append("malformed")
        rivals = [a.ballot for _, a in judged.valid_before(place)
                  if isinstance(a, Offer) and a.values.keys() & act.values.keys()]  # fmt: skip
        if act.ballot != 1 + max(rivals, default=0):
            found.append("ballot")
    if isinstance(act, Accept | Refuse):
        offer = judged.meant(place, act.offer)
        if offer is None:
            return ["unknown-offer"]
        if offer in judged.void:
            found.append("void-offer")
        if isinstance(act, Accept):
            refusals = [p for p, a in judged.valid_before(place)
                        if isinstance(a, Refuse) and judged.meant(p, a.offer) == offer]  # fmt: skip
            if refusals:
                found.append("refused")
            matters = judged.offer(offer).values.keys()
            held = [o for o in judged.accepted_before(place, judged.party(place))
                    if judged.offer(o).values.keys() & matters]  # fmt: skip
            if any(judged.rank(offer) <= judged.rank(o) for o in held):
                found.append("position")
    return found


@given(JUDGED)
def test_first_reason_that_applies(judged: Judged) -> None:
    """ACT-7: An act to which none applies is **valid**."""
    for place, act, void in judged.acts():
        if isinstance(act, Declare):
            assert void in {None, "credentials"}
            assert void is None or act.matter == KEYS
            continue
        reasons = _reasons(judged, place, act)
        assert void == (reasons[0] if reasons else None)
        assert reasons == [r for r in ORDER[type(act)] if r in reasons]


@given(JUDGED)
def test_ballot(judged: Judged) -> None:
    """ACT-9: The offer is valid only if its ballot is exactly b + 1. Offers of all parties count,
    refused, withdrawn and agreed ones too; void ones don't.
    """
    for place, act, void in judged.acts():
        if isinstance(act, Offer) and void != "malformed":
            rivals = [
                a.ballot
                for _, a in judged.valid_before(place)
                if isinstance(a, Offer) and a.values.keys() & act.values.keys()
            ]
            assert (void is None) == (act.ballot == 1 + max(rivals, default=0))


@given(st.integers(2, 32), st.integers(0, 2**53 - 1), st.integers(0, 31), st.integers(0, 31))
def test_rank(n: int, ballot: int, one: int, other: int) -> None:
    """ACT-10: The rank of an offer with ballot b by the party at place i (from 0, in the genesis)
    among n parties is the pair (b, (i + b) mod n).
    """
    ledger = Ledger(Logs(tuple(f"p{i:02}" for i in range(n)), ""))
    one, other = one % n, other % n
    assert ledger.rank(one, ballot) == (ballot, (one + ballot) % n)
    assert (ledger.rank(one, ballot) == ledger.rank(other, ballot)) == (one == other)
    assert [ledger.rank(i, 1)[1] for i in range(n)] == [*range(1, n), 0]


@given(JUDGED)
def test_an_offer_is_its_authors_acceptance(judged: Judged) -> None:
    """ACT-11: A valid offer counts as a valid acceptance of it by its author, in the place where it
    stands. (A separate `accept` of one's own offer is therefore void: `position`.)
    """
    fold = judged.world.channel().fold
    for records in fold.offered.values():
        for record in records:
            own = (record.link, record.index) in record.accepted.get(record.link.place, [])
            assert own == (record.void is None)
    for place, act, void in judged.acts():
        if isinstance(act, Accept):
            offer = judged.meant(place, act.offer)
            if offer is not None and judged.party(offer) == judged.party(place):
                assert void in {"void-offer", "refused", "position"}


@given(JUDGED)
def test_position(judged: Judged) -> None:
    """ACT-12: The **position** of a party on a matter, at an act of it, is the highest rank among
    the offers on that matter that it has validly accepted (own offers included) in the act's past.
    """
    fold = judged.world.channel().fold
    for hash_, made in judged.world.made.items():
        link = fold.logs.link(hash_)
        assert link is not None
        held = judged.accepted_before((hash_, 0), made.entry.party)
        for name in fold.offered:
            ranks = [judged.rank(o) for o in held if name in judged.offer(o).values]
            assert fold.ledger.position(link, name) == max(ranks, default=(0, -1))


@given(JUDGED)
def test_accept_is_valid_if(judged: Judged) -> None:
    """ACT-13: on every matter of the offer, its rank is above the acceptor's position — else
    `position`.
    """
    for place, act, void in judged.acts():
        if isinstance(act, Accept):
            reasons = _reasons(judged, place, act)
            assert (void is None) == (not reasons)
            if void is None:
                offer = judged.meant(place, act.offer)
                assert offer is not None
                accepted = judged.accepted_before(place, judged.party(place))
                assert offer not in accepted  # so a party accepts an offer at most once


@given(JUDGED)
def test_refuse_is_valid_if(judged: Judged) -> None:
    """ACT-14: Any party may refuse: its own offer, what it has accepted, what is refused already,
    what is agreed. A second refusal is valid and adds nothing.
    """
    for place, act, void in judged.acts():
        if isinstance(act, Refuse):
            offer = judged.meant(place, act.offer)
            if offer is None:
                assert void == "unknown-offer"
            else:
                assert void == ("void-offer" if offer in judged.void else None)


@given(FORKED)
def test_a_name_finds_one_offer(world: World) -> None:
    """ACT-16: `[party, number, index]` names at most one act in the past of an act, though the
    record may hold another of that name on a branch.
    """
    fold = world.channel().fold
    for place, act in world.acts():
        names = [(*world.made[p[0]].name, p[1]) for p, _ in world.before(place)]
        assert len(names) == len(set(names))
        if isinstance(act, Accept | Refuse):
            link = fold.logs.link(place[0])
            assert link is not None
            ref = act.offer
            record = fold.ledger.find(link, ref)
            if record is not None and ref.number != link.number:
                assert Digest(record.link.id) in world.made[place[0]].past


def test_worked_example_of_crossing_offers() -> None:
    """ACT-13: So a party accepts an offer at most once, and never one of a lower rank than it has
    accepted on any of its matters
    """
    world = World()
    world.join()
    j1 = world.write("jp", Offer(1, VALUE))
    k1 = world.write("kr", Offer(1, {DATE: digest_of("17 April")}))
    k2 = world.write("kr", Accept(OfferRef(*j1.name, 0)), sees=[j1])
    j2 = world.write("jp", Accept(OfferRef(*k1.name, 0)), sees=[k1])
    channel = world.channel()
    assert channel.admit(k2.signed).void == {}
    assert channel.admit(j2.signed).void == {0: "position"}
    assert [view.ref.hash for view in channel.matter(DATE).agreed] == [j1.hash]
    again = world.write("jp", Offer(2, {DATE: digest_of("17 April")}))
    accept = world.write("kr", Accept(OfferRef(*again.name, 0)), sees=[again])
    channel = world.channel()
    assert channel.admit(accept.signed).void == {}
