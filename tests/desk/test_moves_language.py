# SPDX-License-Identifier: Apache-2.0
"""DESK-35: switching the language on a page with a form keeps what was typed, and does no more."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse

from comity.desk.account import keeping
from comity.home.models import Person
from comity.home.roles import Role
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.sending import Sheet, asked_in, send, sheet_of, state_of, typed
from tests.desk.staff import PASSWORD, person_at, proposal_of
from tests.unit.subjects.samples import DATE

ITEM = "meeting/jp-1/date"
SWITCH = "switch-language"


def _path(capitals: Capitals, kind: str, matter: str, query: str = "") -> str:
    return reverse(kind, kwargs={"channel": capitals.channel, "matter": matter}) + query


def _buttons(answer: HttpResponse) -> list[str]:
    """The buttons of the languages."""
    return re.findall(r'<button class="head__button"[^>]*lang="[^>]*>', answer.content.decode())


def _form_id(answer: HttpResponse) -> str:
    """The form that the language buttons send, which must be in the middle of the page."""
    buttons = _buttons(answer)
    assert len(buttons) == 3
    (form,) = {re.findall(r'form="([^"]*)"', one)[0] for one in buttons}
    assert all("formnovalidate" in one and f'name="{SWITCH}"' in one for one in buttons)
    main = answer.content.decode().partition("<main")[2]
    assert len(re.findall(rf'<form id="{form}"', main)) == 1
    return str(form)


def _switched(visitor: Visitor, path: str, fields: dict[str, list[str]], to: str = "ko") -> Sheet:
    answer = send(visitor, path, {**fields, SWITCH: to})
    assert answer.status_code == 302
    assert answer.headers["Location"] == path
    page = visitor.open(path)
    assert page.status_code == 200
    assert f'<html lang="{to}">' in page.content.decode()
    return sheet_of(page)


def test_what_was_typed_stands_in_the_form_in_the_other_language(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-35: "keeps what was typed into a form where the language is switched on its page:
    nothing is saved, and nothing is said to be off"
    """
    path = _path(capitals, "propose-item", ITEM, "?form=window")
    page = officer.open(path)
    assert _form_id(page) == "move"
    told = {"place_ko": "서울, 청사", "first_day_day": "99", "round": "many", "until_day_day": "4"}
    fields, before = typed(sheet_of(page).form, told), state_of(capitals)

    sheet = _switched(officer, path, fields)

    for name, text in told.items():
        assert sheet.form.fields[name] == [text]
    assert sheet.summary == []
    assert "govuk-error" not in officer.open(path).content.decode()
    assert state_of(capitals) == before
    assert Person.objects.get(sign_in="officer").language == "ko"


def test_a_counter_proposal_keeps_what_it_answers(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {ITEM: {**DATE, "round": 3}})
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    base = f"jp/{ref.number}/{ref.index}"
    path = _path(capitals, "propose-item", ITEM, f"?base={base}")
    form = sheet_of(officer.open(path)).form
    sheet = _switched(officer, path, typed(form, {"place_ko": "부산"}))
    assert sheet.form.fields["place_ko"] == ["부산"]
    # What was answered with yes stays answered, in whatever language.
    tokens = asked_in(send(officer, path, sheet.form.fields))
    again = _switched(officer, path, typed(sheet.form, {"sure": tokens}), "ja")
    assert again.form.fields["sure"] == tokens
    assert send(officer, path, again.form.fields).status_code == 302


@pytest.mark.parametrize(
    ("matter", "told"),
    [
        ("meeting/jp-1/delegation", {"head_ko": "국장", "members": "과장\n서기관"}),
        ("meeting/jp-1/readout", {"text_ko": "협의."}),
    ],
)
def test_an_own_word_is_kept(
    capitals: Capitals, officer: Visitor, matter: str, told: dict[str, str]
) -> None:
    path = _path(capitals, "state", matter)
    page = officer.open(path)
    assert _form_id(page) == "move"
    sheet = _switched(officer, path, typed(sheet_of(page).form, told), "ja")
    for name, text in told.items():
        assert sheet.form.fields[name] == [text]


