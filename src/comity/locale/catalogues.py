# SPDX-License-Identifier: Apache-2.0
"""Catalogues as values: which language is meant, and its messages with their places filled.

A domain is one file of messages per language, ``<language>/LC_MESSAGES/<domain>.po`` and, compiled,
``.mo``. `tools/catalogues.py` extracts and compiles them. No global language, no ``setlocale``.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

__all__ = ["LANGUAGES", "Catalogue", "Language", "catalogue", "chosen", "mark"]

Language: TypeAlias = Literal["en", "ko", "ja"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "ko", "ja")
"""The languages of all that people read; the first where nothing is said."""

DOMAIN: Final = "comity"
"""The messages of the CLI; another domain falls back on them."""

FOLDER: Final = Path(__file__).parent
_VARIABLES: Final = ("COMITY_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one language.

    Every call takes the places of the message by name: ``words.gettext("{n} days", n=3)``. A
    message is written as a literal where it is used, or marked by `mark` in a table.
    """

    language: Language
    _messages: gettext.NullTranslations

    def gettext(self, message: str, /, **places: object) -> str:
        """The message in this language."""
        return _filled(self._messages.gettext(message) if message else "", places)

    def ngettext(self, one: str, many: str, count: int, /, **places: object) -> str:
        """The message in the form that the count asks for; ``{count}`` is a place of it."""
        return _filled(self._messages.ngettext(one, many, count), {"count": count, **places})

    def pgettext(self, context: str, message: str, /, **places: object) -> str:
        """The message as meant in a context: a word that other languages must tell apart."""
        return _filled(self._messages.pgettext(context, message), places)


def mark(message: str, /) -> str:
    """The message itself: written in a table here, looked up where it is shown."""
    return message


@cache
def catalogue(language: Language, domain: str = DOMAIN) -> Catalogue:
    """The messages of a language.

    Args:
        language: one of `LANGUAGES`.
        domain: whose messages; what it lacks is looked up in ``comity``.
    """
    return Catalogue(language, _read(language, domain))


def chosen(flag: str | None, environment: Mapping[str, str]) -> Language:
    """The language a person wants to read.

    Args:
        flag: what was asked for by option; wins if it is one of `LANGUAGES`.
        environment: then ``COMITY_LANG``, ``LC_ALL``, ``LC_MESSAGES``, ``LANG``: the first that
            is set and not empty decides, English where it names a language we don't have.
    """
    for wanted in (flag, *(environment.get(name) for name in _VARIABLES)):
        if wanted:
            primary = wanted.replace("-", "_").partition("_")[0].partition(".")[0].lower()
            return next((one for one in LANGUAGES if one == primary), LANGUAGES[0])
    return LANGUAGES[0]


def _read(language: Language, domain: str) -> gettext.NullTranslations:
    messages = gettext.translation(domain, FOLDER, [language], fallback=True)
    if domain != DOMAIN:
        messages.add_fallback(_read(language, DOMAIN))
    return messages


def _filled(text: str, places: Mapping[str, object]) -> str:
    return text.format_map(places) if places else text
