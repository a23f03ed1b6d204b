# SPDX-License-Identifier: Apache-2.0
"""The course of events: every thread of every dialogue, in the order of the clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from comity.demo.ministry.seats import StoryClock
from comity.demo.ministry.table import ClosedError, Table, Thread

__all__ = ["Course"]

_MINUTE_MS: Final = 60_000
_Due = tuple[int, int, Table, Thread]


@dataclass(slots=True)
class Course:
    """Runs threads until a moment; what would happen later does not happen.

    Args:
        clock: of all nodes.
        until: UTC milliseconds.
        step: told after each event at what time it was.
    """

    clock: StoryClock
    until: int
    step: Callable[[int], None]
    _due: list[_Due] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def add(self, table: Table, thread: Thread) -> None:
        """Begin a thread: it says first when it is to go on."""
        self._later(table, thread)

    def run(self) -> None:
        """Everything that happens until then has happened; the clock stands there."""
        while self._due:
            at, _, table, thread = heapq.heappop(self._due)
            if at > self.until:
                break
            self.clock.ms = max(at, self.clock.ms)
            self._later(table, thread)
            if table.dirty:
                table.carry()
            self.step(self.clock.ms)
        self._due.clear()
        self.clock.ms = self.until

    def _later(self, table: Table, thread: Thread) -> None:
        if table.closed:
            return
        try:
            at = next(thread)
        except (StopIteration, ClosedError):
            return
        at = max(at, self.clock.ms + _MINUTE_MS)
        heapq.heappush(self._due, (at, next(self._order), table, thread))
