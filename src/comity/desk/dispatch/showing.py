# SPDX-License-Identifier: Apache-2.0
"""All that the page of a draft shows: what it says, who may do what with it, and what hinders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.urls import reverse

from comity.core.errors import ComityError
from comity.core.ids import ChannelId
from comity.desk.dialogues.authorities import warrant_told
from comity.desk.dispatch.became import became_of
from comity.desk.dispatch.preview import conditions_of, partly_of, preview_of
from comity.desk.dispatch.told import (
    approval_told,
    change_of,
    matters_of,
    offer_of,
    purpose,
    says,
    tag_of,
    titles_of,
)
from comity.desk.items.spoken import said_in
from comity.desk.offers import shown_offer
from comity.desk.press.checking import check_of
from comity.desk.requests import DeskRequest
from comity.desk.soundings.links import sound_draft
from comity.desk.terms.beside import changes_in
from comity.desk.titles import dialogue_title, marking_of
from comity.home import door, drafts
from comity.home.authority import warrant_of
from comity.home.handing import handed
from comity.home.models import Draft, DraftState, Post
from comity.home.people import post_name
from comity.home.roles import Power
from comity.node.moves import Acceptance
from comity.telling.faults import told_of, what_next
from comity.telling.plights import Plight, Told, plight

__all__ = ["Outcome", "draft_values"]

_LIVE: Final = (DraftState.OPEN, DraftState.APPROVED)
_CHANGEABLE: Final = (*_LIVE, DraftState.RETURNED)


class Outcome(NamedTuple):
    """What became of a step that was not done; nothing of it where a page is only opened.

    Args:
        faults: what is off with a field, by its name.
        error: what hindered.
        field: the field that the error is about, or empty.
        typed: what had been typed.
        unclear: whether no step was named that there is.
    """

    faults: Mapping[str, str] = {}
    error: ComityError | None = None
    field: str = ""
    typed: Mapping[str, str] = {}
    unclear: bool = False


def draft_values(request: DeskRequest, found: Draft, outcome: Outcome) -> dict[str, Any]:
    """What the template uses."""
    voice, reader = request.voice, request.reader
    channel, matters = ChannelId(found.channel), matters_of(found)
    faults = _faults(request, outcome)
    move, answered = drafts.unpack(found.move), offer_of(request, found)
    offer = None if answered is None else shown_offer(request, channel, answered)
    accepts = isinstance(move, Acceptance)
    unread = offer.unread if accepts and offer is not None else ()
    with request.house.node.channels.hold(channel) as held:
        others = [code for code in held.channel.parties if code != held.own]
        frozen = held.channel.frozen
        name = post_name(_signing_post(request, found), request.house.config.party)
        warrant = warrant_of(request.house.node, held, name, matters)
    signed, over = found.state == DraftState.SIGNED, handed((found,)).get(found.pk)
    return {
        "draft": found,
        "note": said_in(request.voice, found.note),
        "channel": found.channel,
        "dialogue": dialogue_title(voice, reader, channel),
        "marking": marking_of(voice, reader.rooms(channel)),
        "purpose": purpose(request, found),
        "says": says(request, found),
        "tag_now": tag_of(request, found, handed=over is not None),
        "handed": "" if over is None else voice.instant(over),
        "became": became_of(request, found),
        "accepts": accepts,
        "author": voice.pick(found.author.post.names),
        "signer": voice.pick(found.post.names) if signed else "",
        "changed": voice.instant(found.changed_ms),
        "items": preview_of(request, channel, found),
        "offer": offer,
        "sides": voice.sides(others),
        "changes": changes_in(request, channel, reader.rooms(channel), move)
        if found.state in _CHANGEABLE
        else None,
        "conditions": conditions_of(request, channel, move),
        "partly": partly_of(request, channel, move) if found.state in _CHANGEABLE else (),
        "readout": check_of(request, found),
        "sound": sound_draft(request, found, move) if found.state in _CHANGEABLE else "",
        "unread": unread,
        "warrant": warrant_told(request, warrant) if found.state in _CHANGEABLE else "",
        "barred": bool(warrant.lacking),
        "authorities": reverse("dialogue", kwargs={"channel": found.channel}) + "#authority",
        "post": _post(request, found),
        "seen": door.seen_of(reader, found),
        "moved": found.state in _CHANGEABLE and door.changed_since(reader, found),
        "approval": approval_told(request, found),
        "change": change_of(found),
        "locked": request.house.node.signer.locked,
        "frozen": frozen,
        "plights": _plights(request, found, outcome),
        "faults": faults,
        "summary": [(told, f"#{name}") for name, told in faults.items()],
        "consulted": tuple(said_in(request.voice, one) for one in found.consulted),
        "typed": {
            "number": "",
            "note": "",
            "to_signer": found.note,
            "day_day": "",
            "day_month": "",
            "day_year": "",
            "consulted": "\n".join(found.consulted),
            **outcome.typed,
        },
        "just": signed and "signed" in request.GET,
        "item_href": reverse("item", kwargs={"channel": found.channel, "matter": matters[0]}),
        "entry": found.entry_number,
        **_powers(request, found, readable=not unread),
    }


def _powers(request: DeskRequest, found: Draft, *, readable: bool) -> dict[str, bool]:
    """What the reader may do with the draft as it stands.

    `readable`: whether all is here and read that would be accepted; nobody approves or signs what
    nobody can read (HOME-13).
    """
    reader, asked = request.reader, request.reader.asks(found.channel)
    live, approved = found.state in _LIVE, found.state == DraftState.APPROVED
    elsewhere = found.post_id != reader.person.post_id
    others = found.author_id != reader.person.pk
    ready = live and readable and (approved or not asked)
    return {
        "live": live,
        "may_sign": reader.may(Power.SIGN) and ready and not (asked and elsewhere),
        "may_take_over": reader.may(Power.SIGN) and live and asked and elsewhere,
        "may_approve": reader.may(Power.APPROVE) and live and readable and others,
        "may_return": (reader.may(Power.APPROVE) or reader.may(Power.SIGN)) and live and others,
        # Whoever signs alone hands nothing over; where an approval is asked for, nobody does.
        "may_hand_over": reader.may(Power.DRAFT)
        and live
        and (not reader.may(Power.SIGN) or (asked and not approved)),
        "signs_later": reader.may(Power.SIGN),
        "may_consult": found.state in _CHANGEABLE
        and (reader.may(Power.DRAFT) or reader.may(Power.APPROVE)),
        "may_change": reader.may(Power.DRAFT) and found.state in _CHANGEABLE,
        "needs_approval": asked and not approved,
    }


def _post(request: DeskRequest, found: Draft) -> str:
    """In whose name it is signed, as others read it."""
    name = post_name(_signing_post(request, found), request.house.config.party)
    return said_in(request.voice, name)


def _signing_post(request: DeskRequest, found: Draft) -> Post:
    """The office that signs: the reader's own, where he would sign it himself."""
    reader = request.reader
    signs = reader.may(Power.SIGN) and found.state in _LIVE and not reader.asks(found.channel)
    return reader.person.post if signs else found.post


