# SPDX-License-Identifier: Apache-2.0
"""The page of one draft: exactly what would be signed, and what may be done with it.

It is the only page that signs: with the password again, on what was shown, and once (HOME-13,
HOME-14).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError
from comity.desk.account.keeping import take_kept
from comity.desk.account.proving import prove_again
from comity.desk.dispatch.showing import Outcome, draft_values
from comity.desk.forms.faults import encoding_told
from comity.desk.items.spoken import spoken_page
from comity.desk.pages import status_of_error
from comity.desk.press.checking import despite_off
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import door
from comity.home.models import Draft, DraftState
from comity.home.roles import Power

__all__ = ["draft_page"]

_FIELDS: Final = {
    "approve": "number",
    "return": "note",
    "hand-over": "to_signer",
    "consult": "consulted",
}
"""What is written beside the draft, by the step that sends it."""
_DAY: Final = ("day_day", "day_month", "day_year")
"""The day of the approval, which goes with its number."""
_ABOUT_IT: Final = ("approval-number", "approval-day", "consulted", "note")
"""Codes of what may be off with it."""


@require_http_methods(["GET", "POST"])
@spoken_page(Power.READ)
def draft_page(request: DeskRequest, draft: UUID) -> HttpResponse:
    """The page, or what became of what was asked for."""
    found = door.open_draft(request.reader, draft)
    if request.method == "GET":
        return _page(request, found, Outcome(typed=_typed(take_kept(request) or QueryDict())))
    typed, step = _typed(request.POST), request.POST.get("step", "")
    unread = _unread(request, step)
    if unread:
        return _page(request, found, Outcome(unread, typed=typed))
    if step == "sign":
        asked = despite_off(request, found)
        if asked:
            return _page(request, found, Outcome({"despite": asked}, typed=typed))
        told = _password_off(request)
        if told:
            return _page(request, found, Outcome({"password": told}, typed=typed))
    try:
        return _do(request, found, step)
    except ComityError as error:
        # It may have been changed or signed meanwhile: what stands now is shown.
        now = door.open_draft(request.reader, draft)
        field = _FIELDS.get(step, "") if error.code in _ABOUT_IT else ""
        field = "day" if error.code == "approval-day" else field
        return _page(request, now, Outcome({}, error, field, typed))


def _typed(sent: QueryDict) -> dict[str, str]:
    """What was written beside the draft, as far as the form had it."""
    return {name: str(sent[name]) for name in (*_FIELDS.values(), *_DAY) if name in sent}


def _do(request: DeskRequest, found: Draft, step: str) -> HttpResponse:
    """One step; whatever hinders it is raised."""
    reader, here = request.reader, reverse("draft", kwargs={"draft": found.pk})
    seen = request.POST.get("seen", "")
    match step:
        case "sign":
            again = found.state == DraftState.SIGNED
            door.sign(reader, found.pk, seen, request.POST.get("password", ""))
            return HttpResponseRedirect(f"{here}?again" if again else f"{here}?signed")
        case "approve":
            number = request.POST.get("number", "").strip()
            door.approve(reader, found.pk, number, day=_day(request.POST), seen=seen)
        case "consult":
            lines = request.POST.get("consulted", "").splitlines()
            door.consult(reader, found.pk, [one.strip() for one in lines if one.strip()])
        case "return":
            door.send_back(reader, found.pk, request.POST.get("note", "").strip())
        case "hand-over":
            door.hand_over(reader, found.pk, request.POST.get("to_signer", "").strip())
        case "take-over":
            door.take_over(reader, found.pk)
        case "discard":
            door.discard(reader, found.pk)
            return HttpResponseRedirect(reverse("dispatch"))
        case _:
            return _page(request, found, Outcome(unclear=True))
    return HttpResponseRedirect(here)


def _day(sent: QueryDict) -> str:
    """The day that was typed, as ``2023-04-26``; as it was typed where it is none."""
    day, month, year = (sent.get(name, "").strip() for name in _DAY)
    if not (day or month or year):
        return ""
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def _unread(request: DeskRequest, step: str) -> dict[str, str]:
    """What came in another encoding, by field."""
    name, words = _FIELDS.get(step, ""), request.voice.words
    label = {
        "number": words.gettext("Number of the approval"),
        "note": words.gettext("What should be changed"),
        "to_signer": words.gettext("Note to the signer"),
        "consulted": words.gettext("Consulted offices"),
    }.get(name, "")
    told = encoding_told(request.voice, request.POST.get(name, ""), label)
    return {name: told} if told else {}


def _password_off(request: DeskRequest) -> str:
    """What is off with the password by which somebody would sign; empty where nothing is.

    The attempt counts towards the lock-out of the name, as at the sign-in page (HOME-12).
    """
    password, words = request.POST.get("password", ""), request.voice.words
    if not password:
        return words.gettext("Type your password to sign")
    if not prove_again(request, password):
        return words.gettext("This is not your password. Nothing was signed")
    return ""


def _page(request: DeskRequest, found: Draft, outcome: Outcome) -> HttpResponse:
    status: int = HTTPStatus.OK
    if outcome.error is not None:
        status = status_of_error(outcome.error)
    elif outcome.faults or outcome.unclear:
        status = HTTPStatus.BAD_REQUEST
    return show(request, "dispatch/draft.html", draft_values(request, found, outcome), status)
