# SPDX-License-Identifier: Apache-2.0
"""The rules of logs.md, each kept by a property of core."""

from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.acts import Accept, Offer, OfferRef
from comity.core.channel import Channel
from comity.core.entries import SignedEntry
from comity.core.errors import ComityError, MissingError
from comity.core.ids import Code, Digest, Matter
from tests.simulation.growing import causal_order, closed_part, worlds
from tests.simulation.receiving import core_answer, core_state, log_of, reader_answer, spoil
from tests.simulation.standins import digest_of
from tests.simulation.worlds import Made, World, sealed

SEEDS = st.integers(0, 10**6)


FORKED = worlds(forks=True)


def _changed(made: Made, **changes: Any) -> SignedEntry:
    """The entry with other fields, rightly signed."""
    return sealed(msgspec.structs.replace(made.entry, **changes), made.serial)


def _next(world: World, chance: Random) -> Made:
    """One more entry of somebody, that has seen all it can."""
    code = chance.choice(world.codes)
    previous = world.tips.get(code)
    sees: list[Made] = []
    for other, tip in world.tips.items():
        base = previous.closed if previous else frozenset[Digest]()
        past = base.union(*(made.closed for made in [*sees, tip]))
        before = world.frontier(code, previous.past) if previous else {}
        rises = tip.entry.number > before.get(other, (0, ""))[0]
        if other != code and rises and world.fork_free(past):
            sees.append(tip)
    return world.draft(code, sees=sees, previous=previous)


@given(FORKED, SEEDS)
def test_one_log_for_each_party(world: World, seed: int) -> None:
    """LOG-1: An entry whose `channel` is not the id of the channel is refused as `channel`; one
    whose `party` is not in the genesis as `stranger`.
    """
    channel = world.channel()
    made = _next(world, Random(seed))
    assert core_answer(channel, _changed(made, channel=digest_of("other"))) == "channel"
    assert core_answer(channel, _changed(made, party="stranger")) == "stranger"
    for code in world.codes:
        chain = [m for m in world.made.values() if m.entry.party == code]
        assert {m.entry.number for m in chain} == set(
            range(1, max((m.entry.number for m in chain), default=0) + 1)
        )


@given(FORKED, SEEDS, st.integers(0, 9))
def test_number_and_previous(world: World, seed: int, number: int) -> None:
    """LOG-2: Number 1 has the channel id as `previous`, and no other number has (else `number`;
    number 0 too).
    """
    chance = Random(seed)
    channel = world.channel()
    made = _next(world, chance)
    origin = Digest(world.id)
    if number != 1:
        assert core_answer(channel, _changed(made, number=number, previous=origin)) == "number"
    named = chance.choice(list(world.made.values()))
    found = core_answer(channel, _changed(made, number=number, previous=named.hash, seen={}))
    fits = named.name == (made.entry.party, number - 1)
    if number < 2:
        assert found == "number"
    elif not fits:
        assert found == "previous"
    else:
        assert found in {"stored", "key", "time-back", "fork"}
    absent = _changed(made, number=max(2, number), previous=digest_of("nobody's"))
    assert core_answer(channel, absent) == "missing"


@given(FORKED, SEEDS, st.integers(-9, 9))
def test_time_stands_or_rises(world: World, seed: int, step: int) -> None:
    """LOG-3: `time` is at least the `time` of the entry named by `previous`, else `time-back`."""
    made = _next(world, Random(seed))
    previous = world.made.get(made.entry.previous)
    if previous is None:
        return
    time = previous.entry.time + step
    wanted = "stored" if step >= 0 else "time-back"
    assert core_answer(world.channel(), _changed(made, time=time)) == wanted


@given(FORKED)
def test_past(world: World) -> None:
    """LOG-4: The **past** of an entry is the smallest set of entries that holds the entry its
    `previous` names (unless number 1), the entries its `seen` names, and the past of each of these.
    """
    logs = world.channel().fold.logs
    links = {link.id: link for link in logs}
    for made in world.made.values():
        entry = made.entry
        named = [hash_ for _, hash_ in entry.seen.values()]
        named += [entry.previous] if entry.number > 1 else []
        past = set(named).union(*(world.made[hash_].past for hash_ in named))
        assert past == made.past
        viewer = links[made.hash]
        closed = {id_ for id_, link in links.items() if logs.in_past(link, viewer)}
        assert closed == made.closed
        assert viewer.weight == len(closed)