def test_an_answer_and_its_reason_are_kept(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    path = reverse(
        "answer",
        kwargs={
            "channel": capitals.channel, "party": "jp", "number": ref.number, "index": ref.index,
        },
    )  # fmt: skip
    page = officer.open(path)
    assert _form_id(page) == "move"
    told = {"answer": "decline", "reason": "곤란"}
    sheet = _switched(officer, path, typed(sheet_of(page).form, told))
    assert (sheet.form.fields["answer"], sheet.form.fields["reason"]) == (["decline"], ["곤란"])
    capitals.refuse(JP, ref)
    capitals.exchange()
    # Where nothing can be typed any more the buttons are those of every other page.
    assert all('name="language"' in one for one in _buttons(officer.open(path)))


def test_the_comment_on_a_draft_is_kept_and_no_password(
    capitals: Capitals, officer: Visitor
) -> None:
    drafter = capitals.visitor(capitals.person("drafter", Role.DRAFTER))
    draft = proposal_of(capitals, drafter)
    path = reverse("draft", kwargs={"draft": draft.pk})
    page = officer.open(path)
    assert _form_id(page) == "return"
    form = next(one for one in sheet_of(page).forms if "note" in one.fields)
    told = {"note": "날짜 재검토", "password": PASSWORD, "step": "sign"}
    before = state_of(capitals)
    answer = send(officer, path, {**typed(form, told), SWITCH: "ko"})
    assert answer.status_code == 302
    fields = QueryDict(keeping.WAITING[officer.client.session["kept"][1]])
    assert {name for name in fields if name in ("note", "password", SWITCH)} == {"note"}
    again = officer.open(path).content.decode()
    assert "날짜 재검토" in again
    assert PASSWORD not in again
    assert state_of(capitals) == before


def test_nothing_that_was_typed_is_in_the_dossier_on_the_way(
    capitals: Capitals, officer: Visitor
) -> None:
    """POUCH-22: "the dossier holds nothing of it"; nor does it of any form that is not sent."""
    page = officer.get("sound", channel=capitals.channel)
    form = next(one for one in sheet_of(page).forms if "days" in one.fields)
    told = {"words_en": "Would May work, canary?", SWITCH: "ko"}
    assert send(officer, form.action, typed(form, told)).status_code == 302
    kept = [one.get_decoded() for one in Session.objects.all()]
    assert "kept" in kept[0]
    assert "canary" not in repr(kept)
    assert "canary?" in officer.get("sound", channel=capitals.channel).content.decode()
    assert "canary" not in officer.get("sound", channel=capitals.channel).content.decode()


def test_no_more_lies_ready_than_memory_bears(
    capitals: Capitals, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "WAITING_MAX", 1)
    other = capitals.visitor(capitals.person("other", Role.SIGNER))
    for visitor, words in ((officer, "first canary"), (other, "second canary")):
        whose = sheet_of(visitor.get("sound", channel=capitals.channel))
        form = next(one for one in whose.forms if "days" in one.fields)
        send(visitor, form.action, typed(form, {"words_en": words, SWITCH: "ko"}))
    assert "canary" not in officer.get("sound", channel=capitals.channel).content.decode()
    assert "second canary" in other.get("sound", channel=capitals.channel).content.decode()


def test_the_name_at_the_sign_in_page_is_kept_and_no_password(capitals: Capitals) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    client = Client()
    page = Visitor(client, capitals).open("/sign-in?next=/dialogues/")
    assert _form_id(page) == "sign-in"
    told = {"sign_in": "signer", "password": PASSWORD}
    answer = send(client, "/sign-in", {**typed(sheet_of(page).form, told), SWITCH: "ja"})
    assert answer.status_code == 200
    assert '<html lang="ja">' in answer.content.decode()
    sheet = sheet_of(answer)
    assert sheet.form.fields["sign_in"] == ["signer"]
    assert sheet.form.fields["next"] == ["/dialogues/"]
    assert sheet.form.fields["password"] == [""]
    assert "_auth_user_id" not in client.session
    assert '<html lang="ja">' in client.get("/sign-in", secure=True).content.decode()


@pytest.mark.parametrize("wanted", ["", "xx", "EN", "ko\0", "k" * 4_000])
def test_what_is_no_language_changes_none(
    capitals: Capitals, officer: Visitor, wanted: str
) -> None:
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    fields = typed(sheet_of(officer.open(path)).form, {"place_ko": "서울"})
    sheet = _switched_to_none(officer, path, fields, wanted)
    assert sheet.form.fields["place_ko"] == ["서울"]
    assert Person.objects.get(sign_in="officer").language == "en"


def _switched_to_none(
    visitor: Visitor, path: str, fields: dict[str, list[str]], wanted: str
) -> Sheet:
    assert send(visitor, path, {**fields, SWITCH: wanted}).status_code == 302
    return sheet_of(visitor.open(path))


def test_a_page_without_a_form_switches_as_ever(capitals: Capitals, officer: Visitor) -> None:
    path = reverse("dialogue", kwargs={"channel": capitals.channel})
    assert all(
        'name="language"' in one and "form=" not in one for one in _buttons(officer.open(path))
    )
    assert capitals.kr.party == KR
