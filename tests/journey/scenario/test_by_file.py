# SPDX-License-Identifier: Apache-2.0
"""The scenario by transfer files alone, some of which are lost, late or repeated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.journey.scenario import canaries
from tests.journey.scenario.by_file import ByFile
from tests.journey.scenario.capitals import founded
from tests.journey.scenario.ends import check_ends
from tests.journey.scenario.leaks import kept_at_home, leaks
from tests.journey.scenario.playing import play
from tests.journey.scenario.steps import KR_MINISTRY, Party, Say
from tests.journey.scenario.watching import watching


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ByFile]:
    """The scenario, told to its end."""
    with ExitStack() as stack:
        capitals = stack.enter_context(founded(tmp_path_factory.mktemp("by-file")))
        way = ByFile(capitals, watcher=stack.enter_context(watching(capitals)))
        play(way)
        yield way


def _transfers(way: ByFile) -> list[tuple[Party, bytes]]:
    return [
        (receiver, (way.capitals.hands[way.sender(receiver)].desk / name).read_bytes())
        for receiver, name in way.carried
    ]


def test_it_ends_in_equal_records_that_verify(told: ByFile) -> None:
    """One file never came, others came late and twice: the record is the same."""
    assert told.lost
    assert told.repeated
    check_ends(told.capitals, told.watcher)


def test_nothing_that_a_side_keeps_to_itself_has_left_it(told: ByFile) -> None:
    """Internal notes, what companies said, what radars saw: not on the other's disk, in no
    transfer, in no answer of a command.
    """
    home = kept_at_home(told.capitals)
    for party, calendar in (("kr", canaries.KR_CALENDAR), ("jp", canaries.JP_CALENDAR)):
        # Of a calendar busy times alone are kept; the titles are in no file of the node at all.
        assert home[party] == [one for one in canaries.OWN[party] if one != calendar]
    assert leaks(told.capitals, _transfers(told), {}) == []


def test_what_leaks_is_found(told: ByFile) -> None:
    """The search fails where it should: once a side says in a readout what it has noted."""
    text = {"ko": canaries.repeated(canaries.KR_NOTE)}
    told.says(Say(KR_MINISTRY, "meeting/round-12/readout", {"text": text, "not_before": None}))
    told.settle()
    found = {place for place, one in leaks(told.capitals, _transfers(told), {})
             if one == canaries.KR_NOTE}  # fmt: skip
    assert "transfer to jp" in found
    assert {"jp/record.db", "jp/record.db-wal"} & found
    assert "answers to kr" in found
