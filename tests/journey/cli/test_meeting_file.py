# SPDX-License-Identifier: Apache-2.0
"""The meeting file at the terminal: each kind, form and language; and what is refused."""

import io
import json
from pathlib import Path

import docx
import pytest

from tests.journey.cli.hands import Hand

DATE = {
    "form": "date", "kind": "round", "round": 1, "title": {"ko": "제1차 회의", "en": "1st round"},
    "start": "2023-05-03T10:00", "end": "2023-05-03T12:00", "zone": "Asia/Seoul",
    "place": {"en": "Seoul"}, "host": "kr",
}  # fmt: skip


def _dated(kr: Hand) -> None:
    (kr.desk / "date.json").write_text(json.dumps(DATE), "utf-8")
    kr.signs("offer", "economic", "meeting/round-1/date", "--body", "date.json")


def _told(path: Path) -> str:
    read = docx.Document(io.BytesIO(path.read_bytes()))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in read.paragraphs), *cells])


def test_a_meeting_file_is_written_in_each_form(pair: tuple[Hand, Hand]) -> None:
    kr, _ = pair
    _dated(kr)
    done = kr.does("meeting-file", "economic", "round-1", "--language", "ko", "-o", "b.docx")
    assert "b.docx" in done.out
    told = _told(kr.desk / "b.docx")
    assert "제1차 회의" in told
    assert "Briefing" not in told
    given = kr.does(
        "--json", "meeting-file", "economic", "round-1", "--format", "pdf", "-o", "b.pdf"
    ).json
    assert (given["kind"], given["format"], given["language"]) == ("briefing", "pdf", "en")
    raw = (kr.desk / "b.pdf").read_bytes()
    assert raw.startswith(b"%PDF")
    assert len(raw) == given["bytes"]
    assert (kr.desk / "b.pdf").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("round-1", "--kind", "report", "-o", "x.docx"), "report-early"),
        (("round-9", "-o", "x.docx"), "item-unknown"),
        (("round-1", "--kind", "minutes", "-o", "x.docx"), "choice-unknown"),
        (("round-1", "--format", "exe", "-o", "x.docx"), "choice-unknown"),
        (("round-1", "--language", "fr", "-o", "x.docx"), "choice-unknown"),
        (("round-1", "-o", "date.json"), "file/exists"),
    ],
)
def test_what_can_not_be_written_is_refused_and_leaves_no_file(
    pair: tuple[Hand, Hand], arguments: tuple[str, ...], code: str
) -> None:
    kr, _ = pair
    _dated(kr)
    refused = kr.types("--json", "meeting-file", "economic", *arguments)
    assert refused.code in {1, 2}
    assert json.loads(refused.err)["error"] == code
    assert not (kr.desk / "x.docx").exists()


def test_a_paper_is_circulated_and_comes_with_its_bytes(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    _dated(kr)
    (kr.desk / "points.txt").write_text("논의 요지\n", "utf-8")
    titled = ("--title", "ko=논의 요지", "--in", "ko")
    done = kr.signs("paper", "economic", "round-1", "points.txt", *titled)
    assert "points.txt" in done.out
    kr.brings(jp, "p1.pouch")
    jp.brings(kr, "p2.pouch")
    kr.brings(jp, "p3.pouch")
    jp.does("show", "economic", "document/kr-1", "--save", "got.txt")
    assert (jp.desk / "got.txt").read_text("utf-8") == "논의 요지\n"
    shown = jp.does("show", "economic").out
    assert "points.txt" in shown


@pytest.mark.parametrize(
    ("name", "raw", "more", "code"),
    [
        ("a.html", b"<script>", (), "file/kind"),
        ("a.pdf", b"MZ", (), "file/other"),
        ("a.txt", b"", (), "file/empty"),
        ("a.txt", b"x", ("--marking", "cosmic"), "paper-marking"),
        ("a.csv", b"=cmd|' /C calc'!A0", (), "file/active"),
    ],
)
def test_a_paper_that_is_not_to_be_circulated_is_refused(
    pair: tuple[Hand, Hand], name: str, raw: bytes, more: tuple[str, ...], code: str
) -> None:
    kr, _ = pair
    _dated(kr)
    (kr.desk / name).write_bytes(raw)
    told = ("paper", "economic", "round-1", name, "--title", "x", *more)
    refused = kr.types("--json", "--yes", *told)
    assert refused.code in {1, 2}
    assert json.loads(refused.err)["error"] == code
