# SPDX-License-Identifier: Apache-2.0
"""What is said and agreed about an incident, ``incident/<id>/…``: the bodies.

The mode, live, drill or test, stands in every body and in the id, so that a drill is never taken
for an incident even where one of both is lost. Rule: INC-1.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import msgspec

from comity.subjects.fields import Words
from comity.subjects.incidents.values import Fact, Moment, Shared

__all__ = [
    "CLASSES",
    "LIMITS_S",
    "PREFIXES",
    "Ack",
    "Assessment",
    "Call",
    "End",
    "Facts",
    "Kind",
    "Merge",
    "Mode",
    "Notice",
    "Ref",
    "Response",
    "Review",
    "Update",
    "mode_of",
]

Mode: TypeAlias = Literal["live", "drill", "test"]
Kind: TypeAlias = Literal[
    "missile-launch", "satellite-launch", "nuclear-test",
    "air-event", "sea-event", "border-event", "bilateral",
    "export-control", "supply-disruption", "cyber", "other",
]  # fmt: skip
Ref: TypeAlias = tuple[str, int, int]
"""A message: the party, the number of its entry, the place in the entry."""

PREFIXES: Final[dict[Mode, str]] = {"drill": "exr-", "test": "tst-"}
"""How the ids of drills and tests begin; a live one begins with neither. Rule: INC-1."""

CLASSES: Final[dict[str, str]] = {
    "missile-launch": "a", "satellite-launch": "a", "nuclear-test": "a",
    "air-event": "b", "sea-event": "b", "border-event": "b", "bilateral": "b", "other": "b",
    "export-control": "c", "supply-disruption": "c",
    "cyber": "d",
}  # fmt: skip
"""The class of urgency of each kind. Rule: INC-3."""

LIMITS_S: Final[dict[str, int]] = {"a": 600, "b": 1_800, "c": 86_400, "d": 7_200}
"""Seconds within which a duty officer acknowledges, by class, where the terms say nothing, and
always in class C: the terms' limit is that of the urgent ones. Rule: INC-3."""


def mode_of(name: str) -> Mode:
    """The mode of the incident with that id. Rule: INC-1."""
    return next((mode for mode, prefix in PREFIXES.items() if name.startswith(prefix)), "live")


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first word of an incident: what kind, and when. Rule: INC-2.

    Args:
        mode: as the id says.
        kind: what has happened.
        occurred: when, with the zone and how exactly it is known.
        title: in a few words, or None.
        area: where, in words, or None; nothing is put on a map or renamed.
        count: how many, or None where not known.
        text: more, several lines, or None.
        same_as: ids of incidents that may be the same event; only agreement merges them.
    """

    mode: Mode
    kind: Kind
    occurred: Moment
    title: Words | None
    area: Words | None
    count: int | None
    text: Words | None
    same_as: tuple[str, ...]


class Update(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a notifier knows now: a new version of its notice. Rule: INC-4."""

    mode: Mode
    occurred: Moment | None
    area: Words | None
    count: int | None
    text: Words | None


class Ack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A duty officer has taken note of one message; the post is that of the entry. INC-5."""

    mode: Mode
    message: Ref
    text: Words | None


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side's log of a call. It acknowledges nothing by itself. Rule: INC-6.

    Args:
        mode: as the id says.
        at, zone: when it began, with the zone in which that is meant.
        posts: who spoke, by party: posts, never names.
        message: the message that was read out, or None.
        text: what was said, several lines, or None.
    """

    mode: Mode
    at: int
    zone: str
    posts: dict[str, Words]
    message: Ref | None
    text: Words | None


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one side releases of what it knows, field by field; the newest counts whole. INC-7."""

    mode: Mode
    facts: dict[str, Fact]


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a notifier ends it: four words that never stand for each other. Rule: INC-8.

    Args:
        mode: as the id says.
        end: ``stand-down`` (it was real, the danger is over), ``false-alarm`` (nothing has
            happened), ``sent-in-error`` (never meant to be sent), ``corrected`` (a fact was wrong).
        text: why; None only for a stand-down.
    """

    mode: Mode
    end: Literal["stand-down", "false-alarm", "sent-in-error", "corrected"]
    text: Words | None


class Merge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That this incident is the same event as another one; offered, never assumed. INC-10."""

    mode: Mode
    into: str


class Assessment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shared assessment, field by field. Rules: INC-11, INC-12."""

    mode: Mode
    fields: dict[str, Shared]


class Response(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the sides conclude it. Rule: INC-14.

    Args:
        mode: as the id says.
        form: ``joint-text``, ``parallel-texts``, ``no-statement``, ``no-common-assessment``,
            or ``prevention-agreed-facts-open``.
        text: the words or the steps agreed; None where there are none.
    """

    mode: Mode
    form: Literal[
        "joint-text", "parallel-texts", "no-statement",
        "no-common-assessment", "prevention-agreed-facts-open",
    ]  # fmt: skip
    text: Words | None


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is learned from it; agreed, it closes the incident. Rule: INC-15."""

    mode: Mode
    lessons: Words | None
