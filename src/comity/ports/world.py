# SPDX-License-Identifier: Apache-2.0
"""Time, chance and keys, as a node asks for them."""

from __future__ import annotations

from typing import Protocol

from comity.core.ids import Digest

__all__ = ["Chance", "Clock", "Signer"]


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
