# SPDX-License-Identifier: Apache-2.0
"""Random worlds: what several parties might sign, forks and hopeless acts included.

All chance is a `random.Random`, which Hypothesis can stand in for, so that a failing world
shrinks.
"""

from random import Random

from hypothesis import strategies as st

from comity.core.acts import LEAVE, Accept, Act, Declare, Offer, OfferRef, Refuse, Unknown
from comity.core.ids import Code, Digest, Matter
from tests.simulation.standins import digest_of
from tests.simulation.worlds import Made, World, keys_of

MATTERS = tuple(Matter(name) for name in ("agenda", "date", "text/1"))
CODES = ("jp", "kr", "us", "x-4")


def grow(chance: Random, *, forks: bool = False, steps: int = 14, parties: int = 3) -> World:
    """A world of 2 to `parties` parties and up to `steps` entries, all of which may be stored.

    With `forks`, all parties but the first may sign second entries of a number.
    """
    world = World(CODES[: chance.randint(2, parties)])
    for _ in range(chance.randint(1, steps)):
        code = chance.choice(world.codes)
        previous = world.tips.get(code)
        if forks and previous is not None and code != world.codes[0] and chance.random() < 0.25:
            own = [made for made in world.made.values() if made.entry.party == code]
            previous = chance.choice([None, *own])
        others = [made for made in world.made.values() if made.entry.party != code]
        sees: list[Made] = []
        for other in world.codes:
            known = [made for made in others if made.entry.party == other]
            if known and chance.random() < 0.7:
                sees.append(known[-1] if chance.random() < 0.7 else chance.choice(known))
        acts = [_act(chance, world, code, previous, sees) for _ in range(chance.randint(0, 2))]
        made = world.draft(code, *acts, sees=sees, previous=previous)
        if not _fits(world, made, previous):
            made = world.draft(code, *acts, previous=previous)
        world.keep(made)
    return world


def worlds(*, forks: bool = False, steps: int = 14, parties: int = 3) -> st.SearchStrategy[World]:
    """Random worlds for Hypothesis; arguments as of `grow`."""
    chances = st.randoms(use_true_random=False)
    return chances.map(lambda chance: grow(chance, forks=forks, steps=steps, parties=parties))


def causal_order(chance: Random, world: World) -> list[Made]:
    """The world's entries in a random order in which each stands after its past."""
    left = list(world.made.values())
    order: list[Made] = []
    here: set[Digest] = set()
    while left:
        made = chance.choice([made for made in left if made.past <= here])
        left.remove(made)
        here.add(made.hash)
        order.append(made)
    return order


def closed_part(chance: Random, world: World) -> list[Made]:
    """A random causally closed part of a world, in the world's order."""
    names: set[Digest] = set()
    for made in world.made.values():
        if chance.random() < 0.4:
            names |= made.closed
    return [made for made in world.made.values() if made.hash in names]


def _fits(world: World, made: Made, previous: Made | None) -> bool:
    """True if the past is free of forks and `seen` rises for every party (LOG-7, LOG-14)."""
    before = {} if previous is None else world.frontier(made.entry.party, previous.past)
    rises = all(n > before.get(code, (0, ""))[0] for code, (n, _) in made.entry.seen.items())
    own = made.name in {world.made[name].name for name in made.past}
    return rises and not own and world.fork_free(made.past)


def _act(chance: Random, world: World, code: Code, previous: Made | None, sees: list[Made]) -> Act:
    past: set[Digest] = set() if previous is None else set(previous.closed)
    for made in sees:
        past |= made.closed
    offers = [(world.made[place[0]], place[1]) for place, act in world.acts(past)
              if isinstance(act, Offer)]  # fmt: skip
    kind = chance.random()
    if kind < 0.35 or (not offers and kind < 0.8):
        return _offer(chance, [made.entry.acts[index] for made, index in offers])
    if kind < 0.87:
        ref = OfferRef(chance.choice(world.codes), chance.randint(0, 4), chance.randint(0, 2))
        if offers and chance.random() < 0.92:
            made, index = chance.choice(_worth(code, offers))
            ref = OfferRef(*made.name, index)
        if kind < 0.7:
            return Accept(ref)
        return Refuse(ref, chance.choice([None, digest_of("reason")]))
    if kind < 0.92:
        return Unknown("frown", {"deeply": [1, None]})
    if kind < 0.96:
        return keys_of(code, chance.randint(1, 4))
    return chance.choice(
        [Declare(LEAVE, {"reason": "so"}), Declare(Matter("note"), digest_of("note"))]
    )


def _worth(code: Code, offers: list[tuple[Made, int]]) -> list[tuple[Made, int]]:
    """The newest offers: those of others mostly."""
    return [offer for offer in offers if offer[0].entry.party != code][-3:] + offers[-1:]


def _offer(chance: Random, known: list[Act]) -> Offer:
    matters = chance.sample(MATTERS, chance.choice([1, 1, 1, 2, 3]))
    rivals = [a for a in known if isinstance(a, Offer) and a.values.keys() & set(matters)]
    ballots = [act.ballot for act in rivals]
    ballot = 1 + max(ballots, default=0)
    odd = chance.random()
    if odd < 0.06:
        ballot = chance.randint(0, 3)
    return Offer(
        ballot,
        {} if odd > 0.97 else {name: digest_of(f"{name}{ballot}") for name in matters},
        (digest_of("map"),) if odd < 0.5 else (),
        chance.choice([None, 5]) if odd > 0.5 else 5,
        odd > 0.96,
    )
