# SPDX-License-Identifier: Apache-2.0
"""The kinds of fields: one line, many lines, either in several languages, days, times, choices.

Every text is checked for characters that no signed text may hold (ENC-7), with the place told.
Labels and hints are messages of the catalogue; they are put into words when a page is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Self

from django import forms
from django.core.exceptions import ValidationError

from comity.core.encoding import forbidden_at
from comity.locale import LANGUAGES
from comity.subjects.fields import LINE_CHARS_MAX, TEXT_CHARS_MAX

__all__ = [
    "KEY",
    "UNREADABLE",
    "ChoiceField",
    "ChoicesField",
    "DayField",
    "KeyField",
    "LineField",
    "NumberField",
    "TimeField",
    "WordsField",
]

KEY: Final = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
"""A short name in the record (SUBJ-7)."""
UNREADABLE: Final = "\ufffd"
"""What stands in the place of bytes that came in another encoding."""
YEAR_MIN: Final = 1970
YEAR_MAX: Final = 9998
"""A time of any zone on these days is one that a record can hold (SUBJ-4)."""
_WIDE: Final = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF1A: ":", 0xFF0D: "-"}
"""Digits, colon and hyphen as an East Asian keyboard may write them."""
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_SHOWN_BEFORE: Final = 12
"""Characters quoted ahead of one that is forbidden, so that a person finds it."""


class _Told:
    """What every field knows beside what Django's knows.

    Attributes:
        kind: how it is rendered.
        hint: a message under the label, or empty.
        section: a message: the heading above it, where it is the first of its part of a long form.
    """

    kind: str = "line"
    hint: str = ""
    section: str = ""


def _plain(value: object) -> str:
    """What was typed for a number or time, full-width digits and colons as the narrow ones."""
    return str(value or "").strip().translate(_WIDE)


def checked_text(text: str, chars_max: int, *, lines: bool, language: str = "") -> str:
    """The text with line ends as LF, if a signed text may hold it.

    Raises:
        ValidationError: ``forbidden``, ``length`` or ``line``, with params for the message.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    place = forbidden_at(text)
    params: dict[str, Any] = {"language": language}
    if place is not None:
        before = text[max(0, place - _SHOWN_BEFORE) : place].replace("\n", " ")
        params |= {"point": f"U+{ord(text[place]):04X}", "place": place + 1, "before": before}
        raise ValidationError("", "forbidden", params)
    if UNREADABLE in text:
        raise ValidationError("", "encoding", params | {"place": text.index(UNREADABLE) + 1})
    if len(text) > chars_max:
        raise ValidationError("", "length", params | {"most": chars_max, "now": len(text)})
    if not lines and ("\n" in text or "\t" in text):
        raise ValidationError("", "line", params)
    return text


class LineField(_Told, forms.Field):
    """A text of one line, or of many with ``lines``; None where it is left empty."""

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        required: bool = True,
        chars_max: int = LINE_CHARS_MAX,
        lines: bool = False,
    ) -> None:
        super().__init__(label=label, required=required)
        self.hint, self.chars_max, self.lines = hint, chars_max, lines
        self.kind = "long" if lines else "line"

    def to_python(self, value: Any) -> str | None:
        """The text without blanks around it."""
        text = str(value or "").strip()
        return checked_text(text, self.chars_max, lines=self.lines) if text else None


class KeyField(LineField):
    """A short name in the record, as ``2023-1``; None where it is left empty."""

    def to_python(self, value: Any) -> str | None:
        """The name."""
        text = super().to_python(value)
        if text is not None and not KEY.fullmatch(text):
            raise ValidationError("", "key", {"text": text})
        return text


class WordsField(_Told, forms.MultiValueField):
    """A language map, as ``{"ko": …}``; None where every language is left empty.

    Args:
        label, hint: messages.
        required: whether one language at least is needed.
        lines: whether each text may have several lines.
        chars_max: most characters of each text; what a line or a page may have where it is None.
    """

    kind = "words"

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        required: bool = True,
        lines: bool = False,
        chars_max: int | None = None,
    ) -> None:
        self.languages: Sequence[str] = LANGUAGES
        self.lines = lines
        self.chars_max = chars_max or (TEXT_CHARS_MAX if lines else LINE_CHARS_MAX)
        parts = [forms.Field(required=False) for _ in self.languages]
        widget = forms.MultiWidget({one: forms.TextInput() for one in self.languages})
        super().__init__(
            parts, widget=widget, label=label, required=required, require_all_fields=False
        )
        self.hint = hint

    def speak(self, languages: Sequence[str]) -> None:
        """Ask for the text in these languages, before the form is shown or read."""
        self.languages = tuple(languages)
        self.fields = tuple(forms.Field(required=False) for _ in self.languages)
        self.widget = forms.MultiWidget({one: forms.TextInput() for one in self.languages})

    def checked(self, text: str, language: str) -> str:
        """What was typed in one language, which is not blank. Raises as `checked_text`."""
        return checked_text(text.strip(), self.chars_max, lines=self.lines, language=language)

    def clean(self, value: Any) -> dict[str, str] | None:
        """The language map of what was typed; every language that is off is told."""
        found, faults = {}, []
        for language, typed in zip(self.languages, value or (), strict=False):
            text = str(typed or "")
            if not text.strip():
                continue
            try:
                found[language] = self.checked(text, language)
            except ValidationError as error:
                faults.append(error)
        if faults:
            raise ValidationError(faults)
        if not found and self.required:
            raise ValidationError("", "required")
        return found or None


