# SPDX-License-Identifier: Apache-2.0
"""Answers the question of open pages with a tag, or with 304 while the tag is the same (DESK-6).

The tag covers what this reader may know of and nothing else: what happens in other dialogues
does not change it.
"""

from __future__ import annotations

import hashlib
from typing import Final, cast

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.http import parse_etags
from django.views.decorators.http import require_GET

from comity.core.encoding import encode
from comity.core.ids import Digest, b64
from comity.desk.line import Peer, line_of, peers_in, together
from comity.desk.requests import DeskRequest
from comity.home.models import Draft
from comity.home.reading import LIVE

__all__ = ["answer_poll", "news_tag"]

_CHARS: Final = 22
"""Of the digest, 132 bits: enough that no two states share a tag."""


@require_GET
def answer_poll(plain: HttpRequest) -> HttpResponse:
    """The tag as JSON and as a strong ``ETag``; 401 where nobody is signed in."""
    request = cast("DeskRequest", plain)
    if request.person is None:
        return HttpResponse(status=401)
    tag = news_tag(request)
    if tag in parse_etags(request.headers.get("If-None-Match", "")[:200]):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = JsonResponse({"tag": tag.strip('"')})
    answer.headers["ETag"] = tag
    return answer


def news_tag(request: DeskRequest) -> str:
    """A quoted tag over all that this reader may know of, as it is now.

    It changes with entries, with content that was lacking, with drafts, with the state of the
    line to each side, and when the keys are unlocked. A page hands on the tag it was made under,
    taken before anything else is read for it.
    """
    reader, node = request.reader, request.house.node
    channels = reader.channels()
    places: list[list[object]] = []
    peers: list[tuple[Digest, Peer]] = []
    for channel in channels:
        with node.channels.hold(channel) as held:
            lacking = sum(map(len, held.lacking(node.records).values()))
            places.append([channel, held.place, lacking])
            peers += peers_in(node, held)
    now = node.clock.now_ms()
    lines = [[one.code, line_of(one, now), one.early] for one in together(peers)]
    drafts: list[list[object]] = []
    if reader.sees_drafts:
        rows = Draft.objects.filter(channel__in=channels, state__in=LIVE).order_by("id")
        found = rows.values_list("id", "state", "changed_ms")
        drafts = [[str(name), state, changed] for name, state, changed in found]
    said = encode([places, lines, drafts, node.signer.locked])
    return f'"{b64(hashlib.sha256(said).digest())[:_CHARS]}"'
