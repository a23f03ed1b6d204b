# SPDX-License-Identifier: Apache-2.0
"""What a paper says, frozen: headings, paragraphs, tables, lists, pictures, and in which language
each of its words is. Both writers write all of it, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from comity.core.encoding import forbidden_at
from comity.core.errors import MalformedError

__all__ = [
    "BLOCKS_MAX",
    "CHARS_MAX",
    "PICTURE_BYTES_MAX",
    "Block",
    "Break",
    "Bullets",
    "Heading",
    "Manuscript",
    "Paragraph",
    "Picture",
    "Role",
    "Span",
    "Table",
    "Words",
    "check_manuscript",
    "said",
]

BLOCKS_MAX: Final = 5_000
"""Headings, paragraphs, tables and the like of one paper."""
CHARS_MAX: Final = 1_000_000
"""Code points of one paper, about four hundred pages."""
COLUMNS_MAX: Final = 8
ROWS_MAX: Final = 2_000
ITEMS_MAX: Final = 2_000
PICTURE_BYTES_MAX: Final = 4 * 1024 * 1024
WIDTH_MM_MAX: Final = 170
LEVEL_MAX: Final = 3
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_REPLACEMENT: Final = "\ufffd"

Role: TypeAlias = Literal["plain", "negotiated", "internal"]
"""Ours that frames; negotiated words; or what stays at home and stands on its own ground."""


class Span(NamedTuple):
    """Words of one language.

    Args:
        text: as it is read, several lines allowed.
        language: of the words, as ``ko``.
        strong: whether they stand out.
        quiet: whether they step back, as a date behind a sentence.
    """

    text: str
    language: str
    strong: bool = False
    quiet: bool = False


Words: TypeAlias = tuple[Span, ...]


class Heading(NamedTuple):
    """A heading of level 1 to 3; each at most one deeper than the one before."""

    level: int
    words: Words


class Paragraph(NamedTuple):
    """A paragraph, and what kind of words it holds."""

    words: Words
    role: Role = "plain"


class Table(NamedTuple):
    """A table with one row of headings.

    Args:
        caption: what it is of, read out and written above.
        head: one cell a column, 1 to 8.
        rows: as many cells each as the head.
        shares: the width of each column as a share; empty where all are alike.
    """

    caption: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    shares: tuple[int, ...] = ()


class Bullets(NamedTuple):
    """Points of a list, numbered or not."""

    items: tuple[Words, ...]
    numbered: bool = False
    role: Role = "plain"


class Picture(NamedTuple):
    """A picture as PNG, with the words that stand for it, and its width in millimetres."""

    png: bytes
    alternative: Words
    width_mm: int = 160


class Break(NamedTuple):
    """What follows begins on a new page."""


Block: TypeAlias = Heading | Paragraph | Table | Bullets | Picture | Break


class Manuscript(NamedTuple):
    """A whole paper.

    Args:
        title: of the paper.
        language: in which its frame is written, and by default everything.
        marking: what stands at the head and foot of every page; empty for none.
        marking_language: of the marking.
        notice: what else stands at the head of every page, as that it is internal; or empty.
        foot: what stands at the foot of every page beside its number, as of when it is.
        made_ms: as of when it is, UTC milliseconds: the only time in the file.
        blocks: in their order.
    """

    title: str
    language: str
    marking: str
    notice: str
    foot: str
    made_ms: int
    blocks: tuple[Block, ...]
    marking_language: str = ""


def said(text: str, language: str, *, strong: bool = False, quiet: bool = False) -> Words:
    """Words of one language.

    What no text of ours may hold, as marks that turn the direction of writing, stands as the
    replacement character: it is never left out unseen. Rule: PAPER-3.
    """
    while (place := forbidden_at(text)) is not None:
        text = text[:place] + _REPLACEMENT + text[place + 1 :]
    return (Span(text, language, strong, quiet),)


def check_manuscript(paper: Manuscript) -> Manuscript:
    """The paper, if a writer takes it.

    Raises:
        MalformedError: ``paper/size`` beyond a limit (PAPER-2); ``paper/text`` on a character that
            no text may hold, ``paper/language`` on no code of a language, ``paper/heading`` on a
            heading out of its order, ``paper/table`` on a row that is not as long as the head,
            ``paper/picture`` on what is no PNG (PAPER-3).
    """
    _bounded(len(paper.blocks), BLOCKS_MAX, "blocks")
    chars, level = 0, 0
    for block in paper.blocks:
        match block:
            case Heading():
                if not 1 <= block.level <= min(level + 1, LEVEL_MAX):
                    raise MalformedError("paper/heading", "PAPER-3", f"level {block.level}")
                level = block.level
            case Table():
                _check_table(block)
            case Bullets():
                _bounded(len(block.items), ITEMS_MAX, "items")
            case Picture():
                _bounded(len(block.png), PICTURE_BYTES_MAX, "bytes of a picture")
                if not block.png.startswith(_PNG) or not 1 <= block.width_mm <= WIDTH_MM_MAX:
                    raise MalformedError("paper/picture", "PAPER-3", "a PNG, 1 to 170 mm wide")
            case Paragraph() | Break():
                pass
        for span in spans_of(block):
            _check(span.text, span.language)
            chars += len(span.text)
    for text in (paper.title, paper.marking, paper.notice, paper.foot):
        _check(text, paper.language)
        chars += len(text)
    if paper.marking_language:
        _check("", paper.marking_language)
    _bounded(chars, CHARS_MAX, "characters")
    return paper


def spans_of(block: Block) -> Iterator[Span]:
    """Every span of a block, in reading order."""
    match block:
        case Heading() | Paragraph():
            yield from block.words
        case Table():
            yield from block.caption
            yield from _flat(block.head)
            for row in block.rows:
                yield from _flat(row)
        case Bullets():
            yield from _flat(block.items)
        case Picture():
            yield from block.alternative
        case Break():
            pass


def _flat(cells: Iterable[Words]) -> Iterator[Span]:
    for cell in cells:
        yield from cell


def _check_table(table: Table) -> None:
    columns = len(table.head)
    _bounded(columns, COLUMNS_MAX, "columns")
    _bounded(len(table.rows), ROWS_MAX, "rows")
    rows = all(len(row) == columns for row in table.rows)
    shares = not table.shares or (len(table.shares) == columns and min(table.shares) > 0)
    if not columns or not rows or not shares:
        raise MalformedError("paper/table", "PAPER-3", f"{columns} cells in every row")


def _check(text: str, language: str) -> None:
    place = forbidden_at(text)
    if place is not None:
        raise MalformedError("paper/text", "PAPER-3", f"character {place + 1} can't be shown")
    if not _LANGUAGE.fullmatch(language):
        raise MalformedError("paper/language", "PAPER-3", "a language such as ko")


def _bounded(count: int, most: int, what: str) -> None:
    if count > most:
        raise MalformedError("paper/size", "PAPER-2", f"at most {most} {what}, here are {count}")
