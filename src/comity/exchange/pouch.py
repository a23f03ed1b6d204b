# SPDX-License-Identifier: Apache-2.0
"""The pouch: contents signed by the sender, sealed to one receiver, padded to a size class.

Nothing that a pouch holds is handed on before its last chunk, its digest and the sender's
signature hold (POUCH-9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from comity.core import hashing
from comity.core.cards import Card
from comity.core.errors import ComityError, MalformedError, TrustError
from comity.core.ids import Code, Digest
from comity.core.keysets import SealingKeys
from comity.exchange.chunks import (
    CHUNK_BYTES,
    SEALED_CHUNK_BYTES,
)
from comity.exchange.header import (
    HEADER_BYTES_MAX,
    POUCH_BYTES_MAX,
    Opening,
)
from comity.exchange.items import LENGTH_BYTES, encode_items, read_items
from comity.exchange.manifest import (
    MANIFEST_BYTES_MAX,
    Manifest,
    RootFacts,
    SignedManifest,
    check_manifest,
    read_manifest,
    sign_manifest,
)
from comity.exchange.sealed import (
    CHUNKS_MAX,
    ITEMS_BYTES_MAX,
    Opener,
    Unsealed,
    items_of,
    seal_content,
    unseal,
)
from comity.node.contents import Contents
from comity.ports import Chance, Sealer, Signer

__all__ = [
    "CHUNKS_MAX",
    "FRONT_BYTES_MAX",
    "POUCH_BYTES_MAX",
    "Opened",
    "Opener",
    "RefusedPouchError",
    "RootFacts",
    "Route",
    "open_front",
    "open_pouch",
    "pouch_digest",
    "seal_pouch",
]

FRONT_BYTES_MAX: Final = (
    HEADER_BYTES_MAX
    + 64
    + -(-(LENGTH_BYTES + MANIFEST_BYTES_MAX) // CHUNK_BYTES) * SEALED_CHUNK_BYTES
)
"""Bytes of the beginning of a pouch that surely hold its header and manifest."""


@dataclass(frozen=True, slots=True)
class Route:
    """From whom a pouch goes, to whom, and its place in the chain between the two.

    Args:
        sender: our root fingerprint.
        receiver: the peer's.
        sealing: the peer's sealing keys, of its newest card.
        number: ≥ 1, one more than that of our last pouch to this peer.
        previous: the digest of that pouch; None with number 1.
        time: UTC ms; a claim that decides nothing.
    """

    sender: Digest
    receiver: Digest
    sealing: SealingKeys
    number: int
    previous: Digest | None
    time: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A pouch that holds: its contents, verified as a whole; each entry is still to be judged.

    `sender` is the root fingerprint, `party` the code its card bears, `digest` the pouch's own,
    `number` and `previous` its place in the chain (for reports only), `time` claimed UTC ms.
    """

    contents: Contents
    sender: Digest
    party: Code
    number: int
    previous: Digest | None
    time: int
    digest: Digest


class RefusedPouchError(MalformedError):
    """A pouch whose sender is verified, but which does not hold: the sender is told so.

    Args:
        error: why.
        sender: the root fingerprint of the sender.
        digest: of the pouch as it arrived, to be named in the next pouch to the sender.
    """

    def __init__(self, error: ComityError, sender: Digest, digest: Digest) -> None:
        super().__init__(error.code, error.rule, error.hint)
        self.sender = sender
        self.digest = digest


def pouch_digest(raw: bytes) -> Digest:
    """The digest that names a pouch: over all its bytes as they travel. Rule: POUCH-5."""
    return hashing.digest(hashing.POUCH, raw)


