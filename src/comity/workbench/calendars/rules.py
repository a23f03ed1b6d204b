# SPDX-License-Identifier: Apache-2.0
"""How often an entry repeats, judged before it is expanded: a rule that may never end its search,
or would take too many steps, is not expanded at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

__all__ = ["parts_of", "steps_of"]

_DAYS: Final = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
_ORDINAL: Final = re.compile(r"[+-]?[1-5]?(?:MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,6}", re.ASCII)
_CLOCK: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")
_KNOWN: Final = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS",
    "BYYEARDAY", "BYWEEKNO", *_CLOCK,
}  # fmt: skip
_LENGTHS: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
"""The most days of the months that have fewer than 31."""
_ALWAYS: Final = 28
"""A day of the month that every month has."""


def parts_of(rule: str) -> dict[str, list[str]] | None:
    """The parts of a rule with their values, or None if one is unknown or stands twice."""
    found: dict[str, list[str]] = {}
    for part in rule.strip().rstrip(";").split(";"):
        name, _, value = part.upper().partition("=")
        if name not in _KNOWN or name in found or not value:
            return None
        found[name] = value.split(",")
    return found if "FREQ" in found else None


def steps_of(parts: Mapping[str, list[str]], first: date, last: date) -> int | None:
    """About how many steps it takes to expand a rule from `first` to `last`.

    Returns:
        None where that can't be said: a rule that repeats within an hour, that may match nothing,
        or of a form that nobody needs.
    """
    freq, days = parts["FREQ"][0], max((last - first).days, 0) + 1
    interval = parts.get("INTERVAL", ["1"])
    if len(interval) != 1 or not _NUMBER.fullmatch(interval[0]) or int(interval[0]) < 1:
        return None
    times = 1
    for name in _CLOCK:
        times *= len(parts.get(name, [""]))
    by = {name: parts[name] for name in parts if name.startswith("BY") and name not in _CLOCK}
    if freq == "HOURLY":
        return None if by or "BYHOUR" in parts else days * 24 * times
    if freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        return None
    return days * times if _matches(freq, by, int(interval[0])) else None


def _matches(freq: str, by: Mapping[str, list[str]], interval: int) -> bool:
    """Whether a rule of a day or longer surely matches again and again."""
    if "BYSETPOS" in by:
        few = all(value.lstrip("+-") in ("1", "2", "3", "4") for value in by["BYSETPOS"])
        if not few or freq != "MONTHLY" or set(by) != {"BYSETPOS", "BYDAY"}:
            return False
    plain = set(by.get("BYDAY", [])) <= _DAYS
    if not all(_ORDINAL.fullmatch(day) for day in by.get("BYDAY", [])):
        return False
    match freq:
        case "DAILY":
            if not by or (interval == 1 and set(by) <= {"BYDAY", "BYMONTH"}):
                return plain and _months(by)
            return interval == 1 and set(by) == {"BYMONTHDAY"} and _month_days(by)
        case "WEEKLY":
            return plain and (set(by) <= {"BYDAY"} or (interval == 1 and set(by) == {"BYMONTH"}))
        case "MONTHLY":
            return _monthly(by, interval, plain=plain)
    if set(by) <= {"BYMONTH", "BYDAY"}:
        return _months(by)
    if set(by) <= {"BYMONTH", "BYMONTHDAY"}:
        return _months(by) and _month_days(by)
    return False


def _monthly(by: Mapping[str, list[str]], interval: int, *, plain: bool) -> bool:
    """Whether a monthly rule surely matches again and again."""
    names = set(by) - {"BYSETPOS"}
    if names <= {"BYDAY"}:
        return True
    if names <= {"BYMONTHDAY"}:
        every = all(value.lstrip("+-").isdigit() for value in by["BYMONTHDAY"])
        sure = every and any(
            1 <= abs(int(value)) <= _ALWAYS
            for value in by["BYMONTHDAY"]
            if len(value) <= 3  # noqa: PLR2004
        )
        return sure or (interval == 1 and _month_days(by))
    return interval == 1 and plain and names == {"BYDAY", "BYMONTHDAY"} and _month_days(by)


def _months(by: Mapping[str, list[str]]) -> bool:
    values = by.get("BYMONTH", ["1"])
    return all(value.isascii() and value.isdigit() and 1 <= int(value) <= 12 for value in values)  # noqa: PLR2004


def _month_days(by: Mapping[str, list[str]]) -> bool:
    """Whether one of the months has one of the days."""
    days = by.get("BYMONTHDAY", ["1"])
    if not all(_NUMBER.fullmatch(day) and 1 <= abs(int(day)) <= 31 for day in days):  # noqa: PLR2004
        return False
    months = [int(month) for month in by["BYMONTH"]] if "BYMONTH" in by else [1]
    return any(abs(int(day)) <= _LENGTHS.get(month, 31) for day in days for month in months)
