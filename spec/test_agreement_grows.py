# SPDX-License-Identifier: Apache-2.0
"""The theorems of agreement.md and its conformance format, each tried on core."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.acts import Accept, Declare, Offer, OfferRef
from comity.core.channel import Channel
from comity.core.conformance import answer
from comity.core.errors import MalformedError
from comity.core.ids import Digest, Matter
from comity.core.judging import OfferRecord
from comity.core.snapshots import restore, snapshot
from spec.random_histories import Mix, random_history
from spec.reader import judge_history
from tests.simulation.deals import acceptances_of, busy, grows, sequences_of, sign
from tests.simulation.growing import MATTERS, causal_order, closed_part, worlds
from tests.simulation.standins import StandIn, digest_of
from tests.simulation.worlds import Made, World

SEEDS = st.integers(0, 10**6)


HONEST = SEEDS.map(lambda seed: busy(seed, forks=False))


FORKED = SEEDS.map(lambda seed: busy(seed, forks=True))


def _records(channel: Channel) -> list[OfferRecord]:
    some = channel.fold.offered.values()
    return list({id(record): record for records in some for record in records}.values())


OUTER: list[Any] = [
    [], {}, {"parties": ["A", "B"]}, {"parties": ["A"], "entries": []},
    {"parties": ["A", "A"], "entries": []}, {"parties": ["A", 1], "entries": []},
    {"parties": "AB", "entries": []}, {"parties": ["A", "B"], "entries": {}},
    {"parties": ["A", "B"], "entries": [1]}, {"parties": ["A", "B"], "entries": [{"id": 1}]},
    {"parties": ["A", "B"], "entries": [], "more": 1}, None,
]  # fmt: skip


VERBS = ["declare", "offer", "accept", "refuse", "nod"]


ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from(["A", "B", "a0", "m", "Q"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*VERBS, "ballot", "matters", "A", "B"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@given(FORKED, SEEDS)
def test_same_record_same_state(world: World, seed: int) -> None:
    """AGR-9: Two nodes with the same entries say the same of everything."""
    chance = Random(seed)
    bulk = world.channel()
    stepwise = world.channel(causal_order(chance, world))
    part = world.channel(closed_part(chance, world))
    restored = restore(world.birth, StandIn(), snapshot(part))
    assert restored.fold.value() == part.fold.value()
    for made in causal_order(chance, world):
        restored.admit(made.signed)
    assert bulk.fold.value() == stepwise.fold.value() == restored.fold.value()
    for name in bulk.sight.matters(""):
        assert bulk.matter(name) == stepwise.matter(name) == restored.matter(name)
    assert bulk.heads() == stepwise.heads() == restored.heads()
    assert bulk.forks() == stepwise.forks() == restored.forks()


@given(HONEST, SEEDS)
def test_agreement_only_grows_among_honest_parties(world: World, seed: int) -> None:
    """AGR-10: If the larger of two views is free of forks, then for every matter the agreed
    sequence of the smaller is a prefix of that of the larger.
    """
    small = world.channel(closed_part(Random(seed), world))
    large = world.channel()
    assert not large.frozen
    assert grows(sequences_of(small, "agreed"), sequences_of(large, "agreed"))


@given(FORKED, SEEDS)
def test_confirmation_only_grows_always(world: World, seed: int) -> None:
    """AGR-11: for every two views of stored entries, the smaller inside the larger, and for every
    matter, the confirmed sequence of the smaller is a prefix of that of the larger, whatever the
    others do.
    """
    chance = Random(seed)
    small = closed_part(chance, world)
    held = {made.hash for made in small}
    middle = held.union(*(made.closed for made in closed_part(chance, world)))
    views = [
        world.channel(part)
        for part in (small, [m for m in world.made.values() if m.hash in middle], None)
    ]
    confirmed = [sequences_of(channel, "confirmed") for channel in views]
    assert grows(confirmed[0], confirmed[1])
    assert grows(confirmed[1], confirmed[2])


@given(HONEST, st.sets(st.sampled_from([*MATTERS, "new"]), min_size=1), SEEDS)
def test_no_coordinator(world: World, names: set[str], seed: int) -> None:
    """AGR-12: From every view without forks, a fresh offer made with the whole view in its past,
    and accepted by all with it in theirs, is agreed on all its matters, and one bare entry of each
    party afterwards confirms it.
    """
    codes = Random(seed).sample(world.codes, len(world.codes))
    values = {Matter(name): digest_of(f"fresh {name}") for name in sorted(names)}
    ballot = world.channel().next_ballot(codes[0], list(values))
    offer = sign(world, codes[0], Offer(ballot, values))
    for code in codes[1:]:
        sign(world, code, Accept(OfferRef(*offer.name, len(offer.entry.acts) - 1)))
    agreed = world.channel()
    for code in codes:
        sign(world, code)
    confirmed = world.channel()
    for name in values:
        assert agreed.matter(name).agreed[-1].ref.hash == offer.hash
        assert confirmed.matter(name).confirmed[-1].ref.hash == offer.hash


@given(FORKED)
def test_a_package_is_all_or_none(world: World) -> None:
    """AGR-13: An offer is agreed on all of its matters or on none, and confirmed likewise"""
    fold = world.channel().fold
    for sequences in (fold.agreed, fold.confirmed):
        for record in _records(world.channel()):
            act, name = record.act, (record.link.id, record.index)
            on = {
                matter
                for matter in act.values
                if name in [(r.link.id, r.index) for r in sequences.get(matter, ())]
            }
            assert on in (set(), set(act.values))


@given(FORKED)
def test_nobodys_consent_can_be_made_up(world: World) -> None:
    """AGR-14: For every agreed offer and every party there is an entry signed by that party with a
    valid act that is, or names, that offer.
    """
    channel = world.channel()
    for records in channel.fold.agreed.values():
        for record in records:
            acceptances = acceptances_of(world, channel, record)
            assert record.void is None
            assert all(acceptances.values())
            for code, hashes in acceptances.items():
                assert {world.made[hash_].entry.party for hash_ in hashes} == {code}


@given(FORKED, SEEDS)
def test_validity_is_for_ever(world: World, seed: int) -> None:
    """AGR-15: The verdict on an act depends on its past alone (ACT-6), so it is the same in every
    view that holds its entry.
    """
    small, large = world.channel(closed_part(Random(seed), world)).fold, world.channel().fold
    for link in small.logs:
        other = large.logs.link(link.id)
        assert other is not None
        assert small.void(link) == large.void(other)


@given(FORKED, st.sampled_from(["body", "document"]))
def test_bodies_are_opaque(world: World, what: str) -> None:
    """AGR-17: No body or document takes part in any of this."""
    changed = World(world.codes)
    names: dict[Digest, Made] = {}
    swap = digest_of(f"another {what}")
    for hash_, made in world.made.items():
        acts = [
            Offer(
                act.ballot,
                dict.fromkeys(act.values, swap) if what == "body" else act.values,
                (swap,) if what == "document" else act.documents,
                act.until,
                act.silence,
            )
            if isinstance(act, Offer)
            else act
            for act in made.entry.acts
        ]
        first = made.entry.number == 1
        sees = [names[h] for _, h in made.entry.seen.values()]
        previous = None if first else names[made.entry.previous]
        names[hash_] = changed.keep(
            changed.draft(
                made.entry.party, *(acts[1:] if first else acts), sees=sees, previous=previous
            )
        )
    one, other = world.channel().fold, changed.channel().fold
    for hash_, made in names.items():
        left, right = one.logs.link(hash_), other.logs.link(made.hash)
        assert left is not None
        assert right is not None
        assert one.void(left) == other.void(right)
    for sequences, others in ((one.agreed, other.agreed), (one.confirmed, other.confirmed)):
        for name, records in sequences.items():
            ranks = [record.rank for record in others[name]]
            assert [record.rank for record in records] == ranks


@pytest.mark.parametrize("history", OUTER, ids=str)
def test_an_outer_form_that_is_an_error(history: Any) -> None:
    """AGR-19: A history that has not this outer form (no list of parties, an entry without a text
    `id`) is an error and gets no answer.
    """
    with pytest.raises(MalformedError, match="AGR-19"):
        answer(history)
    with pytest.raises(ValueError, match=r"."):
        judge_history(history)


@given(SEEDS, st.sampled_from([Mix(), Mix(fork=0.3), Mix(bad=0.3), Mix(odd=0.5)]))
def test_conformance(seed: int, mix: Mix) -> None:
    """AGR-19: The answer, for the view of all stored entries, is an object of five fields"""
    history = random_history(Random(seed), 12, mix=mix)
    mine, theirs = answer(history), judge_history(history)
    assert mine == theirs
    assert json.dumps(mine) == json.dumps(theirs)


@given(SEEDS, st.lists(st.tuples(SEEDS, ODD, SEEDS), min_size=1, max_size=3))
def test_conformance_of_odd_entries(seed: int, faults: list[tuple[int, Any, int]]) -> None:
    """AGR-19: it has other fields or types than these, more than 64 acts, or an act that is not an
    object of one key, or of a known verb with other fields or types (a boolean is no integer)
    """
    history = random_history(Random(seed), 8)
    entries = history["entries"]
    for where, value, what in faults:
        if entries:
            entry = entries[where % len(entries)]
            field = ["party", "previous", "seen", "acts", "more", "act"][what % 6]
            if field == "act":
                entry["acts"] = [*entry["acts"], value]
            else:
                entry[field] = value
    assert answer(history) == judge_history(history)


@given(worlds(forks=True), SEEDS)
def test_a_declaration_changes_no_agreement(world: World, seed: int) -> None:
    """AGR-17: A body that can't be read is shown as unreadable, is not accepted by the desk, and
    never disturbs agreement.
    """
    before = world.channel()
    sign(world, Random(seed).choice(world.codes), Declare(Matter("note"), digest_of("?")))
    after = world.channel()
    assert sequences_of(before, "agreed") == sequences_of(after, "agreed")
