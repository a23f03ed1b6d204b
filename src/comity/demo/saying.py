# SPDX-License-Identifier: Apache-2.0
"""What is said, apart from the language it is said in: a message and what fills its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from comity.demo.clock import LOCAL
from comity.locale import Catalogue, Language

__all__ = ["Day", "Moment", "Say", "internal", "render", "say"]

_DAYS: Final[dict[Language, str]] = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "ko": "월 화 수 목 금 토 일",
    "ja": "月 火 水 木 金 土 日",
}
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_COMMA: Final[dict[Language, str]] = {"en": ", ", "ko": ", ", "ja": "、"}


@dataclass(frozen=True, slots=True)
class Say:
    """One line. `internal`: it stays at home and is marked so."""

    message: str
    places: Mapping[str, object] = field(default_factory=dict)
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day such as ``2023-04-17``."""

    iso: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in UTC milliseconds, shown as in Seoul and Tokyo."""

    ms: int


def say(message: str, /, **places: object) -> Say:
    """A line; the message is marked where it is written."""
    return Say(message, places)


def internal(message: str, /, **places: object) -> Say:
    """A line that the other side never sees."""
    return Say(message, places, internal=True)


def render(line: Say, words: Catalogue) -> str:
    """The line in a language; places may hold lines, language maps, days, times and lists."""
    filled = {name: _place(value, words) for name, value in line.places.items()}
    return words.gettext(line.message, **filled)


def _place(value: object, words: Catalogue) -> str:
    match value:
        case Say():
            return render(value, words)
        case Day():
            return _day(date.fromisoformat(value.iso), words.language)
        case Moment():
            then = datetime.fromtimestamp(value.ms / 1000, LOCAL)
            gap = "" if words.language == "ja" else " "
            comma = "," if words.language == "en" else ""
            return f"{_day(then.date(), words.language)}{comma}{gap}{then:%H:%M}"
        case Mapping():
            return str(value.get(words.language) or value.get("en") or next(iter(value.values())))
        case list() | tuple():
            return _COMMA[words.language].join(_place(one, words) for one in value)
        case _:
            return str(value)


def _day(day: date, language: Language) -> str:
    weekday = _DAYS[language].split()[day.weekday()]
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일({weekday})"
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{weekday}）"
    return f"{weekday} {day.day} {_MONTHS.split()[day.month - 1]} {day.year}"
