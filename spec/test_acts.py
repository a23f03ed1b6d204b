# SPDX-License-Identifier: Apache-2.0
"""The rules of acts.md, each kept by a property of core.

Verdicts of core are compared with the definition, over sets, one rule at a time: what the other
rules say is taken from core's own answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from comity.core.acts import (
    FORK,
    KEYS,
    LEAVE,
    Accept,
    Act,
    Declare,
    Offer,
    OfferRef,
    Refuse,
    Unknown,
    act_json,
    read_act,
)
from comity.core.fold import Fold
from comity.core.ids import Code, Digest, Matter
from comity.core.judging import Ledger
from comity.core.keysets import Credentials
from comity.core.logs import Logs
from tests.simulation.growing import causal_order, worlds
from tests.simulation.receiving import core_state, log_of, reader_answer, spoil
from tests.simulation.standins import digest_of, vouch, working
from tests.simulation.worlds import Made, Place, World, keys_of, sealed

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


@given(FORKED)
def test_four_verbs(world: World) -> None:
    """ACT-1: `declare` (one party's own word), `offer` (proposed values), `accept`, `refuse`. There
    is no fifth.
    """
    for _, act in world.acts():
        ((verb, _),) = act_json(act).items()
        assert (verb in {"declare", "offer", "accept", "refuse"}) == (type(act) is not Unknown)
        assert read_act(act_json(act)) == act


@given(worlds(), st.integers(0, 4))
def test_declare(world: World, documents: int) -> None:
    """ACT-2: documents: 0 to 64 digests (`comity/1 document`), ascending, without repetition. It
    needs nobody's consent
    """
    papers = tuple(sorted(digest_of(str(i)) for i in range(documents)))
    act = Declare(Matter("note"), digest_of("note"), papers)
    made = world.write("jp", act)
    channel = world.channel()
    views = channel.matter(Matter("note")).declared
    mine = [view for view in views if view.ref.hash == made.hash]
    assert [(view.body, view.documents) for view in mine] == [(act.body, papers)]


@given(worlds(), st.sets(st.sampled_from(["date", "agenda", "text/1", "a"]), min_size=1))
def test_offer(world: World, names: set[str]) -> None:
    """ACT-3: An offer with several values is a **package**. The **matters of an offer** are the
    keys of its values.
    """
    values = {Matter(name): digest_of(name) for name in sorted(names)}
    ballot = world.channel().next_ballot(Code("jp"), list(values))
    made = world.write("jp", Offer(ballot, values, (), 7, True), sees=world.see_all("jp"))  # noqa: FBT003
    channel = world.channel()
    for name in values:
        [view] = [v for v in channel.matter(name).offers if v.ref.hash == made.hash]
        assert view.values == values
        assert (view.ballot, view.until, view.silence, view.void) == (ballot, 7, True, None)
    assert made.hash in {view.ref.hash for view in channel.matter(next(iter(values))).offers}


@given(st.sampled_from(["jp", "kr"]), st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1))
def test_accept(code: str, number: int, index: int) -> None:
    """ACT-4: `{"accept": {"offer": [party, number, index]}}` — a code, an integer ≥ 0, an integer
    ≥ 0.
    """
    act = read_act({"accept": {"offer": [code, number, index]}})
    assert act == Accept(OfferRef(Code(code), number, index))


@given(worlds(), st.booleans())
def test_refuse(world: World, silent: bool) -> None:  # noqa: FBT001
    """ACT-5: The author of the offer withdraws by it; another party declines by it."""
    ballot = world.channel().next_ballot(Code("jp"), [DATE])
    reason = None if silent else digest_of("why")
    offer = world.write("jp", Offer(ballot, VALUE), sees=world.see_all("jp"))
    index = len(offer.entry.acts) - 1
    ref = OfferRef(*offer.name, index)
    world.write("kr", Refuse(ref, reason), sees=[offer])
    world.write("jp", Refuse(ref, reason))
    [view] = [v for v in world.channel().matter(DATE).offers if v.ref.hash == offer.hash]
    assert sorted(refusal.ref.party for refusal in view.refusals) == ["jp", "kr"]
    assert {refusal.reason for refusal in view.refusals} == {reason}
    assert view.state == "refused"


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


@given(worlds(), st.booleans(), st.none() | st.integers(0, 9), st.booleans())
def test_malformed(world: World, silence: bool, until: int | None, empty: bool) -> None:  # noqa: FBT001
    """ACT-8: An offer without values is void; so is an offer with `silence` true and `until`
    null.
    """
    name = Matter("untouched")
    act = Offer(1, {} if empty else {name: digest_of("x")}, (), until, silence)
    made = world.write("jp", act)
    void = world.channel().admit(made.signed).void.get(len(made.entry.acts) - 1)
    assert void == ("malformed" if empty or (silence and until is None) else None)


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


@given(st.booleans(), st.booleans())
def test_what_a_refusal_stops(crossing: bool, by_author: bool) -> None:  # noqa: FBT001
    """ACT-15: It changes nothing for an acceptance that doesn't: one that was made before, or that
    crossed it on the road, stands, and an offer may be agreed after and despite its refusal.
    """
    world = World()
    world.join()
    offer = world.write("jp", Offer(1, VALUE), sees=world.see_all("jp"))
    ref = OfferRef(*offer.name, 0)
    refuser, acceptor = ("jp", "kr") if by_author else ("kr", "kr")
    refusal = world.write(refuser, Refuse(ref), sees=[offer] if refuser == "kr" else ())
    sees = [offer] if crossing and by_author else [refusal if by_author else offer]
    sees = [] if refuser == acceptor else sees
    accept = world.write(acceptor, Accept(ref), sees=sees)
    channel = world.channel()
    stopped = not (crossing and by_author)
    assert channel.admit(accept.signed).void == ({0: "refused"} if stopped else {})
    assert bool(channel.fold.agreed) == (not stopped)


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


@given(
    worlds(forks=True),
    st.sampled_from(["jp", "kr"]),
    st.integers(1, 5),
    st.sampled_from(["jp", "kr", "thief"]),
    st.booleans(),
)
def test_declare_on_channel_keys(
    world: World,
    code: str,
    serial: int,
    signer: str,
    weak: bool,  # noqa: FBT001
) -> None:
    """ACT-17: `serial` is greater than that of every valid declaration of credentials in the act's
    past by the same party
    """
    previous = world.tips.get(Code("jp"))
    before = 0 if previous is None else previous.serial
    new = working("jp", serial)
    if weak:
        new = msgspec.structs.replace(new, ed25519="A" * 43)
    right = keys_of("jp", serial).body["credentials"]
    credentials = msgspec.convert({**right, "party": code}, Credentials)
    credentials = msgspec.structs.replace(credentials, keyset=new)
    act = Declare(KEYS, msgspec.to_builtins(vouch(signer, credentials)))
    good = code == signer == "jp" and serial > max(before, 0 if previous else 1) and not weak
    made = world.draft("jp", act, previous=previous)
    if good:
        made = world.draft("jp", act, previous=previous, key=new.id)
        made = _resigned(made, serial)
    admitted = world.channel().admit(made.signed)
    index = len(made.entry.acts) - 1
    assert admitted.void.get(index) == (None if good else "credentials")


def _resigned(made: Made, serial: int) -> Made:
    return Made(sealed(made.entry, serial), made.entry, made.past, serial)


@given(FORKED, SEEDS)
def test_credentials_are_judged_as_by_the_reader(world: World, seed: int) -> None:
    """ACT-17: Else void: `credentials`. Dates are not judged. Of several valid ones in one entry
    the last is the newest.
    """
    chance = Random(seed)
    channel, log = world.empty(), log_of(world)
    for made in causal_order(chance, world):
        for signed in [spoil(chance, world, made) for _ in range(2)] + [made.signed]:
            answer = reader_answer(log, signed)
            if answer == "stored":
                channel.admit(signed)
    assert core_state(channel) == log.answer()


@given(FORKED, st.sampled_from([FORK, LEAVE, Matter("channel/x"), Matter("note")]))
def test_other_declarations_are_valid(world: World, name: Matter) -> None:
    """ACT-18: Every other declaration is valid, on any matter."""
    bodies = {
        FORK: {"hashes": sorted([digest_of("1"), digest_of("2")]), "number": 1, "party": "us"},
        LEAVE: {"reason": ""},
        Matter("channel/x"): {},
    }
    value = _state(world)
    made = world.write("jp", Declare(name, bodies.get(name, digest_of("note"))))
    assert len(made.entry.acts) - 1 not in world.channel().admit(made.signed).void
    assert _state(world) == value


def _state(world: World) -> tuple[object, ...]:
    fold: Fold = world.channel().fold
    return (core_state(world.channel())["agreed"], core_state(world.channel())["confirmed"],
            sorted(fold.offered))  # fmt: skip


@given(st.none() | st.integers(0, 9), st.booleans(), st.integers(0, 10**14))
def test_until_and_silence_are_signed_never_judged(
    until: int | None,
    silence: bool,  # noqa: FBT001
    time: int,
) -> None:
    """ACT-19: They bind the nodes (NODE-5, NODE-6), not the law: an acceptance after `until` is
    valid.
    """
    world = World()
    world.join()
    silence = silence and until is not None
    offer = world.write("jp", Offer(1, VALUE, (), until, silence))
    accept = world.draft(
        "kr",
        Accept(OfferRef(*offer.name, 0)),
        sees=[offer],
        previous=world.tips[Code("kr")],
        time=1000 + time,
    )
    world.keep(accept)
    channel = world.channel()
    assert not channel.admit(accept.signed).void
    assert channel.matter(DATE).agreed[0].until == until


@given(st.text("abc-", min_size=1, max_size=12))
def test_unknown_matters(name: str) -> None:
    """ACT-20: Acts on matters that an implementation doesn't know are judged, kept and passed on
    like all others.
    """
    unknown = Matter("zz-" + name)
    world = World(("jp", "kr"))
    world.join()
    offer = world.write("kr", Offer(1, {unknown: digest_of("x")}))
    world.write("jp", Accept(OfferRef(*offer.name, 0)), sees=[offer])
    assert [view.ref.hash for view in world.channel().matter(unknown).agreed] == [offer.hash]


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