class DayField(_Told, forms.MultiValueField):
    """A day of the calendar, as ``2023-04-26``; None where it is left empty."""

    kind = "day"
    parts: Final = ("year", "month", "day")

    def __init__(
        self, label: str, *, hint: str = "", required: bool = True, year_min: int = YEAR_MIN
    ) -> None:
        inner = [forms.Field(required=False) for _ in self.parts]
        widget = forms.MultiWidget({one: forms.TextInput() for one in self.parts})
        super().__init__(
            inner, widget=widget, label=label, required=required, require_all_fields=False
        )
        self.hint, self.year_min = hint, year_min

    def clean(self, value: Any) -> str | None:
        """The day of the three numbers that were typed."""
        typed = [_plain(one) for one in (value or ())]
        if not any(typed):
            if self.required:
                raise ValidationError("", "required")
            return None
        if not all(one.isascii() and one.isdigit() and len(one) <= 4 for one in typed):  # noqa: PLR2004
            raise ValidationError("", "day")
        year, month, day = (int(one) for one in typed)
        if not self.year_min <= year <= YEAR_MAX:
            raise ValidationError("", "year", {"least": self.year_min})
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            raise ValidationError("", "day") from None


class TimeField(_Told, forms.Field):
    """A time of day, as ``09:30``; None where it is left empty."""

    kind = "time"

    def __init__(self, label: str, *, hint: str = "", required: bool = True) -> None:
        super().__init__(label=label, required=required)
        self.hint = hint

    def to_python(self, value: Any) -> str | None:
        """The time in two digits each."""
        text = _plain(value)
        if not text:
            return None
        match = _TIME.fullmatch(text)
        if match is None:
            raise ValidationError("", "time")
        return f"{int(match[1]):02}:{match[2]}"


class NumberField(_Told, forms.Field):
    """A whole number within bounds; None where it is left empty."""

    kind = "number"

    def __init__(
        self, label: str, low: int, high: int, *, hint: str = "", required: bool = True
    ) -> None:
        super().__init__(label=label, required=required)
        self.hint, self.low, self.high = hint, low, high

    def to_python(self, value: Any) -> int | None:
        """The number."""
        text = _plain(value)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise ValidationError("", "number", {"low": self.low, "high": self.high})
        number = int(text)
        if not self.low <= number <= self.high:
            raise ValidationError("", "number", {"low": self.low, "high": self.high})
        return number


class _Offering(_Told, forms.Field):
    """A field that offers choices, each form its own: a copy shares none with what it is of."""

    choices: dict[str, str]

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        made = super().__deepcopy__(memo)
        made.choices = dict(self.choices)
        return made


class ChoiceField(_Offering):
    """One code out of some; None for the empty one. The labels are put into words by the form."""

    kind = "radios"

    def __init__(
        self,
        label: str,
        choices: Mapping[str, str] | None = None,
        *,
        hint: str = "",
        required: bool = True,
        select: bool = False,
    ) -> None:
        super().__init__(label=label, required=required)
        self.hint = hint
        self.choices: dict[str, str] = dict(choices or {})
        self.kind = "select" if select else "radios"

    def to_python(self, value: Any) -> str | None:
        """The code, if it is one of the choices."""
        code = str(value or "")
        if not code:
            return None
        if code not in self.choices:
            raise ValidationError("", "choice")
        return code


class ChoicesField(_Offering):
    """Several codes out of some, in the order in which they are offered."""

    kind = "checkboxes"

    def __init__(
        self,
        label: str,
        choices: Mapping[str, str] | None = None,
        *,
        hint: str = "",
        required: bool = True,
    ) -> None:
        super().__init__(label=label, required=required, widget=forms.SelectMultiple())
        self.hint = hint
        self.choices: dict[str, str] = dict(choices or {})

    def to_python(self, value: Any) -> tuple[str, ...] | None:
        """The codes, if all of them are choices."""
        codes = [str(one) for one in (value or ())]
        if any(code not in self.choices for code in codes):
            raise ValidationError("", "choice")
        return tuple(code for code in self.choices if code in codes) or None
