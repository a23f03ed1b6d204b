# SPDX-License-Identifier: Apache-2.0
"""The agenda of a meeting as rows: by whom each item was raised and supported, how it stands."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from comity.core.ids import Code
from comity.core.views import OfferView
from comity.desk.items.index import Index, item_title, meeting_title
from comity.desk.states import Due, Tag, due_of, tags
from comity.desk.texts.proposals import Manner, ProposalLine, proposal_line
from comity.subjects.agenda import AgendaItem, AgendaView, ItemState, ItemView
from comity.subjects.meetings import MeetingView
from comity.telling.labels import label
from comity.telling.voice import Voice

__all__ = ["Agenda", "AgendaRow", "agenda_of", "awaiting_ours", "awaiting_theirs"]

_ORDER: Final = (
    ItemState.AGREED,
    ItemState.RAISED,
    ItemState.UNREADABLE,
    ItemState.TAKEN_OFF,
    ItemState.DECLINED,
    ItemState.WITHDRAWN,
    ItemState.NONE,
)


class AgendaRow(NamedTuple):
    """One item.

    Args:
        title: of the item; and its page.
        kind: whether it stands on every agenda, is new, or carried over from which meeting.
        raised: the code of who raised it, or empty.
        supported: codes of those who have supported it since.
        tags: how it stands.
        minutes: time foreseen, or empty.
        lead: who introduces it, or empty.
        outcome: what is hoped for, or empty; and the language of it.
        late: whether its newest proposal claims a time after the agenda closed.
        due: when a reply is asked for, or None.
        proposals: those that are open.
        change: where an agreed item is changed or taken off, or empty.
        follow_up: where a follow-up item is proposed that comes from it, or empty.
    """

    title: str
    href: str
    kind: str
    raised: str
    supported: tuple[str, ...]
    tags: tuple[Tag, ...]
    minutes: str
    lead: str
    outcome: str
    outcome_language: str
    late: bool
    due: Due | None
    proposals: tuple[ProposalLine, ...]
    change: str = ""
    follow_up: str = ""


class Agenda(NamedTuple):
    """The agenda: its rows, when it closes, how long it takes, where an item can be raised."""

    rows: tuple[AgendaRow, ...]
    closes: str
    closed: bool
    total: str
    propose: str


def agenda_of(
    voice: Voice,
    index: Index,
    meeting: MeetingView,
    agenda: AgendaView | None,
    manner: Manner,
    follow_up: str = "",
) -> Agenda:
    """The agenda of a meeting.

    Args:
        voice: who reads.
        index: the items of the dialogue.
        meeting: as it stands.
        agenda: as it stands, or None where nobody has raised anything.
        manner: how the page is asked for.
        follow_up: where a new follow-up item is proposed, or empty.
    """
    words = voice.words
    items = [] if agenda is None else sorted(agenda.items, key=lambda one: _ORDER.index(one.state))
    closes = _closes(index, meeting) if agenda is None else agenda.closes
    minutes = [
        one.item.minutes
        for one in items
        if one.state is ItemState.AGREED and one.item is not None and one.item.minutes
    ]
    total = ""
    if minutes:
        total = words.ngettext("{count} minute", "{count} minutes", sum(minutes))
    propose = ""
    if manner.may:
        taken = {one.id for one in items}
        key = next(name for n in range(1, 1_000) if (name := f"{voice.own}-{n}") not in taken)
        matter = f"meeting/{meeting.id}/agenda/{key}"
        places = {"channel": manner.channel, "matter": matter}
        propose = reverse("propose-item", kwargs=places)
    return Agenda(
        rows=tuple(_row(voice, index, one, manner, follow_up) for one in items),
        closes=_day(voice, closes),
        closed=closes is not None and voice.past(closes),
        total=total,
        propose=propose,
    )


def awaiting_ours(agenda: AgendaView | None, own: str | None) -> int:
    """How many items await our own side."""
    return 0 if agenda is None else sum(own in one.standing.moves for one in agenda.items)


def awaiting_theirs(agenda: AgendaView | None, own: str | None) -> tuple[Code, ...]:
    """The other sides that items await, each once."""
    if agenda is None:
        return ()
    found = dict.fromkeys(code for one in agenda.items for code in one.standing.moves)
    return tuple(code for code in found if code != own)


def _day(voice: Voice, closes: int | None) -> str:
    """The day on which the agenda closes, with how far off it is as long as it is open."""
    if closes is None:
        return ""
    return voice.date_short(closes) if voice.past(closes) else voice.due(closes)


def _closes(index: Index, meeting: MeetingView) -> int | None:
    """When the agenda closes by the terms in force, in UTC milliseconds; None if they set none."""
    terms = index.rooms.terms.details[0].terms
    ahead = None if terms is None else terms.deadlines.agenda_s
    return None if ahead is None or meeting.start is None else meeting.start - ahead * 1000


def _row(voice: Voice, index: Index, one: ItemView, manner: Manner, follow_up: str) -> AgendaRow:
    standing, words = one.standing, voice.words
    values = [one.item, *(each.body.value for each in reversed(standing.open)),
              *(each.body.value for each in reversed(standing.closed))]  # fmt: skip
    value = next((each for each in values if each is not None), None)
    offer = _raising(one)
    outcome = ("", "")
    if value is not None and value.outcome is not None:
        outcome = voice.ordered(value.outcome)[0]
    minutes = None if value is None else value.minutes
    settled = one.state is ItemState.AGREED and not standing.open and manner.may
    places = {"channel": manner.channel, "matter": standing.matter}
    return AgendaRow(
        title=item_title(voice, index, standing.matter),
        href=reverse("item", kwargs={"channel": manner.channel, "matter": standing.matter}),
        kind="" if value is None else _kind(voice, index, value),
        raised="" if offer is None else offer.ref.party,
        supported=()
        if offer is None
        else tuple(sorted(code for code in offer.accepted if code != offer.ref.party)),
        tags=_tags(voice, one),
        minutes=words.ngettext("{count} minute", "{count} minutes", minutes) if minutes else "",
        lead=voice.side(value.lead) if value is not None and value.lead else "",
        outcome=outcome[1],
        outcome_language=outcome[0],
        late=one.late,
        due=due_of(voice, standing.by) if standing.moves else None,
        proposals=tuple(
            proposal_line(
                voice, standing, each, words.gettext("other items") if each.package else "", manner
            )
            for each in standing.open
        ),
        change=reverse("propose-item", kwargs=places) if settled else "",
        follow_up=f"{follow_up}?{urlencode({'source': standing.matter})}"
        if settled and follow_up
        else "",
    )


def _raising(one: ItemView) -> OfferView | None:
    """The proposal by which the item stands as it does: agreed, or open, or the last one."""
    standing = one.standing
    if standing.agreed is not None:
        return standing.agreed.offer
    if standing.open:
        return standing.open[0].offer
    return standing.closed[-1].offer if standing.closed else None


def _kind(voice: Voice, index: Index, item: AgendaItem) -> str:
    if item.carried_from is None:
        return label(voice, "item", item.kind)
    meeting = meeting_title(voice, index, item.carried_from)
    return voice.words.gettext("carried over: {meeting}", meeting=meeting)


def _tags(voice: Voice, one: ItemView) -> tuple[Tag, ...]:
    """How an item stands; an agreed one by what became of it."""
    found = tags(voice, one.standing)
    agreed = one.standing.agreed
    told = label(voice, "item-state", one.state.value)
    if one.state in (ItemState.AGREED, ItemState.TAKEN_OFF) and agreed is not None:
        kind = "confirmed" if agreed.confirmed else "agreed"
        if one.state is ItemState.TAKEN_OFF:
            kind = "lapsed"
        if not agreed.confirmed:
            told = voice.words.gettext("{state}, confirmation pending", state=told)
        return (Tag(kind, told), *found[1:])
    return found or (Tag("lapsed", told),)
