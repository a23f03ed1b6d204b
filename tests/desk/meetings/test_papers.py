# SPDX-License-Identifier: Apache-2.0
"""Papers of a meeting: brought as a file, signed as one entry, given out as an attachment."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comity.core.errors import MalformedError, RuleError
from comity.core.ids import Matter
from comity.home import door, drafts
from comity.home.bringing import File, statement_of
from comity.home.models import AuditLine, Draft
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.moves import Statement
from comity.node.sign import attach
from comity.ports import Kept
from comity.subjects import write_body
from comity.workbench.circulating import Said
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.meetings.test_meeting_files import DATE, M, _date
from tests.unit.subjects.samples import terms
from tests.unit.workbench.test_incoming import PDF, WORD, packed

NAME = "한일 협력 #1.pdf"


def _ready(capitals: Capitals) -> None:
    capitals.agree({"terms": terms()})
    capitals.agree({DATE: _date()})


def _send(visitor: Visitor, raw: bytes | None = PDF, name: str = NAME, **changed: str) -> Any:
    sent: dict[str, Any] = {"title_en": "Joint paper", "title_ko": "공동 자료", "title_ja": "",
                            "title_0": "Joint paper", "title_1": "공동 자료", "title_2": "",
                            "language": "ko", "marking": ""}  # fmt: skip
    sent |= changed
    if raw is not None:
        sent["file"] = SimpleUploadedFile(name, raw)
    where = reverse("paper", kwargs={"channel": visitor.capitals.channel, "meeting": M})
    return visitor.client.post(where, sent, secure=True)


def _declared(capitals: Capitals, raw: bytes, name: str, **changed: Any) -> None:
    """A paper of the Japanese side, by whatever program they use."""
    digest = attach(capitals.jp, capitals.channel, raw)
    value = {"name": name, "media_type": "application/pdf", "size": len(raw), "digest": digest,
             "marking": None, "language": "ja"} | changed  # fmt: skip
    paper = {"title": {"ja": "日本側資料"}, "document": digest, "language": "ja"}
    capitals.sign(
        JP,
        Statement(Matter("document/jp-1"), write_body("document/jp-1", "declare", value), (digest,),
                  ((Matter(f"meeting/{M}/paper"),
                    write_body(f"meeting/{M}/paper", "declare", paper)),)),
    )  # fmt: skip
    capitals.exchange(3)


def _file(visitor: Visitor, document: str = "jp-1", party: str = "jp") -> Any:
    places = {"channel": visitor.capitals.channel, "document": document, "party": party}
    return visitor.client.post(reverse("document-file", kwargs=places), {}, secure=True)


def test_a_paper_becomes_a_draft_and_its_bytes_travel_with_the_entry(capitals: Capitals) -> None:
    """PAPER-20: one entry declares the file and the paper that names it"""
    _ready(capitals)
    level = terms()["markings"]["ceiling"]
    person = capitals.person("officer", Role.SIGNER)
    visitor = capitals.visitor(person)
    answer = _send(visitor, marking=level)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    (draft,) = Draft.objects.all()
    move = drafts.unpack(draft.move)
    assert isinstance(move, Statement)
    assert [name for name, _ in move.each] == ["document/kr-1", f"meeting/{M}/paper"]
    page = visitor.read("draft", draft=draft.pk)
    for told in ("Joint paper", "공동 자료", NAME, "application/pdf"):
        assert told in page, told
    capitals.sign(KR, move)
    capitals.exchange(3)
    rooms = capitals.house.views.rooms(capitals.channel)
    (document,) = rooms.documents.details
    assert document.attached
    kept = capitals.jp.records.content(capitals.channel, "document", move.documents[0])
    assert isinstance(kept, Kept)
    assert kept.raw == PDF


def test_nothing_of_a_paper_leaves_before_it_is_signed(capitals: Capitals) -> None:
    _ready(capitals)
    visitor = capitals.visitor(capitals.person("officer", Role.DRAFTER))
    _send(visitor)
    (draft,) = Draft.objects.all()
    move = drafts.unpack(draft.move)
    assert isinstance(move, Statement)
    capitals.exchange(3)
    digest = move.documents[0]
    assert not isinstance(capitals.jp.records.content(capitals.channel, "document", digest), Kept)


@pytest.mark.parametrize(
    ("raw", "name", "changed", "told"),
    [
        (None, "", {}, "Choose the file"),
        (b"", "empty.pdf", {}, "Choose the file|The file is empty"),
        (b"<html>", "a.html", {}, "not circulated here"),
        (b"<svg/>", "a.svg", {}, "not circulated here"),
        (packed(word__vbaProject_dot_bin=b"x"), "a.docx", {}, "runs by itself"),
        (PDF.replace(b"/Catalog", b"/Catalog /JavaScript"), "a.pdf", {}, "runs by itself"),
        (WORD, "a.pdf", {}, "not what its name says"),
        (PDF, ".hidden.pdf", {}, "name"),
        (PDF, "x" * 250 + ".pdf", {}, "name"),
        (PDF, NAME, {"marking": "top-secret"}, "choose one of those offered"),
        (PDF, NAME, {"title_0": "", "title_1": "", "title_en": "", "title_ko": ""}, "fill this in"),
        (PDF, NAME, {"language": "fr"}, "choose one of those offered"),
    ],
)
def test_what_is_off_is_told_and_nothing_is_kept(
    capitals: Capitals, raw: bytes | None, name: str, changed: dict[str, str], told: str
) -> None:
    """PAPER-21, PAPER-22"""
    _ready(capitals)
    visitor = capitals.visitor(capitals.person("officer", Role.SIGNER))
    answer = _send(visitor, raw, name, **changed)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert any(one.lower() in page.lower() for one in told.split("|")), page[-4000:]
    assert Draft.objects.count() == 0


def test_paper_22_a_marking_above_the_ceiling_is_refused_behind_the_form_too(
    capitals: Capitals,
) -> None:
    """PAPER-22: None above the ceiling of the terms"""
    _ready(capitals)
    rooms = capitals.house.views.rooms(capitals.channel)
    levels = [one["level"] for one in terms()["markings"]["equivalence"]]
    above = [*levels[levels.index(terms()["markings"]["ceiling"]) + 1 :], "unknown"]
    for level in above:
        with pytest.raises(RuleError) as told:
            statement_of(capitals.kr, capitals.channel, rooms, M, Said({"en": "x"}, "en", level),
                         File("a.pdf", PDF))  # fmt: skip
        assert told.value.code == "paper-marking"


def test_paper_23_a_paper_is_given_out_as_an_attachment_and_written_down(
    capitals: Capitals,
) -> None:
    """PAPER-23: as an attachment, its digest checked"""
    _ready(capitals)
    _declared(capitals, PDF, "日本 資料.pdf")
    visitor = capitals.visitor(capitals.person("officer", Role.OBSERVER))
    page = visitor.read("meeting", channel=capitals.channel, meeting=M)
    assert "日本 資料.pdf" in page
    answer = _file(visitor)
    assert answer.status_code == 200
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E6%97%A5" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert AuditLine.objects.filter(action="paper-taken", subject="jp-1").count() == 1
    for places in ({"document": "none", "party": "jp"}, {"document": "jp-1", "party": "kr"}):
        assert _file(visitor, **places).status_code == 404
    outsider = capitals.visitor(capitals.person("outsider", Role.SIGNER, post="away", channels=[]))
    assert _file(outsider).status_code == 404


@pytest.mark.parametrize(
    ("raw", "changed", "told"),
    [
        (packed(word__vbaProject_dot_bin=b"x"), {"name": "a.docx"}, "held back"),
        (b"<script>", {"name": "a.html"}, "held back"),
        (PDF, {"size": 3}, "not those that were declared"),
    ],
)
def test_paper_24_what_came_and_would_act_by_itself_is_held_back(
    capitals: Capitals, raw: bytes, changed: dict[str, Any], told: str
) -> None:
    """PAPER-24: is held back"""
    _ready(capitals)
    _declared(capitals, raw, **({"name": "a.pdf"} | changed))
    visitor = capitals.visitor(capitals.person("officer", Role.OBSERVER))
    answer = _file(visitor)
    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert not AuditLine.objects.filter(action="paper-taken").exists()


def test_a_marking_above_the_ceiling_of_the_other_side_is_shown(capitals: Capitals) -> None:
    _ready(capitals)
    _declared(capitals, PDF, "a.pdf", marking="cosmic")
    visitor = capitals.visitor(capitals.person("officer", Role.OBSERVER))
    page = visitor.read("meeting", channel=capitals.channel, meeting=M)
    assert "marked above what the terms allow" in page


def test_only_who_drafts_may_bring_a_paper(capitals: Capitals) -> None:
    _ready(capitals)
    watcher = capitals.visitor(capitals.person("watcher", Role.OBSERVER))
    assert _send(watcher).status_code == 404
    assert watcher.get("paper", channel=capitals.channel, meeting=M).status_code == 404
    drafter = capitals.visitor(capitals.person("drafter", Role.DRAFTER))
    page = drafter.read("paper", channel=capitals.channel, meeting=M)
    assert 'type="file"' in page
    assert drafter.get("paper", channel=capitals.channel, meeting="none").status_code == 404


def test_only_a_paper_goes_along_with_another_word(capitals: Capitals) -> None:
    reader = Reader(capitals.person("officer", Role.SIGNER), capitals.kr, approvals=0)
    value = {"text": {"en": "x"}, "not_before": None}
    readout = write_body(f"meeting/{M}/readout", "declare", value)
    move = Statement(Matter(f"meeting/{M}/readout"), readout, (),
                     ((Matter(f"meeting/{M}/readout"), readout),))  # fmt: skip
    with pytest.raises(MalformedError) as told:
        door.draft(reader, capitals.channel, move)
    assert told.value.code == "body/verb"
