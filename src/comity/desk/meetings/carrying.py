# SPDX-License-Identifier: Apache-2.0
"""What the agenda of a meeting takes over: items of the one before, follow-up items overdue."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.ids import Matter
from comity.desk.items.index import Index, index_of, item_title, meeting_title, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.texts.proposals import Manner
from comity.desk.titles import marking_of
from comity.home import door
from comity.home.roles import Power
from comity.node.moves import Proposal
from comity.subjects import write_body
from comity.subjects.agenda import AgendaItem, ItemState, ItemView
from comity.subjects.followups import FollowUpState
from comity.subjects.meetings import MeetingState, MeetingView
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = ["Overdue", "Taken", "carry_over", "overdue_for", "taken_over"]

_OPEN = (ItemState.AGREED, ItemState.RAISED)
_HELD = (MeetingState.HELD, MeetingState.RECORDED)


class Overdue(NamedTuple):
    """A follow-up item overdue, and where it is raised for the agenda."""

    title: str
    href: str
    due: str
    raising: str


class Taken(NamedTuple):
    """An item of the meeting before.

    Args:
        matter: its path there.
        title: what it is called.
        told: how it stands there.
        chosen: whether it is taken over unless somebody says otherwise.
    """

    matter: str
    title: str
    told: str
    chosen: bool


def overdue_for(
    voice: Voice, index: Index, meeting: MeetingView, manner: Manner, raising: str
) -> tuple[Overdue, ...]:
    """The follow-up items overdue that nobody has raised for this agenda yet. Rule: DESK-92.

    Args:
        voice: who reads.
        index: the items of the dialogue.
        meeting: that is to come.
        manner: how the page is asked for.
        raising: where a new item is raised, or empty: then nothing is suggested.
    """
    if not raising or meeting.state in _HELD:
        return ()
    titles = [
        value.title
        for one in index.rooms.agenda.details
        if one.meeting == meeting.id
        for item in one.items
        for value in _values(item)
    ]
    found = []
    for one in index.rooms.followups.details:
        item = one.item
        if item is None or item.due is None or one.state is FollowUpState.CLOSED:
            continue
        if not voice.past(item.due) or item.title in titles:
            continue
        matter = str(one.standing.matter)
        found.append(
            Overdue(
                item_title(voice, index, matter),
                reverse("item", kwargs={"channel": manner.channel, "matter": matter}),
                voice.due(item.due, item.zone),
                f"{raising}?{urlencode({'from': matter})}",
            )
        )
    return tuple(found)


def taken_over(voice: Voice, index: Index, meeting: MeetingView) -> tuple[Taken, ...]:
    """The items of the meeting before that this agenda can take over: all that were raised and not
    settled there. Standing items stand on every agenda by themselves and are not chosen.
    """
    before = _before(index, meeting)
    if before is None:
        return ()
    return tuple(
        Taken(
            str(one.standing.matter),
            item_title(voice, index, one.standing.matter),
            sentence(label(voice, "item-state", one.state.value)),
            chosen=value.kind != "standing",
        )
        for one, value in _open_of(index, meeting, before)
    )


@require_http_methods(["GET", "POST"])
@spoken_page(Power.DRAFT)
def carry_over(request: DeskRequest, channel: str, meeting: str) -> HttpResponse:
    """The choice of items; those chosen become one package, a draft at home. Rule: DESK-92."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    seen = index.meetings.get(meeting)
    before = None if seen is None else _before(index, seen)
    if seen is None or before is None or seen.state in _HELD:
        return not_found(request)
    fault = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("item"))
        values = _carried(request, index, seen, before, chosen)
        if values:
            made = door.draft(request.reader, here, Proposal(values))
            return HttpResponseRedirect(reverse("draft", kwargs={"draft": made.pk}))
        fault = request.voice.words.gettext("Choose at least one item")
    voice = request.voice
    values_: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, index.rooms),
        "title": meeting_title(voice, index, meeting),
        "before": meeting_title(voice, index, before.id),
        "meeting_href": reverse("meeting", kwargs={"channel": channel, "meeting": meeting}),
        "items": taken_over(voice, index, seen),
        "fault": fault,
    }
    status = HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK
    return show(request, "meetings/carry_over.html", values_, status=status)


def _carried(
    request: DeskRequest, index: Index, meeting: MeetingView, before: MeetingView, chosen: set[str]
) -> dict[Matter, bytes]:
    """The items chosen as proposals for this agenda, each under its name there if that is free."""
    taken = {
        one.id
        for agenda in index.rooms.agenda.details
        if agenda.meeting == meeting.id
        for one in agenda.items
    }
    values: dict[Matter, bytes] = {}
    for one, value in _open_of(index, meeting, before):
        if str(one.standing.matter) not in chosen:
            continue
        own = str(request.voice.own)
        names = (one.id, *(f"{own}-{n}" for n in range(1, 1_000)))
        key = next(name for name in names if name not in taken)
        taken.add(key)
        matter = Matter(f"meeting/{meeting.id}/agenda/{key}")
        previous = tuple(dict.fromkeys((*value.previous, before.id)))[-64:]
        item = msgspec.structs.replace(
            value, kind="carried-over", carried_from=before.id, previous=previous, status="on"
        )
        values[matter] = write_body(matter, "offer", item)
    return values


def _open_of(
    index: Index, meeting: MeetingView, before: MeetingView
) -> Iterator[tuple[ItemView, AgendaItem]]:
    """The items of the meeting before that are not on this agenda by the same title."""
    agendas = {one.meeting: one for one in index.rooms.agenda.details}
    here = agendas.get(meeting.id)
    titles = [] if here is None else [value.title for one in here.items for value in _values(one)]
    last = agendas.get(before.id)
    for one in () if last is None else last.items:
        value = next(_values(one), None)
        if one.state in _OPEN and value is not None and value.title not in titles:
            yield one, value


def _values(one: ItemView) -> Iterator[AgendaItem]:
    """What an item says: agreed, else as proposed last."""
    if one.item is not None:
        yield one.item
    for proposal in reversed(one.standing.open):
        if proposal.body.value is not None:
            yield proposal.body.value


def _before(index: Index, meeting: MeetingView) -> MeetingView | None:
    """The meeting before this one: the last that begins earlier, of those with an agenda."""
    agendas = {one.meeting for one in index.rooms.agenda.details}
    own = meeting.start
    earlier = [
        one
        for one in index.meetings.values()
        if one.id != meeting.id
        and one.id in agendas
        and one.start is not None
        and (own is None or one.start < own)
    ]
    return max(earlier, key=lambda one: (one.start or 0, one.id), default=None)