@given(FORKED)
def test_frontier(world: World) -> None:
    """LOG-5: the frontier of an entry is that of the entry before (empty for number 1), with every
    `Q: [number, hash]` of its `seen` put in.
    """
    channel = world.channel()
    for link in channel.fold.logs:
        made = world.made[Digest(link.id)]
        found = {
            channel.parties[place]: (head.number, head.id)
            for place, head in enumerate(link.frontier)
            if head is not None
        }
        assert found == world.frontier(made.entry.party, made.past)
        before = world.made.get(made.entry.previous)
        base = {} if before is None else world.frontier(made.entry.party, before.past)
        assert found == {**base, **made.entry.seen}


@given(worlds(), SEEDS)
def test_seen_lists_exactly_the_changes(world: World, seed: int) -> None:
    """LOG-6: `seen` names exactly those parties whose entry in the frontier differs from that in
    the frontier of the entry before, each with a greater number.
    """
    channel = world.channel()
    made = _next(world, Random(seed))
    news = channel.news(made.entry.party)
    assert news == made.entry.seen
    previous = world.made.get(made.entry.previous)
    before = {} if previous is None else world.frontier(made.entry.party, previous.past)
    same = {code: head for code, head in before.items() if code not in made.entry.seen}
    for code, head in same.items():
        seen = {**made.entry.seen, code: head}
        assert core_answer(channel, _changed(made, seen=seen)) == "seen-back"
    assert core_answer(channel, made.signed) == "stored"
    assert channel.news(made.entry.party) == {}


@given(FORKED, SEEDS, st.integers(0, 9))
def test_never_back(world: World, seed: int, number: int) -> None:
    """LOG-7: If a number in `seen` is not greater than the number of that party in the frontier of
    the entry before (0 if it has none): `seen-back`.
    """
    chance = Random(seed)
    made = _next(world, chance)
    previous = world.made.get(made.entry.previous)
    before = {} if previous is None else world.frontier(made.entry.party, previous.past)
    other = chance.choice([code for code in world.codes if code != made.entry.party])
    known = before.get(other, (0, ""))[0]
    named = [m.hash for m in world.made.values() if m.entry.party == other] or [digest_of("x")]
    seen = {**made.entry.seen, other: (number, chance.choice(named))}
    found = core_answer(world.channel(), _changed(made, seen=seen))
    assert (found == "seen-back") == (number <= known)


@given(worlds(parties=4, steps=16), SEEDS)
def test_never_behind(world: World, seed: int) -> None:
    """LOG-8: If for an entry q named in `seen` and a party R other than the entry's own, R's number
    in the frontier of q (or q's own number, if R is q's party) is greater than R's number in G:
    `seen-behind`.
    """
    chance = Random(seed)
    made = _next(world, chance)
    code = made.entry.party
    previous = world.made.get(made.entry.previous)
    before = {} if previous is None else world.frontier(code, previous.past)
    seen = {}
    for other in world.codes:
        newer = [
            m for m in world.made.values()
            if m.entry.party == other != code and m.entry.number > before.get(other, (0, ""))[0]
        ]  # fmt: skip
        if newer and chance.random() < 0.7:
            some = chance.choice(newer)
            seen[other] = (some.entry.number, some.hash)
    frontier = {**before, **seen}
    behind = any(
        number > frontier.get(third, (0, ""))[0]
        for other, (_, hash_) in seen.items()
        for third, (number, _) in world.frontier(other, world.made[hash_].past).items()
        if third != code
    )
    found = core_answer(world.channel(), _changed(made, seen=seen))
    assert found == ("seen-behind" if behind else "stored")


@given(FORKED, SEEDS)
def test_no_strangers(world: World, seed: int) -> None:
    """LOG-9: A code in `seen` that is not in the genesis, or that is the entry's own party:
    `stranger`.
    """
    channel = world.channel()
    made = _next(world, Random(seed))
    for code in ("nobody", made.entry.party):
        seen = {**made.entry.seen, Code(code): (1, digest_of("x"))}
        assert core_answer(channel, _changed(made, seen=seen)) == "stranger"


