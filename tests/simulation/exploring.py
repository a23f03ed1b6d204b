# SPDX-License-Identifier: Apache-2.0
"""Walks through all histories of a bound, on one core or on all."""

import multiprocessing
import os
import time
from collections.abc import Callable
from functools import partial

from comity.core.errors import ComityError
from tests.simulation.consequences import check_history, check_with_reader, replay
from tests.simulation.explorer import Bound, History, extensions

DEPTH_SHARED = 2
"""Entries of the histories that are handed out to processes."""


def explore(
    bound: Bound, reader_every: int, history: History = (), depth: int | None = None
) -> int:
    """How many histories there are, longer than one and up to the bound, all checked.

    Args:
        bound: what is enumerated.
        reader_every: of so many histories one is also judged by the reader; 0: none.
        history: where to begin.
        depth: entries at which to stop; None: those of the bound.

    Raises:
        ViolationError: at the first consequence that does not hold.
    """
    count = 0
    depth = bound.acts if depth is None else depth
    for longer in extensions(bound, history):
        asks = bool(reader_every) and (count + len(history)) % reader_every == 0
        try:
            replay(bound, longer)
        except ComityError:
            assert bound.lies, longer
            if asks:
                check_with_reader(bound, longer, refused=True)
            continue
        count += 1
        check_history(bound, longer, count if len(longer) == bound.acts else None)
        if asks:
            check_with_reader(bound, longer)
        if len(longer) < depth:
            count += explore(bound, reader_every, longer, depth)
    return count


def explore_on_all_cores(bound: Bound, reader_every: int, say: Callable[[str], None]) -> int:
    """As `explore`, with progress every ten seconds or so.

    Args:
        bound: what is enumerated, of more than `DEPTH_SHARED` acts.
        reader_every: as of `explore`.
        say: is given one line of progress after another.
    """
    begun = told = time.monotonic()
    count = explore(bound, reader_every, depth=DEPTH_SHARED)
    starts = list(_of_length(bound, (), DEPTH_SHARED))
    work = partial(explore, bound, reader_every)
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for done, found in enumerate(pool.imap_unordered(work, starts), 1):
            count += found
            now = time.monotonic()
            if now - told > 10 or done == len(starts):
                told = now
                say(f"{bound}: {count} histories, {done}/{len(starts)} parts, {now - begun:.0f} s")
    return count


def _of_length(bound: Bound, history: History, length: int) -> list[History]:
    if len(history) == length:
        return [history]
    return [
        found
        for longer in extensions(bound, history)
        for found in _of_length(bound, longer, length)
    ]
