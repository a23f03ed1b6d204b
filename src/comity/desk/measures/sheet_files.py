# SPDX-License-Identifier: Apache-2.0
"""The joint fact sheet of a measure as a file, its charts drawn as on the page."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found, page
from comity.desk.requests import DeskRequest
from comity.desk.taking import asked_in, filed, plain_voice
from comity.home.roles import Power
from comity.subjects import Rooms
from comity.telling.fact_sheets import Figures, Sheet, figures_of, sheet_of
from comity.telling.papers.fact_sheet import sheet_paper
from comity.telling.voice import Voice
from comity.workbench.charts import Bar, Bars, bars_spec, draw_png

__all__ = ["sheet_file"]

KINDS = ("sheet",)


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def sheet_file(request: DeskRequest, channel: str, measure: str) -> HttpResponse:
    """The file; whoever only opens its address is led to the sheet."""
    here = channel_named(request, channel)
    if request.method != "POST":
        places = {"channel": here, "measure": measure}
        return HttpResponseRedirect(reverse("measure-sheet", kwargs=places))
    asked = asked_in(request, KINDS)
    voice, rooms = plain_voice(request, asked.language), request.reader.rooms(here)
    sheet = sheet_of(voice, rooms, measure)
    if sheet is None:
        return not_found(request)
    paper = sheet_paper(voice, rooms, sheet, _charts(voice, rooms, sheet))
    return filed(request, here, asked, measure, paper)


def _charts(voice: Voice, rooms: Rooms, sheet: Sheet) -> dict[str, bytes]:
    """The chart of each fact of the sheet that is a figure with shares."""
    shown = {one.id for one in sheet.facts}
    found = {}
    for one in rooms.facts.details:
        made = None if one.fact is None else one.fact.computation
        if one.id in shown and made is not None:
            figures = figures_of(voice, made)
            if figures:
                found[one.id] = draw_png(bars_spec(_bars(figures), "%"))
    return found


def _bars(figures: tuple[Figures, ...]) -> tuple[Bars, ...]:
    return tuple(
        Bars(
            one.heading,
            tuple(
                Bar(each.who, float(each.value) * 100, each.told, each.together)
                for each in one.shares
            ),
        )
        for one in figures
    )
