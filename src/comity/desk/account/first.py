# SPDX-License-Identifier: Apache-2.0
"""Whoever has a password that another has set chooses one before anything else opens."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.desk.account.own import changed
from comity.desk.forms.faults import encoding_told
from comity.desk.pages import page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest

__all__ = ["choose_own"]


@require_http_methods(["GET", "POST"])
@page(before_own_password=True)
def choose_own(request: DeskRequest) -> HttpResponse:
    """The page, and Today when it is done. The one that was set is not taken. Rule: HOME-12."""
    person = request.person
    assert person is not None
    if not person.must_change:
        return HttpResponseRedirect(reverse("account"))
    words = request.voice.words
    faults: dict[str, str] = {}
    if request.method == "POST":
        new = request.POST.get("password", "")
        if not new:
            faults["password"] = words.gettext("Type a new password")
        elif told := encoding_told(request.voice, new, words.gettext("New password")):
            faults["password"] = told
        elif new != request.POST.get("again", ""):
            faults["again"] = words.gettext("The two entries of the new password differ")
        elif person.check_password(new):
            faults["password"] = words.gettext("This one was set for you. Choose another")
        else:
            faults = changed(request, new)
        if not faults:
            return HttpResponseRedirect(reverse("today"))
    values = {
        "reset": None if person.reset_ms is None else request.voice.instant(person.reset_ms),
        "faults": faults,
        "summary": [(told, f"#{name}") for name, told in faults.items()],
    }
    return show(request, "account/first.html", values, status=400 if faults else 200)
