# SPDX-License-Identifier: Apache-2.0
"""Public holidays by the names of the library's tables, in the reader's language.

A name that does not stand here is told as the library has it: in the reader's language where it
knows that, else in English.
"""

from __future__ import annotations

from typing import Final

from comity.locale import mark
from comity.telling.voice import Voice

__all__ = ["holiday_named"]

_NAMES: Final = frozenset({
    mark("Alternative holiday for Buddha's Birthday"),
    mark("Alternative holiday for Children's Day"),
    mark("Alternative holiday for Christmas Day"),
    mark("Alternative holiday for Chuseok"),
    mark("Alternative holiday for Constitution Day"),
    mark("Alternative holiday for Hangul Day"),
    mark("Alternative holiday for Independence Movement Day"),
    mark("Alternative holiday for Korean New Year"),
    mark("Alternative holiday for Labor Day"),
    mark("Alternative holiday for Liberation Day"),
    mark("Alternative holiday for National Foundation Day"),
    mark("Armed Forces Day"),
    mark("Autumnal Equinox Day"),
    mark("Buddha's Birthday"),
    mark("Children's Day"),
    mark("Christmas Day"),
    mark("Christmas Day (observed)"),
    mark("Chuseok"),
    mark("Columbus Day"),
    mark("Coming of Age Day"),
    mark("Constitution Day"),
    mark("Culture Day"),
    mark("Emperor's Birthday"),
    mark("Foundation Day"),
    mark("Greenery Day"),
    mark("Hangul Day"),
    mark("Independence Day"),
    mark("Independence Day (observed)"),
    mark("Independence Movement Day"),
    mark("Juneteenth National Independence Day"),
    mark("Juneteenth National Independence Day (observed)"),
    mark("Korean New Year"),
    mark("Labor Day"),
    mark("Labor Thanksgiving Day"),
    mark("Liberation Day"),
    mark("Local Election Day"),
    mark("Marine Day"),
    mark("Martin Luther King Jr. Day"),
    mark("Memorial Day"),
    mark("Mountain Day"),
    mark("National Assembly Election Day"),
    mark("National Foundation Day"),
    mark("National Holiday"),
    mark("New Year's Day"),
    mark("New Year's Day (observed)"),
    mark("Presidential Election Day"),
    mark("Respect for the Aged Day"),
    mark("Showa Day"),
    mark("Sports Day"),
    mark("Substitute Holiday"),
    mark("Temporary Public Holiday"),
    mark("Thanksgiving Day"),
    mark("The day preceding Chuseok"),
    mark("The day preceding Korean New Year"),
    mark("The second day of Chuseok"),
    mark("The second day of Korean New Year"),
    mark("Vernal Equinox Day"),
    mark("Veterans Day"),
    mark("Veterans Day (observed)"),
    mark("Washington's Birthday"),
})  # fmt: skip


def holiday_named(voice: Voice, name: str) -> str:
    """The name; several of one day in a row."""
    parts = name.split("; ")
    return voice.list(voice.words.gettext(one) if one in _NAMES else one for one in parts)
