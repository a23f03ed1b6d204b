# SPDX-License-Identifier: Apache-2.0
"""The form of an own word: a delegation, an attendance, a report, a statement."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.ids import Matter
from comity.desk.account.keeping import take_kept
from comity.desk.forms.registry import form_for, ground_for
from comity.desk.forms.shown import shown_form
from comity.desk.items.index import index_of, item_title
from comity.desk.moves.asked import channel_named, matter_named, ref_named, stated_now
from comity.desk.moves.drafts import Around, Hindrance, stated_in
from comity.desk.moves.sheet import around_values, status_of
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title, marking_of
from comity.home.models import Draft
from comity.home.roles import Power
from comity.node.moves import Move, Statement

__all__ = ["state"]

CARRIED: Final = ("base",)


@require_http_methods(["GET", "POST"])
@page(Power.DRAFT)
def state(request: DeskRequest, channel: str, matter: str) -> HttpResponse:
    """The form; what is sent well becomes a draft at home, and its page is shown. DESK-3."""
    here, item = channel_named(request, channel), matter_named(matter)
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    asked = request.GET if sent is None else sent
    around = Around(request, here, asked, lambda one: _about(one, item))
    ground, _ = ground_for(request, here, item, ref_named(asked.get("base", "")))
    form_class = form_for(item, "declare", "", ground.base)
    if form_class is None:
        return not_found(request)
    again = None if around.draft is None else stated_in(around.draft, item)
    form = form_class(sent, ground, again=again)
    seen = stated_now(request, here, item)
    fresh = sent is None or sent.get("seen") == seen
    hindrance = Hindrance(record=not fresh, gone=around.gone)
    if posted and form.is_valid():
        raw = form.raw_body()
        if raw is not None:
            saved = around.save(Statement(item, raw), fresh=fresh)
            if isinstance(saved, Draft):
                return HttpResponseRedirect(reverse("draft", kwargs={"draft": saved.pk}))
            hindrance = saved
    voice = request.voice
    restored = sent is not None and not posted
    shown = shown_form(voice, form, quiet=restored)
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": dialogue_title(voice, request.reader, here),
        "marking": marking_of(request.voice, ground.rooms),
        "item": item_title(voice, index_of(request, here), item),
        "item_href": reverse("item", kwargs={"channel": channel, "matter": item}),
        "heading": voice.words.gettext(form.heading),
        "form": shown,
        "faults": shown.faults,
        "sides": voice.sides(code for code in ground.parties if code != voice.own),
    }
    values |= around_values(request, around, hindrance, seen, CARRIED, restored=restored)
    status = status_of(request, hindrance, faulty=bool(shown.faults))
    return show(request, "moves/state.html", values, status=status)


def _about(move: Move, item: Matter) -> bool:
    return isinstance(move, Statement) and move.matter == item
