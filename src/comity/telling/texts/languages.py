# SPDX-License-Identifier: Apache-2.0
"""In which languages a text is: their order on the page, their names, their authority."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from comity.subjects.texts import Header, TextView
from comity.telling.labels import label
from comity.telling.texts.wording import stood_on
from comity.telling.voice import Voice

__all__ = ["Column", "columns_of", "header_of", "language_told"]

_RANKS: Final = ("authentic", "official", "courtesy")


class Column(NamedTuple):
    """One language of a text: its code and what the version in it is."""

    language: str
    authority: str


def language_told(voice: Voice, code: str) -> str:
    """The name of a language in the reader's; its code where it is none that the desk speaks."""
    return label(voice, "language", code)


def header_of(text: TextView) -> Header | None:
    """What the text is: as agreed, else as proposed last and readable."""
    if text.header.value is not None:
        return text.header.value
    values = [one.body.value for one in text.header.open if one.body.value is not None]
    return values[-1] if values else None


def columns_of(voice: Voice, text: TextView) -> tuple[Column, ...]:
    """The languages in which the text is shown: authentic ones first, courtesy ones last,
    and among those of one rank the reader's own first.

    Languages in which somebody has worded a paragraph, and that the outline does not name, stand
    behind them: nothing is hidden.
    """
    header = header_of(text)
    ranks = {} if header is None else dict(header.languages)
    own = voice.words.language
    named = sorted(ranks, key=lambda code: (_RANKS.index(ranks[code]), code != own, code))
    others = sorted(set(_worded(text)) - set(named))
    words = voice.words
    unnamed = "" if header is None else words.gettext("not a version of this text")
    return (
        *(Column(code, label(voice, "authority", ranks[code])) for code in named),
        *(Column(code, unnamed) for code in others),
    )


def _worded(text: TextView) -> Iterable[str]:
    for standing in text.paragraphs:
        values = [standing.value, *(one.body.value for one, _ in stood_on(standing))]
        for value in values:
            if value is not None:
                yield from value.text
