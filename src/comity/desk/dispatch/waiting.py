# SPDX-License-Identifier: Apache-2.0
"""The list of drafts: what waits for this person, what is on its way, what was signed lately."""

from __future__ import annotations

from typing import Final, NamedTuple

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
from comity.home.models import Draft
from comity.home.roles import Power

__all__ = ["Row", "waiting"]

SIGNED_SHOWN: Final = 20


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
    live = [one for one in every if one.state in ("open", "approved", "signing")]
    signs = request.reader.may(Power.SIGN)
    approves = request.reader.may(Power.APPROVE)
    mine = [one for one in live if signs or (approves and one.state == "open")]
    others = [one for one in live if one not in mine]
    values = {
        "mine": _rows(request, mine),
        "others": _rows(request, others),
        "returned": _rows(request, [one for one in every if one.state == "returned"]),
        "signed": _rows(request, [one for one in every if one.state == "signed"][:SIGNED_SHOWN]),
        "drafts": request.reader.may(Power.DRAFT),
    }
    return show(request, "dispatch/list.html", values)


def _rows(request: DeskRequest, found: list[Draft]) -> tuple[Row, ...]:
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
