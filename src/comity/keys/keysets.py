# SPDX-License-Identifier: Apache-2.0
"""Private keysets: the secrets whose public halves stand on record in ``core/keysets``.

A secret is a seed of fixed length; the keys are derived from it when the value is made. No
``repr`` shows a seed. Python can't wipe memory: whoever reads a process's memory has its keys,
so they are held by the signer's process alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from comity.core.ids import Digest, b64, unb64
from comity.core.keysets import (
    ML_KEM_768_BYTES,
    PROFILE,
    X25519_BYTES,
    Keyset,
    SealingKeys,
    admit_sealing,
)
from comity.core.signing import Signature, message
from comity.ports import Chance

SEED_BYTES: Final = 32
"""Seed of Ed25519 (RFC 8032), of ML-DSA-65 (FIPS 204, xi) and of X25519 (RFC 7748)."""
ML_KEM_768_SEED_BYTES: Final = 64
"""Seed of ML-KEM-768: d ‖ z (FIPS 203)."""
SEALING_OVERHEAD_BYTES: Final = 1_120 + 16
"""What HPKE adds to a text: the encapsulated key and the tag of ChaCha20-Poly1305."""


@dataclass(frozen=True, slots=True, repr=False)
class SigningKeys:
    """The private half of a `Keyset`. Rule: KEY-1.

    Args:
        ed25519_seed: 32 secret bytes.
        ml_dsa_65_seed: 32 secret bytes, drawn apart from the other seed.

    Raises:
        ValueError: on seeds of another length.
    """

    ed25519_seed: bytes
    ml_dsa_65_seed: bytes
    public: Keyset = field(init=False, compare=False)
    """The keyset that these keys sign for."""
    keyset_id: Digest = field(init=False, compare=False)
    """The id of that keyset, which stands in every message signed. Rule: KEY-1."""
    _ed25519: Ed25519PrivateKey = field(init=False, compare=False)
    _ml_dsa_65: MLDSA65PrivateKey = field(init=False, compare=False)

    def __post_init__(self) -> None:
        ed25519 = Ed25519PrivateKey.from_private_bytes(self.ed25519_seed)
        ml_dsa_65 = MLDSA65PrivateKey.from_seed_bytes(self.ml_dsa_65_seed)
        public = Keyset(
            profile=PROFILE,
            ed25519=b64(ed25519.public_key().public_bytes_raw()),
            ml_dsa_65=b64(ml_dsa_65.public_key().public_bytes_raw()),
        )
        object.__setattr__(self, "_ed25519", ed25519)
        object.__setattr__(self, "_ml_dsa_65", ml_dsa_65)
        object.__setattr__(self, "public", public)
        object.__setattr__(self, "keyset_id", public.id)

    def __repr__(self) -> str:
        return f"SigningKeys({self.keyset_id})"

    def sign(self, label: bytes, digest: Digest) -> Signature:
        """Both halves of a signature over the digest, under this keyset's id.

        ML-DSA signing is hedged: two signatures of one digest differ and both verify, so no
        signature may ever be hashed into an id.

        Args:
            label: the label under which the thing itself is hashed, of `comity.core.hashing`.
            digest: the digest of the thing signed.

        Rule: ENC-17.
        """
        text = message(label, self.keyset_id, digest)
        return Signature(
            ed25519=b64(self._ed25519.sign(text)), ml_dsa_65=b64(self._ml_dsa_65.sign(text))
        )


@dataclass(frozen=True, slots=True, repr=False)
class SealingSecrets:
    """The private half of `SealingKeys`: opens what others sealed to them. Rule: KEY-2.

    Args:
        x25519_seed: 32 secret bytes.
        ml_kem_768_seed: 64 secret bytes, d ‖ z.

    Raises:
        ValueError: on seeds of another length.
    """

    x25519_seed: bytes
    ml_kem_768_seed: bytes
    public: SealingKeys = field(init=False, compare=False)
    """The keys to which others seal."""
    _x25519: X25519PrivateKey = field(init=False, compare=False)
    _ml_kem_768: MLKEM768PrivateKey = field(init=False, compare=False)

    def __post_init__(self) -> None:
        x25519 = X25519PrivateKey.from_private_bytes(self.x25519_seed)
        ml_kem_768 = MLKEM768PrivateKey.from_seed_bytes(self.ml_kem_768_seed)
        public = SealingKeys(
            profile=PROFILE,
            x25519=b64(x25519.public_key().public_bytes_raw()),
            ml_kem_768=b64(ml_kem_768.public_key().public_bytes_raw()),
        )
        object.__setattr__(self, "_x25519", x25519)
        object.__setattr__(self, "_ml_kem_768", ml_kem_768)
        object.__setattr__(self, "public", public)

    def __repr__(self) -> str:
        return f"SealingSecrets({self.public.id})"

    @property
    def x25519(self) -> X25519PrivateKey:
        """The X25519 half alone, from which the key of soundings is derived."""
        return self._x25519

    @property
    def hpke(self) -> MLKEM768X25519PrivateKey:
        """The hybrid private key that `hpke_suite` opens with."""
        return MLKEM768X25519PrivateKey(self._ml_kem_768, self._x25519)


def make_signing_keys(chance: Chance) -> SigningKeys:
    """New signing keys, from two draws of 32 bytes."""
    return SigningKeys(_draw(chance, SEED_BYTES), _draw(chance, SEED_BYTES))


def make_sealing_secrets(chance: Chance) -> SealingSecrets:
    """New sealing secrets, from a draw of 32 bytes and one of 64."""
    return SealingSecrets(_draw(chance, SEED_BYTES), _draw(chance, ML_KEM_768_SEED_BYTES))


def hpke_suite() -> Suite:
    """The one HPKE suite: ML-KEM-768 + X25519, HKDF-SHA256, ChaCha20-Poly1305, base mode.

    It has no associated data and no sender: bind what surrounds the text through ``info``, and
    sign inside.
    """
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def hpke_private(secrets: SealingSecrets) -> MLKEM768X25519PrivateKey:
    """The hybrid private key of the secrets, for `hpke_suite`."""
    return secrets.hpke


@lru_cache(maxsize=256)
def hpke_public(keys: SealingKeys) -> MLKEM768X25519PublicKey:
    """The hybrid public key to seal to, for `hpke_suite`; asked for at every pouch.

    Args:
        keys: untrusted; screened here again.

    Raises:
        MalformedError, TrustError: as `admit_sealing`. Rule: KEY-12.
    """
    admit_sealing(keys)
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(unb64(keys.ml_kem_768, ML_KEM_768_BYTES)),
        X25519PublicKey.from_public_bytes(unb64(keys.x25519, X25519_BYTES)),
    )


def _draw(chance: Chance, size: int) -> bytes:
    raw = chance.take(size)
    assert len(raw) == size, "chance gave another number of bytes than asked for"
    return raw
