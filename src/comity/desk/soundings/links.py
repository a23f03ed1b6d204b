# SPDX-License-Identifier: Apache-2.0
"""Where one sounds out, and where soundings wait: for pages that lead there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from comity.core.errors import ConfigError
from comity.core.ids import ChannelId
from comity.desk.items.index import title_of
from comity.desk.requests import DeskRequest
from comity.home.models import Draft
from comity.home.roles import Power
from comity.node.moves import Proposal
from comity.node.soundings import heard_in

__all__ = ["SoundingsLine", "sound_draft", "sound_href", "soundings_lines"]


class SoundingsLine(NamedTuple):
    """How many soundings of other sides are open in a dialogue, and where they are."""

    open: int
    dialogue: str
    href: str


def sound_href(request: DeskRequest, channel: ChannelId, about: str = "") -> str:
    """Where an item is sounded out; empty for who may not."""
    if not request.reader.may(Power.SIGN):
        return ""
    address = reverse("sound", kwargs={"channel": channel})
    return f"{address}?{urlencode({'about': about})}" if about else address


def sound_draft(request: DeskRequest, draft: Draft, move: object) -> str:
    """Where what a draft would propose is sounded out first; empty where it is no one proposal."""
    channel = ChannelId(draft.channel)
    if not isinstance(move, Proposal) or len(move.values) != 1:
        return ""
    address = sound_href(request, channel, next(iter(move.values)))
    return f"{address}&{urlencode({'draft': str(draft.pk)})}" if address else ""


def soundings_lines(
    request: DeskRequest, channels: Iterable[ChannelId]
) -> tuple[SoundingsLine, ...]:
    """The dialogues in which soundings of other sides are open; none for who sees no drafts.

    None where their place can't be read: the page of the soundings says so, and so does the node
    to its operator.
    """
    if not request.reader.sees_drafts:
        return ()
    kept = request.house.assembled.soundings
    found = []
    for channel in channels:
        try:
            heard = heard_in(request.house.node, kept, channel)
        except ConfigError:
            return ()
        count = sum(not one.ours for one in heard)
        if count:
            href = reverse("soundings", kwargs={"channel": channel})
            found.append(SoundingsLine(count, title_of(request, channel), href))
    return tuple(found)
