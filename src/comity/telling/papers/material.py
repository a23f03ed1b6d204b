# SPDX-License-Identifier: Apache-2.0
"""What a meeting file is made of: the record as it stands, the story of each item, and what our
own people have noted. Gathered once, so that a file sees one state of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from comity.core.ids import Code
from comity.subjects import Rooms
from comity.subjects.agenda import AgendaView, ItemState, ItemView
from comity.subjects.followups import FollowUp, FollowUpState, FollowUpView
from comity.subjects.meetings import MeetingView
from comity.subjects.texts import TextView
from comity.telling.history import Happening, history_of
from comity.telling.texts.languages import header_of
from comity.telling.voice import Voice

if TYPE_CHECKING:
    from comity.core.ids import ChannelId
    from comity.node.installation import Node

__all__ = ["Material", "Noted", "gather", "item_of"]

_LATER: Final = 2**62


class Noted(NamedTuple):
    """One internal note: on which item, what it says, whose it is, when it was written last."""

    matter: str
    text: str
    post: str
    time: int


class Material(NamedTuple):
    """All of it.

    Args:
        rooms: how the dialogue stands.
        parties: of the dialogue.
        meeting: of which the file is.
        agenda: of it, or None.
        stories: what happened on each item of the agenda, causes first.
        notes: our own people's, oldest first; none where nobody's dossier was asked.
    """

    rooms: Rooms
    parties: tuple[Code, ...]
    meeting: MeetingView
    agenda: AgendaView | None
    stories: Mapping[str, tuple[Happening, ...]]
    notes: tuple[Noted, ...]

    @property
    def items(self) -> tuple[ItemView, ...]:
        """The items of the agenda: agreed ones first, then those that can still be agreed."""
        every = () if self.agenda is None else self.agenda.items
        ranks = (ItemState.AGREED, ItemState.RAISED, ItemState.UNREADABLE)
        shown = [one for one in every if one.state in ranks]
        return tuple(sorted(shown, key=lambda one: ranks.index(one.state)))

    @property
    def texts(self) -> tuple[TextView, ...]:
        """The texts whose outline, agreed or proposed, names the meeting."""
        pairs = ((one, header_of(one)) for one in self.rooms.texts.details)
        return tuple(
            one for one, header in pairs if header is not None and header.meeting == self.meeting.id
        )

    @property
    def open_follow_ups(self) -> tuple[FollowUpView, ...]:
        """Every follow-up item of the dialogue that is not closed, the soonest due first."""
        found = [
            one for one in self.rooms.followups.details if one.state is not FollowUpState.CLOSED
        ]
        return tuple(sorted(found, key=lambda one: (_due(one), one.number)))

    @property
    def follow_ups(self) -> tuple[FollowUpView, ...]:
        """The follow-up items that came of the meeting, an item of its agenda, or a text of it."""
        texts = {one.id for one in self.texts}
        found = []
        for one in self.rooms.followups.details:
            item = item_of(one)
            kind, _, rest = ("" if item is None else item.source or "").partition("/")
            name = rest.partition("/")[0]
            if (kind == "meeting" and name == self.meeting.id) or (
                kind == "text" and name in texts
            ):
                found.append(one)
        return tuple(sorted(found, key=lambda one: (_due(one), one.number)))

    def noted(self, matter: str, *, below: bool = False) -> tuple[Noted, ...]:
        """The notes on an item, and on what is below it."""
        return tuple(
            one
            for one in self.notes
            if one.matter == matter or (below and one.matter.startswith(f"{matter}/"))
        )


def gather(
    voice: Voice,
    node: Node,
    channel: ChannelId,
    rooms: Rooms,
    meeting: str,
    notes: Iterable[Noted] = (),
) -> Material | None:
    """What the file of a meeting is made of; None where there is no such meeting.

    Args:
        voice: of the reader, in whose language the stories are told.
        node: whose record it is.
        channel: an open dialogue that the reader may know of.
        rooms: how it stands.
        meeting: its id.
        notes: what the reader may see of our own people's.
    """
    seen = next((one for one in rooms.meetings.details if one.id == meeting), None)
    if seen is None:
        return None
    agenda = next((one for one in rooms.agenda.details if one.meeting == meeting), None)
    with node.channels.hold(channel) as held:
        parties = held.channel.parties
    names = () if agenda is None else tuple(one.standing.matter for one in agenda.items)
    stories = {str(name): history_of(voice, node, channel, name) for name in names}
    return Material(rooms, parties, seen, agenda, stories, tuple(notes))


def item_of(one: FollowUpView) -> FollowUp | None:
    """What is agreed of a follow-up item, else what is proposed last."""
    values = [one.item, *(each.body.value for each in reversed(one.standing.open))]
    return next((value for value in values if value is not None), None)


def _due(one: FollowUpView) -> int:
    item = item_of(one)
    return _LATER if item is None or item.due is None else item.due
