# SPDX-License-Identifier: Apache-2.0
"""The values that a store takes and gives back, and the bounds of what it keeps.

They are bytes and names; what they mean was judged by whoever hands them in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from comity.core.ids import ChannelId, Code, Digest

__all__ = [
    "FINDINGS_MAX",
    "HINT_CHARS_MAX",
    "POUCHES_SEEN_MAX",
    "Absence",
    "Ahead",
    "ContentKind",
    "Finding",
    "Head",
    "Kept",
    "Link",
    "Placed",
    "Presence",
    "Snapshot",
]

POUCHES_SEEN_MAX: Final = 1_024
"""Digests of received pouches kept for each peer, newest first: enough to know a repetition."""

FINDINGS_MAX: Final = 1_000
"""Findings kept for each channel and peer: a peer at fault can't fill the disk, nor push out
what was found of another."""

HINT_CHARS_MAX: Final = 500
"""Code points kept of a finding's hint; the rest is cut."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Content held by salted digest: 32 bytes of salt, and the bytes."""

    salt: bytes
    raw: bytes


Absence = Literal["absent", "destroyed"]
"""Why content is not here: never received, or destroyed by a retention rule."""

Presence = Literal["held", "absent", "destroyed"]
"""Whether content is here, without reading it."""

ContentKind = Literal["body", "document"]


@dataclass(frozen=True, slots=True)
class Placed:
    """One stored entry.

    `previous` is the hash of the entry before, or the channel id for number 1. `raw` are the
    signed canonical bytes, `signature` the canonical JSON of a `Signature`, both opaque here.
    """

    party: Code
    number: int
    previous: Digest | ChannelId
    hash: Digest
    raw: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The greatest number of one party's log, with the hash of every entry that bears it.

    `hashes` is sorted; more than one shows a fork at the head.
    """

    number: int
    hashes: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """An entry of our own, written ahead of its signature."""

    party: Code
    number: int
    previous: Digest | ChannelId
    hash: Digest
    raw: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A number and the digest that bears it: a chain's newest pouch, or a log's mark."""

    number: int
    hash: Digest


@dataclass(frozen=True, slots=True)
class Finding:
    """What a peer did wrong, as the error that refused it said; `time` in UTC milliseconds."""

    peer: str
    code: str
    rule: str
    hint: str
    time: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A fold of a channel up to a place, with its digest: a cache, never a second truth."""

    place: int
    digest: Digest
    raw: bytes
