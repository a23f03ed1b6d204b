# SPDX-License-Identifier: Apache-2.0
"""What stands before every page: somebody is signed in and may open it; and errors as pages.

Whoever may not know of a thing is answered as if it did not exist (HOME-11).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from comity.core.errors import (
    ComityError,
    MalformedError,
    RuleError,
    UnavailableError,
)
from comity.desk.account.keeping import SWITCH, keep
from comity.desk.account.signing_in import sign_in_page
from comity.desk.account.switching import switch
from comity.desk.news.poll import news_tag
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home.roles import Power
from comity.telling.faults import told_of, what_next

__all__ = ["not_found", "page", "refusal", "status_of_error", "to_sign_in"]

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]
_LOG: Final = logging.getLogger("comity.desk")


def page(
    power: Power | None = None,
    *,
    before_own_password: bool = False,
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Open a view to whoever is signed in and has the power; None asks for no special one.

    Whoever has a password that another has set chooses one first (HOME-12); only a view
    `before_own_password` opens to them.
    """

    def around(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def inner(plain: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request = cast("DeskRequest", plain)
            if request.person is None:
                return to_sign_in(request)
            if request.person.must_change and not before_own_password:
                return HttpResponseRedirect(reverse("own-password"))
            if power is not None and not request.reader.may(power):
                return not_found(request)
            if request.method == "POST" and SWITCH in request.POST:
                return switch(request)
            # Before anything else is read: what comes while the page is made is news to it.
            request.news_tag = news_tag(request) if request.method == "GET" else None
            try:
                return view(request, *args, **kwargs)
            except ComityError as error:
                return refusal(request, error)

        return inner

    return around


def to_sign_in(request: DeskRequest) -> HttpResponse:
    """Where one signs in, and comes back from. What was typed is kept on the way (DESK-2)."""
    if request.method == "POST":
        return sign_in_page(request, target=request.get_full_path(), kept=keep(request))
    target = reverse("sign-in")
    if request.path != "/":
        target += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(target)


def refusal(request: DeskRequest, error: ComityError) -> HttpResponse:
    """The page that says what happened, which rule, and what to do next."""
    if error.code in {"not-found", "channel-unknown"}:
        return not_found(request)
    words = request.voice.words
    status = status_of_error(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        _LOG.error("%s (%s)", error.code, error.rule)
    values = {
        "what": told_of(words, error.code, error.hint),
        "next": what_next(words, error.code),
        "rule": error.rule,
        "code": error.code,
    }
    return show(request, "errors/refused.html", values, status=status)


def status_of_error(error: ComityError) -> HTTPStatus:
    """The status of an answer that tells of an error."""
    if isinstance(error, UnavailableError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, RuleError):
        return HTTPStatus.CONFLICT
    if isinstance(error, MalformedError):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.INTERNAL_SERVER_ERROR


def not_found(request: DeskRequest) -> HttpResponse:
    """The page for what does not exist, or not for this reader: one cannot tell which."""
    return show(request, "errors/not_found.html", status=404)