@given(FORKED, SEEDS)
def test_missing_is_not_refused(world: World, seed: int) -> None:
    """LOG-10: the entry is not stored and is answered as **missing**, with the `[party, number,
    hash]` of all of `previous` and `seen` that are not here.
    """
    chance = Random(seed)
    here = {made.hash for made in closed_part(chance, world)}
    channel = world.channel([made for made in world.made.values() if made.hash in here])
    value = channel.fold.value()
    for made in world.made.values():
        entry = made.entry
        needs = [(code, number, hash_) for code, (number, hash_) in entry.seen.items()]
        if entry.number > 1:
            needs.insert(0, (entry.party, entry.number - 1, entry.previous))
        absent = [need for need in needs if need[2] not in here]
        if absent and made.hash not in here:
            with pytest.raises(MissingError) as missing:
                channel.admit(made.signed)
            assert sorted(missing.value.missing) == sorted(absent)
            assert missing.value.rule == "LOG-10"
    assert channel.fold.value() == value
    for made in world.made.values():
        channel.admit(made.signed)
    assert channel.fold.value() == world.channel().fold.value()


@given(FORKED, SEEDS, st.integers(1, 9))
def test_name_and_thing_agree(world: World, seed: int, number: int) -> None:
    """LOG-11: If an entry that `seen` names by its hash is here, and is not of that party or not
    of that number: `seen-mismatch`.
    """
    chance = Random(seed)
    code = chance.choice(world.codes)
    made = world.draft(code)  # one more entry 1, which has seen nothing
    other = chance.choice([c for c in world.codes if c != code])
    named = chance.choice(list(world.made.values()))
    found = core_answer(world.channel(), _changed(made, seen={other: (number, named.hash)}))
    fits = named.name == (other, number)
    assert (found == "seen-mismatch") == (not fits)


@given(FORKED, SEEDS)
def test_order_of_checks(world: World, seed: int) -> None:
    """LOG-12: Cheap checks come first; the first that fails gives the answer"""
    chance = Random(seed)
    channel, log = world.empty(), log_of(world)
    for made in causal_order(chance, world):
        for _ in range(chance.randint(0, 2)):
            bad = spoil(chance, world, made)
            assert core_answer(channel, bad) == reader_answer(log, bad)
        if chance.random() < 0.95:
            assert core_answer(channel, made.signed) == reader_answer(log, made.signed)
    assert core_state(channel) == log.answer()


CODES = {
    "type": "ENT-8", "grammar": "ENT-2", "negative": "ENT-8", "channel": "LOG-1",
    "stranger": "LOG-1", "number": "LOG-2", "previous": "LOG-2", "time-back": "LOG-3",
    "seen-back": "LOG-7", "seen-mismatch": "LOG-11", "seen-behind": "LOG-8", "fork": "LOG-14",
    "credentials": "LOG-18", "key": "ENT-12",
}  # fmt: skip


@given(FORKED, SEEDS)
def test_refusal_codes_of_entries(world: World, seed: int) -> None:
    """LOG-20: | `seen-behind` | LOG-8 |"""
    chance = Random(seed)
    channel = world.channel()
    for made in world.made.values():
        try:
            channel.admit(spoil(chance, world, made))
        except MissingError:
            continue
        except ComityError as error:
            rules = {CODES.get(error.code), "LOG-9", "ENT-3"}
            listed = error.rule in rules or error.code == "signature"
            if not listed:
                raise


@given(worlds(), st.sampled_from(["date", "agenda", "text/1"]), SEEDS)
def test_the_next_ballot_fits(world: World, name: str, seed: int) -> None:
    """LOG-6: `seen` names exactly those parties whose entry in the frontier differs"""
    channel: Channel = world.channel()
    code = Random(seed).choice(world.codes)
    ballot = channel.next_ballot(code, [Matter(name)])
    act = Offer(ballot, {Matter(name): digest_of("value")})
    sees = world.see_all(code)
    made = world.write(code, act, sees=sees)
    admitted = channel.admit(made.signed)
    index = len(made.entry.acts) - 1
    assert index not in admitted.void
    ref = OfferRef(made.entry.party, made.entry.number, index)
    assert channel.fold.ledger.find(channel.fold.logs.link(made.hash), ref) is None  # type: ignore[arg-type]
    assert Accept(ref).offer == ref
