# SPDX-License-Identifier: Apache-2.0
"""Third and later branches of one pouch, kept aside while it is judged (LOG-15).

None of them is stored for the sake of who signed it: only once another party has signed what
builds on it. Whatever is still here in the end is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from comity.core.channel import Checked
from comity.core.entries import SignedEntry
from comity.core.ids import Digest
from comity.core.logs import Link, Logs

BRANCHES_KEPT: Final = 2
"""Entries of one party and number that are kept as proof of a fork (LOG-15)."""

__all__ = ["Spare", "Spares", "further"]


@dataclass(frozen=True, slots=True)
class Spare:
    """An entry aside, and where it would stand."""

    signed: SignedEntry
    checked: Checked


class Spares:
    """The entries aside, by hash.

    Attributes:
        links: where each would stand.
        vouched: those whose signature was found good.
    """

    def __init__(self) -> None:
        self.links: dict[str, Link] = {}
        self.vouched: set[Digest] = set()
        self._spares: dict[str, Spare] = {}
        self._bad: set[str] = set()

    def __contains__(self, hash_: object) -> bool:
        return hash_ in self._spares

    def put(self, signed: SignedEntry, checked: Checked) -> None:
        """Keep one aside."""
        self._spares[checked.hash] = Spare(signed, checked)
        self.links[checked.hash] = checked.link

    def take(self, hash_: Digest) -> None:
        """One is aside no longer: it was stored."""
        del self._spares[hash_], self.links[hash_]

    def beneath(self, link: Link) -> tuple[Spare, ...] | None:
        """All aside in the past of an entry, parents first; None if one of them is bad."""
        found: dict[str, Link] = {}
        waiting = [link]
        while waiting:
            for before in _before(waiting.pop()):
                if before.id in self._bad:
                    return None
                if before.id in self._spares and before.id not in found:
                    found[before.id] = before
                    waiting.append(before)
        ordered = sorted(found.values(), key=lambda one: (one.weight, one.place, one.id))
        return tuple(self._spares[one.id] for one in ordered)

    def spoil(self, bad: Digest, among: tuple[Spare, ...]) -> None:
        """One is bad, and so is all among the others, parents first, that builds on it."""
        self._bad.add(bad)
        for spare in among:
            if any(before.id in self._bad for before in _before(spare.checked.link)):
                self._bad.add(spare.checked.hash)


def further(logs: Logs, link: Link) -> bool:
    """True for a third or later branch of its party and number, and for what follows one."""
    parent = link.parent
    if parent is not None and parent.id not in logs:
        return True
    return logs.branches(link.place, link.number) >= BRANCHES_KEPT


def _before(link: Link) -> Iterator[Link]:
    """The entry before, and the newest of each other party, in an entry's past."""
    if link.parent is not None:
        yield link.parent
    for place, one in enumerate(link.frontier):
        if one is not None and place != link.place:
            yield one
