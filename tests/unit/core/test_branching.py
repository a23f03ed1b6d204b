# SPDX-License-Identifier: Apache-2.0
"""What a forked log costs: judging and confirming depend on one branch, not on the others."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import pytest

from comity.core import sighting
from comity.core.acts import Accept, Offer, OfferRef, Refuse
from comity.core.choosing import Choice
from comity.core.conformance import answer
from comity.core.fold import Fold
from comity.core.ids import Code, Matter
from comity.core.logs import Link
from comity.core.sighting import ChannelSight
from comity.core.traces import Traces
from comity.core.views import OfferState, OfferView
from spec.reader import judge_history
from tests.unit.core.steps import steps

AA, BB = Code("aa"), Code("bb")
M = Matter("m")
FIRST = OfferRef(AA, 1, 0)


class Growing:
    """A fold that takes one entry after another."""

    def __init__(self) -> None:
        self.fold = Fold((AA, BB), "origin")

    def check(self, party: Code, after: Link | None, id_: str, seen: Link | None = None) -> Link:
        number = 1 if after is None else after.number + 1
        previous = "origin" if after is None else after.id
        news: Any = (
            {} if seen is None else {self.fold.logs.codes[seen.place]: (seen.number, seen.id)}
        )
        return self.fold.logs.check(party, number, previous, news, 0, id_)

    def add(
        self, party: Code, after: Link | None, id_: str, *acts: Any, seen: Link | None = None
    ) -> Link:
        link = self.check(party, after, id_, seen)
        self.fold.store(link, self.fold.judge(link, acts, frozenset()))
        return link


def _offering(branches: int) -> Callable[[], object]:
    made = Growing()
    root = made.add(AA, None, "1", Offer(1, {M: None}))
    for branch in range(branches):
        made.add(AA, root, f"x{branch}", Offer(2, {M: None}))
    last = made.add(AA, root, "last")
    late = made.check(AA, last, "late")
    return lambda: made.fold.judge(late, (Offer(2, {M: None}), Accept(FIRST)), frozenset())


def _accepting(branches: int) -> Callable[[], object]:
    made = Growing()
    root = made.add(AA, None, "1", Offer(1, {M: None}))
    for branch in range(branches):
        made.add(AA, root, f"x{branch}", Refuse(FIRST))
    last = made.add(AA, root, "last")
    late = made.check(AA, last, "late")
    return lambda: made.fold.judge(late, (Accept(FIRST),), frozenset())


def _holding(branches: int) -> Callable[[], object]:
    made = Growing()
    root = made.add(AA, None, "1", Offer(1, {M: None}))
    base = made.add(BB, None, "b1", seen=root)
    accepted = [made.add(BB, base, f"x{n}", Accept(FIRST)) for n in range(branches)]
    (record,) = made.fold.offered[M]
    bare = made.add(BB, base, "bare")
    assert made.fold.ledger.accepted_in(record, accepted[-1])
    return lambda: made.fold.ledger.accepted_in(record, bare)


@pytest.mark.parametrize("made", [_offering, _accepting, _holding])
def test_other_branches_cost_nothing(made: Callable[[int], Callable[[], object]]) -> None:
    few, many = steps(made(4)), steps(made(256))
    assert many < 2 * few


def test_forks_that_go_down_a_log_cost_no_square() -> None:
    """Each fork lies below all that was traced for the one before."""

    def forking(length: int) -> Callable[[], object]:
        made = Growing()
        chain: list[Link] = []
        for number in range(length):
            after = chain[-1] if chain else None
            chain.append(made.add(AA, after, f"a{number}", Offer(number + 1, {M: None})))

        def fork() -> None:
            for link in reversed(chain[:-1]):
                made.add(AA, link, f"x{link.number}", Offer(link.number + 1, {M: None}))

        return fork

    assert steps(forking(512)) < 2.8 * steps(forking(256))


def test_what_was_said_before_a_fork_holds_after_it() -> None:
    made = Growing()
    root = made.add(AA, None, "1", Offer(1, {M: None}))
    for number in range(2, 9):
        root = made.add(AA, root, f"{number}", Offer(number, {Matter(f"m{number}"): None}))
    assert made.fold.void(root) == {0: "ballot"}
    refused = made.add(AA, root, "9", Refuse(FIRST), Offer(2, {M: None}))
    before = made.fold.logs.link("8")
    assert before is root
    other = made.add(AA, root, "9x", Offer(2, {M: None}), Accept(OfferRef(AA, 9, 0)))
    assert made.fold.void(other) == {1: "position"}
    late = made.add(AA, refused, "10", Accept(FIRST), Offer(3, {M: None}))
    assert made.fold.void(late) == {0: "refused"}
    assert made.fold.ledger.standing(other, M) == made.fold.ledger.rank(0, 2)
    assert made.fold.ledger.standing(root, Matter("none")) == (0, -1)
    low = made.add(AA, made.fold.logs.link("1"), "2y", Offer(2, {M: None}))
    assert made.fold.void(low) == {}


def test_traces_are_kept_apart_and_grow() -> None:
    traces = Traces()
    root, other = Link(0, 1, "a", None, (None,), 0), Link(0, 1, "b", None, (None,), 0)
    assert traces.find(root, "early") is None
    traces.write(root, {})
    assert root.trace is None
    traces.write(root, {"early": 1})
    left = Link(0, 2, "c", root, (None,), 0)
    traces.write(other, {n: n + 1 for n in range(300)})
    assert traces.find(root, 299) is None
    traces.write(left, {299: "x", "early": 2})
    assert [traces.find(link, 299) for link in (root, other, left)] == [None, 300, "x"]
    assert [traces.find(link, "early") for link in (root, other, left)] == [1, None, 2]
    assert traces.find(left, 100) is None
    assert all(traces.find(other, n) == n + 1 for n in range(300))


class _Named(NamedTuple):
    place: int
    id: int


@pytest.mark.parametrize("seed", range(150))
def test_a_choice_is_found_if_and_only_if_there_is_one(seed: int) -> None:
    """AGR-6: Try each choice of one candidate of each party."""
    chance = Random(seed)
    parties = chance.randint(2, 6)
    likely = chance.choice([0.3, 0.45, 0.6, 0.8])
    fits: dict[tuple[int, ...], bool] = {}

    def compatible(left: Any, right: Any) -> bool:
        key = tuple(sorted((left.id, right.id)))
        return fits.setdefault(key, chance.random() < likely)

    def possible(rest: list[list[Any]], chosen: tuple[Any, ...]) -> bool:
        return not rest or any(
            all(compatible(one, other) for other in chosen) and possible(rest[1:], (*chosen, one))
            for one in rest[0]
        )

    choice = Choice(parties, compatible)
    lists: list[list[Any]] = [[] for _ in range(parties)]
    for id_ in range(chance.randint(parties, 6 * parties)):
        new: Any = _Named(chance.randrange(parties), id_)
        lists[new.place].append(new)
        tried = [[new] if place == new.place else those for place, those in enumerate(lists)]
        assert choice.add(new) == possible(tried, ())


def colluding(parties: int, branches: int) -> dict[str, Any]:
    """All but the last party fork, so that no choice of a branch of each fits the last's."""
    codes = [f"p{place:02}" for place in range(parties)]
    entries: list[dict[str, Any]] = []

    def add(id_: str, party: int, previous: str | None, seen: dict[str, str], *acts: Any) -> None:
        entries.append(
            {"id": id_, "party": codes[party], "previous": previous, "seen": seen, "acts": [*acts]}
        )

    add("o", 0, None, {}, {"offer": {"ballot": 1, "matters": ["m"]}})
    for place in range(1, parties):
        add(f"a{place}", place, None, {codes[0]: "o"}, {"accept": ["o", 0]})

    def all_but(own: int) -> dict[str, str]:
        return {codes[place]: f"a{place}" for place in range(1, parties) if place != own}

    add("left", 0, "o", all_but(0))
    add("right", 0, "o", all_but(0))
    last = parties - 1
    add("honest", last, f"a{last}", {**all_but(last), codes[0]: "left"})
    for branch in range(branches):
        for place in range(1, last):
            seen = {**all_but(place), codes[0]: "right"}
            add(f"x{place}.{branch}", place, f"a{place}", seen, {"unknown": branch})
    return {"parties": codes, "entries": entries}


