# SPDX-License-Identifier: Apache-2.0
"""A search for dates of one or several meetings, over all that keeps our own people.

Rules: DATE-1 to DATE-6. Nothing is changed by it but who is required (HOME-41).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from comity.core.errors import RuleError
from comity.core.ids import ChannelId
from comity.home.calendars import required_of, set_required
from comity.home.holds import HoldKind, city_of, engaged, holds_of
from comity.home.reading import Reader
from comity.subjects.fields import Words
from comity.subjects.meetings import MeetingView, Window, WordedWindow
from comity.workbench.dates import Answer, PublicDay, Wanted, country_of, find, public_days

__all__ = ["Asked", "Searched", "begun", "countries_of", "key_of", "known_zone", "search"]

MINUTES: Final = 120
OPENS, CLOSES = 9 * 60, 18 * 60
"""What is asked for where nobody has said anything else."""
AFTER_DAYS: Final = 14
"""Days after a window whose holidays are looked up, since a change may lead there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one meeting.

    Args:
        channel, meeting: which; the reader knows of it.
        first_day, last_day, zone: days in which to look.
        minutes: how long it lasts.
        opens, closes: minutes of the day between which it lies.
        people: slugs of the posts that are required.
        place: where it would be; None by video.
        holidays: whether public holidays are let in.
        near: channel and meeting around which it should be, or None.
        near_days: how many days count as around the same time.
    """

    channel: ChannelId
    meeting: str
    first_day: str
    last_day: str
    zone: str
    people: tuple[str, ...]
    minutes: int = MINUTES
    opens: int = OPENS
    closes: int = CLOSES
    place: Words | None = None
    holidays: bool = False
    near: tuple[ChannelId, str] | None = None
    near_days: int = 5


class Searched(NamedTuple):
    """What was found: an answer for each meeting that was asked for, in order; and the holidays
    of the sides in those days.
    """

    answers: tuple[Answer, ...]
    public: tuple[PublicDay, ...]


def key_of(channel: str, meeting: str) -> str:
    """The name of a meeting within a search."""
    return f"{channel}/{meeting}"


def begun(reader: Reader, channel: ChannelId, meeting: MeetingView) -> Asked | None:
    """What would be asked of a meeting by what is known of it: its window, place, who is required.

    None where it has no window whose days are known.
    """
    if meeting.days is None or not isinstance(meeting.when, Window):
        return None
    near_days = 5
    if isinstance(meeting.when, WordedWindow) and meeting.when.near is not None:
        near_days = meeting.when.near.days
    return Asked(
        channel=channel,
        meeting=meeting.id,
        first_day=meeting.days[0],
        last_day=meeting.days[1],
        zone=known_zone(meeting.when.zone),
        people=tuple(str(one.slug) for one in required_of(reader, channel, meeting.id)),
        place=meeting.when.place,
        near_days=near_days,
    )


def known_zone(name: str) -> str:
    """A zone that somebody has named, which may be another side: UTC where this machine does not
    know it.
    """
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return "UTC"


def countries_of(reader: Reader, channel: ChannelId, named: Mapping[str, str]) -> tuple[str, ...]:
    """The countries whose public holidays the sides of a dialogue keep, sorted.

    Args:
        reader: who knows of the dialogue.
        channel: the dialogue.
        named: those of sides whose code is no country's, by the node's settings.
    """
    with reader.node.channels.hold(reader.check(channel)) as held:
        parties = held.channel.parties
    found = {named.get(code) or country_of(code.partition("-")[0]) for code in parties}
    return tuple(sorted(one for one in found if one is not None))


def search(
    reader: Reader, asked: Sequence[Asked], countries: Iterable[str], language: str
) -> Searched:
    """Dates for every meeting that is asked for, found together. Raises as `Reader.check`.

    Args:
        reader: who may draft.
        asked: 1 to 4 meetings, different ones.
        countries: whose public holidays count.
        language: in which holidays are named.

    Raises:
        RuleError: ``not-found``, ``not-allowed``; ``dates/window`` where the days are out of
            order (DATE-1).
    """
    for one in asked:
        if one.first_day > one.last_day:
            raise RuleError("dates/window", "DATE-1", "the last day comes before the first")
        set_required(reader, one.channel, one.meeting, one.people)
    days = [date.fromisoformat(day) for one in asked for day in (one.first_day, one.last_day)]
    public = public_days(countries, min(days), max(days) + timedelta(days=AFTER_DAYS), language)
    people = {slug for one in asked for slug in one.people}
    places = [(one.channel, one.meeting) for one in asked]
    answers = find(
        [_wanted(reader, one, places) for one in asked], engaged(reader, people, places), public
    )
    return Searched(answers, public)


def _wanted(reader: Reader, asked: Asked, together: Sequence[tuple[ChannelId, str]]) -> Wanted:
    near = near_key = None
    if asked.near in together:
        near_key = key_of(*asked.near) if asked.near is not None else None
    elif asked.near is not None:
        near = _begins(reader, *asked.near)
    return Wanted(
        key=key_of(asked.channel, asked.meeting),
        first_day=asked.first_day,
        last_day=asked.last_day,
        zone=asked.zone,
        minutes=asked.minutes,
        opens=asked.opens,
        closes=asked.closes,
        people=tuple(sorted(asked.people)),
        place=city_of(asked.place),
        near=near,
        near_key=near_key or "",
        near_days=asked.near_days,
        holidays=asked.holidays,
        not_before=reader.node.clock.now_ms(),
    )


def _begins(reader: Reader, channel: ChannelId, meeting: str) -> int | None:
    """When another meeting begins: as agreed, else as our side has proposed it last."""
    reader.check(channel)
    held = [one for one in holds_of(reader) if (one.channel, one.meeting) == (channel, meeting)]
    dated = [one for one in held if one.kind is HoldKind.DATED]
    return next((one.start for one in (*dated, *held)), None)
