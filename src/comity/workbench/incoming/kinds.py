# SPDX-License-Identifier: Apache-2.0
"""Which kinds of files are circulated: an ending, its media type, how the bytes begin."""

from __future__ import annotations

from typing import Final, NamedTuple

from comity.core.errors import MalformedError
from comity.core.limits import DOCUMENT_BYTES_MAX

__all__ = ["ACCEPT", "BYTES_MAX", "KINDS", "Kind", "kind_of"]

BYTES_MAX: Final = DOCUMENT_BYTES_MAX
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."


class Kind(NamedTuple):
    """One kind: its ending, its media type, how its bytes begin, and the main part of a package."""

    ending: str
    media: str
    begins: bytes
    main: str = ""


KINDS: Final = (
    Kind("pdf", "application/pdf", b"%PDF-"),
    Kind("docx", _OFFICE + "wordprocessingml.document", b"PK\x03\x04", "word/document.xml"),
    Kind("xlsx", _OFFICE + "spreadsheetml.sheet", b"PK\x03\x04", "xl/workbook.xml"),
    Kind("pptx", _OFFICE + "presentationml.presentation", b"PK\x03\x04", "ppt/presentation.xml"),
    Kind("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    Kind("jpg", "image/jpeg", b"\xff\xd8\xff"),
    Kind("jpeg", "image/jpeg", b"\xff\xd8\xff"),
    Kind("csv", "text/csv", b""),
    Kind("txt", "text/plain", b""),
)
"""All of them; whatever is not here (HTML, SVG, archives, old Office files) is not circulated."""
ACCEPT: Final = ",".join(f".{one.ending}" for one in KINDS)
"""What a browser's file box offers."""


def kind_of(name: str) -> Kind:
    """The kind of a file by the ending of its name.

    Raises:
        MalformedError: ``file/kind`` of any other. Rule: PAPER-20.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    found = next((one for one in KINDS if one.ending == ending), None)
    if found is None:
        raise MalformedError("file/kind", "PAPER-20", "a kind that is not circulated")
    return found
