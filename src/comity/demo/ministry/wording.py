# SPDX-License-Identifier: Apache-2.0
"""Sentences in three languages with their places filled: rounds, days, months, objects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from comity.demo.clock import LOCAL
from comity.subjects.fields import Words

__all__ = ["SIGN", "day_of", "days", "fill", "many", "month", "numbered", "signed_as_invented"]

SIGN: Final = "°"
"""The sign of what is invented."""
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_TEENS: Final = range(11, 14)
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}


def fill(words: Words, /, **places: object) -> Words:
    """The words with their places filled, in English with a capital at the beginning.

    Args:
        words: with places such as ``{object}``.
        places: a language map, or anything that is written alike in every language.
    """
    filled = {
        language: text.format(
            **{
                name: value[language] if isinstance(value, Mapping) else value
                for name, value in places.items()
            }
        )
        for language, text in words.items()
    }
    if "en" in filled:
        filled["en"] = filled["en"][:1].upper() + filled["en"][1:]
    return filled


def many(parties: int) -> Words:
    """Both sides, or every side of a dialogue of more."""
    if parties > 2:  # noqa: PLR2004 - more than both
        return {"en": "the sides", "ko": "각측", "ja": "各側"}
    return {"en": "the two sides", "ko": "양측", "ja": "双方"}


def numbered(number: int) -> Words:
    """A round by its number."""
    ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
    return {"en": f"{number}{ending} round", "ko": f"제{number}차 회의", "ja": f"第{number}回会合"}


def day_of(ms: int) -> date:
    """The day of an instant in Seoul."""
    return datetime.fromtimestamp(ms / 1000, LOCAL).date()


def days(ms: int) -> Words:
    """The day of an instant in Seoul, as each language writes it."""
    day = day_of(ms)
    return {
        "en": f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
        "ko": f"{day.year}년 {day.month}월 {day.day}일",
        "ja": f"{day.year}年{day.month}月{day.day}日",
    }


def month(ms: int) -> Words:
    """The month of an instant, as each language writes it."""
    day = day_of(ms)
    return {
        "en": f"{_MONTHS[day.month - 1]} {day.year}",
        "ko": f"{day.year}년 {day.month}월",
        "ja": f"{day.year}年{day.month}月",
    }


def signed_as_invented(words: Words) -> Words:
    """A title that bears the sign of what is invented."""
    return {language: text if SIGN in text else f"{text}{SIGN}" for language, text in words.items()}
