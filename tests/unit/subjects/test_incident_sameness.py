# SPDX-License-Identifier: Apache-2.0
"""Which incidents are one, and which perhaps the same: as the short definitions say, for many."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from comity.subjects import incidents
from comity.subjects.incidents import IncidentView, mode_of
from comity.subjects.incidents.sameness import NEAR_MAX, SAME_MS, perhaps_same, roots_of
from tests.unit.subjects.samples_incidents import NOTICE, T0
from tests.unit.subjects.table import Table

NAMES = [f"{prefix}{letter}" for prefix in ("", "exr-") for letter in "abcdef"]


def _seen() -> IncidentView:
    table = Table()
    table.declare("jp", "incident/jp-1/notice", NOTICE)
    (found,) = incidents.view(table, table).details
    return found


SEEN = _seen()


def _incident(name: str, at: int, kind: str = "cyber", named: tuple[str, ...] = ()) -> IncidentView:
    assert SEEN.notice is not None
    moment = msgspec.structs.replace(SEEN.notice.occurred, at=T0 + at)
    notice = msgspec.structs.replace(SEEN.notice, kind=kind, occurred=moment, same_as=named)
    return replace(SEEN, id=name, mode=mode_of(name), notice=notice)


def _slow_same(one: IncidentView, all_of: list[IncidentView]) -> list[str]:
    """Each compared with each."""
    if one.notice is None or one.merged_into is not None:
        return []
    found = []
    for other in all_of:
        if other.id == one.id or other.mode != one.mode or other.merged_into is not None:
            continue
        near = other.notice is not None and (
            other.notice.kind == one.notice.kind
            and abs(other.notice.occurred.at - one.notice.occurred.at) <= SAME_MS
        )
        if near or other.id in one.notice.same_as:
            found.append(other.id)
    return found


@st.composite
def some_incidents(draw: st.DrawFn) -> list[IncidentView]:
    """Of both modes, at the edges of ten minutes, some without a notice or merged."""
    found = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True)):
        at = draw(st.integers(0, 3)) * SAME_MS + draw(st.integers(-1, 1))
        named = draw(st.lists(st.sampled_from(NAMES), max_size=3).map(tuple))
        one = _incident(name, at, draw(st.sampled_from(["cyber", "bilateral"])), named)
        if draw(st.integers(0, 5)) == 0:
            one = replace(one, notice=None)
        if draw(st.integers(0, 5)) == 0:
            one = replace(one, merged_into="elsewhere")
        found.append(one)
    return found


@given(some_incidents())
def test_what_is_perhaps_the_same_is_found_as_if_each_were_compared_with_each(
    found: list[IncidentView],
) -> None:
    """INC-10: Incidents of one mode and kind within ten minutes, or named in a notice"""
    same = perhaps_same(found)
    assert {one.id: list(same.get(one.id, ())) for one in found} == {
        one.id: sorted(_slow_same(one, found)) for one in found
    }


def test_of_many_the_nearest_are_pointed_out_and_all_that_are_named() -> None:
    """INC-10: of many within ten minutes the sixteen nearest in time"""
    far = "i-60"
    found = [_incident(f"i-{at:02}", at * 1_000, named=(far,)) for at in range(61)]
    same = perhaps_same(found)
    assert set(same["i-30"]) == {
        *(f"i-{at:02}" for at in range(30 - NEAR_MAX // 2, 31 + NEAR_MAX // 2) if at != 30),
        far,
    }
    assert len(same["i-00"]) == NEAR_MAX + 1


def _slow_root(name: str, merged: dict[str, str]) -> str:
    """Step by step, each for itself."""
    way = [name]
    while way[-1] in merged:
        if merged[way[-1]] in way:
            return name
        way.append(merged[way[-1]])
    return way[-1]


@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES)))
def test_what_is_merged_is_found_as_if_each_were_followed_alone(
    merged: dict[str, str],
) -> None:
    """INC-10: Incidents that are merged in a ring stay apart."""
    roots = roots_of(merged)
    assert {name: roots.get(name, name) for name in merged} == {
        name: _slow_root(name, merged) for name in merged
    }
