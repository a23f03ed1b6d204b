# SPDX-License-Identifier: Apache-2.0
"""The periods of a free/busy block (RFC 5545, 3.6.4): times in UTC, with an end or a length."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from comity.workbench.calendars.lines import Block

__all__ = ["periods_of"]

_LENGTH: Final = re.compile(
    r"\+?P(?:([0-9]{1,4})W|(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})S)?)?)",
    re.ASCII,
)
_SECONDS: Final = (7 * 86_400, 86_400, 3_600, 60, 1)


def periods_of(block: Block) -> list[tuple[int, int]] | None:
    """Busy periods as UTC milliseconds, or None if one can't be read."""
    found: list[tuple[int, int]] = []
    if any(name.startswith("FREEBUSY") for name in block.torn):
        return None
    for line in block.all("FREEBUSY"):
        if line.param("FBTYPE").upper() == "FREE":
            continue
        for value in line.value.split(","):
            period = _period(value.strip().upper())
            if period is None:
                return None
            found.append(period)
    return found


def _period(value: str) -> tuple[int, int] | None:
    first, _, second = value.partition("/")
    start = _instant(first)
    end = _instant(second)
    if start is not None and end is None:
        length = _LENGTH.fullmatch(second)
        if length is None or not any(length.groups()):
            return None
        amounts = zip(length.groups(), _SECONDS, strict=True)
        end = start + sum(int(count or 0) * seconds for count, seconds in amounts) * 1000
    if start is None or end is None or end < start:
        return None
    return start, end


def _instant(text: str) -> int | None:
    try:
        moment = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1000