def _faults(request: DeskRequest, outcome: Outcome) -> dict[str, str]:
    """What is off, by field."""
    faults = dict(outcome.faults)
    error, words = outcome.error, request.voice.words
    if error is not None and outcome.field:
        faults[outcome.field] = told_of(words, error.code, error.hint)
    return faults


def _plights(request: DeskRequest, found: Draft, outcome: Outcome) -> tuple[Told, ...]:
    """What hinders, in full sentences."""
    voice, words = request.voice, request.voice.words
    error, item = outcome.error, titles_of(request, found)
    told: list[Told] = []
    if "again" in request.GET and found.state == DraftState.SIGNED:
        time, number = voice.instant(found.changed_ms), found.entry_number or 0
        told.append(plight(voice, Plight.SENT_TWICE, item=item, time=time, number=number))
    if outcome.unclear:
        title = words.gettext("It was not done")
        text = words.gettext("The page was sent without saying what is to be done with the draft.")
        told.append(Told(title, text, words.gettext("Use one of the buttons below.")))
    if error is not None and error.code == Plight.CHANGED_WHILE_READING:
        told.append(plight(voice, Plight.CHANGED_WHILE_READING, item=item))
    elif request.house.node.signer.locked and found.state in _LIVE:
        told.append(plight(voice, Plight.KEYS_LOCKED))
    elif error is not None and not outcome.field:
        what = told_of(words, error.code, error.hint), what_next(words, error.code)
        told.append(Told(words.gettext("It was not done"), *what))
    return tuple(told)
