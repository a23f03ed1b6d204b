# SPDX-License-Identifier: Apache-2.0
"""Public text as a plain file: the words that may be said now, in one language, and nothing else.

It is asked for by a form, since taking it out is written down (HOME-30).
"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.desk.moves.asked import channel_named
from comity.desk.pages import page
from comity.desk.requests import DeskRequest
from comity.home.release import give_out
from comity.home.roles import Power

__all__ = ["public_text"]


@require_http_methods(["GET", "POST"])
@page(Power.DRAFT)
def public_text(request: DeskRequest, channel: str, guidance: str, language: str) -> HttpResponse:
    """The file; whoever only opens its address is led to the page where it is asked for."""
    here = channel_named(request, channel)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("press", kwargs={"channel": here}))
    found = give_out(request.reader, here, guidance, language)
    answer = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.name}"'
    answer["Content-Language"] = found.language
    return answer
