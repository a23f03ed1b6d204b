# SPDX-License-Identifier: Apache-2.0
"""The node's signer, with its keys at hand or locked.

It signs what it is told to: whether it should is judged before, where the entry is finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NoReturn

from comity.core.errors import UnavailableError
from comity.core.ids import Digest
from comity.core.keysets import Keyset
from comity.core.signing import Signature
from comity.keys.keysets import SigningKeys

RETRY_AFTER_S: Final = 60
"""Seconds: unlocking waits for a person."""


@dataclass(frozen=True, slots=True)
class UnlockedSigner:
    """A `comity.ports.Signer` that holds the working keys. Rule: ENC-17."""

    keys: SigningKeys

    @property
    def keyset(self) -> Keyset:
        """The public keyset it signs for."""
        return self.keys.public

    @property
    def keyset_id(self) -> Digest:
        """The id of the keyset it signs for."""
        return self.keys.keyset_id

    @property
    def locked(self) -> bool:
        """False: the keys are at hand."""
        return False

    def sign(self, label: bytes, digest: Digest) -> Signature:
        """A signature over the digest under the label. Rule: ENC-17."""
        return self.keys.sign(label, digest)


@dataclass(frozen=True, slots=True)
class LockedSigner:
    """A `comity.ports.Signer` without keys: the node receives and stores, and signs nothing.

    Args:
        keyset_id: of the working keyset, known from the credentials.
    """

    keyset_id: Digest

    @property
    def locked(self) -> bool:
        """True: the keys wait for a person. Rule: HOME-7."""
        return True

    def sign(self, label: bytes, digest: Digest) -> NoReturn:
        """Never a signature.

        Raises:
            UnavailableError: ``keys-locked``, always. Rule: HOME-7.
        """
        raise UnavailableError(
            "keys-locked",
            "HOME-7",
            f"nothing is signed ({label.decode('ascii', 'replace')} {digest[:8]}…) until the"
            " node's working keys are unlocked",
            RETRY_AFTER_S,
        )
