# SPDX-License-Identifier: Apache-2.0
"""Run seeds: ``python -m tests.simulation.nodes.running FIRST COUNT``, on all cores, with progress.

At the end stands a table of how often each fault and each refusal occurred. A failure names its
seed; the same seed gives the same day again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Final

from tests.simulation.nodes.day import Day
from tests.simulation.nodes.ending import end_of
from tests.simulation.nodes.identities import REAL, STAND_INS
from tests.simulation.nodes.tally import EXPECTED, Tally

__all__ = ["SeedError", "run", "run_seeds"]

STEPS: Final = 300
REAL_EVERY: Final = 100
"""Every so many seeds the cryptography of the product is used."""
_AT_ONCE: Final = 10
"""Seeds that a process is handed at once."""


class SeedError(AssertionError):
    """A day on which something that must hold did not."""


def run(seed: int, steps: int = STEPS) -> Tally[str]:
    """One day, from one seed.

    Raises:
        SeedError: names the seed, and what failed at which step.
    """
    tally: Tally[str] = Tally()
    real = seed % REAL_EVERY == REAL_EVERY - 1
    tally["fault: real cryptography"] += real
    done = 0
    try:
        day = Day(seed, REAL if real else STAND_INS, tally)
        for _ in range(steps):
            day.step()
            done += 1
        end_of(day)
    except Exception as error:
        raise SeedError(f"seed {seed}, after {done} steps: {error}") from error
    tally["days"] += 1
    tally["steps"] += steps
    return tally


def _some(seeds: range) -> tuple[Tally[str], str]:
    tally: Tally[str] = Tally()
    for seed in seeds:
        try:
            tally += run(seed)
        except SeedError:
            return tally, traceback.format_exc()
    return tally, ""


def run_seeds(first: int, count: int, workers: int) -> Iterator[tuple[Tally[str], str]]:
    """What occurred in some seeds after the other, and what failed in them, in any order."""
    seeds = range(first, first + count)
    parts = [seeds[at : at + _AT_ONCE] for at in range(0, count, _AT_ONCE)]
    if workers == 1:
        yield from map(_some, parts)
        return
    with multiprocessing.get_context("forkserver").Pool(workers) as pool:
        yield from pool.imap_unordered(_some, parts)


def table(tally: Tally[str]) -> str:
    """All that occurred, by name, then what was expected and did not."""
    lines = [f"{name:40} {count:>12,}" for name, count in sorted(tally.items()) if count]
    return "\n".join([*lines, *(f"{name:40}        never" for name in absent(tally))])


def absent(tally: Tally[str]) -> list[str]:
    """What must occur in a run and did not."""
    return [name for name in EXPECTED if not tally[name]]


def main() -> int:
    """The exit status: 1 after a failure, or where something never occurred."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    told = parser.parse_args()
    tally: Tally[str] = Tally()
    begun, shown = time.monotonic(), 0.0
    for part, failure in run_seeds(told.first, told.count, told.workers):
        tally += part
        if failure:
            _say(failure)
            return 1
        spent = time.monotonic() - begun
        if spent - shown > 10:
            shown = spent
            left = spent / tally["days"] * (told.count - tally["days"])
            _say(f"{tally['days']:,} of {told.count:,} days, {spent:,.0f} s, {left:,.0f} s left")
    _say(table(tally))
    _say(f"{tally['days']:,} days in {time.monotonic() - begun:,.0f} s")
    return 1 if absent(tally) else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
