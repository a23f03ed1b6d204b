# SPDX-License-Identifier: Apache-2.0
"""One person: other roles, a new password, let in no longer or again."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError, RuleError
from comity.desk.pages import not_found, page
from comity.desk.people.faults import NOTHING, Faults, at_once, faults_of
from comity.desk.people.roles import ROLES
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import people
from comity.home.models import Person
from comity.home.roles import Power

__all__ = ["change"]

STEPS: Final = ("roles", "password", "deactivate", "activate")


@require_http_methods(["GET", "POST"])
@page(Power.ADMINISTER)
def change(request: DeskRequest, sign_in: str) -> HttpResponse:
    """The page; what is sent well is done, and the page is shown again. Rules: HOME-10, -12."""
    try:
        found = people.find_person(sign_in)
    except RuleError:
        return not_found(request)
    faults = NOTHING
    if request.method == "POST":
        faults = at_once(request.voice, STEPS, request.POST) or _tried(request, found)
        if not faults.summary:
            here = reverse("person", kwargs={"sign_in": sign_in})
            return HttpResponseRedirect(f"{here}?done")
    words = request.voice.words
    values: dict[str, Any] = {
        "whom": found,
        "post": request.voice.pick(found.post.names),
        "roles": tuple((role.value, words.gettext(label)) for role, label in ROLES.items()),
        "own": request.person is not None and found.pk == request.person.pk,
        "chosen": request.POST.getlist("roles") if faults.step == "roles" else found.roles,
        "faults": faults,
        "done": "done" in request.GET,
    }
    return show(request, "people/person.html", values, status=400 if faults.summary else 200)


def _tried(request: DeskRequest, whom: Person) -> Faults:
    """What hindered the step, or that nothing did."""
    step = request.POST.get("step", "")
    try:
        _do(request, whom, step)
    except ComityError as error:
        return faults_of(request.voice, step, error)
    return NOTHING


def _do(request: DeskRequest, whom: Person, step: str) -> None:
    sent, now, by = request.POST, request.house.node.clock.now_ms(), request.person
    match step:
        case "roles":
            people.set_roles(whom, sent.getlist("roles"), now, by=by)
        case "password":
            if by is not None and whom.pk == by.pk:  # one's own asks for the present one
                raise RuleError("own-account", "HOME-10", "it is changed under one's account")
            people.reset_password(whom, sent.get("password", ""), now, by=by)
        case "deactivate":
            people.deactivate(whom, now, by=by)
        case "activate":
            people.activate(whom, now, by=by)
