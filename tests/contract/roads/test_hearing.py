# SPDX-License-Identifier: Apache-2.0
"""When each side was last heard: by our own clock, for the channels that the pouch was about."""

from tests.contract.roads.correspondents import table
from tests.unit.node.parties import JP, KR, US


def test_a_pouch_taken_in_is_kept_with_our_time_and_a_replay_is_not() -> None:
    made = table((JP, KR, US), (JP, KR), (KR, US))
    with_jp, with_us = made.circles
    jp, kr = made[JP], made[KR]
    records, clock = kr.node.records, kr.seat.clock
    assert records.heard(with_jp, JP) is None
    raw = jp.desk.write(kr.root)
    jp.seat.clock.now += 9_999_999  # what the peer's clock says is no matter
    clock.now += 1_000
    first = clock.now
    kr.desk.take(raw)
    assert records.heard(with_jp, JP) == first
    assert records.heard(with_us, US) is None
    clock.now += 1_000
    kr.desk.take(raw)  # somebody on the way sends it again
    assert records.heard(with_jp, JP) == first
    kr.desk.take(jp.desk.write(kr.root))
    assert records.heard(with_jp, JP) == first + 1_000
