# SPDX-License-Identifier: Apache-2.0
"""The signed first part of a pouch's content: from whom, to whom, in which header, what follows.

Because the header and the receiver stand in what is signed, a receiver can't seal the content
again to somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from comity.core import hashing
from comity.core.cards import Card, SignedCard, check_card
from comity.core.encoding import convert, decode, encode
from comity.core.errors import MalformedError, RuleError, TrustError
from comity.core.ids import Code, Digest, digest_text
from comity.core.keysets import Keyset
from comity.core.limits import INTEGER_MAX
from comity.core.signing import Signature, Verifier, message
from comity.ports import Signer

__all__ = [
    "MANIFEST_BYTES_MAX",
    "Manifest",
    "RootFacts",
    "SignedManifest",
    "check_manifest",
    "read_manifest",
    "sign_manifest",
]

MANIFEST_BYTES_MAX: Final = 131_072
"""Bytes of a canonical signed manifest: the greatest card, and as much again."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the sender signs about a pouch. Rule: POUCH-4.

    `sender` and `receiver` are root fingerprints; `header` and `items` digests of the pouch's
    header and of all that follows the manifest; `number` and `previous` the place in the chain
    of pouches from this sender to this receiver; `time` claimed UTC ms, which decides nothing.
    """

    card: SignedCard
    header: Digest
    items: Digest
    kind: Literal["record"]
    number: int
    previous: Digest | None
    receiver: Digest
    sender: Digest
    time: int

    @property
    def digest(self) -> Digest:
        """What the working keyset signs."""
        return hashing.digest(hashing.MANIFEST, encode(self))


class SignedManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A manifest signed by the working keyset of the card it holds. Rule: POUCH-4."""

    manifest: Manifest
    signature: Signature


@dataclass(frozen=True, slots=True)
class RootFacts:
    """What a node knows of a sender's root. Rule: KEY-10.

    Args:
        root: its keyset, from a genesis or invitation already checked.
        party: the code that its credentials must bear.
        serial: the greatest serial of credentials known for it from any log or card; 0 if none.
        cards: of that root, checked when they came and kept since: the very same needs no second
            look.
    """

    root: Keyset
    party: Code
    serial: int
    cards: tuple[SignedCard, ...] = ()


def sign_manifest(manifest: Manifest, signer: Signer) -> bytes:
    """The canonical bytes of the manifest with its signature.

    Raises:
        TrustError: ``signature`` if the signer has another keyset than the card names.
        UnavailableError: ``keys-locked``. Rule: POUCH-4.
    """
    if signer.keyset_id != manifest.card.card.keyset.id:
        raise TrustError("signature", "POUCH-4", "the card does not name the keyset that signs")
    signature = signer.sign(hashing.MANIFEST, manifest.digest)
    return encode(SignedManifest(manifest=manifest, signature=signature))


def read_manifest(raw: bytes) -> SignedManifest:
    """The manifest that untrusted bytes hold; who signed it is not judged yet.

    Raises:
        RuleError: ``pouch/kind`` for another kind than ``record``. Rule: POUCH-12.
        MalformedError: as `comity.core.encoding.read`, ``grammar``, ``pouch/manifest`` on
            a number or time out of range. Rule: POUCH-4.
    """
    value = decode(raw, MANIFEST_BYTES_MAX)
    stated = value.get("manifest") if isinstance(value, dict) else None
    kind = stated.get("kind") if isinstance(stated, dict) else None
    if isinstance(kind, str) and kind != "record":
        raise RuleError("pouch/kind", "POUCH-12", "a kind of pouch not supported here")
    signed = convert(value, SignedManifest)
    manifest = signed.manifest
    for digest in (manifest.header, manifest.items, manifest.receiver, manifest.sender):
        digest_text(digest)
    if manifest.previous is not None:
        digest_text(manifest.previous)
    if not 1 <= manifest.number <= INTEGER_MAX or not 0 <= manifest.time <= INTEGER_MAX:
        raise MalformedError("pouch/manifest", "POUCH-4", "number ≥ 1 and time ≥ 0")
    if (manifest.number == 1) != (manifest.previous is None):
        raise MalformedError("pouch/manifest", "POUCH-5", "the first pouch alone has none before")
    return signed


def check_manifest(signed: SignedManifest, facts: RootFacts, verifier: Verifier) -> Card:
    """The sender's card, if card and manifest hold under its root; cheap checks come first.

    Args:
        signed: read, its receiver and header compared already.
        facts: of the root that the manifest names as its sender.
        verifier: judges three signatures: root over credentials, keyset over card and manifest.

    Raises:
        TrustError: ``credentials`` if they are another party's or older than known,
            ``keyset``, ``signature``.
        MalformedError: as `check_card`. Rule: POUCH-14, KEY-10.
    """
    card = signed.manifest.card.card
    if card.credentials.credentials.serial < facts.serial:
        raise TrustError(
            "credentials", "KEY-10", f"newer credentials of serial {facts.serial} are known"
        )
    if signed.manifest.card not in facts.cards:
        check_card(signed.manifest.card, facts.party, facts.root, verifier)
    text = message(hashing.MANIFEST, card.keyset.id, signed.manifest.digest)
    try:
        verifier.verify(card.keyset, text, signed.signature)
    except TrustError:
        raise TrustError("signature", "POUCH-4", "the manifest's signature fails") from None
    return card
