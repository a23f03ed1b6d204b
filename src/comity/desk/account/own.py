# SPDX-License-Identifier: Apache-2.0
"""One's own account: post, roles, language, a new password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError
from comity.desk.account.proving import prove_again
from comity.desk.forms.faults import encoding_told
from comity.desk.pages import page
from comity.desk.people.roles import role_names
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import people
from comity.telling.faults import told_of, what_next

__all__ = ["account", "changed"]


@require_http_methods(["GET", "POST"])
@page()
def account(request: DeskRequest) -> HttpResponse:
    """The page; a new password is taken where the present one is named. Rule: HOME-12."""
    assert request.person is not None
    words = request.voice.words
    faults: dict[str, str] = {}
    if request.method == "POST":
        present, new = request.POST.get("present", ""), request.POST.get("password", "")
        if not present:
            faults["present"] = words.gettext("Type your present password")
        if not new:
            faults["password"] = words.gettext("Type a new password")
        elif told := encoding_told(request.voice, new, words.gettext("New password")):
            faults["password"] = told
        elif new != request.POST.get("again", ""):
            faults["again"] = words.gettext("The two entries of the new password differ")
        if not faults and not prove_again(request, present):
            faults["present"] = words.gettext("This is not your present password")
        if not faults:
            faults |= changed(request, new)
        if not faults:
            return HttpResponseRedirect(reverse("account") + "?changed")
    reset_ms = request.person.reset_ms
    if reset_ms is not None:
        people.told_of_reset(request.person)
    values = {
        "reset": None if reset_ms is None else request.voice.instant(reset_ms),
        "faults": faults,
        "summary": [(told, f"#{name}") for name, told in faults.items()],
        "changed": "changed" in request.GET,
        "rows": (
            (words.gettext("Sign-in name"), request.person.sign_in),
            (words.gettext("Post"), request.voice.pick(request.person.post.names)),
            (words.gettext("Roles"), request.voice.list(role_names(request.voice, request.person))),
        ),
    }
    return show(request, "account/own.html", values, status=400 if faults else 200)


def changed(request: DeskRequest, new: str) -> dict[str, str]:
    """The new password is taken, and this session goes on; or what is off with it, by field."""
    assert request.person is not None
    try:
        people.set_password(request.person, new, request.house.node.clock.now_ms())
    except ComityError as error:
        words = request.voice.words
        told = told_of(words, error.code, error.hint), what_next(words, error.code)
        return {"password": " ".join(one for one in told if one)}
    update_session_auth_hash(request, request.person)
    return {}
