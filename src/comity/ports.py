# SPDX-License-Identifier: Apache-2.0
"""All that a node asks of the world, as Protocols. No implementation, no I/O here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comity.core.entries import SignedEntry
    from comity.core.ids import ChannelId, Code, Digest

__all__ = ["Bodies", "Clock", "Chance", "Kept", "Records", "Receipt", "Absence", "Signer"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Content held by salted digest: 32 bytes of salt, and the bytes."""

    salt: bytes
    raw: bytes


Absence = Literal["absent", "destroyed"]
"""Why content is not here: never received, or destroyed by a retention rule."""

ContentKind = Literal["body", "document"]


class Bodies(Protocol):
    """Read access to bodies and documents, all that a subject's view needs."""

    def content(self, kind: ContentKind, digest: Digest) -> Kept | Absence:
        """The content under a digest, or why it is not here."""
        ...


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
