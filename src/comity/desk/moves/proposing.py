# SPDX-License-Identifier: Apache-2.0
"""The form of a proposal or counter-proposal on one item."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError, MalformedError
from comity.core.ids import ChannelId, Matter
from comity.desk.account.keeping import take_kept
from comity.desk.forms.registry import Begun, form_for, ground_for
from comity.desk.forms.shown import shown_form
from comity.desk.forms.subject import SubjectForm
from comity.desk.forms.until import UntilForm
from comity.desk.moves.asked import basis_now, channel_named, matter_named, ref_named
from comity.desk.moves.drafts import draft_begun, proposed_in
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title, marking_of
from comity.home import door
from comity.home.models import Draft
from comity.home.roles import Power
from comity.node.sign import Proposal
from comity.subjects import write_body
from comity.telling.faults import told_of
from comity.telling.matters import matter_title
from comity.telling.voice import sentence

__all__ = ["propose"]


@require_http_methods(["GET", "POST"])
@page(Power.DRAFT)
def propose(request: DeskRequest, channel: str, matter: str) -> HttpResponse:
    """The form; what is sent well becomes a draft at home, and its page is shown. DESK-3."""
    here, item = channel_named(request, channel), matter_named(matter)
    asked = request.POST if request.method == "POST" else request.GET
    draft = draft_begun(request, asked.get("draft", ""), here)
    until_ms: int | None = None
    ground, begun = ground_for(
        request, here, item, ref_named(asked.get("base", "")), asked.get("preset", "")
    )
    if draft is not None:
        value, until_ms = proposed_in(draft, item)
        ground = replace(ground, base=value)
    form_class = form_for(item, "offer", asked.get("form", ""), ground.base)
    if form_class is None:
        return not_found(request)
    if form_class.shape == "terms" and ground.base is None:
        return HttpResponseRedirect(reverse("propose", kwargs={"channel": channel}))
    sent = request.POST if request.method == "POST" else take_kept(request)
    form = form_class(sent, ground)
    until = UntilForm(sent, ground, until_ms)
    seen = basis_now(request, here, (item,))
    changed = request.method == "POST" and request.POST.get("seen") != seen
    fault: ComityError | None = None
    if request.method == "POST" and form.is_valid() & until.is_valid() and not changed:
        try:
            saved = _save(request, here, item, form, until, draft)
        except MalformedError as error:
            fault = error
        else:
            return HttpResponseRedirect(reverse("draft", kwargs={"draft": saved}))
    return _page(request, here, _Sheet(item, form, until, seen, begun, changed, fault))


class _Sheet(NamedTuple):
    """What the page shows: both forms, what was seen of the item, and what went wrong."""

    item: Matter
    form: SubjectForm
    until: UntilForm
    seen: str
    begun: Begun
    changed: bool
    fault: ComityError | None


def _save(
    request: DeskRequest,
    channel: ChannelId,
    item: Matter,
    form: SubjectForm,
    until: UntilForm,
    draft: Draft | None,
) -> UUID:
    raw = write_body(item, "offer", form.body())
    move = Proposal({item: raw}, until=until.instant())
    if draft is None:
        return door.draft(request.reader, channel, move).id
    return door.revise(request.reader, draft.id, move).id


def _page(request: DeskRequest, channel: ChannelId, sheet: _Sheet) -> HttpResponse:
    form, begun = sheet.form, sheet.begun
    voice, words = request.voice, request.voice.words
    shown, more = shown_form(voice, form), shown_form(voice, sheet.until)
    faults = [*shown.faults, *more.faults]
    if sheet.fault is not None:
        faults.append((told_of(words, sheet.fault.code, sheet.fault.hint), None))
    answered = begun.offer is not None and begun.offer.party != voice.own
    values = {
        "channel": channel,
        "dialogue": dialogue_title(voice, request.reader, channel),
        "marking": marking_of(request.voice, form.ground.rooms),
        "item": sentence(matter_title(voice, sheet.item)),
        "matter": sheet.item,
        "heading": words.gettext("Counter-proposal") if answered else words.gettext(form.heading),
        "counter": answered,
        "form": shown,
        "more": more,
        "faults": faults,
        "seen": sheet.seen,
        "changed": sheet.changed,
        "hidden": _hidden(request),
        "sides": voice.sides(code for code in form.ground.parties if code != voice.own),
    }
    status = 409 if sheet.changed else 400 if faults else 200
    return show(request, "moves/propose.html", values, status=status)


def _hidden(request: DeskRequest) -> tuple[tuple[str, str], ...]:
    """What the address of the form named, so that it is not lost when it is sent."""
    asked: QueryDict = request.POST if request.method == "POST" else request.GET
    names = ("draft", "base", "preset", "form")
    return tuple((name, str(asked[name])) for name in names if asked.get(name))
