# SPDX-License-Identifier: Apache-2.0
"""Worlds in which much is agreed, and what must be true of them by the letter of agreement.md."""

from random import Random
from typing import Any

from comity.core.acts import Accept, Offer, OfferRef
from comity.core.channel import Channel
from comity.core.ids import Code, Digest
from comity.core.judging import OfferRecord
from tests.simulation.growing import MATTERS, grow
from tests.simulation.receiving import core_state
from tests.simulation.standins import digest_of
from tests.simulation.worlds import Made, World

Sequences = dict[str, list[list[Any]]]


def busy(seed: int, *, forks: bool) -> World:
    """A world in which something is often agreed: it ends in a few deals, some half done."""
    chance = Random(seed)
    world = grow(chance, forks=forks, steps=8)
    for _ in range(chance.randint(1, 3)):
        deal(world, chance)
    return world


def deal(world: World, chance: Random) -> None:
    """An offer on some matters, then acceptances and bare entries by some parties."""
    codes = chance.sample(world.codes, len(world.codes))
    names = chance.sample(MATTERS, chance.randint(1, 2))
    ballots = [act.ballot for _, act in world.acts() if isinstance(act, Offer)]
    values = {name: digest_of(f"{name}{len(world.made)}") for name in names}
    offer = sign(world, codes[0], Offer(max(ballots, default=0) + 1, values))
    ref = OfferRef(*offer.name, len(offer.entry.acts) - 1)
    for code in codes[1:]:
        if chance.random() < 0.9:
            sign(world, code, Accept(ref))
    for code in codes:
        if chance.random() < 0.7:
            sign(world, code)


def sign(world: World, code: Code, *acts: Any) -> Made:
    """An entry of a party that has seen all that it can build on."""
    previous = world.tips.get(code)
    before = {} if previous is None else world.frontier(code, previous.past)
    number = 1 if previous is None else previous.entry.number + 1
    sees: list[Made] = []
    for other, tip in world.tips.items():
        base = frozenset[Digest]() if previous is None else previous.closed
        past = base.union(*(made.closed for made in [*sees, tip]))
        if (
            other != code
            and tip.entry.number > before.get(other, (0, ""))[0]
            and world.fork_free(past)
            and (code, number) not in {world.made[hash_].name for hash_ in past}
        ):
            sees.append(tip)
    return world.write(code, *acts, sees=sees)


def sequences_of(channel: Channel, which: str) -> Sequences:
    found: Any = core_state(channel)[which]
    return {name: sequence for name, sequence in found.items() if sequence}


def grows(small: Sequences, large: Sequences) -> bool:
    return all(large.get(name, [])[: len(some)] == some for name, some in small.items())


def acceptances_of(world: World, channel: Channel, record: OfferRecord) -> dict[Code, set[Digest]]:
    """By AGR-2: for each party the entries that hold a valid acceptance of the offer."""
    home = world.made[Digest(record.link.id)]
    found: dict[Code, set[Digest]] = {code: set() for code in world.codes}
    if record.void is None:
        found[home.entry.party].add(home.hash)
    for hash_, made in world.made.items():
        link = channel.fold.logs.link(hash_)
        for index, act in enumerate(made.entry.acts if link is not None else ()):
            assert link is not None
            if (
                isinstance(act, Accept)
                and (act.offer.party, act.offer.number) == home.name
                and act.offer.index == record.index
                and home.hash in made.closed
                and index not in channel.fold.void(link)
            ):
                found[made.entry.party].add(hash_)
    return found
