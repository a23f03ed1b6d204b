# SPDX-License-Identifier: Apache-2.0
"""Public holidays of the sides, from the library's own tables: nothing is asked of the net.

Lists change by decree; what is shown says so. A holiday is a warning, never a rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import holidays

from comity.workbench.dates.asked import PublicDay

__all__ = ["country_of", "public_days"]

YEARS_MAX: Final = 5
"""Years that are looked up at once."""
_LANGUAGES: Final = {"en": "en_US", "ko": "ko", "ja": "ja"}


def country_of(code: str) -> str | None:
    """The country whose holidays a side keeps, where its code is one of two letters; else None."""
    country = code.upper()
    return country if len(country) == 2 and country in _supported() else None  # noqa: PLR2004


def public_days(
    countries: Iterable[str], first: date, last: date, language: str
) -> tuple[PublicDay, ...]:
    """Every public holiday of those countries between two days, by day and country.

    Args:
        countries: ISO codes of two letters; one that the tables don't know has no holidays.
        first, last: in order, at most `YEARS_MAX` years apart.
        language: en, ko or ja; where the names aren't known in it they are English.
    """
    years = range(first.year, min(last.year, first.year + YEARS_MAX) + 1)
    known = _supported()
    found = []
    for country in sorted(set(countries)):
        if country not in known:
            continue
        names = _LANGUAGES.get(language, "en_US")
        spoken = names if names in known[country] else _english(known[country])
        table = holidays.country_holidays(country, years=years, language=spoken)
        found += [
            PublicDay(country, day.isoformat(), str(name))
            for day, name in table.items()
            if first <= day <= last
        ]
    return tuple(sorted(found, key=lambda one: (one.day, one.country)))


def _supported() -> dict[str, list[str]]:
    """Every country of the tables, with the languages of its names; empty: only its own."""
    spoken = holidays.list_localized_countries(include_aliases=False)
    return {
        country: spoken.get(country, [])
        for country in holidays.list_supported_countries(include_aliases=False)
    }


def _english(languages: list[str]) -> str | None:
    return "en_US" if "en_US" in languages else None
