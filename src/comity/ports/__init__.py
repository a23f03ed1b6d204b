# SPDX-License-Identifier: Apache-2.0
"""All that a node asks of the world, as Protocols. No implementation, no I/O here."""

from __future__ import annotations

from typing import Protocol

from comity.core.ids import Digest
from comity.ports.kept import (
    FINDINGS_MAX,
    HINT_CHARS_MAX,
    POUCHES_SEEN_MAX,
    Absence,
    Ahead,
    ContentKind,
    Finding,
    Head,
    Kept,
    Link,
    Placed,
    Presence,
    Snapshot,
)
from comity.ports.records import Bodies, Marks, Records

__all__ = [
    "FINDINGS_MAX",
    "HINT_CHARS_MAX",
    "POUCHES_SEEN_MAX",
    "Absence",
    "Ahead",
    "Bodies",
    "Chance",
    "Clock",
    "ContentKind",
    "Finding",
    "Head",
    "Kept",
    "Link",
    "Marks",
    "Placed",
    "Presence",
    "Records",
    "Signer",
    "Snapshot",
]


class Clock(Protocol):
    """The time of this node; it decides nothing in the record."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        ...


class Chance(Protocol):
    """Cryptographic randomness, one door so that a simulation replays from a seed."""

    def take(self, size: int) -> bytes:
        """That many random bytes."""
        ...


class Signer(Protocol):
    """Signs with the node's working keyset, or says that it is locked."""

    def sign(self, label: bytes, digest: Digest) -> object:
        """A `Signature` over the digest under the label.

        Raises:
            UnavailableError: ``keys-locked`` while the keys are locked.
        """
        ...
