# SPDX-License-Identifier: Apache-2.0
"""What stands in clear before the sealed part of a pouch: a version and one wrapped key.

No name of sender, receiver or channel stands here, and no name of a key: the receiver tries its
own sealing keys, newest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from comity.core import hashing
from comity.core.encoding import encode, read
from comity.core.errors import MalformedError
from comity.core.ids import Digest, b64, unb64
from comity.exchange.chunks import SEALED_CHUNK_BYTES

__all__ = [
    "HEADER_BYTES_MAX",
    "INFO",
    "POUCH_BYTES_MAX",
    "WRAPPED_BYTES",
    "Opening",
    "encode_header",
    "read_header",
]

POUCH_BYTES_MAX: Final = 64 * 1_048_576
"""Bytes of one pouch, header included: what is left goes with the next."""
HEADER_BYTES_MAX: Final = 4_096
"""Bytes of the canonical JSON of a header."""
WRAPPED_BYTES: Final = 1_120 + 32 + 16
"""HPKE's encapsulated key (ML-KEM-768 ‖ X25519), the file key, and its tag."""

_FAMILY: Final = b"comity-pouch/"
_MAGIC: Final = _FAMILY + b"1\n"
_LENGTH_BYTES: Final = 2
_PROFILE: Final = "comity-1"

INFO: Final = hashing.HEADER + b"\n" + _MAGIC + encode({"profile": _PROFILE})
"""What HPKE binds: all of the header but the wrapped key itself. Rule: POUCH-3."""


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    profile: Literal["comity-1"]
    wrapped: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A header read from a pouch: the wrapped file key, its digest, where the chunks begin."""

    wrapped: bytes
    digest: Digest
    size: int
    chunks: int


def encode_header(wrapped: bytes) -> bytes:
    """The header of a pouch: version line, length of two bytes, canonical JSON. Rule: POUCH-3.

    Args:
        wrapped: the file key wrapped under `INFO`, 1,168 bytes.
    """
    assert len(wrapped) == WRAPPED_BYTES
    raw = encode(_Header(profile=_PROFILE, wrapped=b64(wrapped)))
    return _MAGIC + len(raw).to_bytes(_LENGTH_BYTES, "big") + raw


def read_header(raw: bytes, pouch_bytes: int | None = None) -> Opening:
    """The header that a pouch begins with; nothing but its form is judged.

    Args:
        raw: the whole pouch, untrusted, or its beginning with the header in it.
        pouch_bytes: how long the whole pouch is, if this is its beginning.

    Raises:
        MalformedError: ``pouch/size`` if it is too long or falls into no size class,
            ``pouch/version``, ``pouch/header``, or as `comity.core.encoding.read`.
            Rule: POUCH-3, POUCH-10.
    """
    whole = len(raw) if pouch_bytes is None else pouch_bytes
    if whole > POUCH_BYTES_MAX:
        raise MalformedError(
            "pouch/size", "POUCH-10", f"{whole} bytes; at most {POUCH_BYTES_MAX} are read"
        )
    if not raw.startswith(_MAGIC):
        if raw.startswith(_FAMILY):
            raise MalformedError("pouch/version", "POUCH-3", "a pouch of a version not known here")
        raise MalformedError("pouch/header", "POUCH-3", "not a pouch")
    start = len(_MAGIC) + _LENGTH_BYTES
    length = int.from_bytes(raw[len(_MAGIC) : start], "big")
    size = start + length
    if length > HEADER_BYTES_MAX or size > len(raw):
        raise MalformedError("pouch/header", "POUCH-3", "a header longer than it may be")
    chunks, surplus = divmod(whole - size, SEALED_CHUNK_BYTES)
    if surplus or not chunks:
        raise MalformedError(
            "pouch/size", "POUCH-10", "after the header come whole chunks of 65,552 bytes"
        )
    header = read(raw[start:size], _Header, HEADER_BYTES_MAX)
    return Opening(
        wrapped=unb64(header.wrapped, WRAPPED_BYTES),
        digest=hashing.digest(hashing.HEADER, raw[:size]),
        size=size,
        chunks=chunks,
    )
