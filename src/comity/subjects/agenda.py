# SPDX-License-Identifier: Apache-2.0
"""The agenda of a meeting, ``meeting/<id>/agenda/<item>``: raised by an offer, supported by an
acceptance, declined or withdrawn by a refusal. It closes as the terms say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

import msgspec

from comity.core.ids import Matter
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.fields import (
    TEXT_CHARS_MAX,
    Words,
    check_key,
    check_list,
    check_number,
    check_party,
    check_words,
    malformed,
    read_struct,
)
from comity.subjects.reading import Look, Route
from comity.subjects.standing import ProposalState, RoomView, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import reply_s, terms_in_force

__all__ = [
    "ROUTES",
    "AgendaItem",
    "AgendaView",
    "ItemState",
    "ItemView",
    "check_item",
    "read_item",
    "view",
]

MINUTES_MAX: Final = 1_440
AGENDA_PREVIOUS_MAX: Final = 64
_PREFIX: Final = "meeting"
_PLACE: Final = 2


class AgendaItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item of an agenda. Rules: AGENDA-1, AGENDA-2.

    Args:
        title: of the item.
        kind: whether it stands on every agenda, is new, or is carried over.
        carried_from: id of the meeting it is carried over from; None unless carried over.
        lead: code of the party that introduces it, or None.
        minutes: time foreseen, 1 to 1440, or None.
        previous: ids of the meetings at which it was dealt with, oldest first.
        outcome: what is hoped for, many lines, or None.
        status: ``on`` the agenda, or taken ``off`` it by agreement.
    """

    title: Words
    kind: Literal["standing", "new", "carried-over"]
    carried_from: str | None
    lead: str | None
    minutes: int | None
    previous: tuple[str, ...]
    outcome: Words | None
    status: Literal["on", "off"]


def check_item(item: AgendaItem) -> AgendaItem:
    """The item, if it is whole.

    Raises:
        MalformedError: ``agenda/carried`` unless exactly a carried-over item names its meeting
            (AGENDA-2), or as the checks of fields.
    """
    check_words(item.title, "title")
    if (item.carried_from is None) == (item.kind == "carried-over"):
        raise malformed("agenda/carried", "AGENDA-2", "carried_from", "the meeting it comes from")
    if item.carried_from is not None:
        check_key(item.carried_from, "carried_from")
    if item.lead is not None:
        check_party(item.lead, "lead")
    if item.minutes is not None:
        check_number(item.minutes, "minutes", 1, MINUTES_MAX)
    check_list(item.previous, "previous", 0, AGENDA_PREVIOUS_MAX)
    for meeting in item.previous:
        check_key(meeting, "previous")
    if item.outcome is not None:
        check_words(item.outcome, "outcome", TEXT_CHARS_MAX, lines=True)
    return item


def read_item(raw: bytes) -> AgendaItem:
    """The item that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_item(read_struct(raw, AgendaItem))


_ITEM: Final[Route[AgendaItem, Statement]] = Route(
    ("meeting", "*", "agenda", "*"), read_item, read_statement
)
ROUTES: Final = (_ITEM,)


class ItemState(StrEnum):
    """How an item stands. Rule: AGENDA-3."""

    RAISED = "raised"
    """Proposed, and not yet supported by all."""
    AGREED = "agreed"
    """On the agenda."""
    TAKEN_OFF = "taken-off"
    """Taken off the agenda by agreement."""
    WITHDRAWN = "withdrawn"
    """Withdrawn by who raised it."""
    DECLINED = "declined"
    """Another party was not in a position to support it."""
    UNREADABLE = "unreadable"
    """Agreed, in a form that can't be read here."""
    NONE = "none"
    """No valid proposal."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item. `item` is the agreed value or None; `late` says whether the newest open proposal
    claims a time after the agenda closed (a claim, which decides nothing; AGENDA-4).
    """

    id: str
    standing: Standing[AgendaItem, Statement]
    state: ItemState
    item: AgendaItem | None
    late: bool


@dataclass(frozen=True, slots=True)
class AgendaView:
    """The agenda of one meeting. `closes` in UTC milliseconds, None as long as no date is agreed
    or the terms set no time (AGENDA-4). Items sorted by id.
    """

    meeting: str
    closes: int | None
    items: tuple[ItemView, ...]


def view(
    sight: Sight, bodies: Bodies, starts: Mapping[str, int] | None = None
) -> RoomView[AgendaView]:
    """The agendas of a channel, sorted by meeting. Never raises on a body. Rule: SUBJ-8.

    Args:
        sight: the channel.
        bodies: its bodies.
        starts: when each dated meeting begins, by id, in UTC milliseconds.
    """
    look = Look(sight, bodies)
    terms = terms_in_force(look)
    reply = reply_s(terms)
    ahead = None if terms is None else terms.deadlines.agenda_s
    meetings: dict[str, list[Matter]] = {}
    others = []
    for matter in look.matters(_PREFIX):
        segments = matter.split("/")
        if _ITEM.covers(matter):
            meetings.setdefault(segments[1], []).append(matter)
        elif len(segments) > _PLACE and segments[_PLACE] == "agenda":
            others.append(matter)
    details = []
    for name, matters in sorted(meetings.items()):
        start = (starts or {}).get(name)
        closes = None if start is None or ahead is None else start - ahead * 1000
        items = tuple(_item(look, matter, reply, closes) for matter in matters)
        details.append(AgendaView(name, closes, items))
    standings = [item.standing for agenda in details for item in agenda.items]
    unknown = standings_of(look, others, ROUTES)
    return RoomView("agenda", (*standings, *unknown), tuple(details))


def _item(look: Look, matter: Matter, reply: int | None, closes: int | None) -> ItemView:
    """One item, asked for by its own time or the closing of the agenda. Rule: AGENDA-4."""
    standing = standing_of(look, matter, _ITEM, reply)
    if standing.open and closes is not None:
        asked = [one.offer.until for one in standing.open if one.offer.until is not None]
        standing = replace(standing, by=min([*asked, closes]))
    late = bool(standing.open) and closes is not None and standing.open[-1].offer.time > closes
    return ItemView(matter.split("/")[3], standing, _state(standing), standing.value, late)


def _state(standing: Standing[AgendaItem, Statement]) -> ItemState:
    """The state that follows from how the matter stands. Rule: AGENDA-3."""
    if standing.agreed is not None:
        if standing.value is None:
            return ItemState.UNREADABLE
        return ItemState.AGREED if standing.value.status == "on" else ItemState.TAKEN_OFF
    if standing.open:
        return ItemState.RAISED
    if not standing.closed:
        return ItemState.NONE
    last = standing.closed[-1].state
    if last is ProposalState.WITHDRAWN:
        return ItemState.WITHDRAWN
    return ItemState.DECLINED
