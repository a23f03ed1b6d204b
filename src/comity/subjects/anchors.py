# SPDX-License-Identifier: Apache-2.0
"""Anchors, ``anchor/<id>``: outside events that all sides know, on which windows hang."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.fields import (
    Words,
    check_day,
    check_words,
    check_zone,
    malformed,
    read_struct,
)
from comity.subjects.reading import Look, Route
from comity.subjects.standing import RoomView, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import reply_s, terms_in_force

__all__ = ["ROUTES", "Anchor", "AnchorView", "check_anchor", "read_anchor", "view"]


class Anchor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An outside event and its days. Rule: ANCH-1.

    Args:
        title: what the event is called.
        kind: what it is.
        first_day, last_day: days as ``2023-04-26``, in the zone; the same day if it is one.
        zone: IANA name of the zone in which the days are meant.
        place: where, or None.
    """

    title: Words
    kind: Literal["summit", "visit", "conference", "publication", "election", "other"]
    first_day: str
    last_day: str
    zone: str
    place: Words | None


@dataclass(frozen=True, slots=True)
class AnchorView:
    """One anchor: its id, how it stands, and its agreed value if readable here."""

    id: str
    standing: Standing[Anchor, Statement]
    anchor: Anchor | None


def check_anchor(anchor: Anchor) -> Anchor:
    """The anchor, if it is whole.

    Raises:
        MalformedError: ``anchor/days`` if it ends before it begins (ANCH-1), or as the checks
            of fields.
    """
    check_words(anchor.title, "title")
    check_day(anchor.first_day, "first_day")
    check_day(anchor.last_day, "last_day")
    check_zone(anchor.zone, "zone")
    if anchor.place is not None:
        check_words(anchor.place, "place")
    if anchor.last_day < anchor.first_day:
        raise malformed("anchor/days", "ANCH-1", "last_day", "not before the first day")
    return anchor


def read_anchor(raw: bytes) -> Anchor:
    """The anchor that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_anchor(read_struct(raw, Anchor))


_ANCHOR: Final[Route[Anchor, Statement]] = Route(("anchor", "*"), read_anchor, read_statement)
ROUTES: Final = (_ANCHOR,)


def view(sight: Sight, bodies: Bodies) -> RoomView[AnchorView]:
    """Every anchor of a channel, sorted by id. Never raises on a body. Rule: SUBJ-8."""
    look = Look(sight, bodies)
    reply = reply_s(terms_in_force(look))
    details = []
    others = []
    for matter in look.matters("anchor"):
        if _ANCHOR.covers(matter):
            standing = standing_of(look, matter, _ANCHOR, reply)
            details.append(AnchorView(matter.split("/")[1], standing, standing.value))
        else:
            others.append(matter)
    unknown = standings_of(look, others, ROUTES)
    return RoomView("anchors", (*(one.standing for one in details), *unknown), tuple(details))
