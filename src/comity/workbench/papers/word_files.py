# SPDX-License-Identifier: Apache-2.0
"""A paper as a Word file: real styles, headings and table heads, the marking on every page, and
each run with its language and the East Asian font it is to be set in.

The same paper gives the same bytes. The file names no person and no program's user, holds no
macro, no link to anything outside and no field but page numbers. Rule: PAPER-5.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from comity.workbench.papers.content import (
    Block,
    Break,
    Bullets,
    Heading,
    Manuscript,
    Paragraph,
    Picture,
    Role,
    Span,
    Table,
    Words,
    check_manuscript,
)

__all__ = ["INTERNAL", "NEGOTIATED", "docx_of"]

NEGOTIATED: Final = "Negotiated"
"""Name of the paragraph style of negotiated words."""
INTERNAL: Final = "Internal"
"""Name of the paragraph style of what stays at home."""
_SANS: Final = {"ko": "Malgun Gothic", "ja": "Yu Gothic", "zh": "Microsoft YaHei"}
_SERIF: Final = {"ko": "Batang", "ja": "Yu Mincho", "zh": "SimSun"}
_TAGS: Final = {"ko": "ko-KR", "ja": "ja-JP", "zh": "zh-CN", "en": "en-GB"}
_LATIN: Final = {"sans": "Arial", "serif": "Times New Roman"}
_GROUND: Final = "F6EFE0"
_HEAD: Final = "E9EDF1"
_QUIET: Final = RGBColor(0x4A, 0x5A, 0x68)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time that a zip file says of each of its members, for want of none."""
_MIDDLE: Final = WD_ALIGN_PARAGRAPH.CENTER


def docx_of(paper: Manuscript) -> bytes:
    """The Word file. Raises MalformedError as `check_manuscript`."""
    check_manuscript(paper)
    return _Writer(paper).written()


