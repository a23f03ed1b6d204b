# SPDX-License-Identifier: Apache-2.0
"""The terms of reference of a dialogue: in force, proposed, and what a proposal changes; and the
understanding on use as a page of its own, to be printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dialogues.troubles import halts_of
from comity.desk.items.index import index_of, title_of
from comity.desk.items.proposals import answer_href
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import Stand, Tag, proposal_tag, tag
from comity.desk.terms.beside import first_of
from comity.desk.titles import dialogues_beside, marking_of
from comity.home.roles import Power
from comity.subjects import Rooms
from comity.subjects.standing import Proposal
from comity.subjects.terms import Terms
from comity.telling.terms_whole import Change, TermsPart, changes_between, parts_of
from comity.telling.voice import sentence

__all__ = ["terms_page", "understanding_page"]


class Proposed(NamedTuple):
    """One open proposal: whose, when, how it stands; what it changes of what is in force, or all of
    it where nothing is; where it is answered and countered, if the reader may.
    """

    side: str
    time: str
    tag: Tag
    changes: tuple[Change, ...]
    parts: tuple[TermsPart, ...]
    answer: str
    counter: str
    entry: str


@require_GET
@spoken_page(Power.READ)
def terms_page(request: DeskRequest, channel: str) -> HttpResponse:
    """The page."""
    here = channel_named(request, channel)
    index, voice = index_of(request, here), request.voice
    halts = halts_of(request, here)
    rooms = index.rooms
    in_force = rooms.terms.details[0].terms
    standing = rooms.terms.standings[0]
    may = request.reader.may(Power.DRAFT) and not halts
    dialogues = dialogues_beside(request, here)
    proposed = tuple(
        _proposed(request, here, one, in_force, dialogues, may=may) for one in standing.open
    )
    propose = ""
    if may and in_force is not None and not proposed:
        propose = reverse("propose-item", kwargs={"channel": channel, "matter": "terms"})
    agreed = standing.agreed
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, rooms),
        "halts": halts,
        "first": first_of(request, here, rooms, halted=bool(halts)),
        "told": _told(request, rooms),
        "tag_now": None
        if agreed is None
        else tag(voice, Stand.CONFIRMED if agreed.confirmed else Stand.AGREED),
        "parts": () if in_force is None else parts_of(voice, in_force, dialogues),
        "proposed": proposed,
        "propose": propose,
        "item": reverse("item", kwargs={"channel": channel, "matter": "terms"}),
    }
    return show(request, "terms/page.html", values)


def _told(request: DeskRequest, rooms: Rooms) -> str:
    words = request.voice.words
    standing = rooms.terms.standings[0]
    if standing.agreed is None:
        return words.gettext("Not agreed yet.")
    time = request.voice.instant(standing.agreed.offer.time)
    return words.gettext("In force as proposed on {time} and accepted by every side.", time=time)


def _proposed(
    request: DeskRequest,
    channel: ChannelId,
    one: Proposal[Terms],
    in_force: Terms | None,
    dialogues: Mapping[str, str],
    *,
    may: bool,
) -> Proposed:
    voice, ref, value = request.voice, one.offer.ref, one.body.value
    changes: tuple[Change, ...] = ()
    parts: tuple[TermsPart, ...] = ()
    if value is not None and in_force is not None:
        changes = changes_between(voice, in_force, value, dialogues)
    elif value is not None:
        parts = parts_of(voice, value, dialogues)
    counter = reverse("propose-item", kwargs={"channel": channel, "matter": "terms"})
    awaited = voice.own in one.awaited
    entry = {"channel": channel, "party": ref.party, "number": ref.number}
    return Proposed(
        side=sentence(voice.side(ref.party)),
        time=voice.instant(one.offer.time),
        tag=proposal_tag(voice, one),
        changes=changes,
        parts=parts,
        answer=answer_href(channel, one.offer) if may else "",
        counter=f"{counter}?base={ref.party}/{ref.number}/{ref.index}" if may and awaited else "",
        entry=reverse("entry", kwargs=entry),
    )


@require_GET
@spoken_page(Power.READ)
def understanding_page(request: DeskRequest, channel: str) -> HttpResponse:
    """The understanding on use, in every language, as agreed or else as proposed last."""
    here = channel_named(request, channel)
    rooms = index_of(request, here).rooms
    in_force = rooms.terms.details[0].terms
    open_ones = [one.body.value for one in rooms.terms.standings[0].open]
    terms = in_force or next((one for one in reversed(open_ones) if one is not None), None)
    if terms is None:
        return not_found(request)
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(request.voice, rooms),
        "agreed": in_force is not None,
        "texts": dict(request.voice.ordered(terms.understanding)),
    }
    return show(request, "terms/understanding.html", values)
