# SPDX-License-Identifier: Apache-2.0
"""Facts of an incident as values: which fields there are, in what each is said, and what two
sides make of them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias, cast

import msgspec

from comity.core.ids import Code
from comity.subjects.fields import (
    Words,
    check_day,
    check_instant,
    check_number,
    check_words,
    check_zone,
    malformed,
)

__all__ = [
    "FIELDS",
    "FIELDS_OF",
    "PRECISION_S_MAX",
    "TOGETHER_MS",
    "Agreed",
    "Choice",
    "Day",
    "Differ",
    "Fact",
    "Field",
    "Moment",
    "Number",
    "Omitted",
    "Range",
    "Shared",
    "Text",
    "Value",
    "check_moment",
    "check_value",
    "suggested",
]

PRECISION_S_MAX: Final = 7 * 86_400
"""Greatest number of seconds by which a time may be uncertain: a week."""
TOGETHER_MS: Final = 120_000
"""Times of one event that lie no further apart are told as a range, not as a dispute."""
TEXT_CHARS_MAX: Final = 2_000


class Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="form", tag="time"):
    """An instant with the zone in which it is meant, exact to some seconds (0: to the second)."""

    at: int
    zone: str
    precision_s: int


class Number(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="form", tag="number"
):
    """A whole number in the unit of its field, give or take some."""

    value: int
    plus_minus: int


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="form", tag="text"):
    """In words, each language as it was written."""

    text: Words


class Day(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="form", tag="day"):
    """A day of the calendar."""

    day: str


class Choice(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="form", tag="choice"
):
    """One of the codes of its field."""

    code: str


Value: TypeAlias = Moment | Number | Text | Day | Choice


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one side says of a field. Not said is not the same as unknown. Rule: INC-7.

    Args:
        state: ``given``, ``unknown`` or ``not-applicable``.
        value: exactly where it is given.
        confidence: how sure the side is, or None.
        source: from what kind of source, or None.
    """

    state: Literal["given", "unknown", "not-applicable"]
    value: Value | None
    confidence: Literal["confirmed", "likely", "possible", "doubtful"] | None
    source: Literal["own-sensors", "official", "press", "partner"] | None


class Agreed(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="state", tag="agreed"
):
    """All sides say this; None: all say that it is not known."""

    value: Value | None


class Range(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="state", tag="range"
):
    """Between two values, both included."""

    low: Value
    high: Value


class Differ(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="state", tag="differ"
):
    """Agreed to differ: what each side says; None: it does not know."""

    positions: dict[str, Value | None]


class Omitted(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="state", tag="omitted"
):
    """Left out of the assessment on purpose."""


Shared: TypeAlias = Agreed | Range | Differ | Omitted


class Field(NamedTuple):
    """One field: in what it is said.

    Args:
        form: ``time``, ``number``, ``text``, ``day`` or ``choice``.
        unit: of a number, a code, or empty.
        high: greatest number.
        choices: codes of a choice.
    """

    form: str
    unit: str = ""
    high: int = 0
    choices: tuple[str, ...] = ()


FIELDS: Final[dict[str, Field]] = {
    "time": Field("time"),
    "class": Field("text"),
    "count": Field("number", "", 10_000),
    "site": Field("text"),
    "direction": Field("text"),
    "distance": Field("number", "km", 50_000),
    "apogee": Field("number", "km", 50_000),
    "duration": Field("number", "min", 100_000),
    "landing": Field("choice", choices=("territory", "zone", "outside-zone")),
    "area": Field("text"),
    "craft": Field("text"),
    "airspace": Field("choice", choices=("entered", "not-entered")),
    "authority": Field("text"),
    "measure": Field("text"),
    "goods": Field("text"),
    "announced": Field("day"),
    "in-force": Field("day"),
    "attribution": Field("text"),
    "remarks": Field("text"),
}
"""Every field of facts, by key, in the order in which they are shown. Rule: INC-7."""

