# SPDX-License-Identifier: Apache-2.0
"""The page of a draft: what would be signed is what is signed, once, by whoever may."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from comity.core.ids import Matter
from comity.desk.house import install
from comity.home import door
from comity.home.models import Approval, Draft, DraftState
from comity.home.roles import Role
from comity.node.moves import Acceptance, Proposal
from comity.subjects import write_body
from tests.desk.capitals import JP, Capitals, Visitor
from tests.desk.sending import send, sheet_of, state_of, typed
from tests.desk.staff import (
    ITEM,
    PASSWORD,
    QUICK,
    entries_of,
    form_of,
    open_draft,
    path_of,
    proposal_of,
    reader_of,
    visitor_at,
)
from tests.unit.subjects.samples import ALL, DATE


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def signer(capitals: Capitals) -> Visitor:
    """Somebody who drafts and signs."""
    return visitor_at(capitals, "signer", Role.SIGNER)


@pytest.fixture
def approving(capitals: Capitals) -> Iterator[Capitals]:
    """Both sides; ours asks for an approval of every draft."""
    assembled = capitals.house.assembled
    capitals.house = install(replace(assembled, config=replace(assembled.config, approvals=1)))
    yield capitals
    install(assembled)


# --- DESK-3: what is shown is what is signed ---


def test_the_page_says_what_would_be_signed_in_all_languages_to_whom_and_what_it_reveals(
    capitals: Capitals, signer: Visitor
) -> None:
    """DESK-3: "The page of the draft shows what would be signed, in every language that it holds,
    to whom it goes and what it reveals; signing asks for the password again."
    """
    draft = proposal_of(capitals, signer)
    page = signer.open(path_of(draft)).content.decode()
    for language, text in DATE["place"].items():
        assert f'<span class="words" lang="{language}">{text}</span>' in page
    sheet = open_draft(signer, draft)
    assert "It goes to the Japanese side and can't be taken back." in sheet.words
    assert "It is signed as “아시아태평양국장”" in sheet.words
    assert "Internal, not shared" in sheet.words
    assert "password" in form_of(sheet, "sign").fields


def test_what_the_record_does_not_know_yet_is_called_by_the_title_in_the_draft(
    capitals: Capitals, signer: Visitor
) -> None:
    matter, _, body = ALL["item"]
    raw = write_body(matter, "offer", body)
    move = Proposal({Matter(matter): raw})
    draft = door.draft(reader_of(capitals, signer), capitals.channel, move)
    title = body["title"]["en"]
    sheet = open_draft(signer, draft)
    assert sheet.title.startswith(f"Proposal: {title}")
    assert f"Proposal: {title}" in signer.open("/dispatch/").content.decode()
    assert matter.rpartition("/")[2] not in sheet.words.split()


def test_signed_with_the_password_once(capitals: Capitals, signer: Visitor) -> None:
    draft = proposal_of(capitals, signer)
    form, before = form_of(open_draft(signer, draft), "sign"), entries_of(capitals)
    told = typed(form, {"password": PASSWORD, "step": "sign"})

    first = send(signer, path_of(draft), told)

    assert first.headers["Location"] == f"{path_of(draft)}?signed"
    assert f"as entry {before + 1}" in open_draft(signer, draft, "?signed").words
    again = send(signer, path_of(draft), told)
    assert again.headers["Location"] == f"{path_of(draft)}?again"
    sheet = open_draft(signer, draft, "?again")
    assert "Already signed" in sheet.words
    assert f"entry No. {before + 1}" in sheet.words
    assert entries_of(capitals) == before + 1
    assert sheet.forms == []


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Type your password to sign"),
        ("not the password", "This is not your password. Nothing was signed"),
        ("\0", "This is not your password. Nothing was signed"),
        ("x" * 100_000, "This is not your password. Nothing was signed"),
    ],
)
def test_nothing_is_signed_without_the_password(
    capitals: Capitals, signer: Visitor, password: str, said: str
) -> None:
    draft = proposal_of(capitals, signer)
    form, record = form_of(open_draft(signer, draft), "sign"), entries_of(capitals)

    answer = send(signer, path_of(draft), typed(form, {"password": password, "step": "sign"}))

    sheet = sheet_of(answer)
    assert answer.status_code == 400
    assert said in sheet.words
    assert sheet.title.startswith("Error: ")
    assert sheet.summary == ["#password"]
    assert "password" in sheet.ids
    assert sheet.form.fields["password"] == [""]
    assert entries_of(capitals) == record
    assert Draft.objects.get().state == DraftState.OPEN


# --- DESK-5 ---


def test_what_was_withdrawn_after_the_preview_is_not_accepted(
    capitals: Capitals, signer: Visitor
) -> None:
    """DESK-5: "Where that has changed, it says so, shows what is there now, keeps what was typed
    and signs nothing."
    """
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    draft = door.draft(reader_of(capitals, signer), capitals.channel, Acceptance(ref))
    form = form_of(open_draft(signer, draft), "sign")
    capitals.refuse(JP, ref)
    capitals.exchange()
    record = entries_of(capitals)

    answer = send(signer, path_of(draft), typed(form, {"password": PASSWORD, "step": "sign"}))

    assert answer.status_code == 409
    words = sheet_of(answer).words
    assert "Something changed while you were reading" in words
    assert "Something new has come on this item since the draft was made" in words
    assert entries_of(capitals) == record
    assert Draft.objects.get().state == DraftState.OPEN


def test_a_draft_that_a_colleague_has_changed_is_not_signed_as_it_was_seen(
    capitals: Capitals, signer: Visitor
) -> None:
    draft = proposal_of(capitals, signer)
    form = form_of(open_draft(signer, draft), "sign")
    other = write_body(ITEM, "offer", {**DATE, "start": DATE["start"] + 60_000})
    door.revise(reader_of(capitals, signer), draft.pk, Proposal({ITEM: other}))
    record = entries_of(capitals)

    answer = send(signer, path_of(draft), typed(form, {"password": PASSWORD, "step": "sign"}))

    assert answer.status_code == 409
    assert entries_of(capitals) == record


@pytest.mark.parametrize("seen", ["", "x", "1.", "\0", "1." + "A" * 43, "9" * 9_000])
def test_a_page_that_was_tampered_with_signs_nothing(
    capitals: Capitals, signer: Visitor, seen: str
) -> None:
    draft = proposal_of(capitals, signer)
    record = entries_of(capitals)
    for step in ("sign", "sign", ""):
        answer = send(signer, path_of(draft), {"step": step, "seen": seen, "password": PASSWORD})
        assert answer.status_code in (400, 409)
    assert entries_of(capitals) == record


# --- approvals ---


def test_approved_by_another_then_signed(approving: Capitals) -> None:
    """DESK-84: "the approval by number, post and day, and the offices consulted"."""
    author = visitor_at(approving, "author", Role.SIGNER)
    chief = visitor_at(approving, "chief", Role.APPROVER, post="chief")
    draft = proposal_of(approving, author)
    own = open_draft(author, draft)
    assert "It needs an approval by another person before it can be signed." in own.words
    assert all(("step", "sign") not in form.buttons for form in own.forms)

    form = form_of(open_draft(chief, draft), "approve")
    filled = {"number": "결재 2023-17", "day_day": "5", "day_month": "4", "day_year": "2023"}
    wrong = send(chief, path_of(draft), typed(form, {**filled, "day_day": "31", "step": "approve"}))
    assert wrong.status_code == 400
    assert sheet_of(wrong).summary == ["#day"]
    assert form_of(sheet_of(wrong), "approve").fields["day_day"] == ["31"]
    sent = send(chief, path_of(draft), typed(form, {**filled, "step": "approve"}))

    assert sent.status_code == 302
    consult = form_of(open_draft(chief, draft), "consult")
    lines = {"consulted": "Treaties Division\r\n\r\n국방부", "step": "consult"}
    assert send(chief, path_of(draft), typed(consult, lines)).status_code == 302
    sheet = open_draft(author, draft)
    for told in (sheet.words, author.words("dispatch")):
        assert "Approved under No. 결재 2023-17, by Director-General" in told
        assert "Wed 5 Apr 2023" in told
        assert "Consulted offices: Treaties Division; 국방부" in told
    signing = typed(form_of(sheet, "sign"), {"password": PASSWORD, "step": "sign"})
    assert send(author, path_of(draft), signing).headers["Location"].endswith("?signed")


def test_an_approval_of_what_is_out_of_date_does_not_count(approving: Capitals) -> None:
    author = visitor_at(approving, "author", Role.SIGNER)
    chief = visitor_at(approving, "chief", Role.APPROVER, post="chief")
    draft = proposal_of(approving, author)
    form = form_of(open_draft(chief, draft), "approve")
    approving.offer(JP, {ITEM: DATE})
    approving.exchange()

    answer = send(chief, path_of(draft), typed(form, {"number": "17", "step": "approve"}))

    assert answer.status_code == 409
    assert form_of(sheet_of(answer), "approve").fields["number"] == ["17"]
    assert not Approval.objects.exists()


def test_an_office_takes_over_what_was_to_be_signed_by_another(approving: Capitals) -> None:
    author = visitor_at(approving, "author", Role.SIGNER)
    other = visitor_at(approving, "other", Role.SIGNER, post="ambassador")
    draft = proposal_of(approving, author)
    form = form_of(open_draft(other, draft), "take-over")
    assert send(other, path_of(draft), typed(form, {"step": "take-over"})).status_code == 302
    assert Draft.objects.get().post.slug == "ambassador"
    assert all(("step", "take-over") not in one.buttons for one in open_draft(other, draft).forms)


@pytest.mark.parametrize(
    ("step", "field", "text"),
    [
        ("approve", "number", "7" * 101),
        ("approve", "number", "7\0"),
        ("approve", "number", "7\u202e"),
        ("approve", "number", "결재\ufffd"),
        ("consult", "consulted", "x" * 201),
        ("consult", "consulted", "\n".join(f"office {n}" for n in range(21))),
        ("consult", "consulted", "a\u202eb"),
        ("return", "note", "가\ufffd나"),
        ("return", "note", "가" * 2_001),
        ("return", "note", "a\0b"),
        ("return", "note", "\ufdd0"),
    ],
)
def test_what_is_written_beside_a_draft_is_taken_whole_or_not(
    approving: Capitals, step: str, field: str, text: str
) -> None:
    author = visitor_at(approving, "author", Role.SIGNER)
    chief = visitor_at(approving, "chief", Role.APPROVER, post="chief")
    draft = proposal_of(approving, author)
    form, before = form_of(open_draft(chief, draft), step), state_of(approving)

    answer = send(chief, path_of(draft), typed(form, {field: text, "step": step}))

    sheet = sheet_of(answer)
    assert answer.status_code == 400
    assert sheet.summary == [f"#{field}"]
    assert field in sheet.ids
    assert form_of(sheet, step).fields[field] == [text]
    assert state_of(approving) == before


def test_returned_with_a_comment_it_is_mended_and_waits_again(capitals: Capitals) -> None:
    author = visitor_at(capitals, "author", Role.DRAFTER)
    chief = visitor_at(capitals, "chief", Role.SIGNER, post="chief")
    draft = proposal_of(capitals, author)
    form = form_of(open_draft(chief, draft), "return")
    send(chief, path_of(draft), typed(form, {"note": "시간을 다시 확인", "step": "return"}))
    sheet = open_draft(author, draft)
    assert "시간을 다시 확인" in sheet.words
    assert "1 draft was returned to you." in sheet_of(author.get("dispatch")).words
    (change,) = (one for one in sheet.links if "?draft=" in one)
    fixed = typed(sheet_of(author.open(change)).form, {"start": "11:00"})
    assert send(author, change, fixed).status_code == 302
    assert Draft.objects.get().state == DraftState.OPEN
