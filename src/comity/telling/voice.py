# SPDX-License-Identifier: Apache-2.0
"""How the program speaks to one reader: names of sides, times with their zone, language maps.

The label of a side depends on whose node it is: our own side is ours in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from comity.locale import LANGUAGES, Catalogue, mark

__all__ = ["LANGUAGE_NAMES", "TOLD_MS_MAX", "Voice", "moment_of", "sentence"]

_SIDES: Final = {
    "jp": mark("the Japanese side"),
    "kr": mark("the Korean side"),
    "us": mark("the U.S. side"),
}
"""What each side calls the others; the code before a hyphen decides (``kr-mofa``)."""

LANGUAGE_NAMES: Final = {
    "en": mark("English"),
    "ja": mark("Japanese"),
    "ko": mark("Korean"),
}
"""The languages that have a name here, by code."""

_WEEKDAYS: Final = (
    mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"),
)  # fmt: skip
_MONTHS: Final = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"),
    mark("Jul"), mark("Aug"), mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)  # fmt: skip
TOLD_MS_MAX: Final = 253_402_128_000_000
"""The latest instant that is told, 30 December 9999: an entry's time may claim any later one, and
the calendar of most zones ends before it does."""
_MS_PER_DAY: Final = 86_400_000
_MS_PER_HOUR: Final = 3_600_000
_HOURS_TOLD_MAX: Final = 48
_WORD: Final = re.compile(r"[a-z][A-Za-z'’-]*[,:;.?!…]?(?=\s|$)")
"""A first word that may take a capital: not ``aa측``, ``names.json`` or ``text-1``."""


def sentence(text: str) -> str:
    """The text with a capital first letter, where it begins with an English word.

    A code with which a sentence of another script begins stays as it is: ``aa측``.
    """
    return text[:1].upper() + text[1:] if _WORD.match(text) else text


def moment_of(ms: int) -> datetime:
    """The UTC moment of an instant, at the latest `TOLD_MS_MAX`."""
    return datetime.fromtimestamp(min(ms, TOLD_MS_MAX) / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Voice:
    """One reader's language, and whose node they sit at.

    Args:
        words: the catalogue.
        own: the code of this node's party; None where nobody's node is meant (`comity verify`).
        now_ms: the instant of reading, for "in 2 days"; None leaves such words out.
        all_languages: whether texts are told in every language they were signed in.
        zone: IANA name of the zone in which times are told that have none of their own; None is
            that of this machine.
    """

    words: Catalogue
    own: str | None = None
    now_ms: int | None = None
    all_languages: bool = False
    zone: str | None = None

    def side(self, code: str) -> str:
        """What a side is called here."""
        if code == self.own:
            return self.words.gettext("our side")
        known = _SIDES.get(code.partition("-")[0])
        if known is None:
            return self.words.gettext("side {code}", code=code)
        if "-" in code:
            return f"{self.words.gettext(known)} ({code})"
        return self.words.gettext(known)

    def sides(self, codes: Iterable[str]) -> str:
        """Several sides in a row, our own first."""
        ordered = sorted(codes, key=lambda code: (code != self.own, code))
        return self.list(self.side(code) for code in ordered)

    def language(self, code: str) -> str:
        """The name of a language; its code where it has no name here."""
        name = LANGUAGE_NAMES.get(code)
        return code if name is None else self.words.gettext(name)

    def languages(self, codes: Iterable[str]) -> str:
        """Several languages in a row, in the order given."""
        return self.list(self.language(code) for code in codes)

    def list(self, parts: Iterable[str]) -> str:
        """Several things in a row, with the comma of the language."""
        return self.words.gettext(", ").join(parts)

    def ordered(self, told: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """A language map with this reader's language first, then by code."""
        own = self.words.language
        return sorted(told.items(), key=lambda one: (one[0] != own, one[0]))

    def pick(self, told: Mapping[str, str]) -> str:
        """The text of a language map that this reader reads best; all where all are told."""
        if self.all_languages and len(told) > 1:
            return " / ".join(f"[{code}] {text}" for code, text in self.ordered(told))
        for language in (self.words.language, *LANGUAGES):
            if language in told:
                return told[language]
        return next(iter(told.values()), "")

    def day(self, text: str) -> str:
        """A day of the calendar such as ``2023-04-26``."""
        return self._day(date.fromisoformat(text))

    def instant(self, ms: int, zone: str | None = None) -> str:
        """An instant with its zone.

        Args:
            ms: UTC milliseconds.
            zone: IANA name of the zone it was meant in; None is the reader's.
        """
        zone = zone or self.zone
        moment = self._moment(ms, zone)
        return self.words.gettext(
            "{day}, {time} ({zone})",
            day=self._day(moment.date()),
            time=f"{moment:%H:%M}",
            zone=zone or moment.tzname() or "UTC",
        )

    def span(self, start: int, end: int, zone: str) -> str:
        """From when to when, in the zone in which it was meant."""
        first, last = self._moment(start, zone), self._moment(end, zone)
        if first.date() != last.date():
            return f"{self.instant(start, zone)} – {self.instant(end, zone)}"
        return self.words.gettext(
            "{day}, {time} ({zone})",
            day=self._day(first.date()),
            time=f"{first:%H:%M}–{last:%H:%M}",
            zone=zone,
        )

    def both(self, ms: int, zone: str, other_zone: str) -> str:
        """An instant in the zone in which it is meant, and in a second one that is not level.

        Args:
            ms: UTC milliseconds.
            zone: IANA name of the zone told first.
            other_zone: IANA name of the second zone; left out where both clocks show the same.
        """
        told = self.instant(ms, zone)
        here, there = self._moment(ms, zone), self._moment(ms, other_zone)
        if here.utcoffset() == there.utcoffset():
            return told
        if here.date() == there.date():
            other = self.words.gettext("{time} ({zone})", time=f"{there:%H:%M}", zone=other_zone)
        else:
            other = self.words.gettext(
                "{day}, {time} ({zone})",
                day=self._day_near(there.date(), here.year),
                time=f"{there:%H:%M}",
                zone=other_zone,
            )
        return self.words.gettext("{time}; {other}", time=told, other=other)

    def date_short(self, ms: int, zone: str | None = None) -> str:
        """The day of an instant, with its year only where the reading falls into another.

        Args:
            ms: UTC milliseconds.
            zone: IANA name of the zone whose day is meant; None is the reader's.
        """
        return self._day_near(self._moment(ms, zone).date(), self._year(zone))

    def due(self, ms: int, zone: str | None = None) -> str:
        """The day by which something is due, and how many days of the calendar are left.

        The time of day is told where it matters: today and tomorrow. Args: as `date_short`.
        """
        told = self.date_short(ms, zone)
        if self.now_ms is None:
            return told
        moment = self._moment(ms, zone)
        days = (moment.date() - self._moment(self.now_ms, zone).date()).days
        if ms < self.now_ms:
            off = self.words.gettext("overdue")
        elif days == 0:
            off = self.words.gettext("today, {time}", time=f"{moment:%H:%M}")
        elif days == 1:
            off = self.words.gettext("tomorrow, {time}", time=f"{moment:%H:%M}")
        else:
            off = self.words.ngettext("in {count} day", "in {count} days", days)
        return self.words.gettext("{day} ({off})", day=told, off=off)

    def past(self, ms: int) -> bool:
        """Whether an instant lies before the reading of it."""
        return self.now_ms is not None and ms < self.now_ms

    def by(self, ms: int, zone: str | None = None) -> str:
        """A time by which something is due, with how far off it is."""
        told = self.instant(ms, zone)
        if self.now_ms is None:
            return told
        left = ms - self.now_ms
        if left < 0:
            return self.words.gettext("{time}, overdue", time=told)
        if left < _HOURS_TOLD_MAX * _MS_PER_HOUR:
            hours = left // _MS_PER_HOUR
            off = self.words.ngettext("in {count} hour", "in {count} hours", hours)
        else:
            days = left // _MS_PER_DAY
            off = self.words.ngettext("in {count} day", "in {count} days", days)
        return self.words.gettext("{time}, {off}", time=told, off=off)

    def _day(self, day: date) -> str:
        return self.words.gettext(
            "{weekday} {day} {month} {year}",
            weekday=self.words.gettext(_WEEKDAYS[day.weekday()]),
            day=day.day,
            month=self.words.gettext(_MONTHS[day.month - 1]),
            year=day.year,
        )

    def _day_near(self, day: date, year: int | None) -> str:
        """A day without its year, if that is the one given."""
        if day.year != year:
            return self._day(day)
        return self.words.gettext(
            "{weekday} {day} {month}",
            weekday=self.words.gettext(_WEEKDAYS[day.weekday()]),
            day=day.day,
            month=self.words.gettext(_MONTHS[day.month - 1]),
        )

    def _year(self, zone: str | None) -> int | None:
        return None if self.now_ms is None else self._moment(self.now_ms, zone).year

    def _moment(self, ms: int, zone: str | None) -> datetime:
        zone = zone or self.zone
        moment = moment_of(ms)
        return moment.astimezone(None if zone is None else _zone(zone))


def _zone(name: str) -> tzinfo:
    """The zone of a name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC
