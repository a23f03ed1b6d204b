# SPDX-License-Identifier: Apache-2.0
"""A form as a template shows it: every field with its label, value, hint and fault, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from comity.desk.forms.doubts import Doubt
from comity.desk.forms.faults import fault_told
from comity.desk.forms.fields import DayField, WordsField
from comity.telling.voice import Voice

__all__ = ["ShownChoice", "ShownFault", "ShownField", "ShownForm", "ShownPart", "shown_form"]


ROWS_MIN: Final = 5
ROWS_MAX: Final = 18
ROW_CHARS: Final = 44
"""About as many characters of the narrowest script stand in a row where three stand side by side;
of wide ones half as many."""


class ShownChoice(NamedTuple):
    """One choice: its code, what it is called, whether it is chosen."""

    value: str
    text: str
    chosen: bool


class ShownPart(NamedTuple):
    """One input of a field of several: ``ko``, ``ja``, ``en``, or ``year``, ``month``, ``day``."""

    code: str
    name: str
    id: str
    value: str


class ShownFault(NamedTuple):
    """What is off with a field, and the input that it is about."""

    told: str
    id: str


class ShownField(NamedTuple):
    """One field.

    Args:
        name, id: in the page; `id` is where a fault leads.
        kind: ``line``, ``long``, ``words``, ``words-long``, ``day``, ``time``, ``number``,
            ``radios``, ``select`` or ``checkboxes``.
        label, hint: in the reader's language; empty where there is none.
        faults: what is off with it.
        required: whether it must be filled in.
        value: what it holds, as text.
        parts: inputs of a field of several.
        choices: of a field that offers some.
        longest: most characters of a text, else 0.
        doubts: what is asked at it.
        section: the heading above it, where a part of the form begins with it; else empty.
    """

    name: str
    id: str
    kind: str
    label: str
    hint: str
    faults: tuple[ShownFault, ...]
    required: bool
    value: str
    parts: tuple[ShownPart, ...]
    choices: tuple[ShownChoice, ...]
    longest: int
    doubts: tuple[Doubt, ...] = ()
    section: str = ""

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The choices as code and words."""
        return tuple((one.value, one.text) for one in self.choices)

    @property
    def chosen(self) -> str | None:
        """The code that is chosen, or None."""
        return next((one.value for one in self.choices if one.chosen), None)

    @property
    def all_chosen(self) -> tuple[str, ...]:
        """Every code that is chosen."""
        return tuple(one.value for one in self.choices if one.chosen)

    def part(self, code: str) -> str:
        """What one input of a field of several holds."""
        return next((one.value for one in self.parts if one.code == code), "")

    @property
    def fault(self) -> str:
        """All that is off with it, as it is said at the field; empty where nothing is."""
        return " · ".join(one.told for one in self.faults)

    @property
    def rows(self) -> int:
        """How many rows a text of several lines is given: what it holds can be read at once."""
        longest = max((_rows(part.value) for part in self.parts), default=0)
        return min(max(longest, ROWS_MIN), ROWS_MAX)

    def wrong(self, part: ShownPart) -> bool:
        """Whether something is off with this very input of a field of several."""
        return any(one.id == part.id for one in self.faults)


class ShownForm(NamedTuple):
    """A form: its fields, and every fault as (what it says, where it leads)."""

    fields: tuple[ShownField, ...]
    faults: tuple[tuple[str, str | None], ...]

    @property
    def wide(self) -> bool:
        """Whether texts in several languages stand side by side in it."""
        return any(field.kind.startswith("words") for field in self.fields)

    @property
    def unsure(self) -> tuple[tuple[str, str], ...]:
        """Every question that has no answer yet, as (what it asks, where it is answered)."""
        return tuple(
            (one.told, f"#{one.token}")
            for field in self.fields
            for one in field.doubts
            if not one.sure
        )

    @property
    def touched(self) -> bool:
        """Whether anything but a choice is filled in, or anything is off."""
        typed = any(field.value or any(part.value for part in field.parts) for field in self.fields)
        return typed or bool(self.faults)


def shown_form(
    voice: Voice, form: forms.Form, doubts: Sequence[Doubt] = (), *, quiet: bool = False
) -> ShownForm:
    """The form as it stands, bound or not.

    Args:
        voice: of the reader.
        form: as it was begun or sent.
        doubts: what it asks.
        quiet: whether faults go unsaid, since nobody has tried to save it.
    """
    faults = form.errors.as_data() if form.is_bound and not quiet else {}
    fields = tuple(
        _field(voice, form, name, faults.get(name, []))._replace(
            doubts=tuple(one for one in doubts if one.field == name)
        )
        for name in form.fields
    )
    tops: list[tuple[str, str | None]] = [
        (fault_told(voice, str(one.code), "", one.params), None)
        for one in faults.get(NON_FIELD_ERRORS, [])
    ]
    told = [(fault.told, f"#{fault.id}") for field in fields for fault in field.faults]
    return ShownForm(fields, (*tops, *told))


def _field(voice: Voice, form: forms.Form, name: str, faults: list[ValidationError]) -> ShownField:
    field, words = form.fields[name], voice.words
    value: Any = form[name].value()
    label = words.gettext(str(field.label))
    kind = str(getattr(field, "kind", "line"))
    parts: tuple[ShownPart, ...] = ()
    if isinstance(field, WordsField | DayField):
        parts = _parts(voice, field, name, value)
        if isinstance(field, WordsField) and field.lines:
            kind = "words-long"
        value = ""
    chosen = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value or "")]
    choices = tuple(
        ShownChoice(code, words.gettext(text) if text else "", code in chosen)
        for code, text in getattr(field, "choices", {}).items()
    )
    if choices and not field.required and kind != "checkboxes":
        nothing = words.gettext("none named")
        choices = (ShownChoice("", nothing, chosen in ([""], [])), *choices)
    return ShownField(
        name=name,
        id=f"id_{name}",
        kind=kind,
        label=label,
        hint=words.gettext(getattr(field, "hint", "")),
        faults=tuple(_faults(voice, name, label, parts, faults)),
        required=field.required,
        value="" if value is None or choices else str(value),
        parts=parts,
        choices=choices,
        longest=int(getattr(field, "chars_max", 0)),
        section=words.gettext(getattr(field, "section", "")),
    )


def _rows(text: str) -> int:
    """About how many rows a text takes."""
    wide = sum(not one.isascii() for one in text)
    lines = text.count("\n") + 1
    return lines + (len(text) + wide) // ROW_CHARS


def _faults(
    voice: Voice, name: str, label: str, parts: tuple[ShownPart, ...], faults: list[ValidationError]
) -> Iterator[ShownFault]:
    """Each fault with the input to which it leads: the one in that language, else the first."""
    first = parts[0].id if parts else f"id_{name}"
    for one in faults:
        language = (one.params or {}).get("language", "")
        place = next((part.id for part in parts if part.code == language), first)
        yield ShownFault(fault_told(voice, str(one.code), label, one.params), place)


def _parts(
    voice: Voice, field: WordsField | DayField, name: str, value: Any
) -> tuple[ShownPart, ...]:
    """The inputs of a field of several: the reader's own language first, a day by custom."""
    if isinstance(field, WordsField):
        codes = list(field.languages)
        values = _values(value, codes)
        own = voice.words.language
        codes.sort(key=lambda code: code != own)
    else:
        codes = list(field.parts)
        typed = [part.lstrip("0") for part in value.split("-")] if isinstance(value, str) else value
        values = _values(typed, codes)
        if voice.words.language == "en":
            codes.reverse()
    between = "_" if isinstance(field, WordsField) else "-"
    return tuple(
        ShownPart(code, f"{name}_{code}", f"id_{name}{between}{code}", values[code])
        for code in codes
    )


def _values(value: Any, codes: list[str]) -> dict[str, str]:
    if isinstance(value, dict):
        return {code: str(value.get(code) or "") for code in codes}
    typed = [str(one or "") for one in (value or ())]
    return dict(zip(codes, [*typed, *[""] * len(codes)], strict=False))
