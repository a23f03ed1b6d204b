# SPDX-License-Identifier: Apache-2.0
"""The page of all dialogues that the reader may see."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dialogues.troubles import halts_of
from comity.desk.items.index import Index, index_of, meeting_title, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import Due, Stand, Tag, due_of, sentences, tag
from comity.desk.today.rows import awaited, candidates
from comity.home.roles import Power
from comity.telling.labels import label

__all__ = ["dialogues_page", "next_meeting", "tell_waiting"]


class Row(NamedTuple):
    """One dialogue: its title, with whom, how it stands, its next meeting, and what is due."""

    title: str
    href: str
    sides: str
    about: str
    tags: tuple[Tag, ...]
    told: str
    meeting: str
    meeting_href: str
    meeting_when: str
    due: Due | None


@require_GET
@spoken_page(Power.READ)
def dialogues_page(request: DeskRequest) -> HttpResponse:
    """The page."""
    found = sorted(
        (_row(request, channel) for channel in request.reader.channels()),
        key=lambda one: one[0].title,
    )
    waiting = sum(1 for _, ours in found if ours)
    values = {
        "rows": tuple(row for row, _ in found),
        "waiting": waiting,
    }
    return show(request, "dialogues/list.html", values)


def next_meeting(request: DeskRequest, index: Index) -> tuple[str, int] | None:
    """The name and beginning of the dialogue's next dated meeting, or None."""
    now = request.voice.now_ms or 0
    starts = [
        (one.start, one.id)
        for one in index.meetings.values()
        if one.start is not None and one.start >= now
    ]
    start, name = min(starts, default=(0, ""))
    return (name, start) if name else None


def _row(request: DeskRequest, channel: ChannelId) -> tuple[Row, bool]:
    voice, words = request.voice, request.voice.words
    index = index_of(request, channel)
    with request.house.node.channels.hold(channel) as held:
        others = [code for code in held.channel.parties if code != held.own]
    waiting = list(candidates(request, channel))
    ours = [one for one in waiting if one.ours]
    theirs = [one for one in waiting if not one.ours]
    tags = []
    if halts_of(request, channel):
        tags.append(tag(voice, Stand.HALTED))
    if ours:
        tags.append(tag(voice, Stand.OURS))
    elif theirs:
        sides = voice.sides(awaited(request, theirs))
        tags.append(tag(voice, Stand.THEIRS, sides))
    meeting = next_meeting(request, index)
    name, start = meeting or ("", 0)
    terms = index.rooms.terms.details[0].terms
    row = Row(
        title=title_of(request, channel),
        href=reverse("dialogue", kwargs={"channel": channel}),
        sides=voice.sides(others),
        about="" if terms is None else label(voice, "level", terms.level),
        tags=tuple(tags),
        told=tell_waiting(request, len(ours), len(theirs)),
        meeting=meeting_title(voice, index, name) if name else "",
        meeting_href=_meeting_href(channel, name),
        meeting_when=voice.due(start) if name else words.gettext("no date fixed"),
        due=due_of(voice, min((one.by for one in ours if one.by is not None), default=None)),
    )
    return row, bool(ours)


def _meeting_href(channel: ChannelId, name: str) -> str:
    return reverse("meeting", kwargs={"channel": channel, "meeting": name}) if name else ""


def tell_waiting(request: DeskRequest, ours: int, theirs: int) -> str:
    """How many things are for our action, and how many await others, in a sentence or two."""
    words = request.voice.words
    parts = []
    if ours:
        parts.append(
            words.ngettext(
                "{count} item is for our action.", "{count} items are for our action.", ours
            )
        )
    if theirs:
        parts.append(
            words.ngettext(
                "{count} item awaits the other side.",
                "{count} items await the other side.",
                theirs,
            )
        )
    return sentences(request.voice, parts) or words.gettext("Nothing is open.")
