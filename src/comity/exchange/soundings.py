# SPDX-License-Identifier: Apache-2.0
"""The pouch of a sounding: sealed and padded as any other, its manifest under a MAC that either of
both sides could have made (POUCH-20, POUCH-21).

It has no number and no signature over its words, and nothing of it is noted anywhere.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from comity.core import hashing
from comity.core.cards import Card, SignedCard, check_card
from comity.core.encoding import convert, decode, encode
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import Digest, b64, digest_text, unb64
from comity.core.keysets import SealingKeys
from comity.core.limits import INTEGER_MAX
from comity.exchange.manifest import MANIFEST_BYTES_MAX
from comity.exchange.sealed import Opener, Unsealed, items_of, seal_content, unseal
from comity.node.soundings import NONCE_BYTES, Sounding, read_sounding
from comity.ports import SOUNDING_BYTES_MAX, Chance, Sealer

__all__ = [
    "MarkedManifest",
    "OpenedSounding",
    "SoundingManifest",
    "SoundingRoute",
    "key_info",
    "open_sounding",
    "read_marked",
    "seal_sounding",
    "vouch_sounding",
]

MAC_BYTES: Final = 32


class SoundingManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands under the MAC: from whom, to whom, until when, in which header, what follows.

    `sealing` is the id of the receiver's sealing keys with which the MAC was made; the sender's
    are those of the card.
    """

    card: SignedCard
    expires: int
    header: Digest
    items: Digest
    kind: Literal["sounding"]
    nonce: Digest
    receiver: Digest
    sealing: Digest
    sender: Digest

    @property
    def digest(self) -> bytes:
        """The 32 bytes that the MAC is over. Rule: POUCH-20."""
        return hashing.digest_raw(hashing.SOUNDING, encode(self))


class MarkedManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A manifest with its MAC."""

    mac: str
    manifest: SoundingManifest


@dataclass(frozen=True, slots=True)
class OpenedSounding:
    """A sounding that holds: from whom, and what it says. It proves nothing to anybody else."""

    sender: Digest
    nonce: Digest
    expires: int
    said: Sounding
    raw: bytes


@dataclass(frozen=True, slots=True)
class SoundingRoute:
    """From whom a sounding goes and to whom.

    Args:
        sender, receiver: root fingerprints.
        card: the sender's own, signed.
        sealing: the receiver's sealing keys, of its newest card.
    """

    sender: Digest
    receiver: Digest
    card: SignedCard
    sealing: SealingKeys


def seal_sounding(
    raw: bytes,
    nonce: Digest,
    expires: int,
    route: SoundingRoute,
    sealer: Sealer,
    chance: Chance,
) -> bytes:
    """A pouch with one sounding: nothing in it is signed but the card. Rules: POUCH-20, POUCH-25.

    Args:
        raw: what it says, as `write_sounding` made it.
        nonce: names it, the same whenever it is sent again.
        expires: UTC milliseconds.
        route: from whom, to whom.
        sealer: of the sender; wraps the file key and derives the key of the MAC.
        chance: gives the file key.

    Raises:
        UnavailableError: ``keys-locked``.
        TrustError: ``keyset`` if the receiver's sealing keys are not admissible.
    """

    def manifest(header: Digest) -> bytes:
        made = SoundingManifest(
            card=route.card,
            expires=expires,
            header=header,
            items=hashing.digest(hashing.ITEMS, raw),
            kind="sounding",
            nonce=nonce,
            receiver=route.receiver,
            sealing=route.sealing.id,
            sender=route.sender,
        )
        own = route.card.card.sealing.id
        key = sealer.shared_key(own, route.sealing, key_info(own, route.sealing.id))
        marked = encode(MarkedManifest(mac=b64(_mac(key, made)), manifest=made))
        read_marked(marked)  # what we would refuse we do not send
        return marked

    return seal_content(manifest, raw, route.sealing, sealer, chance)


def vouch_sounding(raw: bytes, pouch_bytes: int, opener: Opener) -> Digest:
    """The root fingerprint of the sender of a sounding of which only the beginning has come.

    Raises:
        ComityError: as `open_sounding` before its words are read. Rule: POUCH-10.
    """
    return _marked(unseal(raw, pouch_bytes, opener), opener).sender


def open_sounding(raw: bytes, opener: Opener) -> OpenedSounding:
    """What a sounding says, once its MAC holds; nothing of it is handed on before.

    Whether it has expired or was taken before is judged by whoever keeps it.

    Raises:
        MalformedError: of the families ``pouch/…`` and ``encoding/…``, ``sounding/content``.
        RuleError: ``pouch/kind``.
        TrustError: ``sealed``, ``stranger``, ``credentials``, ``keyset``, ``signature`` of the
            card, ``sounding/mac``. Never a `RefusedPouchError`: no receipt names it (POUCH-22).
    """
    unsealed = unseal(raw, len(raw), opener)
    manifest = _marked(unsealed, opener)
    items = items_of(unsealed)
    if hashing.digest(hashing.ITEMS, items) != manifest.items:
        raise TrustError("pouch/items", "POUCH-9", "the manifest names other items")
    if len(items) > SOUNDING_BYTES_MAX:
        raise MalformedError("pouch/items", "POUCH-25", f"at most {SOUNDING_BYTES_MAX} bytes")
    return OpenedSounding(
        manifest.sender, manifest.nonce, manifest.expires, read_sounding(items), items
    )


def read_marked(raw: bytes) -> MarkedManifest:
    """The manifest of a sounding with its MAC, of the right form; nothing else is judged.

    Raises:
        MalformedError: as `comity.core.encoding.read`, ``pouch/manifest``. Rule: POUCH-20.
    """
    marked = convert(decode(raw, MANIFEST_BYTES_MAX), MarkedManifest)
    manifest = marked.manifest
    for digest in (
        manifest.header, manifest.items, manifest.receiver, manifest.sealing, manifest.sender,
    ):  # fmt: skip
        digest_text(digest)
    unb64(manifest.nonce, NONCE_BYTES)
    unb64(marked.mac, MAC_BYTES)
    if not 0 <= manifest.expires <= INTEGER_MAX:
        raise MalformedError("pouch/manifest", "POUCH-20", "a time of 0 or later")
    return marked


def key_info(sender: Digest, receiver: Digest) -> bytes:
    """What the key of a MAC is for: the sealing keys of both, the sender's first. POUCH-20."""
    return b"\n".join((hashing.SOUNDING, sender.encode("ascii"), receiver.encode("ascii")))


def _marked(unsealed: Unsealed, opener: Opener) -> SoundingManifest:
    """The manifest, if it is for us, of this header, by a known party, and its MAC holds."""
    marked = read_marked(unsealed.manifest)
    manifest = marked.manifest
    if manifest.receiver != opener.receiver:
        raise TrustError("pouch/receiver", "POUCH-4", "the manifest names another receiver")
    if manifest.header != unsealed.opening.digest:
        raise TrustError("pouch/header", "POUCH-4", "the manifest names another header")
    card = _card(manifest, opener)
    info = key_info(card.sealing.id, manifest.sealing)
    key = opener.sealer.shared_key(manifest.sealing, card.sealing, info)
    if not hmac.compare_digest(unb64(marked.mac, MAC_BYTES), _mac(key, manifest)):
        raise TrustError("sounding/mac", "POUCH-20", "its MAC fails")
    return manifest


def _card(manifest: SoundingManifest, opener: Opener) -> Card:
    """The sender's card, checked as that of any pouch. Rule: POUCH-14."""
    facts = opener.known(manifest.sender)
    if facts is None:
        raise TrustError("stranger", "POUCH-14", "the sender's root is not known here")
    card = manifest.card.card
    if card.credentials.credentials.serial < facts.serial:
        raise TrustError(
            "credentials", "KEY-10", f"newer credentials of serial {facts.serial} are known"
        )
    if manifest.card not in facts.cards:
        check_card(manifest.card, facts.party, facts.root, opener.verifier)
    return card


def _mac(key: bytes, manifest: SoundingManifest) -> bytes:
    return hmac.digest(key, manifest.digest, "sha256")
