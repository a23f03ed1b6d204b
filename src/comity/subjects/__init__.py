# SPDX-License-Identifier: Apache-2.0
"""WHAT CAN BE AGREED. Pure: one room for each subject; none knows another, all may know terms.

The door: it finds the room that owns a matter, reads and writes bodies, and asks every room for
its view of a channel. It must never touch clock, chance, disk or net.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from comity.core.encoding import encode
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects import (
    agenda,
    anchors,
    authorities,
    documents,
    facts,
    followups,
    incidents,
    measures,
    meetings,
    press,
    terms,
    texts,
)
from comity.subjects.agenda import AgendaView
from comity.subjects.anchors import AnchorView
from comity.subjects.authorities import AuthorityView
from comity.subjects.documents import DocumentView
from comity.subjects.facts import FactView
from comity.subjects.followups import FollowUpView
from comity.subjects.incidents import IncidentView
from comity.subjects.measures import MeasureView
from comity.subjects.meetings import MeetingView
from comity.subjects.press import PressView
from comity.subjects.reading import Reader, Route, Verb, route_of
from comity.subjects.standing import RoomView, Standing
from comity.subjects.terms import TermsView
from comity.subjects.texts import TextView

__all__ = ["ROUTES", "Rooms", "read_body", "reader_of", "view", "write_body"]

ROUTES: Final[tuple[Route[Any, Any], ...]] = (
    *terms.ROUTES,
    *anchors.ROUTES,
    *meetings.ROUTES,
    *agenda.ROUTES,
    *texts.ROUTES,
    *documents.ROUTES,
    *followups.ROUTES,
    *incidents.ROUTES,
    *press.ROUTES,
    *measures.ROUTES,
    *facts.ROUTES,
    *authorities.ROUTES,
)
"""Every form of matter that is known here, and who reads its bodies: the table of subjects."""


def reader_of(matter: str, verb: Verb) -> Reader[object]:
    """The reader of the bodies of a matter; one that refuses if it is unknown. Rule: SUBJ-10.

    Args:
        matter: any well-formed matter outside ``channel/``.
        verb: ``offer`` for a proposed value, ``declare`` for one party's own word.
    """
    return route_of(ROUTES, matter).reader(verb)


def read_body(matter: str, verb: Verb, raw: bytes) -> object:
    """The body, read by the room that owns the matter.

    Raises:
        MalformedError: as that reader; ``body/matter`` (SUBJ-10), ``body/verb`` (SUBJ-9).
    """
    return reader_of(matter, verb)(raw)


def write_body(matter: str, verb: Verb, value: object) -> bytes:
    """The canonical bytes of a body, refused as every receiver would refuse them.

    Args:
        matter: what it is for.
        verb: how it is to be said.
        value: the struct of the room, or JSON of the same fields.

    Raises:
        MalformedError: as `read_body` on the result.
    """
    raw = encode(value)
    read_body(matter, verb, raw)
    return raw


class Rooms(NamedTuple):
    """The view of every room on one channel."""

    terms: RoomView[TermsView]
    anchors: RoomView[AnchorView]
    meetings: RoomView[MeetingView]
    agenda: RoomView[AgendaView]
    texts: RoomView[TextView]
    documents: RoomView[DocumentView]
    followups: RoomView[FollowUpView]
    incidents: RoomView[IncidentView]
    press: RoomView[PressView]
    measures: RoomView[MeasureView]
    facts: RoomView[FactView]
    authorities: RoomView[AuthorityView]

    @property
    def standings(self) -> tuple[Standing[Any, Any], ...]:
        """Every matter of every room, in the order of rooms."""
        rooms: tuple[RoomView[Any], ...] = self
        return tuple(standing for room in rooms for standing in room.standings)


def view(sight: Sight, bodies: Bodies) -> Rooms:
    """What every room shows of a channel. Never raises on a body. Rule: SUBJ-8.

    Rooms don't know each other; what one needs of another is handed over here: the days of
    anchors to meetings, the beginnings of meetings to agendas.
    """
    seen_anchors = anchors.view(sight, bodies)
    days = {one.id: one.anchor.first_day for one in seen_anchors.details if one.anchor is not None}
    seen_meetings = meetings.view(sight, bodies, days)
    starts = {one.id: one.start for one in seen_meetings.details if one.start is not None}
    return Rooms(
        terms=terms.view(sight, bodies),
        anchors=seen_anchors,
        meetings=seen_meetings,
        agenda=agenda.view(sight, bodies, starts),
        texts=texts.view(sight, bodies),
        documents=documents.view(sight, bodies),
        followups=followups.view(sight, bodies),
        incidents=incidents.view(sight, bodies),
        press=press.view(sight, bodies),
        measures=measures.view(sight, bodies),
        facts=facts.view(sight, bodies),
        authorities=authorities.view(sight, bodies),
    )
