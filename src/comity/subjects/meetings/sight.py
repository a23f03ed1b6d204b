# SPDX-License-Identifier: Apache-2.0
"""How the meetings of a channel stand: which days are proposed, how far each has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from comity.core.ids import Code, Matter
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.meetings.bodies import (
    Attendance,
    Delegation,
    MeetingDate,
    Paper,
    Readout,
    When,
    Window,
    read_attendance,
    read_delegation,
    read_paper,
    read_readout,
    read_when,
    window_days,
)
from comity.subjects.reading import Look, Route
from comity.subjects.standing import Proposal, RoomView, Said, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import reply_s, terms_in_force

__all__ = ["ROUTES", "MeetingState", "MeetingView", "alternatives", "view"]

_DATE: Final[Route[When, Statement]] = Route(("meeting", "*", "date"), read_when, read_statement)
_DELEGATION: Final[Route[object, Delegation]] = Route(
    ("meeting", "*", "delegation"), None, read_delegation
)
_PAPER: Final[Route[object, Paper]] = Route(("meeting", "*", "paper"), None, read_paper)
_ATTENDANCE: Final[Route[object, Attendance]] = Route(
    ("meeting", "*", "attendance"), None, read_attendance
)
_READOUT: Final[Route[object, Readout]] = Route(("meeting", "*", "readout"), None, read_readout)
ROUTES: Final[tuple[Route[Any, Any], ...]] = (_DATE, _DELEGATION, _PAPER, _ATTENDANCE, _READOUT)


class MeetingState(StrEnum):
    """How far a meeting has come, by the record. Rule: MEET-6."""

    CALLED = "called"
    """Somebody has proposed a window or date, or a window is agreed."""
    DATED = "dated"
    """A date is agreed."""
    HELD = "held"
    """A party has stated who attended."""
    RECORDED = "recorded"
    """It was held, and every party has given its readout."""


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One meeting.

    `when` is the agreed date or window, None if none is agreed or readable; `days` the first and
    last day of an agreed window. The declarations stand in the order of parties, each party's in
    the order of its log.
    """

    id: str
    state: MeetingState
    date: Standing[When, Statement]
    when: When | None
    days: tuple[str, str] | None
    delegations: tuple[Said[Delegation], ...]
    papers: tuple[Said[Paper], ...]
    attendance: tuple[Said[Attendance], ...]
    readouts: tuple[Said[Readout], ...]

    @property
    def start(self) -> int | None:
        """When it begins, in UTC milliseconds, if a date is agreed."""
        return self.when.start if isinstance(self.when, MeetingDate) else None


def view(
    sight: Sight, bodies: Bodies, anchor_days: Mapping[str, str] | None = None
) -> RoomView[MeetingView]:
    """Every meeting of a channel, sorted by id. Never raises on a body. Rule: SUBJ-8.

    Args:
        sight: the channel.
        bodies: its bodies.
        anchor_days: first day of each agreed anchor by id; windows hang on them.
    """
    look = Look(sight, bodies)
    reply = reply_s(terms_in_force(look))
    known: dict[str, list[Matter]] = {}
    others = []
    for matter in look.matters("meeting"):
        segments = matter.split("/")
        if len(segments) > 2 and segments[2] == "agenda":  # noqa: PLR2004 - the third segment
            continue
        if any(route.covers(matter) for route in ROUTES):
            known.setdefault(segments[1], []).append(matter)
        else:
            others.append(matter)
    details = tuple(_meeting(look, name, reply, anchor_days or {}) for name in sorted(known))
    listed = [matter for matters in known.values() for matter in matters] + others
    return RoomView("meetings", standings_of(look, listed, ROUTES, reply), details)


def _meeting(
    look: Look, name: str, reply: int | None, anchor_days: Mapping[str, str]
) -> MeetingView:
    """One meeting."""

    def standing(route: Route[Any, Any]) -> Standing[Any, Any]:
        return standing_of(look, Matter(f"meeting/{name}/{route.shape[2]}"), route, reply)

    dated: Standing[When, Statement] = standing(_DATE)
    when = dated.value
    days = None
    if isinstance(when, Window):
        days = window_days(when, anchor_days.get(when.hung.anchor) if when.hung else None)
    attendance, readouts = standing(_ATTENDANCE).said, standing(_READOUT).said
    spoken: set[Code] = {said.party for said in readouts if said.body.value is not None}
    state = MeetingState.DATED if isinstance(when, MeetingDate) else MeetingState.CALLED
    if any(said.body.value is not None for said in attendance):
        state = MeetingState.RECORDED if spoken >= set(look.parties) else MeetingState.HELD
    return MeetingView(
        name, state, dated, when, days,
        standing(_DELEGATION).said, standing(_PAPER).said, attendance, readouts,
    )  # fmt: skip


def alternatives(
    standing: Standing[When, Statement], proposal: Proposal[When]
) -> tuple[Proposal[When], ...]:
    """The open dates that were proposed together with an open one, itself among them. MEET-8.

    In the order in which they were proposed; only that one where it stands alone, or is none of
    several that can be answered by themselves (a window, a package).
    """

    def stands_alone(one: Proposal[When]) -> bool:
        return isinstance(one.body.value, MeetingDate) and len(one.offer.values) == 1

    if not stands_alone(proposal):
        return (proposal,)
    entry = proposal.offer.ref.hash
    return tuple(one for one in standing.open if one.offer.ref.hash == entry and stands_alone(one))
