# SPDX-License-Identifier: Apache-2.0
"""The rules of agreement.md, each kept by a property of core."""

import itertools
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from comity.core.acts import Accept, Offer, OfferRef
from comity.core.channel import Channel
from comity.core.ids import Digest, Matter
from comity.core.judging import OfferRecord
from tests.simulation.deals import acceptances_of, busy, grows, sequences_of
from tests.simulation.growing import closed_part
from tests.simulation.standins import digest_of
from tests.simulation.worlds import World

SEEDS = st.integers(0, 10**6)


DATE = Matter("date")


FORKED = SEEDS.map(lambda seed: busy(seed, forks=True))


def _records(channel: Channel) -> list[OfferRecord]:
    some = channel.fold.offered.values()
    return list({id(record): record for records in some for record in records}.values())


@given(FORKED, SEEDS)
def test_view(world: World, seed: int) -> None:
    """AGR-1: A **view** is a set of stored entries that with each entry also holds its past. The
    record of a node is a view; so is the closed past of any entry.
    """
    made = Random(seed).choice(list(world.made.values()))
    part = [other for other in world.made.values() if other.hash in made.closed]
    assert len(world.channel(part)) == len(made.closed)
    for link in world.channel(part).fold.logs:
        assert world.made[Digest(link.id)].past <= {other.hash for other in part}


@given(FORKED)
def test_acceptance_of_a_party(world: World) -> None:
    """AGR-2: A party has accepted an offer in a view if an entry of it in the view holds a valid
    acceptance of the offer: the offer itself, if the party is its author and the offer is valid, or
    a valid `accept` of it.
    """
    channel = world.channel()
    for record in _records(channel):
        found = {
            channel.parties[place]: {Digest(link.id) for link, _ in links}
            for place, links in record.accepted.items()
        }
        wanted = acceptances_of(world, channel, record)
        assert found == {code: hashes for code, hashes in wanted.items() if hashes}
        view = channel.sight.offer(record)
        assert set(view.accepted) == set(found)


@given(FORKED)
def test_agreed(world: World) -> None:
    """AGR-3: An offer is **agreed** in a view if every party of the genesis has accepted it in the
    view.
    """
    channel = world.channel()
    for record in _records(channel):
        wanted = all(acceptances_of(world, channel, record).values())
        assert channel.fold.is_agreed(record) == wanted
        for name in record.act.values:
            assert (record in channel.fold.agreed.get(name, ())) == wanted


@given(FORKED)
def test_agreed_sequence(world: World) -> None:
    """AGR-4: For each matter, the **agreed sequence** is the agreed offers that have it among their
    matters, in ascending order of rank (ACT-10); equal ranks, which only forks can bring, in order
    of entry hash (ENC-13), then index.
    """
    channel = world.channel()
    for name, records in channel.fold.agreed.items():
        every = [r for r in _records(channel) if channel.fold.is_agreed(r) and name in r.act.values]
        every.sort(key=lambda r: (r.rank, r.link.id.encode(), r.index))
        assert records == every
        ranks = [record.rank for record in records]
        assert len(set(ranks)) == len(ranks) or channel.frozen
        shown = channel.fold.confirmed.get(name, []) if channel.frozen else every
        view = channel.matter(name)
        assert [v.ref.hash for v in view.agreed] == [record.link.id for record in shown]  # AGR-8


def _confirmed(world: World, channel: Channel, record: OfferRecord) -> bool:
    """AGR-5 by the letter: some choice of one entry of each party."""
    acceptances = acceptances_of(world, channel, record).values()
    candidates = [
        [m for m in world.made.values() if m.entry.party == code
         and all(m.closed & hashes for hashes in acceptances)]
        for code in world.codes
    ]  # fmt: skip
    return any(
        world.fork_free(frozenset[Digest]().union(*(made.closed for made in choice)))
        for choice in itertools.product(*candidates)
    )


@given(FORKED)
def test_confirmed(world: World) -> None:
    """AGR-5: the closed past of each chosen entry holds, for every party, a valid acceptance of the
    offer by it.
    """
    channel = world.channel()
    for record in _records(channel):
        assert channel.fold.is_confirmed(record) == _confirmed(world, channel, record)


@given(FORKED, SEEDS)
def test_how_confirmation_is_computed(world: World, seed: int) -> None:
    """AGR-6: Without forks in the view each party has one branch, every union is free of forks, and
    an offer is confirmed if each party has a candidate.
    """
    part = closed_part(Random(seed), world)
    channel = world.channel(part)
    if not channel.frozen:
        for record in _records(channel):
            acceptances = acceptances_of(world, channel, record).values()
            holders = {
                made.entry.party
                for made in part
                if all(made.closed & hashes for hashes in acceptances)
            }
            assert channel.fold.is_confirmed(record) == (holders == set(world.codes))


def test_the_example_of_confirmation() -> None:
    """AGR-6: Try each choice of one candidate of each party until one has a union of closed pasts
    without a fork.
    """
    world = World()
    world.join()
    k1 = world.write("kr", Offer(1, {DATE: digest_of("x")}))
    j1 = world.write("jp", Accept(OfferRef(*k1.name, 0)), sees=[k1])
    states = [world.channel([*list(world.made.values())[:n]]).matter(DATE) for n in (3, 4)]
    k2 = world.write("kr", sees=[j1])
    states.append(world.channel().matter(DATE))
    assert [view.offers[0].state for view in states] == ["open", "agreed", "confirmed"]
    assert k2.hash in world.channel()


@given(FORKED)
def test_confirmed_sequence(world: World) -> None:
    """AGR-7: Every confirmed offer is agreed. Without forks, the confirmed sequence is a prefix of
    the agreed sequence.
    """
    channel = world.channel()
    agreed, confirmed = sequences_of(channel, "agreed"), sequences_of(channel, "confirmed")
    for name, sequence in confirmed.items():
        assert [one for one in agreed[name] if one in sequence] == sequence
    if not channel.frozen:
        assert grows(confirmed, agreed)
