# SPDX-License-Identifier: Apache-2.0
"""Lines of a given width, for three scripts: Japanese breaks between characters, not at spaces."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len

__all__ = ["fold"]

_PIECES: Final = re.compile(
    r"\s+|[\u3040-\u30ff\u3400-\u9fff][、。」』)・ー]*|[^\s\u3040-\u30ff\u3400-\u9fff]+"
)
"""White space; one kana or kanji with what may not begin a line; any other run."""


def fold(text: str, width: int) -> list[str]:
    """The text as lines of at most that many columns; a longer word stands by itself."""
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(text):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]
