# SPDX-License-Identifier: Apache-2.0
"""DESK-34: what is not wrong but may not be meant is asked once, at the field."""

import pytest
from django.urls import reverse

from comity.desk.forms.doubts import Partly, partly_changed
from comity.home.models import Draft
from tests.desk.capitals import JP, Capitals, Visitor
from tests.desk.sending import Sheet, asked_in, send, sheet_of, state_of, typed
from tests.unit.subjects.samples import DATE, HEADER, WORDING

ITEM = "meeting/jp-1/date"
PARAGRAPH = "text/t/p/k1"
PARTLY = "The wording was changed in Korean and not in English, Japanese: is this intended?"
BRACKETS = "The wording holds square brackets (English)."
DAY = {"day_day": "24", "day_month": "4", "day_year": "2023", "start": "10:00", "end": "12:00"}


def _path(capitals: Capitals, matter: str, query: str = "") -> str:
    named = {"channel": capitals.channel, "matter": matter}
    return reverse("propose-item", kwargs=named) + query


def _open(visitor: Visitor, path: str) -> Sheet:
    answer = visitor.open(path)
    assert answer.status_code == 200, answer.content[:500]
    return sheet_of(answer)


@pytest.fixture
def paragraph(capitals: Capitals) -> str:
    """The form of a wording that Japan has proposed in three languages."""
    capitals.agree({"text/t": HEADER})
    capitals.offer(JP, {PARAGRAPH: {**WORDING, "base": None}})
    capitals.exchange()
    return _path(capitals, PARAGRAPH)


# --- changed in some languages only ---


def test_a_wording_changed_in_one_language_is_asked_about_once(
    capitals: Capitals, officer: Visitor, paragraph: str
) -> None:
    """DESK-34: "asks once, at the field, … changed words are asked again"."""
    form, before = _open(officer, paragraph).form, state_of(capitals)
    changed = {"text_ko": "양측은 두 번 만났다."}

    answer = send(officer, paragraph, typed(form, changed))

    sheet, tokens = sheet_of(answer), asked_in(answer)
    assert PARTLY in sheet.words
    assert sheet.summary == [f"#{tokens[0]}"]
    assert tokens[0] in sheet.ids
    assert "There is a problem" not in sheet.words
    assert sheet.form.fields["text_ko"] == ["양측은 두 번 만났다."]
    assert "sure" not in sheet.form.fields  # nobody has said yes yet
    assert state_of(capitals) == before
    # The same again without the answer is asked again; other words need an answer of their own.
    assert asked_in(send(officer, paragraph, sheet.form.fields)) == tokens
    other = {"text_ko": "양측은 세 번 만났다.", "sure": tokens}
    again = send(officer, paragraph, typed(sheet.form, other))
    assert asked_in(again) != tokens
    assert "sure" not in sheet_of(again).form.fields

    sure = typed(sheet.form, {"sure": tokens})
    here = send(officer, paragraph, sure).headers["Location"]
    told = "Wording: the wording was changed in Korean and not in English, Japanese."
    assert told in _open(officer, here).words
    # Whoever goes on with the draft is not asked about what it says.
    change = paragraph + f"?draft={Draft.objects.get().pk}"
    assert send(officer, change, _open(officer, change).form.fields).headers["Location"] == here


