# SPDX-License-Identifier: Apache-2.0
"""Completes each request, ends sessions that nobody uses, and forbids caches to keep a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from comity.desk.account.clearing import clear_now_and_then
from comity.desk.house import House, this_house
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home.models import Person
from comity.home.reading import Reader
from comity.locale import LANGUAGES, Language, catalogue
from comity.telling.voice import Voice

__all__ = [
    "ENDED",
    "IDLE",
    "LANGUAGE",
    "QUIET",
    "SESSION_S_MAX",
    "DeskMiddleware",
    "begin_session",
    "complete",
    "language_chosen",
    "language_of",
]

ENDED: Final = "ended"
"""Name in a session: why the one before it has just been ended, as `IDLE` or `LONG`."""
IDLE: Final = "idle"
LONG: Final = "long"
LANGUAGE: Final = "language"
"""Last part of the name of a cookie: the language chosen where nobody is signed in."""
QUIET: Final = "Comity-Quiet"
"""Header of what an open page asks by itself: it is no use of the session, and no visit."""
SESSION_S_MAX: Final = 12 * 3600
"""Seconds that a session lasts, however much it is used."""
_BEGUN: Final = "begun"
_USED: Final = "used"
_QUIET_PATHS: Final = ("/news",)
"""What an open page asks by itself: it is no sign that anybody is there."""
_WRITE_EVERY_S: Final = 30
_LANGUAGE_S: Final = 365 * 24 * 3600


class DeskMiddleware:
    """Adds house, voice, person and reader to the request (`DeskRequest`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        """The answer of the view, not to be kept by anybody on its way.

        Whoever asks for the head of a page gets that of the page itself: the view sees a GET, and
        the server leaves the body out.
        """
        plain.get_host()  # under another name nothing is opened, by whatever method
        clear_now_and_then()
        request = complete(plain)
        if request.method == "HEAD":
            request.method = "GET"
            response = self._next(request)
            request.method = "HEAD"
        else:
            response = self._next(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = _told(request, response)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        if request.language_kept:
            _keep_language(response, request.language_kept)
        return response


def complete(plain: HttpRequest) -> DeskRequest:
    """The request as `DeskRequest`; once is enough, and more do no harm."""
    request = cast("DeskRequest", plain)
    if hasattr(request, "voice"):
        return request
    request.house = this_house()
    request.news_tag = None
    request.language_kept = ""
    _end_over(request)
    user = request.user
    person = user if isinstance(user, Person) and user.is_active else None
    request.person = person
    if person is not None:
        request.reader = Reader(
            person,
            request.house.node,
            request.house.views,
            approvals=request.house.config.approvals,
        )
    request.voice = _voice(request.house, language_of(request))
    return request


def language_of(request: DeskRequest) -> Language:
    """The language of whoever asks: the person's own, the one chosen here, or the browser's."""
    wanted = [] if request.person is None else [str(request.person.language)]
    wanted.append(language_chosen(request))
    accepted = request.headers.get("Accept-Language", "")[:200]
    wanted += [part.partition(";")[0].strip()[:2].lower() for part in accepted.split(",")]
    for one in wanted:
        for language in LANGUAGES:
            if one == language:
                return language
    return LANGUAGES[0]


def language_chosen(request: HttpRequest) -> str:
    """The language that the browser remembers, or empty."""
    wanted = request.COOKIES.get(_cookie_name(), "")
    return wanted if wanted in LANGUAGES else ""


def _keep_language(response: HttpResponseBase, language: str) -> None:
    """Let the browser remember the language, and the dossier nothing."""
    if language in LANGUAGES:
        response.set_cookie(
            _cookie_name(), language, _LANGUAGE_S, secure=True, httponly=True, samesite="Lax"
        )


def _cookie_name() -> str:
    return f"{settings.SESSION_COOKIE_NAME}-{LANGUAGE}"


def begin_session(request: HttpRequest) -> None:
    """Note when somebody has signed in: the session ends by what is counted from then. DESK-2."""
    request.session[_BEGUN] = request.session[_USED] = int(time.time())


def _voice(home: House, language: Language) -> Voice:
    config = home.config
    words = catalogue(language, "desk")
    return Voice(words, config.party, home.node.clock.now_ms(), zone=config.zone)


def _end_over(request: DeskRequest) -> None:
    """Sign out whoever has not done anything for the time that the settings name, and everybody
    whose session has lasted long enough. Rule: DESK-2.
    """
    if not request.user.is_authenticated:
        return
    now = int(time.time())
    used, begun = (int(request.session.get(name, now)) for name in (_USED, _BEGUN))
    ended = ""
    if now - used > request.house.config.idle_minutes * 60:
        ended = IDLE
    elif now - begun > SESSION_S_MAX:
        ended = LONG
    if ended:
        language = getattr(request.user, "language", "")
        logout(request)
        request.session[ENDED] = ended
        request.language_kept = language
        return
    if _BEGUN not in request.session:
        request.session[_BEGUN] = now
    by_itself = request.path in _QUIET_PATHS or QUIET in request.headers
    if not by_itself and (now - used >= _WRITE_EVERY_S or _USED not in request.session):
        request.session[_USED] = now


def _told(request: DeskRequest, refused: HttpResponseBase) -> HttpResponseBase:
    """The page that says in words that an address takes nothing of the kind that was sent."""
    page = show(request, "errors/method.html", status=refused.status_code)
    page.headers["Allow"] = refused.headers.get("Allow", "")
    return page
