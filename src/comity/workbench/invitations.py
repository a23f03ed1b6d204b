# SPDX-License-Identifier: Apache-2.0
"""Calendar files for our own people: an invitation to a dated meeting, and a feed of entries.

The signed record decides; a file is a copy. Times are UTC, so no zone has to be described.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from icalendar import Calendar, Event, vCalAddress

__all__ = ["Attendee", "Entry", "feed", "invitation", "uid_of"]

_PRODUCT: Final = "-//Comity//comity//EN"


class Attendee(NamedTuple):
    """A post of ours: its slug and its name. Nobody is named, so nobody has an address of mail."""

    slug: str
    name: str


class Entry(NamedTuple):
    """One entry of a calendar.

    Args:
        uid: the same for the same thing always.
        sequence: how often it was changed, from 0.
        stamped: when what it says was signed, UTC milliseconds.
        start, end: UTC milliseconds; of a day, `end` is None and the day is that of `start` in UTC.
        title: one line.
        state: ``confirmed``, or ``tentative`` for what is only held.
        place, text, url: more of it; may be empty.
        free: whether it leaves its reader free.
    """

    uid: str
    sequence: int
    stamped: int
    start: int
    end: int | None
    title: str
    state: Literal["confirmed", "tentative"] = "confirmed"
    place: str = ""
    text: str = ""
    url: str = ""
    free: bool = False


def uid_of(*parts: str) -> str:
    """A name for an entry from which nobody learns what it is of, who does not know that."""
    told = "\0".join(("comity/1 calendar", *parts))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@comity.invalid"


def invitation(entry: Entry, organizer: Attendee, people: Sequence[Attendee]) -> bytes:
    """The entry as an invitation to posts of ours (RFC 5546, REQUEST).

    Args:
        entry: a dated meeting.
        organizer: the post that invites.
        people: the posts that are required, in order.
    """
    calendar = _calendar()
    calendar.add("method", "REQUEST")
    event = _event(entry)
    event["ORGANIZER"] = _address(organizer)
    for one in people:
        address = _address(one)
        address.params["ROLE"] = "REQ-PARTICIPANT"
        address.params["PARTSTAT"] = "NEEDS-ACTION"
        event.add("attendee", address, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(entries: Iterable[Entry], title: str) -> bytes:
    """The entries as a calendar to be read again and again; the same give the same bytes."""
    calendar = _calendar()
    calendar.add("x-wr-calname", title)
    for entry in sorted(entries):
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", _moment(entry.stamped))
    event.add("sequence", entry.sequence)
    if entry.end is None:
        day: date = _moment(entry.start).date()
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        event.add("dtstart", _moment(entry.start))
        event.add("dtend", _moment(entry.end))
    event.add("summary", entry.title)
    event.add("status", entry.state.upper())
    event.add("transp", "TRANSPARENT" if entry.free else "OPAQUE")
    event.add("class", "CONFIDENTIAL")
    for name, told in (("location", entry.place), ("description", entry.text), ("url", entry.url)):
        if told:
            event.add(name, told)
    return event


def _address(post: Attendee) -> vCalAddress:
    address = vCalAddress(f"urn:comity:post:{post.slug}")
    address.params["CN"] = post.name.replace('"', "")
    return address


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).replace(microsecond=0)
