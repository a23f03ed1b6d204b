# SPDX-License-Identifier: Apache-2.0
"""What a draft would say in the record, item by item, as every party will read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from comity.core.acts import is_law
from comity.core.encoding import decode
from comity.core.ids import ChannelId
from comity.core.limits import BODY_BYTES_MAX
from comity.desk.forms.doubts import partly_told
from comity.desk.forms.registry import form_for, ground_for
from comity.desk.offers import ShownItem, ShownText, answered_by, shown_body
from comity.desk.requests import DeskRequest
from comity.home import drafts
from comity.home.models import Draft
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.subjects import read_body
from comity.subjects.documents import Document
from comity.subjects.reading import Look
from comity.telling.bodies import gist
from comity.telling.conditions import described_in, document_told, silence_told

__all__ = ["conditions_of", "partly_of", "preview_of"]


def conditions_of(request: DeskRequest, channel: ChannelId, move: Move) -> tuple[str, ...]:
    """What a move says beside its items: what silence means, until when it stands, which documents
    go along; and which other dates an acceptance declines.
    """
    voice, node = request.voice, request.house.node
    lines = []
    if isinstance(move, Proposal) and move.silence:
        lines.append(silence_told(voice, move.until))
    elif isinstance(move, Proposal) and move.until is not None:
        lines.append(
            voice.words.gettext(
                "The proposal stands until {time} and lapses then by itself.",
                time=voice.by(move.until),
            )
        )
    if isinstance(move, Proposal | Statement) and move.documents:
        with node.channels.hold(channel) as held:
            described = described_in(Look(held.channel.sight, node.records.bodies(channel)))
        if isinstance(move, Statement):
            value = read_body(move.matter, "declare", move.body)
            if isinstance(value, Document):
                described[value.digest] = value
        lines += [document_told(voice, one, described) for one in move.documents]
    if isinstance(move, Acceptance) and move.instead_of:
        lines += _declined(request, channel, move)
    return tuple(lines)


def _declined(request: DeskRequest, channel: ChannelId, move: Acceptance) -> Iterator[str]:
    """What an acceptance declines in the same entry, a sentence each. Rule: MEET-8."""
    voice = request.voice
    for meeting in request.reader.rooms(channel).meetings.details:
        for proposal in (*meeting.date.open, *meeting.date.closed):
            if proposal.offer.ref in move.instead_of:
                date = gist(voice, proposal.body)
                yield voice.words.gettext("Declined with it: {date}", date=date)


def partly_of(request: DeskRequest, channel: ChannelId, move: Move) -> tuple[str, ...]:
    """Which words of a proposal were changed in some of their languages only, a sentence each."""
    lines: list[str] = []
    for matter, raw in sorted(move.values.items()) if isinstance(move, Proposal) else ():
        if is_law(matter):
            continue
        value = read_body(matter, "offer", raw)
        form = form_for(matter, "offer", "", value)
        if form is None:
            continue
        ground, begun = ground_for(request, channel, matter)
        answered = answered_by(request, channel, matter)
        before = begun.value if answered is None else answered
        if before is not None:
            now = form(None, replace(ground, base=value))
            lines += partly_told(request.voice, form, before, now)
    return tuple(lines)


def preview_of(request: DeskRequest, channel: ChannelId, draft: Draft) -> tuple[ShownItem, ...]:
    """The items of a proposal or statement; the reason of a refusal; nothing of an acceptance."""
    move = drafts.unpack(draft.move)
    match move:
        case Proposal():
            return tuple(
                shown_body(request, channel, matter, "offer", raw)
                for bodies in move.each
                for matter, raw in sorted(bodies.items())
            )
        case Statement():
            return tuple(
                shown_body(request, channel, matter, "declare", raw) for matter, raw in move.each
            )
        case Refusal() if move.reason is not None:
            reason = decode(move.reason, BODY_BYTES_MAX)
            texts = reason.items() if isinstance(reason, dict) else (("", reason),)
            title = request.voice.words.gettext("Reason given to the other side")
            told = tuple(ShownText(str(code), str(text)) for code, text in texts)
            return (ShownItem("", title, (), told),)
    return ()
