# SPDX-License-Identifier: Apache-2.0
"""The rules of logs.md on forks and on the stored set, each kept by a property of core."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.acts import FORK, Declare
from comity.core.entries import encode_entry
from comity.core.errors import ComityError
from comity.core.ids import Code, Digest, Matter
from tests.simulation.growing import causal_order, worlds
from tests.simulation.receiving import core_answer
from tests.simulation.standins import digest_of, keyset, sign
from tests.simulation.worlds import Made, World, keys_of, sealed

SEEDS = st.integers(0, 10**6)


FORKED = worlds(forks=True)


@given(FORKED, SEEDS)
def test_fork(world: World, seed: int) -> None:
    """LOG-13: A **fork** is two different entries (different hashes) of one party with one number,
    both with good signatures. … Both are kept and shown to all.
    """
    groups: dict[tuple[Code, int], set[Digest]] = {}
    channel = world.empty()
    for made in causal_order(Random(seed), world):
        group = groups.setdefault(made.name, set())
        assert channel.admit(made.signed).fork == bool(group)
        group.add(made.hash)
    wanted = [
        (code, number, tuple(sorted(hashes)))
        for (code, number), hashes in sorted(groups.items())
        if len(hashes) > 1
    ]
    assert list(channel.forks()) == wanted
    assert channel.frozen == bool(wanted)
    for code in world.codes:
        followed = {made.entry.previous for made in world.made.values()}
        tips = {m.hash for m in world.made.values() if m.entry.party == code} - followed
        assert {hash_ for _, hash_ in channel.heads()[code]} == tips
        assert len(channel.credentials(code)) == len(tips)
        if len(tips) > 1:
            with pytest.raises(ComityError, match="fork "):
                channel.head(code)


@given(worlds(forks=True, steps=18), SEEDS)
def test_nobody_builds_on_two_branches(world: World, seed: int) -> None:
    """LOG-14: An entry whose closed past (LOG-4) holds a fork is refused as `fork`."""
    chance = Random(seed)
    code = chance.choice(world.codes)
    own = [made for made in world.made.values() if made.entry.party == code]
    previous = chance.choice([None, *own])
    before = {} if previous is None else world.frontier(code, previous.past)
    others = [
        made
        for made in world.made.values()
        if made.entry.party != code and made.entry.number > before.get(made.entry.party, (0, ""))[0]
    ]
    sees = chance.sample(others, min(len(others), 2))
    made = world.draft(code, sees=sees, previous=previous)
    named = [world.made[hash_] for _, hash_ in made.entry.seen.values()]
    past = frozenset[Digest]().union(
        *(m.closed for m in [*named, *([previous] if previous else [])])
    )
    places = [world.made[name].name for name in past] + [made.name]
    forked = len(places) != len(set(places))
    found = core_answer(world.channel(), made.signed)
    assert found in {"fork" if forked else "stored", "seen-back", "seen-behind"}


def test_worked_example_of_a_fork() -> None:
    """LOG-14: Note: the entry that *makes* a fork is stored, if its own closed past is free of
    forks.
    """
    world = World()
    k1, k2 = world.write("kr"), world.write("kr")
    k3 = world.write("kr")
    k3x = world.keep(world.draft("kr", previous=k2, time=9000))
    j1 = world.write("jp", sees=[k1])
    j2 = world.write("jp", sees=[k3])
    channel = world.channel()
    assert [(code, number) for code, number, _ in channel.forks()] == [("kr", 3)]
    j3 = world.draft("jp", previous=j2, seen={Code("kr"): (3, k3x.hash)})
    assert core_answer(channel, j3.signed) == "seen-back"
    k4x = world.draft("kr", sees=[j2], previous=k3x)
    assert core_answer(channel, k4x.signed) == "fork"
    k4x = world.write("kr", sees=[j1])
    assert core_answer(channel, k4x.signed) == "stored"
    j3 = world.draft("jp", previous=j2, seen={Code("kr"): (4, k4x.hash)})
    assert core_answer(channel, j3.signed) == "fork"


@given(SEEDS, st.integers(2, 5))
def test_further_branches(seed: int, branches: int) -> None:
    """LOG-15: a branch left out counts as not here, and what builds on it as missing."""
    world = World()
    world.join()
    k1 = world.tips[Code("kr")]
    heads = [
        world.keep(world.draft("kr", previous=k1, time=2000 + branch)) for branch in range(branches)
    ]
    chance = Random(seed)
    left_out = chance.choice(heads)
    child = world.draft("jp", sees=[left_out], previous=world.tips[Code("jp")])
    channel = world.channel([made for made in world.made.values() if made is not left_out])
    assert core_answer(channel, child.signed) == "missing"
    assert core_answer(channel, left_out.signed) == "stored"
    assert core_answer(channel, child.signed) == "stored"
    assert channel.forks()[0][2] == tuple(sorted(head.hash for head in heads))


@given(FORKED)
def test_a_forked_channel_is_frozen(world: World) -> None:
    """LOG-16: A channel without a fork is not frozen by anything."""
    channel = world.channel()
    assert channel.frozen == (not world.fork_free(world.made))
    if channel.frozen:
        refused = [code for code in world.codes if len(channel.heads()[code]) > 1]
        assert refused or channel.forks()


@given(FORKED, st.integers(1, 9))
def test_declaring_a_fork(world: World, number: int) -> None:
    """LOG-17: The declaration is a word, not a proof: nothing is judged by it, and the proof is
    the entries.
    """
    hashes = sorted([digest_of("one"), digest_of("other")])
    body = {"hashes": hashes, "number": number, "party": "kr"}
    made = world.draft("jp", Declare(FORK, body), previous=world.tips.get(Code("jp")))
    channel = world.channel()
    forks = channel.forks()
    assert not channel.admit(made.signed).void.keys() - {0}
    assert channel.forks() == forks


@given(worlds(), st.sampled_from(["none", "late", "other", "unsigned", "good"]))
def test_entry_1(world: World, kind: str) -> None:
    """LOG-18: The first act of entry 1 is a valid declaration of credentials (ACT-17), else the
    entry is refused as `credentials`.
    """
    good, other = keys_of("kr", 1), keys_of("jp", 1)
    broken = {**good.body, "signature": msgspec.to_builtins(sign(keyset("thief"), b""))}
    acts = {
        "none": (),
        "late": (Declare(Matter("note"), digest_of("note")), good),
        "other": (other,),
        "unsigned": (Declare(good.matter, broken),),
        "good": (good,),
    }[kind]
    made = world.draft("kr", *acts, joins=False, time=7)
    signed = sealed(msgspec.structs.replace(made.entry, key=keyset("working 1 of kr").id), 1)
    found = core_answer(world.channel(), signed)
    assert found == ("stored" if kind == "good" else "credentials")


@given(FORKED, SEEDS)
def test_nothing_is_agreed_before_all_have_joined(world: World, seed: int) -> None:
    """LOG-18: Nothing is agreed before all have joined, since every party's acceptance is an act
    in its log.
    """
    channel = world.empty()
    for made in causal_order(Random(seed), world):
        channel.admit(made.signed)
        if not all(channel.heads().values()):
            assert not channel.fold.agreed


@given(FORKED, SEEDS)
def test_the_same_again_is_nothing(world: World, seed: int) -> None:
    """LOG-19: Any order of arrival that sends parents first, any repetition, and any mix of roads
    ends in the same stored set.
    """
    chance = Random(seed)
    channel = world.empty()
    sent: list[Made] = []
    for made in causal_order(chance, world):
        assert channel.admit(made.signed).new
        sent.append(made)
        again = chance.choice(sent)
        before = channel.fold.value()
        found = channel.admit(again.signed)
        assert not found.new
        assert found.void == channel.replay(again.signed.raw).void
        assert channel.fold.value() == before
    assert channel.fold.value() == world.channel().fold.value()


@given(FORKED, SEEDS)
def test_a_channel_answers_alike_in_every_way_it_is_asked(world: World, seed: int) -> None:
    """LOG-19: An entry that is here already changes nothing and is no fault."""
    by_admit, by_replay = world.channel(), world.empty()
    for made in causal_order(Random(seed), world):
        checked = by_replay.check(made.signed.raw)
        drafted = by_replay.check(encode_entry(made.entry))
        assert checked.hash == drafted.hash == made.hash
        before = by_replay.fold.value()
        assert before == by_replay.fold.value()  # neither has changed anything
        admitted = by_replay.replay(made.signed.raw)
        assert admitted.void == {i: v.void for i, v in enumerate(checked.verdicts) if v.void}
    assert by_replay.fold.value() == by_admit.fold.value()
