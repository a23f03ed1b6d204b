# SPDX-License-Identifier: Apache-2.0
"""The threads in which pouches are judged: a few that stay, each with its line to the record.

They do not hold up the end of the process: what they leave undone a crash might have left
undone too.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

__all__ = ["WorkThreads"]

T = TypeVar("T")


@dataclass(slots=True)
class WorkThreads:
    """Up to so many threads, started when first needed. `do` is used in one event loop.

    Args:
        count: the greatest number of threads, ≥ 1; what is more waits for one to be free.
    """

    count: int
    _todo: SimpleQueue[Callable[[], None] | None] = field(init=False, default_factory=SimpleQueue)
    _started: int = field(init=False, default=0)
    _busy: int = field(init=False, default=0)

    async def do(self, work: Callable[[], T]) -> T:
        """What the work gives or raises, done in one of the threads."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def finish(finished: Callable[[], None]) -> None:
            self._busy -= 1
            if not done.done():  # else nobody waits any more
                finished()

        def run() -> None:
            try:
                answer = work()
            except Exception as error:  # noqa: BLE001 - raised again where it is awaited
                finished = partial(done.set_exception, error)
            else:
                finished = partial(done.set_result, answer)
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(finish, finished)

        self._busy += 1
        self._todo.put(run)
        if self._started < min(self._busy, self.count):
            self._started += 1
            threading.Thread(target=self._work, name="pouch", daemon=True).start()
        return await done

    def end(self) -> None:
        """Let every thread end when what it does now is done."""
        for _ in range(self._started):
            self._todo.put(None)

    def _work(self) -> None:
        while (run := self._todo.get()) is not None:
            run()
