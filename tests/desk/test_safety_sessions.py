# SPDX-License-Identifier: Apache-2.0
"""Sessions end, names are locked, and what was typed comes back to whoever typed it.

DESK-2: "ends a session that nobody uses for `idle_minutes` of `[desk]` (20), and every session
after 12 hours. A page that asks for news by itself is no use. What was typed into a form that is
sent too late is carried over the sign-in page, signed, in the person's own browser, and stands in
the form again. Passwords are not carried."
"""

import re
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from comity.desk.middleware import QUIET, SESSION_S_MAX
from comity.home import people
from comity.home.attempts import FAILURES_MAX
from comity.home.models import AuditLine, Draft, Person
from comity.home.roles import Role
from tests.desk.capitals import JP, NOW, Capitals, Visitor
from tests.desk.sending import Sheet, send, sheet_of, state_of, typed
from tests.desk.staff import (
    PASSWORD,
    QUICK,
    entries_of,
    form_of,
    open_draft,
    path_of,
    person_at,
    proposal_of,
    visitor_at,
)
from tests.unit.subjects.samples import DATE

IDLE_S = 20 * 60
DAY = {"day_day": "24", "day_month": "4", "day_year": "2023", "start": "10:00", "end": "12:00"}


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def signer(capitals: Capitals) -> Visitor:
    """Somebody who drafts and signs, and has a session that was begun at the door."""
    person_at(capitals, "signer", Role.SIGNER)
    visitor = Visitor(Client(), capitals)
    assert _sign_in(visitor.client, "signer").status_code == 302
    return visitor


def _sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return send(client, reverse("sign-in"), {"sign_in": name, "password": password, **more})


def _later(visitor: Visitor, seconds: int, *names: str) -> None:
    """Let the session look as if that much time had gone by."""
    session: Any = visitor.client.session
    for name in names or ("used", "begun"):
        session[name] -= seconds
    session.save()


def _form_path(capitals: Capitals) -> str:
    places = {"channel": capitals.channel, "matter": "meeting/jp-1/date"}
    return reverse("propose-item", kwargs=places) + "?form=date"


# --- lock-out ---


@pytest.mark.parametrize("where", ["door", "signing", "account"])
def test_after_five_failures_nothing_more_is_tried_wherever_they_were_made(
    capitals: Capitals, signer: Visitor, where: str
) -> None:
    """At the door the name is locked from there; of whoever is signed in the session ends."""
    draft = proposal_of(capitals, signer)
    seen = form_of(open_draft(signer, draft), "sign").fields["seen"]
    record = entries_of(capitals)
    new = {"password": "several new words", "again": "several new words"}

    def fail(password: str) -> HttpResponse:
        if where == "door":
            return _sign_in(Client(), "signer", password)
        if where == "signing":
            told = {"step": "sign", "seen": seen, "password": password}
            return send(signer, path_of(draft), told)
        return send(signer, reverse("account"), {"present": password, **new})

    for _ in range(FAILURES_MAX - 1):
        assert fail("wrong").status_code == 400
    for password in ("wrong", PASSWORD, PASSWORD) if where == "door" else ("wrong",):
        answer = fail(password)
        assert answer.status_code == 429
        assert "Too many attempts" in sheet_of(answer).words
        assert "no-store" in answer.headers["Cache-Control"]
    if where == "door":
        assert _sign_in(Client(), "signer").status_code == 429
    else:
        assert 'name="sign_in"' in fail(PASSWORD).content.decode()
        assert _sign_in(Client(), "signer").status_code == 302
    assert entries_of(capitals) == record
    assert Person.objects.get(sign_in="signer").check_password(PASSWORD)
    actions = list(AuditLine.objects.values_list("action", flat=True))
    assert actions.count("password-wrong") == FAILURES_MAX
    assert actions.count("locked-out" if where == "door" else "session-ended") == 1


