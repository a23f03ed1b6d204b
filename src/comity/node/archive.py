# SPDX-License-Identifier: Apache-2.0
"""The form of an export: a record, or what one matter needs of it, as one file (EXP-1 to EXP-4).

Lines of text: a person can read what was signed, and any language can write a reader. The last
line names the digest of all before it, so that no bit can turn unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO, Final

from comity.core.encoding import encode, read
from comity.core.entries import SignedEntry
from comity.core.errors import MalformedError
from comity.core.genesis import Birth
from comity.core.ids import Digest, b64, unb64
from comity.core.limits import BODY_BYTES_MAX, DOCUMENT_BYTES_MAX, ENTRY_BYTES_MAX
from comity.core.signing import Signature
from comity.node.contents import Content
from comity.ports import ContentKind, Kept

__all__ = ["MAGIC", "BirthLine", "Line", "bounded", "read_lines", "write_lines"]

MAGIC: Final = b"comity-export/1"
"""The first line. Another number is another form, which this version can't read."""

_CONTENT_PARTS: Final = 3
_LINE_BYTES_MAX: Final = DOCUMENT_BYTES_MAX * 4 // 3 + 256
"""Bytes of one line, its line feed included: the greatest document, its salt and digest."""


class _Stage(IntEnum):
    """What is due next."""

    MAGIC = 0
    BIRTH = 1
    ENTRIES = 2
    CONTENTS = 3


@dataclass(frozen=True, slots=True)
class BirthLine:
    """The birth of the channel: the first line after the magic."""

    birth: Birth


Line = BirthLine | SignedEntry | Content
"""What an export holds: its birth, then entries parents first, then bodies and documents."""


def write_lines(
    birth: Birth, entries: Iterable[SignedEntry], contents: Iterable[Content]
) -> Iterator[bytes]:
    """The bytes of an export, piece by piece, every piece one line.

    Args:
        birth: of the channel.
        entries: parents first, as stored.
        contents: bodies and documents that go along; others may be left out (AGR-17).
    """
    total = hashlib.sha256()

    def line(kind: bytes, *parts: bytes) -> bytes:
        text = b" ".join((kind, *parts)) + b"\n"
        total.update(text)
        return text

    yield line(MAGIC)
    yield line(b"birth", encode(birth))
    for signed in entries:
        yield line(b"entry", signed.raw)
        yield line(b"signature", encode(signed.signature))
    for content in contents:
        kept = content.kept
        parts = (content.digest.encode(), b64(kept.salt).encode(), b64(kept.raw).encode())
        yield line(content.kind.encode(), *parts)
    yield b"end " + b64(total.digest()).encode() + b"\n"


def bounded(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file as `read_lines` takes them: none is read further than it may be long."""
    while line := file.readline(_LINE_BYTES_MAX + 1):
        yield line


def read_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """What an export holds, in its order, form and final digest checked.

    Args:
        lines: from `bounded`, or pieces as `write_lines` makes them; untrusted.

    Raises:
        MalformedError: ``export`` where the form, order or digest is off; the errors of the
            decoders of its parts. What was given before is not to be trusted then.
    """
    total = hashlib.sha256()
    stage = _Stage.MAGIC
    entry: bytes | None = None
    ended = False
    for number, line in enumerate(lines, 1):
        if ended:
            raise _bad(number, "lines after the end")
        if len(line) > _LINE_BYTES_MAX or not line.endswith(b"\n"):
            raise _bad(number, "a line that is cut off or too long")
        kind, _, rest = line[:-1].partition(b" ")
        if kind == b"end" and stage >= _Stage.ENTRIES and entry is None:
            if rest != b64(total.digest()).encode():
                raise _bad(number, "the digest of all lines is another: something was changed")
            ended = True
            continue
        total.update(line)
        if stage is _Stage.MAGIC:
            if line[:-1] != MAGIC:
                raise _bad(number, "not an export that this version can read")
            stage = _Stage.BIRTH
        elif stage is _Stage.BIRTH and kind == b"birth":
            stage = _Stage.ENTRIES
            yield BirthLine(read(rest, Birth, BODY_BYTES_MAX))
        elif stage is _Stage.ENTRIES and kind == b"entry" and entry is None:
            entry = rest
        elif kind == b"signature" and entry is not None:
            yield SignedEntry(entry, read(rest, Signature, ENTRY_BYTES_MAX))
            entry = None
        elif stage >= _Stage.ENTRIES and kind in (b"body", b"document") and entry is None:
            stage = _Stage.CONTENTS
            yield _content("body" if kind == b"body" else "document", rest, number)
        else:
            raise _bad(number, "a line that is not due here")
    if not ended:
        raise _bad(0, "the file is cut off: its last line is missing")


def _content(kind: ContentKind, rest: bytes, number: int) -> Content:
    parts = rest.split(b" ")
    if len(parts) != _CONTENT_PARTS:
        raise _bad(number, "content is a digest, a salt and bytes")
    digest, salt, raw = (part.decode("ascii", "replace") for part in parts)
    size = len(raw) * 3 // 4
    return Content(kind, Digest(digest), Kept(unb64(salt, 32), unb64(raw, size)))


def _bad(number: int, hint: str) -> MalformedError:
    place = f"line {number}: " if number else ""
    return MalformedError("export", "EXP-2", place + hint)
