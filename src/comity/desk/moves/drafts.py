# SPDX-License-Identifier: Apache-2.0
"""A draft that is to be changed: what its form starts from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comity.core.ids import ChannelId, Matter
from comity.desk.requests import DeskRequest
from comity.home import door, drafts
from comity.home.models import Draft
from comity.node.sign import Proposal, Statement
from comity.subjects import read_body

__all__ = ["draft_begun", "proposed_in", "stated_in"]


def draft_begun(request: DeskRequest, text: str, channel: ChannelId) -> Draft | None:
    """The draft that a form changes, if it is one of this dialogue; None where none is named.

    Raises:
        RuleError: ``not-found`` if it is none that this reader may open.
    """
    if not text:
        return None
    try:
        name = UUID(text)
    except ValueError:
        return None
    draft = door.open_draft(request.reader, name)
    return draft if draft.channel == channel else None


def proposed_in(draft: Draft, item: Matter) -> tuple[Any, int | None]:
    """The value that a draft proposes for an item, and until when; (None, None) if it does not."""
    move = drafts.unpack(draft.move)
    if not isinstance(move, Proposal) or item not in move.values:
        return None, None
    return read_body(item, "offer", move.values[item]), move.until


def stated_in(draft: Draft, item: Matter) -> Any:
    """The value that a draft states on an item, or None if it does not."""
    move = drafts.unpack(draft.move)
    if not isinstance(move, Statement) or move.matter != item:
        return None
    return read_body(item, "declare", move.body)
