# SPDX-License-Identifier: Apache-2.0
"""The form of an own word: a delegation, an attendance, a report, a statement."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError, MalformedError
from comity.desk.account.keeping import take_kept
from comity.desk.forms.registry import form_for, ground_for
from comity.desk.forms.shown import shown_form
from comity.desk.moves.asked import channel_named, matter_named, ref_named
from comity.desk.moves.drafts import draft_begun, stated_in
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title, marking_of
from comity.home import door
from comity.home.roles import Power
from comity.node.sign import Statement
from comity.subjects import write_body
from comity.telling.faults import told_of
from comity.telling.matters import matter_title
from comity.telling.voice import sentence

__all__ = ["state"]


@require_http_methods(["GET", "POST"])
@page(Power.DRAFT)
def state(request: DeskRequest, channel: str, matter: str) -> HttpResponse:
    """The form; what is sent well becomes a draft at home, and its page is shown. DESK-3."""
    here, item = channel_named(request, channel), matter_named(matter)
    asked = request.POST if request.method == "POST" else request.GET
    draft = draft_begun(request, asked.get("draft", ""), here)
    ground, _ = ground_for(request, here, item, ref_named(asked.get("base", "")))
    if draft is not None:
        ground = replace(ground, base=stated_in(draft, item))
    form_class = form_for(item, "declare", "", ground.base)
    if form_class is None:
        return not_found(request)
    sent = request.POST if request.method == "POST" else take_kept(request)
    form = form_class(sent, ground)
    fault: ComityError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            move = Statement(item, write_body(item, "declare", form.body()))
            if draft is None:
                draft = door.draft(request.reader, here, move)
            else:
                draft = door.revise(request.reader, draft.id, move)
        except MalformedError as error:
            fault = error
        else:
            return HttpResponseRedirect(reverse("draft", kwargs={"draft": draft.id}))
    voice = request.voice
    shown = shown_form(voice, form)
    faults = list(shown.faults)
    if fault is not None:
        faults.append((told_of(voice.words, fault.code, fault.hint), None))
    values = {
        "channel": channel,
        "dialogue": dialogue_title(voice, request.reader, here),
        "marking": marking_of(request.voice, ground.rooms),
        "item": sentence(matter_title(voice, item)),
        "heading": voice.words.gettext(form.heading),
        "form": shown,
        "faults": faults,
        "hidden": tuple((name, asked[name]) for name in ("draft", "base") if asked.get(name)),
        "sides": voice.sides(code for code in ground.parties if code != voice.own),
    }
    return show(request, "moves/state.html", values, status=400 if faults else 200)
