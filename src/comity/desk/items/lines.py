# SPDX-License-Identifier: Apache-2.0
"""What a body says, line by line, each line with the language in which it was signed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from comity.desk.offers import ShownItem

__all__ = ["Line", "TitledLines", "by_language", "titled"]

_SIGNED: Final = re.compile(r"\[([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\] (.+)", re.ASCII | re.DOTALL)
"""How `comity.telling` sets a text of one language among others."""


class Line(NamedTuple):
    """One line; `lang` is empty where it is the reader's own language."""

    lang: str
    text: str


class TitledLines(NamedTuple):
    """What a proposal or statement says of one item. `lines` are facts, `words` negotiated."""

    matter: str
    title: str
    lines: tuple[Line, ...]
    words: tuple[Line, ...]


def by_language(lines: Iterable[str]) -> tuple[Line, ...]:
    """The lines, each with its language."""
    found = []
    for line in lines:
        signed = _SIGNED.fullmatch(line)
        found.append(Line("", line) if signed is None else Line(signed[1], signed[2]))
    return tuple(found)


def titled(item: ShownItem) -> TitledLines:
    """One item of a proposal, its lines by language."""
    words = tuple(Line(code, text) for code, text in item.texts)
    return TitledLines(item.matter, item.title, by_language(item.lines), words)
