# SPDX-License-Identifier: Apache-2.0
"""What a draft would say in the record, item by item, as every party will read it."""

from __future__ import annotations

from comity.core.encoding import decode
from comity.core.ids import ChannelId
from comity.core.limits import BODY_BYTES_MAX
from comity.desk.offers import ShownItem, ShownText, shown_body
from comity.desk.requests import DeskRequest
from comity.home import drafts
from comity.home.models import Draft
from comity.node.moves import Proposal, Refusal, Statement

__all__ = ["preview_of"]


def preview_of(request: DeskRequest, channel: ChannelId, draft: Draft) -> tuple[ShownItem, ...]:
    """The items of a proposal or statement; the reason of a refusal; nothing of an acceptance."""
    move = drafts.unpack(draft.move)
    match move:
        case Proposal():
            return tuple(
                shown_body(request, channel, matter, "offer", raw)
                for matter, raw in sorted(move.values.items())
            )
        case Statement():
            return (shown_body(request, channel, move.matter, "declare", move.body),)
        case Refusal() if move.reason is not None:
            reason = decode(move.reason, BODY_BYTES_MAX)
            texts = reason.items() if isinstance(reason, dict) else (("", reason),)
            title = request.voice.words.gettext("Reason given to the other side")
            told = tuple(ShownText(str(code), str(text)) for code, text in texts)
            return (ShownItem("", title, (), told),)
    return ()
