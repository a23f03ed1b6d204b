# SPDX-License-Identifier: Apache-2.0
"""The sealed part of a pouch: whole chunks, each under its number and a mark on the last.

The construction is that of age (STREAM): a chunk cut off, moved, doubled or altered does not open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.core import hashing
from comity.core.errors import TrustError
from comity.core.ids import Digest, digest_bytes

__all__ = [
    "CHUNK_BYTES",
    "FILE_KEY_BYTES",
    "SEALED_CHUNK_BYTES",
    "chunk_nonce",
    "open_chunks",
    "payload_key",
    "seal_chunks",
]

CHUNK_BYTES: Final = 65_536
"""Bytes of one chunk before it is sealed: the step of the size classes."""
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + 16
"""Bytes of one sealed chunk: the text and the tag of Poly1305."""
FILE_KEY_BYTES: Final = 32

_COUNTER_BYTES: Final = 11


def payload_key(file_key: bytes, header: Digest) -> bytes:
    """The 32 bytes under which the chunks are sealed: HKDF-SHA256. Rule: POUCH-3.

    Args:
        file_key: the 32 bytes that the header wraps.
        header: the digest of the header; it is the salt, so that a key serves one header only.
    """
    kdf = HKDF(SHA256(), FILE_KEY_BYTES, salt=digest_bytes(header), info=hashing.POUCH)
    return kdf.derive(file_key)


def chunk_nonce(place: int, *, last: bool) -> bytes:
    """The nonce of a chunk: its place from 0 in 11 bytes big-endian, then 1 if it is the last."""
    return place.to_bytes(_COUNTER_BYTES, "big") + bytes((last,))


def seal_chunks(key: bytes, content: bytes) -> Iterator[bytes]:
    """The content's chunks, sealed, in order. Rule: POUCH-3.

    Args:
        key: from `payload_key`; never used for another content.
        content: one or more whole chunks of 65,536 bytes.
    """
    count, surplus = divmod(len(content), CHUNK_BYTES)
    assert count
    assert not surplus
    cipher = ChaCha20Poly1305(key)
    view = memoryview(content)
    for place in range(count):
        text = view[place * CHUNK_BYTES : (place + 1) * CHUNK_BYTES]
        yield cipher.encrypt(chunk_nonce(place, last=place == count - 1), text, None)


def open_chunks(key: bytes, sealed: memoryview, count: int | None = None) -> Iterator[bytes]:
    """The chunks opened one by one; only when the last has come is the content whole.

    Args:
        key: from `payload_key`.
        sealed: one or more whole sealed chunks, untrusted; what is cut off at the end is left out.
        count: how many chunks the pouch has, if only the first of them are here.

    Raises:
        TrustError: ``pouch/chunk`` at the first that does not open. Rule: POUCH-3, POUCH-9.
    """
    here = len(sealed) // SEALED_CHUNK_BYTES
    count = here if count is None else count
    cipher = ChaCha20Poly1305(key)
    for place in range(min(here, count)):
        text = sealed[place * SEALED_CHUNK_BYTES : (place + 1) * SEALED_CHUNK_BYTES]
        try:
            yield cipher.decrypt(chunk_nonce(place, last=place == count - 1), text, None)
        except InvalidTag:
            raise TrustError(
                "pouch/chunk", "POUCH-3", f"chunk {place + 1} of {count} does not open"
            ) from None
