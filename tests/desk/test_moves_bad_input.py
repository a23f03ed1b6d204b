# SPDX-License-Identifier: Apache-2.0
"""Every form of a move withstands whatever is sent to it: told in words, kept, nothing changed.

DESK-4: "says at the field and at the top of the page what is off: left empty, too long, of the
wrong kind, a character that can't be signed (with its code point and place), another encoding.
What was typed stays, and nothing is changed."
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from comity.core.views import ActRef
from tests.desk.capitals import JP, Capitals, Visitor
from tests.desk.sending import Form, encoded, send, send_raw, sheet_of, state_of, typed
from tests.unit.subjects.samples import ANCHOR, DATE, FOLLOW_UP, HEADER, WORDING

TEXT_KINDS = ("text", "textarea")


@dataclass(frozen=True)
class Case:
    """A form: its address below the dialogue, and what makes it one that is taken."""

    path: str
    good: Mapping[str, str]


DAY = {"day_day": "17", "day_month": "4", "day_year": "2023"}
HOURS = {"start": "10:00", "end": "12:00"}
CASES: dict[str, Case] = {
    "date": Case("propose/meeting/kr-1/date?form=date", {**DAY, **HOURS}),
    "window": Case(
        "propose/meeting/kr-1/date?form=window",
        {
            "first_day_day": "17", "first_day_month": "4", "first_day_year": "2023",
            "last_day_day": "21", "last_day_month": "4", "last_day_year": "2023",
        },
    ),
    "window in words": Case(
        "propose/meeting/kr-1/date?form=window",
        {
            "first_day_day": "17", "first_day_month": "4", "first_day_year": "2023",
            "last_day_day": "21", "last_day_month": "4", "last_day_year": "2023",
            "said_ko": "이달 중", "near_ko": "안보정책협의회", "near_days": "7",
        },
    ),
    "agenda": Case("propose/meeting/kr-1/agenda/a", {"title_ko": "공급망", "minutes": "30"}),
    "anchor": Case(
        "propose/anchor/kr-1",
        {
            "title_ko": "정상회담", "kind": "summit",
            "first_day_day": "26", "first_day_month": "4", "first_day_year": "2023",
            "last_day_day": "26", "last_day_month": "4", "last_day_year": "2023",
        },
    ),
    "outline": Case("propose/text/kr-1", {"title_ko": "요록", "kind": "summary-of-discussion"}),
    "paragraph": Case("propose/text/t/p/k1", {"text_ko": "양측은 만났다."}),
    "follow-up": Case("propose/follow-up/2", {"title_ko": "연락처 목록", "owners": "kr"}),
    "terms": Case("propose/terms?preset=economic-security", {"reply_hours": "72"}),
    "counter": Case("propose/meeting/jp-1/date?base={jp-1}", {**DAY, **HOURS}),
    "delegation": Case("state/meeting/jp-1/delegation", {"head_ko": "국장"}),
    "attendance": Case("state/meeting/jp-1/attendance", {**DAY, **HOURS}),
    "readout": Case("state/meeting/jp-1/readout", {"text_ko": "양측은 협의하였다."}),
    "report": Case("state/follow-up/1/report", {"state": "done", "text_ko": "송부함."}),
    "view": Case("state/follow-up/1/view", {"state": "concurs"}),
    "statement": Case("state/text/t/p/k1", {"form": "statement", "text_ko": "유보."}),
    "answer": Case("answer/{jp-1}/", {"answer": "decline", "reason": "곤란합니다."}),
    "withdrawal": Case("answer/{kr-2}/", {"answer": "withdraw", "reason": "철회합니다."}),
}  # fmt: skip
# The whole of a text is adopted by one number that may be left empty.
ADOPTION = Case("propose/text/t/adoption", {"corrigendum": "1"})
ONE_OF_EACH = ("date", "delegation", "answer")
"""For what does not depend on the fields of a form: one of each kind of view."""


@dataclass
class Hall:
    """A dialogue in which something of every kind is there, and somebody who may draft."""

    capitals: Capitals
    visitor: Visitor
    refs: dict[str, ActRef]

    def path(self, case: Case) -> str:
        """The address of a form."""
        named = {key: f"{ref.party}/{ref.number}/{ref.index}" for key, ref in self.refs.items()}
        return reverse("dialogue", kwargs={"channel": self.capitals.channel}) + case.path.format(
            **named
        )

    def form(self, case: Case) -> Form:
        """The form as it is opened."""
        answer = self.visitor.open(self.path(case))
        assert answer.status_code == 200, answer.content[:500]
        return sheet_of(answer).form

    def send(self, case: Case, fields: Mapping[str, Any]) -> HttpResponse:
        """Send the form."""
        return send(self.visitor, self.path(case), fields)


@pytest.fixture
def hall(capitals: Capitals, officer: Visitor) -> Hall:
    """Both sides have agreed on a text, an anchor and a follow-up item; dates are proposed."""
    capitals.agree({"text/t": HEADER, "anchor/summit": ANCHOR})
    capitals.agree({"follow-up/1": {**FOLLOW_UP, "source": None}})
    refs = {"jp-1": capitals.offer(JP, {"meeting/jp-1/date": DATE})}
    refs["kr-2"] = capitals.offer(capitals.kr.party, {"text/t/p/k2": {**WORDING, "base": None}})
    capitals.exchange()
    return Hall(capitals, officer, refs)


def _told(answer: HttpResponse, status: int, case: str) -> Any:
    """The page that says in words what is off."""
    sheet = sheet_of(answer)
    assert answer.status_code == status, (case, answer.status_code, sheet.words[:300])
    return sheet


def _at_fields(answer: HttpResponse, case: str) -> Any:
    """As `_told`, of faults that are said at the top, each with a link to an input there is."""
    sheet = _told(answer, 400, case)
    assert sheet.title.startswith("Error: "), (case, sheet.title)
    assert sheet.summary, (case, sheet.words[:300])
    assert {link.removeprefix("#") for link in sheet.summary} <= set(sheet.ids), (
        case,
        sheet.summary,
    )
    return sheet


@pytest.mark.parametrize("name", CASES)
def test_a_form_in_order_makes_one_draft_and_nothing_else(hall: Hall, name: str) -> None:
    case = CASES[name]
    record = state_of(hall.capitals)[0]  # type: ignore[index]  # the record's part
    form = hall.form(case)
    first = hall.send(case, typed(form, case.good))
    assert first.status_code == 302, sheet_of(first).words
    assert sheet_of(hall.visitor.open(first.headers["Location"])).form.buttons == [("step", "sign")]
    before = state_of(hall.capitals)

    again = hall.send(case, typed(form, case.good))

    assert again.headers["Location"] == first.headers["Location"]
    assert state_of(hall.capitals) == before
    assert before[0] == record  # type: ignore[index]  # DESK-3: nothing leaves from a form


# A withdrawal has one button and a reason that need not be given: nothing of it is lacking.
@pytest.mark.parametrize("name", [name for name in CASES if name not in ("terms", "withdrawal")])
def test_left_empty(hall: Hall, name: str) -> None:
    case = CASES[name]
    form, before = hall.form(case), state_of(hall.capitals)
    empty = dict.fromkeys((*form.named(*TEXT_KINDS), *form.named("select")), "")
    told = {key: one for key, one in typed(form, empty).items() if key in empty}
    told |= {key: form.fields[key] for key in form.named("hidden")}
    _at_fields(hall.send(case, told), name)
    assert state_of(hall.capitals) == before


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 21_000, None),
        ("before\0after", "U+0000 at place 7, after “before”"),
        ("a\u202eb", "U+202E at place 2, after “a”"),
    ],
    ids=["too-long", "nul", "turned"],
)
def test_texts_that_cannot_be_signed(hall: Hall, name: str, text: str, said: str | None) -> None:
    case = CASES[name]
    form, before = hall.form(case), state_of(hall.capitals)
    texts = [one for one in form.named(*TEXT_KINDS) if _is_text(one)]
    answer = hall.send(case, typed(form, {**case.good, **dict.fromkeys(texts, text)}))
    sheet = _at_fields(answer, name)
    if said is not None:
        assert said in sheet.words, name
    assert all(sheet.form.fields[one] == [text] for one in texts if one in sheet.form.fields), name
    assert state_of(hall.capitals) == before


def _is_text(name: str) -> bool:
    parts = ("_day", "_month", "_year")
    numbers = ("start", "end", "time", "until_time", "round", "minutes", "first", "last")
    others = ("last_round", "reply_hours", "carried_from", "order", "meeting")
    return not name.endswith(parts) and name not in (*numbers, *others)


@pytest.mark.parametrize(
    "name", [name for name in CASES if name not in ("delegation", "withdrawal")]
)
def test_values_of_the_wrong_kind(hall: Hall, name: str) -> None:
    case = CASES[name]
    form, before = hall.form(case), state_of(hall.capitals)
    wrong = {one: "nonsense!" for one in form.kinds if not _is_text(one)}
    wrong |= dict.fromkeys(form.named("radio", "checkbox", "select"), "nonsense!")
    _at_fields(hall.send(case, typed(form, {**case.good, **wrong})), name)
    assert state_of(hall.capitals) == before


@pytest.mark.parametrize("name", CASES)
def test_bytes_of_another_encoding(hall: Hall, name: str) -> None:
    case = CASES[name]
    form, before = hall.form(case), state_of(hall.capitals)
    body = encoded(typed(form, case.good), "euc-kr")
    texts = encoded(typed(form, case.good)) != body
    answer = send_raw(hall.visitor, hall.path(case), body)
    if texts:
        assert "came in another encoding" in _at_fields(answer, name).words, name
        assert state_of(hall.capitals) == before
    else:
        assert answer.status_code == 302, name

    said = send_raw(
        hall.visitor, hall.path(case), body, "application/x-www-form-urlencoded; charset=euc-kr"
    )
    assert "Nothing was done with what was sent" in _told(said, 400, name).words


@pytest.mark.parametrize("name", CASES)
def test_sent_from_a_page_that_is_out_of_date(hall: Hall, name: str) -> None:
    """DESK-5: "Where that has changed, it says so, shows what is there now, keeps what was typed
    and signs nothing."
    """
    case = CASES[name]
    form, before = hall.form(case), state_of(hall.capitals)
    sheet = None
    for seen in ("", "x", "\0", "A" * 43, "가" * 5_000):
        sheet = _told(hall.send(case, typed(form, {**case.good, "seen": seen})), 409, name)
        assert "has changed while you were" in sheet.words
        for field, text in case.good.items():
            assert sheet.form.fields[field] == [text], (name, field)
    assert state_of(hall.capitals) == before
    # What the page now shows is what stands: it can be sent again.
    assert sheet is not None
    assert hall.send(case, sheet.form.fields).status_code == 302


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_bodies_that_are_no_form(hall: Hall, name: str) -> None:
    case = CASES[name]
    path, before = hall.path(case), state_of(hall.capitals)
    for body, kind in (
        (b"reason=" + b"x" * (2 * 1024 * 1024), "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(2_100)), "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=" + "b" * 5_000),
    ):
        sheet = _told(send_raw(hall.visitor, path, body, kind), 400, name)
        assert "Nothing was done with what was sent" in sheet.words
    for body, kind in (
        (b'{"answer": "accept"}', "application/json"),
        (b"\xff\xfe\0", "text/plain"),
    ):
        assert send_raw(hall.visitor, path, body, kind).status_code in (400, 409), kind
    assert state_of(hall.capitals) == before


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_methods_that_a_form_does_not_take(hall: Hall, name: str) -> None:
    path, before = hall.path(CASES[name]), state_of(hall.capitals)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        answer: Any = hall.visitor.client.generic(method, path, b"answer=accept", secure=True)
        assert "does not take that" in _told(answer, 405, name).words
        assert answer.headers["Allow"] == "GET, POST"
    assert state_of(hall.capitals) == before


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_fields_that_the_form_does_not_have(hall: Hall, name: str) -> None:
    case = CASES[name]
    form = hall.form(case)
    extra = {
        "post": "x",
        "matter": "terms",
        "channel": "y",
        "author": "1",
        "\0": "\0",
        "__proto__": "z",
    }
    plain = hall.send(case, typed(form, case.good)).headers["Location"]
    assert hall.send(case, typed(form, {**case.good, **extra})).headers["Location"] == plain


@pytest.mark.parametrize("named", ["\0", "../..", "0" * 4_000, "{}", "가"])
def test_hidden_fields_that_were_tampered_with(hall: Hall, named: str) -> None:
    case = CASES["counter"]
    form = hall.form(case)
    for known in ("\0", "x.y.z", "x " * 9_000, "가", "..", "1.1 1"):
        told = {**case.good, "known": known, "draft": named, "base": named, "form": named}
        answer = hall.send(case, typed(form, told))
        assert answer.status_code in (302, 400), (known, sheet_of(answer).words)


@pytest.mark.parametrize("languages", [("ja",), ("ko", "ja"), ("en", "ko", "ja")])
def test_a_fault_leads_to_the_language_that_is_off(hall: Hall, languages: tuple[str, ...]) -> None:
    case = CASES["paragraph"]
    told = {f"text_{one}": "a\0b" for one in languages}
    answer = hall.send(case, typed(hall.form(case), {**case.good, **told}))
    assert set(_at_fields(answer, "paragraph").summary) == {f"#id_text_{one}" for one in languages}


def test_an_adoption_of_what_is_not_agreed(hall: Hall) -> None:
    before = state_of(hall.capitals)
    for number in ("", "1", "100", "-1", "one", "\0"):
        answer = hall.send(ADOPTION, typed(hall.form(ADOPTION), {"corrigendum": number}))
        assert _told(answer, 400, number).title.startswith("Error: ")
    assert state_of(hall.capitals) == before


HOSTILE = (
    "..", "../..", "%2e%2e/%2e%2e", "%00", "a%00b", "meeting", "meeting//date", "meeting/%2F/date",
    "meeting/x/date/", "MEETING/x/date", "meeting/x/date%0d%0aX: y", "가/나", "%ff%fe", "a" * 4_000,
    "/".join("a" * 300), "channel/keys", "channel/leave", "channel/fork", "terms/x", "unknown/item",
    "document/x", "text/t/p", "follow-up/0", "follow-up/99999999999999999999", "{}", "<b>", "'",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["propose", "state"])
def test_items_that_there_cannot_be(hall: Hall, kind: str) -> None:
    root = reverse("dialogue", kwargs={"channel": hall.capitals.channel})
    before = state_of(hall.capitals)
    for matter in HOSTILE:
        path = f"{root}{kind}/{matter}"
        for answer in (hall.visitor.open(path), send(hall.visitor, path, {"seen": "x"})):
            assert answer.status_code == 404, (matter, answer.status_code)
            assert "Page not found" in sheet_of(answer).words, matter
    assert state_of(hall.capitals) == before


PLACES = (
    "jp/0/0", "jp/1/0", "jp/99999/0", "jp/2/99", "us/2/0", "../2/0", "%00/2/0", "jp/-1/0",
    "jp/" + "9" * 5_000 + "/0", "jp/2/" + "9" * 400, "jp/x/0", "가/1/0", "a" * 3_000 + "/1/0",
)  # fmt: skip


def test_proposals_that_are_not_there(hall: Hall) -> None:
    root = reverse("dialogue", kwargs={"channel": hall.capitals.channel})
    before = state_of(hall.capitals)
    for place in PLACES:
        path = f"{root}answer/{place}/"
        for answer in (hall.visitor.open(path), send(hall.visitor, path, {"answer": "accept"})):
            assert answer.status_code == 404, place
            assert "Page not found" in sheet_of(answer).words
    assert state_of(hall.capitals) == before


def test_a_preset_that_is_none_or_for_others(hall: Hall) -> None:
    root = reverse("dialogue", kwargs={"channel": hall.capitals.channel})
    for preset in ("nothing", "../generic", "\0", "a" * 5_000):
        answer = hall.visitor.open(f"{root}propose/terms?preset={preset}")
        assert answer.headers["Location"] == f"{root}propose/", preset