class _Writer:
    """One paper on its way into a file. What python-docx has no words for is set in its XML."""

    def __init__(self, paper: Manuscript) -> None:
        self._paper = paper
        self._made: Any = docx.Document()
        _drop_thumbnail(self._made)
        self._styles()
        self._properties()
        self._frame()

    def written(self) -> bytes:
        """The bytes, in the order of python-docx, each member of one fixed time."""
        title = self._made.add_paragraph(style="Title")
        self._run(title, Span(self._paper.title, self._paper.language))
        for block in self._paper.blocks:
            self._put(block)
        raw = io.BytesIO()
        self._made.save(raw)
        return _settled(raw.getvalue())

    # --- once for the file ---

    def _styles(self) -> None:
        styles, language = self._made.styles, self._paper.language
        normal = styles["Normal"]
        normal.font.name, normal.font.size = _LATIN["sans"], Pt(10.5)
        normal.paragraph_format.space_after = Pt(6)
        _fonts(normal.element.get_or_add_rPr(), "sans", language, language)
        _language(normal.element.get_or_add_rPr(), language)
        _language(styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0], language)
        for name, size in (("Title", 18), ("Heading 1", 14), ("Heading 2", 12), ("Heading 3", 11)):
            style = styles[name]
            style.font.size, style.font.bold = Pt(size), True
            style.font.color.rgb = RGBColor(0x14, 0x20, 0x2B)
            _fonts(style.element.get_or_add_rPr(), "sans", language, language)
            for line in style.element.xpath("w:pPr/w:pBdr"):
                line.getparent().remove(line)
        negotiated = styles.add_style(NEGOTIATED, WD_STYLE_TYPE.PARAGRAPH)
        negotiated.base_style = normal
        _fonts(negotiated.element.get_or_add_rPr(), "serif", language, language)
        inner = styles.add_style(INTERNAL, WD_STYLE_TYPE.PARAGRAPH)
        inner.base_style = normal
        inner.element.get_or_add_pPr().append(_shaded(_GROUND))

    def _properties(self) -> None:
        """Of when it is and what it is called; nobody's name."""
        moment = datetime.fromtimestamp(self._paper.made_ms // 1000, UTC).replace(tzinfo=None)
        about = self._made.core_properties
        about.title, about.language = self._paper.title, self._paper.language
        about.author = about.last_modified_by = about.comments = ""
        about.keywords = about.subject = about.category = ""
        about.created = about.modified = moment
        about.revision = 1

    def _frame(self) -> None:
        paper, section = self._paper, self._made.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(25)
        marking = Span(paper.marking, paper.marking_language or paper.language, strong=True)
        head = section.header.paragraphs[0]
        head.alignment = _MIDDLE
        if paper.marking:
            self._run(head, marking)
        if paper.notice:
            more = section.header.add_paragraph() if paper.marking else head
            more.alignment = _MIDDLE
            self._run(more, Span(paper.notice, paper.language, strong=True))
        foot = section.footer.paragraphs[0]
        foot.alignment = _MIDDLE
        if paper.marking:
            self._run(foot, marking)
            foot = section.footer.add_paragraph()
            foot.alignment = _MIDDLE
        self._run(foot, Span(f"{paper.foot}  ", paper.language, quiet=True))
        _field(foot, "PAGE")
        self._run(foot, Span(" / ", paper.language, quiet=True))
        _field(foot, "NUMPAGES")

    # --- block by block ---

    def _put(self, block: Block) -> None:
        match block:
            case Heading():
                self._fill(self._made.add_heading(level=block.level), block.words)
            case Paragraph():
                self._fill(self._made.add_paragraph(style=_style(block.role)), block.words,
                           block.role)  # fmt: skip
            case Bullets():
                name = "List Number" if block.numbered else "List Bullet"
                for item in block.items:
                    line = self._made.add_paragraph(style=name)
                    if block.role == "internal":
                        line.paragraph_format.element.get_or_add_pPr().append(_shaded(_GROUND))
                    self._fill(line, item, block.role)
            case Table():
                self._table(block)
            case Picture():
                self._made.add_picture(io.BytesIO(block.png), width=Mm(block.width_mm))
                told = "".join(one.text for one in block.alternative)
                self._made.element.xpath("//wp:docPr")[-1].set("descr", told)
            case Break():
                self._made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _table(self, block: Table) -> None:
        if block.caption:
            line = self._made.add_paragraph()
            line.paragraph_format.keep_with_next = True
            self._fill(line, block.caption)
        made = self._made.add_table(rows=1, cols=len(block.head), style="Table Grid")
        made.autofit = False
        total = sum(block.shares) or len(block.head)
        shares = block.shares or (1,) * len(block.head)
        widths = [Mm(166 * share // total) for share in shares]
        first = made.rows[0]
        first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no other way
        for cell, words in zip(first.cells, block.head, strict=True):
            cell._tc.get_or_add_tcPr().append(_shaded(_HEAD))  # noqa: SLF001 - likewise
            self._fill(cell.paragraphs[0], tuple(one._replace(strong=True) for one in words))
        for row in block.rows:
            cells = made.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                self._fill(cell.paragraphs[0], words)
        for row in made.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
        self._made.add_paragraph()

    def _fill(self, line: Any, words: Words, role: Role = "plain") -> None:
        for one in words:
            self._run(line, one, role)

    def _run(self, line: Any, span: Span, role: Role = "plain") -> None:
        run = line.add_run(span.text)
        run.bold = span.strong or None
        if span.quiet:
            run.font.color.rgb = _QUIET
        properties = run._r.get_or_add_rPr()  # noqa: SLF001 - fonts by script have no other way
        face = "serif" if role == "negotiated" else "sans"
        _fonts(properties, face, span.language, self._paper.language)
        _language(properties, span.language)


def _style(role: Role) -> str:
    return {"plain": "Normal", "negotiated": NEGOTIATED, "internal": INTERNAL}[role]


def _fonts(properties: Any, face: str, language: str, around: str) -> None:
    """Name the font of each script: of a language without its own, that of the paper around it."""
    named = _SERIF if face == "serif" else _SANS
    eastern = named.get(_short(language)) or named.get(_short(around)) or named["ko"]
    fonts = properties.get_or_add_rFonts()
    for place in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{place}"), _LATIN[face])
    fonts.set(qn("w:eastAsia"), eastern)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _language(properties: Any, language: str) -> None:
    """Say in which language a run is, to a spelling checker and to whoever reads it aloud."""
    for one in properties.findall(qn("w:lang")):
        properties.remove(one)
    told = OxmlElement("w:lang")
    tag = _TAGS.get(language, language)
    told.set(qn("w:val"), tag)
    if _short(language) in _SANS:
        told.set(qn("w:eastAsia"), tag)
    properties.append(told)


def _short(language: str) -> str:
    return language.partition("-")[0]


def _shaded(colour: str) -> Any:
    ground = OxmlElement("w:shd")
    ground.set(qn("w:val"), "clear")
    ground.set(qn("w:color"), "auto")
    ground.set(qn("w:fill"), colour)
    return ground


def _field(line: Any, code: str) -> None:
    """A number that Word counts by itself: `code` is one of ours, never of content."""
    for kind in ("begin", "", "end"):
        run = line.add_run()
        run.font.color.rgb = _QUIET
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = f" {code} "
        run._r.append(mark)  # noqa: SLF001 - fields have no other way


def _drop_thumbnail(made: Any) -> None:
    """Leave out the picture of an empty page that python-docx's template brings."""
    relations = made.part.package.rels
    for name in [
        key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL
    ]:
        del relations[name]


def _settled(raw: bytes) -> bytes:
    """The same members, all of one time and one way of packing."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(member, before.read(name))
    return made.getvalue()
