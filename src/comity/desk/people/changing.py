# SPDX-License-Identifier: Apache-2.0
"""One person: other roles, a new password, let in no longer or again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError
from comity.desk.pages import page
from comity.desk.people.roles import ROLES
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import people
from comity.home.models import Person
from comity.home.roles import Power
from comity.telling.faults import told_of, what_next

__all__ = ["change"]


@require_http_methods(["GET", "POST"])
@page(Power.ADMINISTER)
def change(request: DeskRequest, sign_in: str) -> HttpResponse:
    """The page; what is sent well is done, and the page is shown again. Rules: HOME-10, -12."""
    found = people.find_person(sign_in)
    fault: ComityError | None = None
    if request.method == "POST":
        try:
            _do(request, found)
        except ComityError as error:
            fault = error
        else:
            here = reverse("person", kwargs={"sign_in": sign_in})
            return HttpResponseRedirect(f"{here}?done")
    words = request.voice.words
    values: dict[str, Any] = {
        "whom": found,
        "post": request.voice.pick(found.post.names),
        "roles": tuple((role.value, words.gettext(label)) for role, label in ROLES.items()),
        "own": request.person is not None and found.pk == request.person.pk,
        "fault": None if fault is None else told_of(words, fault.code, fault.hint),
        "next": "" if fault is None else what_next(words, fault.code),
        "done": "done" in request.GET,
    }
    return show(request, "people/person.html", values, status=200 if fault is None else 400)


def _do(request: DeskRequest, whom: Person) -> None:
    sent, now, by = request.POST, request.house.node.clock.now_ms(), request.person
    match sent.get("step", ""):
        case "roles":
            people.set_roles(whom, sent.getlist("roles"), now, by=by)
        case "password":
            people.reset_password(whom, sent.get("password", ""), now, by=by)
        case "deactivate":
            people.deactivate(whom, now, by=by)
        case "activate":
            people.activate(whom, now, by=by)
        case _:
            pass
