# SPDX-License-Identifier: Apache-2.0
"""Random histories, longer than can be enumerated, of parties that fork and lie; one is honest.

Confirmation must grow on every causally closed view whatever they do. Agreement may fail to, and
it is counted how often it does: a check that never sees it fail sees too little.
"""

from dataclasses import dataclass, field, replace
from random import Random

from comity.core.acts import Accept, Act, Offer
from comity.core.errors import ComityError
from comity.core.fold import Fold
from tests.simulation.consequences import (
    ORIGIN,
    ViolationError,
    add,
    check_state,
    check_with_reader,
    grows,
    named,
)
from tests.simulation.explorer import (
    Bound,
    History,
    Step,
    acts,
    fork_free,
    frontiers,
    make_step,
    parents,
)

LIES = 0.15
FORKS = 0.15


@dataclass
class Tally:
    """What was met on the way. `asks_reader`: the reader judges every history, too."""

    asks_reader: bool = True
    histories: int = 0
    forked: int = 0
    confirmed: int = 0
    confirmed_forked: int = 0
    agreement_failed: int = 0
    refused: int = 0
    void: dict[str, int] = field(default_factory=dict)


def wander(bound: Bound, chance: Random, tally: Tally) -> History:
    """A random history of entries that core stores, all that it refuses tried on the reader."""
    fold = Fold(bound.codes, ORIGIN)
    history: History = ()
    for _ in range(bound.acts):
        step = _draw(bound, history, chance)
        try:
            add(fold, history, step)
        except ComityError:
            tally.refused += 1
            if tally.asks_reader:
                check_with_reader(bound, (*history, step), refused=True)
            continue
        history = (*history, step)
    return history


def check_wander(bound: Bound, history: History, chance: Random, tally: Tally) -> None:
    """Nothing, if what must follow from a random history does, in random orders.

    Raises:
        ViolationError: with the consequence that does not hold.
    """
    fold = Fold(bound.codes, ORIGIN)
    values = set()
    failed = False
    for order in (list(range(len(history))), *(_order(history, chance) for _ in range(3))):
        fold = Fold(bound.codes, ORIGIN)
        for done, index in enumerate(order, 1):
            agreed, confirmed = named(fold.agreed), named(fold.confirmed)
            add(fold, history, history[index])
            if not grows(confirmed, named(fold.confirmed)):
                raise ViolationError("confirmed grows", history, order)
            if not grows(agreed, named(fold.agreed)):
                failed = True
                if fork_free(tuple(history[i] for i in order[:done])):
                    raise ViolationError("agreed grows", history, order)
        values.add(fold.value())
        if len(values) > 1:
            raise ViolationError("order", history, order)
        check_state(bound, history, fold)
    if tally.asks_reader:
        check_with_reader(bound, history)
    forked = not fork_free(history)
    tally.histories += 1
    tally.forked += forked
    tally.confirmed += bool(fold.confirmed)
    tally.confirmed_forked += bool(fold.confirmed) and forked
    tally.agreement_failed += failed
    for link in fold.logs:
        for reason in fold.void(link).values():
            tally.void[reason] = tally.void.get(reason, 0) + 1


def _order(history: History, chance: Random) -> list[int]:
    order: list[int] = []
    while len(order) < len(history):
        here = set(order)
        ready = [i for i, step in enumerate(history) if i not in here and step.past <= here]
        order.append(chance.choice(ready))
    return order


def _draw(bound: Bound, history: History, chance: Random) -> Step:
    place = chance.randrange(bound.parties)
    parent = parents(replace(bound, forks=False), history, place)[0]
    if bound.forks and chance.random() < FORKS:
        parent = chance.choice(parents(bound, history, place))
    honest = replace(bound, lies=False)
    lying = bound if chance.random() < LIES else honest
    views = list(frontiers(lying, history, place, parent)) or list(
        frontiers(bound, history, place, parent)
    )
    sees, past = chance.choice(views)
    if chance.random() < 0.6:
        sees, past = max(views, key=lambda view: len(view[1]))
    lying = bound if chance.random() < LIES else honest
    act, target = chance.choice(_weighted(list(acts(lying, history, past))))
    return make_step(bound, history, place, parent, (sees, past, act, target))


def _weighted(found: list[tuple[Act | None, str | None]]) -> list[tuple[Act | None, str | None]]:
    """Newest acceptances four times, so that something is agreed; bare entries and offers twice."""
    accepts = [one for one in found if isinstance(one[0], Accept)][-3:]
    quiet = [one for one in found if one[0] is None or isinstance(one[0], Offer)]
    return found + accepts * 4 + quiet * 2
