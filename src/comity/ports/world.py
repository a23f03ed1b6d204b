# SPDX-License-Identifier: Apache-2.0
"""Time, chance, keys and roads, as a node asks for them."""

from __future__ import annotations

from typing import Protocol

from comity.core.ids import Digest
from comity.core.keysets import SealingKeys
from comity.core.signing import Signature

__all__ = ["Carrier", "Chance", "Clock", "Sealer", "Signer"]


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

    @property
    def keyset_id(self) -> Digest:
        """The id of the working keyset; known while the keys are locked too."""
        ...

    @property
    def locked(self) -> bool:
        """True while the keys are locked: then `sign` raises."""
        ...

    def sign(self, label: bytes, digest: Digest) -> Signature:
        """A signature over the digest under the label. Rule: ENC-17.

        Raises:
            UnavailableError: ``keys-locked`` while the keys are locked.
        """
        ...


class Sealer(Protocol):
    """Wraps a pouch's file key to a receiver, and unwraps those sealed to this node."""

    def wrap(self, keys: SealingKeys, info: bytes, file_key: bytes) -> bytes:
        """The 32-byte file key, wrapped by HPKE base mode; `info` binds the header.

        Raises:
            TrustError: ``keyset`` if the receiver's keys are not admissible.
        """
        ...

    def unwrap(self, keys_id: Digest, info: bytes, wrapped: bytes) -> bytes:
        """The file key that was wrapped to the sealing keys of that id.

        Raises:
            TrustError: ``sealed`` if it was sealed to other keys, or does not open.
        """
        ...

    def shared_key(self, keys_id: Digest, other: SealingKeys, info: bytes) -> bytes:
        """The 32-byte key that both sides derive from their static X25519 halves. POUCH-20.

        Args:
            keys_id: of our own sealing keys.
            other: the other side's, of a card that was checked.
            info: what the key is for, the same on both sides.

        Raises:
            TrustError: ``sealed`` if no such keys are held here; ``keyset`` on keys that give
                no secret.
            UnavailableError: ``keys-locked``.
        """
        ...


class Carrier(Protocol):
    """A road to one peer. It may lose, repeat, delay or reorder; nothing depends on it."""

    def carry(self, pouch: bytes) -> bytes | None:
        """Take a pouch to the peer.

        Returns:
            The pouch that answers it, untrusted, or None where the road brings no answer.

        Raises:
            UnavailableError: of the family ``road/…`` if the peer can't be reached now.
            TrustError: ``road/certificate`` if another than the peer answers there.
        """
        ...
