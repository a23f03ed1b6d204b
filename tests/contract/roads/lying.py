# SPDX-License-Identifier: Apache-2.0
"""A party that signs and seals what its own node never would: KR, whose peers are honest."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from comity.core import hashing
from comity.core.acts import Declare
from comity.core.entries import SignedEntry
from comity.core.ids import ChannelId, Digest
from comity.node.contents import ChannelContents, Content, Receipt
from comity.node.send import compose
from comity.ports import Kept
from tests.contract.roads.correspondents import Table, fall_silent, table
from tests.contract.roads.test_any_mix import TRIANGLE
from tests.unit.node.parties import JP, KR, TERMS, US, forged, heads, offer, party


@dataclass(frozen=True)
class Liar:
    """KR at a moment at which JP and US hold all that KR has signed.

    JP holds US 2, which saw JP 2; KR's newest entry has seen JP 2 and US 1 alone.
    """

    made: Table
    channel: ChannelId
    other: ChannelId
    number: int
    head: Digest
    jp: tuple[tuple[int, Digest], ...]
    us: tuple[tuple[int, Digest], ...]

    def entry(self, after: SignedEntry | None = None, **fields: Any) -> SignedEntry:
        """KR's next entry, or the one after another, good but for the fields that are given."""
        number, head = self.number, self.head
        if after is not None:
            number, head = self._number(after), after.hash
        given: dict[str, Any] = {"number": number + 1, "previous": head, **fields}
        return forged(party(KR), given.pop("channel", self.channel), **given)

    def _number(self, signed: SignedEntry) -> int:
        return int(msgspec.json.decode(signed.raw)["number"])

    def pouch(self, *entries: SignedEntry, contents: tuple[Content, ...] = ()) -> bytes:
        """A pouch from KR to JP with just these, sealed as it must be."""
        good = compose(self.made[KR].node, self.made[JP].root)
        parts = tuple(
            ChannelContents(self.channel, entries, contents, part.receipt)
            for part in good.channels
            if part.channel == self.channel
        )
        return self.made[KR].seal(self.made[JP], replace(good, channels=parts))

    def told(self) -> Receipt:
        """What JP's next receipt tells KR of the channel."""
        opened = self.made[KR].open(self.made[JP].write(self.made[KR]).raw)
        (receipt,) = (p.receipt for p in opened.contents.channels if p.channel == self.channel)
        assert receipt is not None
        return receipt


def liar(folder: Any = None) -> Liar:
    """Three parties in one channel, and JP and KR in another."""
    made = table((JP, KR, US), (JP, KR, US), (JP, KR), folder=folder)
    channel, other = made.circles
    fall_silent(made, TRIANGLE)
    offer(made[JP].node, channel, "by jp")
    fall_silent(made, TRIANGLE)
    offer(made[KR].node, channel, "by kr")  # has seen JP 2 and US 1
    fall_silent(made, ((KR, JP), (JP, KR)))
    offer(made[JP].node, channel, "by jp again")  # JP 3 has seen KR 2
    fall_silent(made, TRIANGLE)
    offer(made[US].node, channel, "by us")  # US 2 has seen JP 3 and KR 2
    fall_silent(made, TRIANGLE)
    jp, us = (
        tuple((one.number, one.hash) for one in made[JP].node.records.range(channel, code, 1, 9))
        for code in (JP, US)
    )
    ((number, head),) = heads(made[JP].node, channel)[KR]
    return Liar(made, channel, other, number, head, jp, us)


def turned(signed: SignedEntry, half: str) -> SignedEntry:
    """The entry with one half of its signature altered."""
    old: str = getattr(signed.signature, half)
    other = ("B" if old[0] != "B" else "C") + old[1:]
    signature = msgspec.structs.replace(signed.signature, **{half: other})
    return msgspec.structs.replace(signed, signature=signature)


def with_body(made: Liar, raw: bytes, **fields: Any) -> tuple[SignedEntry, Content]:
    """An entry that names a body, and the body."""
    salt = bytes(range(32))
    digest = hashing.salted(hashing.BODY, salt, raw)
    entry = made.entry(acts=(Declare(TERMS, digest),), **fields)
    return entry, Content("body", digest, Kept(salt, raw))