def test_one_cannot_tell_whether_anybody_has_a_name(capitals: Capitals, signer: Visitor) -> None:
    """HOME-12: "An unknown name and a wrong password are answered alike"."""
    del signer
    gone = person_at(capitals, "gone", Role.SIGNER)
    people.deactivate(gone, NOW)
    answers: dict[str, list[tuple[int, str]]] = {}
    for name in ("signer", "gone", "nobody"):
        client = Client()
        for _ in range(FAILURES_MAX + 2):
            answer = _sign_in(client, name, "wrong")
            page = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", answer.content.decode())
            answers.setdefault(name, []).append((answer.status_code, page.replace(name, "…")))
    assert answers["signer"] == answers["gone"] == answers["nobody"]
    assert [status for status, _ in answers["nobody"]] == [400] * 4 + [429] * 3
    # The person who is let in no longer is not told apart by the right password either.
    assert _sign_in(Client(), "gone").status_code == 429


def test_the_right_password_before_a_signature_forgets_the_failures(
    capitals: Capitals, signer: Visitor
) -> None:
    for at in range(3):
        draft = proposal_of(capitals, signer, start=1_681_700_400_000 + at * 60_000)
        form = form_of(open_draft(signer, draft), "sign")
        for password, status in (("wrong", 400), ("wrong", 400), ("wrong", 400), (PASSWORD, 302)):
            told = typed(form, {"step": "sign", "password": password})
            assert send(signer, path_of(draft), told).status_code == status


# --- sessions end ---


def test_whoever_does_nothing_for_twenty_minutes_is_signed_out(signer: Visitor) -> None:
    _later(signer, IDLE_S)
    assert signer.get("account").status_code == 200
    _later(signer, IDLE_S + 2)
    assert signer.get("account").status_code == 302
    words = sheet_of(signer.get("sign-in")).words
    assert "You were signed out" in words
    assert "Nobody had used the desk for 20 minutes." in words
    assert "You were signed out" not in sheet_of(signer.get("sign-in")).words


def test_what_is_done_now_and_then_keeps_the_session(signer: Visitor) -> None:
    for _ in range(4):
        _later(signer, IDLE_S - 60, "used")
        assert signer.get("account").status_code == 200


