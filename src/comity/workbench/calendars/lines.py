# SPDX-License-Identifier: Apache-2.0
"""The lines of an iCalendar file, and its entries as blocks of them (RFC 5545, 3.1).

A scanner of one pass: no pattern that could go back and forth over hostile text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

__all__ = ["Block", "FormError", "Line", "blocks_of"]

LINES_MAX: Final = 200_000
"""Lines of a file, folded ones counted once."""
DEPTH_MAX: Final = 8
"""Blocks inside of blocks."""


class FormError(ValueError):
    """The file as a whole is no calendar.

    Attributes:
        code: of a finding, ``file-form``, ``file-half`` or ``file-long``.
    """

    def __init__(self, *, code: str) -> None:
        super().__init__(code)
        self.code = code


class Line(NamedTuple):
    """One content line: name in capitals, parameters in capitals with their values, the value."""

    name: str
    params: tuple[tuple[str, str], ...]
    value: str

    def param(self, name: str) -> str:
        """The value of a parameter, without quotation marks; empty where there is none."""
        return next((value for key, value in self.params if key == name), "")


@dataclass(slots=True)
class Block:
    """What stands between BEGIN and END.

    Args:
        name: in capitals.
        place: the number of its first line, from 1.
        lines: its own content lines.
        torn: names, as far as there is one, of lines in it that are no content lines.
        inner: blocks inside of it.
    """

    name: str
    place: int
    lines: list[Line] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """Its lines of a name."""
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> Line | None:
        """Its first line of a name, or None."""
        return next((line for line in self.lines if line.name == name), None)


def blocks_of(text: str) -> list[Block]:
    """The outermost blocks of a file, in order.

    Raises:
        FormError: if blocks are not nested, nothing is a block, or the file is cut off.
    """
    top: list[Block] = []
    stack: list[Block] = []
    lines = list(_unfolded(text))
    for place, raw in lines:
        line = _line(raw)
        if line is None or line.name not in ("BEGIN", "END"):
            if stack and line is not None:
                stack[-1].lines.append(line)
            elif stack:
                stack[-1].torn.append(raw[:20].upper())
            continue
        name = line.value.strip().upper()
        if line.name == "BEGIN":
            block = Block(name, place)
            (stack[-1].inner if stack else top).append(block)
            stack.append(block)
            if len(stack) > DEPTH_MAX:
                raise FormError(code="file-form")
        elif not stack:
            raise FormError(code="file-form")
        elif (wanted := stack.pop().name) != name:
            cut = place == lines[-1][0] and wanted.startswith(name)  # in the middle of the line
            raise FormError(code="file-half" if cut else "file-form")
    if stack:
        raise FormError(code="file-half")
    if not top:
        raise FormError(code="file-form")
    return top


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number of their first line; a line that begins blank continues."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > LINES_MAX:
        raise FormError(code="file-long")
    parts: list[str] = []
    begun = 0
    for place, line in enumerate(lines, 1):
        if line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield begun, "".join(parts)
        parts, begun = ([line], place) if line.strip() else ([], place)
    if parts:
        yield begun, "".join(parts)


def _line(raw: str) -> Line | None:
    """The content line, or None if it has not that form."""
    head, quoted, cut = [""], False, -1
    for place, sign in enumerate(raw):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign == ":":
            cut = place
            break
        elif not quoted and sign == ";":
            head.append("")
            continue
        head[-1] += sign
    name = head[0].strip().upper()
    if cut < 0 or not name or not name.replace("-", "").isalnum() or not name.isascii():
        return None
    params = []
    for part in head[1:]:
        key, _, value = part.partition("=")
        params.append((key.strip().upper(), value.strip().strip('"')))
    return Line(name, tuple(params), raw[cut + 1 :])
