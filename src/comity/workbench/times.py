# SPDX-License-Identifier: Apache-2.0
"""Times as people write them: ISO 8601 with a zone, or a local time and the zone's name."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from comity.core.errors import MalformedError

__all__ = ["parse_instant"]

_LENGTH_MAX: Final = 40


def parse_instant(text: str, where: str, zone: str | None = None) -> int:
    """UTC milliseconds of a time as a person writes it.

    Args:
        text: e.g. ``2023-05-03T10:00+09:00``, or ``2023-05-03T10:00`` if a zone is given.
        where: the field or option, for the error.
        zone: IANA name of the zone in which a time without an offset is meant.

    Raises:
        MalformedError: ``time`` on another form, or where neither says the zone.
    """
    try:
        moment = datetime.fromisoformat(text[:_LENGTH_MAX])
        if moment.tzinfo is None and zone is not None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError):
        raise _bad(where) from None
    if moment.tzinfo is None or moment.microsecond % 1000 or len(text) > _LENGTH_MAX:
        raise _bad(where)
    return round(moment.timestamp() * 1000)


def _bad(where: str) -> MalformedError:
    return MalformedError(
        "time", "CLI-3", f"{where}: a time with its zone, such as 2023-05-03T10:00+09:00"
    )
