# SPDX-License-Identifier: Apache-2.0
"""The meeting file in one click: who may take it, what it holds, what is written down of it."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.urls import reverse

from comity.core.ids import Matter
from comity.desk.people.actions import ACTIONS
from comity.home import notes
from comity.home.models import AuditLine, Person
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.subjects.texts import adoption_body
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals, Visitor
from tests.unit.subjects.samples import terms

M = "round-12"
DATE = f"meeting/{M}/date"
ITEM = f"meeting/{M}/agenda/jp-1"
TEXT = "summary"
NOTE = "CANARY: we could give way on batteries"
START = NOW + 7 * DAY_MS


def _date(**changes: Any) -> dict[str, Any]:
    return {
        "form": "date", "kind": "round", "round": 12,
        "title": {"en": "12th round", "ko": "제12차 회의", "ja": "第12回会合"},
        "start": START, "end": START + 3 * HOUR_MS, "zone": "Asia/Seoul",
        "place": {"en": "Seoul", "ko": "서울"}, "host": "kr", **changes,
    }  # fmt: skip


def _item(title: str) -> dict[str, Any]:
    return {
        "title": {"en": title, "ko": f"{title} 항목"}, "kind": "new", "carried_from": None,
        "lead": "jp", "minutes": 20, "previous": [], "outcome": {"en": "A common list"},
        "status": "on",
    }  # fmt: skip


def _header() -> dict[str, Any]:
    return {
        "title": {"en": "Summary", "ko": "요록"}, "kind": "summary-of-discussion",
        "legal_status": "not-legally-binding", "languages": {"ko": "authentic", "en": "courtesy"},
        "prevailing": None, "order": ["p1"], "meeting": M,
    }  # fmt: skip


def _wording(text: str) -> dict[str, Any]:
    return {"form": "paragraph", "base": None, "text": {"ko": text, "en": f"{text} in English"}}


def _follow_up(number: int = 1) -> dict[str, Any]:
    return {
        "title": {"en": f"Contact list {number}", "ko": f"연락처 목록 {number}"},
        "owners": ["jp"], "post": None, "due": NOW + DAY_MS, "zone": "Asia/Seoul",
        "source": f"text/{TEXT}/p/p1", "status": "open", "outcome": None,
    }  # fmt: skip


def _set(capitals: Capitals) -> None:
    capitals.agree({"terms": terms()})
    capitals.agree({DATE: _date()})
    capitals.agree({ITEM: _item("Batteries")})
    capitals.agree({f"text/{TEXT}": _header()})
    capitals.offer(JP, {f"text/{TEXT}/p/p1": _wording("일측 문안이다")})
    capitals.offer(KR, {f"text/{TEXT}/p/p1": _wording("우리측 문안이다")})
    capitals.agree({"follow-up/1": _follow_up()})
    capitals.state(JP, f"meeting/{M}/delegation", {"head": {"en": "Head"}, "members": []})
    capitals.exchange()


def _hold(capitals: Capitals) -> None:
    body = {"start": START, "end": START + HOUR_MS, "present": [{"ko": "아태국장"}]}
    capitals.state(KR, f"meeting/{M}/attendance", body)
    capitals.state(JP, f"meeting/{M}/readout", {"text": {"ja": "結果概要"}, "not_before": None})
    capitals.exchange()


def _take(visitor: Visitor, take: str, name: str = "meeting-file", **places: Any) -> Any:
    where = places or {"channel": visitor.capitals.channel, "meeting": M}
    return visitor.client.post(reverse(name, kwargs=where), {"take": take}, secure=True)


def _words(raw: bytes) -> str:
    read = docx.Document(io.BytesIO(raw))
    parts = [line.text for line in read.paragraphs]
    for table in read.tables:
        parts += [cell.text for row in table.rows for cell in row.cells]
    heads = [line.text for line in read.sections[0].header.paragraphs]
    return "\n".join([*heads, *parts])


def _note(capitals: Capitals, person: Person, matter: str = "", text: str = NOTE) -> None:
    reader = Reader(person, capitals.kr, approvals=0)
    notes.add_note(reader, capitals.channel, Matter(matter or f"meeting/{M}"), text)


def test_paper_11_the_briefing_book_holds_what_one_needs_at_the_table(capitals: Capitals) -> None:
    """PAPER-11: the meeting, notes, agenda with the story of each item, and all that is open"""
    _set(capitals)
    person = capitals.person("officer", Role.SIGNER)
    _note(capitals, person)
    _note(capitals, person, ITEM, "CANARY on the item")
    _note(capitals, person, f"text/{TEXT}/p/p1", "CANARY on the text")
    _note(capitals, person, "follow-up/1", "CANARY on the follow-up")
    answer = _take(capitals.visitor(person), "briefing.docx")
    assert answer.status_code == 200
    told = _words(answer.content)
    for expected in (
        "Internal, not shared", "12th round", "Mon 17 Apr 2023", "Seoul", NOTE, "Batteries",
        "A common list", "The Japanese side raised", "supported the item", "CANARY on the item",
        "Head of delegation", "일측 문안이다"[:2], "[JP:", "[KR:", "CANARY on the text",
        "Contact list 1", "tomorrow", "CANARY on the follow-up",
        "No paper has been circulated.",
    ):  # fmt: skip
        assert expected in told, expected
    assert told.index("Batteries") < told.index("CANARY on the item")


def test_paper_12_the_report_holds_nothing_internal(capitals: Capitals) -> None:
    """PAPER-12: by the shared record alone"""
    _set(capitals)
    person = capitals.person("officer", Role.SIGNER)
    _note(capitals, person)
    _note(capitals, person, ITEM)
    visitor = capitals.visitor(person)
    early = _take(visitor, "report.docx")
    assert early.status_code == 409
    assert "No side has stated yet" in early.content.decode()
    _hold(capitals)
    told = _words(_take(visitor, "report.docx").content)
    assert "CANARY" not in told
    assert "Internal" not in told
    for expected in ("Batteries", "onfirmed, signatures exchanged", "아태국장", "結果概要",
                     "Not given yet", "Contact list 1", "No next meeting is proposed.",
                     "Its words stand here once it is adopted as a whole."):  # fmt: skip
        assert expected in told, expected


def test_paper_10_each_page_bears_the_marking_and_says_as_of_when(capitals: Capitals) -> None:
    """PAPER-10: the marking at head and foot, as of when and from which node it is"""
    _set(capitals)
    visitor = capitals.visitor(capitals.person("officer", Role.SIGNER))
    (page, *_) = docx.Document(io.BytesIO(_take(visitor, "briefing.docx").content)).sections
    head = "\n".join(line.text for line in page.header.paragraphs)
    foot = "\n".join(line.text for line in page.footer.paragraphs)
    terms_in_force = terms()["markings"]
    (level,) = (
        one for one in terms_in_force["equivalence"] if one["level"] == terms_in_force["ceiling"]
    )
    marking = level["names"]["kr"]["en"]
    assert marking in head
    assert marking in foot
    assert "Internal, not shared" in head + foot
    assert "As of " in foot
    assert "node of KR" in foot


def test_an_adopted_text_stands_in_the_report_in_its_language(capitals: Capitals) -> None:
    _set(capitals)
    _hold(capitals)
    capitals.agree({f"text/{TEXT}/p/p1": _wording("합의 문안이다")})
    rooms = capitals.house.views.rooms(capitals.channel)
    capitals.agree({f"text/{TEXT}/adoption": adoption_body(rooms.texts.details[0])})
    next_ = _date(round=13, title=None, start=START + 90 * DAY_MS, end=START + 91 * DAY_MS)
    capitals.offer(JP, {"meeting/round-13/date": next_})
    capitals.exchange()
    visitor = capitals.visitor(capitals.person("officer", Role.SIGNER))
    told = _words(_take(visitor, "report.docx.ko").content)
    assert "합의 문안이다" in told
    assert "in English" not in told
    assert "다이제스트" in told
    assert "제13차" in told
    japanese = _words(_take(visitor, "report.docx.ja").content)
    assert "合意" in japanese
    assert "합의 문안이다" in japanese


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_file_comes_in_each_form_and_language_and_is_written_down(
    capitals: Capitals, form: str, language: str
) -> None:
    """HOME-70: each is a line of the audit log. DESK-90: "as an attachment only"."""
    _set(capitals)
    visitor = capitals.visitor(capitals.person("officer", Role.OBSERVER, language="ko"))
    answer = _take(visitor, f"briefing.{form}.{language}")
    assert answer.status_code == 200
    assert answer.content[:4] == (b"PK\x03\x04" if form == "docx" else b"%PDF")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="{M}-briefing-{language}.{form}"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    line = AuditLine.objects.order_by("-n").first()
    assert line is not None
    assert (line.action, line.subject, line.person) == ("briefing-taken", M, "officer")
    assert (line.detail["form"], line.detail["language"]) == (form, language)
    assert line.action in ACTIONS


def test_where_no_language_is_named_it_is_the_readers(capitals: Capitals) -> None:
    _set(capitals)
    visitor = capitals.visitor(capitals.person("officer", Role.SIGNER, language="ko"))
    answer = _take(visitor, "briefing.docx")
    told = _words(answer.content)
    assert "제12차 회의" in told
    assert "내부용 (상대측 미공유)" in told
    for english in ("Agenda", "Delegations", "Follow-up", "Open proposals", "side", "confirmed"):
        assert english not in told, english


@pytest.mark.parametrize(
    "take", ["", "briefing", "briefing.exe", "minutes.pdf", "briefing.pdf.fr", "briefing.pdf.ko.x",
             "briefing.pdf.ko\x00", "../briefing.pdf"],
)  # fmt: skip
def test_what_no_button_asks_for_is_not_found(capitals: Capitals, take: str) -> None:
    _set(capitals)
    visitor = capitals.visitor(capitals.person("officer", Role.SIGNER))
    before = AuditLine.objects.count()
    assert _take(visitor, take).status_code == 404
    assert AuditLine.objects.count() == before


def test_nobody_takes_a_file_who_may_not_know_of_the_dialogue(capitals: Capitals) -> None:
    _set(capitals)
    outsider = capitals.visitor(capitals.person("outsider", Role.SIGNER, post="away", channels=[]))
    keeper = capitals.visitor(capitals.person("keeper", Role.ADMINISTRATOR, post="it"))
    before = AuditLine.objects.count()
    for visitor in (outsider, keeper):
        assert _take(visitor, "briefing.docx").status_code == 404
        text = {"channel": capitals.channel, "text": TEXT}
        assert _take(visitor, "clean.docx", "text-file", **text).status_code == 404
    assert AuditLine.objects.count() == before


def test_opening_the_address_leads_to_the_page_and_takes_nothing(capitals: Capitals) -> None:
    _set(capitals)
    visitor = capitals.visitor(capitals.person("officer", Role.SIGNER))
    answer = visitor.get("meeting-file", channel=capitals.channel, meeting=M)
    assert answer.status_code == 302
    assert not AuditLine.objects.filter(action="briefing-taken").exists()
    gone = _take(visitor, "briefing.docx", channel=capitals.channel, meeting="none")
    assert gone.status_code == 404


def test_the_page_offers_the_files_and_the_report_once_it_was_held(capitals: Capitals) -> None:
    _set(capitals)
    visitor = capitals.visitor(capitals.person("officer", Role.OBSERVER))
    page = visitor.read("meeting", channel=capitals.channel, meeting=M)
    assert 'value="briefing.docx.en"' in page
    assert 'value="briefing.pdf.ko"' in page
    assert 'value="report.docx.en"' not in page
    _hold(capitals)
    page = visitor.read("meeting", channel=capitals.channel, meeting=M)
    assert 'value="report.docx.en"' in page


@pytest.mark.parametrize(("take", "there", "absent"), [
    ("clean.docx", ("[not agreed]", "Summary"), ("[KR:", "Internal")),
    ("brackets.docx", ("[KR:", "[JP:", "Korean", "English"), ("Internal",)),
])  # fmt: skip
def test_a_text_is_taken_clean_or_with_its_brackets(
    capitals: Capitals, take: str, there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    """PAPER-13: clean, where what is not agreed is said in its place; or with its brackets"""
    _set(capitals)
    person = capitals.person("officer", Role.OBSERVER)
    visitor = capitals.visitor(person)
    places = {"channel": capitals.channel, "text": TEXT}
    assert f'value="{take}"' in visitor.read("text", **places)
    answer = _take(visitor, take, "text-file", **places)
    assert answer.status_code == 200
    told = _words(answer.content)
    for one in there:
        assert one in told, one
    for one in absent:
        assert one not in told, one
    pdf = _take(visitor, take.replace("docx", "pdf"), "text-file", **places)
    assert pdf.content.startswith(b"%PDF")
    unknown = {"channel": capitals.channel, "text": "none"}
    assert _take(visitor, take, "text-file", **unknown).status_code == 404
