# SPDX-License-Identifier: Apache-2.0
"""The list of drafts: what waits for this person, what is on its way, what was signed lately."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dispatch.told import approval_told, purpose, tag_of
from comity.desk.items.spoken import said_in, spoken_page
from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag
from comity.desk.titles import dialogue_title
from comity.home import door
from comity.home.handing import handed
from comity.home.models import Draft, DraftState
from comity.home.reading import LIVE
from comity.home.roles import Power

__all__ = ["Row", "waiting_page"]


class Row(NamedTuple):
    """One draft in a list; the note is empty where it waits for nobody, and so is what is not."""

    href: str
    purpose: str
    dialogue: str
    author: str
    time: str
    tag: Tag
    note: str
    approval: str
    consulted: str


@require_GET
@spoken_page(Power.READ)
def waiting_page(request: DeskRequest) -> HttpResponse:
    """The page."""
    if not request.reader.sees_drafts:
        return not_found(request)
    every = door.drafts_of(request.reader)
    live = [one for one in every if one.state in LIVE]
    mine = [one for one in live if request.reader.decides(one)]
    back = [one for one in live if request.reader.mends(one)]
    values = {
        "mine": _rows(request, mine),
        "returned": _rows(request, back),
        "others": _rows(request, [one for one in live if one not in mine and one not in back]),
        "signed": _rows(request, [one for one in every if one.state == DraftState.SIGNED]),
        "drafts": request.reader.may(Power.DRAFT),
    }
    return show(request, "dispatch/list.html", values)


def _rows(request: DeskRequest, found: Iterable[Draft]) -> tuple[Row, ...]:
    voice, rows = request.voice, tuple(found)
    over = handed(rows)
    return tuple(
        Row(
            href=reverse("draft", kwargs={"draft": one.id}),
            purpose=purpose(request, one),
            dialogue=dialogue_title(voice, request.reader, ChannelId(one.channel)),
            author=voice.pick(one.author.post.names),
            time=voice.instant(one.changed_ms),
            tag=tag_of(request, one, handed=one.id in over),
            note=said_in(voice, one.note) if one.state in LIVE else "",
            approval=approval_told(request, one),
            consulted="; ".join(said_in(voice, office) for office in one.consulted),
        )
        for one in rows
    )
