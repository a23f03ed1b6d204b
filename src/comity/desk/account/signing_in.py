# SPDX-License-Identifier: Apache-2.0
"""The sign-in page, signing out, and the choice of a language."""

from __future__ import annotations

from typing import Final, cast

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from comity.core.errors import UnavailableError
from comity.desk.account.keeping import KEPT, SWITCH, put_kept
from comity.desk.account.proving import prove
from comity.desk.account.switching import speak
from comity.desk.middleware import ENDED, begin_session, language_chosen
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import audit
from comity.telling.faults import told_of, what_next

__all__ = ["choose_language", "sign_in", "sign_in_page", "sign_out"]

TARGET_CHARS_MAX: Final = 2_000
"""What leads back to a page is no longer than a browser's own address."""


@require_http_methods(["GET", "POST"])
def sign_in(plain: HttpRequest) -> HttpResponse:
    """The page, or Today for whoever has signed in. Rule: HOME-12."""
    request = cast("DeskRequest", plain)
    target = _safe(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.method != "POST":
        if request.person is not None:
            return HttpResponseRedirect(target)
        return sign_in_page(request, target=target)
    name = request.POST.get("sign_in", "").strip()
    password = request.POST.get("password", "")
    kept = request.POST.get(KEPT, "")
    if SWITCH in request.POST:
        speak(request, request.POST[SWITCH])
        return sign_in_page(request, target=target, kept=kept, name=name)
    typed = {"sign_in": name, "password": password}
    missing = tuple(field for field, text in typed.items() if not text)
    try:
        found = None if missing else prove(request, name, password)
    except UnavailableError as error:
        return _busy(request, error)
    if found is None:
        failed = not missing
        return sign_in_page(
            request, target=target, kept=kept, missing=missing, failed=failed, name=name
        )
    language = language_chosen(request)
    login(request, found, backend="django.contrib.auth.backends.ModelBackend")
    begin_session(request)
    audit.note(request.house.node.clock.now_ms(), "signed-in", found)
    if language and not found.language:
        found.language = language
        found.save(update_fields=["language"])
    put_kept(request, kept, found)
    if found.must_change:
        target = reverse("own-password")
    elif found.reset_ms is not None:
        target = reverse("account")
    return HttpResponseRedirect(target)


def _busy(request: DeskRequest, error: UnavailableError) -> HttpResponse:
    """Too many sign in at once."""
    words = request.voice.words
    values = {
        "what": told_of(words, error.code, error.hint),
        "next": what_next(words, error.code),
        "rule": error.rule,
        "code": error.code,
    }
    answer = show(request, "errors/refused.html", values, status=503)
    answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def sign_in_page(
    request: DeskRequest,
    *,
    target: str = "/",
    kept: str = "",
    missing: tuple[str, ...] = (),
    failed: bool = False,
    name: str = "",
) -> HttpResponse:
    """The sign-in page.

    Args:
        request: nobody is signed in.
        target: where to go then.
        kept: what was typed when the session ended, or empty.
        missing: names of the fields that were left empty.
        failed: whether name and password did not fit.
        name: what was typed as the name.
    """
    values = {
        "target": target,
        "kept": kept,
        "missing": missing,
        "failed": failed,
        "typed": name,
        "ended": request.session.pop(ENDED, ""),
        "minutes": request.house.config.idle_minutes,
    }
    wrong = failed or missing
    return show(request, "account/sign_in.html", values, status=400 if wrong else 200)


@require_POST
def sign_out(plain: HttpRequest) -> HttpResponse:
    """End the session; the language stays."""
    request = cast("DeskRequest", plain)
    language = "" if request.person is None else request.person.language
    if request.person is not None:
        audit.note(request.house.node.clock.now_ms(), "signed-out", request.person)
    logout(request)
    request.language_kept = language
    return HttpResponseRedirect(reverse("sign-in"))


@require_POST
def choose_language(plain: HttpRequest) -> HttpResponse:
    """The person's language from now on, or that of this browser; back to the page."""
    request = cast("DeskRequest", plain)
    speak(request, request.POST.get("language", ""))
    return HttpResponseRedirect(_safe(request, request.POST.get("next", "/")))


def _safe(request: DeskRequest, target: str) -> str:
    """The place on this desk that is named, or Today: nobody is led elsewhere."""
    inside = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    short = len(target) <= TARGET_CHARS_MAX
    return target if inside and short and target.startswith("/") else "/"
