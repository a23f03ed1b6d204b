# SPDX-License-Identifier: Apache-2.0
"""What a record holds, counted: items by room, proposals by state, acts by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from comity.core.acts import Accept, Declare, Offer, Refuse
from comity.core.entries import read_entry
from comity.core.ids import ChannelId
from comity.node.installation import Node
from comity.subjects import Rooms, view
from comity.subjects.agenda import ItemState
from comity.subjects.reading import BodyState
from comity.subjects.standing import ProposalState

__all__ = ["Counts", "count"]

_VERBS = {Offer: "offer", Accept: "accept", Refuse: "refuse", Declare: "declare"}
_PAGE = 1_000_000


@dataclass(slots=True)
class Counts:
    """All counts of one or more dialogues.

    Args:
        items: matters by room.
        states: proposals and items by how they stand.
        acts: by verb.
        entries: of all parties.
    """

    items: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    entries: int = 0

    def add(self, other: Counts) -> None:
        """Count another's too."""
        self.items += other.items
        self.states += other.states
        self.acts += other.acts
        self.entries += other.entries


def count(node: Node, channel: ChannelId) -> Counts:
    """What a node holds of one dialogue."""
    found = Counts()
    with node.channels.hold(channel) as held:
        sight = held.channel.sight
        rooms = view(sight, node.records.bodies(channel))
        found.states["halted"] = int(held.channel.frozen)
        fold = held.channel.fold
        found.states["void"] = sum(len(fold.void(link)) for link in fold.logs)
        own = held.own
    for room in rooms:
        found.items[room.room] = len(room.standings)
    _standings(rooms, own, found)
    for _, placed in node.records.since(channel, 0, _PAGE, signatures=False):
        found.entries += 1
        for act in read_entry(placed.raw).acts:
            found.acts[_VERBS.get(type(act), "unknown")] += 1
    return found


def _standings(rooms: Rooms, own: str, found: Counts) -> None:
    states = found.states
    for one in rooms.standings:
        if one.agreed is not None:
            states["confirmed" if one.agreed.confirmed else "agreed, confirmation pending"] += 1
        states["open"] += len(one.open)
        states["crossed or overtaken"] += sum(
            closed.state is ProposalState.OVERTAKEN for closed in one.closed
        )
        states["declined"] += sum(closed.state is ProposalState.DECLINED for closed in one.closed)
        states["withdrawn"] += sum(closed.state is ProposalState.WITHDRAWN for closed in one.closed)
        states["for our action"] += own in one.moves
        states["awaiting others"] += any(code != own for code in one.moves)
        bodies = [proposal.body for proposal in (*one.open, *one.closed)]
        states["not received"] += sum(body.state is BodyState.ABSENT for body in bodies)
        states["unreadable"] += len(one.unreadable)
    for text in rooms.texts.details:
        states[f"text {text.state}"] += 1
    for meeting in rooms.meetings.details:
        states[f"meeting {meeting.state}"] += 1
    for item in rooms.followups.details:
        states[f"follow-up {item.state}"] += 1
    for agenda in rooms.agenda.details:
        for raised in agenda.items:
            states[f"agenda {ItemState(raised.state)}"] += 1
