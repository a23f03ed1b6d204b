# SPDX-License-Identifier: Apache-2.0
"""Completes each request, ends sessions that nobody uses, and forbids caches to keep a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, cast

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from comity.desk.house import House, house
from comity.desk.requests import DeskRequest
from comity.home.models import Person
from comity.home.reading import Reader
from comity.locale import LANGUAGES, Language, catalogue
from comity.telling.voice import Voice

__all__ = ["IDLE", "LANGUAGE", "QUIET", "DeskMiddleware", "complete", "language_of"]

IDLE: Final = "idle"
"""Name in a session that has just been ended because nobody used it."""
LANGUAGE: Final = "language"
"""Name in a session: the language chosen before anybody was signed in."""
QUIET: Final = "Comity-Quiet"
"""Header of what an open page asks by itself: it is no use of the session, and no visit."""
_USED: Final = "used"
_QUIET_PATHS: Final = ("/news",)
"""What an open page asks by itself: it is no sign that anybody is there."""
_WRITE_EVERY_S: Final = 30


class DeskMiddleware:
    """Adds house, voice, person and reader to the request (`DeskRequest`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        """The answer of the view, not to be kept by anybody on its way."""
        response = self._next(complete(plain))
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


def complete(plain: HttpRequest) -> DeskRequest:
    """The request as `DeskRequest`; once is enough, and more do no harm."""
    request = cast("DeskRequest", plain)
    if hasattr(request, "voice"):
        return request
    request.house = house()
    _end_idle(request)
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
    if request.person is not None:
        wanted = [str(request.person.language)]
    else:
        wanted = [str(request.session.get(LANGUAGE, ""))]
        accepted = request.headers.get("Accept-Language", "")[:200]
        wanted += [part.partition(";")[0].strip()[:2].lower() for part in accepted.split(",")]
    for one in wanted:
        for language in LANGUAGES:
            if one == language:
                return language
    return LANGUAGES[0]


def _voice(home: House, language: Language) -> Voice:
    config = home.config
    words = catalogue(language, "desk")
    return Voice(words, config.party, home.node.clock.now_ms(), zone=config.zone)


def _end_idle(request: DeskRequest) -> None:
    """Sign out whoever has not done anything for the time that the settings name. DESK-2."""
    if not request.user.is_authenticated:
        return
    now = int(time.time())
    used = int(request.session.get(_USED, now))
    if now - used > request.house.config.idle_minutes * 60:
        language = getattr(request.user, "language", "")
        logout(request)
        request.session[IDLE] = True
        request.session[LANGUAGE] = language
        return
    by_itself = request.path in _QUIET_PATHS or QUIET in request.headers
    if not by_itself and (now - used >= _WRITE_EVERY_S or _USED not in request.session):
        request.session[_USED] = now
