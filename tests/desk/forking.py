# SPDX-License-Identifier: Apache-2.0
"""What a side signs past the rules of its own node: two entries of one number, an act without
effect.
"""

from comity.core.acts import Accept, Act, Declare, OfferRef
from comity.core.ids import Digest, Matter
from comity.core.views import ActRef
from tests.desk.capitals import JP, KR, Capitals
from tests.unit.node.parties import forged, hand

BODY = Digest("B" * 42 + "A")


def forked_by_japan(capitals: Capitals) -> int:
    """The number of which the Korean node now holds two entries of the Japanese side."""
    capitals.exchange()
    number = _next(capitals)
    for name in ("a1", "b1"):
        _sign(capitals, Declare(Matter(f"document/{name}"), BODY), number)
    return number


def accepted_in_vain(capitals: Capitals, ref: ActRef) -> int:
    """The number of an entry in which the Japanese side accepts what it knows to be withdrawn."""
    capitals.exchange()
    number = _next(capitals)
    _sign(capitals, Accept(OfferRef(ref.party, ref.number, ref.index)), number)
    return number


def _next(capitals: Capitals) -> int:
    with capitals.kr.channels.hold(capitals.channel) as held:
        head = held.channel.head(JP)
    assert head is not None
    return head.number + 1


def _sign(capitals: Capitals, act: Act, number: int) -> None:
    channel, own = capitals.channel, capitals.seats[JP].party
    with capitals.kr.channels.hold(channel) as held:
        logs = held.channel.fold.logs
        (before,) = logs.numbered(logs.places[JP], number - 1)
        (ours,) = logs.heads(logs.places[KR])
    known = before.frontier[logs.places[KR]]
    entry = forged(
        own,
        channel,
        number,
        before.id,
        seen={} if known is ours else {KR: (ours.number, Digest(ours.id))},
        time=capitals.clock.now,
        acts=(act,),
        post="Elsewhere",
    )
    hand(capitals.kr, own, channel, entry)
