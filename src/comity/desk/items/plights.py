# SPDX-License-Identifier: Apache-2.0
"""What needs explaining on the page of an item: crossed proposals, what is not confirmed yet."""

from __future__ import annotations

from typing import Any

from comity.core.ids import ChannelId, Code
from comity.core.judging import OfferRecord
from comity.core.views import OfferView
from comity.desk.dialogues.troubles import Trouble
from comity.desk.requests import DeskRequest
from comity.node.installation import Held
from comity.subjects.standing import Proposal, ProposalState, Standing
from comity.telling.bodies import gist
from comity.telling.plights import Plight, plight

__all__ = ["crossed", "pending", "unconfirmed_by"]


def crossed(
    request: DeskRequest, channel: ChannelId, standing: Standing[Any, Any], title: str
) -> tuple[Trouble, ...]:
    """That two proposals crossed and only one of them can still be agreed; nothing if none did."""
    voice = request.voice
    overtaken = [one for one in standing.closed if one.state is ProposalState.OVERTAKEN]
    with request.house.node.channels.hold(channel) as held:
        found = next(
            (
                (higher, lower)
                for higher in reversed(standing.open)
                for lower in reversed(overtaken)
                if _cross(held, higher, lower)
            ),
            None,
        )
    if found is None:
        return ()
    higher, lower = found
    told = plight(
        voice,
        Plight.CROSSED,
        item=title,
        higher=voice.side(higher.author),
        lower=voice.side(lower.author),
        what=gist(voice, higher.body),
    )
    return (Trouble.of(told),)


def pending(
    request: DeskRequest, channel: ChannelId, standing: Standing[Any, Any], title: str
) -> tuple[Trouble, ...]:
    """Whose signature is missing before what is agreed is confirmed; nothing where it is."""
    agreed, voice = standing.agreed, request.voice
    if agreed is None or agreed.confirmed:
        return ()
    with request.house.node.channels.hold(channel) as held:
        missing = unconfirmed_by(held, agreed.offer)
    if not missing:
        return ()
    told = plight(voice, Plight.AGREED_NOT_CONFIRMED, item=title, sides=voice.sides(missing))
    return (Trouble.of(told),)


def unconfirmed_by(held: Held, offer: OfferView) -> list[Code]:
    """The sides that have not signed yet that they hold every acceptance of a proposal."""
    record = _record(held, offer)
    logs, ledger = held.channel.fold.logs, held.channel.fold.ledger
    return [
        code
        for place, code in enumerate(held.channel.parties)
        if not any(ledger.accepted_in(record, head) for head in logs.heads(place))
    ]


def _cross(held: Held, one: Proposal[Any], other: Proposal[Any]) -> bool:
    """Whether each was made before the other had arrived."""
    if one.author == other.author:
        return False
    logs = held.channel.fold.logs
    left, right = logs.link(one.offer.ref.hash), logs.link(other.offer.ref.hash)
    assert left is not None
    assert right is not None
    return not logs.in_past(left, right) and not logs.in_past(right, left)


def _record(held: Held, offer: OfferView) -> OfferRecord:
    link = held.channel.fold.logs.link(offer.ref.hash)
    assert link is not None
    record = held.channel.fold.ledger.record(link, offer.ref.index)
    assert record is not None
    return record
