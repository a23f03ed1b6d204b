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

GATHER_MS: Final = 4 * 3_600_000
"""How long what is signed waits for a pouch, unless somebody is to answer it sooner."""
_MINUTE_MS: Final = 60_000
_Due = tuple[int, int, Table, Thread | None]


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
    _tables: list[Table] = field(default_factory=list)
    _due: list[_Due] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def seat(self, table: Table) -> None:
        """A dialogue takes part: its last pouches leave just before each of its lines is cut."""
        self._tables.append(table)
        for seat in table.seats:
            if seat.down_ms is not None:
                self._push(seat.down_ms - _MINUTE_MS, table, None)

    def add(self, table: Table, thread: Thread) -> None:
        """Begin a thread: it says first when it is to go on."""
        self._go_on(table, thread)

    def run(self) -> None:
        """Everything that happens until then has happened; the clock stands there."""
        while self._due:
            at, _, table, thread = heapq.heappop(self._due)
            if at > self.until:
                break
            self.clock.ms = max(at, self.clock.ms)
            with table.ours.node.records.together():  # on disk at once: nobody else looks yet
                self._happen(table, thread)
            self.step(self.clock.ms)
        self._due.clear()
        self.clock.ms = self.until

    def _happen(self, table: Table, thread: Thread | None) -> None:
        if table.dirty:
            self._carry(table)
        if thread is not None:
            self._go_on(table, thread)
            if table.dirty:
                self._push(self.clock.ms + GATHER_MS, table, None)

    def _carry(self, table: Table) -> None:
        """One exchange takes along whatever else is between the same parties."""
        table.carry()
        met = set(table.plan.others)
        for other in self._tables:
            if met.issuperset(other.plan.others):
                other.dirty = False

    def _go_on(self, table: Table, thread: Thread) -> None:
        if table.closed:
            return
        try:
            at = next(thread)
        except (StopIteration, ClosedError):
            return
        self._push(max(at, self.clock.ms + _MINUTE_MS), table, thread)

    def _push(self, at: int, table: Table, thread: Thread | None) -> None:
        heapq.heappush(self._due, (at, next(self._order), table, thread))
