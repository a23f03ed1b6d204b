# SPDX-License-Identifier: Apache-2.0
"""Names of time zones as calendars write them, and how far off a zone may be that nobody knows."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from comity.workbench.calendars.lines import Block

__all__ = ["WIDEST", "Offsets", "offsets_of", "zone_named"]

_HOUR_MS: Final = 3_600_000


class Offsets(NamedTuple):
    """The least and greatest distance from UTC that a local time may have, milliseconds."""

    least: int
    most: int


WIDEST: Final = Offsets(-12 * _HOUR_MS, 14 * _HOUR_MS)
"""Of a zone that nobody knows: every zone of the world lies within."""

_SPOKEN: Final = {
    "(UTC+09:00) Seoul": "Asia/Seoul",
    "(UTC+09:00) Osaka, Sapporo, Tokyo": "Asia/Tokyo",
    "(GMT+09:00) Seoul": "Asia/Seoul",
    "(GMT+09:00) Osaka, Sapporo, Tokyo": "Asia/Tokyo",
    "(UTC-05:00) Eastern Time (US & Canada)": "America/New_York",
    "KST": "Asia/Seoul",
    "JST": "Asia/Tokyo",
    "GMT": "UTC",
    "Z": "UTC",
}
"""What some programs write in place of a name."""
_OFFSET: Final = re.compile(r"([+-])([0-9]{2})([0-9]{2})(?:[0-9]{2})?", re.ASCII)


def zone_named(name: str) -> str | None:
    """The name in the tz database that is meant, or None."""
    tail = "/".join(name.strip("/").split("/")[-2:])
    for wanted in (name, _SPOKEN.get(name, ""), WINDOWS_TO_OLSON.get(name, ""), tail):
        try:
            if wanted:
                return ZoneInfo(wanted).key
        except (KeyError, ValueError, OSError):
            continue
    return None


def offsets_of(zone: Block) -> Offsets:
    """How far from UTC the clocks of a zone are that a file describes; the widest if unclear."""
    found = []
    for rule in zone.inner:
        for line in rule.all("TZOFFSETTO"):
            match = _OFFSET.fullmatch(line.value.strip())
            if match is None:
                return WIDEST
            sign = -1 if match[1] == "-" else 1
            found.append(sign * (int(match[2]) * 60 + int(match[3])) * 60_000)
    if not found:
        return WIDEST
    return Offsets(min(found), max(found))
