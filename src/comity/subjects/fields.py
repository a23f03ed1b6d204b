# SPDX-License-Identifier: Apache-2.0
"""What the fields of every body may hold: texts, language maps, instants, days, names, counts.

Shared by all rooms. Each check returns nothing and raises; it says where in the body the fault
lies. Only fixed lists and patterns are used: no clock, locale, zone file or Unicode table.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Final, TypeAlias, TypeVar

import msgspec

from comity.core.encoding import JSON, decode
from comity.core.errors import MalformedError
from comity.core.ids import digest_text, party_code
from comity.core.limits import BODY_BYTES_MAX

__all__ = [
    "COUNT_MAX",
    "DAY_SHIFT_MAX",
    "LANGUAGES_MAX",
    "LINE_CHARS_MAX",
    "NAME_CHARS_MAX",
    "SECONDS_MAX",
    "TEXT_CHARS_MAX",
    "TIME_MS_MAX",
    "Words",
    "check_count",
    "check_day",
    "check_digest",
    "check_distinct",
    "check_instant",
    "check_key",
    "check_language",
    "check_languages",
    "check_line",
    "check_list",
    "check_number",
    "check_party",
    "check_span",
    "check_text",
    "check_words",
    "check_zone",
    "malformed",
    "read_json",
    "read_struct",
    "struct_of",
]

T = TypeVar("T")

Words: TypeAlias = dict[str, str]
"""A language map, each text as it was written: ``{"en": …, "ja": …, "ko": …}`` (SUBJ-3)."""

LANGUAGES_MAX: Final = 8
"""Languages of one map: more than any known dialogue works in."""

NAME_CHARS_MAX: Final = 200
"""Code points of a name that is no language map (a file, a place of a web page)."""

LINE_CHARS_MAX: Final = 500
"""Code points of a title or another text of one line."""

TEXT_CHARS_MAX: Final = 20_000
"""Code points of a paragraph or page, in one language."""

TIME_MS_MAX: Final = 253_402_300_799_999
"""Greatest instant: the last millisecond of the year 9999, UTC."""

SECONDS_MAX: Final = 366 * 86_400
"""Greatest span in seconds that a rule may name: one year."""

DAY_SHIFT_MAX: Final = 366
"""Greatest distance in days from an anchor."""

COUNT_MAX: Final = 64
"""Members of a list in a body where nothing else is said."""

YEAR_MIN: Final = 1900
YEAR_MAX: Final = 2199

_BLANK: Final = " \t\n\u00a0\u3000"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?", re.ASCII)
_KEY: Final = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_ZONE: Final = re.compile(r"UTC|[A-Z][A-Za-z]{1,15}(?:/[A-Z][A-Za-z0-9_+-]{0,31}){1,2}", re.ASCII)


def malformed(code: str, rule: str, where: str, hint: str) -> MalformedError:
    """The error for one field, ready to be raised.

    Args:
        code: stable slug, e.g. ``body/zone``.
        rule: id of a rule of docs/reference/subjects.md.
        where: path of the field within the body, e.g. ``mandate.date``.
        hint: what is expected there.
    """
    return MalformedError(code, rule, f"{where}: {hint}")


def read_json(raw: bytes) -> JSON:
    """The JSON that the bytes of a body hold, not yet checked. Rule: SUBJ-1.

    Args:
        raw: untrusted.

    Raises:
        MalformedError: ``encoding/…`` as `comity.core.encoding.decode`.
    """
    return decode(raw, BODY_BYTES_MAX)


def struct_of(value: JSON, kind: type[T]) -> T:
    """Decoded JSON as a struct with exactly its fields, each of its type. Rule: SUBJ-1.

    Raises:
        MalformedError: ``body/type``.
    """
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise MalformedError("body/type", "SUBJ-1", str(error)) from None


def read_struct(raw: bytes, kind: type[T]) -> T:
    """Both `read_json` and `struct_of`. Raises as they do. Rule: SUBJ-1."""
    return struct_of(read_json(raw), kind)


def check_text(value: str, where: str, chars_max: int = TEXT_CHARS_MAX) -> None:
    """A text of one or many lines is neither blank nor over-long. Rule: SUBJ-2.

    Raises:
        MalformedError: ``body/empty`` or ``body/length``.
    """
    if not value.strip(_BLANK):
        raise malformed("body/empty", "SUBJ-2", where, "a text that says something")
    if len(value) > chars_max:
        raise malformed("body/length", "SUBJ-2", where, f"at most {chars_max} characters")


def check_line(value: str, where: str, chars_max: int = LINE_CHARS_MAX) -> None:
    """A text of one line is that, neither blank nor over-long. Rule: SUBJ-2.

    Raises:
        MalformedError: ``body/empty``, ``body/length``, or ``body/line`` on a line end or tab.
    """
    check_text(value, where, chars_max)
    if "\n" in value or "\t" in value:
        raise malformed("body/line", "SUBJ-2", where, "one line, without tabs")


def check_language(code: str, where: str) -> None:
    """The text is a language code such as ``ko`` or ``zh-Hant``. Rule: SUBJ-3.

    Raises:
        MalformedError: ``body/language``.
    """
    if not _LANGUAGE.fullmatch(code):
        raise malformed("body/language", "SUBJ-3", where, "a language code such as en, ko, ja")


def check_words(
    value: Words, where: str, chars_max: int = LINE_CHARS_MAX, *, lines: bool = False
) -> None:
    """A language map names 1 to 8 languages, with a good text in each. Rules: SUBJ-2, SUBJ-3.

    Args:
        value: not yet checked.
        where: path of the field.
        chars_max: greatest number of code points of each text.
        lines: whether a text may have several lines.

    Raises:
        MalformedError: ``body/words`` on the number of languages; as `check_language` and
            `check_line` or `check_text`.
    """
    if not 1 <= len(value) <= LANGUAGES_MAX:
        raise malformed("body/words", "SUBJ-3", where, f"1 to {LANGUAGES_MAX} languages")
    for language, text in value.items():
        check_language(language, where)
        check = check_text if lines else check_line
        check(text, f"{where}.{language}", chars_max)


def check_languages(values: Collection[str], where: str) -> None:
    """A list of 1 to 8 different language codes. Rules: SUBJ-3, SUBJ-6.

    Raises:
        MalformedError: ``body/count``, ``body/repeated`` or ``body/language``.
    """
    check_list(values, where, 1, LANGUAGES_MAX)
    for code in values:
        check_language(code, where)


def check_instant(value: int, where: str) -> None:
    """An instant is UTC milliseconds from 1970 to the end of 9999. Rule: SUBJ-4.

    Raises:
        MalformedError: ``body/time``.
    """
    if not 0 <= value <= TIME_MS_MAX:
        raise malformed("body/time", "SUBJ-4", where, "UTC milliseconds from 1970 to 9999")


def check_span(start: int, end: int, where: str, days_max: int) -> None:
    """Two instants in order, and no more than some days apart. Rule: SUBJ-4.

    Raises:
        MalformedError: ``body/time``.
    """
    check_instant(start, where)
    check_instant(end, where)
    if not 0 < end - start <= days_max * 86_400_000:
        raise malformed("body/time", "SUBJ-4", where, f"ends after it starts, in {days_max} days")


def check_zone(name: str, where: str) -> None:
    """The text has the form of an IANA zone name; no zone file is read. Rule: SUBJ-4.

    Raises:
        MalformedError: ``body/zone``.
    """
    if not _ZONE.fullmatch(name):
        raise malformed("body/zone", "SUBJ-4", where, "a zone such as Asia/Seoul, or UTC")


def check_day(text: str, where: str) -> None:
    """The text is a day of the calendar from 1900 to 2199 as ``2023-04-26``. Rule: SUBJ-5.

    Raises:
        MalformedError: ``body/day``.
    """
    if _DAY.fullmatch(text) and YEAR_MIN <= int(text[:4]) <= YEAR_MAX:
        try:
            date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return
    raise malformed("body/day", "SUBJ-5", where, "a day such as 2023-04-26")


def check_number(value: int, where: str, low: int, high: int) -> None:
    """The number lies within both bounds. Rule: SUBJ-6.

    Raises:
        MalformedError: ``body/number``.
    """
    if not low <= value <= high:
        raise malformed("body/number", "SUBJ-6", where, f"a number from {low} to {high}")


def check_count(values: Collection[object], where: str, low: int, high: int = COUNT_MAX) -> None:
    """The list or map has a number of members within both bounds. Rule: SUBJ-6.

    Raises:
        MalformedError: ``body/count``.
    """
    if not low <= len(values) <= high:
        raise malformed("body/count", "SUBJ-6", where, f"{low} to {high} members")


def check_distinct(values: Collection[str], where: str) -> None:
    """No member stands twice. Rule: SUBJ-6.

    Raises:
        MalformedError: ``body/repeated``.
    """
    if len(set(values)) != len(values):
        raise malformed("body/repeated", "SUBJ-6", where, "each member once")


def check_list(values: Collection[str], where: str, low: int, high: int = COUNT_MAX) -> None:
    """Both `check_count` and `check_distinct`. Rule: SUBJ-6."""
    check_count(values, where, low, high)
    check_distinct(values, where)


def check_key(text: str, where: str) -> None:
    """The text may be one segment of a matter. Rule: SUBJ-7.

    Raises:
        MalformedError: ``body/key``.
    """
    if not _KEY.fullmatch(text):
        raise malformed("body/key", "SUBJ-7", where, "1 to 40 of a-z, 0-9 and -")


def check_party(text: str, where: str) -> None:
    """The text may be a party's code. Rule: SUBJ-7.

    Raises:
        MalformedError: ``body/party``.
    """
    try:
        party_code(text)
    except MalformedError as error:
        raise malformed("body/party", "SUBJ-7", where, error.hint) from None


def check_digest(text: str, where: str) -> None:
    """The text is a digest. Rule: SUBJ-7.

    Raises:
        MalformedError: ``body/digest``.
    """
    try:
        digest_text(text)
    except MalformedError as error:
        raise malformed("body/digest", "SUBJ-7", where, error.hint) from None
