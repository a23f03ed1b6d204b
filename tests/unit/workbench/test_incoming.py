# SPDX-License-Identifier: Apache-2.0
"""Files that come from elsewhere: what is taken, and what would run, fetch, hide or burst."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import MalformedError
from comity.workbench.incoming import KINDS, apart, kind_of, looked_at
from comity.workbench.incoming.looking import check_file
from comity.workbench.incoming.packages import MEMBERS_MAX
from comity.workbench.papers import Heading, Manuscript, said
from comity.workbench.papers.pdf_files import pdf_of

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def word() -> bytes:
    made = docx.Document()
    made.add_paragraph("한국어와 日本語")
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


WORD = word()


def packed(**changed: bytes | None) -> bytes:
    """The Word file with members added, replaced or left out; `__` stands for a slash."""
    members = {key.replace("__", "/").replace("_dot_", "."): raw for key, raw in changed.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, raw in members.items():
            if raw is not None:
                new.writestr(name, raw)
    return made.getvalue()


def document(inner: str, before: str = "") -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return f"<?xml version='1.0'?>{before}<w:document {space}>{inner}</w:document>".encode()


def relations(kind: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    type_ = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    return (
        f'<Relationships xmlns="{space}"><Relationship Id="r9" Type="{type_}" '
        'Target="http://evil.example/x" TargetMode="&#69;xternal"/></Relationships>'
    ).encode()


def stream(inner: bytes, packing: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    body = zlib.compress(inner) if packing == b"/FlateDecode" else inner
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter " + packing + more + b" >>"
    return PDF.replace(b"trailer", b"7 0 obj\n" + head + b"\nstream\n" + body
                       + b"\nendstream\nendobj\ntrailer")  # fmt: skip


GOOD = {
    "word.docx": WORD,
    "links.docx": packed(word___rels__extra_dot_xml_dot_rels=relations("hyperlink")),
    "made.pdf": pdf_of(Manuscript("T", "ko", "M", "", "f", 0, (Heading(1, said("제목", "ko")),))),
    "plain.pdf": PDF,
    "packed.pdf": stream(b"1 0 << /Type /Page >>"),
    "text.txt": "한국어\n日本語\t열".encode(),
    "table.csv": b'\xef\xbb\xbfa,b\n-5,+3\n"x",- y\n',
    "picture.PNG": PNG,
    "photo.jpeg": b"\xff\xd8\xff\xe0rest",
}  # fmt: skip

BAD = {
    ("page.html", b"<script>"): "file/kind",
    ("drawing.svg", b"<svg/>"): "file/kind",
    ("old.doc", b"\xd0\xcf\x11\xe0"): "file/kind",
    ("macro.docm", WORD): "file/kind",
    ("none", b"x"): "file/kind",
    ("archive.zip", WORD): "file/kind",
    ("empty.pdf", b""): "file/empty",
    ("not.pdf", b"MZ\x90"): "file/other",
    ("html.pdf", b"<html>%PDF-"): "file/other",
    ("html.txt", "가".encode("cp949")): "file/other",
    ("nul.txt", b"a\0b"): "file/other",
    ("sheet.xlsx", WORD): "file/other",
    ("half.docx", WORD[: len(WORD) // 2]): "file/broken",
    ("locked.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 100): "file/locked",
    ("macro.docx", packed(word__vbaProject_dot_bin=b"x")): "file/active",
    ("activex.docx", packed(word__activeX__a_dot_xml=b"<a/>")): "file/active",
    ("inner.docx", packed(word__embeddings__o_dot_bin=b"x")): "file/active",
    ("script.docx", packed(word__x_dot_js=b"x")): "file/active",
    ("dtd.docx", packed(word__document_dot_xml=document("", "<!DOCTYPE a [<!ENTITY b 'c'>]>"))):
        "file/active",
    ("macrotype.docx", packed(**{"[Content_Types]_dot_xml": (
        b"<Types><Override PartName='/a' ContentType='application/vnd.ms-word.document."
        b"macroEnabled.main+xml'/></Types>")})): "file/active",
    ("picture.docx", packed(word___rels__x_dot_xml_dot_rels=relations("image"))): "file/outside",
    ("template.docx", packed(word___rels__x_dot_xml_dot_rels=relations("attachedTemplate"))):
        "file/outside",
    ("linked.docx", packed(xl__externalLinks__e_dot_xml=b"<a/>")): "file/outside",
    ("dde.docx", packed(word__document_dot_xml=document(
        "<w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\\\x</w:instrText>"))): "file/outside",
    ("field.docx", packed(word__document_dot_xml=document(
        '<w:fldSimple w:instr="INCLUDEPICTURE http://x"/>'))): "file/outside",
    ("after.docx", packed(word__document_dot_xml=document(
        "<w:fldChar/><w:instrText>PAGE</w:instrText><w:fldChar/>"
        "<w:fldChar/><w:instrText>DDEAUTO c:\\x</w:instrText><w:fldChar/>"))): "file/outside",
    ("quoted.docx", packed(word__document_dot_xml=document(
        "<w:instrText>QUOTE 68 68 69</w:instrText>"))): "file/outside",
    ("named.docx", packed(word__other_dot_dat=document(
        "<w:instrText>DDE c:\\x</w:instrText>"))): "file/outside",
    ("html.docx", packed(word__part_dot_dat=b"<html><script>x</html>")): "file/broken",
    ("object.docx", packed(word___rels__x_dot_xml_dot_rels=relations("oleObject").replace(
        b"&#69;xternal", b"Internal"))): "file/active",
    ("chunk.docx", packed(word___rels__x_dot_xml_dot_rels=relations("aFChunk").replace(
        b"&#69;xternal", b"Internal"))): "file/active",
    ("links.docx", packed(xl__x_dot_xml=b"<a><ddeLink ddeService='cmd'/></a>")):
        "file/outside",
    ("xml.docx", packed(word__document_dot_xml=b"<a><b></a>")): "file/broken",
    ("noend.pdf", b"%PDF-1.7\n1 0 obj"): "file/broken",
    ("js.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>")):
        "file/active",
    ("escaped.pdf", PDF.replace(b"/Catalog", b"/Catalog /A << /S /J#61va#53cript >>")):
        "file/active",
    ("launch.pdf", PDF.replace(b"/Catalog", b"/Catalog /A << /S /Launch >>")): "file/active",
    ("inner.pdf", PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 2 0 R >>")):
        "file/active",
    ("xfa.pdf", PDF.replace(b"/Catalog", b"/Catalog /AcroForm << /XFA 2 0 R >>")): "file/active",
    ("hidden.pdf", stream(b"1 0 << /S /JavaScript >>")): "file/active",
    ("hidden-js.pdf", stream(b"1 0 << /JS 3 0 R >>")): "file/active",
    ("odd.pdf", stream(b"00", b"/ASCIIHexDecode")): "file/active",
    ("predicted.pdf", stream(b"1 0 <<>>", more=b" /DecodeParms << /Predictor 12 >>")):
        "file/active",
    ("padded.pdf", stream(b"1 0 << /S /JavaScript >>", more=b" /Pad (" + b"x" * 5_000 + b")")):
        "file/active",
    ("ended.pdf", stream(b"1 0 << /S /JavaScript >>").replace(b"/N 1", b"/N 1 /Pad ( obj <<)")):
        "file/active",
    ("parted.pdf", stream(b"1 0 << /S /JavaScript >>").replace(
        b"/N 1", b"/N 1 /Pad (stream\n1 endstream endobj 8 0 obj <<)")): "file/active",
    ("torn.pdf", stream(b"x").replace(zlib.compress(b"x"), b"\x78\x9cxxxx")): "file/broken",
    ("remote.pdf", PDF.replace(b"/Catalog", b"/Catalog /A << /S /GoToR >>")): "file/outside",
    ("locked.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root")): "file/locked",
    ("faked.pdf", PDF.replace(b"/Catalog", b"/Catalog /T (>>\nstream\n) /A << /S /JavaScript >>"
                              b" endstream")): "file/active",
    ("formula.csv", b"a,b\n1,=cmd|' /C calc'!A0\n"): "file/active",
    ("at.csv", b"@SUM(A1),2\n"): "file/active",
    ("plus.csv", b'x,"+A1+B1"\n'): "file/active",
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_paper_20_what_is_circulated_is_taken(name: str) -> None:
    """PAPER-20: PDF, DOCX, XLSX, PPTX, PNG, JPEG, CSV and plain text"""
    assert check_file(name, GOOD[name]).ending == name.rpartition(".")[2].lower()


@pytest.mark.parametrize(("name", "raw", "code"), [(*key, code) for key, code in BAD.items()],
                         ids=[key[0] for key in BAD])  # fmt: skip
def test_paper_21_what_would_act_by_itself_is_refused(name: str, raw: bytes, code: str) -> None:
    """PAPER-21: a macro, a script, a file inside, something fetched from elsewhere"""
    with pytest.raises(MalformedError) as told:
        check_file(name, raw)
    assert told.value.code == code
    assert told.value.rule in {"PAPER-20", "PAPER-21"}


def verdict(name: str, raw: bytes) -> str:
    try:
        check_file(name, raw)
    except MalformedError as error:
        return error.code
    return "file/taken"


def bomb(members: int, size: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for n in range(members):
            new.writestr(f"word/{n}.xml", b"\0" * size)
    return made.getvalue()


@pytest.mark.parametrize(("members", "size"), [(MEMBERS_MAX + 1, 0), (1, 8 << 20), (130, 1 << 20)])
def test_paper_21_what_unpacks_to_far_more_than_its_size_is_refused(
    members: int, size: int
) -> None:
    """PAPER-21: or unpacks to far more than its size"""
    with pytest.raises(MalformedError) as told:
        check_file("bomb.docx", bomb(members, size))
    assert told.value.code == "file/bomb"


def test_a_packed_object_that_swells_is_refused() -> None:
    with pytest.raises(MalformedError) as told:
        check_file("bomb.pdf", stream(b"\0" * (65 << 20)))
    assert told.value.code == "file/bomb"


def test_two_members_of_one_name_are_refused() -> None:
    made = io.BytesIO(WORD)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(made, "a") as package,
    ):
        package.writestr("word/document.xml", "<a/>")
    with pytest.raises(MalformedError) as told:
        check_file("twice.docx", made.getvalue())
    assert told.value.code == "file/broken"


@given(st.sampled_from([one.ending for one in KINDS]), st.binary(max_size=300))
def test_whatever_comes_is_taken_or_refused_by_name(ending: str, raw: bytes) -> None:
    for body in (raw, kind_of(f"x.{ending}").begins + raw):
        assert verdict(f"x.{ending}", body).startswith("file/")


@given(st.integers(min_value=0, max_value=len(WORD) - 1), st.integers(min_value=1, max_value=255))
def test_a_damaged_package_never_does_more_than_be_refused(place: int, change: int) -> None:
    raw = bytearray(WORD)
    raw[place] ^= change
    assert verdict("x.docx", bytes(raw)).startswith("file/")


def test_a_file_is_looked_at_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at("a.docx", WORD).ending == "docx"
    with pytest.raises(MalformedError) as told:
        looked_at("a.docx", packed(word__vbaProject_dot_bin=b"x"))
    assert (told.value.code, told.value.rule) == ("file/active", "PAPER-21")
    monkeypatch.setattr(apart, "SECONDS_MAX", 0.001)
    with pytest.raises(MalformedError) as late:
        looked_at("a.docx", WORD)
    assert late.value.code == "file/bomb"


def test_a_file_beyond_the_limit_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "BYTES_MAX", 3)
    with pytest.raises(MalformedError) as told:
        looked_at("a.txt", b"1234")
    assert told.value.code == "file/large"


SLOW_FORMULA = re.compile(r"""(?m)(^|[,;\t])\s*"?\s*(=|@|[+\-](?![0-9.,\s"]))""")
"""Where a cell begins as a formula, as one would write it down at first."""


@given(st.text(st.sampled_from('=+-@,;\t\n\r "x1.\u3000'), max_size=12))
def test_a_formula_is_found_wherever_the_short_definition_finds_it(text: str) -> None:
    """PAPER-21: a formula in a CSV"""
    raw = ("a" + text).encode()
    try:
        check_file("table.csv", raw)
    except MalformedError as error:
        found = error.code == "file/active"
    else:
        found = False
    assert found is (SLOW_FORMULA.search("a" + text) is not None)


@pytest.mark.parametrize("blank", ["\n", ' "', ", \u3000"])
def test_a_table_of_blanks_is_no_bomb(blank: str) -> None:
    """PAPER-21: it is refused where looking at it takes too long, which blanks alone don't make."""
    assert looked_at("table.csv", ("a" + blank * 300_000).encode()).ending == "csv"
