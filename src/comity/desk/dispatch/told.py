# SPDX-License-Identifier: Apache-2.0
"""A draft in words: what it would do, and how it stands at home."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from comity.core.acts import is_law
from comity.core.ids import ChannelId, Matter
from comity.core.views import ActRef, OfferView
from comity.desk.items.index import index_of, item_title, item_titles
from comity.desk.moves.asked import offer_named
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag
from comity.home import door, drafts
from comity.home.models import Draft, DraftState
from comity.locale import mark
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.subjects import read_body

__all__ = [
    "KINDS",
    "STATES",
    "approval_told",
    "change_of",
    "matters_of",
    "offer_of",
    "purpose",
    "says",
    "tag_of",
    "titles_of",
]

STATES: Final = {
    "open": mark("draft"),
    "approved": mark("approved"),
    "returned": mark("returned"),
    "signing": mark("being signed"),
    "signed": mark("signed"),
    "discarded": mark("discarded"),
}
"""How a draft stands at home, by code."""
KINDS: Final = {
    "open": "draft",
    "approved": "ours",
    "returned": "alarm",
    "signing": "theirs",
    "signed": "confirmed",
    "discarded": "lapsed",
}
"""The kind of tag for each."""


def tag_of(request: DeskRequest, draft: Draft, *, handed: bool) -> Tag:
    """How a draft stands at home; `handed`: whether it was handed over as it is (HOME-16)."""
    words = request.voice.words
    if handed and draft.state == DraftState.OPEN and request.reader.asks(draft.channel):
        return Tag("ours", words.gettext("for approval"))
    if handed and draft.state in (DraftState.OPEN, DraftState.APPROVED):
        return Tag("ours", words.gettext("for signature"))
    return Tag(KINDS[draft.state], words.gettext(STATES[draft.state]))


def matters_of(draft: Draft) -> tuple[Matter, ...]:
    """The items that a draft is about."""
    return tuple(Matter(one) for one in draft.matters)


def titles_of(request: DeskRequest, draft: Draft) -> str:
    """What the items of a draft are called, in a row."""
    index, matters = index_of(request, ChannelId(draft.channel)), matters_of(draft)
    move = drafts.unpack(draft.move)
    if isinstance(move, Proposal) and len(matters) == 1 and not is_law(matters[0]):
        value = read_body(matters[0], "offer", move.values[matters[0]])
        return item_title(request.voice, index, matters[0], value)
    return item_titles(request.voice, index, matters)


def offer_of(request: DeskRequest, draft: Draft) -> OfferView | None:
    """The proposal that a draft answers, as it stands now; None if it answers none."""
    move = drafts.unpack(draft.move)
    if not isinstance(move, Acceptance | Refusal):
        return None
    ref: ActRef = move.offer
    return offer_named(request, ChannelId(draft.channel), ref.party, ref.number, ref.index)


def change_of(draft: Draft) -> str | None:
    """Where the draft can be changed: the form that made it; None for a package or several,
    and for a paper, whose file is brought anew.
    """
    move = drafts.unpack(draft.move)
    matters = matters_of(draft)
    query = f"?draft={draft.id}"
    if isinstance(move, Proposal):
        places = {"channel": draft.channel, "matter": matters[0]}
        single = len(matters) == 1 and not move.others
        return reverse("propose-item", kwargs=places) + query if single else None
    if isinstance(move, Statement):
        places = {"channel": draft.channel, "matter": move.matter}
        changed = not (is_law(move.matter) or move.also)
        return reverse("state", kwargs=places) + query if changed else None
    ref = move.offer
    named = {"channel": draft.channel, "party": ref.party, "number": ref.number, "index": ref.index}
    return reverse("answer", kwargs=named) + query


def purpose(request: DeskRequest, draft: Draft) -> str:
    """What the draft would do, in one line."""
    move: Move = drafts.unpack(draft.move)
    words, voice = request.voice.words, request.voice
    items = titles_of(request, draft)
    match move:
        case Proposal(others=others) if others:
            return words.gettext(
                "Proposal of {count} dates: {items}", count=len(others) + 1, items=items
            )
        case Proposal():
            return words.gettext("Proposal: {items}", items=items)
        case Statement():
            return words.gettext("Notification: {items}", items=items)
        case Acceptance():
            return words.gettext(
                "Acceptance: {items}, as proposed by {side}",
                items=items,
                side=voice.side(move.offer.party),
            )
        case Refusal():
            if move.offer.party == voice.own:
                return words.gettext("Withdrawal of our proposal: {items}", items=items)
            return words.gettext(
                "Not in a position to accept: {items}, as proposed by {side}",
                items=items,
                side=voice.side(move.offer.party),
            )


def approval_told(request: DeskRequest, draft: Draft) -> str:
    """By whom, when and under which number a draft was approved as it stands; else empty."""
    one, voice = door.approval_of(draft), request.voice
    if one is None:
        return ""
    post = voice.pick(one.post.names)
    day = voice.day(one.day) if one.day else voice.instant(one.at_ms)
    if one.number:
        return voice.words.gettext(
            "Approved under No. {number}, by {post}, {day}", number=one.number, post=post, day=day
        )
    return voice.words.gettext("Approved by {post}, {time}", post=post, time=day)


def says(request: DeskRequest, draft: Draft) -> str:
    """What an answer says to the other side, in a sentence; empty where the items say it all."""
    move: Move = drafts.unpack(draft.move)
    words = request.voice.words
    match move:
        case Proposal(others=others) if others:
            return words.gettext(
                "Each of these dates binds our side until the other side has accepted one of them."
            )
        case Acceptance(instead_of=others) if others:
            return words.ngettext(
                "Our side accepts this date exactly as it stands below, and declines {count} other"
                " that was proposed with it.",
                "Our side accepts this date exactly as it stands below, and declines {count} others"
                " that were proposed with it.",
                len(others),
            )
        case Acceptance():
            return words.gettext("Our side accepts this proposal exactly as it stands below.")
        case Refusal() if move.offer.party == request.voice.own:
            return words.gettext("Our side withdraws its proposal below.")
        case Refusal():
            return words.gettext("Our side is not in a position to accept the proposal below.")
    return ""
