# SPDX-License-Identifier: Apache-2.0
"""A stranger: keys of its own, an honest-looking transfer, and an entry nobody has signed."""

from __future__ import annotations

from comity.assembly.world import SystemChance
from comity.core import hashing
from comity.core.cards import Card
from comity.core.entries import Entry, SignedEntry, encode_entry
from comity.core.ids import Code, Digest
from comity.demo.scenario import Dialogue
from comity.demo.sides import Side
from comity.exchange.pouch import Route, seal_pouch
from comity.keys.cards import issue_card
from comity.keys.keysets import make_sealing_secrets, make_signing_keys
from comity.keys.roots import issue_credentials, make_root
from comity.keys.sealer import UnlockedSealer
from comity.keys.signer import UnlockedSigner
from comity.node.contents import ChannelContents, Contents

__all__ = ["forged_pouch"]

_DAY_MS = 86_400_000


def forged_pouch(victim: Side, pretended: Code, dialogue: Dialogue, now: int) -> bytes:
    """A pouch that a stranger seals to a node: it claims that a party has signed an entry.

    Args:
        victim: to whose sealing keys it is sealed; they stand on a card that many have seen.
        pretended: the party in whose name the entry is made.
        dialogue: the channel it is for.
        now: UTC milliseconds.
    """
    chance = SystemChance()
    root, working = make_root(chance), make_signing_keys(chance)
    sealing = make_sealing_secrets(chance)
    signer = UnlockedSigner(working)
    ends = now + 30 * _DAY_MS
    credentials = issue_credentials(root, pretended, 1, working.public, now, ends)
    card = issue_card(signer, root.current.public, credentials, sealing.public, [], None, 1)
    channel = victim.channels[dialogue]
    with victim.assembled.node.channels.hold(channel) as held:
        head = held.channel.head(pretended)
    assert head is not None
    entry = Entry(
        channel=channel, party=pretended, number=head.number + 1, previous=Digest(head.id),
        seen={}, time=now, key=working.public.id, post=None, approval=None, acts=(),
    )  # fmt: skip
    raw = encode_entry(entry)
    signed = SignedEntry(raw, working.sign(hashing.ENTRY, hashing.digest(hashing.ENTRY, raw)))
    target: Card = victim.assembled.node.card.card
    route = Route(root.fingerprint, victim.root, target.sealing, 1, None, now)
    contents = Contents(card, (ChannelContents(channel, (signed,)),))
    return seal_pouch(contents, route, UnlockedSealer((sealing,)), signer, chance)
