# SPDX-License-Identifier: Apache-2.0
"""Meetings: ``meeting/<id>/date`` is agreed; delegation, paper, attendance and readout are
declared. The state of a meeting follows from the record alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

import msgspec

from comity.core.ids import Code, Matter
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.fields import (
    COUNT_MAX,
    DAY_SHIFT_MAX,
    TEXT_CHARS_MAX,
    Words,
    check_count,
    check_day,
    check_digest,
    check_instant,
    check_key,
    check_language,
    check_number,
    check_party,
    check_span,
    check_words,
    check_zone,
    malformed,
    read_json,
    read_struct,
    struct_of,
)
from comity.subjects.reading import Look, Route
from comity.subjects.standing import RoomView, Said, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import reply_s, terms_in_force

__all__ = [
    "ROUTES",
    "Attendance",
    "Delegation",
    "Hung",
    "MeetingDate",
    "MeetingState",
    "MeetingView",
    "Paper",
    "Readout",
    "When",
    "Window",
    "check_date",
    "check_window",
    "read_attendance",
    "read_delegation",
    "read_paper",
    "read_readout",
    "read_when",
    "view",
    "window_days",
]

ROUND_MAX: Final = 9_999
MEETING_DAYS_MAX: Final = 31
Kind: TypeAlias = Literal["round", "call", "working-level", "visit"]


class MeetingDate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When and where a meeting is. Rules: MEET-2, MEET-3.

    Args:
        form: ``date``.
        kind: a round of the dialogue, a call (the lightest), a working-level meeting, a visit.
        round: number of the round; None unless it is a round, or where rounds aren't counted.
        title: its own title, or None.
        start, end: UTC milliseconds.
        zone: IANA name of the zone in which they were meant.
        place: city and venue; None if it is by video or telephone.
        host: code of the host; None if nobody hosts.
    """

    form: Literal["date"]
    kind: Kind
    round: int | None
    title: Words | None
    start: int
    end: int
    zone: str
    place: Words | None
    host: str | None


