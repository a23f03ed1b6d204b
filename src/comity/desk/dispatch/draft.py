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
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import door
from comity.home.models import Draft, DraftState
from comity.home.roles import Power

__all__ = ["draft_page"]

_FIELDS: Final = {"approval-number": "number", "note": "note"}
"""The field that an error is about, by its code."""
_TYPED: Final = ("number", "note")


@require_http_methods(["GET", "POST"])
@spoken_page(Power.READ)
def draft_page(request: DeskRequest, draft: UUID) -> HttpResponse:
    """The page, or what became of what was asked for."""
    found = door.open_draft(request.reader, draft)
    if request.method == "GET":
        kept = take_kept(request) or QueryDict()
        return _page(request, found, Outcome(typed={name: kept.get(name, "") for name in _TYPED}))
    typed = {name: request.POST.get(name, "") for name in _TYPED}
    step = request.POST.get("step", "")
    unread = _unread(request, step)
    if unread:
        return _page(request, found, Outcome(unread, typed=typed))
    if step == "sign":
        told = _password_off(request)
        if told:
            return _page(request, found, Outcome({"password": told}, typed=typed))
    try:
        return _do(request, found, step)
    except ComityError as error:
        # It may have been changed or signed meanwhile: what stands now is shown.
        now = door.open_draft(request.reader, draft)
        outcome = Outcome({}, error, _FIELDS.get(error.code, ""), typed)
        return _page(request, now, outcome)


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
            door.approve(reader, found.pk, request.POST.get("number", "").strip(), seen=seen)
        case "return":
            door.send_back(reader, found.pk, request.POST.get("note", "").strip())
        case "take-over":
            door.take_over(reader, found.pk)
        case "discard":
            door.discard(reader, found.pk)
            return HttpResponseRedirect(reverse("dispatch"))
        case _:
            return _page(request, found, Outcome(unclear=True))
    return HttpResponseRedirect(here)


def _unread(request: DeskRequest, step: str) -> dict[str, str]:
    """What came in another encoding, by field."""
    name = {"approve": "number", "return": "note"}.get(step, "")
    label = {
        "number": request.voice.words.gettext("Number of the approval"),
        "note": request.voice.words.gettext("What should be changed"),
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
