# SPDX-License-Identifier: Apache-2.0
"""The line to the other side: when it was last heard, and when its silence is told (DESK-15)."""

import pytest

from comity.cli.standing_json import dialogue_json
from comity.desk.line import peers_of
from comity.locale import catalogue
from comity.telling.names import Names
from comity.telling.troubles import CARRIED_QUIET_MS, QUIET_MS, is_quiet, tell_line
from comity.telling.voice import Voice
from tests.desk.capitals import JP, KR, NOW, Capitals, Visitor
from tests.unit.subjects.samples import DATE

NOTHING = "Nothing heard from the other side"
HEARD = "Last heard: Mon 10 Apr 2023, 09:31"
DAY = "meeting/round-12/date"


def test_when_a_side_was_last_heard_is_told_and_its_silence_after_a_day(
    capitals: Capitals, officer: Visitor
) -> None:
    page = officer.words("dialogue", channel=capitals.channel)
    assert "Last heard" not in page  # a record of before the time was kept

    capitals.kr.records.put_heard(capitals.channel, JP, NOW)
    capitals.clock.now = NOW + QUIET_MS
    for told in (officer.words("dialogue", channel=capitals.channel), officer.words("today")):
        assert HEARD in told
        assert NOTHING not in told

    capitals.clock.now += 1
    for told in (officer.words("dialogue", channel=capitals.channel), officer.words("today")):
        assert NOTHING in told
        assert "Nothing has arrived from the Japanese side since Mon 10 Apr 2023, 09:31" in told


def test_of_a_line_that_is_interrupted_one_thing_is_told(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.kr.records.put_heard(capitals.channel, JP, NOW)
    capitals.offer(KR, {DAY: DATE})
    capitals.clock.now = NOW + QUIET_MS + 1
    told = officer.words("today")
    assert "The connection is interrupted" in told
    assert NOTHING not in told


@pytest.mark.parametrize(
    ("passed", "reachable", "quiet"),
    [
        (QUIET_MS, True, False),
        (QUIET_MS + 1, True, True),
        (QUIET_MS + 1, False, False),
        (CARRIED_QUIET_MS + 1, False, True),
    ],
)
def test_files_may_take_longer(passed: int, reachable: bool, quiet: bool) -> None:  # noqa: FBT001
    assert is_quiet(NOW, NOW + passed, reachable=reachable) is quiet
    assert not is_quiet(None, NOW + passed, reachable=reachable)


def test_the_newest_time_of_all_dialogues_counts(capitals: Capitals) -> None:
    other = capitals.found()
    capitals.kr.records.put_heard(capitals.channel, JP, NOW)
    capitals.kr.records.put_heard(other, JP, NOW + 60_000)
    (peer,) = peers_of(capitals.kr, capitals.channels)
    assert peer.taken_ms == NOW + 60_000
    (unknown,) = peers_of(capitals.kr, capitals.channels[:1])
    assert unknown.taken_ms == NOW  # of another dialogue nothing is told


def test_the_terminal_tells_the_same(capitals: Capitals) -> None:
    voice = Voice(catalogue("en"), "kr", zone="Asia/Seoul")
    here = capitals.house.assembled

    def told() -> str:
        return "\n".join(tell_line(voice, here, capitals.channel))

    assert "last heard" not in told()
    capitals.kr.records.put_heard(capitals.channel, JP, NOW)
    assert "The Japanese side: last heard Mon 10 Apr 2023, 09:31" in told()
    assert "Nothing has arrived" not in told()
    capitals.clock.now = NOW + QUIET_MS + 1
    assert "Nothing has arrived from the Japanese side since Mon 10 Apr 2023, 09:31" in told()
    assert dialogue_json(here, Names({}), capitals.channel)["heard"] == {"jp": NOW}
