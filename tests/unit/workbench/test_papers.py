# SPDX-License-Identifier: Apache-2.0
"""Papers as files: the same in both, and nothing that anyone typed is ever more than text."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import ConfigError, MalformedError
from comity.workbench.papers import (
    Block,
    Break,
    Bullets,
    Heading,
    Manuscript,
    Paragraph,
    Picture,
    Role,
    Table,
    check_manuscript,
    content,
    said,
)
from comity.workbench.papers.pdf_files import PACKAGE, check_fonts, compiler_of, pdf_of
from comity.workbench.papers.word_files import INTERNAL, NEGOTIATED, docx_of

CODE = (
    '#panic("x")', '#eval("1")', '#read("/etc/passwd")', "$ x^2 $", "\\ \\u{41}", "= heading",
    '#import "@preview/cetz:0.2.0": *', "*strong* _em_ `raw` <label> @ref", "// comment /* */",
    "]) #panic()", '"quotes" -- ~ ---', "&amp; <w:t> </w:p>", '=HYPERLINK("http://x")',
    "{ PAGE } MACROBUTTON", "한국어 直 日本語 [KR: 안][JP: 案]",
)  # fmt: skip
LANGUAGES = ("ko", "ja", "en")
TEXTS = st.one_of(
    st.sampled_from(CODE),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30),
)


def paper(*blocks: Block, title: str = "Title", **frame: Any) -> Manuscript:
    framed = {"marking": "Restricted", "notice": "Internal", "foot": "As of today"} | frame
    return Manuscript(
        title, framed.pop("language", "ko"), framed["marking"], framed["notice"], framed["foot"],
        1_681_700_000_000, blocks,
    )  # fmt: skip


def png() -> bytes:
    def chunk(kind: bytes, raw: bytes) -> bytes:
        return struct.pack(">I", len(raw)) + kind + raw + struct.pack(">I", zlib.crc32(kind + raw))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0\0")) + chunk(b"IEND", b"")
    )


def whole(text: str = "words") -> Manuscript:
    return paper(
        Heading(1, said(text, "ko")),
        Paragraph(said(text, "en") + said(text, "ja", strong=True)),
        Paragraph(said(text, "ja"), "negotiated"),
        Paragraph(said(text, "ko"), "internal"),
        Heading(2, said(text, "en")),
        Table(said(text, "ko"), (said(text, "ko"), said("b", "ko")),
              ((said(text, "ja"), said("", "ko")),), (2, 1)),
        Bullets((said(text, "ko"), said("two", "ko"))),
        Bullets((said(text, "ko"),), numbered=True, role="internal"),
        Picture(png(), said(text, "ko"), 40),
        Break(),
        title=text,
    )  # fmt: skip


def word_texts(made: bytes) -> list[str]:
    read = docx.Document(io.BytesIO(made))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return [*(line.text for line in read.paragraphs), *cells]


def pdf_texts(made: Manuscript) -> list[str]:
    """Every text that the page description has set, as typst reads its own document."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("func") == "text":
                found.append(node["text"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    for selector in ("heading", "par", "table", "list", "enum"):
        walk(json.loads(compiler_of(made).query(selector)))
    return found


@given(st.lists(st.tuples(TEXTS, st.sampled_from(LANGUAGES)), min_size=1, max_size=4))
def test_paper_3_what_anyone_typed_is_text_in_the_word_file(pairs: list[tuple[str, str]]) -> None:
    """What anyone typed is data to both writers"""
    made = docx_of(paper(*(Paragraph(said(text, language)) for text, language in pairs)))
    read = docx.Document(io.BytesIO(made))
    assert [line.text for line in read.paragraphs[1:]] == [text for text, _ in pairs]
    xml = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()
    assert "w:hyperlink" not in xml
    assert "instrText" not in xml
    runs = [run for line in read.paragraphs[1:] for run in line.runs]
    tags = {"ko": "ko-KR", "ja": "ja-JP", "en": "en-GB"}
    told = [run.element.xpath("w:rPr/w:lang/@w:val") for run in runs]
    assert told == [[tags[language]] for _, language in pairs]


@pytest.mark.parametrize("text", CODE)
def test_paper_3_what_anyone_typed_is_text_in_the_pdf(text: str) -> None:
    """nothing of it becomes markup, formula, field, link, path or code"""
    made = whole(text)
    assert pdf_of(made).startswith(b"%PDF-")
    found = pdf_texts(made)
    # heading, paragraph, its strong half, negotiated, internal, second heading, caption and cells,
    # and both lists: each of them whole, in one piece.
    assert found.count(text) >= 9
    assert "raw" not in found
    assert all("/etc" not in one or one == text for one in found)


def test_paper_3_lines_stand_below_one_another_in_the_pdf() -> None:
    found = pdf_texts(paper(Paragraph(said("one #1\n= two", "ko"))))
    assert "one #1" in found
    assert "= two" in found


def test_paper_1_the_same_content_gives_the_same_bytes() -> None:
    """the same content gives the same bytes"""
    made = whole()
    assert pdf_of(made) == pdf_of(made)
    assert docx_of(made) == docx_of(made)
    assert docx_of(made) != docx_of(whole("others"))
    assert pdf_of(made) != pdf_of(whole("others"))


def test_paper_1_both_files_say_the_same() -> None:
    """A Word file and a PDF of one paper say the same"""
    blocks: list[Block] = [Heading(1, said("h-1", "ko"))]
    blocks += [Paragraph(said(f"w-{n}", "ko")) for n in range(5)]
    table = Table(said("cap", "ko"), (said("c-1", "ko"),), ((said("c-2", "ko"),),))
    made = paper(*blocks, table, Bullets((said("b-1", "ko"),)))
    expected = {"h-1", "cap", "c-1", "c-2", "b-1", *(f"w-{n}" for n in range(5))}
    assert expected <= set(word_texts(docx_of(made)))
    assert expected <= set(pdf_texts(made))


def test_paper_5_a_word_file_has_real_styles_and_the_marking_on_every_page() -> None:
    """real styles and heading levels"""
    read = docx.Document(io.BytesIO(docx_of(whole())))
    styles = [line.style.name if line.style else "" for line in read.paragraphs]
    for name in ("Title", "Heading 1", "Heading 2", NEGOTIATED, INTERNAL, "List Bullet",
                 "List Number"):  # fmt: skip
        assert name in styles
    section = read.sections[0]
    head = "\n".join(line.text for line in section.header.paragraphs)
    foot = "\n".join(line.text for line in section.footer.paragraphs)
    assert "Restricted" in head
    assert "Internal" in head
    assert "Restricted" in foot
    assert "As of today" in foot
    xml = section.footer.part.blob.decode()
    assert "NUMPAGES" in xml
    assert read.tables[0].rows[0]._tr.xpath("w:trPr/w:tblHeader")
    east = read.paragraphs[3].runs[0].element.xpath("w:rPr/w:rFonts/@w:eastAsia")
    assert east == ["Yu Mincho"]


def test_paper_5_a_word_file_names_nobody_and_holds_nothing_that_runs() -> None:
    """no name of a person or user"""
    raw = docx_of(whole())
    about = docx.Document(io.BytesIO(raw)).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        every = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if "vba" in name.lower() or "thumbnail" in name]
    assert b"python-docx" not in every
    assert b'TargetMode="External"' not in every


def test_paper_4_a_pdf_is_tagged_and_names_no_time_but_ours() -> None:
    """It is tagged"""
    raw = pdf_of(whole())
    assert b"StructTreeRoot" in raw or b"/ObjStm" in raw
    assert b"pdfuaid" in raw
    assert b"CreationDate" not in raw


def test_paper_4_a_character_without_a_form_is_a_box_and_no_pdf_ua() -> None:
    """as far as its characters allow"""
    raw = pdf_of(paper(Paragraph(said("a\u0378b", "ko"))))
    assert raw.startswith(b"%PDF-")
    assert b"pdfuaid" not in raw


def test_paper_4_lacking_fonts_are_said_with_their_package() -> None:
    """where they are absent none is written, and that is said"""
    with pytest.raises(ConfigError) as told:
        check_fonts(["DejaVu Sans", "Noto Sans CJK KR"])
    assert told.value.code == "paper-fonts"
    assert PACKAGE in told.value.hint


def test_paper_3_a_forbidden_character_is_seen() -> None:
    """stands as `�` and is never left out unseen"""
    assert said("a\u202eb\0", "ko")[0].text == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([Break()] * (content.BLOCKS_MAX + 1), "paper/size"),
        ([Paragraph(said("x" * content.CHARS_MAX, "ko"))], "paper/size"),
        ([Heading(2, said("x", "ko"))], "paper/heading"),
        ([Heading(1, said("x", "ko")), Heading(3, said("x", "ko"))], "paper/heading"),
        ([Table((), (), ())], "paper/table"),
        ([Table((), (said("a", "ko"),), ((said("a", "ko"), said("b", "ko")),))], "paper/table"),
        ([Table((), (said("a", "ko"),), (), (1, 2))], "paper/table"),
        ([Table((), (said("a", "ko"),) * 9, ())], "paper/size"),
        ([Picture(b"GIF89a", said("x", "ko"))], "paper/picture"),
        ([Picture(png(), said("x", "ko"), 999)], "paper/picture"),
        ([Picture(png() + b"x" * content.PICTURE_BYTES_MAX, ())], "paper/size"),
        ([Paragraph(said("x", "KO"))], "paper/language"),
        ([Paragraph((content.Span("a\u202eb", "ko"),))], "paper/text"),
    ],
)
def test_paper_2_what_no_writer_takes_is_refused(blocks: list[Block], code: str) -> None:
    """A paper has at most 5,000 blocks"""
    for writes in (docx_of, pdf_of, check_manuscript):
        with pytest.raises(MalformedError) as told:
            writes(paper(*blocks))
        assert told.value.code == code


@pytest.mark.parametrize("role", ["plain", "negotiated", "internal"])
def test_each_role_has_its_font(role: Role) -> None:
    raw = pdf_of(paper(Paragraph(said("가", "ko"), role), notice="", marking=""))
    assert raw.startswith(b"%PDF-")
