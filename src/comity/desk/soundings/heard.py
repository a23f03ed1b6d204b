# SPDX-License-Identifier: Apache-2.0
"""Soundings as the desk finds them: for whoever drafts, approves or signs, and for nobody else."""

from __future__ import annotations

from typing import Any

from comity.core.ids import ChannelId
from comity.desk.requests import DeskRequest
from comity.home.reading import not_found
from comity.node.soundings import Heard, heard_in

__all__ = ["heard_here", "heard_named", "sounded_value"]


def heard_here(request: DeskRequest, channel: ChannelId) -> tuple[Heard, ...]:
    """The soundings of a dialogue that have not expired.

    Raises:
        RuleError: ``not-found`` for who may not know of the dialogue, or sees no drafts.
    """
    request.reader.check(channel)
    if not request.reader.sees_drafts:
        raise not_found()
    return heard_in(request.house.node, request.house.assembled.soundings, channel)


def heard_named(request: DeskRequest, channel: ChannelId, nonce: str) -> Heard:
    """One of them. Raises RuleError ``not-found``."""
    found = next((one for one in heard_here(request, channel) if one.nonce == nonce), None)
    if found is None:
        raise not_found()
    return found


def sounded_value(request: DeskRequest, channel: ChannelId, matter: str) -> Any:
    """The value that a sounding names for an item, which a form for it begins with; else None."""
    nonce = request.GET.get("sounding", "")
    if not nonce or not request.reader.sees_drafts:
        return None
    found = (one for one in heard_here(request, channel) if one.nonce == nonce)
    one = next(found, None)
    return None if one is None or one.said.about != matter else one.value
