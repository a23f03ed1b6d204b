# SPDX-License-Identifier: Apache-2.0
"""Busy time of an iCalendar file within some days. Never an exception but on its size; never
less busy time than the file says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from comity.core.errors import MalformedError
from comity.workbench.calendars.busy import Busy, Finding, ReadCalendar, merged
from comity.workbench.calendars.expanding import Budget, UnclearError, expanded
from comity.workbench.calendars.lines import Block, FormError, blocks_of
from comity.workbench.calendars.periods import periods_of
from comity.workbench.calendars.zones import Offsets, offsets_of

__all__ = ["DAYS_MAX", "ENTRIES_MAX", "FATAL", "FILE_BYTES_MAX", "read_calendar"]

FILE_BYTES_MAX: Final = 2 * 1024 * 1024
"""Bytes of a calendar file: about five years of a busy office, and less than a desk takes."""
ENTRIES_MAX: Final = 10_000
"""Entries of a file."""
DAYS_MAX: Final = 800
"""Days that are read at once."""
STRETCHES_MAX: Final = 20_000
"""Busy stretches that are kept of one calendar."""
FATAL: Final = ("file-encoding", "file-form", "file-half", "file-long")
"""Findings by which a file is no calendar at all."""
_SILENT: Final = frozenset({"VTODO", "VJOURNAL", "VTIMEZONE", "VALARM"})
"""Blocks that take up nobody's time."""


def read_calendar(raw: bytes, zone: str, first: date, last: date) -> ReadCalendar:
    """What the calendar says from the first day to the end of the last.

    Args:
        raw: untrusted.
        zone: of its owner, a name that this machine knows: all-day and floating times are meant
            in it.
        first, last: days in order, at most `DAYS_MAX` apart.

    Raises:
        MalformedError: ``calendar/size`` beyond `FILE_BYTES_MAX`. Rule: CAL-1.

    Rules: CAL-1 to CAL-5.
    """
    if len(raw) > FILE_BYTES_MAX:
        hint = f"a calendar file has at most {FILE_BYTES_MAX // (1024 * 1024)} MiB"
        raise MalformedError("calendar/size", "CAL-1", hint)
    assert first <= last <= first + timedelta(days=DAYS_MAX), "days in order, and not too many"
    reading = _Reading(ZoneInfo(zone), first, last)
    try:
        reading.file(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        reading.block_all("file-encoding", 0)
    except FormError as error:
        reading.block_all(str(error), 0)
    return reading.result()


class _Reading:
    """One file being read."""

    def __init__(self, zone: ZoneInfo, first: date, last: date) -> None:
        self._zone = zone
        self._start = _ms(first, zone)
        self._end = _ms(last + timedelta(days=1), zone)
        self._bounds = self._start, self._end
        self._busy: list[Busy] = []
        self._findings: list[Finding] = []
        self._entries = 0
        self._budget = Budget()

    def result(self) -> ReadCalendar:
        """What was found."""
        busy = merged(self._busy, self._start, self._end)
        if len(busy) > STRETCHES_MAX:
            self.block_all("many", 0)
            busy = merged(self._busy, self._start, self._end)
        findings = sorted(self._findings, key=lambda one: one.place)
        return ReadCalendar(self._start, self._end, busy, tuple(findings), self._entries)

    def block_all(self, code: str, place: int) -> None:
        """All of the time is busy, because of what could not be read."""
        self._busy.append(Busy(self._start, self._end, known=False))
        self._findings.append(Finding(code, place, whole=True))

    def file(self, text: str) -> None:
        """Every calendar of the file."""
        entries = 0
        for outer in blocks_of(text):
            inner = outer.inner if outer.name == "VCALENDAR" else [outer]
            entries += len(inner)
            if entries > ENTRIES_MAX:
                self.block_all("many", outer.place)
                return
            zones = dict(_zones(inner))
            events = [one for one in inner if one.name == "VEVENT"]
            for series in _series(events):
                self._series(series, zones)
            for one in inner:
                if one.name == "VFREEBUSY":
                    self._free_busy(one)
                elif one.name != "VEVENT" and one.name not in _SILENT:
                    self._unknown(one)

    def _series(self, series: list[Block], zones: dict[str, Offsets]) -> None:
        place = series[0].place
        found = [one for one in series if not _takes_no_time(one)]
        if not found:
            self._entries += len(series)
            return
        try:
            busy, codes = expanded(
                series, self._zone, zones, (self._start, self._end), self._budget
            )
        except UnclearError as error:
            stretch = error.stretch
            if stretch is None:
                self.block_all(error.code, place)
            else:
                self._busy.append(Busy(*stretch, known=False))
                self._findings.append(Finding(error.code, place))
            return
        self._busy += busy
        self._findings += [Finding(code, place) for code in codes]
        self._entries += len(series)

    def _free_busy(self, block: Block) -> None:
        periods = periods_of(block)
        if periods is None:
            self.block_all("free-busy", block.place)
            return
        self._busy += [Busy(start, end, known=True) for start, end in periods]
        self._entries += 1

    def _unknown(self, block: Block) -> None:
        """A block that may say that somebody is busy, and how nobody here knows."""
        if block.name == "VAVAILABILITY" or not block.name.startswith("X-"):
            self.block_all("unknown", block.place)
        else:
            self._findings.append(Finding("foreign", block.place))


def _zones(blocks: list[Block]) -> Iterator[tuple[str, Offsets]]:
    """What the file says of its own zones."""
    for block in blocks:
        name = block.one("TZID")
        if block.name == "VTIMEZONE" and name is not None:
            yield name.value.strip(), offsets_of(block)


def _series(events: list[Block]) -> Iterator[list[Block]]:
    """The entries that belong together: one that repeats, and its exceptions.

    Two that claim one name, and neither is an exception, are read each by itself, and so are
    exceptions between them: rather twice busy than not at all.
    """
    named: dict[str, list[Block]] = {}
    for place, event in enumerate(events):
        uid = event.one("UID")
        key = f"{place}" if uid is None else f"uid {uid.value.strip()}"
        named.setdefault(key, []).append(event)
    for group in named.values():
        if sum(one.one("RECURRENCE-ID") is None for one in group) > 1:
            yield from ([one] for one in group)
        else:
            yield group


def _takes_no_time(event: Block) -> bool:
    """Whether an entry says of itself that it was cancelled, or leaves its owner free."""
    status, transparent = event.one("STATUS"), event.one("TRANSP")
    return (status is not None and status.value.strip().upper() == "CANCELLED") or (
        transparent is not None and transparent.value.strip().upper() == "TRANSPARENT"
    )


def _ms(day: date, zone: ZoneInfo) -> int:
    """The beginning of a day, UTC milliseconds."""
    moment = datetime.combine(day, time(), zone).astimezone(UTC)
    return int(moment.timestamp()) * 1000
