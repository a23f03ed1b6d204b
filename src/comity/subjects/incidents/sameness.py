# SPDX-License-Identifier: Apache-2.0
"""Which incidents are one event by agreement, and which are pointed out as perhaps the same.

A side may give notice of as many incidents as it likes, so nothing here compares each with each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from comity.subjects.incidents.states import IncidentView

__all__ = ["NEAR_MAX", "SAME_MS", "perhaps_same", "roots_of"]

SAME_MS: Final = 600_000
"""Notices of one kind no further apart may be of one event; people are asked, nothing is merged."""
NEAR_MAX: Final = 16
"""Incidents near in time that are pointed out of one, those nearest to it."""

_Place = tuple[int, str]
"""When an incident occurred by its notice, and its id."""


def roots_of(merged: Mapping[str, str]) -> dict[str, str]:
    """For each incident that is merged into another one the incident that it is in the end.

    Args:
        merged: by id, the id into which it is agreed to be merged, known here or not.

    Returns:
        Without those that are their own, as all that lead into a ring. Rule: INC-10.
    """
    ends: dict[str, str | None] = {}  # None: its way goes round
    for name in merged:
        way = dict[str, None]()
        last = name
        while last in merged and last not in way and last not in ends:
            way[last] = None
            last = merged[last]
        end = None if last in way else ends.get(last, last)
        ends.update(dict.fromkeys(way, end))
    return {name: end for name, end in ends.items() if end is not None}


def perhaps_same(incidents: Iterable[IncidentView]) -> dict[str, tuple[str, ...]]:
    """By id, the incidents of the same mode that are named in its notice, or whose notice is of the
    same kind and minutes apart; not merged, in order of their ids. Rule: INC-10.
    """
    apart = {one.id: one for one in incidents if one.merged_into is None}
    rows: dict[tuple[str, str], list[_Place]] = {}
    for one in apart.values():
        if one.notice is not None:
            place = (one.notice.occurred.at, one.id)
            rows.setdefault((one.mode, one.notice.kind), []).append(place)
    for row in rows.values():
        row.sort()
    found = {}
    for one in apart.values():
        if one.notice is None:
            continue
        place = (one.notice.occurred.at, one.id)
        named = (
            name for name in one.notice.same_as if name in apart and apart[name].mode == one.mode
        )
        same = {*named, *_near(rows[one.mode, one.notice.kind], place)} - {one.id}
        if same:
            found[one.id] = tuple(sorted(same))
    return found


def _near(row: Sequence[_Place], place: _Place) -> Iterable[str]:
    """The ids of those nearest in a sorted row, no more than minutes apart."""
    at, _ = place
    here = bisect_left(row, place)
    first = max(bisect_left(row, (at - SAME_MS, "")), here - NEAR_MAX)
    after = min(bisect_left(row, (at + SAME_MS + 1, "")), here + NEAR_MAX + 1)
    nearest = sorted(row[first:after], key=lambda one: (abs(one[0] - at), one[1]))
    return [name for _, name in nearest if name != place[1]][:NEAR_MAX]
