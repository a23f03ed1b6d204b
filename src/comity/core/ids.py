# SPDX-License-Identifier: Apache-2.0
"""Names and binary values as text: codes, matters, digests, unpadded base64url.

Parse once, strictly, into a type: what carries one of these types has been checked.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final, NewType

from comity.core.errors import MalformedError
from comity.core.limits import SEGMENTS_MAX

__all__ = [
    "ChannelId",
    "Code",
    "Digest",
    "Matter",
    "b64",
    "channel_id",
    "digest_bytes",
    "digest_text",
    "matter",
    "party_code",
    "unb64",
]

Code = NewType("Code", str)
"""A party's code, ``[a-z0-9-]{2,24}`` (ENT-2)."""
Matter = NewType("Matter", str)
"""What an act is about: 1 to 8 segments ``[a-z0-9-]{1,40}`` joined by ``/`` (ENT-3)."""
Digest = NewType("Digest", str)
"""A SHA-256 value as 43 characters of unpadded base64url (ENC-10)."""
ChannelId = NewType("ChannelId", str)
"""The digest of a genesis (BIRTH-2)."""

_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
CODE_PATTERN: Final = "[a-z0-9-]{2,24}"
_SEGMENT: Final = "[a-z0-9-]{1,40}"
MATTER_PATTERN: Final = rf"{_SEGMENT}(?:/{_SEGMENT}){{0,{SEGMENTS_MAX - 1}}}"
DIGEST_PATTERN: Final = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"

_CODE: Final = re.compile(CODE_PATTERN, re.ASCII)
_MATTER: Final = re.compile(MATTER_PATTERN, re.ASCII)
_DIGEST: Final = re.compile(DIGEST_PATTERN, re.ASCII)


def party_code(text: object) -> Code:
    """The text as a party's code.

    Raises:
        MalformedError: ``grammar`` if it is not ``[a-z0-9-]{2,24}``. Rule: ENT-2.
    """
    if not isinstance(text, str) or not _CODE.fullmatch(text):
        raise MalformedError("grammar", "ENT-2", "a party's code is 2 to 24 of a-z, 0-9 and -")
    return Code(text)


def matter(text: object) -> Matter:
    """The text as a matter.

    Raises:
        MalformedError: ``grammar`` if the path does not follow it. Rule: ENT-3.
    """
    if not isinstance(text, str) or not _MATTER.fullmatch(text):
        raise MalformedError(
            "grammar", "ENT-3", "a matter is 1 to 8 segments of a-z, 0-9 and -, joined by /"
        )
    return Matter(text)


def digest_text(text: object) -> Digest:
    """The text as a digest.

    Raises:
        MalformedError: ``grammar`` if it is not 43 characters of canonical base64url. Rule: ENC-10.
    """
    if not isinstance(text, str) or not _DIGEST.fullmatch(text):
        raise MalformedError("grammar", "ENC-10", "a digest is 32 bytes as unpadded base64url")
    return Digest(text)


def channel_id(text: object) -> ChannelId:
    """The text as a channel id, which is a digest. Raises MalformedError as `digest_text`."""
    return ChannelId(digest_text(text))


def b64(raw: bytes) -> str:
    """The bytes as unpadded base64url (RFC 4648 §5). Rule: ENC-10."""
    return binascii.b2a_base64(raw, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def unb64(text: object, size: int) -> bytes:
    """The bytes written in unpadded base64url.

    Args:
        text: untrusted.
        size: the exact number of bytes expected.

    Raises:
        MalformedError: ``grammar`` on another alphabet, length, padding or on unused bits set.
            Rule: ENC-10.
    """
    if isinstance(text, str) and len(text) == (size * 4 + 2) // 3 and text.isascii():
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) == size and b64(raw) == text:
            return raw
    raise MalformedError("grammar", "ENC-10", f"expected {size} bytes as unpadded base64url")


def digest_bytes(digest: Digest | ChannelId) -> bytes:
    """The 32 bytes of a digest already checked."""
    return base64.urlsafe_b64decode(digest + "=")
