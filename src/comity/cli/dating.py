# SPDX-License-Identifier: Apache-2.0
"""The search for dates at the terminal: what is asked, what was found in lines, the bodies.

Loaded only once the dossier holds people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from comity.config import Config
from comity.core.errors import RuleError
from comity.core.ids import ChannelId, Matter
from comity.home.calendars import posts_of, required_of
from comity.home.reading import Reader, not_found
from comity.home.searching import Asked, begun, countries_of, known_zone, search
from comity.node.installation import Node
from comity.subjects import write_body
from comity.subjects.fields import check_day
from comity.subjects.meetings import MeetingDate, MeetingView
from comity.telling.calendars import invitation_for
from comity.telling.dates import (
    Names,
    change_told,
    for_others,
    note_told,
    reason_told,
    slot_told,
)
from comity.telling.voice import Voice
from comity.workbench.dates import Answer, Slot
from comity.workbench.invitations import Attendee

__all__ = ["Search", "bodies_of", "invitation_of", "looked_for", "search_told"]


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked of a meeting, and the answer."""

    view: MeetingView
    asked: Asked
    answer: Answer


def looked_for(  # noqa: PLR0913 - one a word of the command
    reader: Reader,
    channel: ChannelId,
    meeting: str,
    *,
    posts: tuple[str, ...],
    first: str | None,
    last: str | None,
    minutes: int,
    holidays: bool,
    config: Config,
    language: str,
) -> Search:
    """The search; days and posts that are not given are those known of the meeting.

    Raises:
        RuleError: ``not-found``, ``dates/window``; ``required/none`` without any post.
        MalformedError: ``body/day``.
    """
    rooms = reader.rooms(channel)
    view = next((one for one in rooms.meetings.details if one.id == meeting), None)
    if view is None:
        raise not_found()
    known = begun(reader, channel, view)
    if known is None:
        if first is None or last is None:
            raise RuleError("dates/window", "DATE-1", "no window is agreed: name --from and --to")
        people = tuple(str(one.slug) for one in required_of(reader, channel, meeting))
        zone = known_zone(view.when.zone) if view.when is not None else config.zone
        place = None if view.when is None else view.when.place
        known = Asked(channel, meeting, first, last, zone, people, place=place)
    for day in (first, last):
        if day is not None:
            check_day(day, "day")
    asked = replace(
        known,
        first_day=first or known.first_day,
        last_day=last or known.last_day,
        people=posts or known.people,
        minutes=min(max(minutes, 15), 1_440),
        holidays=holidays,
    )
    if not asked.people:
        raise RuleError("required/none", "HOME-41", "say who must be there, by --post")
    countries = countries_of(reader, channel, dict(config.countries))
    return Search(view, asked, search(reader, [asked], countries, language).answers[0])


def search_told(voice: Voice, reader: Reader, found: Search) -> Iterator[str]:
    """What was found, a line each."""
    words, zone = voice.words, found.asked.zone
    names = Names({str(one.slug): voice.pick(one.names) for one in posts_of(reader)}, {})
    for number, slot in enumerate(found.answer.slots, 1):
        notes = voice.list(note_told(voice, one) for one in slot.notes)
        told = slot_told(voice, slot, zone)
        yield f"{number}. {told} ({notes})" if notes else f"{number}. {told}"
    if found.answer.slots:
        return
    yield words.gettext("No date is possible.")
    if found.answer.reasons:
        yield words.gettext("Together these leave no date:")
        yield from (f"  - {reason_told(voice, one, names)}" for one in found.answer.reasons)
    if found.answer.changes:
        yield words.gettext("Each of these would give one:")
        yield from (f"  - {change_told(voice, one, zone, names)}" for one in found.answer.changes)
    yield words.gettext("What the other side may be told:")
    yield f"  {voice.pick(for_others())}"


def bodies_of(found: Search, slots: Sequence[Slot]) -> tuple[dict[Matter, bytes], ...]:
    """The chosen dates as values of offers, with all that is known of the meeting."""
    matter = Matter(f"meeting/{found.view.id}/date")
    when = found.view.when
    dates = (
        MeetingDate(
            form="date",
            kind="working-level" if when is None else when.kind,
            round=None if when is None else when.round,
            title=None if when is None else when.title,
            start=one.start,
            end=one.end,
            zone=found.asked.zone,
            place=found.asked.place,
            host=None if when is None else when.host,
        )
        for one in slots
    )
    return tuple({matter: write_body(matter, "offer", one)} for one in dates)


def invitation_of(
    voice: Voice, reader: Reader, node: Node, channel: ChannelId, meeting: str
) -> bytes | None:
    """The invitation, or None where no date is agreed. Raises RuleError ``not-found``."""
    posts = [reader.person.post, *required_of(reader, channel, meeting)]
    named = [Attendee(str(one.slug), voice.pick(one.names)) for one in posts]
    return invitation_for(voice, node, channel, reader.rooms(channel), meeting, named)