def test_every_field_in_several_languages_is_asked_about(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    path = _path(capitals, ITEM, f"?base=jp/{ref.number}/{ref.index}")
    changed = {"place_ko": "부산", "title_ko": "제12차 경제안보대화", "title_en": "Round 12"}
    answer = send(officer, path, typed(_open(officer, path).form, changed))
    assert len(asked_in(answer)) == 2
    words = sheet_of(answer).words
    assert PARTLY in words
    assert "changed in English, Korean and not in Japanese" in words


def test_what_is_changed_in_every_language_or_written_anew_is_not_asked_about(
    capitals: Capitals, officer: Visitor, paragraph: str
) -> None:
    told = {"text_ko": "가", "text_ja": "あ", "text_en": "a"}
    form = _open(officer, paragraph).form
    words = _open(officer, send(officer, paragraph, typed(form, told)).headers["Location"]).words
    assert "was changed in" not in words
    path = _path(capitals, "meeting/jp-2/date", "?form=date")
    assert send(officer, path, typed(_open(officer, path).form, DAY)).status_code == 302


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ({"ko": "a", "ja": "b"}, {"ko": "c", "ja": "b"}, Partly(("ko",), ("ja",))),
        ({"ko": "a", "ja": "b"}, {"ko": "c", "ja": "d"}, None),
        ({"ko": "a", "ja": "b"}, {"ko": "a "}, None),
        ({"ko": "a"}, {"ko": "b", "en": "c"}, None),
        ({"ko": "a", "ja": "b"}, {"ko": "a", "ja": "b", "en": "c"}, None),
        (None, {"ko": "a"}, None),
        ({"ko": "a"}, None, None),
    ],
)
def test_in_which_languages_a_text_was_changed(
    before: dict[str, str] | None, now: dict[str, str] | None, found: Partly | None
) -> None:
    assert partly_changed(before, now) == found


# --- brackets ---


def test_typed_brackets_are_explained_and_asked_about(
    capitals: Capitals, officer: Visitor, paragraph: str
) -> None:
    sheet = _open(officer, paragraph)
    assert "Write the whole wording without square brackets" in sheet.words
    told = {"text_ko": "가", "text_ja": "あ", "text_en": "Both [sides] met."}
    before = state_of(capitals)
    answer = send(officer, paragraph, typed(sheet.form, told))
    tokens = asked_in(answer)
    assert BRACKETS in sheet_of(answer).words
    assert state_of(capitals) == before
    sure = typed(sheet.form, {**told, "sure": tokens})
    assert send(officer, paragraph, sure).status_code == 302


@pytest.mark.parametrize("text", ["a ] b [ c", "a [b", "(a)"])
def test_what_is_no_bracketed_word_is_not_asked_about(
    officer: Visitor, paragraph: str, text: str
) -> None:
    told = {"text_ko": "가", "text_ja": "あ", "text_en": text}
    form = _open(officer, paragraph).form
    assert send(officer, paragraph, typed(form, told)).status_code == 302


# --- times that have passed ---


def test_a_date_that_has_passed_is_asked_about(capitals: Capitals, officer: Visitor) -> None:
    path = _path(capitals, ITEM, "?form=date")
    told = {**DAY, "day_day": "10", "start": "09:30", "end": "12:00"}
    form = _open(officer, path).form
    answer = send(officer, path, typed(form, told))
    asked = "Mon 10 Apr 2023, 09:30 (Asia/Seoul) has passed already: is this intended?"
    assert asked in sheet_of(answer).words
    tokens = asked_in(answer)
    # An hour earlier is another question; the venue has nothing to do with it.
    earlier = {**told, "start": "08:30", "sure": tokens}
    assert asked_in(send(officer, path, typed(form, earlier))) != tokens
    place = {**told, "place_ko": "서울", "sure": tokens}
    assert send(officer, path, typed(form, place)).status_code == 302
    assert send(officer, path, typed(form, {**DAY, "day_day": "11"})).status_code == 409


def test_a_window_that_is_over_is_asked_about(capitals: Capitals, officer: Visitor) -> None:
    path = _path(capitals, ITEM, "?form=window")
    told = {
        "first_day_day": "1", "first_day_month": "4", "first_day_year": "2023",
        "last_day_day": "9", "last_day_month": "4", "last_day_year": "2023",
    }  # fmt: skip
    form = _open(officer, path).form
    answer = send(officer, path, typed(form, told))
    assert "Sun 9 Apr 2023 has passed already" in sheet_of(answer).words
    assert send(officer, path, typed(form, {**told, "sure": asked_in(answer)})).status_code == 302


def test_a_window_that_ends_today_is_not_over(capitals: Capitals, officer: Visitor) -> None:
    path = _path(capitals, ITEM, "?form=window")
    told = {
        "first_day_day": "1", "first_day_month": "4", "first_day_year": "2023",
        "last_day_day": "10", "last_day_month": "4", "last_day_year": "2023",
    }  # fmt: skip
    assert send(officer, path, typed(_open(officer, path).form, told)).status_code == 302
