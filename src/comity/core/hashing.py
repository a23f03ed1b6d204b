# SPDX-License-Identifier: Apache-2.0
"""The one hash construction and the label of every kind of thing (ENC-14 to ENC-16)."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Final

from comity.core.ids import Digest, b64

ENTRY: Final = b"comity/1 entry"
GENESIS: Final = b"comity/1 genesis"
KEYSET: Final = b"comity/1 keyset"
SEALING: Final = b"comity/1 sealing"
ROOT: Final = b"comity/1 root"
CREDENTIALS: Final = b"comity/1 credentials"
CARD: Final = b"comity/1 card"
BODY: Final = b"comity/1 body"
DOCUMENT: Final = b"comity/1 document"
APPROVAL: Final = b"comity/1 approval"
INVITATION: Final = b"comity/1 invitation"
ANSWER: Final = b"comity/1 answer"
FOUNDING: Final = b"comity/1 founding"
MANIFEST: Final = b"comity/1 manifest"
HEADER: Final = b"comity/1 header"
ITEMS: Final = b"comity/1 items"
POUCH: Final = b"comity/1 pouch"
SOUNDING: Final = b"comity/1 sounding"

LABELS: Final = (
    ENTRY, GENESIS, KEYSET, SEALING, ROOT, CREDENTIALS, CARD, BODY, DOCUMENT, APPROVAL,
    INVITATION, ANSWER, FOUNDING, MANIFEST, HEADER, ITEMS, POUCH, SOUNDING,
)  # fmt: skip

LABEL_BYTES_MAX: Final = 255
LENGTH_BYTES: Final = 8
SALT_BYTES: Final = 32


def digest(label: bytes, raw: bytes) -> Digest:
    """SHA-256(length of label ‖ label ‖ length of raw ‖ raw), as text.

    Args:
        label: one of this module's labels; 1 to 255 ASCII bytes, its length written as one byte.
        raw: any bytes; their length is written as eight bytes, big-endian.

    Rule: ENC-14.
    """
    return Digest(b64(digest_raw(label, raw)))


def digest_raw(label: bytes, raw: bytes) -> bytes:
    """The 32 bytes of `digest`. Rule: ENC-14."""
    state = _begun(label).copy()
    state.update(len(raw).to_bytes(LENGTH_BYTES, "big"))
    state.update(raw)
    return state.digest()


@cache
def _begun(label: bytes) -> hashlib._Hash:
    """The hash of a label with its length: the beginning of every digest under it."""
    assert label.startswith(b"comity/1 ")
    assert len(label) <= LABEL_BYTES_MAX
    return hashlib.sha256(bytes((len(label),)) + label)


def salted(label: bytes, salt: bytes, raw: bytes) -> Digest:
    """The digest of salt ‖ raw: it can be published without giving the content away.

    Args:
        label: BODY, DOCUMENT or APPROVAL.
        salt: 32 random bytes that travel beside the content.
        raw: the content.

    Rule: ENC-16.
    """
    assert len(salt) == SALT_BYTES
    return digest(label, salt + raw)
