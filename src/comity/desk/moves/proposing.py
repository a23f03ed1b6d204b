# SPDX-License-Identifier: Apache-2.0
"""The form of a proposal or counter-proposal on one item."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ConfigError
from comity.core.ids import ChannelId, Matter
from comity.desk.account.keeping import take_kept
from comity.desk.forms.doubts import SURE, Doubt, doubts_of
from comity.desk.forms.faults import fault_told
from comity.desk.forms.registry import Begun, form_for, ground_for
from comity.desk.forms.shown import shown_form
from comity.desk.forms.subject import SubjectForm
from comity.desk.forms.until import UntilForm
from comity.desk.items.index import index_of, item_title
from comity.desk.items.proposals import answer_href
from comity.desk.moves.asked import basis_now, channel_named, matter_named, ref_named
from comity.desk.moves.beginning import Said, begun_told, said_already
from comity.desk.moves.drafts import Around, Hindrance, proposed_in
from comity.desk.moves.sheet import around_values, status_of
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.soundings.writing import SOUND, sounding_sheet
from comity.desk.titles import dialogue_title, marking_of
from comity.home.models import Draft
from comity.home.roles import Power
from comity.node.moves import Move, Proposal
from comity.telling.voice import Voice, sentence

__all__ = ["propose"]

CARRIED: Final = ("base", "preset", "form")
"""What the address of the form names, so that it is not lost when it is sent."""
ROWS: Final = "rows"
"""Step of the button that asks for more empty rows: nothing is judged or saved."""


@require_http_methods(["GET", "POST"])
@page(Power.DRAFT)
def propose(request: DeskRequest, channel: str, matter: str) -> HttpResponse:
    """The form; what is sent well becomes a draft at home, and its page is shown. DESK-3."""
    here, item = channel_named(request, channel), matter_named(matter)
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    asked = request.GET if sent is None else sent
    around = Around(request, here, asked, lambda one: _about(one, item))
    try:
        ground, begun = ground_for(
            request, here, item, ref_named(asked.get("base", "")), asked.get("preset", "")
        )
    except ConfigError:  # a preset that is made for other sides
        return not_found(request)
    until_ms: int | None = None
    if around.draft is not None:
        value, until_ms = proposed_in(around.draft, item)
        ground = replace(ground, base=value)
    form_class = form_for(item, "offer", asked.get("form", ""), ground.base)
    if form_class is None:
        return not_found(request)
    if form_class.shape == "terms" and ground.base is None:
        return HttpResponseRedirect(reverse("propose", kwargs={"channel": channel}))
    form, until = form_class(sent, ground), UntilForm(sent, ground, until_ms)
    seen = basis_now(request, here, (item,))
    fresh = sent is None or sent.get("seen") == seen
    hindrance = Hindrance(record=not fresh, gone=around.gone)
    said: Said | None = None
    doubts: tuple[Doubt, ...] = ()
    changes = around.draft is not None
    asks_rows = posted and bool(form.rows) and request.POST.get("step") == ROWS
    if posted and not asks_rows and form.is_valid() & until.is_valid():
        raw = form.raw_body()
        if raw is not None and request.POST.get("step") == SOUND:
            return sounding_sheet(request, here, item, raw)
        said = None if raw is None else said_already(form)
        if raw is not None:
            doubts = doubts_of(form, begun.value, request.POST.getlist(SURE), again=changes)
        if raw is not None and said is None and all(one.sure for one in doubts):
            saved = around.save(Proposal({item: raw}, until=until.instant()), fresh=fresh)
            if isinstance(saved, Draft):
                return HttpResponseRedirect(reverse("draft", kwargs={"draft": saved.pk}))
            hindrance = saved
    restored = sent is not None and not posted
    if restored and form.is_valid() and form.raw_body() is not None:
        found = doubts_of(form, begun.value, asked.getlist(SURE), again=changes)
        doubts = tuple(one for one in found if one.sure)
    quiet = restored or asks_rows
    sheet = _Sheet(item, form, until, seen, begun, around, hindrance, restored, quiet, said, doubts)
    return _page(request, here, sheet)


def _about(move: Move, item: Matter) -> bool:
    return isinstance(move, Proposal) and set(move.values) == {item}


class _Sheet(NamedTuple):
    """What the page shows: both forms, what was seen of the item, and what hinders.

    `restored`: whether what was typed has come over the sign-in page. `quiet`: whether nobody has
    tried to save it. `said`: where it is said already. `doubts`: what is asked before it is saved.
    """

    item: Matter
    form: SubjectForm
    until: UntilForm
    seen: str
    begun: Begun
    around: Around
    hindrance: Hindrance
    restored: bool
    quiet: bool
    said: Said | None
    doubts: tuple[Doubt, ...]


def _page(request: DeskRequest, channel: ChannelId, sheet: _Sheet) -> HttpResponse:
    form, begun = sheet.form, sheet.begun
    voice, words = request.voice, request.voice.words
    shown = shown_form(voice, form, sheet.doubts, quiet=sheet.quiet)
    more = shown_form(voice, sheet.until, quiet=sheet.quiet)
    faults = [*shown.faults, *more.faults]
    if sheet.said is not None:
        faults.append(_needless(voice, channel, sheet.said))
    answered = begun.offer is not None and begun.offer.party != voice.own
    item = reverse("item", kwargs={"channel": channel, "matter": sheet.item})
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": dialogue_title(voice, request.reader, channel),
        "marking": marking_of(request.voice, form.ground.rooms),
        "item": item_title(voice, index_of(request, channel), sheet.item),
        "item_href": item,
        "heading": words.gettext("Counter-proposal") if answered else words.gettext(form.heading),
        "rows": (ROWS, words.gettext(form.rows)) if form.rows else None,
        "begun": "" if sheet.around.draft is not None else begun_told(voice, begun),
        "sound": SOUND if request.reader.may(Power.SIGN) else "",
        "form": shown,
        "more": more,
        "faults": faults,
        "sides": voice.sides(code for code in form.ground.parties if code != voice.own),
    }
    values |= around_values(
        request, sheet.around, sheet.hindrance, sheet.seen, CARRIED, restored=sheet.restored
    )
    asking = not faults and not sheet.quiet and request.method == "POST"
    values["asking"] = asking
    status = status_of(request, sheet.hindrance, faulty=bool(faults))
    if status == HTTPStatus.OK and asking and shown.unsure:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return show(request, "moves/propose.html", values, status=status)


def _needless(voice: Voice, channel: ChannelId, said: Said) -> tuple[str, str | None]:
    """That the proposal says nothing new, and where the one that does is accepted."""
    told = sentence(fault_told(voice, said.code, "", said.places))
    return told, None if said.offer is None else answer_href(channel, said.offer) + "?answer=accept"
