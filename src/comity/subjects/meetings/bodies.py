# SPDX-License-Identifier: Apache-2.0
"""Bodies of a meeting: dates and windows; delegations, papers, attendance, readouts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

import msgspec

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

__all__ = [
    "NEAR_DAYS_MAX",
    "Attendance",
    "Delegation",
    "Hung",
    "MeetingDate",
    "Near",
    "Paper",
    "Readout",
    "When",
    "Window",
    "WordedWindow",
    "check_date",
    "check_window",
    "read_attendance",
    "read_delegation",
    "read_paper",
    "read_readout",
    "read_when",
    "window_days",
]

ROUND_MAX: Final = 9_999
MEETING_DAYS_MAX: Final = 31
NEAR_DAYS_MAX: Final = 60
"""Greatest number of days that counts as around the same time."""
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
        form: ``window``; ``window-in-words`` where it is said in words too (`WordedWindow`).
        kind, round, title, place, host: as of a date.
        first_day, last_day: days in the zone; both None if it hangs on an anchor.
        zone: IANA name of the zone in which the days are meant.
        hung: the anchor that it moves with, or None.
    """

    form: Literal["window", "window-in-words"]
    kind: Kind
    round: int | None
    title: Words | None
    first_day: str | None
    last_day: str | None
    zone: str
    hung: Hung | None
    place: Words | None
    host: str | None


class Near(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Around the same time as another meeting, named in words: it may be of a dialogue of which
    not every organ knows. `days`: how far off still counts, 0 to 60. Rule: MEET-7.
    """

    words: Words
    days: int


class WordedWindow(Window, frozen=True, forbid_unknown_fields=True):
    """A window with what was said of it: the words it was given in, and what it is near. MEET-7.

    A form of its own, since the fields of a body are never optional (SUBJ-1): a window of before
    reads as it always has.

    Args:
        said: as "within the month", or None.
        near: the meeting around the time of which it is to be, or None.
    """

    said: Words | None
    near: Near | None


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
            (MEET-4), ``meeting/words`` if one in words says none (MEET-7), ``meeting/round``
            (MEET-2), or as the checks of fields.
    """
    _check_head(window)
    if isinstance(window, WordedWindow):
        _check_said(window)
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


def _check_said(window: WordedWindow) -> None:
    """What a window says in words. Rule: MEET-7."""
    if window.said is not None:
        check_words(window.said, "said")
    if window.near is not None:
        check_words(window.near.words, "near.words")
        check_number(window.near.days, "near.days", 0, NEAR_DAYS_MAX)
    if window.said is None and window.near is None:
        raise malformed("meeting/words", "MEET-7", "said", "words, or what it is near")


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
    if form == "window-in-words":
        return check_window(struct_of(value, WordedWindow))
    raise malformed("meeting/form", "MEET-1", "form", "date, window or window-in-words")


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