def seal_pouch(
    contents: Contents,
    route: Route,
    sealer: Sealer,
    signer: Signer,
    chance: Chance,
    chunks_min: int = 1,
) -> bytes:
    """A pouch with as much of the contents as it can hold; the rest goes with the next.

    Two pouches of the same contents differ in all but the header's first bytes.

    Args:
        contents: with our card, whose working keyset is the signer's.
        route: to a peer whose card was checked.
        sealer: wraps the file key.
        signer: unlocked.
        chance: gives the file key.
        chunks_min: pad to at least so many chunks of 64 KiB, 1 to `CHUNKS_MAX`.

    Raises:
        UnavailableError: ``keys-locked``.
        TrustError: ``keyset`` if the peer's sealing keys are not admissible; ``signature`` if
            the card names another keyset than the signer's.
        MalformedError: on contents beyond the limits. Rule: POUCH-2, POUCH-3, POUCH-4.
    """
    items = encode_items(contents, ITEMS_BYTES_MAX)

    def manifest(header: Digest) -> bytes:
        made = Manifest(
            card=contents.card,
            header=header,
            items=hashing.digest(hashing.ITEMS, items),
            kind="record",
            number=route.number,
            previous=route.previous,
            receiver=route.receiver,
            sender=route.sender,
            time=route.time,
        )
        signed = sign_manifest(made, signer)
        read_manifest(signed)  # what we would refuse we do not send
        return signed

    return seal_content(manifest, items, route.sealing, sealer, chance, chunks_min)


def open_pouch(raw: bytes, opener: Opener) -> Opened:
    """What a pouch holds, once all of it holds: nothing is handed on before.

    The cheap comes first: size, header, sealing, manifest, known sender, then signatures, and
    only for a sender that is verified the rest of the chunks.

    Args:
        raw: untrusted.
        opener: of this node.

    Raises:
        MalformedError: ``pouch/size``, ``pouch/version``, ``pouch/header``, ``pouch/manifest``
            or of the family ``encoding/…``, ``type``, ``grammar``.
        RuleError: ``pouch/kind``.
        TrustError: ``sealed`` (to other keys), ``pouch/chunk``, ``pouch/receiver``,
            ``stranger``, ``credentials``, ``keyset``, ``signature``.
        RefusedPouchError: with the code of the above where the sender is verified, or
            ``pouch/items``, ``pouch/order``, ``pouch/count``, ``pouch/receipt``,
            ``pouch/padding``. Rule: POUCH-3, POUCH-4, POUCH-9, POUCH-10, POUCH-14.
    """
    front = _open_front(raw, len(raw), opener)
    manifest = front.manifest
    try:
        items = items_of(front.unsealed)
        if hashing.digest(hashing.ITEMS, items) != manifest.items:
            raise TrustError("pouch/items", "POUCH-9", "the manifest names other items")
        contents = read_items(items, manifest.card)
    except ComityError as error:
        raise RefusedPouchError(error, manifest.sender, pouch_digest(raw)) from error
    return Opened(
        contents=contents,
        sender=manifest.sender,
        party=front.card.party,
        number=manifest.number,
        previous=manifest.previous,
        time=manifest.time,
        digest=pouch_digest(raw),
    )


def open_front(front: bytes, pouch_bytes: int, opener: Opener) -> Digest:
    """The root fingerprint of the verified sender of a pouch of which only this has come.

    Args:
        front: the first `FRONT_BYTES_MAX` bytes, or all that there are; untrusted.
        pouch_bytes: how long the whole pouch is said to be.
        opener: of this node.

    Raises:
        ComityError: as `open_pouch` before the sender is verified. Rule: POUCH-10.
    """
    return _open_front(front, pouch_bytes, opener).manifest.sender


@dataclass(frozen=True, slots=True)
class _Front:
    """A pouch opened as far as its manifest ends, which holds."""

    unsealed: Unsealed
    manifest: Manifest
    card: Card


def _open_front(raw: bytes, pouch_bytes: int, opener: Opener) -> _Front:
    unsealed = unseal(raw, pouch_bytes, opener)
    signed = read_manifest(unsealed.manifest)
    return _Front(unsealed, signed.manifest, _verify(signed, unsealed.opening, opener))


def _verify(signed: SignedManifest, opening: Opening, opener: Opener) -> Card:
    """The sender's card: the manifest is for us, of this header, by a known party."""
    manifest = signed.manifest
    if manifest.receiver != opener.receiver:
        raise TrustError("pouch/receiver", "POUCH-4", "the manifest names another receiver")
    if manifest.header != opening.digest:
        raise TrustError("pouch/header", "POUCH-4", "the manifest names another header")
    facts = opener.known(manifest.sender)
    if facts is None:
        raise TrustError("stranger", "POUCH-14", "the sender's root is not known here")
    return check_manifest(signed, facts, opener.verifier)
