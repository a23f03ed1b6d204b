# SPDX-License-Identifier: Apache-2.0
"""What a calendar program is told: invitations to dated meetings, and the feed of one person.

It is given what its reader may know, and says no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comity.core.ids import ChannelId, Matter
from comity.node.installation import Node
from comity.subjects import Rooms
from comity.subjects.followups import FollowUpState
from comity.subjects.meetings import MeetingDate, MeetingView
from comity.telling.bodies import headline
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence
from comity.workbench.invitations import Attendee, Entry, feed, invitation, uid_of

__all__ = ["Held", "dialogue_named", "feed_for", "invitation_for", "meeting_named"]


class _Agreed(NamedTuple):
    """The date of a meeting as it was agreed: when that was signed, and how often before."""

    date: MeetingDate
    stamped: int
    sequence: int


def dialogue_named(voice: Voice, rooms: Rooms) -> str:
    """What a dialogue is called by its terms; empty where none are agreed."""
    terms = next((one.terms for one in rooms.terms.details), None)
    return "" if terms is None else headline(voice, terms)


def meeting_named(voice: Voice, meeting: MeetingView) -> str:
    """What a meeting is called: its own title, else its kind and number."""
    values = [meeting.when, *(one.body.value for one in reversed(meeting.date.open))]
    for when in values:
        if when is not None:
            if when.title is not None:
                return voice.pick(when.title)
            if when.round is not None:
                return sentence(voice.words.gettext("round {number}", number=when.round))
            return sentence(label(voice, "meeting", when.kind))
    return meeting.id


class Held(NamedTuple):
    """Time that is held for a date that our side has proposed: UTC milliseconds."""

    channel: ChannelId
    meeting: str
    start: int
    end: int


def invitation_for(
    voice: Voice,
    node: Node,
    channel: ChannelId,
    rooms: Rooms,
    meeting: str,
    posts: Sequence[Attendee],
) -> bytes | None:
    """The invitation to a dated meeting; None where no date is agreed.

    Args:
        voice: who reads.
        node: whose record it is.
        channel, rooms: the dialogue; the reader may know of it.
        meeting: its id.
        posts: the one that invites, then those that are required.
    """
    view = next((one for one in rooms.meetings.details if one.id == meeting), None)
    agreed = None if view is None else _agreed(node, channel, view)
    if view is None or agreed is None:
        return None
    entry = _meeting_entry(voice, node, channel, rooms, view, agreed)
    return invitation(entry, posts[0], posts[1:])


def feed_for(
    voice: Voice, node: Node, known: Mapping[ChannelId, Rooms], held: Iterable[Held]
) -> bytes:
    """Meetings, holds and due dates of the dialogues that its reader may know of now. HOME-43."""
    entries: list[Entry] = []
    for channel, rooms in known.items():
        entries += _of(voice, node, channel, rooms)
    entries += [_held(voice, node, one) for one in held]
    return feed(entries, voice.words.gettext("Meetings and due dates"))


def _of(voice: Voice, node: Node, channel: ChannelId, rooms: Rooms) -> Iterator[Entry]:
    """The dated meetings and due dates of one dialogue."""
    for view in rooms.meetings.details:
        agreed = _agreed(node, channel, view)
        if agreed is not None:
            yield _meeting_entry(voice, node, channel, rooms, view, agreed)
    yield from _due(voice, channel, rooms)


def _meeting_entry(
    voice: Voice,
    node: Node,
    channel: ChannelId,
    rooms: Rooms,
    view: MeetingView,
    agreed: _Agreed,
) -> Entry:
    date, words = agreed.date, voice.words
    what = meeting_named(voice, view)
    dialogue = dialogue_named(voice, rooms)
    lines = [
        voice.span(date.start, date.end, date.zone),
        words.gettext("As agreed in the shared record; the record decides, this is a copy."),
    ]
    return Entry(
        uid=uid_of(node.party, channel, view.id),
        sequence=agreed.sequence,
        stamped=agreed.stamped,
        start=date.start,
        end=date.end,
        title=voice.list((what, dialogue)) if dialogue else what,
        place="" if date.place is None else voice.pick(date.place),
        text="\n".join(lines),
    )


def _agreed(node: Node, channel: ChannelId, view: MeetingView) -> _Agreed | None:
    """The date in force, with the number of values agreed before it."""
    if not isinstance(view.when, MeetingDate) or view.date.agreed is None:
        return None
    with node.channels.hold(channel) as held:
        seen = held.channel.sight.matter(Matter(view.date.matter))
    return _Agreed(view.when, view.date.agreed.offer.time, max(len(seen.agreed) - 1, 0))


def _due(voice: Voice, channel: ChannelId, rooms: Rooms) -> Iterator[Entry]:
    """The days on which follow-up items fall due, each in the zone of the item."""
    for one in rooms.followups.details:
        item, agreed = one.item, one.standing.agreed
        if item is None or agreed is None or item.due is None or item.zone is None:
            continue
        if one.state is FollowUpState.CLOSED:
            continue
        title = voice.words.gettext("Due: {item}", item=voice.pick(item.title))
        yield Entry(
            uid=uid_of(channel, one.standing.matter),
            sequence=0,
            stamped=agreed.offer.time,
            start=_midnight(item.due, item.zone),
            end=None,
            title=title,
            text=sentence(voice.sides(item.owners)),
            free=True,
        )


def _held(voice: Voice, node: Node, hold: Held) -> Entry:
    """Held time says for nobody what it is held for. Drafts are no affair of a calendar program."""
    return Entry(
        uid=uid_of(node.party, hold.channel, hold.meeting, str(hold.start)),
        sequence=0,
        stamped=hold.start,
        start=hold.start,
        end=hold.end,
        title=voice.words.gettext("Held"),
        state="tentative",
    )


def _midnight(ms: int, zone: str) -> int:
    """The beginning, in UTC, of the day that an instant falls on in a zone."""
    try:
        day = datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(zone)).date()
    except (KeyError, ValueError, OSError):
        day = datetime.fromtimestamp(ms / 1000, UTC).date()
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000
