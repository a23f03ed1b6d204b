# SPDX-License-Identifier: Apache-2.0
"""The scenario at terminals, over a line between two served nodes on which somebody listens."""

from __future__ import annotations

from pathlib import Path

from tests.journey.scenario.by_line import ByLine
from tests.journey.scenario.ends import check_ends
from tests.journey.scenario.leaks import leaks
from tests.journey.scenario.playing import play
from tests.journey.scenario.serving import served


def test_the_scenario_at_terminals(tmp_path: Path) -> None:
    """It ends in equal records that verify, and nothing private has gone over the line, onto the
    other's disk or into what the programs write.
    """
    with served(tmp_path, ("exchange", "worker")) as here:
        way = ByLine(here.capitals, watcher=here.watcher)
        play(way)
        check_ends(here.capitals, here.watcher)
    assert leaks(here.capitals, here.transfers(), here.logs()) == []
