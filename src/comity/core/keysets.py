# SPDX-License-Identifier: Apache-2.0
"""Public keys on record: keysets, root statements, credentials, and which keys are admitted.

Private keys live in ``keys/``; nothing here signs.
"""

from __future__ import annotations

from typing import Final

import msgspec

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import Code, Digest, digest_text, party_code, unb64
from comity.core.limits import INTEGER_MAX
from comity.core.signing import Signature, Verifier, check_signature, message

PROFILE: Final = "comity-1"
ED25519_BYTES: Final = 32
ML_DSA_65_BYTES: Final = 1952
X25519_BYTES: Final = 32
ML_KEM_768_BYTES: Final = 1184

_P: Final = 2**255 - 19
_ORDER_8_Y: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        _P - 1,
        _ORDER_8_Y,
        _P - _ORDER_8_Y,
    }
)
"""The y coordinates of the 8 points of small order of edwards25519 (RFC 8032 curve)."""
_SMALL_ORDER_U: Final = frozenset(
    {
        0,
        1,
        _P - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    }
)
"""The u coordinates of the points of small order of curve25519 and its twist."""
_ML_KEM_Q: Final = 3329


class Keyset(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"ml_dsa_65": "ml-dsa-65"}
):
    """The public signing keys of one profile, as base64url texts. Rule: KEY-1."""

    profile: str
    ed25519: str
    ml_dsa_65: str

    @property
    def id(self) -> Digest:
        """The full digest of the keyset's bytes. Rule: KEY-1."""
        return hashing.digest(hashing.KEYSET, encode(self))


class SealingKeys(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"ml_kem_768": "ml-kem-768"}
):
    """The public keys to which pouches are sealed. Rule: KEY-2."""

    profile: str
    x25519: str
    ml_kem_768: str

    @property
    def id(self) -> Digest:
        """The full digest of the sealing keys' bytes. Rule: KEY-2."""
        return hashing.digest(hashing.SEALING, encode(self))


class RootStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Root keys and the keyset id of the next root. Rule: KEY-4."""

    keyset: Keyset
    next: Digest

    @property
    def fingerprint(self) -> Digest:
        """What a genesis names as a party's root. Rule: KEY-4."""
        return hashing.digest(hashing.ROOT, encode(self))


class SignedRoot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A root statement signed by its own root keyset: possession is proved. Rule: KEY-4."""

    statement: RootStatement
    signature: Signature


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which keyset signs for a party. Times are UTC ms, for warnings only. Rule: KEY-6, KEY-8."""

    party: Code
    serial: int
    keyset: Keyset
    not_before: int
    not_after: int


class SignedCredentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Credentials signed by the party's root: the body of ``channel/keys``. Rule: KEY-6."""

    credentials: Credentials
    signature: Signature


def check_keyset(keyset: Keyset) -> None:
    """Nothing, if the keyset has the form of one: its profile is known, its keys fit.

    Raises:
        MalformedError: ``grammar``. Rule: KEY-1.
    """
    _check_profile(keyset.profile, "KEY-1")
    unb64(keyset.ed25519, ED25519_BYTES)
    unb64(keyset.ml_dsa_65, ML_DSA_65_BYTES)


def admit(keyset: Keyset) -> None:
    """Nothing, if the signing keys may be admitted.

    Raises:
        MalformedError: ``grammar`` as `check_keyset`.
        TrustError: ``keyset`` on a non-canonical or small-order Ed25519 key. Rule: KEY-12.
    """
    check_keyset(keyset)
    y = _without_top_bit(unb64(keyset.ed25519, ED25519_BYTES))
    if y >= _P or y in _SMALL_ORDER_Y:
        raise TrustError(
            "keyset", "KEY-12", "an Ed25519 key that is not canonical or of small order"
        )


def admit_sealing(keys: SealingKeys) -> None:
    """Nothing, if pouches may be sealed to these keys.

    Raises:
        MalformedError: ``grammar`` on another profile or keys of another length. Rule: KEY-2.
        TrustError: ``keyset`` on an X25519 key of small order, in whatever encoding, or an
            ML-KEM key with a coefficient not below 3329 (FIPS 203 §7.2). Rule: KEY-12.
    """
    _check_profile(keys.profile, "KEY-2")
    u = _without_top_bit(unb64(keys.x25519, X25519_BYTES))
    if u % _P in _SMALL_ORDER_U:
        raise TrustError("keyset", "KEY-12", "an X25519 key of small order")
    raw = unb64(keys.ml_kem_768, ML_KEM_768_BYTES)
    for place in range(0, ML_KEM_768_BYTES - 32, 3):
        packed = int.from_bytes(raw[place : place + 3], "little")
        if packed & 0xFFF >= _ML_KEM_Q or packed >> 12 >= _ML_KEM_Q:
            raise TrustError("keyset", "KEY-12", "an ML-KEM key with a coefficient out of range")


def check_root(signed: SignedRoot, verifier: Verifier) -> Digest:
    """The fingerprint of a root statement whose keys are admitted and proved.

    Raises:
        MalformedError: ``grammar`` on its form.
        TrustError: ``keyset`` if its keys can't be admitted; ``root`` if its signature does not
            verify. Rule: KEY-4, KEY-12.
    """
    digest_text(signed.statement.next)
    check_signature(signed.signature)
    admit(signed.statement.keyset)
    fingerprint = signed.statement.fingerprint
    keyset = signed.statement.keyset
    try:
        verifier.verify(keyset, message(hashing.ROOT, keyset.id, fingerprint), signed.signature)
    except TrustError:
        raise TrustError("root", "KEY-4", "the root has not signed its statement") from None
    return fingerprint


def check_credentials_form(signed: SignedCredentials) -> None:
    """Nothing, if signed credentials have the form of such, whoever signed what.

    Raises:
        MalformedError: ``grammar`` or ``negative``. Rule: KEY-6, ENT-14.
    """
    credentials = signed.credentials
    party_code(credentials.party)
    if not 1 <= credentials.serial <= INTEGER_MAX:
        raise MalformedError("grammar", "KEY-6", "a serial is at least 1")
    for ms in (credentials.not_before, credentials.not_after):
        if not 0 <= ms <= INTEGER_MAX:
            raise MalformedError("negative", "KEY-6", "a date is UTC ms, 0 or more")
    check_keyset(credentials.keyset)
    check_signature(signed.signature)


def check_credentials(
    signed: SignedCredentials, party: Code, root: Keyset, verifier: Verifier
) -> Credentials:
    """The credentials, if they are that party's, well formed and signed by its root.

    Their dates are not judged. Rule: KEY-8.

    Raises:
        MalformedError: as `check_credentials_form`.
        TrustError: ``credentials`` of another party; ``keyset`` if the keys can't be admitted;
            ``signature`` if the root has not signed. Rule: KEY-6, KEY-12.
    """
    check_credentials_form(signed)
    credentials = signed.credentials
    if credentials.party != party:
        raise TrustError("credentials", "KEY-6", "credentials of another party")
    admit(credentials.keyset)
    digest = hashing.digest(hashing.CREDENTIALS, encode(credentials))
    verifier.verify(root, message(hashing.CREDENTIALS, root.id, digest), signed.signature)
    return credentials


def _check_profile(profile: str, rule: str) -> None:
    if profile != PROFILE:
        raise MalformedError("grammar", rule, f"a profile other than {PROFILE}")


def _without_top_bit(raw: bytes) -> int:
    """32 bytes as a little-endian integer below 2^255."""
    return int.from_bytes(raw, "little") & ((1 << 255) - 1)
