# SPDX-License-Identifier: Apache-2.0
"""Stretches of busy time, and what was found in a calendar beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Busy", "Finding", "ReadCalendar", "merged"]


class Busy(NamedTuple):
    """Somebody is not free from `start` to `end`, UTC milliseconds, the end not included.

    `known`: read in the calendar; False where something there could not be read.
    """

    start: int
    end: int
    known: bool


class Finding(NamedTuple):
    """Something in a calendar that a person should know of; it never quotes the calendar.

    Args:
        code: what was found.
        place: the line of the file at which the entry begins, from 1; 0 is the file itself.
        whole: whether all of the time that was read became busy by it.
    """

    code: str
    place: int
    whole: bool = False


class ReadCalendar(NamedTuple):
    """What a calendar says of a stretch of time.

    Args:
        start, end: of that time, UTC milliseconds; outside of it nothing is known.
        busy: known stretches, then unknown ones, each kind sorted and apart.
        findings: in the order of the file.
        entries: how many entries were read well.
    """

    start: int
    end: int
    busy: tuple[Busy, ...]
    findings: tuple[Finding, ...]
    entries: int


def merged(stretches: Iterable[Busy], start: int, end: int) -> tuple[Busy, ...]:
    """The stretches within those bounds, those that touch put together, each kind by itself."""
    found: list[Busy] = []
    for one in sorted(stretches, key=lambda each: (not each.known, each.start, each.end)):
        first, last = max(one.start, start), min(one.end, end)
        if first >= last:
            continue
        if found and found[-1].known == one.known and first <= found[-1].end:
            found[-1] = found[-1]._replace(end=max(found[-1].end, last))
        else:
            found.append(Busy(first, last, one.known))
    return tuple(found)
