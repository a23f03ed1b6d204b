# SPDX-License-Identifier: Apache-2.0
"""From any receipts, over any road that loses, repeats and reorders, all end in the same record."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core.entries import read_entry
from comity.core.errors import RuleError
from comity.core.ids import Code, Digest, Matter
from comity.core.views import OfferState
from comity.node.contents import ENTRIES_MAX, Contents, Receipt
from comity.node.receive import apply_contents
from comity.node.send import compose, peers
from comity.node.settle import settle_channel
from comity.node.sign import Acceptance, Proposal, Refusal, attach, sign_moves
from tests.unit.node.parties import (
    JP,
    KR,
    TERMS,
    US,
    Circle,
    circle,
    forged,
    hand,
    heads,
    offer,
    party,
    pouch,
    value,
    view,
    wording,
)

few = settings(max_examples=30)


@dataclass
class Roads:
    """Pouches on their way between the nodes of a circle."""

    ring: Circle
    pairs: list[tuple[Code, Code]]
    under_way: list[tuple[Code, Code, Contents]] = field(default_factory=list)

    def compose(self, pair: int) -> None:
        sender, receiver = self.pairs[pair % len(self.pairs)]
        node = self.ring[sender]
        self.under_way.append((sender, receiver, compose(node, self.ring[receiver].root)))

    def deliver(self, place: int, *, keep: bool) -> None:
        if self.under_way:
            at = place % len(self.under_way)
            sender, receiver, contents = self.under_way[at]
            if not keep:
                del self.under_way[at]
            apply_contents(self.ring[receiver], contents, self.ring[sender].root)

    def lose(self, place: int) -> None:
        if self.under_way:
            del self.under_way[place % len(self.under_way)]

    def flush(self) -> None:
        """In the end each pouch comes through, in order, until nothing is new."""
        for _ in range(6):
            for sender, receiver in self.pairs:
                contents = compose(self.ring[sender], self.ring[receiver].root)
                apply_contents(self.ring[receiver], contents, self.ring[sender].root)


WAYS = ["offer", "accept", "refuse", "annex", "restart", "compose", "take", "again", "lose"]
STEPS = st.lists(st.tuples(st.sampled_from(WAYS), st.integers(0, 11)), max_size=25)


def _act(ring: Circle, what: str, at: int) -> None:
    """One thing that people of some party do, if it may be done."""
    code = list(ring.nodes)[at % len(ring.nodes)]
    node = ring[code]
    open_ = [o for o in view(node, ring.channel).offers if o.state is OfferState.OPEN]
    try:
        match what:
            case "offer":
                offer(node, ring.channel, at)
            case "annex":
                document = attach(node, ring.channel, b"annex %d" % at)
                sign_moves(node, ring.channel, [Proposal({TERMS: wording("annexed")}, (document,))])
            case "accept" if open_:
                sign_moves(node, ring.channel, [Acceptance(open_[at % len(open_)].ref)])
            case "refuse" if open_:
                sign_moves(node, ring.channel, [Refusal(open_[at % len(open_)].ref, b'{"r":1}')])
            case "restart":
                ring.restart(code)
    except RuleError as error:
        if error.code not in {"position", "refused", "body-absent"}:
            raise


def _run(roads: Roads, steps: list[tuple[str, int]]) -> None:
    for what, at in steps:
        match what:
            case "compose":
                roads.compose(at)
            case "take" | "again":
                roads.deliver(at, keep=what == "again")
            case "lose":
                roads.lose(at)
            case _:
                _act(roads.ring, what, at)


def _assert_same(ring: Circle, shown: tuple[str, ...] = ()) -> None:
    values = {code: value(node, ring.channel) for code, node in ring.nodes.items()}
    assert len(set(values.values())) == 1
    for code, node in ring.nodes.items():
        assert value(ring.seats[code].node(), ring.channel) == values[code], "the store differs"
        with node.channels.hold(ring.channel) as held:
            assert held.lacking(node.records) == {"body": (), "document": ()}
        assert tuple(one.code for one in node.records.findings(ring.channel, 9)) in {(), shown}


@few
@given(STEPS)
def test_two_nodes_end_in_the_same_record(steps: list[tuple[str, int]]) -> None:
    roads = Roads(circle(), [(JP, KR), (KR, JP)])
    _run(roads, steps)
    roads.flush()
    _assert_same(roads.ring)


@few
@given(STEPS)
def test_three_nodes_end_in_the_same_record_though_two_never_meet(
    steps: list[tuple[str, int]],
) -> None:
    roads = Roads(circle((JP, KR, US)), [(JP, KR), (KR, JP), (KR, US), (US, KR)])
    _run(roads, steps)
    roads.flush()
    _assert_same(roads.ring)
    for _ in range(3):
        for node in roads.ring.nodes.values():
            settle_channel(node, roads.ring.channel)
        roads.flush()
    assert [settle_channel(n, roads.ring.channel) for n in roads.ring.nodes.values()] == [()] * 3


@few
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=8), STEPS)
def test_a_fork_ends_in_the_same_record_with_all(
    growth: list[tuple[int, bool]], steps: list[tuple[str, int]]
) -> None:
    """One party tells two others different things; neither branch can hide."""
    ring = circle((JP, KR, US))
    ring.meet()
    ((number, head),) = heads(ring[KR], ring.channel)[KR]
    tips = {JP: (number, head), US: (number, head)}
    for at, (victim, post) in enumerate(growth):
        code = (JP, US)[victim % 2]
        one = forged(
            party(KR), ring.channel, tips[code][0] + 1, tips[code][1], post=f"{code}{at}{post}"
        )
        tips[code] = (tips[code][0] + 1, one.hash)
        hand(ring[code], party(KR), ring.channel, one)
    roads = Roads(ring, [(JP, US), (US, JP)])
    _run(roads, [step for step in steps if step[0] in {"compose", "take", "again", "lose"}])
    roads.flush()
    assert value(ring[JP], ring.channel) == value(ring[US], ring.channel)
    with ring[JP].channels.hold(ring.channel) as held:
        assert held.channel.frozen == (len({victim % 2 for victim, _ in growth}) == 2)


def test_nothing_of_a_channel_goes_to_who_is_no_party() -> None:
    three = circle((JP, KR, US))
    pair = circle(seats=[three.seats[JP], three.seats[KR]])
    offer(pair[JP], pair.channel, "between two")
    assert peers(pair[JP]) == {
        party(KR).fingerprint: (three.channel, pair.channel),
        party(US).fingerprint: (three.channel,),
    }
    assert [p.channel for p in compose(pair[JP], party(US).fingerprint).channels] == [three.channel]
    stranger = party("zz")
    assert compose(pair[JP], stranger.fingerprint).channels == ()
    # Asking under a party's name for content of another channel brings nothing either.
    wanted = pair[JP].records.range(pair.channel, JP, 2, 1)[0]
    assert wanted.hash not in {
        one.hash for one in compose(pair[JP], party(US).fingerprint).channels[0].entries
    }


def test_what_was_received_is_not_sent_again() -> None:
    pair = circle()
    offer(pair[JP], pair.channel, 1)
    for _ in range(2):  # nothing is taken as sent
        assert len(compose(pair[JP], pair[KR].root).channels[0].entries) == 2
    pair.meet()
    part = compose(pair[JP], pair[KR].root).channels[0]
    assert (part.entries, part.contents) == ((), ())


def test_one_pouch_brings_a_whole_record_parents_first() -> None:
    three = circle((JP, KR, US))
    for turn in range(4):
        for code in (US, JP):
            three.pass_on(US if code == JP else JP, code)
            offer(three[code], three.channel, turn)
    reception = three.pass_on(JP, KR)
    assert (reception.missing, len(reception.stored)) == ((), 10)


@pytest.mark.parametrize("claim", ["nothing", "another log", "far ahead", "unknown branch"])
def test_a_false_receipt_costs_only_its_author(claim: str) -> None:
    pair = circle()
    offer(pair[JP], pair.channel, 1)
    pair.meet()
    kr = heads(pair[KR], pair.channel)[KR][0]
    tip = {
        "nothing": (),
        "another log": (kr,),
        "far ahead": ((9_999, Digest("A" * 43)),),
        "unknown branch": ((1, Digest("A" * 43)),),
    }[claim]
    good = compose(pair[KR], pair[JP].root)
    lie = replace(good.channels[0], receipt=Receipt(holds={JP: tip, Code("zz"): tip}))
    apply_contents(pair[JP], replace(good, channels=(lie,)), pair[KR].root)
    sent = compose(pair[JP], pair[KR].root)
    own = [one for one in sent.channels[0].entries if read_entry(one.raw).party == JP]
    assert len(own) == {"nothing": 2, "another log": 1, "far ahead": 0, "unknown branch": 2}[claim]
    apply_contents(pair[KR], sent, pair[JP].root)
    pair.meet()
    _assert_same(pair, ("own-entry-unknown",) if claim in {"far ahead", "unknown branch"} else ())


@pytest.mark.deep
def test_a_record_larger_than_one_pouch_comes_in_several() -> None:
    pair = circle()
    pair.meet()
    count = ENTRIES_MAX + 100
    ((number, previous),) = heads(pair[KR], pair.channel)[KR]
    batch = []
    for n in range(1, count + 1):
        batch.append(forged(party(KR), pair.channel, number + n, previous))
        previous = batch[-1].hash
    hand(pair[JP], party(KR), pair.channel, *batch)
    pair.seats[US] = pair.seats[KR]
    fresh = circle((JP, KR)).seats[KR]
    birth = pair[JP].records.birth(pair.channel)
    assert birth is not None
    fresh.records.open_channel(pair.channel, birth)
    node = fresh.node()
    sizes = []
    for _ in range(3):
        sizes.append(len(compose(pair[JP], node.root).channels[0].entries))
        apply_contents(node, compose(pair[JP], node.root), pair[JP].root)
        apply_contents(pair[JP], compose(node, pair[JP].root), node.root)
    assert sizes[0] == ENTRIES_MAX
    assert sizes[2] == 0
    assert value(node, pair.channel) == value(pair[JP], pair.channel)


def test_the_contents_of_a_large_record_come_in_several_pouches() -> None:
    pair = circle()
    for n in range(40):
        document = attach(pair[JP], pair.channel, b"%07d" % n * 150_000)
        sign_moves(pair[JP], pair.channel, [Proposal({Matter(f"m-{n}"): b"{}"}, (document,))])
    first = pair.pass_on(JP, KR)
    assert 0 < len(first.stored) < 41
    pair.meet(6)
    _assert_same(pair)
    assert pouch(party(JP), pair.channel).channels[0].receipt is None
