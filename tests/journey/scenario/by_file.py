# SPDX-License-Identifier: Apache-2.0
"""The scenario with no line at all: everything passes in transfer files that somebody carries.

On the way they meet what files meet: one is lost, one arrives after a later one, one comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tests.journey.scenario.capitals import PARTIES
from tests.journey.scenario.steps import Officer, Party
from tests.journey.scenario.terminal import Terminal
from tests.journey.scenario.watching import Watcher

TURNS_MAX: Final = 4
LOST: Final = 3
"""The round whose first file is lost; the next one holds what it held."""
LATE: Final = 6
"""The round whose first file arrives after the second, which then comes again."""


@dataclass
class ByFile(Terminal):
    """Officers who type, and carry files.

    Args:
        watcher: knows when both hold the same.
        carried: every transfer file that was written, and for whom.
        lost: those that never arrived.
        repeated: those that arrived more than once, or late.
    """

    watcher: Watcher = field(kw_only=True)
    carried: list[tuple[Party, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    _round: int = 0

    def tell(self, party: Party) -> None:
        """A file to the other side."""
        self.hear()
        self._round += 1
        if self._round == LOST:
            self.lost.append(self._writes(party))
        first = self._writes(party)
        if self._round == LATE:
            second = self._writes(party)
            for name in (second, first, second):
                self._arrives(party, name)
            self.repeated += [first, second]
        else:
            self._arrives(party, first)

    def settle(self) -> None:
        """Files there and back until nothing is left to be said."""
        for _ in range(TURNS_MAX):
            for party in PARTIES:
                self._arrives(party, self._writes(party))
            if self.watcher.settled():
                return
        raise AssertionError("two honest nodes come to rest")

    def _sounds(self, who: Officer, *arguments: str) -> None:
        """In a file of its own, which is carried over at once."""
        name = f"{who.party}-{len(self.carried)}.pouch"
        super()._sounds(who, *arguments, "-o", name)
        self.carried.append((self.sender(who.party), name))
        self._arrives(who.party, name)

    def _writes(self, party: Party) -> str:
        name = f"{party}-{len(self.carried)}.pouch"
        self.capitals.operates(party, "pouch", "write", self.sender(party), "-o", name)
        self.carried.append((self.sender(party), name))
        return name

    def _arrives(self, party: Party, name: str) -> None:
        hands = self.capitals.hands
        hands[party].hands(name, hands[self.sender(party)])
        self.capitals.operates(self.sender(party), "pouch", "read", name)

    @staticmethod
    def sender(receiver: Party) -> Party:
        """The other side."""
        return "jp" if receiver == "kr" else "kr"
