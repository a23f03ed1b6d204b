# SPDX-License-Identifier: Apache-2.0
"""What the people of a side do: they propose, accept, withdraw, say something, and leave."""

from __future__ import annotations

from random import Random
from typing import Final

from comity.core.acts import KEYS
from comity.core.encoding import encode
from comity.core.ids import ChannelId, Digest, Matter
from comity.core.judging import OfferRecord
from comity.core.views import ActRef
from comity.node.installation import Held
from comity.node.leave import leave_channel
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.node.sign import Signed, attach, sign_moves
from tests.simulation.nodes.sides import Side
from tests.unit.node.parties import wording

__all__ = ["MATTERS", "act", "leave", "ref_of", "renew", "renew_if_due"]

MATTERS: Final = tuple(Matter(f"text/terms/p/{number}") for number in range(1, 4))
SOON_MS: Final = 600_000


def act(side: Side, channel: ChannelId, chance: Random) -> Signed:
    """One entry of one or two moves. Raises as `sign_moves`."""
    moves = [_move(side, channel, chance) for _ in range(chance.choice((1, 1, 1, 2)))]
    return sign_moves(side.node, channel, moves, post=chance.choice((None, "Director-General")))


def leave(side: Side, channel: ChannelId) -> Signed:
    """The party leaves."""
    return leave_channel(side.node, channel, "no mandate any more")


def renew(side: Side, channel: ChannelId) -> Signed:
    """The newest credentials are declared in a channel."""
    credentials = side.identity.credentials(side.serial)
    return sign_moves(side.node, channel, [Statement(KEYS, encode(credentials))])


def renew_if_due(side: Side, channel: ChannelId) -> None:
    """The credentials that a restored backup did not hold are declared again."""
    with side.node.channels.hold(channel) as held:
        known = max(one.serial for one in held.channel.credentials(held.own))
    if known < side.serial:
        renew(side, channel)


def _move(side: Side, channel: ChannelId, chance: Random) -> Move:
    with side.node.channels.hold(channel) as held:
        offers = _open(held)
        own = held.channel.fold.logs.places[held.own]
        asked = [ref_of(held, one) for one in offers if own not in one.accepted]
        others = [ref_of(held, one) for one in offers]
        known = [one for some in held.channel.fold.offered.values() for one in some]
        any_ = [ref_of(held, one) for one in known]
    drawn = chance.random()
    if any_ and drawn < 0.04:  # from a page that is no longer true, or never was
        ref = chance.choice(any_)
        if drawn < 0.01:
            ref = ActRef(ref.party, ref.number, Digest(channel), ref.index)
        return Acceptance(ref)
    if asked and drawn < 0.56:
        return Acceptance(asked[-1] if chance.random() < 0.7 else chance.choice(asked))
    if others and drawn < 0.62:
        reason = wording("not now") if chance.random() < 0.3 else None
        return Refusal(chance.choice(others), reason)
    if drawn < 0.67:
        return Statement(Matter("statement/1"), wording(chance.randrange(1_000_000)))
    return _proposal(side, channel, chance)


def _proposal(side: Side, channel: ChannelId, chance: Random) -> Proposal:
    matters = chance.sample(MATTERS, chance.choice((1, 1, 1, 2)))
    values = {matter: wording(chance.randrange(1_000_000)) for matter in matters}
    documents: tuple[Digest, ...] = ()
    if chance.random() < 0.1:
        documents = (attach(side.node, channel, chance.randbytes(200)),)
    until, silence = None, False
    if chance.random() < 0.2:
        until = side.clock.now_ms() + chance.randrange(SOON_MS)
        silence = chance.random() < 0.2
    return Proposal(values, documents, until, silence)


def _open(held: Held) -> list[OfferRecord]:
    """Every offer that somebody might still answer, in a fixed order."""
    fold = held.channel.fold
    found = {
        (record.link.id, record.index): record
        for records in fold.offered.values()
        for record in records
        if record.void is None and not record.refusals and not fold.is_agreed(record)
    }
    return sorted(found.values(), key=lambda one: (one.link.time, one.link.id, one.index))


def ref_of(held: Held, record: OfferRecord) -> ActRef:
    """The name of an offer."""
    link = record.link
    return ActRef(held.channel.parties[link.place], link.number, Digest(link.id), record.index)
