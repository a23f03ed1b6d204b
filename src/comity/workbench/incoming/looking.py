# SPDX-License-Identifier: Apache-2.0
"""Whether a file is what its name says, and holds nothing that acts by itself: pure, on bytes."""

from __future__ import annotations

import re
from typing import Final

from comity.core.errors import MalformedError
from comity.workbench.incoming.kinds import BYTES_MAX, Kind, kind_of
from comity.workbench.incoming.packages import check_package
from comity.workbench.incoming.portable import check_pdf

__all__ = ["check_file"]

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
"""How an encrypted Office file begins, whatever it is called."""
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FORMULA: Final = re.compile(
    r"""(?m)(?:^|[,;\t])[^\S\n\t]*+"?+[^\S\n\t]*+(?:=|@|[+\-](?![0-9.,\s"]))"""
)
"""A cell that begins as a formula, perhaps after blanks and a quotation mark.

After each line and tabulator a cell begins anew, and no run of blanks is tried in two ways: so no
text, however blank, is read more than a few times.
"""


def check_file(name: str, raw: bytes) -> Kind:
    """The kind of the file.

    Args:
        name: as it is called; only its ending counts.
        raw: its bytes.

    Raises:
        MalformedError: ``file/kind``, ``file/empty``, ``file/large``, ``file/other`` (PAPER-20);
            as `check_package` and `check_pdf` (PAPER-21).
    """
    kind = kind_of(name)
    if not raw:
        raise MalformedError("file/empty", "PAPER-20", "no bytes")
    if len(raw) > BYTES_MAX:
        raise MalformedError("file/large", "PAPER-20", f"at most {BYTES_MAX} bytes")
    if kind.main and raw.startswith(_OLD_OFFICE):
        raise MalformedError("file/locked", "PAPER-21", "encrypted, or of an old kind")
    if not raw.startswith(kind.begins):
        raise MalformedError("file/other", "PAPER-20", f"does not begin as {kind.ending}")
    if kind.main:
        check_package(raw, kind)
    elif kind.ending == "pdf":
        check_pdf(raw)
    elif not kind.begins:
        _check_text(raw, formulas=kind.ending == "csv")
    return kind


def _check_text(raw: bytes, *, formulas: bool) -> None:
    """Text in UTF-8 without control characters; a table without formulas."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedError("file/other", "PAPER-20", "no UTF-8") from None
    if _CONTROLS.search(text):
        raise MalformedError("file/other", "PAPER-20", "control characters")
    if formulas and _FORMULA.search(text):
        raise MalformedError("file/active", "PAPER-21", "a cell that a table program computes")
