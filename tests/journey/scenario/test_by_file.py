# SPDX-License-Identifier: Apache-2.0
"""The scenario by transfer files alone, some of which are lost, late or repeated."""

from __future__ import annotations

from pathlib import Path

from tests.journey.scenario.by_file import ByFile
from tests.journey.scenario.canaries import (
    JP_CALENDAR,
    KR_CALENDAR,
    KR_NOTE,
    OWN,
    SOUNDED,
    disk,
    places,
    repeated,
)
from tests.journey.scenario.capitals import PARTIES, founded
from tests.journey.scenario.ends import check_ends
from tests.journey.scenario.leaks import kept_at_home, leaks
from tests.journey.scenario.playing import play
from tests.journey.scenario.steps import JP_OFFICE, KR_MINISTRY, Party, Say, Sound
from tests.journey.scenario.watching import watching


def test_the_scenario_by_files_alone(tmp_path: Path) -> None:
    """One file never came, others came late and twice: the record is the same. Nothing that a side
    keeps to itself is on the other's disk, in a transfer or in the answer of a command.
    """
    with founded(tmp_path) as capitals, watching(capitals) as watcher:
        way = ByFile(capitals, watcher=watcher)
        play(way)
        assert way.lost
        assert way.repeated
        check_ends(capitals, watcher)
        home = kept_at_home(capitals)
        for party in PARTIES:
            # Of a calendar busy times alone are kept; the titles are in no file of the node.
            kept = [one for one in OWN[party] if one not in (KR_CALENDAR, JP_CALENDAR)]
            assert home[party] == kept
        assert leaks(capitals, _transfers(way), {}) == []
        _check_that_a_leak_is_found(way)


def _transfers(way: ByFile) -> list[tuple[Party, bytes]]:
    return [
        (receiver, (way.capitals.hands[way.sender(receiver)].desk / name).read_bytes())
        for receiver, name in way.carried
    ]


def _check_that_a_leak_is_found(way: ByFile) -> None:
    """A side says in a readout what it has noted: the search finds it wherever it has come to."""
    text = {"ko": repeated(KR_NOTE)}
    way.says(Say(KR_MINISTRY, "meeting/round-12/readout", {"text": text, "not_before": None}))
    way.settle()
    found = {place for place, one in leaks(way.capitals, _transfers(way), {}) if one == KR_NOTE}
    assert found >= {"transfer to jp", "answers to kr"}
    assert {"jp/record.db", "jp/record.db-wal"} & found
    # A sounding that has not expired is on both disks.
    way.sounds(Sound(JP_OFFICE, "meeting/round-1/date", {"ja": repeated(SOUNDED)}, 1))
    for party in PARTIES:
        assert places([SOUNDED], disk(way.capitals.hands[party].node))
