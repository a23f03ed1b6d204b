# SPDX-License-Identifier: Apache-2.0
"""Every beginning that a meeting could have, and what stops it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from comity.workbench.dates.asked import Engaged, PublicDay, Reason, Wanted, Why

__all__ = ["GRID_MINUTES", "TRAVEL_DAYS", "Start", "reasons_of", "starts_of"]

GRID_MINUTES: Final = 30
"""Distance of two beginnings."""
DAYS_MAX: Final = 120
"""Days of a window that are looked at."""
TRAVEL_DAYS: Final = 1
"""Whole days between two meetings of one person in different cities."""
_MINUTE_MS: Final = 60_000
_DAY_MS: Final = 86_400_000
_SATURDAY: Final = 5

_Stop = tuple[Why, str, str]
"""Why, who, and the name of a holiday."""


class Start(NamedTuple):
    """One beginning.

    Args:
        start, end: UTC milliseconds.
        day, minute: of the beginning, in the zone of the meeting.
        holidays: public holidays on that day.
        stops: what makes it impossible; empty if nothing does.
    """

    start: int
    end: int
    day: date
    minute: int
    holidays: tuple[PublicDay, ...]
    stops: tuple[_Stop, ...]


def starts_of(
    wanted: Wanted, engaged: Iterable[Engaged], public: Iterable[PublicDay]
) -> tuple[Start, ...]:
    """Every beginning on the grid within the window and hours, in order of time."""
    zone = ZoneInfo(wanted.zone)
    needed = set(wanted.people)
    by_person = sorted({one for one in engaged if one.person in needed})
    by_day: dict[str, list[PublicDay]] = {}
    for one in sorted(set(public)):
        by_day.setdefault(one.day, []).append(one)
    found = []
    for day in _days(wanted):
        holidays = tuple(by_day.get(day.isoformat(), ()))
        around = _around(day, by_person, zone)
        for minute in range(wanted.opens, wanted.closes - wanted.minutes + 1, GRID_MINUTES):
            start = _instant(day, minute, zone)
            if start is None:
                continue
            end = start + wanted.minutes * _MINUTE_MS
            stops = tuple(dict.fromkeys(_stops(wanted, (start, end, day), holidays, around, zone)))
            found.append(Start(start, end, day, minute, holidays, stops))
    return tuple(found)


def reasons_of(starts: Sequence[Start]) -> dict[Reason, frozenset[int]]:
    """Every reason with the places of the beginnings that it stops.

    Those of one kind and person that follow each other are one reason, also over days that
    nobody would meet on anyhow; all weekends together are one.
    """
    runs: dict[_Stop, list[list[int]]] = {}
    last_free: dict[_Stop, int] = {}
    for place, one in enumerate(starts):
        idle = any(why in _IDLE for why, _, _ in one.stops)
        for stop in one.stops:
            known = runs.setdefault(stop, [])
            if known and (stop[0] is Why.WEEKEND or last_free.get(stop, -1) < known[-1][-1]):
                known[-1].append(place)
            else:
                known.append([place])
        if not idle:
            last_free.update({stop: place for stop in runs if stop not in one.stops})
    return {
        Reason(
            why, who, starts[run[0]].day.isoformat(), starts[run[-1]].day.isoformat(), name
        ): frozenset(run)
        for (why, who, name), found in runs.items()
        for run in found
    }


_IDLE: Final = frozenset({Why.WEEKEND, Why.HOLIDAY, Why.PAST})
"""Reasons that hold for everybody alike."""


def _days(wanted: Wanted) -> Iterator[date]:
    day, last = (date.fromisoformat(one) for one in (wanted.first_day, wanted.last_day))
    for _ in range(DAYS_MAX):
        if day > last:
            return
        yield day
        day += timedelta(days=1)


def _around(day: date, engaged: Sequence[Engaged], zone: ZoneInfo) -> list[Engaged]:
    """What lies on that day or near enough to be reached from it."""
    noon = int(datetime.combine(day, time(12), zone).timestamp()) * 1000
    reach = (TRAVEL_DAYS + 2) * _DAY_MS
    return [one for one in engaged if one.start < noon + reach and one.end > noon - reach]


def _stops(
    wanted: Wanted,
    at: tuple[int, int, date],
    holidays: Sequence[PublicDay],
    engaged: Sequence[Engaged],
    zone: ZoneInfo,
) -> Iterator[_Stop]:
    start, end, day = at
    if start < wanted.not_before:
        yield Why.PAST, "", ""
    if day.weekday() >= _SATURDAY:
        yield Why.WEEKEND, "", ""
    if not wanted.holidays:
        for one in holidays:
            yield Why.HOLIDAY, one.country, one.name
    for each in engaged:
        if each.start < end and start < each.end:
            yield each.why, each.person, ""
        elif _too_far(wanted, day, each, zone):
            yield Why.TRAVEL, each.person, ""


def _too_far(wanted: Wanted, day: date, each: Engaged, zone: ZoneInfo) -> bool:
    """Whether too few days lie between the day and a meeting in another city."""
    if not each.place or not wanted.place or each.place == wanted.place:
        return False
    first = datetime.fromtimestamp(each.start / 1000, UTC).astimezone(zone).date()
    last = datetime.fromtimestamp((each.end - 1) / 1000, UTC).astimezone(zone).date()
    return (first - day).days <= TRAVEL_DAYS and (day - last).days <= TRAVEL_DAYS


def _instant(day: date, minute: int, zone: ZoneInfo) -> int | None:
    """UTC milliseconds of a local time; None if the clocks leap over it."""
    local = datetime.combine(day, time(minute // 60, minute % 60), zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    return int(moment.timestamp()) * 1000
