# SPDX-License-Identifier: Apache-2.0
"""The bytes that are signed, and how a signature is judged. The verifier is a value passed in.

A signature has two fixed slots and both must hold; which algorithms apply follows from the
keyset on record, never from the envelope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

from comity.core.errors import TrustError
from comity.core.ids import Digest, digest_bytes, unb64

if TYPE_CHECKING:
    from comity.core.keysets import Keyset

ED25519_SIGNATURE_BYTES: Final = 64
ML_DSA_65_SIGNATURE_BYTES: Final = 3309


class Signature(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"ml_dsa_65": "ml-dsa-65"}
):
    """Both halves of one signature, as base64url texts. Rule: ENC-17."""

    ed25519: str
    ml_dsa_65: str


class Verifier(Protocol):
    """Judges signatures. A simulation may pass a stand-in with keyed hashes."""

    def verify(self, keyset: Keyset, message: bytes, signature: Signature) -> None:
        """Nothing, if both halves verify under the keyset.

        Args:
            keyset: admitted before (`comity.core.keysets.admit`), it is not screened here.
            message: as `message` makes it.
            signature: untrusted.

        Raises:
            TrustError: ``signature`` if a half does not verify.
            MalformedError: ``grammar`` if a half is absent or of another length. Rule: KEY-11.
        """
        ...


def message(label: bytes, keyset_id: Digest, digest: Digest) -> bytes:
    """label ‖ keyset id (32 bytes) ‖ digest (32 bytes): what both algorithms sign. Rule: ENC-17.

    Args:
        label: the label under which the thing itself is hashed.
        keyset_id: the id of the keyset that signs.
        digest: the digest of the thing that is signed.
    """
    return label + digest_bytes(keyset_id) + digest_bytes(digest)


def check_signature(signature: Signature) -> None:
    """Nothing, if both halves are there and of their length.

    Raises:
        MalformedError: ``grammar``. Rule: ENC-17.
    """
    unb64(signature.ed25519, ED25519_SIGNATURE_BYTES)
    unb64(signature.ml_dsa_65, ML_DSA_65_SIGNATURE_BYTES)


class HybridVerifier:
    """Ed25519 and ML-DSA-65; both must verify, the cheaper is asked first. Rule: KEY-11."""

    def verify(self, keyset: Keyset, message: bytes, signature: Signature) -> None:
        """Nothing, if both halves verify. Raises as `Verifier.verify`. Rule: KEY-11."""
        ed25519 = unb64(signature.ed25519, ED25519_SIGNATURE_BYTES)
        ml_dsa_65 = unb64(signature.ml_dsa_65, ML_DSA_65_SIGNATURE_BYTES)
        try:
            Ed25519PublicKey.from_public_bytes(unb64(keyset.ed25519, 32)).verify(ed25519, message)
            key = MLDSA65PublicKey.from_public_bytes(unb64(keyset.ml_dsa_65, 1952))
            key.verify(ml_dsa_65, message)
        except (InvalidSignature, ValueError):
            raise TrustError("signature", "KEY-11", "a signature half does not verify") from None
