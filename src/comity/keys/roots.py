# SPDX-License-Identifier: Apache-2.0
"""The root of a party: kept offline, it vouches for the working keysets and for nothing else.

The fingerprint of its statement stands in every genesis; the statement names the next root in
advance, whose secrets are made and kept together with the present ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import Code, Digest
from comity.core.keysets import (
    Credentials,
    Keyset,
    RootStatement,
    SignedCredentials,
    SignedRoot,
    check_credentials,
    check_root,
)
from comity.core.signing import HybridVerifier
from comity.keys.keysets import SigningKeys, make_signing_keys
from comity.ports import Chance


@dataclass(frozen=True, slots=True)
class RootSecrets:
    """The private keys of a root and of the next one. Rule: KEY-4."""

    current: SigningKeys
    next: SigningKeys

    @property
    def statement(self) -> RootStatement:
        """The root's public keys and the keyset id of the next root. Rule: KEY-4."""
        return RootStatement(keyset=self.current.public, next=self.next.keyset_id)

    @property
    def fingerprint(self) -> Digest:
        """What a genesis names as this party's root. Rule: KEY-4."""
        return self.statement.fingerprint


def make_root(chance: Chance) -> RootSecrets:
    """A new root together with the root after it. Rule: KEY-4."""
    return RootSecrets(current=make_signing_keys(chance), next=make_signing_keys(chance))


def succeed_root(root: RootSecrets, chance: Chance) -> RootSecrets:
    """The root that the present one named as its next, with a new one behind it. Rule: KEY-5."""
    return RootSecrets(current=root.next, next=make_signing_keys(chance))


def sign_root(root: RootSecrets) -> SignedRoot:
    """The root's statement, signed by the root itself to prove possession. Rule: KEY-4."""
    statement = root.statement
    signed = SignedRoot(
        statement=statement, signature=root.current.sign(hashing.ROOT, statement.fingerprint)
    )
    check_root(signed, HybridVerifier())
    return signed


def next_serial(issued: Iterable[Credentials]) -> int:
    """The serial for a root's next credentials, over all it has issued before. Rule: KEY-7."""
    return max((credentials.serial for credentials in issued), default=0) + 1


def issue_credentials(
    root: RootSecrets, party: Code, serial: int, keyset: Keyset, not_before: int, not_after: int
) -> SignedCredentials:
    """Credentials by which the root vouches for a working keyset, judged as a peer will.

    Args:
        root: the party's root.
        party: whose keyset it is.
        serial: ≥ 1, greater than in any credentials this root issued before, in any channel
            (`next_serial`). Rule: KEY-7.
        keyset: the public working keys; screened, and no part of them the root's. Rule: KEY-3.
        not_before: UTC ms since 1970; for warnings only, no entry is judged by it.
        not_after: UTC ms since 1970, not below ``not_before``; for warnings only.

    Raises:
        MalformedError: ``dates`` if they are the wrong way round.
        MalformedError, TrustError: as `check_credentials`; ``keyset`` if the keys serve as root
            already. Rule: KEY-6.
    """
    if not_before > not_after:
        raise MalformedError("dates", "KEY-8", "credentials end before they begin")
    for own in (root.current.public, root.next.public):
        if own.ed25519 == keyset.ed25519 or own.ml_dsa_65 == keyset.ml_dsa_65:
            raise TrustError("keyset", "KEY-3", "a root's keys sign no entries: make working keys")
    credentials = Credentials(
        party=party, serial=serial, keyset=keyset, not_before=not_before, not_after=not_after
    )
    digest = hashing.digest(hashing.CREDENTIALS, encode(credentials))
    signed = SignedCredentials(
        credentials=credentials, signature=root.current.sign(hashing.CREDENTIALS, digest)
    )
    check_credentials(signed, party, root.current.public, HybridVerifier())
    return signed
