# SPDX-License-Identifier: Apache-2.0
"""Wrapping and unwrapping of file keys by HPKE: the node's own sealing secrets behind a port."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.core.errors import TrustError, UnavailableError
from comity.core.ids import Digest, unb64
from comity.core.keysets import X25519_BYTES, SealingKeys, admit_sealing
from comity.keys.keysets import (
    SEALING_OVERHEAD_BYTES,
    SealingSecrets,
    hpke_private,
    hpke_public,
    hpke_suite,
)
from comity.keys.signer import RETRY_AFTER_S

FILE_KEY_BYTES: Final = 32
SHARED_KEY_BYTES: Final = 32
WRAPPED_BYTES: Final = SEALING_OVERHEAD_BYTES + FILE_KEY_BYTES
"""Bytes of a wrapped file key: 1,168."""


def wrap_key(keys: SealingKeys, info: bytes, file_key: bytes) -> bytes:
    """A file key wrapped to somebody's keys, which takes no secret. As `UnlockedSealer.wrap`."""
    assert len(file_key) == FILE_KEY_BYTES
    return hpke_suite().encrypt(file_key, hpke_public(keys), info)


@dataclass(frozen=True, slots=True)
class UnlockedSealer:
    """A `comity.ports.Sealer` that holds this node's sealing secrets, newest first.

    Args:
        secrets: 1 or more; a pouch on its way may be sealed to an older one.
    """

    secrets: tuple[SealingSecrets, ...]
    _by_id: dict[Digest, SealingSecrets] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {one.public.id: one for one in self.secrets})

    @property
    def public(self) -> SealingKeys:
        """The keys that the next card gives to others."""
        return self.secrets[0].public

    def wrap(self, keys: SealingKeys, info: bytes, file_key: bytes) -> bytes:
        """The 32-byte file key wrapped to the keys: 1,168 bytes, others each time.

        Raises:
            MalformedError, TrustError: ``keyset`` as `admit_sealing`. Rule: KEY-12.
        """
        return wrap_key(keys, info, file_key)

    def unwrap(self, keys_id: Digest, info: bytes, wrapped: bytes) -> bytes:
        """The file key that was wrapped to our sealing keys of that id.

        Args:
            keys_id: untrusted.
            info: what the sender bound to it, byte for byte.
            wrapped: untrusted.

        Raises:
            TrustError: ``sealed`` if it was sealed to other keys, or does not open. Rule: POUCH-3.
        """
        secrets = self._by_id.get(keys_id)
        if secrets is None:
            raise TrustError("sealed", "POUCH-3", f"sealed to keys not held here: {keys_id[:8]}…")
        if len(wrapped) == WRAPPED_BYTES:
            try:
                return hpke_suite().decrypt(wrapped, hpke_private(secrets), info)
            except (InvalidTag, ValueError):
                pass  # the answer below tells no more: what failed is nobody's business
        raise TrustError("sealed", "POUCH-3", "the wrapped key does not open")

    def shared_key(self, keys_id: Digest, other: SealingKeys, info: bytes) -> bytes:
        """The 32-byte key that both sides derive from their static X25519 halves.

        Args:
            keys_id: of our own sealing keys; untrusted.
            other: the other side's; screened here again.
            info: what the key is for, the same on both sides.

        Raises:
            TrustError: ``sealed`` if no such keys are held here; ``keyset`` as `admit_sealing`,
                or on a public key that gives no secret. Rule: POUCH-20, KEY-12.
        """
        secrets = self._by_id.get(keys_id)
        if secrets is None:
            raise TrustError("sealed", "POUCH-20", f"made with keys not held here: {keys_id[:8]}…")
        admit_sealing(other)
        public = X25519PublicKey.from_public_bytes(unb64(other.x25519, X25519_BYTES))
        try:
            secret = secrets.x25519.exchange(public)
        except ValueError:
            raise TrustError("keyset", "KEY-12", "an X25519 key of small order") from None
        derived = HKDF(algorithm=SHA256(), length=SHARED_KEY_BYTES, salt=None, info=info)
        return derived.derive(secret)


@dataclass(frozen=True, slots=True)
class LockedSealer:
    """A `comity.ports.Sealer` without secrets: it seals to others and opens nothing."""

    def wrap(self, keys: SealingKeys, info: bytes, file_key: bytes) -> bytes:
        """The 32-byte file key wrapped to the keys. As `UnlockedSealer.wrap`."""
        return wrap_key(keys, info, file_key)

    def unwrap(self, keys_id: Digest, info: bytes, wrapped: bytes) -> NoReturn:
        """Never a file key: the pouch waits, sealed as it came.

        Raises:
            UnavailableError: ``keys-locked``, always. Rule: HOME-7.
        """
        raise UnavailableError(
            "keys-locked",
            "HOME-7",
            f"{len(wrapped)} + {len(info)} bytes for {keys_id[:8]}… wait until keys are unlocked",
            RETRY_AFTER_S,
        )

    def shared_key(self, keys_id: Digest, other: SealingKeys, info: bytes) -> NoReturn:
        """Never a key: whatever needs one waits.

        Raises:
            UnavailableError: ``keys-locked``, always. Rule: HOME-7.
        """
        del info
        raise UnavailableError(
            "keys-locked",
            "HOME-7",
            f"a key of {keys_id[:8]}… and {other.id[:8]}… waits until keys are unlocked",
            RETRY_AFTER_S,
        )
