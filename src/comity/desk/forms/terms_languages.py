# SPDX-License-Identifier: Apache-2.0
"""Languages of the terms beside the three that the desk speaks: named by code, then written in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.core.exceptions import ValidationError

from comity.core.errors import MalformedError
from comity.desk.forms.subject import SubjectForm
from comity.locale import LANGUAGES
from comity.subjects.fields import LANGUAGES_MAX, check_language
from comity.subjects.terms import Terms

__all__ = ["LANGUAGE_LISTS", "POINT_LISTS", "check_further", "is_language", "languages_in"]

LANGUAGE_LISTS: Final = ("negotiating", "working", "authentic")
"""Members of the languages of the terms, in the order of the body."""
POINT_LISTS: Final = ("scope", "kept_out", "without_prejudice")
"""Members of the terms that are lists of points."""


def is_language(code: str) -> bool:
    """Whether this is a language code such as ``fr`` or ``zh-Hant``."""
    try:
        check_language(code, "further")
    except MalformedError:
        return False
    return True


def check_further(form: SubjectForm) -> None:
    """The field ``further`` names codes of languages, and not too many of them."""
    codes = (form.told("further") or "").split()
    for code in codes:
        if not is_language(code):
            form.add_error("further", ValidationError("", "language", {"text": code[:60]}))
            return
    most, now = LANGUAGES_MAX - len(LANGUAGES), len({*codes} - {*LANGUAGES})
    if now > most:
        form.add_error("further", ValidationError("", "many", {"most": most, "now": now}))


def languages_in(terms: Terms) -> list[str]:
    """The languages that the terms name or stand in, beside the three of the desk; by code."""
    found = {code for words in _all_words(terms) for code in words}
    for name in LANGUAGE_LISTS:
        found.update(getattr(terms.languages, name))
    return sorted(found - {*LANGUAGES})


def _all_words(terms: Terms) -> Iterator[Iterable[str]]:
    yield from terms.titles.values()
    yield terms.common_title or ()
    for side in terms.sides.values():
        yield side.lead
        yield side.co_lead or ()
    yield terms.mandate.decision
    for name in POINT_LISTS:
        yield from getattr(terms, name)
    yield from (terms.legal_status.words, terms.understanding)
    yield from (terms.rhythm.words, terms.readout.words)
    for row in terms.markings.equivalence:
        yield from row.names.values()
    for contact in terms.contacts:
        yield contact.post