class Hung(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days counted from an anchor's first day: negative before it, 0 the day itself."""

    anchor: str
    first: int
    last: int


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The days within which a meeting is to be, as long as no date is fixed. Rule: MEET-4.

    Args:
        form: ``window``.
        kind, round, title, place, host: as of a date.
        first_day, last_day: days in the zone; both None if it hangs on an anchor.
        zone: IANA name of the zone in which the days are meant.
        hung: the anchor that it moves with, or None.
    """

    form: Literal["window"]
    kind: Kind
    round: int | None
    title: Words | None
    first_day: str | None
    last_day: str | None
    zone: str
    hung: Hung | None
    place: Words | None
    host: str | None


When: TypeAlias = MeetingDate | Window


class Delegation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side's delegation by posts, never by names: its head, and the others. MEET-5."""

    head: Words
    members: tuple[Words, ...]


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper that one side circulates; `document` is the digest of it. Rule: MEET-5."""

    title: Words
    document: str
    language: str


class Attendance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side's word that the meeting was held, with who was present, by posts. MEET-5."""

    start: int
    end: int
    present: tuple[Words, ...]


class Readout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one side says in public; `not_before` is its release time or None. Rule: MEET-5."""

    text: Words
    not_before: int | None


def _check_head(meeting: MeetingDate | Window) -> None:
    """The fields that a date and a window share. Rule: MEET-2."""
    if meeting.round is not None:
        check_number(meeting.round, "round", 1, ROUND_MAX)
        if meeting.kind != "round":
            raise malformed("meeting/round", "MEET-2", "round", "only a round has a number")
    if meeting.title is not None:
        check_words(meeting.title, "title")
    check_zone(meeting.zone, "zone")
    if meeting.place is not None:
        check_words(meeting.place, "place")
    if meeting.host is not None:
        check_party(meeting.host, "host")


def check_date(meeting: MeetingDate) -> MeetingDate:
    """The date, if it is whole.

    Raises:
        MalformedError: ``meeting/round`` (MEET-2), ``meeting/place`` if a visit has no place or
            a call has one (MEET-3), or as the checks of fields.
    """
    _check_head(meeting)
    check_span(meeting.start, meeting.end, "end", MEETING_DAYS_MAX)
    if (meeting.kind == "visit" and meeting.place is None) or (
        meeting.kind == "call" and meeting.place is not None
    ):
        raise malformed("meeting/place", "MEET-3", "place", "a visit has a place, a call has none")
    return meeting


def check_window(window: Window) -> Window:
    """The window, if it is whole.

    Raises:
        MalformedError: ``meeting/window`` unless it has either two days in order or an anchor
            (MEET-4), ``meeting/round`` (MEET-2), or as the checks of fields.
    """
    _check_head(window)
    first, last, hung = window.first_day, window.last_day, window.hung
    if hung is not None:
        check_key(hung.anchor, "hung.anchor")
        check_number(hung.first, "hung.first", -DAY_SHIFT_MAX, DAY_SHIFT_MAX)
        check_number(hung.last, "hung.last", -DAY_SHIFT_MAX, DAY_SHIFT_MAX)
        good = first is None and last is None and hung.first <= hung.last
    elif first is not None and last is not None:
        check_day(first, "first_day")
        check_day(last, "last_day")
        good = first <= last
    else:
        good = False
    if not good:
        raise malformed("meeting/window", "MEET-4", "window", "two days in order, or an anchor")
    return window


def window_days(window: Window, anchor_day: str | None) -> tuple[str, str] | None:
    """First and last day of the window.

    Args:
        window: already checked.
        anchor_day: first day of the anchor it hangs on, already checked; None if not known.

    Returns:
        None if it hangs on an anchor that isn't known. Rule: MEET-4.
    """
    if window.hung is None:
        assert window.first_day is not None
        assert window.last_day is not None
        return window.first_day, window.last_day
    if anchor_day is None:
        return None
    day = date.fromisoformat(anchor_day)
    first, last = (day + timedelta(days=n) for n in (window.hung.first, window.hung.last))
    return first.isoformat(), last.isoformat()


def read_when(raw: bytes) -> When:
    """The date or window that canonical bytes hold, by its ``form``. Rule: MEET-1.

    Raises:
        MalformedError: ``meeting/form`` on another form; as `read_struct` and the checks.
    """
    value = read_json(raw)
    form = value.get("form") if isinstance(value, dict) else None
    if form == "date":
        return check_date(struct_of(value, MeetingDate))
    if form == "window":
        return check_window(struct_of(value, Window))
    raise malformed("meeting/form", "MEET-1", "form", "date or window")


def read_delegation(raw: bytes) -> Delegation:
    """The delegation that canonical bytes hold. Raises MalformedError. Rule: MEET-5."""
    delegation = read_struct(raw, Delegation)
    check_words(delegation.head, "head")
    _check_posts(delegation.members, "members")
    return delegation


def read_paper(raw: bytes) -> Paper:
    """The paper that canonical bytes hold. Raises MalformedError. Rule: MEET-5."""
    paper = read_struct(raw, Paper)
    check_words(paper.title, "title")
    check_digest(paper.document, "document")
    check_language(paper.language, "language")
    return paper


def read_attendance(raw: bytes) -> Attendance:
    """The attendance that canonical bytes hold. Raises MalformedError. Rule: MEET-5."""
    attendance = read_struct(raw, Attendance)
    check_span(attendance.start, attendance.end, "end", MEETING_DAYS_MAX)
    _check_posts(attendance.present, "present")
    return attendance


def read_readout(raw: bytes) -> Readout:
    """The readout that canonical bytes hold. Raises MalformedError. Rule: MEET-5."""
    readout = read_struct(raw, Readout)
    check_words(readout.text, "text", TEXT_CHARS_MAX, lines=True)
    if readout.not_before is not None:
        check_instant(readout.not_before, "not_before")
    return readout


def _check_posts(posts: tuple[Words, ...], where: str) -> None:
    """Posts of a delegation."""
    check_count(posts, where, 0, COUNT_MAX)
    for post in posts:
        check_words(post, where)


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
