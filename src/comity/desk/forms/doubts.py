# SPDX-License-Identifier: Apache-2.0
"""What a form asks once before it is saved: nothing is wrong, but it may not be meant.

The answer names what was asked and the very words it was asked of: changed words are asked again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from comity.core.encoding import encode
from comity.core.ids import b64
from comity.desk.forms.fields import WordsField
from comity.desk.forms.subject import SubjectForm
from comity.locale import mark
from comity.telling.voice import Voice

__all__ = ["SURE", "Doubt", "Partly", "doubts_of", "partly_changed", "partly_told"]

SURE: Final = "sure"
"""Name of the box that is ticked at what was asked."""
_TOKEN_CHARS: Final = 22
_WHEN: Final = ("day", "start", "last_day", "zone")
"""What says when something is to be, in whatever form."""
_BRACKETED: Final = re.compile(r"\[[^\[\]]*\]|［[^［］]*］")
_PARTLY: Final = mark(
    "The wording was changed in {changed} and not in {unchanged}: is this intended?"
)
_BRACKETS: Final = mark(
    "The wording holds square brackets ({languages}). They would be signed as part of the "
    "text, not as words in dispute: is this intended?"
)
_PAST: Final = mark("{time} has passed already: is this intended?")


class Doubt(NamedTuple):
    """One question at a field.

    Args:
        field: its name in the form.
        told: the question, in the reader's language.
        token: names what is asked of which words.
        sure: whether it was answered with yes.
    """

    field: str
    told: str
    token: str
    sure: bool


class Partly(NamedTuple):
    """Languages in which a text was changed, and those in which it was not."""

    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def partly_changed(
    before: Mapping[str, str] | None, now: Mapping[str, str] | None
) -> Partly | None:
    """Where a text stands in several languages and was changed in some of them only; else None.

    A language that is new or falls away is neither changed nor unchanged.
    """
    old, new = before or {}, now or {}
    both = [code for code in new if code in old]
    changed = tuple(code for code in both if new[code].strip() != old[code].strip())
    unchanged = tuple(code for code in both if code not in changed)
    return Partly(changed, unchanged) if changed and unchanged else None


def partly_told(voice: Voice, form: type[SubjectForm], before: Any, now: SubjectForm) -> list[str]:
    """As it is told of a value that is written already, a sentence a field; `now` is unbound.

    Args:
        voice: of the reader.
        form: the form for the item.
        before: the value that it changes.
        now: the form begun from the new value.
    """
    old = form(None, replace(now.ground, base=before)).initial
    told = []
    for name, field in now.fields.items():
        found = None
        if isinstance(field, WordsField):
            found = partly_changed(old.get(name), now.initial.get(name))
        if found is not None:
            told.append(
                voice.words.gettext(
                    "{label}: the wording was changed in {changed} and not in {unchanged}.",
                    label=voice.words.gettext(str(field.label)),
                    changed=voice.languages(found.changed),
                    unchanged=voice.languages(found.unchanged),
                )
            )
    return told


def doubts_of(
    form: SubjectForm, record: Any, sure: Iterable[str], *, again: bool = False
) -> tuple[Doubt, ...]:
    """All that the form asks; only after `is_valid`.

    Args:
        form: as it was sent.
        record: the value in the record that it started from, or None.
        sure: tokens of what was answered with yes.
        again: whether it changes a draft: words that stand in that are not asked about again.
    """
    before = type(form)(None, replace(form.ground, base=record)).initial
    answered = set(sure)
    return tuple(
        Doubt(name, told, token, token in answered)
        for name, code, told in _asked(form, before)
        if not (again and code != "past" and form.told(name) == form.initial.get(name))
        for token in (_token(form, code, name, before.get(name)),)
    )


def _asked(form: SubjectForm, before: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every question as field, code and words."""
    voice = form.ground.voice
    for name, field in form.fields.items():
        if not isinstance(field, WordsField):
            continue
        found = partly_changed(before.get(name), form.told(name))
        if found is not None:
            changed, unchanged = voice.languages(found.changed), voice.languages(found.unchanged)
            told = voice.words.gettext(_PARTLY, changed=changed, unchanged=unchanged)
            yield name, "partly", told
        held = _bracketed(before.get(name), form.told(name)) if name in form.bracketed else ()
        if held:
            told = voice.languages(held)
            yield name, "brackets", voice.words.gettext(_BRACKETS, languages=told)
    passed = form.passed()
    if passed is not None:
        name, time = passed
        yield name, "past", voice.words.gettext(_PAST, time=time)


def _bracketed(before: Mapping[str, str] | None, now: Mapping[str, str] | None) -> Sequence[str]:
    """Languages in which brackets were typed that were not there before."""
    old, new = before or {}, now or {}
    return [code for code, text in new.items() if text != old.get(code) and _BRACKETED.search(text)]


def _token(form: SubjectForm, code: str, name: str, before: Any) -> str:
    names = _WHEN if code == "past" else (name,)
    typed = [form.told(one) for one in names]
    digest = hashlib.sha256(encode([code, name, typed, before])).digest()
    return f"{code}.{name}.{b64(digest)[:_TOKEN_CHARS]}"
