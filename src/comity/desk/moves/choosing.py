# SPDX-License-Identifier: Apache-2.0
"""What can be proposed in a dialogue: one link a kind of item, each with a free short name."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.items.index import index_of, meeting_title
from comity.desk.moves.asked import channel_named
from comity.desk.pages import page
from comity.desk.press.beside import propose_href
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title, marking_of
from comity.home.roles import Power
from comity.presets.reading import NAMES, load
from comity.subjects import Rooms

__all__ = ["Kind", "choose", "follow_up_number", "free_name"]


class Kind(NamedTuple):
    """One kind of proposal: what it is called, what it is for, where its form is."""

    label: str
    about: str
    href: str


@require_GET
@page(Power.DRAFT)
def choose(request: DeskRequest, channel: str) -> HttpResponse:
    """The page of choices."""
    here = channel_named(request, channel)
    rooms, index = request.reader.rooms(here), index_of(request, here)
    values = {
        "channel": channel,
        "title": dialogue_title(request.voice, request.reader, here),
        "marking": marking_of(request.voice, rooms),
        "kinds": _kinds(request, here, rooms),
        "presets": _presets(request, here, rooms),
        "meetings": tuple(
            (
                meeting_title(request.voice, index, one.id),
                reverse("meeting", kwargs={"channel": channel, "meeting": one.id}),
            )
            for one in rooms.meetings.details
        ),
    }
    return show(request, "moves/choose.html", values)


def _kinds(request: DeskRequest, channel: ChannelId, rooms: Rooms) -> tuple[Kind, ...]:
    words, own = request.voice.words, str(request.voice.own)

    def to(matter: str, query: str = "") -> str:
        return reverse("propose-item", kwargs={"channel": channel, "matter": matter}) + query

    meeting = free_name(f"{own}-", [one.id for one in rooms.meetings.details])
    text = free_name(f"{own}-", [one.id for one in rooms.texts.details])
    measure = free_name(f"{own}-", [one.id for one in rooms.measures.details])
    fact = free_name(f"{own}-", [one.id for one in rooms.facts.details])
    anchor = free_name(f"{own}-", [one.id for one in rooms.anchors.details])
    found = [
        Kind(words.gettext("A date for a new meeting"), words.gettext("Day, time, place and host"),
             to(f"meeting/{meeting}/date", "?form=date")),
        Kind(words.gettext("A window of days for a new meeting"),
             words.gettext("Where no date can be fixed yet"),
             to(f"meeting/{meeting}/date", "?form=window")),
        Kind(words.gettext("A call"),
             words.gettext("The lightest meeting: when, who took part, each side's readout"),
             to(f"meeting/{meeting}/date", "?form=call")),
        Kind(words.gettext("A text"),
             words.gettext("Summary of discussion, joint press release, joint position …"),
             to(f"text/{text}")),
        Kind(words.gettext("A follow-up item"), words.gettext("Who does what by when"),
             to(f"follow-up/{follow_up_number(request, channel, rooms)}")),
        Kind(words.gettext("Press guidance"),
             words.gettext("What may be said in public, by whom and from when"),
             propose_href(request, channel)),
        Kind(words.gettext("A measure of a third party"),
             words.gettext("A law, control or pressure that both sides deal with"),
             to(f"measure/{measure}")),
        Kind(words.gettext("A fact with its source"),
             words.gettext("A statement that all sides can rest on"), to(f"fact/{fact}")),
        Kind(words.gettext("A figure from a trade table"),
             words.gettext("Each side's share and that of all together, computed by every node"),
             reverse("fact-compute", kwargs={"channel": channel, "fact": fact})),
        Kind(words.gettext("An anchor for dates"),
             words.gettext("A summit or visit that windows hang on"), to(f"anchor/{anchor}")),
    ]  # fmt: skip
    if rooms.terms.details[0].terms is not None:
        found.append(
            Kind(words.gettext("A change of the terms of reference"),
                 words.gettext("Shown against what is in force"), to("terms"))
        )  # fmt: skip
    return tuple(found)


def _presets(request: DeskRequest, channel: ChannelId, rooms: Rooms) -> tuple[Kind, ...]:
    """Terms of reference to begin from, where none are agreed."""
    if rooms.terms.details[0].terms is not None:
        return ()
    target = reverse("propose-item", kwargs={"channel": channel, "matter": "terms"})
    with request.house.node.channels.hold(channel) as held:
        parties = held.channel.parties
    found = []
    for name in NAMES:
        preset = load(name)
        fits = preset.sides == ("any",) or {one.split("-")[0] for one in parties} == set(
            preset.sides
        )
        if fits:
            pick = request.voice.pick
            found.append(Kind(pick(preset.label), pick(preset.about), f"{target}?preset={name}"))
    return tuple(found)


def free_name(prefix: str, taken: list[str]) -> str:
    """A short name that begins with our own side's code: no two sides ever hit on the same."""
    return next(name for n in range(1, len(taken) + 2) if (name := f"{prefix}{n}") not in taken)


def follow_up_number(request: DeskRequest, channel: ChannelId, rooms: Rooms) -> int:
    """A number of a follow-up item that only our own side takes: each its own remainder."""
    with request.house.node.channels.hold(channel) as held:
        count = len(held.channel.parties)
        place = held.channel.parties.index(held.own)
    # Somebody may have named an item below it that is of no known form.
    taken = {str(one.number) for one in rooms.followups.details}
    return next(n for n in range(place + 1, 1_000_000, count) if str(n) not in taken)
