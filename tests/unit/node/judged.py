# SPDX-License-Identifier: Apache-2.0
"""A channel in which JP judges what KR signs next, and KR's next entry as it might be."""

from typing import Any

from comity.core.entries import SignedEntry
from tests.unit.node.parties import JP, KR, Circle, circle, forged, heads, offer, party

__all__ = ["Next", "talking"]


def talking() -> Circle:
    """JP has two entries, KR three of which JP holds all."""
    pair = circle()
    pair.meet()
    offer(pair[KR], pair.channel, 1)
    offer(pair[JP], pair.channel, 2)
    pair.meet()
    offer(pair[KR], pair.channel, 3)
    pair.meet()
    return pair


class Next:
    """KR's next entry as KR might sign it, for JP to judge."""

    def __init__(self, pair: Circle) -> None:
        self.channel = pair.channel
        mine, theirs = heads(pair[JP], pair.channel)[JP], heads(pair[JP], pair.channel)[KR]
        ((self.jp_number, self.jp_head),) = mine
        ((self.number, self.head),) = theirs
        self.first = pair[JP].records.range(pair.channel, JP, 1, 1)[0].hash

    def entry(self, **fields: object) -> SignedEntry:
        """Good, but for the fields that are given."""
        given: dict[str, Any] = {"number": self.number + 1, "previous": self.head, **fields}
        channel = given.pop("channel", self.channel)
        return forged(party(KR), channel, **given)

    def good(self) -> SignedEntry:
        """An entry that is to be stored."""
        return self.entry(post="good")