@pytest.mark.parametrize("how", ["news", "page"])
def test_a_page_that_asks_by_itself_does_not_prolong_it(signer: Visitor, how: str) -> None:
    for _ in range(3):
        _later(signer, IDLE_S // 2 - 60)
        answer = signer.get("news") if how == "news" else signer.open("/account", **{QUIET: "1"})
        if answer.status_code != 200:
            break
    assert signer.get("account").status_code == 302


def test_no_session_lasts_more_than_twelve_hours(signer: Visitor) -> None:
    _later(signer, SESSION_S_MAX - 60, "begun")
    assert signer.get("account").status_code == 200
    _later(signer, 120, "begun")
    assert signer.get("account").status_code == 302
    assert "Nobody stays signed in for more than 12 hours." in sheet_of(signer.get("sign-in")).words


def test_whoever_is_let_in_no_longer_is_out_at_the_next_page(
    capitals: Capitals, signer: Visitor
) -> None:
    """HOME-12: "they are deactivated, and that holds from their next step on"."""
    draft = proposal_of(capitals, signer)
    form, record = form_of(open_draft(signer, draft), "sign"), entries_of(capitals)
    people.deactivate(Person.objects.get(sign_in="signer"), NOW)
    answer = send(signer, path_of(draft), typed(form, {"step": "sign", "password": PASSWORD}))
    assert 'name="sign_in"' in answer.content.decode()
    assert entries_of(capitals) == record
    assert signer.get("account").status_code == 302


def test_whoever_may_no_longer_know_of_a_dialogue_signs_nothing_in_it(
    capitals: Capitals, signer: Visitor
) -> None:
    draft = proposal_of(capitals, signer)
    form, record = form_of(open_draft(signer, draft), "sign"), entries_of(capitals)
    people.withdraw_admission(capitals.post(), capitals.channel, NOW)
    answer = send(signer, path_of(draft), typed(form, {"step": "sign", "password": PASSWORD}))
    assert answer.status_code == 404
    assert entries_of(capitals) == record


def test_a_session_cookie_alone_does_not_survive_the_sign_out(signer: Visitor) -> None:
    kept = dict(signer.client.cookies)
    send(signer, reverse("sign-out"), {})
    signer.client.cookies.update(kept)
    assert signer.get("account").status_code == 302


def test_signing_in_makes_another_session(capitals: Capitals) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    client = Client()
    send(client, reverse("language"), {"language": "ko"})
    before = client.session.session_key
    _sign_in(client, "signer")
    assert client.session.session_key != before


# --- what was typed is kept ---


def _too_late(capitals: Capitals, visitor: Visitor, **typed_: str) -> Sheet:
    """The sign-in page on which a form ends that is sent after the session has."""
    path = _form_path(capitals)
    form = sheet_of(visitor.open(path)).form
    _later(visitor, IDLE_S + 60)
    sheet = sheet_of(send(visitor, path, typed(form, {**DAY, **typed_})))
    assert "What you had typed is kept" in sheet.words
    assert Draft.objects.count() == 0
    return sheet


def _again(visitor: Visitor, sheet: Sheet, name: str, password: str = PASSWORD) -> HttpResponse:
    told = typed(sheet.form, {"sign_in": name, "password": password})
    return send(visitor, reverse("sign-in"), told)


def test_what_was_typed_too_late_stands_in_the_form_again(
    capitals: Capitals, signer: Visitor
) -> None:
    sheet = _too_late(capitals, signer, place_ko="서울, 외교부 청사 17층")
    wrong = sheet_of(_again(signer, sheet, "signer", "wrong"))  # a slip does not lose it

    back = _again(signer, wrong, "signer").headers["Location"]

    assert back == _form_path(capitals)
    answer = signer.open(back)
    page = sheet_of(answer)
    assert answer.status_code == 200
    assert "It stands in the form again. It has not been saved yet." in page.words
    for name, text in {**DAY, "place_ko": "서울, 외교부 청사 17층"}.items():
        assert page.form.fields[name] == [text]
    # Once: a page that is opened anew is a new one.
    assert sheet_of(signer.open(back)).form.fields["place_ko"] == [""]
    assert send(signer, back, page.form.fields).status_code == 302


def test_what_was_typed_is_not_given_to_somebody_else(capitals: Capitals, signer: Visitor) -> None:
    sheet = _too_late(capitals, signer, place_ko="서울")
    person_at(capitals, "other", Role.SIGNER, post="deputy")

    back = _again(signer, sheet, "other").headers["Location"]

    page = sheet_of(signer.open(back))
    assert page.form.fields["place_ko"] == page.form.fields["day_day"] == [""]
    assert "What you had typed" not in page.words


def test_nothing_of_another_person_is_taken_from_a_form_that_was_made_up(
    capitals: Capitals, signer: Visitor
) -> None:
    """Neither a form without its owner, nor one that names another by guess, is kept."""
    path = _form_path(capitals)
    form = sheet_of(signer.open(path)).form
    _later(signer, IDLE_S + 60)
    for whose in (
        "",
        "1",
        "1:x",
        "\0",
        form.fields["whose"][0] + "x",
        "2" + form.fields["whose"][0][1:],
    ):
        told = typed(form, {**DAY, "whose": whose})
        page = send(signer, path, told).content.decode()
        assert 'name="kept"' not in page


@pytest.mark.parametrize(
    "kept",
    ["", "x", "\0", "a:b:c", "x" * 900_000, signing.dumps({"path": "/"}, salt="another")],
    ids=["empty", "letter", "nul", "colons", "long", "signed elsewhere"],
)
def test_kept_words_that_are_not_ours_are_dropped_in_silence(capitals: Capitals, kept: str) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    client = Client()
    assert _sign_in(client, "signer", kept=kept).status_code == 302
    assert "kept" not in client.session


def test_what_has_changed_meanwhile_is_told_in_the_form_that_is_restored(
    capitals: Capitals, signer: Visitor
) -> None:
    """DESK-5 holds over a sign-in too."""
    sheet = _too_late(capitals, signer)
    capitals.offer(JP, {"meeting/jp-1/date": DATE})
    capitals.exchange()
    back = _again(signer, sheet, "signer").headers["Location"]
    page = sheet_of(signer.open(back))
    assert "The record has changed while you were writing" in page.words
    assert page.form.fields["day_day"] == ["24"]


def test_passwords_are_not_carried(capitals: Capitals, signer: Visitor) -> None:
    draft = proposal_of(capitals, signer)
    form = form_of(open_draft(signer, draft), "sign")
    _later(signer, IDLE_S + 60)
    before = state_of(capitals)
    answer = send(signer, path_of(draft), typed(form, {"step": "sign", "password": PASSWORD}))
    page = answer.content.decode()
    assert PASSWORD not in page
    (kept,) = re.findall(r'name="kept" value="([^"]*)"', page)
    told = signing.loads(kept, salt="comity.desk.kept")
    assert (
        set(told["fields"].replace("=", "&").split("&")) & {"password", "again", "present"} == set()
    )
    assert state_of(capitals) == before


@pytest.mark.parametrize("where", ["draft", "people"])
def test_other_forms_keep_what_was_typed_too(
    capitals: Capitals, signer: Visitor, where: str
) -> None:
    if where == "draft":
        draft = proposal_of(capitals, visitor_at(capitals, "author", Role.DRAFTER))
        path, step, told = path_of(draft), "return", {"note": "시간을 다시 확인"}
    else:
        Person.objects.filter(sign_in="signer").update(roles=["administrator"])
        path, step, told = reverse("people"), "post", {"slug": "embassy", "name_ko": "대사관"}
    form = form_of(sheet_of(signer.open(path)), step)
    _later(signer, IDLE_S + 60)
    sheet = sheet_of(send(signer, path, typed(form, {**told, "step": step})))
    back = _again(signer, sheet, "signer").headers["Location"]
    restored = form_of(sheet_of(signer.open(back)), step)
    for name, text in told.items():
        assert restored.fields[name] == [text]


def test_a_form_of_a_session_that_is_gone_altogether_is_kept_for_its_owner(
    capitals: Capitals, signer: Visitor
) -> None:
    path = _form_path(capitals)
    form = sheet_of(signer.open(path)).form
    signer.client.session.flush()
    sheet = sheet_of(send(signer, path, typed(form, DAY)))
    back = _again(signer, sheet, "signer").headers["Location"]
    assert sheet_of(signer.open(back)).form.fields["day_day"] == ["24"]


def test_going_back_shows_nothing_after_signing_out(capitals: Capitals) -> None:
    """DESK-7: "No answer is kept by a cache or by the browser (`no-store`)"."""
    signer = visitor_at(capitals, "signer", Role.SIGNER)
    draft = proposal_of(capitals, signer)
    form = form_of(open_draft(signer, draft), "sign")
    places = {"channel": capitals.channel, "matter": "meeting/jp-1/date"}
    propose = reverse("propose-item", kwargs=places)
    answers = [
        signer.open(propose),
        send(signer, propose, {"day_day": "31"}),  # a form that comes back with what is off
        signer.open(path_of(draft)),
        send(signer, path_of(draft), typed(form, {"password": "", "step": "sign"})),
        send(signer, path_of(draft), typed(form, {"password": PASSWORD, "step": "sign"})),
        send(signer, reverse("sign-out"), {}),
        signer.open(path_of(draft)),
    ]
    assert [one.status_code for one in answers] == [200, 409, 200, 400, 302, 302, 302]
    assert {one.headers["Cache-Control"] for one in answers} == {"no-store"}
