# SPDX-License-Identifier: Apache-2.0
"""Days of real nodes under everything that happens to software; `running.py` runs any number."""

from tests.simulation.nodes.day import Day
from tests.simulation.nodes.ending import end_of
from tests.simulation.nodes.identities import STAND_INS
from tests.simulation.nodes.running import absent, run, table
from tests.simulation.nodes.tally import Tally

SEEDS = 200
"""Enough that everything which must occur does."""


def test_whatever_happens_nothing_is_lost_undone_or_forked() -> None:
    tally: Tally[str] = Tally()
    for seed in range(SEEDS):
        tally += run(seed)
    assert absent(tally) == [], table(tally)


def _trace(seed: int) -> tuple[object, ...]:
    tally: Tally[str] = Tally()
    day = Day(seed, STAND_INS, tally)
    for _ in range(150):
        day.step()
    end_of(day)
    heads = [
        (code, channel, side.records.heads(channel))
        for code, side in day.sides.items()
        for channel in side.records.channels()
    ]
    return tally, heads, day.time.now


def test_a_seed_replays_its_day() -> None:
    assert _trace(7) == _trace(7)
    assert _trace(7) != _trace(8)
