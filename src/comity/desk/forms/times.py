# SPDX-License-Identifier: Apache-2.0
"""Between what is typed for days, times and posts and what bodies hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from comity.subjects.fields import Words
from comity.telling.voice import moment_of
from comity.workbench.times import parse_instant

__all__ = ["instant_of", "local_day", "local_time", "posts_of"]


def instant_of(day: str, time: str, zone: str) -> int:
    """UTC milliseconds of a local day and time. Raises MalformedError ``time``, as `CLI-3`."""
    return parse_instant(f"{day}T{time}", "time", zone)


def local_day(ms: int, zone: str) -> str:
    """The day of an instant in a zone, as ``2023-04-26``."""
    return _local(ms, zone).date().isoformat()


def local_time(ms: int, zone: str) -> str:
    """The time of day of an instant in a zone, as ``09:30``."""
    return f"{_local(ms, zone):%H:%M}"


def posts_of(text: str | None, language: str, before: Iterable[Words] = ()) -> tuple[Words, ...]:
    """One post a line, as language maps of the one language they were typed in.

    A line that says one of the posts `before` is that post, in all the languages that it has.
    """
    known = {told: words for words in before for told in words.values()}
    lines = (line.strip() for line in (text or "").split("\n"))
    return tuple(known.get(line, {language: line}) for line in lines if line)


def _local(ms: int, zone: str) -> datetime:
    moment = moment_of(ms)
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return moment
