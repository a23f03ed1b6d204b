# SPDX-License-Identifier: Apache-2.0
"""The page of one dialogue: what is open and agreed in it, and what it is by its terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dialogues.authorities import authority_card
from comity.desk.dialogues.listing import next_meeting, tell_waiting
from comity.desk.dialogues.portions import Listed, listed, span_of
from comity.desk.dialogues.sections import (
    DocumentRow,
    FollowUpRow,
    anchor_rows,
    document_rows,
    documents_in,
    follow_up_rows,
    follow_ups_in,
    meeting_rows,
    tell_when,
    text_rows,
)
from comity.desk.dialogues.troubles import Trouble, troubles_of
from comity.desk.incidents.beside import incident_rows
from comity.desk.items.index import Index, index_of, meeting_title, title_of
from comity.desk.items.item import drafts_on
from comity.desk.items.spoken import spoken_page
from comity.desk.line import peers_of, tell_lines
from comity.desk.measures.rows import fact_rows, measure_rows
from comity.desk.moves.asked import channel_named
from comity.desk.press.beside import press_beside
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.soundings.links import sound_href, soundings_lines
from comity.desk.terms.beside import first_of
from comity.desk.titles import marking_of
from comity.desk.today.lately import agreed_in
from comity.desk.today.rows import by_deadline, candidates, told_rows
from comity.home.roles import Power
from comity.node.compare import record_digest
from comity.subjects.documents import DocumentView
from comity.subjects.followups import FollowUpView
from comity.subjects.terms import Terms
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = ["dialogue_page"]


class TermsSummary(NamedTuple):
    """The terms of reference at a glance: rows of words, and points by heading."""

    rows: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, tuple[str, ...]], ...]
    agreed: bool


class Next(NamedTuple):
    """The next meeting: its title and page, when and where it is."""

    title: str
    href: str
    when: str
    place: str


@require_GET
@spoken_page(Power.READ)
def dialogue_page(request: DeskRequest, channel: str) -> HttpResponse:
    """The page."""
    here = channel_named(request, channel)
    voice, reader = request.voice, request.reader
    index = index_of(request, here)
    with request.house.node.channels.hold(here) as held:
        parties, own = held.channel.parties, held.own
        entries = len(held.channel)
    found = by_deadline(candidates(request, here))
    ours = sum(1 for one in found if one.ours)
    lines = tell_lines(voice, peers_of(request.house.node, (here,)), voice.now_ms or 0)
    troubles = troubles_of(request, here)
    halted = any(one.kind == "alarm" for one in troubles)
    values: dict[str, Any] = {
        "channel": channel,
        "title": title_of(request, here),
        "marking": marking_of(voice, index.rooms),
        "told": tell_waiting(request, ours, len(found) - ours),
        "sides": voice.sides(parties),
        "troubles": (
            *troubles,
            *(Trouble.of(told) for line in lines for told in line.plights),
        ),
        "whole": request.GET.get("all", ""),
        "lists": _lists(request, here, index, found),
        "next": _next(request, here, index),
        "terms": _terms(voice, index),
        "names": _names(voice, index, str(own)),
        "lines": lines,
        "drafts": drafts_on(request, here, ""),
        "entries": entries,
        "incidents": tuple(one for one in incident_rows(request, here) if one.active),
        "incidents_all": len(index.rooms.incidents.details),
        "press": press_beside(request, here),
        "soundings": soundings_lines(request, (here,)),
        "sound": sound_href(request, here),
        "measures": measure_rows(request, here, index),
        "facts_rows": fact_rows(request, here, index),
        "digest": record_digest(request.house.node, here),
        "propose": "",
    }
    if reader.may(Power.DRAFT) and not halted:
        values["propose"] = reverse("propose", kwargs={"channel": channel})
    values["first"] = first_of(request, here, index.rooms, halted=halted)
    values["authorities"], values["authority_posts"] = authority_card(
        request, here, index.rooms, parties
    )
    return show(request, "dialogues/page.html", values)


def _lists(
    request: DeskRequest, channel: ChannelId, index: Index, waiting: Sequence[Any]
) -> dict[str, Listed[Any]]:
    """Every list of the page, by its name in addresses; none longer than a page bears."""
    alive, closed = follow_ups_in(index)
    coming, past = meeting_rows(request, channel, index)
    told = {
        "meetings": coming,
        "past": past,
        "texts": text_rows(request, channel, index),
        "anchors": anchor_rows(request, channel, index),
    }

    def follow_ups(found: Sequence[FollowUpView]) -> tuple[FollowUpRow, ...]:
        return follow_up_rows(request, channel, index, found)

    def documents(found: Sequence[DocumentView]) -> tuple[DocumentRow, ...]:
        return document_rows(request, channel, index, found)

    lists: dict[str, Listed[Any]] = {
        name: listed(request, channel, name, rows, tuple) for name, rows in told.items()
    }
    lists["open"] = listed(
        request, channel, "open", waiting, lambda found: told_rows(request, found)
    )
    lists["follow_ups"] = listed(request, channel, "follow_ups", alive, follow_ups)
    lists["closed"] = listed(request, channel, "closed", closed, follow_ups)
    lists["documents"] = listed(request, channel, "documents", documents_in(index), documents)
    lists["agreed"] = _agreed(request, channel)
    return lists


def _agreed(request: DeskRequest, channel: ChannelId) -> Listed[Any]:
    """What is agreed, newest first."""
    _, count = agreed_in(request, channel, 0, current=True)
    span = span_of(request, channel, "agreed", count)
    found, _ = agreed_in(request, channel, span.last, current=True, skip=span.first)
    return Listed(tuple(line for _, line in found), span, count)


def _next(request: DeskRequest, channel: ChannelId, index: Index) -> Next | None:
    found = next_meeting(request, index)
    if found is None:
        return None
    name, _ = found
    voice, one = request.voice, index.meetings[name]
    place = None if one.when is None else one.when.place
    return Next(
        title=meeting_title(voice, index, name),
        href=reverse("meeting", kwargs={"channel": channel, "meeting": name}),
        when=tell_when(voice, one),
        place="" if place is None else voice.pick(place),
    )


class Name(NamedTuple):
    """What one side, or all of them, call the dialogue: by language."""

    whose: str
    names: tuple[tuple[str, str], ...]


def _names(voice: Voice, index: Index, own: str) -> tuple[Name, ...]:
    """What each side calls the dialogue, in each language: our own side first.

    The names are no translations of each other.
    """
    terms = _best(index)
    if terms is None:
        return ()
    sides = sorted(terms.titles, key=lambda code: (code != own, code))
    found = [
        Name(sentence(voice.side(code)), tuple(voice.ordered(terms.titles[code]))) for code in sides
    ]
    if terms.common_title is not None:
        common = voice.words.gettext("Common name")
        found.insert(0, Name(common, tuple(voice.ordered(terms.common_title))))
    return tuple(found)


def _best(index: Index) -> Terms | None:
    """The terms agreed, else those proposed last."""
    room = index.rooms.terms
    agreed = room.details[0].terms
    if agreed is not None or not room.standings:
        return agreed
    proposed = [one.body.value for one in room.standings[0].open]
    return next((one for one in reversed(proposed) if isinstance(one, Terms)), None)


def _terms(voice: Voice, index: Index) -> TermsSummary | None:
    terms, words = _best(index), voice.words
    if terms is None:
        return None
    rows = [
        (words.gettext("Legal status"), sentence(label(voice, "legal", terms.legal_status.kind))),
        (words.gettext("Level"), sentence(label(voice, "level", terms.level))),
    ]
    for code, side in terms.sides.items():
        organs = [side.lead] if side.co_lead is None else [side.lead, side.co_lead]
        organ = voice.list(voice.pick(one) for one in organs)
        rows.append((sentence(voice.side(code)), organ))
    rows.append((words.gettext("Rhythm"), voice.pick(terms.rhythm.words)))
    points = (
        (words.gettext("Not dealt with here"), terms.kept_out),
        (words.gettext("Without prejudice to"), terms.without_prejudice),
    )
    return TermsSummary(
        rows=tuple(rows),
        points=tuple(
            (heading, tuple(voice.pick(one) for one in told)) for heading, told in points if told
        ),
        agreed=index.rooms.terms.details[0].terms is not None,
    )
