# SPDX-License-Identifier: Apache-2.0
"""Public keys on record: keysets, root statements, credentials, and which keys are admitted.

Private keys live in ``keys/``; nothing here signs.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import Code, Digest, digest_text, party_code, unb64
from comity.core.limits import INTEGER_MAX
from comity.core.signing import Signature, Verifier, message

PROFILE: Final = "comity-1"
ED25519_BYTES: Final = 32
ML_DSA_65_BYTES: Final = 1952
X25519_BYTES: Final = 32
ML_KEM_768_BYTES: Final = 1184

_ED25519_P: Final = 2**255 - 19
_ORDER_8_Y: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        _ED25519_P - 1,
        _ORDER_8_Y,
        _ED25519_P - _ORDER_8_Y,
    }
)
"""The y coordinates of the 8 points of small order of edwards25519 (RFC 8032 curve)."""
_ML_KEM_Q: Final = 3329


class Keyset(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"ml_dsa_65": "ml-dsa-65"}
):
    """The public signing keys of one profile, as base64url texts. Rule: KEY-1."""

    profile: Literal["comity-1"]
    ed25519: str
    ml_dsa_65: str

    @property
    def id(self) -> Digest:
        """The full digest of the keyset's bytes. Rule: KEY-2."""
        return hashing.digest(hashing.KEYSET, encode(self))


class SealingKeys(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"ml_kem_768": "ml-kem-768"}
):
    """The public keys to which pouches are sealed. Rule: KEY-1."""

    profile: Literal["comity-1"]
    x25519: str
    ml_kem_768: str

    @property
    def id(self) -> Digest:
        """The full digest of the sealing keys' bytes. Rule: KEY-2."""
        return hashing.digest(hashing.SEALING, encode(self))


class RootStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Root keys and the keyset id of the next root. Rule: KEY-3."""

    keyset: Keyset
    next: Digest

    @property
    def fingerprint(self) -> Digest:
        """What a genesis names as a party's root. Rule: KEY-3."""
        return hashing.digest(hashing.ROOT, encode(self))


class SignedRoot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A root statement signed by its own root keyset: possession is proved. Rule: KEY-3."""

    statement: RootStatement
    signature: Signature


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which keyset signs for a party. Times are UTC ms, for warnings only. Rule: KEY-4."""

    party: Code
    serial: int
    keyset: Keyset
    not_before: int
    not_after: int


class SignedCredentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Credentials signed by the party's root: the body of ``channel/keys``. Rule: KEY-4."""

    credentials: Credentials
    signature: Signature


def admit(keyset: Keyset) -> None:
    """Nothing, if the signing keys may be admitted.

    Raises:
        MalformedError: ``base64`` on keys of another length.
        TrustError: ``keyset`` on a non-canonical or small-order Ed25519 key. Rule: KEY-7.
    """
    raw = unb64(keyset.ed25519, ED25519_BYTES)
    unb64(keyset.ml_dsa_65, ML_DSA_65_BYTES)
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if y >= _ED25519_P or y in _SMALL_ORDER_Y:
        raise TrustError(
            "keyset", "KEY-7", "an Ed25519 key that is not canonical or of small order"
        )


def admit_sealing(keys: SealingKeys) -> None:
    """Nothing, if pouches may be sealed to these keys.

    Raises:
        MalformedError: ``base64`` on keys of another length.
        TrustError: ``keyset`` on an X25519 key that is not canonical or of small order, or an
            ML-KEM key with a coefficient not below 3329 (FIPS 203 §7.2). Rule: KEY-8.
    """
    u = int.from_bytes(unb64(keys.x25519, X25519_BYTES), "little")
    if u >= _ED25519_P or u in _SMALL_ORDER_X25519:
        raise TrustError("keyset", "KEY-8", "an X25519 key that is not canonical or of small order")
    raw = unb64(keys.ml_kem_768, ML_KEM_768_BYTES)
    for place in range(0, ML_KEM_768_BYTES - 32, 3):
        packed = int.from_bytes(raw[place : place + 3], "little")
        if packed & 0xFFF >= _ML_KEM_Q or packed >> 12 >= _ML_KEM_Q:
            raise TrustError("keyset", "KEY-8", "an ML-KEM key with a coefficient out of range")


_SMALL_ORDER_X25519: Final = frozenset(
    {
        0,
        1,
        _ED25519_P - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    }
)
"""The canonical u coordinates of the points of small order of curve25519 and its twist."""


def check_root(signed: SignedRoot, verifier: Verifier) -> Digest:
    """The fingerprint of a root statement whose keys are admitted and proved.

    Raises:
        MalformedError, TrustError: Rule: KEY-3, KEY-7.
    """
    digest_text(signed.statement.next)
    admit(signed.statement.keyset)
    fingerprint = signed.statement.fingerprint
    keyset = signed.statement.keyset
    verifier.verify(keyset, message(hashing.ROOT, keyset.id, fingerprint), signed.signature)
    return fingerprint


def check_credentials(
    signed: SignedCredentials, party: Code, root: Keyset, verifier: Verifier
) -> Credentials:
    """The credentials, if they are that party's, well formed and signed by its root.

    Raises:
        MalformedError, TrustError: Rule: KEY-4, KEY-7.
    """
    credentials = signed.credentials
    party_code(credentials.party)
    if credentials.party != party:
        raise TrustError("credentials", "KEY-4", "credentials of another party")
    if not 1 <= credentials.serial <= INTEGER_MAX or not (
        0 <= credentials.not_before <= credentials.not_after <= INTEGER_MAX
    ):
        raise MalformedError("credentials", "KEY-4", "serial ≥ 1, and not-before ≤ not-after")
    admit(credentials.keyset)
    digest = hashing.digest(hashing.CREDENTIALS, encode(credentials))
    verifier.verify(root, message(hashing.CREDENTIALS, root.id, digest), signed.signature)
    return credentials
