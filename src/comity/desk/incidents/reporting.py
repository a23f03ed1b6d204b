# SPDX-License-Identifier: Apache-2.0
"""Report an incident: what and when, on one page, in less than a minute.

Whether it is live, a drill or a test is chosen each time; nothing stands there before, so that
nobody sends the one for the other out of habit (DESK-52).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.ids import ChannelId, Matter
from comity.desk.account.keeping import take_kept
from comity.desk.forms.incidents import NoticeForm
from comity.desk.forms.registry import ground_for
from comity.desk.forms.shown import shown_form
from comity.desk.forms.subject import labelled
from comity.desk.incidents.sending import CONFIRMED, LIVE_FIELD, Refused, checked, send
from comity.desk.items.index import title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import duty
from comity.home.roles import Power
from comity.subjects.incidents import PREFIXES
from comity.telling.labels_incidents import mode_words
from comity.telling.voice import moment_of
from comity.workbench.incidents import PARTY_CHARS_MAX

__all__ = ["report"]

MODES: Final = ("live", "drill", "test")
_STAMP: Final = re.compile(r"[0-9]{8}-[0-9]{6}", re.ASCII)


@require_http_methods(["GET", "POST"])
@spoken_page(Power.DUTY)
def report(request: DeskRequest) -> HttpResponse:
    """The page; what is sent well is signed at once, and its incident is shown."""
    channels = request.reader.channels()
    if not channels:
        return not_found(request)
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    asked = request.GET if sent is None else sent
    channel = next((one for one in channels if one == asked.get("dialogue", "")), None)
    if channel is None and len(channels) == 1:
        channel = channels[0]
    mode = asked.get("mode", "")
    mode = mode if mode in MODES else ""
    stamp = asked.get("stamp", "")
    stamp = stamp if _STAMP.fullmatch(stamp) else _stamp(request)
    matter = _matter(request, channel or channels[0], mode, stamp)
    ground, _ = ground_for(request, channel or channels[0], matter)
    form = NoticeForm(sent, ground)
    faults: dict[str, str] = {}
    refused: Refused | None = None
    if posted:
        faults = _unchosen(request, channel, mode)
        if form.is_valid() and not faults and channel is not None:
            raw = form.raw_body()
            faults = {} if raw is None else checked(request, matter)
            if raw is not None and not faults:
                name = matter.split("/")[1]
                seen = duty.seen_now(request.reader, channel, name)
                refused = send(request, channel, matter, raw, seen)
                if refused is None:
                    places = {"channel": channel, "incident": name}
                    return HttpResponseRedirect(reverse("incident", kwargs=places) + "?sent")
    page = _Page(channels, channel, mode, stamp, faults, refused, sent)
    return _shown(request, form, page)


class _Page(NamedTuple):
    """What stands on the page beside the fields of the notice."""

    channels: tuple[ChannelId, ...]
    channel: ChannelId | None
    mode: str
    stamp: str
    faults: Mapping[str, str]
    refused: Refused | None
    sent: QueryDict | None


def _stamp(request: DeskRequest) -> str:
    """The second in which the page was made, which names the incident: sent twice, it is one."""
    now = request.house.node.clock.now_ms()
    local: datetime = moment_of(now).astimezone(ZoneInfo(request.house.config.zone))
    return f"{local:%Y%m%d-%H%M%S}"


def _matter(request: DeskRequest, channel: ChannelId, mode: str, stamp: str) -> Matter:
    prefix = PREFIXES.get(mode, "")  # type: ignore[call-overload]  # live and none have no prefix
    with request.house.node.channels.hold(channel) as held:
        own = held.own
    return Matter(f"incident/{prefix}{own[:PARTY_CHARS_MAX]}-{stamp}/notice")


def _unchosen(request: DeskRequest, channel: ChannelId | None, mode: str) -> dict[str, str]:
    words = request.voice.words
    found = {}
    if channel is None:
        found["dialogue"] = words.gettext("Choose the dialogue")
    if not mode:
        found["mode"] = words.gettext("Choose whether it is live, a drill or a test")
    return found


def _shown(request: DeskRequest, form: NoticeForm, page: _Page) -> HttpResponse:
    voice, words = request.voice, request.voice.words
    shown = shown_form(voice, form)
    quick = tuple(one for one in shown.fields if one.name in NoticeForm.quick)
    more = tuple(one for one in shown.fields if one.name not in NoticeForm.quick)
    summary = [*((told, f"#{name}") for name, told in page.faults.items()), *shown.faults]
    drills = [
        one
        for channel in page.channels
        for one in request.reader.rooms(channel).incidents.details
        if one.mode != "live" and one.active
    ]
    values: dict[str, Any] = {
        "dialogues": tuple((one, title_of(request, one)) for one in page.channels),
        "dialogue": page.channel,
        "modes": tuple(
            (code, words.gettext(text), mode_words(voice, code))
            for code, text in labelled("incident-mode", *MODES).items()
        ),
        "mode": page.mode,
        "stamp": page.stamp,
        "quick": quick,
        "more": more,
        "more_open": any(one.faults for one in more),
        "faults": page.faults,
        "summary": summary,
        "refused": page.refused,
        "live_field": LIVE_FIELD,
        "confirmed": CONFIRMED,
        "was_confirmed": page.sent is not None and page.sent.get(LIVE_FIELD) == CONFIRMED,
        "drills": len(drills),
    }
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.CONFLICT if page.refused is not None else HTTPStatus.BAD_REQUEST
    return show(request, "incidents/report.html", values, status=status)
