# SPDX-License-Identifier: Apache-2.0
"""Leave a channel: one entry that says so and refuses what the party still has open (HOME-8)."""

from __future__ import annotations

from typing import Final

from comity.core.acts import LEAVE
from comity.core.encoding import encode
from comity.core.ids import ChannelId, Digest
from comity.core.limits import ACTS_MAX
from comity.node.installation import Held, Node
from comity.node.moves import Move, Refusal, Statement
from comity.node.permit import has_left, open_offers
from comity.node.sign import Signed, sign_decided

__all__ = ["leave_channel"]

_REFUSED_BESIDE_MAX: Final = ACTS_MAX - 1
"""Refusals that fit into one entry beside the declaration."""


def leave_channel(
    node: Node,
    channel: ChannelId,
    reason: str,
    post: str | None = None,
    approval: Digest | None = None,
) -> Signed:
    """The entry with which our party has left: afterwards NODE-11 holds. Rule: HOME-8.

    It declares `channel/leave` and refuses every open offer that our party has made or accepted.
    Of more than fit beside the declaration the rest is refused in entries before it.

    Args:
        node: whose party leaves.
        channel: an open channel.
        reason: 0 to 2,000 code points, for the others.
        post: the office that signs, as the party names it.
        approval: the salted digest of the party's own record of who approved.

    Raises: as `sign_moves`; ``left`` if it has left before, ``frozen`` under a fork.
    """
    statement = Statement(LEAVE, encode({"reason": reason}))

    def last(held: Held) -> tuple[Move, ...]:
        refusals = tuple(Refusal(offer) for offer in open_offers(held))
        if len(refusals) > _REFUSED_BESIDE_MAX:
            return refusals[:ACTS_MAX]
        return (*refusals, statement)

    while True:
        signed = sign_decided(node, channel, last, post=post, approval=approval)
        assert signed is not None, "there is always something to sign"
        with node.channels.hold(channel) as held:
            if has_left(held):
                return signed
