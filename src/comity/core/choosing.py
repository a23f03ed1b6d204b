# SPDX-License-Identifier: Apache-2.0
"""Whether one entry of each party can be chosen so that all of them fit together (AGR-6).

Exact, since an answer may depend on nothing but the entries. In general such a choice is as hard
as satisfying any formula; with at most two branches a party it takes polynomial time.
"""

from __future__ import annotations

from itertools import combinations, starmap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from comity.core.logs import Link

__all__ = ["Choice"]


class Choice:
    """The candidates of each party for one offer. Sets of them are the bits of an integer."""

    __slots__ = ("_candidates", "_compatible", "_rows")

    def __init__(self, parties: int, compatible: Callable[[Link, Link], bool]) -> None:
        """No candidate yet.

        Args:
            parties: how many.
            compatible: True if two candidates of different parties fit together; for ever so.
        """
        self._compatible = compatible
        self._candidates: list[list[Link]] = [[] for _ in range(parties)]
        self._rows: dict[tuple[Link, int], tuple[int, int]] = {}
        """For a candidate and a party: how many of that party's were asked, and which it fits."""

    def add(self, link: Link) -> bool:
        """True if a choice is possible that takes this candidate, which is one from now on.

        Choices without it were tried when the newest candidate of each was added.
        """
        candidates = self._candidates
        candidates[link.place].append(link)
        if not all(candidates):
            return False
        if all(len(those) == 1 for those in candidates):  # nobody forked, as a rule
            return all(starmap(self._compatible, combinations([one for (one,) in candidates], 2)))
        left = [0] * len(candidates)
        left[link.place] = 1 << (len(candidates[link.place]) - 1)
        # The shortest first: a party that never forked has one candidate, and that decides most.
        for place in sorted(range(len(left)), key=lambda place: len(candidates[place])):
            if place != link.place:
                left[place] = self._fits(link, place)
                if not left[place]:
                    return False
        return self._prune(left, set(range(len(left)))) and self._choose(left)

    def _fits(self, link: Link, place: int) -> int:
        """The candidates of another party that one fits."""
        others = self._candidates[place]
        first, fits = self._rows.get((link, place), (0, 0))
        if first < len(others):
            for at in range(first, len(others)):
                if self._compatible(link, others[at]):
                    fits |= 1 << at
            self._rows[link, place] = (len(others), fits)
        return fits

    def _prune(self, left: list[int], changed: set[int]) -> bool:
        """False if a party has none left, once all are gone that fit none of some other party.

        Args:
            left: for each party the candidates that are left; changed in place.
            changed: the parties that have lost some since every candidate fitted some of each.
        """
        while changed:
            other = min(changed, key=lambda place: left[place].bit_count())
            changed.discard(other)
            for place, those in enumerate(left):
                if place == other:
                    continue
                kept = 0
                for at in _bits(those):
                    if self._fits(self._candidates[place][at], other) & left[other]:
                        kept |= 1 << at
                if kept != those:
                    left[place] = kept
                    changed.add(place)
                if not kept:
                    return False
        return True

    def _choose(self, left: list[int]) -> bool:
        """True if one can be chosen of each party, of what pruning has left."""
        while True:
            open_ = [place for place, those in enumerate(left) if those.bit_count() > 1]
            if not open_:
                return True  # each fits some of every other party, and there is but one
            place = min(open_, key=lambda place: left[place].bit_count())
            for at in _bits(left[place]):
                trial = list(left)
                trial[place] = 1 << at
                if self._prune(trial, {place}):
                    if all(
                        new == old or new.bit_count() == 1
                        for new, old in zip(trial, left, strict=True)
                    ):
                        # What is decided fits all that is left of the rest, of which nothing was
                        # taken: any choice for the rest goes with it, so it need not be undone.
                        left = trial
                        break
                    if self._choose(trial):
                        return True
                left[place] &= ~(1 << at)
            else:
                return False


def _bits(those: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while those:
        lowest = those & -those
        yield lowest.bit_length() - 1
        those ^= lowest
