# SPDX-License-Identifier: Apache-2.0
"""The pouch: contents signed by the sender, sealed to one receiver, padded to a size class.

Nothing that a pouch holds is handed on before its last chunk, its digest and the sender's
signature hold (POUCH-9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from comity.core import hashing
from comity.core.cards import Card
from comity.core.errors import ComityError, MalformedError, TrustError
from comity.core.ids import Code, Digest
from comity.core.keysets import SealingKeys
from comity.core.signing import Verifier
from comity.exchange.chunks import (
    CHUNK_BYTES,
    FILE_KEY_BYTES,
    SEALED_CHUNK_BYTES,
    open_chunks,
    payload_key,
    seal_chunks,
)
from comity.exchange.header import (
    HEADER_BYTES_MAX,
    INFO,
    POUCH_BYTES_MAX,
    Opening,
    encode_header,
    read_header,
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

CHUNKS_MAX: Final = (POUCH_BYTES_MAX - HEADER_BYTES_MAX) // SEALED_CHUNK_BYTES
"""Chunks of the greatest size class: 1,023."""
FRONT_BYTES_MAX: Final = (
    HEADER_BYTES_MAX
    + 64
    + -(-(LENGTH_BYTES + MANIFEST_BYTES_MAX) // CHUNK_BYTES) * SEALED_CHUNK_BYTES
)
"""Bytes of the beginning of a pouch that surely hold its header and manifest."""
_ITEMS_BYTES_MAX: Final = CHUNKS_MAX * CHUNK_BYTES - MANIFEST_BYTES_MAX - 2 * LENGTH_BYTES


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
class Opener:
    """All that opening a pouch needs of its node.

    Args:
        receiver: our root fingerprint.
        sealer: unwraps with our sealing keys.
        sealing_ids: their ids, newest first; each is tried, since no pouch names one.
        known: what is known of a root by its fingerprint, or None for a stranger's.
        verifier: judges the signatures of credentials, card and manifest.
    """

    receiver: Digest
    sealer: Sealer
    sealing_ids: tuple[Digest, ...]
    known: Callable[[Digest], RootFacts | None]
    verifier: Verifier


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
    assert 1 <= chunks_min <= CHUNKS_MAX
    items = encode_items(contents, _ITEMS_BYTES_MAX)
    file_key = chance.take(FILE_KEY_BYTES)
    assert len(file_key) == FILE_KEY_BYTES
    header = encode_header(sealer.wrap(route.sealing, INFO, file_key))
    header_digest = hashing.digest(hashing.HEADER, header)
    manifest = Manifest(
        card=contents.card,
        header=header_digest,
        items=hashing.digest(hashing.ITEMS, items),
        kind="record",
        number=route.number,
        previous=route.previous,
        receiver=route.receiver,
        sender=route.sender,
        time=route.time,
    )
    signed = sign_manifest(manifest, signer)
    read_manifest(signed)  # what we would refuse we do not send
    content = b"".join((_length(signed), signed, _length(items), items))
    chunks = max(chunks_min, -(-len(content) // CHUNK_BYTES))
    padded = content.ljust(chunks * CHUNK_BYTES, b"\0")
    sealed = seal_chunks(payload_key(file_key, header_digest), padded)
    return b"".join((header, *sealed))


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
    manifest, content = front.manifest, front.content
    try:
        for chunk in front.chunks:
            content += chunk
        items = _items(content, front.end, front.opening)
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
    """A pouch opened as far as its manifest ends, which holds; `chunks` opens the rest."""

    opening: Opening
    manifest: Manifest
    card: Card
    content: bytearray
    end: int
    chunks: Iterator[bytes]


def _open_front(raw: bytes, pouch_bytes: int, opener: Opener) -> _Front:
    opening = read_header(raw, pouch_bytes)
    key = payload_key(_unwrap(opening, opener), opening.digest)
    chunks = open_chunks(key, memoryview(raw)[opening.size :], opening.chunks)
    content = bytearray(_next(chunks))
    end = _end(content, 0, MANIFEST_BYTES_MAX, opening)
    while len(content) < end:
        content += _next(chunks)
    signed = read_manifest(bytes(content[LENGTH_BYTES:end]))
    return _Front(opening, signed.manifest, _verify(signed, opening, opener), content, end, chunks)


def _next(chunks: Iterator[bytes]) -> bytes:
    chunk = next(chunks, None)
    if chunk is None:
        raise MalformedError(
            "pouch/size", "POUCH-10", "the pouch is shorter than it was said to be"
        )
    return chunk


def _unwrap(opening: Opening, opener: Opener) -> bytes:
    """The file key, by the first of our sealing keys that opens it."""
    for keys_id in opener.sealing_ids:
        try:
            file_key = opener.sealer.unwrap(keys_id, INFO, opening.wrapped)
        except TrustError:
            continue
        if len(file_key) == FILE_KEY_BYTES:
            return file_key
    raise TrustError("sealed", "POUCH-3", "sealed to none of this node's keys, or damaged")


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


def _items(content: bytearray, start: int, opening: Opening) -> bytes:
    """The bytes of the items; behind them stand zeros only."""
    if start + LENGTH_BYTES > len(content):
        raise MalformedError("pouch/items", "POUCH-6", "the items are cut off")
    end = _end(content, start, _ITEMS_BYTES_MAX, opening)
    with memoryview(content) as view:
        items = bytes(view[start + LENGTH_BYTES : end])
        padding = bytes(view[end:])
    if padding.count(0) != len(padding):
        raise MalformedError("pouch/padding", "POUCH-3", "padding is of zeros")
    return items


def _end(content: bytearray, start: int, bytes_max: int, opening: Opening) -> int:
    """Where a part that begins with its length ends, if that lies within limit and pouch."""
    begin = start + LENGTH_BYTES
    length = int.from_bytes(content[start:begin], "big")
    if length > bytes_max or begin + length > opening.chunks * CHUNK_BYTES:
        raise MalformedError("pouch/items", "POUCH-10", f"a part of {length} bytes is too long")
    return begin + length


def _length(part: bytes) -> bytes:
    return len(part).to_bytes(LENGTH_BYTES, "big")
