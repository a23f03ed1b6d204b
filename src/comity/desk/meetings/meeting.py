# SPDX-License-Identifier: Apache-2.0
"""The page of a meeting."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dialogues.troubles import halts_of
from comity.desk.items.index import Index, index_of, meeting_title
from comity.desk.items.item import drafts_on
from comity.desk.items.plights import crossed, pending
from comity.desk.items.spoken import spoken_page
from comity.desk.meetings.agendas import agenda_of
from comity.desk.meetings.ahead import ahead_of, steps_of
from comity.desk.meetings.around import follow_ups_of, text_lines
from comity.desk.meetings.carrying import overdue_for, taken_over
from comity.desk.meetings.dates import (
    ShownWhen,
    date_proposals,
    shown_when,
    zones_of,
)
from comity.desk.meetings.files import files_of
from comity.desk.meetings.statements import (
    attendance_of,
    delegations_of,
    papers_of,
    readouts_of,
)
from comity.desk.moves.asked import channel_named
from comity.desk.moves.choosing import follow_up_number, free_name
from comity.desk.notes.beside import notes_beside
from comity.desk.offers import unread_offers
from comity.desk.pages import not_found
from comity.desk.press.beside import press_beside
from comity.desk.record.told import happened
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import tags
from comity.desk.texts.proposals import Manner
from comity.desk.titles import dialogue_title, marking_of
from comity.home.roles import Power
from comity.subjects.meetings import MeetingDate, MeetingState, MeetingView
from comity.telling.history import history_of
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = ["meeting_page", "standing_told"]


@require_GET
@spoken_page(Power.READ)
def meeting_page(request: DeskRequest, channel: str, meeting: str) -> HttpResponse:
    """The page."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    seen = index.meetings.get(meeting)
    if seen is None:
        return not_found(request)
    voice, node = request.voice, request.house.node
    halts = halts_of(request, here)
    may = request.reader.may(Power.DRAFT) and not halts
    manner = Manner(here, may, named=True, unread=unread_offers(request, here))
    with node.channels.hold(here) as held:
        parties = held.channel.parties
    agenda = next((one for one in index.rooms.agenda.details if one.meeting == meeting), None)
    title = meeting_title(voice, index, meeting)
    actions = _actions(request, here, meeting, index) if may else {}
    plan = agenda_of(voice, index, seen, agenda, manner, actions.get("follow_up_plain", ""))
    date = voice.words.gettext("the date of the meeting")
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": dialogue_title(voice, request.reader, here),
        "marking": marking_of(voice, index.rooms),
        "title": title,
        "told": standing_told(voice, here, index, seen),
        "troubles": (
            *halts,
            *crossed(request, here, seen.date, date),
            *pending(request, here, seen.date, date),
        ),
        "next": ahead_of(voice, index, seen, agenda, parties, manner),
        "steps": steps_of(voice, seen),
        "when": _when(voice, here, index, seen),
        "date_tags": tags(voice, seen.date),
        "date_proposals": date_proposals(voice, index, seen, manner),
        "date_story": happened(request, here, history_of(voice, node, here, seen.date.matter)),
        "agenda": plan,
        "overdue": overdue_for(voice, index, seen, manner, plan.propose),
        "carries": reverse("carry-over", kwargs={"channel": here, "meeting": meeting})
        if may and any(one.chosen for one in taken_over(voice, index, seen))
        else "",
        "call": seen.when is not None and seen.when.kind == "call",
        "delegations": delegations_of(voice, here, parties, seen),
        "papers": papers_of(voice, node, here, seen, index.rooms),
        "attendance": attendance_of(voice, here, parties, seen),
        "readouts": readouts_of(voice, here, parties, seen),
        "texts": text_lines(voice, here, index, meeting),
        "follow_ups": follow_ups_of(voice, here, index, meeting),
        "drafts": drafts_on(request, here, f"meeting/{meeting}"),
        "actions": actions,
        "find_dates": _find_dates(here, voice, seen) if manner.may else "",
        "invitation": _invitation(here, seen),
        "notified": bool(seen.delegations),
        "begun": _begun(voice, seen),
        "notes": notes_beside(request, here, index, f"meeting/{meeting}", below=True),
        "press": press_beside(request, here, f"meeting/{meeting}"),
        "files": files_of(request, seen),
        "file_action": reverse("meeting-file", kwargs={"channel": here, "meeting": meeting}),
        "held": seen.state in (MeetingState.HELD, MeetingState.RECORDED),
    }
    return show(request, "meetings/page.html", values)


def standing_told(voice: Voice, channel: ChannelId, index: Index, meeting: MeetingView) -> str:
    """How far the meeting has come and when it is, in a sentence."""
    state = sentence(label(voice, "meeting-state", meeting.state.value))
    when = _when(voice, channel, index, meeting)
    if when is None:
        return voice.words.gettext("{state}.", state=state)
    if isinstance(meeting.when, MeetingDate) and meeting.state is MeetingState.DATED:
        return voice.words.gettext(
            "{state}: {time}, {off}.", state=state, time=when.told, off=when.off
        )
    return voice.words.gettext("{state}: {time}.", state=state, time=when.told)


def _when(voice: Voice, channel: ChannelId, index: Index, meeting: MeetingView) -> ShownWhen | None:
    """The agreed date or window."""
    if meeting.when is None:
        return None
    return shown_when(voice, channel, index, meeting.when, zones_of(voice, meeting))


def _begun(voice: Voice, meeting: MeetingView) -> bool:
    """Whether the time of the meeting has come."""
    return meeting.start is not None and voice.past(meeting.start)


def _find_dates(channel: ChannelId, voice: Voice, meeting: MeetingView) -> str:
    """Where dates are looked for, as long as the meeting lies ahead; else empty."""
    if _begun(voice, meeting):
        return ""
    return reverse("find-dates", kwargs={"channel": channel, "meeting": meeting.id})


def _invitation(channel: ChannelId, meeting: MeetingView) -> str:
    """Where the invitation of a dated meeting is; else empty."""
    if meeting.state is not MeetingState.DATED:
        return ""
    return reverse("invitation", kwargs={"channel": channel, "meeting": meeting.id})


def _actions(
    request: DeskRequest, channel: ChannelId, meeting: str, index: Index
) -> dict[str, str]:
    """Where our side can say something of the meeting, by what it says."""

    def to(name: str, part: str, query: str = "") -> str:
        matter = f"meeting/{meeting}/{part}"
        return reverse(name, kwargs={"channel": channel, "matter": matter}) + query

    number = follow_up_number(request, channel, index.rooms)
    places = {"channel": channel, "matter": f"follow-up/{number}"}
    follow_up = reverse("propose-item", kwargs=places)
    text = free_name(f"{request.voice.own}-", list(index.texts))
    texts = reverse("propose-item", kwargs={"channel": channel, "matter": f"text/{text}"})

    def text_of(kind: str) -> str:
        return f"{texts}?{urlencode({'kind': kind, 'meeting': meeting})}"

    return {
        "follow_up_plain": follow_up,
        "follow_up": f"{follow_up}?{urlencode({'source': f'meeting/{meeting}'})}",
        "release": text_of("joint-press-release"),
        "summary": text_of("summary-of-discussion"),
        "date": to("propose-item", "date", "?form=date"),
        "window": to("propose-item", "date", "?form=window"),
        "delegation": to("state", "delegation"),
        "attendance": to("state", "attendance"),
        "readout": to("state", "readout"),
        "paper": reverse("paper", kwargs={"channel": channel, "meeting": meeting}),
    }
