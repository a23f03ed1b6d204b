# SPDX-License-Identifier: Apache-2.0
"""What stands on each sheet of a page as Chromium prints it to PDF."""

import re
import zlib
from typing import Final

from playwright.sync_api import Page

_OBJECT: Final = re.compile(rb"(?s)\b(\d+) 0 obj\b(.*?)\bendobj\b")
_STREAM: Final = re.compile(rb"stream\r?\n")
_FONT: Final = re.compile(rb"/(F\d+) (\d+) 0 R")


def sheets(page: Page) -> list[str]:
    """The letters of each sheet in the order in which they are set, without spaces."""
    raw = page.pdf(format="A4", prefer_css_page_size=True)
    objects = {int(number): body for number, body in _OBJECT.findall(raw)}
    maps = {number: _letters(objects, body) for number, body in objects.items()}
    found = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b(?!s)", body):
            continue
        contents = re.search(rb"/Contents (\d+) 0 R", body)
        assert contents is not None
        fonts = {name: maps[int(number)] for name, number in _FONT.findall(body)}
        found.append(_set(_inflated(objects[int(contents[1])]), fonts))
    return found


def _letters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    """By glyph, what a font's map to Unicode says; nothing where it is no font."""
    named = re.search(rb"/ToUnicode (\d+) 0 R", font)
    if named is None:
        return {}
    told = _inflated(objects[int(named[1])])
    found: dict[int, str] = {}
    for block in re.findall(rb"(?s)beginbfchar(.*?)endbfchar", told):
        for glyph, text in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"(?s)beginbfrange(.*?)endbfrange", told):
        for first, last, text in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(text, 16)
            for place, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[glyph] = chr(start + place)
    return found


def _inflated(body: bytes) -> bytes:
    length, begun = re.search(rb"/Length (\d+)", body), _STREAM.search(body)
    assert length is not None
    assert begun is not None
    held = body[begun.end() : begun.end() + int(length[1])]
    return zlib.decompress(held) if b"/FlateDecode" in body else held


def _set(contents: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    told = []
    for name, text in re.findall(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>", contents):
        if name:
            letters = fonts[name]
        else:
            glyphs = (int(text[at : at + 4], 16) for at in range(0, len(text), 4))
            told += [letters.get(glyph, "") for glyph in glyphs]
    return "".join("".join(told).split())
