# SPDX-License-Identifier: Apache-2.0
"""The feed of one person: no session, the address alone opens it, for what he may know of now."""

from __future__ import annotations

import hashlib
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.http import parse_etags
from django.views.decorators.http import require_GET

from comity.desk.middleware import complete
from comity.desk.pages import not_found
from comity.home.feeds import person_of
from comity.home.holds import HoldKind, holds_of
from comity.home.reading import Reader
from comity.locale import LANGUAGES, catalogue
from comity.telling.calendars import Held, feed_for
from comity.telling.voice import Voice

__all__ = ["feed_file"]

_TAG_CHARS: Final = 32
_WITHHELD: Final = "-"


@require_GET
def feed_file(plain: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, 304 while it is the same; 404 for a secret that opens nothing. HOME-43."""
    # What fails is logged with its address, which must then hold no secret.
    plain.path = plain.path_info = reverse("feed", kwargs={"secret": _WITHHELD})
    request = complete(plain)
    person = person_of(secret)
    if person is None:
        return not_found(request)
    house = request.house
    reader = Reader(person, house.node, house.views, approvals=house.config.approvals)
    language = next((one for one in LANGUAGES if one == person.language), LANGUAGES[0])
    voice = Voice(
        catalogue(language, "desk"), house.config.party, None, zone=house.config.zone
    )  # no "in 2 days", which would change by itself
    known = {channel: reader.rooms(channel) for channel in reader.channels()}
    held = [
        Held(one.channel, one.meeting, one.start, one.end)
        for one in holds_of(reader)
        if one.known and one.kind is HoldKind.PROPOSED
    ]
    raw = feed_for(voice, house.node, known, held)
    tag = f'"{hashlib.sha256(raw).hexdigest()[:_TAG_CHARS]}"'
    answer: HttpResponse
    if tag in parse_etags(request.headers.get("If-None-Match", "")[:200]):
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(raw, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = tag
    return answer
