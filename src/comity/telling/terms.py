# SPDX-License-Identifier: Apache-2.0
"""Terms of reference in words, line by line: every field of them."""

from __future__ import annotations

from collections.abc import Iterator

from comity.subjects.terms import Terms
from comity.telling.terms_whole import Told, parts_of
from comity.telling.voice import Voice

__all__ = ["tell_terms"]


def tell_terms(voice: Voice, terms: Terms) -> Iterator[str]:
    """Every field with what it says; the page on use last, and only with every language."""
    for part in parts_of(voice, terms):
        if part.key == "understanding":
            continue
        lines = [_line(voice, one) for one in part.told]
        if len(lines) == 1:
            yield voice.words.gettext("{heading}: {told}", heading=part.heading, told=lines[0])
        elif lines:
            yield voice.words.gettext("{heading}:", heading=part.heading)
            yield from (f"  – {line}" for line in lines)
    if voice.all_languages:
        for language, page in voice.ordered(terms.understanding):
            yield f"[{language}] {page}"


def _line(voice: Voice, one: Told) -> str:
    """One thing that is said, in the reader's language or in all."""
    text = voice.pick(dict(one.texts)) if one.texts[0][0] else one.texts[0][1]
    if not one.frame:
        return text
    return voice.words.gettext("{heading}: {told}", heading=one.frame, told=text)
