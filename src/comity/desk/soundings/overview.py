# SPDX-License-Identifier: Apache-2.0
"""The soundings of a dialogue that have not expired, on a ground that nothing else stands on."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.ids import ChannelId
from comity.desk.dialogues.troubles import halts_of
from comity.desk.items.index import index_of, item_title, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.soundings.heard import heard_here, heard_named
from comity.desk.states import Due, due_of
from comity.desk.titles import marking_of
from comity.home.roles import Power
from comity.node.soundings import Heard
from comity.telling.soundings import STANCES, sounding_state, tell_value
from comity.telling.voice import sentence

__all__ = ["soundings_page"]


class ShownSounding(NamedTuple):
    """One sounding.

    Args:
        name: its nonce.
        party, side, ours: whose it is.
        time: when it was written, as its side claims.
        state: whether it has come, or was delivered.
        expires: when it is gone.
        title, href: what it is about, and that page or empty.
        answers: whether it answers another one that is shown.
        stance: in one word, or empty.
        value: what it names, told by us.
        words: by language, the reader's own first.
        answer: where it is answered, or empty.
        propose: where it becomes a proposal, or empty.
    """

    name: str
    party: str
    side: str
    ours: bool
    time: str
    state: str
    expires: Due | None
    title: str
    href: str
    answers: bool
    stance: str
    value: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    answer: str
    propose: str


@require_http_methods(["GET", "POST"])
@spoken_page(Power.READ)
def soundings_page(request: DeskRequest, channel: str) -> HttpResponse:
    """The page; one of them is deleted here where that is asked for. DESK-62."""
    here = channel_named(request, channel)
    if request.method == "POST":
        return _wipe(request, here)
    voice, found = request.voice, heard_here(request, here)
    index = index_of(request, here)
    may = request.reader.may(Power.SIGN)
    shown = tuple(_shown(request, here, one) for one in found)
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, index.rooms),
        "soundings": shown,
        "sent": "sent" in request.GET,
        "sound": reverse("sound", kwargs={"channel": channel}) if may else "",
    }
    return show(request, "soundings/page.html", values)


def _wipe(request: DeskRequest, channel: ChannelId) -> HttpResponse:
    if not request.reader.may(Power.SIGN):
        return not_found(request)
    one = heard_named(request, channel, request.POST.get("wipe", ""))
    request.house.assembled.soundings.wipe(one.nonce)
    return HttpResponseRedirect(reverse("soundings", kwargs={"channel": channel}))


def _shown(request: DeskRequest, channel: ChannelId, one: Heard) -> ShownSounding:
    voice, said = request.voice, one.said
    about, index = said.about, index_of(request, channel)
    return ShownSounding(
        name=one.nonce,
        party=one.party,
        side=sentence(voice.side(one.party)),
        ours=one.ours,
        time=voice.instant(said.time),
        state=sounding_state(voice, one),
        expires=due_of(voice, one.expires),
        title=voice.words.gettext("The dialogue as a whole")
        if about is None
        else item_title(voice, index, about, one.value),
        href=_href(channel, about) if about in index.standings else "",
        answers=said.answers is not None,
        stance="" if said.stance is None else sentence(voice.words.gettext(STANCES[said.stance])),
        value=tuple(tell_value(voice, one)),
        words=() if said.words is None else tuple(voice.ordered(said.words)),
        answer=_answer(request, channel, one),
        propose=_propose(request, channel, one),
    )


def _href(channel: ChannelId, about: str | None) -> str:
    return reverse("item", kwargs={"channel": channel, "matter": about})


def _answer(request: DeskRequest, channel: ChannelId, one: Heard) -> str:
    if one.ours or not request.reader.may(Power.SIGN):
        return ""
    query = urlencode({"answers": one.nonce})
    return f"{reverse('sound', kwargs={'channel': channel})}?{query}"


def _propose(request: DeskRequest, channel: ChannelId, one: Heard) -> str:
    """The form of a proposal that begins with what was sounded out."""
    about = one.said.about
    may = request.reader.may(Power.DRAFT) and not halts_of(request, channel)
    if not may or about is None or (one.said.value is not None and one.value is None):
        return ""
    address = reverse("propose-item", kwargs={"channel": channel, "matter": about})
    return f"{address}?{urlencode({'sounding': one.nonce})}"