_LAUNCH: Final = (
    "time", "class", "count", "site", "direction", "distance", "apogee", "duration", "landing",
    "remarks",
)  # fmt: skip
_SCENE: Final = ("time", "area", "craft", "count", "duration", "airspace", "remarks")
_TRADE: Final = ("time", "authority", "measure", "goods", "announced", "in-force", "remarks")
FIELDS_OF: Final[dict[str, tuple[str, ...]]] = {
    "missile-launch": _LAUNCH,
    "satellite-launch": _LAUNCH,
    "nuclear-test": ("time", "site", "count", "class", "remarks"),
    "air-event": _SCENE,
    "sea-event": tuple(one for one in _SCENE if one != "airspace"),
    "border-event": tuple(one for one in _SCENE if one != "airspace"),
    "bilateral": _SCENE,
    "export-control": _TRADE,
    "supply-disruption": ("time", "area", "goods", "duration", "authority", "remarks"),
    "cyber": ("time", "area", "class", "attribution", "remarks"),
    "other": ("time", "area", "count", "remarks"),
}
"""The fields that a form offers for a kind; a body may hold any of `FIELDS`."""


def check_moment(value: Moment, where: str) -> None:
    """The time is one, with zone and precision. Raises MalformedError. Rules: SUBJ-4, SUBJ-6."""
    check_instant(value.at, where)
    check_zone(value.zone, where)
    check_number(value.precision_s, where, 0, PRECISION_S_MAX)


def check_value(field: str, value: Value, where: str) -> None:
    """The value is one of that field.

    Raises:
        MalformedError: ``incident/field`` on an unknown field or a value of another form;
            as the checks of fields. Rule: INC-7.
    """
    known = FIELDS.get(field)
    if known is None or known.form != _FORMS[type(value)]:
        raise malformed("incident/field", "INC-7", where, "a field of the table, said in its form")
    match value:
        case Moment():
            check_moment(value, where)
        case Number():
            check_number(value.value, where, 0, known.high)
            check_number(value.plus_minus, where, 0, known.high)
        case Text():
            check_words(value.text, where, TEXT_CHARS_MAX, lines=True)
        case Day():
            check_day(value.day, where)
        case _:
            if value.code not in known.choices:
                raise malformed("incident/field", "INC-7", where, ", ".join(known.choices))


def suggested(facts: Mapping[Code, Mapping[str, Fact]]) -> dict[str, Shared]:
    """What an assessment may begin with, from what each side has released. Rule: INC-11.

    The same value is agreed; times no more than two minutes apart are a range; what else differs
    is left to differ; what one side alone has said is left out.
    """
    made: dict[str, Shared] = {}
    for field in FIELDS:
        said = {code: fields[field] for code, fields in facts.items() if field in fields}
        if said:
            made[field] = _suggested({code: fact.value for code, fact in said.items()}, len(facts))
    return made


def _suggested(values: dict[Code, Value | None], sides: int) -> Shared:
    if len(values) < sides:
        return Omitted()
    distinct = list(dict.fromkeys(_comparable(one) for one in values.values()))
    if len(distinct) == 1:
        return Agreed(next(iter(values.values())))
    times = [one for one in values.values() if isinstance(one, Moment)]
    if len(times) == len(values):
        times.sort(key=lambda one: one.at)
        if times[-1].at - times[0].at <= TOGETHER_MS:
            return Range(times[0], times[-1])
    return Differ(cast("dict[str, Value | None]", values))


def _comparable(value: Value | None) -> object:
    """What makes two values the same: not how exactly they are known."""
    match value:
        case Moment():
            return value.at
        case Number():
            return value.value
        case Text():
            return tuple(sorted(value.text.items()))
    return value


_FORMS: Final[dict[type, str]] = {
    Moment: "time", Number: "number", Text: "text", Day: "day", Choice: "choice",
}  # fmt: skip
