# SPDX-License-Identifier: Apache-2.0
"""The incidents of one dialogue, those that go on first; drills apart from the live ones."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.desk.incidents.beside import incident_rows
from comity.desk.items.index import title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import marking_of
from comity.home.roles import Power

__all__ = ["incidents_page"]


@require_GET
@spoken_page(Power.READ)
def incidents_page(request: DeskRequest, channel: str) -> HttpResponse:
    """The page."""
    here = channel_named(request, channel)
    rows = incident_rows(request, here)
    live = tuple(one for one in rows if one.mode == "live")
    report = ""
    if request.reader.may(Power.DUTY):
        report = f"{reverse('report-incident')}?dialogue={channel}"
    values = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(request.voice, request.reader.rooms(here)),
        "active": tuple(one for one in live if one.active),
        "over": tuple(one for one in live if not one.active),
        "drills": tuple(one for one in rows if one.mode != "live"),
        "report": report,
    }
    return show(request, "incidents/list.html", values)
