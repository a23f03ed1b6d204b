# SPDX-License-Identifier: Apache-2.0
"""The page of the record: every entry, newest first, by side and by words.

Pages are counted from the oldest entry, so that an address shows the same entries tomorrow. The
last page, which is shown first, takes up what is less than a whole one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId, Code
from comity.core.logs import Link
from comity.desk.dialogues.troubles import halts_of
from comity.desk.items.index import index_of, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.record.download import verifying
from comity.desk.record.searching import QUERY_CHARS_MAX, matching, words_of
from comity.desk.record.told import Teller
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import marking_of
from comity.home.roles import Power

__all__ = ["ENTRIES_A_PAGE", "Cut", "cut", "record_page"]

ENTRIES_A_PAGE: Final = 50
_NEAR: Final = 2
"""Pages shown on either side of the one that is open."""


class Cut(NamedTuple):
    """One page of a list: its number, how many pages there are, and from where to where it goes."""

    number: int
    pages: int
    first: int
    last: int


class Paging(NamedTuple):
    """What `parts/pagination.html` takes: a gap among the items is None."""

    before: str | None
    after: str | None
    items: tuple[tuple[int, str, bool] | None, ...]


def cut(size: int, asked: str) -> Cut:
    """The page asked for of a list of that size, oldest first; else the last one.

    Args:
        size: of the whole list.
        asked: its number from 1, as somebody has typed it.
    """
    count = max(1, size // ENTRIES_A_PAGE)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else count  # noqa: PLR2004
    number = min(max(number, 1), count)
    first = (number - 1) * ENTRIES_A_PAGE
    return Cut(number, count, first, size if number == count else first + ENTRIES_A_PAGE)


@require_GET
@spoken_page(Power.READ)
def record_page(request: DeskRequest, channel: str) -> HttpResponse:
    """The page."""
    here = channel_named(request, channel)
    voice = request.voice
    side = request.GET.get("side", "")
    query = request.GET.get("q", "").strip()[:QUERY_CHARS_MAX]
    with request.house.node.channels.hold(here) as held:
        teller = Teller(request, held)
        parties = held.channel.parties
        side = side if side in parties else ""
        links: Sequence[Link] = teller.order
        whole = len(links)
        if side:
            place = parties.index(Code(side))
            links = [one for one in links if one.place == place]
        words = words_of(query)
        if words:
            records, language = request.house.node.records, voice.words.language
            links = matching(teller, held, records, language, (links, words))
        part = cut(len(links), request.GET.get("page", ""))
        entries = teller.entries(reversed(links[part.first : part.last]))
    values = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(request.voice, index_of(request, here).rooms),
        "halts": halts_of(request, here),
        "entries": entries,
        "whole": whole,
        "found": len(links),
        "part": part,
        "query": query,
        "side": side,
        "sides": (
            ("", voice.words.gettext("All sides")),
            *((code, voice.side(code)) for code in parties),
        ),
        "command": verifying(parties),
        "filtered": bool(side or words),
        "paging": _paging(here, part, {"side": side, "q": query}),
    }
    return show(request, "record/list.html", values)


def _paging(channel: ChannelId, part: Cut, asked: dict[str, str]) -> Paging:
    """Addresses of the pages around: newest first, so what comes after is older."""
    base = reverse("record", kwargs={"channel": channel})
    kept = {name: value for name, value in asked.items() if value}

    def to(number: int) -> str:
        return f"{base}?{urlencode({**kept, 'page': number})}"

    near = range(max(1, part.number - _NEAR), min(part.pages, part.number + _NEAR) + 1)
    numbers = sorted({1, *near, part.pages}, reverse=True)
    items: list[tuple[int, str, bool] | None] = []
    for place, number in enumerate(numbers):
        if place and numbers[place - 1] - number > 1:
            items.append(None)
        items.append((number, to(number), number == part.number))
    return Paging(
        to(part.number + 1) if part.number < part.pages else None,
        to(part.number - 1) if part.number > 1 else None,
        tuple(items),
    )