def test_colluding_parties_cost_no_power_of_their_number() -> None:
    def confirming(parties: int) -> int:
        history = colluding(parties, 2)
        return steps(lambda: answer(history))

    assert answer(colluding(4, 2)) == judge_history(colluding(4, 2))
    assert confirming(16) < 12 * confirming(8)


def test_two_branches_a_party_are_never_tried_in_all_combinations() -> None:
    """Those of a ring of parties fit one another's, but in no choice all around; one is apart."""
    parties = 24

    def compatible(left: Any, right: Any) -> bool:
        if left.place > right.place:
            left, right = right, left
        if right.place == left.place + 1 < parties:
            return bool(left.id == right.id)
        if (left.place, right.place) == (0, parties - 1):
            return bool(left.id != right.id)
        return True

    def choosing() -> None:
        choice = Choice(parties + 1, compatible)
        new: list[Any] = [_Named(place, id_) for id_ in (0, 1) for place in range(parties)]
        new.append(_Named(parties, 0))
        assert not any(choice.add(one) for one in new)

    assert steps(choosing) < 400_000


def test_all_matters_of_packages_are_seen_by_one_view_a_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each package stands among the offers of all its matters, and each view names all these."""
    made, link, views = Growing(), None, 0
    names = [Matter(f"m{n}") for n in range(64)]
    for number in range(16):
        link = made.add(AA, link, f"{number}", Offer(number + 1, dict.fromkeys(names)))

    def view(*fields: Any) -> OfferView:
        nonlocal views
        views += 1
        return OfferView(*fields)

    monkeypatch.setattr(sighting, "OfferView", view)
    sight = ChannelSight(made.fold)
    for _ in range(2):
        assert all(len(sight.matter(name).offers) == 16 for name in sight.matters(""))
    assert views == 16


def test_the_view_of_a_package_follows_what_is_said_of_it() -> None:
    made = Growing()
    root = made.add(AA, None, "1", Offer(1, {M: None, Matter("n"): None}))
    sight = ChannelSight(made.fold)
    (open_,) = sight.matter(M).offers
    assert sight.matter(Matter("n")).offers[0] is open_
    later = made.add(BB, None, "b", Accept(FIRST), seen=root)
    (agreed,) = sight.matter(M).offers
    assert (open_.state, agreed.state) == (OfferState.OPEN, OfferState.AGREED)
    assert set(agreed.accepted) == {AA, BB}
    made.add(BB, later, "b2", Refuse(FIRST))
    assert len(sight.matter(M).offers[0].refusals) == 1


@pytest.mark.parametrize("branches", [3, 4])
def test_branches_that_exclude_one_another_are_told_apart(branches: int) -> None:
    """Four parties, each of whose branches goes with all but one of every other's."""

    def compatible(left: Any, right: Any) -> bool:
        return bool(4 in {left.place, right.place} or left.id != right.id)

    choice = Choice(5, compatible)
    for place in range(4):
        new: list[Any] = [_Named(place, id_) for id_ in range(branches)]
        assert not any(choice.add(one) for one in new)
    last: Any = _Named(4, 0)
    assert choice.add(last) == (branches >= 4)
