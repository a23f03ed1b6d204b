# SPDX-License-Identifier: Apache-2.0
"""POUCH-1: loss, repetition, reordering and any mix of roads end in the same record."""

from collections.abc import Sequence

from hypothesis import event, given
from hypothesis import strategies as st

from comity.core.ids import Code
from tests.contract.roads.correspondents import (
    Ways,
    assert_nothing_due,
    assert_same,
    fall_silent,
    table,
)
from tests.contract.roads.schedules import MATTERS, SCHEDULES, Roads, agree, few, some_folder
from tests.unit.node.parties import JP, KR, US, value, view

PAIR: Ways = ((JP, KR), (KR, JP))
RELAY: Ways = ((JP, KR), (KR, JP), (KR, US), (US, KR))
TRIANGLE: Ways = (*RELAY, (US, JP), (JP, US))
SEEDS = st.integers(0, 2**16)


def _check(
    codes: Sequence[Code],
    ways: Ways,
    schedule: list[tuple[str, int]],
    seed: int,
    *,
    on_disk: bool = False,
) -> None:
    """Whatever happens on the roads, in the end all hold the same and owe nothing."""
    with some_folder() as folder:
        made = table(codes, codes, folder=folder if on_disk else None)
        (channel,) = made.circles
        roads = Roads(made, ways, folder / "roads", seed)
        roads.run(schedule)
        fall_silent(made, ways)
        assert_same(made, channel)
        agreed = sum(len(view(made[codes[0]].node, channel, name).agreed) for name in MATTERS)
        event(f"agreements: {min(agreed, 2)}")
        agree(made, ways, channel)
        assert_same(made, channel)
        before = value(made[codes[0]].node, channel)
        roads.clear()  # what comes last of all changes nothing more
        fall_silent(made, ways)
        assert_same(made, channel)
        assert value(made[codes[0]].node, channel) == before
        assert_nothing_due(made, ways)
        for side in made.sides.values():
            for remark in side.remarks:
                event(remark)
            side.node.records.close()


@few(20)
@given(SCHEDULES, SEEDS)
def test_two_parties_end_in_the_same_record(schedule: list[tuple[str, int]], seed: int) -> None:
    _check((JP, KR), PAIR, schedule, seed)


@few(15)
@given(SCHEDULES, SEEDS)
def test_three_parties_end_in_the_same_record(schedule: list[tuple[str, int]], seed: int) -> None:
    _check((JP, KR, US), TRIANGLE, schedule, seed)


@few(15)
@given(SCHEDULES, SEEDS)
def test_two_who_never_meet_end_in_the_same_record_by_the_third(
    schedule: list[tuple[str, int]], seed: int
) -> None:
    _check((JP, KR, US), RELAY, schedule, seed)


@few(3)
@given(SCHEDULES, SEEDS)
def test_records_on_disk_end_in_the_same_record(schedule: list[tuple[str, int]], seed: int) -> None:
    _check((JP, KR, US), RELAY, schedule, seed, on_disk=True)
