# SPDX-License-Identifier: Apache-2.0
"""From what a person wrote to what is said of an incident: its id, and facts field by field."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from comity.core.errors import MalformedError
from comity.subjects.incidents import (
    FIELDS,
    PREFIXES,
    Choice,
    Day,
    Fact,
    Mode,
    Moment,
    Number,
    Text,
    Value,
)
from comity.workbench.times import parse_instant

__all__ = ["PARTY_CHARS_MAX", "fact_from", "incident_id", "message_from"]

PARTY_CHARS_MAX: Final = 20
"""Characters of a party's code in an id: a segment of a matter has at most 40 (SUBJ-7)."""
_NUMBER: Final = re.compile(r"([0-9]{1,6})(?:±([0-9]{1,6}))?", re.ASCII)
_MESSAGE: Final = re.compile(r"([a-z0-9-]{2,24})/([1-9][0-9]{0,8})/([0-9]{1,2})", re.ASCII)
_PRECISION_S: Final = 60
_STATES: Final = {"unknown": "unknown", "not-applicable": "not-applicable"}


def incident_id(party: str, mode: Mode, ms: int, zone: str = "UTC") -> str:
    """A new id: how its mode begins, whose it is, and the second in which it was made.

    Args:
        party: our own code.
        mode: live, drill or test.
        ms: now, in UTC milliseconds.
        zone: IANA name of the zone whose clock is meant.
    """
    moment = datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(zone))
    return f"{PREFIXES.get(mode, '')}{party[:PARTY_CHARS_MAX]}-{moment:%Y%m%d-%H%M%S}"


def message_from(text: str) -> tuple[str, int, int]:
    """A message by its name, as ``jp/5/0``.

    Raises:
        MalformedError: ``proposal-name``.
    """
    match = _MESSAGE.fullmatch(text)
    if match is None:
        raise MalformedError("proposal-name", "CLI-5", f"message: {text!r}, as jp/5/0")
    return (match[1], int(match[2]), int(match[3]))


def fact_from(field: str, text: str, zone: str, language: str) -> Fact:
    """A fact as a person writes it: ``1000``, ``1000±50``, ``unknown``, or words.

    Args:
        field: a key of `FIELDS`.
        text: what is said of it.
        zone: in which a time without an offset is meant.
        language: of words.

    Raises:
        MalformedError: ``incident/field`` on an unknown field or a value of another form; ``time``.
    """
    known = FIELDS.get(field)
    if known is None:
        raise MalformedError("incident/field", "INC-7", f"{field}: one of {', '.join(FIELDS)}")
    if text in _STATES:
        state = "unknown" if text == "unknown" else "not-applicable"
        return Fact(state, None, None, None)  # type: ignore[arg-type]  # one of both
    return Fact("given", _value(field, known.form, text, zone, language), None, None)


def _value(field: str, form: str, text: str, zone: str, language: str) -> Value:
    match form:
        case "time":
            return Moment(parse_instant(text, field, zone), zone, _PRECISION_S)
        case "number":
            match = _NUMBER.fullmatch(text)
            if match is None:
                raise MalformedError("incident/field", "INC-7", f"{field}: digits, as 1000 or 10±2")
            return Number(int(match[1]), int(match[2] or 0))
        case "day":
            return Day(text)
        case "choice":
            return Choice(text)
    return Text({language: text})
