# SPDX-License-Identifier: Apache-2.0
"""Entries and names made up from numbers: a store judges nothing, so nothing is signed here."""

import hashlib
from collections.abc import Iterator

from comity.core.hashing import ENTRY, digest
from comity.core.ids import ChannelId, Code, Digest, b64
from comity.ports import Ahead, Finding, Placed

JP, KR = Code("jp-mofa"), Code("kr-mofa")


def named(*parts: object) -> Digest:
    """A digest that stands for these words."""
    return Digest(b64(hashlib.sha256(repr(parts).encode()).digest()))


def channel(number: int = 1) -> ChannelId:
    return ChannelId(named("channel", number))


CHANNEL = channel()


def placed(
    party: Code, number: int, previous: str, branch: str = "", size: int = 60, at: str = CHANNEL
) -> Placed:
    raw = f"{at} {party} {number} {previous} {branch}".encode().ljust(size, b".")
    signature = f"signature of {party} {number} {branch}".encode().ljust(size, b"~")
    return Placed(party, number, Digest(previous), digest(ENTRY, raw), raw, signature)


def chain(
    party: Code, count: int, size: int = 60, at: str = CHANNEL, branch: str = ""
) -> Iterator[Placed]:
    """Numbers 1 … count of one log, each on the one before."""
    previous: str = at
    for number in range(1, count + 1):
        entry = placed(party, number, previous, branch, size, at)
        yield entry
        previous = entry.hash


def ahead(entry: Placed) -> Ahead:
    return Ahead(entry.party, entry.number, entry.previous, entry.hash, entry.raw)


def finding(number: int, peer: str = "peer") -> Finding:
    return Finding(peer, "seen-back", "LOG-6", f"finding {number}", 1_680_000_000_000 + number)
