# SPDX-License-Identifier: Apache-2.0
"""One entry of a calendar with its exceptions, expanded to stretches of busy time.

The libraries get only the lines that say when something is, in a calendar of this one series;
whatever they make of it, an answer or an exception, ends here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from comity.workbench.calendars.busy import Busy
from comity.workbench.calendars.lines import Block, Line
from comity.workbench.calendars.rules import parts_of, steps_of
from comity.workbench.calendars.zones import WIDEST, Offsets, zone_named

__all__ = ["Budget", "UnclearError", "expanded"]

STEPS_MAX: Final = 60_000
"""Steps to expand one series: a daily one of 160 years, an hourly one of seven."""
STEPS_FILE_MAX: Final = 1_000_000
"""Steps to expand all of a file."""
OCCURRENCES_MAX: Final = 50_000
"""Occurrences of all series of a file within the time that is read, the last series let in whole:
each costs more than many steps. A hundred a day for more than a year.
"""
LENGTH_DAYS_MAX: Final = 4_000
"""Days that one entry may last."""
LEAST_MS: Final = 30 * 60_000
"""What has a beginning and no length takes half an hour."""
_TIMES: Final = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE")
_KEPT: Final = (*_TIMES, "UID", "STATUS", "TRANSP", "SEQUENCE")
"""All that the libraries ever see of an entry."""
_ONCE: Final = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE")
_DAY: Final = re.compile(
    r"(1[6-9][0-9]{2}|2[0-9]{3})([0-9]{2})([0-9]{2})(?:T[0-9]{6}Z?)?", re.ASCII
)
_SAFE: Final = re.compile(r"[A-Za-z0-9+\-/:;,=.]*", re.ASCII)
_HALF_DAY_MS: Final = 14 * 3_600_000


class UnclearError(ValueError):
    """When an entry is can't be said.

    Attributes:
        code: why.
        stretch: between which instants it surely is, or None.
    """

    def __init__(self, *, code: str, stretch: tuple[int, int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.stretch = stretch


@dataclass(slots=True)
class Budget:
    """Steps and occurrences that are left for a file."""

    left: int = STEPS_FILE_MAX
    occurrences: int = OCCURRENCES_MAX


def expanded(
    series: list[Block],
    zone: ZoneInfo,
    described: dict[str, Offsets],
    bounds: tuple[int, int],
    budget: Budget,
) -> tuple[list[Busy], list[str]]:
    """Busy stretches of a series around those bounds, and codes of what was found.

    Args:
        series: an entry, and its exceptions.
        zone: of whoever owns the calendar.
        described: zones that the file describes by itself.
        bounds: UTC milliseconds, in order.
        budget: steps that are left; they are taken from it.

    Raises:
        UnclearError: ``entry``, ``rule``, ``often`` or ``no-time``. Rules: CAL-2, CAL-3.
    """
    start, end = (datetime.fromtimestamp(ms / 1000, UTC) for ms in bounds)
    if budget.occurrences <= 0:
        raise UnclearError(code="often", stretch=_days_of(series, zone))
    for event in series:
        _check_whole(event, zone)
        _check_rule(event, end.date(), budget)
    offsets: list[Offsets] = []
    text = _text(series, described, offsets)
    around = timedelta(days=2)
    try:
        calendar = Calendar.from_ical(text.encode(), multiple=True)[0]
        found = recurring_ical_events.of(calendar).between(start - around, end + around)
        budget.occurrences -= len(found)
        bad = any(one.errors for one in calendar.walk("VEVENT"))
        busy = [_stretch(one, zone, _widest(offsets)) for one in found if not _free(one)]
    except Exception:  # noqa: BLE001 - two libraries on hostile text: whatever they raise, it is busy
        raise UnclearError(code="entry", stretch=_days_of(series, zone)) from None
    if bad:
        raise UnclearError(code="entry", stretch=_days_of(series, zone))
    codes = ["zone"] if offsets else []
    if any(_swapped(event) for event in series):
        codes.append("order")
    return busy, codes


def _check_whole(event: Block, zone: ZoneInfo) -> None:
    """Nothing, if every line that says when the entry is can be read for what it is."""
    torn = any(name.startswith(_TIMES) for name in event.torn)
    if torn or any(len(event.all(name)) > 1 for name in _ONCE):
        raise UnclearError(code="entry")
    begins = event.one("DTSTART")
    if begins is None:
        raise UnclearError(code="no-time")
    for line in event.lines:
        if line.name in _TIMES and not _SAFE.fullmatch(line.value.strip()):
            raise UnclearError(code="entry", stretch=_days_of([event], zone))


def _check_rule(event: Block, last: date, budget: Budget) -> None:
    """Nothing, if the entry repeats in a way whose steps are bounded, and are still to be had."""
    rule, begins = event.one("RRULE"), event.one("DTSTART")
    if rule is None or begins is None:
        return
    first = _day(begins)
    parts = parts_of(rule.value)
    if first is None or parts is None:
        raise UnclearError(code="rule")
    steps = steps_of(parts, first, last)
    if steps is None:
        often = parts["FREQ"][0] in ("SECONDLY", "MINUTELY")
        raise UnclearError(code="often" if often else "rule")
    if steps > min(STEPS_MAX, budget.left):
        raise UnclearError(code="often")
    budget.left -= steps


def _text(series: list[Block], described: dict[str, Offsets], offsets: list[Offsets]) -> str:
    """A calendar of this series alone; times in zones that nobody knows as local ones.

    What is known of the clocks of those zones is added to `offsets`.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//comity//reading//EN"]
    for event in series:
        lines.append("BEGIN:VEVENT")
        if event.one("UID") is None:
            lines.append("UID:none")
        lines += [_written(one, described, offsets) for one in event.lines if one.name in _KEPT]
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _written(line: Line, described: dict[str, Offsets], offsets: list[Offsets]) -> str:
    params = ""
    for name, value in line.params:
        if name == "TZID":
            zone = zone_named(value)
            if zone is None:
                offsets.append(described.get(value, WIDEST))
            else:
                params += f";TZID={zone}"
        elif name in ("VALUE", "RANGE") and value.replace("-", "").isalnum():
            params += f";{name}={value.upper()}"
    value = "series" if line.name == "UID" else line.value.strip()
    return f"{line.name}{params}:{value}"


