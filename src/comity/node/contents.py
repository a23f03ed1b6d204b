# SPDX-License-Identifier: Apache-2.0
"""What a pouch holds, as values: entries, content, receipts and a card (POUCH-6, POUCH-7).

The exchange seals and opens these; nothing here knows how they travel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import msgspec

from comity.core.cards import SignedCard
from comity.core.entries import SignedEntry
from comity.core.ids import ChannelId, Code, Digest
from comity.ports import ContentKind, Kept

__all__ = [
    "CONTENTS_MAX",
    "ENTRIES_MAX",
    "REFUSALS_MAX",
    "TIPS_MAX",
    "ChannelContents",
    "Content",
    "Contents",
    "Owed",
    "Receipt",
    "RefusedEntry",
]

ENTRIES_MAX: Final = 4_096
"""Entries of one channel in one pouch; what is left goes with the next."""
CONTENTS_MAX: Final = 4_096
"""Bodies and documents of one channel in one pouch."""
CHANNELS_MAX: Final = 4_096
"""Channels in one pouch."""
TIPS_MAX: Final = 64
"""Tips of one log in a receipt: more than one only under a fork."""
REFUSALS_MAX: Final = 256
"""Refused, missing, wanted or destroyed items named in one receipt; the first ones."""

Tip = tuple[int, Digest]
Absent = tuple[Code, int, Digest]


class RefusedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that the sender of the receipt has refused, and the rule it broke."""

    hash: Digest
    code: str
    rule: str


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a node holds of one channel, and what it misses. Rule: POUCH-7.

    `holds` names for each party the tips of its log; `missing` entries that something received
    builds on; `wants` digests of bodies and documents that stored entries name; `destroyed`
    those destroyed by rule, never to be sent again.
    """

    holds: dict[Code, tuple[Tip, ...]] = {}
    missing: tuple[Absent, ...] = ()
    refused: tuple[RefusedEntry, ...] = ()
    wants_bodies: tuple[Digest, ...] = ()
    wants_documents: tuple[Digest, ...] = ()
    destroyed: tuple[Digest, ...] = ()


class Owed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the next receipt to a peer has to say of its last pouch. Rule: POUCH-7."""

    missing: tuple[Absent, ...] = ()
    refused: tuple[RefusedEntry, ...] = ()
    claimed: tuple[int, Digest] | None = None
    """An entry of our own log that the peer says it holds and that is not here, with the number
    of our newest pouch to the peer when it first said so (HOME-6)."""
    older: Receipt | None = None
    """The receipt of its last pouch, where the one kept is newer: a restored peer whose clock is
    behind says what it holds now (POUCH-8)."""


@dataclass(frozen=True, slots=True)
class Content:
    """A body or document beside the log, with its salt."""

    kind: ContentKind
    digest: Digest
    kept: Kept


@dataclass(frozen=True, slots=True)
class ChannelContents:
    """What travels of one channel: entries parents first, content, and a receipt or None."""

    channel: ChannelId
    entries: tuple[SignedEntry, ...] = ()
    contents: tuple[Content, ...] = ()
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """All that one pouch holds.

    `refused_pouches` names (digest, code) of the receiver's pouches that the sender refused.
    `number` and `time` are the pouch's own, 0 while it is being composed: of two receipts they
    tell which is newer.
    """

    card: SignedCard
    channels: tuple[ChannelContents, ...] = ()
    refused_pouches: tuple[tuple[Digest, str], ...] = field(default=())
    number: int = 0
    time: int = 0
