# SPDX-License-Identifier: Apache-2.0
"""What a proposal or a move says, item by item, in every language it holds: ready to be shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from comity.core.acts import is_law
from comity.core.ids import ChannelId, Matter
from comity.core.views import OfferView
from comity.desk.requests import DeskRequest
from comity.subjects import ROUTES, read_body
from comity.subjects.reading import Body, BodyState, Look, Verb, route_of
from comity.subjects.texts import Adoption, Wording
from comity.telling.bodies import tell, tell_body
from comity.telling.matters import matter_title
from comity.telling.voice import Voice, sentence
from comity.telling.whole_text import tell_whole

__all__ = ["ShownItem", "ShownOffer", "shown_body", "shown_offer"]


class ShownItem(NamedTuple):
    """One item of a proposal or statement.

    Args:
        matter: its path.
        title: what it is called.
        lines: what is said of it, frames in the reader's language, negotiated words as signed.
        texts: negotiated words of several lines as (language, text), authentic ones first.
        readable: whether this version can read all of it.
    """

    matter: str
    title: str
    lines: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    readable: bool


class ShownOffer(NamedTuple):
    """A proposal: whose, when, by which post, until when, and its items."""

    ref: str
    party: str
    time: str
    post: str | None
    until: str | None
    items: tuple[ShownItem, ...]
    state: str
    void: str | None


def shown_offer(request: DeskRequest, channel: ChannelId, offer: OfferView) -> ShownOffer:
    """A proposal as the record holds it now."""
    voice, node = request.voice, request.house.node
    items = []
    with node.channels.hold(channel) as held:
        look = Look(held.channel.sight, node.records.bodies(channel))
        for matter, digest in sorted(offer.values.items()):
            body: Body[Any] = look.offered(digest, route_of(ROUTES, matter))
            items.append(_item(request, channel, matter, body))
    return ShownOffer(
        ref=f"{offer.ref.party}/{offer.ref.number}/{offer.ref.index}",
        party=offer.ref.party,
        time=voice.instant(offer.time),
        post=offer.post,
        until=None if offer.until is None else voice.by(offer.until),
        items=tuple(items),
        state=offer.state.value,
        void=offer.void,
    )


def shown_body(
    request: DeskRequest, channel: ChannelId, matter: Matter, verb: Verb, raw: bytes
) -> ShownItem:
    """A body that is about to be signed: exactly what it says."""
    value = read_body(matter, verb, raw)
    return _item(request, channel, matter, Body(None, BodyState.READ, value))


def _item(request: DeskRequest, channel: ChannelId, matter: Matter, body: Body[Any]) -> ShownItem:
    voice: Voice = replace(request.voice, all_languages=True)
    title = sentence(matter_title(voice, matter))
    if is_law(matter) or body.state is not BodyState.READ:
        return ShownItem(matter, title, tuple(tell_body(voice, body)), (), readable=False)
    value = body.value
    if isinstance(value, Wording):
        texts = tuple(voice.ordered(value.text))
        return ShownItem(matter, title, (), texts, readable=True)
    lines = list(tell(voice, value))
    if isinstance(value, Adoption):
        lines += tell_whole(voice, request.house.node, channel, matter, value)
    return ShownItem(matter, title, tuple(lines), (), readable=True)
