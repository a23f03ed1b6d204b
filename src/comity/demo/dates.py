# SPDX-License-Identifier: Apache-2.0
"""What each side's search for dates finds at home in its own invented calendars, told in every
language of the demonstration. The other side never sees any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Final

from comity.core.ids import Code
from comity.demo.people import Officer, staff
from comity.demo.saying import Say, internal
from comity.demo.scenario import Dialogue
from comity.demo.sides import Side
from comity.locale import LANGUAGES, catalogue, mark
from comity.subjects.meetings import MeetingView, Window
from comity.telling.calendars import invitation_for
from comity.telling.dates import Names, change_told, note_told, reason_told, slot_told
from comity.telling.voice import Voice
from comity.workbench.calendars import read_calendar
from comity.workbench.dates import (
    Answer,
    Change,
    Engaged,
    Reason,
    Slot,
    Wanted,
    Why,
    country_of,
    find,
    public_days,
)
from comity.workbench.invitations import Attendee

__all__ = ["ZONE", "calendar_of", "invite", "looked", "told"]

ZONE: Final = "Asia/Seoul"
MINUTES: Final = 150
_OPENS, _CLOSES = 9 * 60, 18 * 60
_READ_DAYS: Final = 300


@cache
def calendar_of(code: Code, dialogue: Dialogue) -> bytes:
    """The invented calendar of whoever leads a side's delegation: an iCalendar file."""
    folder = files("comity.demo").joinpath("data", "calendars")
    return folder.joinpath(f"{code}-{dialogue}.ics").read_bytes()


def looked(side: Side, dialogue: Dialogue, meeting: MeetingView, *, holidays: bool) -> Answer:
    """What the side's own search finds for a meeting within its agreed window.

    Args:
        side: whose calendars are looked into.
        dialogue: of the meeting.
        meeting: with a window whose days are known.
        holidays: whether public holidays are let in.
    """
    assert isinstance(meeting.when, Window)
    assert meeting.days is not None
    now = side.assembled.node.clock.now_ms()
    head = staff()[side.code].who("signer", dialogue).post
    first, last = (date.fromisoformat(day) for day in meeting.days)
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    read = read_calendar(
        calendar_of(side.code, dialogue), ZONE, today, today + timedelta(days=_READ_DAYS)
    )
    engaged = [
        Engaged(head, one.start, one.end, Why.BUSY if one.known else Why.UNCLEAR)
        for one in read.busy
    ]
    countries = [country for code in staff() if (country := country_of(code)) is not None]
    wanted = Wanted(
        meeting.id, first.isoformat(), last.isoformat(), ZONE, MINUTES, _OPENS, _CLOSES, (head,),
        "seoul", holidays=holidays, not_before=now,
    )  # fmt: skip
    public = public_days(countries, first, last + timedelta(days=14), "en")
    return find([wanted], engaged, public)[0]


def told(side: Side, dialogue: Dialogue, answer: Answer) -> list[Say]:
    """What was found, a line each, as the side's officer reads it; all of it stays at home."""
    head = staff()[side.code].who("signer", dialogue)
    lines = [
        internal(
            mark("Suits our head of delegation: {date}"), date=_in_all(side, partial(_slot, one))
        )
        for one in answer.slots
    ]
    lines += [
        internal(mark("No date: {reason}"), reason=_in_all(side, partial(_reason, head, one)))
        for one in answer.reasons
    ]
    lines += [
        internal(
            mark("It would be possible: {change}"),
            change=_in_all(side, partial(_change, head, one)),
        )
        for one in answer.changes
    ]
    return lines


def invite(side: Side, dialogue: Dialogue, meeting: str, folder: Path) -> Path:
    """The invitation of the side's own people to a dated meeting, written into the folder."""
    head = staff()[side.code].who("signer", dialogue)
    post = Attendee(head.post, head.names[side.facts.language])
    raw = invitation_for(
        Voice(catalogue(side.facts.language), side.code, zone=side.facts.zone),
        side.assembled.node,
        side.channels[dialogue],
        side.rooms(dialogue),
        meeting,
        (post, post),
    )
    assert raw is not None, "the meeting is dated"
    path = folder / f"{side.code}-{meeting}.ics"
    path.write_bytes(raw)
    return path


def _slot(slot: Slot, voice: Voice) -> str:
    noted = (note_told(voice, one) for one in slot.notes if one.kind == "holiday")
    return voice.list([slot_told(voice, slot, ZONE), *noted])


def _reason(head: Officer, reason: Reason, voice: Voice) -> str:
    return reason_told(voice, reason, Names({head.post: voice.pick(head.names)}, {}))


def _change(head: Officer, change: Change, voice: Voice) -> str:
    return change_told(voice, change, ZONE, Names({head.post: voice.pick(head.names)}, {}))


def _in_all(side: Side, tell: Callable[[Voice], str]) -> dict[str, str]:
    """The same in every language, as a language map."""
    return {one: tell(Voice(catalogue(one), side.code)) for one in LANGUAGES}
