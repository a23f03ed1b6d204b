# SPDX-License-Identifier: Apache-2.0
"""The joint fact sheet of a measure: one page to be read, printed and handed over."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.facts.shown import ShownFigure, shown_figure
from comity.desk.items.index import Index, index_of, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import marking_of
from comity.home.roles import Power
from comity.telling.fact_sheets import jointly, sheet_of

__all__ = ["sheet_page"]


@require_GET
@spoken_page(Power.READ)
def sheet_page(request: DeskRequest, channel: str, measure: str) -> HttpResponse:
    """The page; only of a measure that is agreed."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    sheet = sheet_of(request.voice, index.rooms, measure)
    if sheet is None:
        return not_found(request)
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(request.voice, index.rooms),
        "title": sheet.title,
        "sheet": sheet,
        "figures": {one.id: _figure(request, here, index, one.id) for one in sheet.facts},
        "measure_href": reverse("measure", kwargs={"channel": channel, "measure": measure}),
        "file_action": reverse(
            "measure-sheet-file", kwargs={"channel": channel, "measure": measure}
        ),
        "sides": jointly(request.voice).sides(_parties(request, here)),
    }
    return show(request, "measures/sheet.html", values)


def _parties(request: DeskRequest, channel: ChannelId) -> tuple[str, ...]:
    with request.house.node.channels.hold(channel) as held:
        return tuple(str(code) for code in held.channel.parties)


def _figure(
    request: DeskRequest, channel: ChannelId, index: Index, name: str
) -> ShownFigure | None:
    """The figure of a fact, or None where it is a statement."""
    seen = next(one for one in index.rooms.facts.details if one.id == name)
    agreed = seen.standing.agreed
    if agreed is None or seen.fact is None or seen.fact.computation is None:
        return None
    return shown_figure(request, channel, name, agreed.offer.ref, seen.fact, here=False, joint=True)
