# SPDX-License-Identifier: Apache-2.0
"""Every beginning that a meeting could have, and what stops it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from comity.workbench.dates.asked import Engaged, PublicDay, Reason, Wanted, Why

__all__ = ["GRID_MINUTES", "TRAVEL_DAYS", "Diaries", "Start", "reasons_of", "starts_of"]

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


class Diaries:
    """When people are taken up, ready to be asked for a day without looking through the years.

    Args:
        engaged: in any order.
    """

    def __init__(self, engaged: Iterable[Engaged]) -> None:
        rows: dict[tuple[str, bool], list[Engaged]] = {}
        for one in sorted(set(engaged), key=lambda one: (one.start, one)):
            rows.setdefault((one.person, bool(one.place)), []).append(one)
        self._rows = {
            key: (row, [one.start for one in row], list(accumulate((o.end for o in row), max)))
            for key, row in rows.items()
        }

    def between(self, person: str, start: int, end: int, *, placed: bool) -> Iterator[Engaged]:
        """What takes a person up at some time of these, where a city is known of it or where not.

        The calendar of one person holds thousands of stretches, one after the other: those before
        the first that ends late enough are passed over, and those after the end.
        """
        if (person, placed) in self._rows:
            row, starts, latest = self._rows[person, placed]
            first, after = bisect_right(latest, start), bisect_left(starts, end)
            yield from (one for one in row[first:after] if one.end > start)


def starts_of(wanted: Wanted, diaries: Diaries, public: Iterable[PublicDay]) -> tuple[Start, ...]:
    """Every beginning on the grid within the window and hours, in order of time."""
    zone, needed = ZoneInfo(wanted.zone), sorted(set(wanted.people))
    length = wanted.minutes * _MINUTE_MS
    by_day: dict[str, list[PublicDay]] = {}
    for one in sorted(set(public)):
        by_day.setdefault(one.day, []).append(one)
    found = []
    for day in _days(wanted):
        holidays = tuple(by_day.get(day.isoformat(), ()))
        minutes = range(wanted.opens, wanted.closes - wanted.minutes + 1, GRID_MINUTES)
        known = ((minute, _instant(day, minute, zone)) for minute in minutes)
        begins = [(minute, start) for minute, start in known if start is not None]
        stops = [dict.fromkeys(_common(wanted, start, day, holidays)) for _, start in begins]
        instants = [start for _, start in begins]
        for person in needed:
            for stop, places in _personal(wanted, instants, day, diaries, person):
                for place in places:
                    stops[place][stop] = None
        found += [
            Start(start, start + length, day, minute, holidays, tuple(stop))
            for (minute, start), stop in zip(begins, stops, strict=True)
        ]
    return tuple(found)


def reasons_of(starts: Sequence[Start]) -> dict[Reason, frozenset[int]]:
    """Every reason with the places of the beginnings that it stops.

    Those of one kind and person that follow each other are one reason, also over days that
    nobody would meet on anyhow; all weekends together are one, and so are those of the same days.
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
    found: dict[Reason, frozenset[int]] = {}
    for (why, who, name), known in runs.items():
        for run in known:
            first, last = (starts[place].day.isoformat() for place in (run[0], run[-1]))
            reason = Reason(why, who, first, last, name)
            found[reason] = found.get(reason, frozenset()).union(run)
    return found


_IDLE: Final = frozenset({Why.WEEKEND, Why.HOLIDAY, Why.PAST})
"""Reasons that hold for everybody alike."""


def _days(wanted: Wanted) -> Iterator[date]:
    day, last = (date.fromisoformat(one) for one in (wanted.first_day, wanted.last_day))
    for _ in range(DAYS_MAX):
        if day > last:
            return
        yield day
        day += timedelta(days=1)


def _common(
    wanted: Wanted, start: int, day: date, holidays: Sequence[PublicDay]
) -> Iterator[_Stop]:
    """What stops a beginning for everybody alike."""
    if start < wanted.not_before:
        yield Why.PAST, "", ""
    if day.weekday() >= _SATURDAY:
        yield Why.WEEKEND, "", ""
    if not wanted.holidays:
        for one in holidays:
            yield Why.HOLIDAY, one.country, one.name


def _personal(
    wanted: Wanted, begins: Sequence[int], day: date, diaries: Diaries, person: str
) -> Iterator[tuple[_Stop, Iterable[int]]]:
    """What stops beginnings of a day for one person, each with the places of those that it stops.

    Args:
        begins: of one day, in order.
    """
    if not begins:
        return
    zone, length = ZoneInfo(wanted.zone), wanted.minutes * _MINUTE_MS
    whole = range(len(begins))

    def over(each: Engaged) -> range:
        first = bisect_right(begins, each.start - length)
        return range(first, max(first, bisect_left(begins, each.end)))

    for each in diaries.between(person, begins[0], begins[-1] + length, placed=False):
        yield (each.why, person, ""), over(each)
    noon = int(datetime.combine(day, time(12), zone).timestamp()) * 1000
    reach = (TRAVEL_DAYS + 2) * _DAY_MS
    for each in diaries.between(person, noon - reach, noon + reach, placed=True):
        yield (each.why, person, ""), over(each)
        if _too_far(wanted, day, each, zone):
            held = over(each)
            yield (Why.TRAVEL, person, ""), (one for one in whole if one not in held)


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
