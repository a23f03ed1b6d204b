# SPDX-License-Identifier: Apache-2.0
"""A node that was restored while its clock is behind is given what it has lost (POUCH-8)."""

from copy import deepcopy

from comity.store.memory import MemoryRecords
from tests.contract.roads.correspondents import assert_same, fall_silent, table
from tests.unit.node.parties import JP, KR, offer

WAYS = ((JP, KR), (KR, JP))
HOUR_MS = 3_600_000


def test_its_receipts_are_heeded_though_they_count_as_older() -> None:
    """POUCH-8: by number and time they are; and it holds no more than they say."""
    made = table((JP, KR), (JP, KR))
    (channel,) = made.circles
    fall_silent(made, WAYS)
    records = made[JP].seat.records
    assert isinstance(records, MemoryRecords)
    backup = deepcopy({k: v for k, v in vars(records).items() if k != "_lock"})
    for turn in range(5):
        offer(made[JP].node, channel, f"ours {turn}")
        offer(made[KR].node, channel, f"theirs {turn}")
        fall_silent(made, WAYS)
    vars(records).update(backup)
    made[JP].seat.clock.now -= HOUR_MS
    made[JP].restart()
    made[JP]._last[made[KR].root] = records.received(made[KR].root).number  # type: ignore[union-attr]
    sent = made[JP].write(made[KR])
    made[KR].desk.take(sent.raw)
    made[JP].desk.take(made[KR].write(made[JP]).raw)
    made[KR].desk.take(made[JP].write(made[KR]).raw)
    assert_same(made, channel)
