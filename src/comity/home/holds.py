# SPDX-License-Identifier: Apache-2.0
"""When our own people are taken up: by their calendars, and by what the record and our drafts say.

Holds are never written down: they follow from the record and the drafts each time they are asked
for, so none outlives the proposal that it stands for. Rule: HOME-42.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any, Final, NamedTuple

from comity.core.ids import ChannelId
from comity.home import drafts
from comity.home.models import Draft
from comity.home.models_calendars import Calendar, Required
from comity.home.reading import LIVE, Reader
from comity.node.moves import Proposal
from comity.subjects import read_body
from comity.subjects.fields import Words
from comity.subjects.meetings import MeetingDate, MeetingView
from comity.workbench.dates import Engaged, Why

__all__ = ["Hold", "HoldKind", "city_of", "engaged", "holds_of"]

_FAR_MS: Final = 253_402_300_799_999
_DAY_MS: Final = 86_400_000


class HoldKind(StrEnum):
    """Why time is held."""

    DATED = "dated"
    """A date is agreed."""
    PROPOSED = "proposed"
    """A date that our side has proposed or accepted, and that still binds it."""
    DRAFTED = "drafted"
    """A date in one of our drafts."""


class Hold(NamedTuple):
    """Time that is held for a meeting.

    Args:
        channel, meeting: which; `known` whether the reader may know of it.
        start, end: UTC milliseconds.
        kind: why.
        until: when it falls away by itself, or None.
        place: the city, or empty.
        people: slugs of the posts that are required at it, sorted.
    """

    channel: ChannelId
    meeting: str
    known: bool
    start: int
    end: int
    kind: HoldKind
    until: int | None
    place: str
    people: tuple[str, ...]


def city_of(place: Words | None) -> str:
    """The city of a place, to be compared with others; empty where none is named."""
    if not place:
        return ""
    told = place.get("en") or min(place.items())[1]
    return told.partition(",")[0].strip().casefold()


def holds_of(reader: Reader) -> tuple[Hold, ...]:
    """Every hold of this node that lies ahead, by beginning, of dialogues unknown to the reader
    too: whoever shows one asks `known` first.
    """
    found = dict.fromkeys(_all(reader))
    now = reader.node.clock.now_ms()
    ahead = (one for one in found if one.end > now)
    return tuple(sorted(ahead, key=lambda one: (one.start, one.channel, one.meeting, one.kind)))


def engaged(
    reader: Reader, people: Collection[str], leaving_out: Collection[tuple[str, str]] = ()
) -> tuple[Engaged, ...]:
    """When these posts are taken up, as a search for dates needs it. Rules: HOME-40, HOME-42.

    Args:
        reader: who searches; of dialogues that he may not know he learns that somebody is busy.
        people: slugs.
        leaving_out: channel and meeting of those that are searched for.
    """
    wanted, found = set(people), []
    for calendar in Calendar.objects.filter(post__slug__in=wanted).select_related("post"):
        slug = str(calendar.post.slug)
        for start, end, known in calendar.busy:
            found.append(Engaged(slug, start, end, Why.BUSY if known else Why.UNCLEAR))
        found.append(Engaged(slug, calendar.end_ms, _FAR_MS, Why.UNCLEAR))
    for hold in _all(reader):
        if (hold.channel, hold.meeting) in leaving_out:
            continue
        for slug in wanted & set(hold.people):
            if hold.known:
                why = Why.MEETING if hold.kind is HoldKind.DATED else Why.HELD
                found.append(Engaged(slug, hold.start, hold.end, why, hold.place))
            else:
                around = _DAY_MS if hold.place else 0  # to travel to where nobody is told of
                found.append(Engaged(slug, hold.start - around, hold.end + around, Why.BUSY))
    return tuple(sorted(set(found)))


def _all(reader: Reader) -> Iterator[Hold]:
    known, required = set(reader.channels()), _required()
    for channel in reader.node.channels.ids():
        rooms = reader.views.rooms(channel)

        def hold(
            meeting: str, date: MeetingDate, kind: HoldKind, until: int | None,
            channel: ChannelId = channel,
        ) -> Hold:  # fmt: skip
            people = required.get((channel, meeting), ())
            place = city_of(date.place)
            return Hold(
                channel, meeting, channel in known, date.start, date.end, kind, until, place, people
            )

        for view in rooms.meetings.details:
            for date, kind, until in _recorded(reader, view):
                yield hold(view.id, date, kind, until)
        for row in Draft.objects.filter(channel=channel, state__in=LIVE):
            for meeting, date, until in _drafted(row):
                yield hold(meeting, date, HoldKind.DRAFTED, until)


def _recorded(
    reader: Reader, view: MeetingView
) -> Iterator[tuple[MeetingDate, HoldKind, int | None]]:
    """What the record holds for one meeting: the agreed date, and what binds our side still."""
    if isinstance(view.when, MeetingDate):
        yield view.when, HoldKind.DATED, None
    now, own = reader.node.clock.now_ms(), reader.node.party
    for proposal in view.date.open:
        date, until = proposal.body.value, proposal.offer.until
        bound = own in proposal.offer.accepted and (until is None or until > now)
        if bound and isinstance(date, MeetingDate):
            yield date, HoldKind.PROPOSED, until


def _drafted(row: Draft) -> Iterator[tuple[str, MeetingDate, int | None]]:
    """The dates in one draft."""
    move = drafts.unpack(row.move)
    for bodies in move.each if isinstance(move, Proposal) else ():
        for matter, raw in bodies.items():
            segments = matter.split("/")
            if segments[0] == "meeting" and segments[2:] == ["date"]:
                value: Any = read_body(matter, "offer", raw)
                if isinstance(value, MeetingDate):
                    assert isinstance(move, Proposal)
                    yield segments[1], value, move.until


def _required() -> dict[tuple[str, str], tuple[str, ...]]:
    """Slugs of the posts that are required, by channel and meeting."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in Required.objects.select_related("post"):
        found.setdefault((row.channel, row.meeting), []).append(str(row.post.slug))
    return {key: tuple(sorted(slugs)) for key, slugs in found.items()}
