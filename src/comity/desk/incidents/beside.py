# SPDX-License-Identifier: Apache-2.0
"""Incidents where people look first: on top of Today, and on the page of the dialogue."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.incidents.shown import Clock, clock_of, state_tag, state_told
from comity.desk.incidents.titles import incident_title
from comity.desk.items.index import title_of
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag
from comity.home.roles import Power
from comity.subjects.incidents import IncidentView

__all__ = ["IncidentRow", "incident_rows", "pressing", "report_href"]


class IncidentRow(NamedTuple):
    """One incident: what it is called, how it stands, its clock, and what there is to do."""

    title: str
    href: str
    mode: str
    active: bool
    tag: Tag
    told: str
    clock: Clock | None
    ours: bool
    dialogue: str
    dialogue_href: str


def incident_rows(request: DeskRequest, channel: ChannelId) -> tuple[IncidentRow, ...]:
    """Every incident of a dialogue that is not merged into another: what goes on first, the
    newest of each first.
    """
    found = [
        one for one in request.reader.rooms(channel).incidents.details if one.merged_into is None
    ]
    found.sort(key=lambda one: (not one.active, -_when(one)))
    return tuple(_row(request, channel, one) for one in found)


def pressing(request: DeskRequest) -> tuple[IncidentRow, ...]:
    """What goes on or awaits an acknowledgement in any dialogue of the reader: live ones first."""
    found = [
        row
        for channel in request.reader.channels()
        for row in incident_rows(request, channel)
        if row.active or row.clock is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.mode != "live", not one.ours)))


def report_href(request: DeskRequest) -> str:
    """Where an incident is reported; empty for whoever is not on duty, or knows no dialogue."""
    if not request.reader.may(Power.DUTY) or not request.reader.channels():
        return ""
    return reverse("report-incident")


def _when(one: IncidentView) -> int:
    """The time of its first message; 0 where nothing of it was ever sent."""
    return min((message.said.declaration.time for message in one.messages), default=0)


def _row(request: DeskRequest, channel: ChannelId, one: IncidentView) -> IncidentRow:
    voice, own = request.voice, request.voice.own
    assert own is not None, "a desk is one side's"
    ours = one.row(own).awaits
    theirs = tuple(message for row in one.rows for message in row.awaits if row.party != own)
    first = min((*ours, *theirs), key=lambda message: message.due, default=None)
    return IncidentRow(
        title=incident_title(voice, one),
        href=reverse("incident", kwargs={"channel": channel, "incident": one.id}),
        mode=one.mode,
        active=one.active,
        tag=state_tag(voice, one),
        told=state_told(voice, one),
        clock=None if first is None else clock_of(voice, ours[0] if ours else first),
        ours=bool(ours),
        dialogue=title_of(request, channel),
        dialogue_href=reverse("dialogue", kwargs={"channel": channel}),
    )
