# SPDX-License-Identifier: Apache-2.0
"""What all kinds of pouches share: two parts, sealed to one receiver, padded to a size class.

The parts are bytes here; what the first is, and who vouches for it, its kind says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from comity.core import hashing
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import Digest
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
from comity.exchange.items import LENGTH_BYTES
from comity.exchange.manifest import MANIFEST_BYTES_MAX, RootFacts
from comity.ports import Chance, Sealer

__all__ = [
    "CHUNKS_MAX",
    "ITEMS_BYTES_MAX",
    "Opener",
    "Unsealed",
    "items_of",
    "seal_content",
    "unseal",
]

CHUNKS_MAX: Final = (POUCH_BYTES_MAX - HEADER_BYTES_MAX) // SEALED_CHUNK_BYTES
"""Chunks of the greatest size class: 1,023."""
ITEMS_BYTES_MAX: Final = CHUNKS_MAX * CHUNK_BYTES - MANIFEST_BYTES_MAX - 2 * LENGTH_BYTES
"""Bytes of the second part that surely fit."""


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
class Unsealed:
    """A pouch opened as far as its first part ends; nothing of that is judged yet.

    Attributes:
        opening: its header.
        manifest: the first part of its content, untrusted.
        content: all that was opened so far.
        end: where the first part ends in it.
        chunks: opens the rest.
    """

    opening: Opening
    manifest: bytes
    content: bytearray
    end: int
    chunks: Iterator[bytes]


def seal_content(
    manifest: Callable[[Digest], bytes],
    items: bytes,
    sealing: SealingKeys,
    sealer: Sealer,
    chance: Chance,
    chunks_min: int = 1,
) -> bytes:
    """A pouch of any kind: its manifest, made of the digest of its header, and its items.

    Args:
        manifest: makes the first part of the content.
        items: the second.
        sealing: the receiver's sealing keys.
        sealer: wraps the file key.
        chance: gives it.
        chunks_min: pad to at least so many chunks of 64 KiB, 1 to `CHUNKS_MAX`.

    Raises: as `comity.exchange.pouch.seal_pouch`. Rule: POUCH-3.
    """
    assert 1 <= chunks_min <= CHUNKS_MAX
    file_key = chance.take(FILE_KEY_BYTES)
    assert len(file_key) == FILE_KEY_BYTES
    header = encode_header(sealer.wrap(sealing, INFO, file_key))
    header_digest = hashing.digest(hashing.HEADER, header)
    first = manifest(header_digest)
    content = b"".join((_length(first), first, _length(items), items))
    chunks = max(chunks_min, -(-len(content) // CHUNK_BYTES))
    padded = content.ljust(chunks * CHUNK_BYTES, b"\0")
    sealed = seal_chunks(payload_key(file_key, header_digest), padded)
    return b"".join((header, *sealed))


def unseal(raw: bytes, pouch_bytes: int, opener: Opener) -> Unsealed:
    """A pouch of any kind, or its beginning, opened as far as its manifest ends.

    Raises:
        ComityError: as `comity.exchange.pouch.open_pouch` before its manifest is read.
            Rule: POUCH-10.
    """
    opening = read_header(raw, pouch_bytes)
    key = payload_key(_unwrap(opening, opener), opening.digest)
    chunks = open_chunks(key, memoryview(raw)[opening.size :], opening.chunks)
    content = bytearray(_next(chunks))
    end = _end(content, 0, MANIFEST_BYTES_MAX, opening)
    while len(content) < end:
        content += _next(chunks)
    return Unsealed(opening, bytes(content[LENGTH_BYTES:end]), content, end, chunks)


def items_of(unsealed: Unsealed) -> bytes:
    """What follows the manifest, once all of the pouch is opened.

    Raises:
        ComityError: ``pouch/chunk``, ``pouch/items``, ``pouch/padding``. Rule: POUCH-3.
    """
    content = unsealed.content
    for chunk in unsealed.chunks:
        content += chunk
    return _items(content, unsealed.end, unsealed.opening)


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


def _items(content: bytearray, start: int, opening: Opening) -> bytes:
    """The bytes of the items; behind them stand zeros only."""
    if start + LENGTH_BYTES > len(content):
        raise MalformedError("pouch/items", "POUCH-6", "the items are cut off")
    end = _end(content, start, ITEMS_BYTES_MAX, opening)
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
