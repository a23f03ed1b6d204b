# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON: one value, one byte form (ENC-1 to ENC-13).

The decoder refuses whatever the encoder would not itself write. Length is checked before any
work begins. Values are plain JSON: None, bool, int, str, list, dict with str keys.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

import msgspec

from comity.core.errors import MalformedError
from comity.core.limits import DEPTH_MAX, INTEGER_MAX, OPENINGS_MAX

__all__ = ["FORBIDDEN", "JSON", "decode", "encode", "forbidden_at", "is_plain", "read"]

JSON = Any
"""A canonical JSON value: None, bool, int, str, list or dict of str keys."""

T = TypeVar("T")

FORBIDDEN: Final[tuple[tuple[int, int], ...]] = (
    (0x0000, 0x0008), (0x000B, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x061C, 0x061C),
    (0x115F, 0x1160), (0x180E, 0x180E), (0x200B, 0x200B), (0x200E, 0x200F), (0x2028, 0x202E),
    (0x2060, 0x206F), (0x3164, 0x3164), (0xD800, 0xDFFF), (0xE000, 0xF8FF), (0xFDD0, 0xFDEF),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF),
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(1, 14)),
    (0xE0000, 0xE007F), (0xEFFFE, 0xEFFFF), (0xF0000, 0x10FFFF),
)  # fmt: skip
"""Inclusive ranges of code points that no signed text may hold (ENC-7): a fixed list."""

_FORBIDDEN: Final = re.compile(
    "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in FORBIDDEN) + "]"
)
_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_DECODER: Final = msgspec.json.Decoder()


def encode(value: JSON) -> bytes:
    """The canonical bytes of a value: sorted keys, no white space, raw UTF-8. Rule: ENC-2.

    Args:
        value: canonical JSON or frozen structs of it; its limits are the caller's to keep, the
            receiver's decoder judges the result.
    """
    return _ENCODER.encode(value)


def decode(raw: bytes, bytes_max: int) -> JSON:
    """The value that canonical bytes hold.

    Args:
        raw: untrusted.
        bytes_max: greatest length accepted, from `comity.core.limits`.

    Raises:
        MalformedError: `encoding/size`, `encoding/utf8`, `encoding/json`, `encoding/depth`,
            `encoding/number`, `encoding/key`, `encoding/text` or `encoding/canonical`.
            Rules: ENC-1 to ENC-9, ENC-11.
    """
    if len(raw) > bytes_max:
        raise MalformedError(
            "encoding/size", "ENC-6", f"{len(raw)} bytes; at most {bytes_max} are read"
        )
    if raw.count(b"[") + raw.count(b"{") > OPENINGS_MAX:
        raise MalformedError(
            "encoding/size", "ENC-6", f"more than {OPENINGS_MAX} brackets that open something"
        )
    try:
        value = _DECODER.decode(raw)
    except RecursionError:
        raise _depth() from None
    except UnicodeDecodeError as error:
        raise MalformedError("encoding/utf8", "ENC-1", str(error)) from None
    except msgspec.ValidationError:  # without types: a number beyond what a float holds
        raise MalformedError("encoding/number", "ENC-3", "a number out of range") from None
    except msgspec.DecodeError as error:
        raise _unreadable(raw, str(error)) from None
    _check(value, DEPTH_MAX, plain=is_plain(raw))
    if _ENCODER.encode(value) != raw:
        raise MalformedError(
            "encoding/canonical",
            "ENC-2",
            "not the canonical form (order, a key named twice, spaces, escapes, numbers)",
        )
    return value


def read(raw: bytes, kind: type[T], bytes_max: int) -> T:
    """The bytes as one value of a frozen struct type, strictly.

    Args:
        raw: untrusted canonical bytes.
        kind: a msgspec struct that forbids unknown fields.
        bytes_max: greatest length accepted.

    Raises:
        MalformedError: as `decode`; `type` if a field is missing, unknown or of another type.
            Rule: ENT-1, ENT-8.
    """
    return convert(decode(raw, bytes_max), kind)


def convert(value: JSON, kind: type[T]) -> T:
    """A decoded value as a struct. Raises MalformedError `type`. Rule: ENT-1, ENT-8."""
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise MalformedError("type", "ENT-8", str(error)) from None


def forbidden_at(text: str) -> int | None:
    """The place of the first forbidden code point of a text, counted from 0, or None.

    Rule: ENC-7.
    """
    found = _FORBIDDEN.search(text)
    return None if found is None else found.start()


def is_plain(raw: bytes) -> bool:
    """True if no text in these bytes can hold a forbidden code point, and every key is ASCII.

    Raw control characters are no JSON, and an escape needs a backslash; so of ASCII only
    delete (7F) is left. Most entries are plain, and are spared a look at each text.
    """
    return raw.isascii() and b"\\" not in raw and b"\x7f" not in raw


def _check(value: JSON, depth_left: int, *, plain: bool) -> None:
    """Refuse what msgspec lets pass: floats, great integers, odd keys, characters, depth."""
    kind = type(value)
    if kind is dict:
        if not plain:
            for key in value:
                _check_key(key)
        inner = value.values()
    elif kind is list:
        inner = value
    else:
        inner = (value,)
        depth_left += 1
    if not depth_left:
        raise _depth()
    for one in inner:
        kind = type(one)
        if kind is str:
            if not plain:
                _check_text(one)
        elif kind is int:
            if not -INTEGER_MAX <= one <= INTEGER_MAX:
                raise MalformedError("encoding/number", "ENC-3", "an integer beyond 2^53 - 1")
        elif kind is dict or kind is list:
            _check(one, depth_left - 1, plain=plain)
        elif kind is float:
            raise MalformedError("encoding/number", "ENC-3", "a number that is no plain integer")


def _check_key(key: str) -> None:
    if not key.isascii():
        raise MalformedError("encoding/key", "ENC-4", "a key that is not ASCII")
    _check_text(key)


def _check_text(text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found is not None:
        point, place = ord(found.group()), found.start()
        raise MalformedError(
            "encoding/text", "ENC-7", f"forbidden code point U+{point:04X} at place {place}"
        )


def _depth() -> MalformedError:
    return MalformedError("encoding/depth", "ENC-5", f"nested deeper than {DEPTH_MAX}")


def _unreadable(raw: bytes, found: str) -> MalformedError:
    """Tell a lone surrogate from other bytes that are no JSON."""
    if re.search(rb"\\u[dD][89a-fA-F]", raw):
        return MalformedError("encoding/text", "ENC-7", "a surrogate that stands alone")
    return MalformedError("encoding/json", "ENC-1", found)
