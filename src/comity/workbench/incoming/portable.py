# SPDX-License-Identifier: Apache-2.0
"""PDF: what in it would run, send, start, or hide another file. It is read as bytes, never drawn.

Names are compared as a reader would take them, with every ``#41`` undone. Objects packed into
streams are unpacked within a bound; what is packed in another way than everybody's is refused,
since nobody can say what it holds.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from comity.core.errors import MalformedError

__all__ = ["UNPACKED_MAX", "check_pdf"]

UNPACKED_MAX: Final = 64 * 1024 * 1024
"""Bytes of all packed objects together."""
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE: Final = re.compile(
    rb"/(JavaScript|EmbeddedFiles?|Launch|RichMedia|SubmitForm|ImportData|GoToE|Rendition)"
    rb"(?![A-Za-z0-9])"
)
_FORM: Final = re.compile(rb"/(XFA|JS)(?![A-Za-z0-9])")
_OUTSIDE: Final = re.compile(rb"/GoToR(?![A-Za-z0-9])")
_LOCKED: Final = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PACKED: Final = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_FILTER: Final = re.compile(rb"/Filter\s*(\[[^\]]*\]|/?[A-Za-z0-9]+(\s+[0-9]+\s+R)?)")
_BEGUN: Final = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_HEAD: Final = 4_096
"""Bytes of a stream by which it is judged whether it holds objects."""


def check_pdf(raw: bytes) -> None:
    """Nothing, if the file is whole and holds nothing that acts by itself.

    Raises:
        MalformedError: ``file/broken``, ``file/locked``, ``file/bomb``, ``file/active``,
            ``file/outside``. Rule: PAPER-21.
    """
    if b"%%EOF" not in raw:
        raise MalformedError("file/broken", "PAPER-21", "no end")
    _scan(_names(raw))
    shown = _names(_STREAM.sub(b" ", raw))
    if _FORM.search(shown):
        raise MalformedError("file/active", "PAPER-21", "a script or a form that computes")
    for packed in _packed(raw):
        told = _names(packed)
        _scan(told)
        if _FORM.search(told):
            raise MalformedError("file/active", "PAPER-21", "a script or a form that computes")


def _scan(names: bytes) -> None:
    for pattern, code in ((_ACTIVE, "file/active"), (_OUTSIDE, "file/outside"),
                          (_LOCKED, "file/locked")):  # fmt: skip
        found = pattern.search(names)
        if found is not None:
            raise MalformedError(code, "PAPER-21", found[0].decode("ascii"))


def _names(raw: bytes) -> bytes:
    """The bytes with every escape of a name undone."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), raw)


def _packed(raw: bytes) -> Iterator[bytes]:
    """What stands in streams of objects, unpacked.

    What a dictionary says can be hidden by text that looks like the end of one. So all between two
    streams counts as that of the second; and where there are packed objects at all, whatever begins
    with a number as they do is looked into, too.
    """
    left, last = UNPACKED_MAX, 0
    any_packed = _PACKED.search(_names(raw)) is not None
    for found in _BEGUN.finditer(raw):
        start = found.end()
        end = raw.find(b"endstream", start)
        body = raw[start : len(raw) if end < 0 else end]
        before = _names(raw[last : found.start()])
        last = max(last, start + len(body))
        named = _PACKED.search(before) is not None
        if not named and not (any_packed and _numbered(body)):
            continue
        filters = _FILTER.findall(before) if named else [(b"/FlateDecode", b"")]
        if not filters:
            yield body
            continue
        plain = filters[-1][0].strip(b"[] \r\n\t") == b"/FlateDecode"
        if named and (not plain or b"/DecodeParms" in before):
            raise MalformedError("file/active", "PAPER-21", "objects packed in an unusual way")
        unpacker = zlib.decompressobj()
        try:
            opened = unpacker.decompress(body, left)
        except zlib.error:
            raise MalformedError("file/broken", "PAPER-21", "packed objects") from None
        left -= len(opened)
        if unpacker.unconsumed_tail or left <= 0:
            raise MalformedError("file/bomb", "PAPER-21", f"over {UNPACKED_MAX} bytes")
        yield opened


def _numbered(body: bytes) -> bool:
    """Whether what is packed begins with a number, as packed objects do."""
    try:
        return zlib.decompressobj().decompress(body[:_HEAD], _HEAD).lstrip()[:1].isdigit()
    except zlib.error:
        return False
