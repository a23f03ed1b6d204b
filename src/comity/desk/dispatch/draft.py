# SPDX-License-Identifier: Apache-2.0
"""The page of one draft: exactly what would be signed, and what may be done with it.

It is the only page that signs: with the password again, on what was shown, and once (HOME-13,
HOME-14).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.auth import authenticate
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError
from comity.core.ids import ChannelId, Matter
from comity.desk.dispatch.preview import preview_of
from comity.desk.dispatch.told import KINDS, STATES, matters_of, offer_of, purpose
from comity.desk.offers import shown_offer
from comity.desk.pages import page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title, marking_of
from comity.home import door, drafts
from comity.home.models import Draft
from comity.home.people import post_name
from comity.home.roles import Power
from comity.node.sign import Acceptance, Proposal, Statement
from comity.telling.faults import told_of, what_next
from comity.telling.plights import Plight, Told, plight

__all__ = ["draft"]

NOTE_CHARS_MAX: Final = 2_000
_LIVE: Final = ("open", "approved")


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def draft(request: DeskRequest, draft: UUID) -> HttpResponse:
    """The page, or what became of what was asked for."""
    found = door.open_draft(request.reader, draft)
    if request.method == "GET":
        return _page(request, found)
    step = request.POST.get("step", "")
    here = reverse("draft", kwargs={"draft": draft})
    seen = request.POST.get("seen", "")
    try:
        if step == "sign":
            return _sign(request, found, here)
        if step == "approve":
            number = request.POST.get("number", "").strip()[:200]
            door.approve(request.reader, draft, number, seen=seen)
            return HttpResponseRedirect(here)
        if step == "return":
            note = request.POST.get("note", "").strip()[:NOTE_CHARS_MAX]
            door.send_back(request.reader, draft, note)
            return HttpResponseRedirect(here)
        if step == "discard":
            door.discard(request.reader, draft)
            return HttpResponseRedirect(reverse("dispatch"))
    except ComityError as error:
        return _page(request, door.open_draft(request.reader, draft), error=error)
    return _page(request, found, status=400)


def _sign(request: DeskRequest, found: Draft, here: str) -> HttpResponse:
    """Sign with the password again; whatever hinders it is told on the page of the draft."""
    assert request.person is not None
    password = request.POST.get("password", "")
    words = request.voice.words
    if not password:
        told = words.gettext("Type your password to sign")
        return _page(request, found, fault=told, status=400)
    # The attempt counts towards the lock-out of the name, as at the sign-in page (HOME-12).
    if authenticate(request, sign_in=request.person.sign_in, password=password) is None:
        told = words.gettext("This is not your password. Nothing was signed")
        return _page(request, found, fault=told, status=400)
    again = found.state == "signed"
    door.sign(request.reader, found.id, request.POST.get("seen", ""), password)
    return HttpResponseRedirect(here + ("?again" if again else ""))


def _page(
    request: DeskRequest,
    found: Draft,
    *,
    error: ComityError | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    voice, reader = request.voice, request.reader
    channel, matters = ChannelId(found.channel), matters_of(found)
    live = found.state in _LIVE
    answered = offer_of(request, found)
    with request.house.node.channels.hold(channel) as held:
        others = [code for code in held.channel.parties if code != held.own]
        frozen = held.channel.frozen
    approvals = request.house.config.approvals
    approved = found.state == "approved"
    values: dict[str, Any] = {
        "draft": found,
        "channel": found.channel,
        "dialogue": dialogue_title(voice, reader, channel),
        "marking": marking_of(request.voice, reader.rooms(channel)),
        "purpose": purpose(request, found),
        "state": voice.words.gettext(STATES[found.state]),
        "kind": KINDS[found.state],
        "own": voice.own,
        "accepts": isinstance(drafts.unpack(found.move), Acceptance),
        "author": voice.pick(found.post.names),
        "changed": voice.instant(found.changed_ms),
        "items": preview_of(request, channel, found),
        "offer": None if answered is None else shown_offer(request, channel, answered),
        "sides": voice.sides(others),
        "until": _until(request, found),
        "post": post_name(reader.person.post, request.house.config.party),
        "seen": door.seen_of(reader, found),
        "moved": live and door.changed_since(reader, found),
        "live": live,
        "may_sign": reader.may(Power.SIGN) and live and (approved or not approvals),
        "may_approve": reader.may(Power.APPROVE) and live and found.author_id != reader.person.pk,
        "may_return": (reader.may(Power.APPROVE) or reader.may(Power.SIGN)) and live,
        "may_change": reader.may(Power.DRAFT) and found.state in (*_LIVE, "returned"),
        "needs_approval": bool(approvals) and not approved,
        "approval": _approval(request, found),
        "change": _change(found, matters),
        "locked": request.house.node.signer.locked,
        "frozen": frozen,
        "plights": _plights(request, found, error),
        "fault": fault,
        "again": "again" in request.GET,
        "item_href": reverse("item", kwargs={"channel": found.channel, "matter": matters[0]}),
        "entry": found.entry_number,
    }
    if error is not None:
        status = 409 if status == 200 else status  # noqa: PLR2004 - nothing else was said
    return show(request, "dispatch/draft.html", values, status=status)


class _Approved(NamedTuple):
    """Who has approved a draft, when, and under which number of the ministry's own system."""

    post: str
    time: str
    number: str


def _approval(request: DeskRequest, found: Draft) -> _Approved | None:
    one = door.approval_of(found)
    if one is None:
        return None
    voice = request.voice
    return _Approved(voice.pick(one.post.names), voice.instant(one.at_ms), one.number)


def _until(request: DeskRequest, found: Draft) -> str | None:
    move = drafts.unpack(found.move)
    if isinstance(move, Proposal) and move.until is not None:
        return request.voice.by(move.until)
    return None


def _change(found: Draft, matters: tuple[Matter, ...]) -> str | None:
    """Where the draft can be changed: the form that made it."""
    move = drafts.unpack(found.move)
    places = {"channel": found.channel, "matter": matters[0]}
    if isinstance(move, Proposal) and len(matters) == 1:
        return reverse("propose-item", kwargs=places) + f"?draft={found.id}"
    if isinstance(move, Statement):
        return reverse("state", kwargs=places) + f"?draft={found.id}"
    return None


def _plights(request: DeskRequest, found: Draft, error: ComityError | None) -> tuple[Told, ...]:
    """What hinders, in full sentences."""
    told: list[Told] = []
    if error is not None:
        words = request.voice.words
        if error.code in (Plight.CHANGED_WHILE_READING, Plight.KEYS_LOCKED):
            told.append(plight(request.voice, Plight(error.code)))
        else:
            told.append(
                Told(
                    words.gettext("It was not done"),
                    told_of(words, error.code, error.hint),
                    what_next(words, error.code),
                )
            )
    elif request.house.node.signer.locked and found.state in _LIVE:
        told.append(plight(request.voice, Plight.KEYS_LOCKED))
    return tuple(told)
