# SPDX-License-Identifier: Apache-2.0
"""A paper as PDF: set by typst from a fixed page description, to which all content is data.

The same paper gives the same bytes. The file is tagged, so that it can be read aloud, and as far
as its characters allow it is PDF/UA.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import typst

from comity.core.errors import ConfigError
from comity.workbench.papers.content import (
    Block,
    Break,
    Bullets,
    Heading,
    Manuscript,
    Paragraph,
    Picture,
    Role,
    Table,
    Words,
    check_manuscript,
)

__all__ = ["PACKAGE", "check_fonts", "compiler_of", "pdf_of"]

PACKAGE: Final = "fonts-noto-cjk"
"""The package of Debian that brings the fonts."""
_SCRIPTS: Final = {"ko": "KR", "ja": "JP", "zh": "SC"}
_FACES: Final = {"sans": "Noto Sans CJK", "serif": "Noto Serif CJK"}
_NEEDED: Final = tuple(f"{face} {script}" for face in _FACES.values() for script in ("KR", "JP"))


def pdf_of(paper: Manuscript) -> bytes:
    """The PDF file.

    Raises:
        MalformedError: as `check_manuscript`.
        ConfigError: ``paper-fonts`` where this machine lacks the fonts. Rule: PAPER-4.
    """
    check_fonts(_families())
    try:
        # A character of which no font has a form makes it no PDF/UA, but is to be seen all the
        # same, as a box.
        return _compiled(paper, pdf_standards=["ua-1"])
    except typst.TypstError:
        return _compiled(paper)


def _compiled(paper: Manuscript, **options: Any) -> bytes:
    made: Any = compiler_of(paper).compile(format="pdf", pdf_tags=True, **options)
    return bytes(made)


def compiler_of(paper: Manuscript) -> typst.Compiler:
    """The paper ready to be set, once: typst takes a page description given as bytes only once.

    Raises: as `check_manuscript`.
    """
    check_manuscript(paper)
    return typst.Compiler(_page(), sys_inputs={"paper": json.dumps(_data(paper))})


def check_fonts(families: Iterable[str]) -> None:
    """Nothing, if every font that papers are set in is among those that this machine has.

    Raises:
        ConfigError: ``paper-fonts``, with the package that brings them. Rule: PAPER-4.
    """
    lacking = sorted(set(_NEEDED) - set(families))
    if lacking:
        raise ConfigError("paper-fonts", "PAPER-4", f"install the package {PACKAGE}")


@lru_cache(maxsize=1)
def _families() -> tuple[str, ...]:
    return tuple(typst.Fonts().families())


@lru_cache(maxsize=1)
def _page() -> bytes:
    return files("comity.workbench.papers").joinpath("page.typ").read_bytes()


def _data(paper: Manuscript) -> dict[str, Any]:
    """All that the page description is given: texts, numbers and codes of ours."""
    marking = paper.marking_language or paper.language
    fonts = {
        f"{kind}-{script}": f"{face} {script}"
        for kind, face in _FACES.items()
        for script in _SCRIPTS.values()
    }
    return {
        "title": paper.title,
        "language": _short(paper.language),
        "script": _script(paper.language),
        "marking": paper.marking,
        "markingLanguage": _short(marking),
        "markingFont": f"sans-{_script(marking)}",
        "notice": paper.notice,
        "foot": paper.foot,
        "fonts": fonts,
        "blocks": [_block(paper, one) for one in paper.blocks],
    }


def _block(paper: Manuscript, block: Block) -> dict[str, Any]:
    def spans(words: Words, role: Role = "plain") -> list[dict[str, Any]]:
        return [
            {
                "text": one.text,
                "language": _short(one.language),
                "font": f"{_face(role)}-{_script(one.language, paper.language)}",
                "strong": one.strong,
                "quiet": one.quiet,
            }
            for one in words
        ]

    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "words": spans(block.words)}
        case Paragraph():
            told = spans(block.words, block.role)
            return {"kind": "paragraph", "role": block.role, "words": told}
        case Bullets():
            items = [spans(one, block.role) for one in block.items]
            return {"kind": "bullets", "role": block.role, "numbered": block.numbered,
                    "items": items}  # fmt: skip
        case Table():
            # One cell is a map, or flattening the rows would take the cells apart too.
            rows = [[{"words": spans(cell)} for cell in row] for row in block.rows]
            return {"kind": "table", "caption": spans(block.caption),
                    "head": [spans(cell) for cell in block.head], "rows": rows,
                    "shares": list(block.shares or (1,) * len(block.head))}  # fmt: skip
        case Picture():
            alternative = "".join(one.text for one in block.alternative)
            return {"kind": "picture", "png": list(block.png), "alternative": alternative,
                    "width": block.width_mm}  # fmt: skip
        case Break():
            return {"kind": "break"}


def _face(role: Role) -> str:
    return "serif" if role == "negotiated" else "sans"


def _short(language: str) -> str:
    return language.partition("-")[0]


def _script(language: str, around: str = "") -> str:
    """The national form of characters; of other languages that of the paper around it."""
    return _SCRIPTS.get(_short(language)) or _SCRIPTS.get(_short(around)) or "KR"
