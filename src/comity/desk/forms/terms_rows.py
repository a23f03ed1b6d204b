# SPDX-License-Identifier: Apache-2.0
"""Fields of each side, level of protection and contact point of the terms; rows, some to spare.

Every field of a row says of which row it is; a row of which nothing is filled in is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from comity.desk.forms.fields import ChoiceField, KeyField, WordsField
from comity.desk.forms.subject import SubjectForm, labelled
from comity.locale import mark
from comity.subjects.fields import COUNT_MAX
from comity.subjects.terms import Contact, Equivalence, Markings, Terms
from comity.subjects.terms.checks import LEVELS_MAX
from comity.telling.voice import Voice

__all__ = [
    "check_contacts",
    "check_markings",
    "contact_fields",
    "contacts_begun",
    "contacts_of",
    "levels_begun",
    "levels_fields",
    "markings_of",
    "organ_fields",
    "title_fields",
]

LEVELS_SPARE: Final = 1
CONTACTS_SPARE: Final = 2
_ROW: Final = re.compile(r"(level|contact)([1-9][0-9]?)_", re.ASCII)
_KEY_HINT: Final = mark("As open or official: what the record calls it, the lowest level first")
_POST_HINT: Final = mark("A post, never a name")


def title_fields(
    voice: Voice, codes: Iterable[str], needed: Collection[str]
) -> dict[str, forms.Field]:
    """What each of these sides calls the dialogue; only those of the dialogue are needed."""
    words = voice.words
    return {
        f"title_{code}": WordsField(
            words.gettext("What {side} calls the dialogue", side=voice.side(code)),
            required=code in needed,
        )
        for code in codes
    }


def organ_fields(
    voice: Voice, codes: Iterable[str], needed: Collection[str]
) -> dict[str, forms.Field]:
    """The organs of each of these sides; only those of the dialogue are needed."""
    words = voice.words
    found: dict[str, forms.Field] = {}
    for code in codes:
        side = voice.side(code)
        label = words.gettext("The organ of {side} that leads", side=side)
        found[f"lead_{code}"] = WordsField(label, required=code in needed)
        label = words.gettext("The organ of {side} that leads with it", side=side)
        found[f"co_lead_{code}"] = WordsField(label, required=False)
    return found


def levels_fields(
    voice: Voice, codes: Iterable[str], base: Terms | None, data: Mapping[str, Any]
) -> dict[str, forms.Field]:
    """The fields of every level, and the one of the highest that may be held."""
    words, sides = voice.words, list(codes)
    held = 0 if base is None else len(base.markings.equivalence)
    count = _count("level", held, data, LEVELS_SPARE, LEVELS_MAX)
    found: dict[str, forms.Field] = {}
    for n in range(1, count + 1):
        label = words.gettext("Level {number}: short name", number=n)
        found[f"level{n}_key"] = KeyField(
            label, required=False, hint=_KEY_HINT if n == 1 else ""
        )  # fmt: skip
        for code in sides:
            side = voice.side(code)
            label = words.gettext("Level {number}: marked by {side}", number=n, side=side)
            found[f"level{n}_name_{code}"] = WordsField(label, required=False)
    numbers = {str(n): words.gettext("level {number}", number=n) for n in range(1, count + 1)}
    found["ceiling"] = ChoiceField(mark("The highest that may be held here"), numbers, select=True)
    return found


def contact_fields(
    voice: Voice, codes: Iterable[str], base: Terms | None, data: Mapping[str, Any]
) -> dict[str, forms.Field]:
    """The fields of every contact point."""
    words, sides = voice.words, {code: voice.side(code) for code in codes}
    held = 0 if base is None else len(base.contacts)
    found: dict[str, forms.Field] = {}
    for n in range(1, _count("contact", held, data, CONTACTS_SPARE, COUNT_MAX) + 1):
        found[f"contact{n}_party"] = ChoiceField(
            words.gettext("Contact point {number}: which side", number=n), sides,
            required=False, select=True,
        )  # fmt: skip
        found[f"contact{n}_role"] = ChoiceField(
            words.gettext("Contact point {number}: as what", number=n), labelled("contact"),
            required=False, select=True,
        )  # fmt: skip
        found[f"contact{n}_post"] = WordsField(
            words.gettext("Contact point {number}: post", number=n), required=False,
            hint=_POST_HINT if n == 1 else "",
        )  # fmt: skip
    return found


def levels_begun(base: Terms) -> dict[str, Any]:
    """What the fields of the levels hold at first."""
    found: dict[str, Any] = {}
    for n, row in enumerate(base.markings.equivalence, 1):
        found[f"level{n}_key"] = row.level
        found |= {f"level{n}_name_{code}": name for code, name in row.names.items()}
        if row.level == base.markings.ceiling:
            found["ceiling"] = str(n)
    return found


def contacts_begun(base: Terms) -> dict[str, Any]:
    """What the fields of the contact points hold at first."""
    found: dict[str, Any] = {}
    for n, one in enumerate(base.contacts, 1):
        found |= {
            f"contact{n}_party": one.party,
            f"contact{n}_role": one.role,
            f"contact{n}_post": one.post,
        }
    return found


def check_markings(form: SubjectForm) -> None:
    """Every level that is filled in has a short name of its own, and the highest is one of them."""
    rows = list(_filled(form, "level"))
    if not rows:
        form.need("level1_key")
    keys: set[str] = set()
    for n in rows:
        name = f"level{n}_key"
        form.need(name)
        key = form.told(name)
        if key in keys:
            form.add_error(name, ValidationError("", "twice", {"text": key}))
        elif key is not None:
            keys.add(key)
    ceiling = form.told("ceiling")
    if ceiling is not None and int(ceiling) not in rows:
        form.add_error("ceiling", ValidationError("", "ceiling"))


def check_contacts(form: SubjectForm) -> None:
    """Every contact point that is filled in has a side, a role and a post."""
    for n in _filled(form, "contact"):
        for part in ("party", "role", "post"):
            form.need(f"contact{n}_{part}")


def markings_of(form: SubjectForm) -> Markings:
    """The levels as typed; only after `check_markings`."""
    levels = {
        n: Equivalence(form.told(f"level{n}_key"), dict(_names(form, n)))
        for n in _filled(form, "level")
    }
    return Markings(tuple(levels.values()), levels[int(form.told("ceiling"))].level)


def contacts_of(form: SubjectForm) -> tuple[Contact, ...]:
    """The contact points as typed; only after `check_contacts`."""
    return tuple(
        Contact(*(form.told(f"contact{n}_{part}") for part in ("party", "post", "role")))
        for n in _filled(form, "contact")
    )


def _names(form: SubjectForm, n: int) -> Iterator[tuple[str, Any]]:
    start = f"level{n}_name_"
    for name in form.fields:
        if name.startswith(start) and form.told(name) is not None:
            yield name.removeprefix(start), form.told(name)


def _filled(form: SubjectForm, kind: str) -> Iterator[int]:
    """Numbers of the rows in which something is filled in, or is off."""
    numbers = dict.fromkeys(
        int(match[2])
        for name in form.fields
        if (match := _ROW.match(name)) and match[1] == kind
        and (form.told(name) is not None or name in form.errors)
    )  # fmt: skip
    return iter(numbers)


def _count(kind: str, held: int, data: Mapping[str, Any], spare: int, most: int) -> int:
    """How many rows are shown: those filled in, and some to spare."""
    return min(most, max(held, _typed(kind, data)) + spare)


def _typed(kind: str, data: Mapping[str, Any]) -> int:
    """The number of the last row in which something was sent."""
    matches = ((_ROW.match(name), name) for name in data)
    rows = (int(match[2]) for match, name in matches if match and match[1] == kind and data[name])
    return max(rows, default=0)
