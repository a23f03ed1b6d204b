# SPDX-License-Identifier: Apache-2.0
"""A text as a file: clean or with its brackets, Word or PDF, in all its languages."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found, page
from comity.desk.requests import DeskRequest
from comity.desk.taking import asked_in, filed, plain_voice
from comity.home.roles import Power
from comity.telling.papers.text_paper import Manner, paper_of_text

__all__ = ["text_file"]

KINDS = ("clean", "brackets")


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def text_file(request: DeskRequest, channel: str, text: str) -> HttpResponse:
    """The file; whoever only opens its address is led to the page of the text."""
    here = channel_named(request, channel)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("text", kwargs={"channel": here, "text": text}))
    asked = asked_in(request, KINDS)
    rooms = request.reader.rooms(here)
    seen = next((one for one in rooms.texts.details if one.id == text), None)
    if seen is None:
        return not_found(request)
    voice = plain_voice(request, asked.language)
    manner: Manner = "clean" if asked.kind == "clean" else "brackets"
    return filed(request, here, asked, text, paper_of_text(voice, rooms, seen, manner))
