# SPDX-License-Identifier: Apache-2.0
"""The course of events: every thread of every dialogue, in the order of the clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from comity.demo.ministry.seats import StoryClock
from comity.demo.ministry.table import ClosedError, Table, Thread

__all__ = ["Course"]

_MINUTE_MS: Final = 60_000
_TOGETHER: Final = 50
"""Events whose entries become durable at once."""
_Due = tuple[int, int, Table, Thread | None]


@dataclass(slots=True)
class Course:
    """Runs threads until a moment; what would happen later does not happen.

    Args:
        clock: of all nodes.
        until: UTC milliseconds.
        step: told after each event at what time it was.
        gather_ms: how long what is signed waits for a pouch, unless it is to be answered sooner.
    """

    clock: StoryClock
    until: int
    step: Callable[[int], None]
    gather_ms: int
    _tables: list[Table] = field(default_factory=list)
    _due: list[_Due] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)
    _signed: dict[int, int] = field(default_factory=dict)
    """For each thread, after which exchange of its table it has signed something."""

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
        seats = {seat.code: seat for table in self._tables for seat in table.seats}
        while self._due and self._due[0][0] <= self.until:
            with ExitStack() as stack:  # on disk many at once: nobody else looks yet
                for seat in seats.values():
                    stack.enter_context(seat.node.records.together())
                self._some()
        self._due.clear()
        self.clock.ms = self.until

    def _some(self) -> None:
        """The next events."""
        for _ in range(_TOGETHER):
            if not self._due or self._due[0][0] > self.until:
                return
            at, _, table, thread = heapq.heappop(self._due)
            self.clock.ms = max(at, self.clock.ms)
            self._happen(table, thread)
            self.step(self.clock.ms)

    def _happen(self, table: Table, thread: Thread | None) -> None:
        awaited = thread is None or self._signed.get(id(thread)) == table.carried
        if table.dirty and awaited:
            self._carry(table)
        if thread is None:
            return
        before = table.signed
        self._go_on(table, thread)
        if table.signed != before and table.dirty:
            self._signed[id(thread)] = table.carried
            self._push(self.clock.ms + self.gather_ms, table, None)

    def _carry(self, table: Table) -> None:
        """One exchange takes along whatever else is between the same parties."""
        table.carry()
        met = set(table.plan.others)
        for other in self._tables:
            if met.issuperset(other.plan.others):
                other.dirty = False
                other.carried += 1

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
