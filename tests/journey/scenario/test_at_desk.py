# SPDX-License-Identifier: Apache-2.0
"""The scenario at the desks of two served nodes, in Chromium, by officers of four organs."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.chromium import launched
from tests.browser.visitors import WAIT_MS
from tests.browser.watching import Watch
from tests.journey.scenario.at_desk import AtDesk
from tests.journey.scenario.ends import check_ends
from tests.journey.scenario.leaks import leaks
from tests.journey.scenario.playing import play
from tests.journey.scenario.serving import served


def test_the_scenario_at_desks(tmp_path: Path) -> None:
    """It ends in the same records as by commands and by files; no browser complained; and nothing
    private has gone over the line, onto the other's disk or into what the programs write.
    """
    expect.set_options(timeout=WAIT_MS)
    watch = Watch()
    with served(tmp_path) as here:
        with launched() as browser:
            play(AtDesk(here.capitals, here.watcher, browser, watch))
        check_ends(here.capitals, here.watcher)
    assert watch.settle() == []
    assert leaks(here.capitals, here.transfers(), here.logs()) == []
