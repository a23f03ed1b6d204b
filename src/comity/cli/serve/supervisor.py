# SPDX-License-Identifier: Apache-2.0
"""The supervisor: starts the parts, starts again what has ended by itself, and ends them all.

One thread waits for everything at once: lines of the parts, their ends, pauses and signals. It
reads no record and loads no key.
"""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Final

from comity.cli.serve.child import Child, Part
from comity.cli.serve.lines import FAILED, READY, Line, error_of
from comity.core.errors import ComityError, UnavailableError

__all__ = ["Supervisor", "Watch"]

START_S_MAX: Final = 60.0
"""Seconds until a part answers for the first time; then something is wrong with it."""
PAUSE_S_MAX: Final = 30.0
"""Seconds between two attempts to start what ends again and again: 1, 2, 4 … this."""
STEADY_S: Final = 60.0
"""Seconds after which a part counts as running: its next end is told again, pauses begin anew."""
STOP_S_MAX: Final = 2.2
"""Seconds that all parts together are given to end; what is left then is killed."""


class Watch:
    """What whoever serves is told; each does nothing unless it is overridden."""

    def all_ready(self) -> None:
        """Every part answers for the first time."""

    def ended(self, part: str, error: ComityError | None) -> None:
        """A part has ended by itself and will be started again; told once until it runs."""

    def back(self, part: str) -> None:
        """A part that had ended answers again."""

    def heard(self, part: str, line: Line) -> None:
        """A part has said something else."""


@dataclass(slots=True)
class Supervisor:
    """Serves with these parts until `stop`, SIGTERM or SIGINT.

    Args:
        passphrase: handed to each part on the first line of its input; None: keys locked.
        watch: told of what happens.
    """

    passphrase: str | None
    watch: Watch = field(default_factory=Watch)
    _children: dict[str, Child] = field(init=False, default_factory=dict)
    _selector: selectors.BaseSelector = field(init=False, default_factory=selectors.DefaultSelector)
    _wakes: tuple[int, int] = field(init=False, default_factory=os.pipe)
    _stopping: bool = field(init=False, default=False)
    _greeted: bool = field(init=False, default=False)

    def add(self, part: Part) -> None:
        """Start one more part; before `run`, or from the watch."""
        self._children[part.name] = child = Child(part)
        self._start(child)
        self._greeted = False

    def drop(self, name: str) -> None:
        """End one part for good."""
        child = self._children.pop(name)
        child.ask_to_end()
        self._reap(child, time.monotonic() + STOP_S_MAX)

    def hand(self, passphrase: str) -> None:
        """From now on every part that starts is handed this passphrase."""
        self.passphrase = passphrase

    def stop(self) -> None:
        """Let `run` return; may be called from a signal handler and from any thread."""
        self._stopping = True
        with suppress(OSError):  # all has ended already
            os.write(self._wakes[1], b".")

    def run(self) -> None:
        """Serve until stopped. Every part has ended when this returns or raises.

        Raises:
            ComityError: that of a part which could not even start, ``serve/late`` if it did not
                answer in time, ``serve/ended`` if it said nothing.
        """
        self._selector.register(self._wakes[0], selectors.EVENT_READ, None)
        with self._heeding_signals():
            try:
                while not self._stopping:
                    self._turn()
            finally:
                self._end_all()

    # --- one turn -------------------------------------------------------------------------------

    def _turn(self) -> None:
        for key, _ in self._selector.select(self._patience()):
            if key.data is None:
                os.read(self._wakes[0], 4_096)
            elif isinstance(key.data, Child) and key.data is self._children.get(key.data.name):
                self._listen(key.data)
        now = time.monotonic()
        for child in list(self._children.values()):
            if child.due is not None and now >= child.due:
                self._come_due(child)
        if not self._greeted and all(one.ready for one in self._children.values()):
            self._greeted = True
            self.watch.all_ready()

    def _patience(self) -> float | None:
        """Seconds until something is due; None: only a part or a signal wakes us."""
        dues = [one.due for one in self._children.values() if one.due is not None]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _listen(self, child: Child) -> None:
        for line in child.lines():
            if line.word == READY:
                self._greet(child)
            elif line.word == FAILED:
                child.error = error_of(line.value)
            else:
                self.watch.heard(child.name, line)
        if child.silent and child.running:
            self._lose(child)

    def _greet(self, child: Child) -> None:
        child.ready, child.due = True, time.monotonic() + STEADY_S
        if child.ends:
            self.watch.back(child.name)

    def _come_due(self, child: Child) -> None:
        if not child.running:
            self._start(child)
        elif child.ready:  # it has run for so long that earlier ends count no more
            child.due, child.ends = None, 0
        else:
            hint = f"{child.name} did not answer within {START_S_MAX:.0f} s"
            child.error = UnavailableError("serve/late", "SERVE-2", hint)
            self._lose(child)

    def _start(self, child: Child) -> None:
        child.start(self.passphrase)
        child.due = time.monotonic() + START_S_MAX
        self._selector.register(child.stdout, selectors.EVENT_READ, child)

    def _lose(self, child: Child) -> None:
        """A part has ended by itself: at its first start that ends all, later it is started anew.

        Rule: SERVE-3.
        """
        known = child.ready or child.ends
        self._reap(child, time.monotonic())
        error = child.error
        if not known:
            hint = f"{child.name} ended and did not say why; see standard error"
            raise error or UnavailableError("serve/ended", "SERVE-3", hint)
        child.ends += 1
        child.due = time.monotonic() + min(PAUSE_S_MAX, 2.0 ** (child.ends - 1))
        if child.ends == 1:
            self.watch.ended(child.name, error)

    # --- ends -----------------------------------------------------------------------------------

    def _reap(self, child: Child, until: float) -> None:
        if child.running:
            self._selector.unregister(child.stdout)
            child.end(until)

    def _end_all(self) -> None:
        """Ask all parts at once, then wait for each; what is left when time is over is killed."""
        until = time.monotonic() + STOP_S_MAX
        for child in self._children.values():
            child.ask_to_end()
        for child in self._children.values():
            self._reap(child, until)
        self._children.clear()
        self._selector.close()
        for end in self._wakes:
            os.close(end)

    @contextmanager
    def _heeding_signals(self) -> Iterator[None]:
        def heed(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        numbers = (signal.SIGTERM, signal.SIGINT)
        before: list[Callable[..., object] | int | None] = [
            signal.signal(number, heed) for number in numbers
        ]
        try:
            yield
        finally:
            for number, one in zip(numbers, before, strict=True):
                signal.signal(number, one)
