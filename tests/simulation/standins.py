# SPDX-License-Identifier: Apache-2.0
"""Keys, signatures and a birth without cryptography: right in form, checked by keyed hashes.

Whoever knows a keyset can sign under it here; that is enough to tell a right signature from a
wrong one, and costs microseconds.
"""

import hashlib
from functools import cache

import msgspec

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.errors import TrustError
from comity.core.genesis import Birth, Genesis, Party, check_birth
from comity.core.ids import Code, Digest, b64, unb64
from comity.core.keysets import Credentials, Keyset, RootStatement, SignedCredentials, SignedRoot
from comity.core.signing import Signature, message


def _bytes(name: str, size: int) -> bytes:
    return hashlib.shake_128(name.encode()).digest(size)


@cache
def keyset(name: str) -> Keyset:
    """The keyset that a name stands for, of the right lengths and admissible."""
    raw = bytearray(_bytes("ed25519 " + name, 32))
    raw[31] &= 0x3F  # below the prime
    return Keyset("comity-1", b64(bytes(raw)), b64(_bytes("ml-dsa-65 " + name, 1952)))


def sign(keys: Keyset, text: bytes) -> Signature:
    """The one right signature of a message under a keyset."""
    name = keys.ed25519.encode() + text
    ed25519 = hashlib.shake_128(b"ed25519" + name).digest(64)
    ml_dsa_65 = hashlib.shake_128(b"ml-dsa-65" + name).digest(3309)
    return Signature(b64(ed25519), b64(ml_dsa_65))


class StandIn:
    """A verifier that knows a right signature by making it again.

    `asked` holds the keyset and message of every question, in order.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[Keyset, bytes]] = []

    def verify(self, keyset: Keyset, message: bytes, signature: Signature) -> None:
        """Nothing, if both halves are right. Raises as `comity.core.signing.Verifier`."""
        self.asked.append((keyset, message))
        unb64(signature.ed25519, 64)
        unb64(signature.ml_dsa_65, 3309)
        if signature != sign(keyset, message):
            raise TrustError("signature", "ENC-17", "a signature half does not verify")


def verifies(keys: object, text: bytes, signature: object) -> bool:
    """The same for the reader, which has plain JSON in hand."""
    right = sign(msgspec.convert(keys, Keyset), text)
    return bool(msgspec.to_builtins(right) == signature)


def root_of(code: str) -> SignedRoot:
    """The root statement of a party, signed by its own root keyset."""
    keys = keyset(f"root of {code}")
    statement = RootStatement(keys, keyset(f"next root of {code}").id)
    text = message(hashing.ROOT, keys.id, statement.fingerprint)
    return SignedRoot(statement, sign(keys, text))


@cache
def birth_of(codes: tuple[str, ...]) -> Birth:
    """A channel's birth of these parties, which stand in byte order."""
    roots = tuple(root_of(code) for code in codes)
    parties = tuple(
        Party(Code(code), root.statement.fingerprint, b64(_bytes("random of " + code, 32)))
        for code, root in zip(codes, roots, strict=True)
    )
    return check_birth(Birth(Genesis(parties, 1, None), roots), StandIn())


@cache
def credentials_of(code: str, serial: int) -> SignedCredentials:
    """Credentials of a party, signed by its root. The keyset is that of the serial."""
    return vouch(code, Credentials(Code(code), serial, working(code, serial), 0, 9))


def working(code: str, serial: int) -> Keyset:
    """The working keyset that `credentials_of` declares."""
    return keyset(f"working {serial} of {code}")


def vouch(code: str, credentials: Credentials) -> SignedCredentials:
    """Any credentials, truly signed by the root of a party."""
    root = keyset(f"root of {code}")
    digest = hashing.digest(hashing.CREDENTIALS, encode(credentials))
    return SignedCredentials(credentials, sign(root, message(hashing.CREDENTIALS, root.id, digest)))


def digest_of(name: str) -> Digest:
    """A digest that a name stands for, such as that of a body nobody has."""
    return hashing.digest(hashing.BODY, name.encode())
