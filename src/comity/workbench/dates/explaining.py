# SPDX-License-Identifier: Apache-2.0
"""The fewest reasons that together leave no date: a set cover, exact as long as that is cheap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from comity.workbench.dates.asked import Reason, Why

__all__ = ["fewest"]

NODES_MAX: Final = 20_000
"""Branches that are looked at before the best cover found so far is taken."""
_ORDER: Final = (
    Why.WEEKEND, Why.PAST, Why.HOLIDAY, Why.MEETING, Why.TRAVEL, Why.HELD, Why.BUSY, Why.UNCLEAR,
    Why.TOGETHER,
)  # fmt: skip
"""What everybody can see comes before what is in a calendar, where either would do."""


def fewest(stopped: Mapping[Reason, frozenset[int]], count: int) -> tuple[Reason, ...]:
    """As few reasons as stop all beginnings from 0 to `count` - 1, in order of kind and day.

    Args:
        stopped: the beginnings that each reason stops; together all of them.
        count: how many there are.
    """
    order = sorted(stopped, key=_rank)
    all_of: list[list[int]] = [[] for _ in range(count)]
    for place, one in enumerate(order):
        for start in stopped[one]:
            all_of[start].append(place)
    assert all(all_of), "a beginning that nothing stops needs no explanation"
    by_start = dict.fromkeys(frozenset(causes) for causes in all_of)
    # A start that another one implies (its causes are among this one's) asks for nothing more.
    wanted = [one for one in by_start if not any(other < one for other in by_start)]
    wanted.sort(key=lambda one: (len(one), sorted(one)))
    best = _greedy(wanted)
    search = _Search(wanted, best)
    search.go(0)
    return tuple(order[place] for place in sorted(search.best))


def _rank(reason: Reason) -> tuple[int, str, str, str]:
    return _ORDER.index(reason.why), reason.first_day, reason.who, reason.name


def _greedy(wanted: list[frozenset[int]]) -> tuple[int, ...]:
    """A cover that takes the reason that helps most, again and again."""
    left, chosen = list(wanted), []
    while left:
        helps: dict[int, int] = {}
        for causes in left:
            for place in causes:
                helps[place] = helps.get(place, 0) + 1
        most = min(helps, key=lambda place: (-helps[place], place))
        chosen.append(most)
        left = [causes for causes in left if most not in causes]
    return tuple(chosen)


class _Search:
    """Branch on the causes of the first beginning that nothing chosen stops."""

    def __init__(self, wanted: list[frozenset[int]], best: tuple[int, ...]) -> None:
        self._wanted = wanted
        self._nodes = 0
        self._chosen: dict[int, None] = {}
        self.best = best

    def go(self, at: int) -> None:
        """Try everything that adds to what is chosen, which stops all before this place."""
        self._nodes += 1
        if self._nodes > NODES_MAX:
            return
        chosen = self._chosen.keys()
        while at < len(self._wanted) and not chosen.isdisjoint(self._wanted[at]):
            at += 1
        if at == len(self._wanted):
            self.best = tuple(chosen) if len(chosen) < len(self.best) else self.best
            return
        if len(chosen) + 1 >= len(self.best):
            return
        for place in sorted(self._wanted[at]):
            self._chosen[place] = None
            self.go(at + 1)
            del self._chosen[place]
