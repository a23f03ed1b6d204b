# SPDX-License-Identifier: Apache-2.0
"""What a search for dates is given, and the typed reasons that it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Change", "Engaged", "Note", "PublicDay", "Reason", "Wanted", "Why"]


class Why(StrEnum):
    """Why a beginning is not possible."""

    PAST = "past"
    """It is too soon, or over."""
    WEEKEND = "weekend"
    """A Saturday or Sunday."""
    HOLIDAY = "holiday"
    """A public holiday of a side."""
    BUSY = "busy"
    """In the calendar of somebody who is required."""
    UNCLEAR = "unclear"
    """The calendar could not be read there, or does not reach that far: taken as busy."""
    HELD = "held"
    """Kept free for a date that we have proposed elsewhere."""
    MEETING = "meeting"
    """Another meeting is dated then."""
    TRAVEL = "travel"
    """Another meeting in another city lies too near."""
    TOGETHER = "together"
    """It suits by itself, but not together with the other meeting that is looked for."""


class Engaged(NamedTuple):
    """Somebody of ours is taken up from `start` to `end`, UTC milliseconds.

    Args:
        person: slug of the post.
        why: `BUSY`, `UNCLEAR`, `HELD` or `MEETING`.
        place: the city, where one is known; empty by video or where nothing is known.
    """

    person: str
    start: int
    end: int
    why: Why
    place: str = ""


class PublicDay(NamedTuple):
    """A public holiday: whose (an ISO code of two letters), which day, its name."""

    country: str
    day: str
    name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meeting for which dates are looked for.

    Args:
        key: names it within one search.
        first_day, last_day: days in the zone, in order.
        zone: a name that this machine knows.
        minutes: how long it lasts, 15 to 1,440.
        opens, closes: minutes of the day between which it lies, in order, 0 to 1,440.
        people: slugs of the posts that are required; sorted or not.
        place: the city; empty by video.
        near: the instant around which it should be, or None.
        near_key: the other meeting of the same search around which it should be; or empty.
        near_days: how many days count as around the same time.
        holidays: whether public holidays may be named, with a warning.
        not_before: UTC milliseconds before which nothing is offered.
    """

    key: str
    first_day: str
    last_day: str
    zone: str
    minutes: int
    opens: int
    closes: int
    people: tuple[str, ...]
    place: str = ""
    near: int | None = None
    near_key: str = ""
    near_days: int = 5
    holidays: bool = False
    not_before: int = 0


class Note(NamedTuple):
    """Something good or bad about a date that is offered.

    Args:
        kind: ``holiday`` (who is the country, name its name), ``near`` or ``far`` (days from the
            other meeting), ``soonest``.
    """

    kind: str
    who: str = ""
    name: str = ""
    days: int = 0


class Reason(NamedTuple):
    """Why beginnings are not possible, those of one kind and person in a row put together.

    Args:
        why: the kind.
        who: slug of the post, code of the country, or key of the other meeting; or empty.
        first_day, last_day: days of the first and last beginning that it stops.
        name: of a holiday.
    """

    why: Why
    who: str = ""
    first_day: str = ""
    last_day: str = ""
    name: str = ""


class Change(NamedTuple):
    """What would give a date where there is none.

    Args:
        kind: ``holidays``, ``later``, ``without``, ``shorter`` or ``hours``.
        start: the first beginning that it would give, UTC milliseconds.
        who: slug of the post for ``without``.
        minutes: the length for ``shorter``.
    """

    kind: str
    start: int
    who: str = ""
    minutes: int = 0