def _free(event: Any) -> bool:
    """Whether an occurrence was cancelled or leaves its owner free."""
    cancelled = str(event.get("STATUS", "")).strip().upper() == "CANCELLED"
    return cancelled or str(event.get("TRANSP", "")).strip().upper() == "TRANSPARENT"


def _stretch(event: Any, zone: ZoneInfo, offsets: Offsets | None) -> Busy:
    """When an occurrence is. Days belong to the owner's zone, as do times without a zone."""
    first = event["DTSTART"].dt
    last = event["DTEND"].dt if "DTEND" in event else first
    if not isinstance(first, datetime) and not isinstance(last, datetime) and last <= first:
        last = first + timedelta(days=1)
    begins = [_instant(first, zone, offsets), _instant(last, zone, offsets)]
    start = min(low for low, _ in begins)
    end = max(high for _, high in begins)
    return Busy(start, max(end, start + LEAST_MS), known=True)


def _instant(value: date | datetime, zone: ZoneInfo, offsets: Offsets | None) -> tuple[int, int]:
    """Earliest and latest instant that may be meant, UTC milliseconds."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
        offsets = None
    if value.tzinfo is None and offsets is not None:
        local = int(value.replace(tzinfo=UTC).timestamp() * 1000)
        return local - offsets.most, local - offsets.least
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    ms = int(value.astimezone(UTC).timestamp() * 1000)
    return ms, ms


def _widest(offsets: list[Offsets]) -> Offsets | None:
    """Of several zones that nobody knows: as wide as all together."""
    if not offsets:
        return None
    return Offsets(min(one.least for one in offsets), max(one.most for one in offsets))


def _days_of(series: list[Block], zone: ZoneInfo) -> tuple[int, int] | None:
    """The days of an entry that happens once, with room for every zone; None if unclear."""
    if len(series) != 1 or any(series[0].one(name) for name in ("RRULE", "RDATE", "DURATION")):
        return None
    first, last = (series[0].one(name) for name in ("DTSTART", "DTEND"))
    if first is None or last is None:
        return None
    days = [_day(first), _day(last)]
    begins, ends = (None if one is None else one for one in days)
    if begins is None or ends is None or abs((ends - begins).days) > LENGTH_DAYS_MAX:
        return None
    begins, ends = min(begins, ends), max(begins, ends) + timedelta(days=1)
    start, end = (_instant(one, zone, None)[0] for one in (begins, ends))
    return start - _HALF_DAY_MS, end + _HALF_DAY_MS


def _day(line: Line) -> date | None:
    """The day that a time or day names, or None."""
    match = _DAY.fullmatch(line.value.strip())
    try:
        return None if match is None else date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _swapped(event: Block) -> bool:
    """Whether an entry says of itself that it ends before it begins."""
    first, last = event.one("DTSTART"), event.one("DTEND")
    return (
        first is not None
        and last is not None
        and first.params == last.params
        and last.value.strip() < first.value.strip()
    )
