# SPDX-License-Identifier: Apache-2.0
"""Which other nodes hold an entry of ours, by their receipts."""

from comity.node.delivered import holders_of
from comity.node.installation import Node
from tests.unit.node.parties import JP, KR, Circle, circle, offer


def _holders(node: Node, pair: Circle, number: int) -> tuple[str, ...]:
    with node.channels.hold(pair.channel) as held:
        return holders_of(node, held, number)


def test_a_receipt_says_who_holds_an_entry() -> None:
    """POUCH-7: what a node holds of a channel."""
    pair = circle()
    pair.meet()
    signed = offer(pair[KR], pair.channel, "a wording")
    assert _holders(pair[KR], pair, signed.number) == ()
    assert _holders(pair[KR], pair, signed.number - 1) == (JP,)
    pair.meet()
    assert _holders(pair[KR], pair, signed.number) == (JP,)
    assert _holders(pair[JP], pair, 1) == (KR,)
