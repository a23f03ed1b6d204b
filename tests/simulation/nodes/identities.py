# SPDX-License-Identifier: Apache-2.0
"""Who a party of a simulation is: its root, its working keys and its cards.

`stand_in` signs and seals by keyed hashes, which costs microseconds; `real` uses the cryptography
of the product. Both come from the party's code alone, so that a seed replays its trace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import msgspec

from comity.core import hashing
from comity.core.cards import Card, SignedCard
from comity.core.errors import TrustError
from comity.core.ids import Code, Digest
from comity.core.keysets import Keyset, SealingKeys, SignedCredentials, SignedRoot, admit_sealing
from comity.core.signing import HybridVerifier, Signature, Verifier, check_signature, message
from comity.keys.keysets import SigningKeys, make_sealing_secrets, make_signing_keys
from comity.keys.roots import issue_credentials
from comity.keys.sealer import WRAPPED_BYTES, UnlockedSealer
from comity.ports import Sealer
from tests.simulation import standins
from tests.unit.node.parties import NOT_AFTER, VERIFIER, SeededChance, party

Json = object
Verifies = Callable[[Json, bytes, Json], bool]

_MASKED = 32


@dataclass(frozen=True)
class Identity:
    """One party, with every working keyset that it will ever have, by serial from 1.

    Attributes:
        code: of the party.
        root: its signed root statement.
        sealing: its public sealing keys.
        sealer: opens what is sealed to them.
        keyset: the working keyset of a serial.
        credentials: those of a serial, signed by the root.
        sign: a signature of a serial's keyset over a digest under a label.
    """

    code: Code
    root: SignedRoot
    sealing: SealingKeys
    sealer: Sealer
    keyset: Callable[[int], Keyset]
    credentials: Callable[[int], SignedCredentials]
    sign: Callable[[int, bytes, Digest], Signature]

    @property
    def fingerprint(self) -> Digest:
        """Of its root."""
        return self.root.statement.fingerprint

    def card(self, serial: int) -> SignedCard:
        """The card under the credentials of a serial."""
        return _card(self, serial)


@cache
def _card(identity: Identity, serial: int) -> SignedCard:
    card = Card(identity.credentials(serial), identity.sealing, (), None, serial)
    return SignedCard(card, identity.sign(serial, hashing.CARD, card.digest))


@dataclass(frozen=True)
class Cryptography:
    """Identities of one kind, and how their signatures are judged.

    Args:
        identity: of a party, by its code.
        verifier: as nodes use it.
        verifies: as the reader uses it, on plain JSON.
    """

    identity: Callable[[Code], Identity]
    verifier: Verifier
    verifies: Verifies


class HashSealer:
    """Wraps a file key by a keyed hash. Whoever holds the id can open it: enough to tell whose
    pouch it is.
    """

    def __init__(self, own: SealingKeys) -> None:
        self._own = own.id

    def wrap(self, keys: SealingKeys, info: bytes, file_key: bytes) -> bytes:
        """As `comity.ports.Sealer.wrap`."""
        admit_sealing(keys)
        sealed = _masked(keys.id, info, file_key)
        return sealed + _rest(keys.id, info, sealed)

    def unwrap(self, keys_id: Digest, info: bytes, wrapped: bytes) -> bytes:
        """As `comity.ports.Sealer.unwrap`."""
        sealed, rest = wrapped[:_MASKED], wrapped[_MASKED:]
        if keys_id != self._own or rest != _rest(keys_id, info, sealed):
            raise TrustError("sealed", "POUCH-3", "the wrapped key does not open")
        return _masked(keys_id, info, sealed)

    def shared_key(self, keys_id: Digest, other: SealingKeys, info: bytes) -> bytes:
        """As `comity.ports.Sealer.shared_key`."""
        first, second = sorted((keys_id, other.id))
        return hashlib.sha256(b"".join((first.encode(), second.encode(), info))).digest()


def _masked(keys_id: Digest, info: bytes, raw: bytes) -> bytes:
    mask = hashlib.shake_128(keys_id.encode() + info).digest(_MASKED)
    return bytes(left ^ right for left, right in zip(raw, mask, strict=True))


def _rest(keys_id: Digest, info: bytes, sealed: bytes) -> bytes:
    return hashlib.shake_128(keys_id.encode() + info + sealed).digest(WRAPPED_BYTES - _MASKED)


@cache
def stand_in(code: Code) -> Identity:
    """A party whose signatures and seals are keyed hashes."""
    sealing = make_sealing_secrets(SeededChance((code, "sealing"))).public
    return Identity(
        code,
        standins.root_of(code),
        sealing,
        HashSealer(sealing),
        partial(standins.working, code),
        partial(standins.credentials_of, code),
        partial(_hashed, code),
    )


def _hashed(code: Code, serial: int, label: bytes, digest: Digest) -> Signature:
    keys = standins.working(code, serial)
    return standins.sign(keys, message(label, keys.id, digest))


class _HashVerifier:
    """Knows a right signature by making it again."""

    def verify(self, keyset: Keyset, message: bytes, signature: Signature) -> None:
        """As `comity.core.signing.Verifier.verify`."""
        check_signature(signature)
        if signature != standins.sign(keyset, message):
            raise TrustError("signature", "ENC-17", "a signature half does not verify")


@cache
def real(code: Code) -> Identity:
    """A party with the keys of the product."""
    own = party(code)
    return Identity(
        code,
        own.root,
        own.sealing.public,
        UnlockedSealer((own.sealing,)),
        lambda serial: _keys(code, serial).public,
        partial(_credentials, code),
        lambda serial, label, digest: _keys(code, serial).sign(label, digest),
    )


@cache
def _keys(code: Code, serial: int) -> SigningKeys:
    return make_signing_keys(SeededChance((code, "working", serial)))


@cache
def _credentials(code: Code, serial: int) -> SignedCredentials:
    keys = _keys(code, serial).public
    return issue_credentials(party(code).secrets, code, serial, keys, 0, NOT_AFTER)


def _really_verifies(keys: Json, text: bytes, signature: Json) -> bool:
    try:
        HybridVerifier().verify(
            msgspec.convert(keys, Keyset), text, msgspec.convert(signature, Signature)
        )
    except TrustError:
        return False
    return True


STAND_INS = Cryptography(stand_in, _HashVerifier(), standins.verifies)
REAL = Cryptography(real, VERIFIER, _really_verifies)
