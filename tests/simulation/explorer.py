# SPDX-License-Identifier: Apache-2.0
"""All histories up to a bound, one after another.

A history is a set of entries with one act each (or none: a bare entry). It is written as a list
in a normal order: of entries neither of which is in the other's past, the one of the party that
stands first comes first, wherever that is possible (the lexicographic normal form of a trace). So
every history is met, once unless it holds a fork, and every prefix of a normal order is one.
There is no other reduction: parties are not interchangeable, since precedence is not.

With `lies` the bound also holds what the law refuses or voids. There an acceptance may name an
offer outside its past only if that offer comes before it in the normal order, which is enough to
show the rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from comity.core.acts import Accept, Act, Offer, OfferRef, Refuse, Unknown
from comity.core.ids import Code, Matter
from comity.core.limits import INTEGER_MAX


@dataclass(frozen=True, slots=True)
class Bound:
    """What is enumerated.

    Attributes:
        parties, matters: how many; offers are on every non-empty set of matters.
        acts: entries, with one act each.
        bare: entries without an act, too.
        forks: every party but the first may also follow any of its older entries, or none.
        lies: what the law refuses or voids, too: ballots that do not fit, offers that are
            malformed, verbs unknown, offers not in the past, frontiers that go back or stay
            behind or hold a fork.
    """

    parties: int
    matters: int
    acts: int
    bare: bool = False
    forks: bool = False
    lies: bool = False

    @property
    def codes(self) -> tuple[Code, ...]:
        """The parties' codes."""
        return tuple(Code(code) for code in ("a", "b", "c", "d")[: self.parties])

    @property
    def packages(self) -> tuple[dict[Matter, None], ...]:
        """Every non-empty set of matters, as the values of an offer."""
        names = [Matter(name) for name in ("m", "n", "o")[: self.matters]]
        sizes = range(1, len(names) + 1)
        return tuple(dict.fromkeys(some) for size in sizes for some in combinations(names, size))


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a history.

    Attributes:
        id: unique in the history.
        place, number: the author's place among the parties, the place in its log.
        parent: index in the history of the entry before, -1 for number 1.
        sees: for each other place the index of the frontier's entry, -1 for none.
        act: None: a bare entry.
        target: id of the entry whose offer an acceptance or refusal means.
        past: the indexes of its past, by the definition (LOG-4).
    """

    id: str
    place: int
    number: int
    parent: int
    sees: tuple[int, ...]
    act: Act | None
    target: str | None
    past: frozenset[int]


History = tuple[Step, ...]


def extensions(bound: Bound, history: History) -> Iterator[History]:
    """The histories with one entry more whose normal order begins with this one."""
    for place in range(bound.parties):
        for parent in parents(bound, history, place):
            for sees, past in frontiers(bound, history, place, parent):
                last = max(past, default=-1)
                if any(step.place > place for step in history[last + 1 :]):
                    continue
                for act, target in acts(bound, history, past):
                    step = make_step(bound, history, place, parent, (sees, past, act, target))
                    yield *history, step


def make_step(
    bound: Bound,
    history: History,
    place: int,
    parent: int,
    rest: tuple[tuple[int, ...], frozenset[int], Act | None, str | None],
) -> Step:
    """The step after a parent; `rest` is what `frontiers` and `acts` found."""
    sees, past, act, target = rest
    number = 1 if parent < 0 else history[parent].number + 1
    branch = sum(step.place == place and step.number == number for step in history)
    id_ = f"{bound.codes[place]}{number}" + (f".{branch}" if branch else "")
    return Step(id_, place, number, parent, sees, act, target, past)


def parents(bound: Bound, history: History, place: int) -> list[int]:
    """What the next entry of a party may follow: its newest entry, or any if it may fork."""
    own = [index for index, step in enumerate(history) if step.place == place]
    return [-1, *own] if bound.forks and place and own else own[-1:] or [-1]


def causal_orders(history: History) -> Iterator[tuple[int, ...]]:
    """Every order of the entries in which each stands after its past, the given one first."""
    yield from _orders(history, (), frozenset())


def fork_free(steps: History) -> bool:
    """True if no two entries are of one party and number. Rule: LOG-13."""
    names = [(step.place, step.number) for step in steps]
    return len(names) == len(set(names))


def _orders(
    history: History, done: tuple[int, ...], here: frozenset[int]
) -> Iterator[tuple[int, ...]]:
    if len(done) == len(history):
        yield done
        return
    for index, step in enumerate(history):
        if index not in here and step.past <= here:
            yield from _orders(history, (*done, index), here | {index})


def frontiers(
    bound: Bound, history: History, place: int, parent: int
) -> Iterator[tuple[tuple[int, ...], frozenset[int]]]:
    """Every frontier that an entry may have, and its past; with lies any it could write."""
    before = history[parent].sees if parent >= 0 else (-1,) * bound.parties
    number = history[parent].number + 1 if parent >= 0 else 1
    ranges: list[list[int]] = []
    for other in range(bound.parties):
        known = before[other]
        rest = [i for i, step in enumerate(history) if step.place == other and i != known]
        if known >= 0 and not bound.lies:
            rest = [i for i in rest if history[i].number > history[known].number]
        ranges.append([-1] if other == place else [known, *rest])
    root = history[parent].past | {parent} if parent >= 0 else frozenset()
    for sees in product(*ranges):
        past = root.union(*(history[i].past | {i} for i in sees if i >= 0))
        if bound.lies or _lawful(history, place, number, sees, past):
            yield sees, past


def _lawful(
    history: History, place: int, number: int, sees: tuple[int, ...], past: frozenset[int]
) -> bool:
    """True if the frontier stays behind nothing in the past, and that holds no fork."""
    names = {(history[i].place, history[i].number) for i in past}
    if len(names) < len(past) or (place, number) in names:
        return False
    heads = {history[i].place: history[i].number for i in sees if i >= 0}
    return all(other == place or below <= heads.get(other, 0) for other, below in names)


def acts(
    bound: Bound, history: History, past: frozenset[int]
) -> Iterator[tuple[Act | None, str | None]]:
    """Every act of an entry with that past, and the id of the entry it means."""
    if bound.bare:
        yield None, None
    known = [act for i in past if isinstance(act := history[i].act, Offer)]
    for values in bound.packages:
        ballots = [act.ballot for act in known if not act.values.keys().isdisjoint(values)]
        right = 1 + max(ballots, default=0)
        for ballot in {right, 1, INTEGER_MAX} if bound.lies else {right}:
            if ballot <= INTEGER_MAX:
                yield Offer(ballot, values), None
    names = {(history[i].place, history[i].number) for i in past}
    for index, step in enumerate(history):
        unseen = bound.lies and (step.place, step.number) not in names
        if isinstance(step.act, Offer) and (index in past or unseen):
            ref = OfferRef(bound.codes[step.place], step.number, 0)
            yield Accept(ref), step.id
            yield Refuse(ref), step.id
    if bound.lies:
        yield Offer(1, {}), None
        yield Offer(1, bound.packages[0], silence=True), None
        yield Unknown("frown", None), None
