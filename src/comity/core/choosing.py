# SPDX-License-Identifier: Apache-2.0
"""Whether one entry of each party can be chosen so that all of them fit together (AGR-6).

Exact, since an answer may depend on nothing but the entries. In general such a choice is as hard
as satisfying any formula; with at most two branches a party it takes polynomial time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from comity.core.logs import Link

__all__ = ["Choice"]


class _Candidate:
    """One candidate, and which candidates of each other party it fits, as far as was asked."""

    __slots__ = ("asked", "fits", "link")

    def __init__(self, link: Link, parties: int) -> None:
        self.link = link
        self.fits = [0] * parties
        self.asked = [0] * parties


class Choice:
    """The candidates of each party for one offer. Sets of them are the bits of an integer."""

    def __init__(self, parties: int, compatible: Callable[[Link, Link], bool]) -> None:
        """No candidate yet.

        Args:
            parties: how many.
            compatible: True if two candidates of different parties fit together; for ever so.
        """
        self._compatible = compatible
        self._candidates: list[list[_Candidate]] = [[] for _ in range(parties)]

    def add(self, link: Link) -> bool:
        """True if a choice is possible that takes this candidate, which is one from now on.

        Choices without it were tried when the newest candidate of each was added.
        """
        places = range(len(self._candidates))
        own = self._candidates[link.place]
        candidate = _Candidate(link, len(places))
        own.append(candidate)
        left = [0] * len(places)
        left[link.place] = 1 << (len(own) - 1)
        # The shortest first: a party that never forked has one candidate, and that decides most.
        for place in sorted(places, key=lambda place: len(self._candidates[place])):
            if place != link.place:
                left[place] = self._fits(candidate, place)
                if not left[place]:
                    return False
        return self._prune(left, set(places)) and self._choose(left)

    def _fits(self, candidate: _Candidate, place: int) -> int:
        """The candidates of another party that this one fits."""
        others = self._candidates[place]
        first = candidate.asked[place]
        if first < len(others):
            candidate.asked[place] = len(others)
            for at in range(first, len(others)):
                if self._compatible(candidate.link, others[at].link):
                    candidate.fits[place] |= 1 << at
        return candidate.fits[place]

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
