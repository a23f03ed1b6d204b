# SPDX-License-Identifier: Apache-2.0
"""The list of drafts: what waits for this person, what is on its way, what was signed lately."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dispatch.told import KINDS, STATES, purpose
from comity.desk.pages import page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title
from comity.home import door
from comity.home.models import Draft, DraftState
from comity.home.reading import LIVE
from comity.home.roles import Power

__all__ = ["Row", "waiting"]



class Row(NamedTuple):
    """One draft in a list."""

    href: str
    purpose: str
    dialogue: str
    author: str
    time: str
    state: str
    kind: str


@require_GET
@page(Power.READ)
def waiting(request: DeskRequest) -> HttpResponse:
    """The page."""
    every = door.drafts_of(request.reader)
    live = [one for one in every if one.state in LIVE and one.state != DraftState.RETURNED]
    mine = [one for one in live if _awaits(request, one)]
    values = {
        "mine": _rows(request, mine),
        "others": _rows(request, [one for one in live if one not in mine]),
        "returned": _rows(request, [one for one in every if one.state == DraftState.RETURNED]),
        "signed": _rows(request, [one for one in every if one.state == DraftState.SIGNED]),
        "drafts": request.reader.may(Power.DRAFT),
    }
    return show(request, "dispatch/list.html", values)


def _awaits(request: DeskRequest, one: Draft) -> bool:
    """Whether the draft waits for this very person: to sign it, or to approve it."""
    reader = request.reader
    if reader.may(Power.SIGN) and (not reader.approvals or one.state != DraftState.OPEN):
        return True
    others = one.author_id != reader.person.pk
    return bool(reader.may(Power.APPROVE) and reader.approvals and others and one.state == "open")


def _rows(request: DeskRequest, found: Iterable[Draft]) -> tuple[Row, ...]:
    voice = request.voice
    return tuple(
        Row(
            href=reverse("draft", kwargs={"draft": one.id}),
            purpose=purpose(request, one),
            dialogue=dialogue_title(voice, request.reader, ChannelId(one.channel)),
            author=voice.pick(one.post.names),
            time=voice.instant(one.changed_ms),
            state=voice.words.gettext(STATES[one.state]),
            kind=KINDS[one.state],
        )
        for one in found
    )
