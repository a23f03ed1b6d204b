# SPDX-License-Identifier: Apache-2.0
"""What a proposal changes is shown line by line, and each language for itself."""

import pytest
from django.urls import reverse

from comity.core.views import ActRef
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.sending import Sheet, asked_in, send, sheet_of, typed
from tests.unit.subjects.samples import ANCHOR, DATE, FOLLOW_UP, HEADER, WINDOW, WORDING

ITEM = "meeting/jp-1/date"


def item_path(capitals: Capitals, kind: str, matter: str, query: str = "") -> str:
    return reverse(kind, kwargs={"channel": capitals.channel, "matter": matter}) + query


def answer_path(capitals: Capitals, ref: ActRef) -> str:
    named = {"party": ref.party, "number": ref.number, "index": ref.index}
    return reverse("answer", kwargs={"channel": capitals.channel, **named})


def open_at(visitor: Visitor, path: str) -> Sheet:
    answer = visitor.open(path)
    assert answer.status_code == 200, answer.content[:500]
    return sheet_of(answer)


@pytest.fixture
def proposed(capitals: Capitals) -> ActRef:
    """A date that Japan proposes."""
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    return ref


def test_a_counter_proposal_shows_what_stands_in_place_of_what(
    capitals: Capitals, officer: Visitor, proposed: ActRef
) -> None:
    path = item_path(capitals, "propose-item", ITEM, f"?base=jp/{proposed.number}/{proposed.index}")
    here = send(officer, path, typed(open_at(officer, path).form, {"day_day": "18"}))
    words = open_at(officer, here.headers["Location"]).words
    new = "Tue 18 Apr 2023, 12:00–14:00 (Asia/Seoul)"
    assert f"{new} instead of: Mon 17 Apr 2023, 12:00–14:00 (Asia/Seoul)" in words
    assert words.count("instead of:") == 1
    assert "Changes are shown against the proposal of the Japanese side." in words


def test_a_change_of_what_is_agreed_is_shown_against_it(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({"follow-up/1": {**FOLLOW_UP, "source": None}})
    path = item_path(capitals, "propose-item", "follow-up/1")
    form = open_at(officer, path).form
    here = send(officer, path, typed(form, {"status": "closed", "outcome_ko": "완료"}))
    words = open_at(officer, here.headers["Location"]).words
    assert "Changes are shown against what is agreed." in words
    assert "완료" in words


def test_a_wording_shows_each_language_by_itself_and_what_it_changes(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({"text/t": HEADER})
    capitals.agree({"text/t/p/k1": {**WORDING, "base": None}})
    path = item_path(capitals, "propose-item", "text/t/p/k1")
    form = open_at(officer, path).form
    sent = typed(form, {"text_en": "Both sides met twice.", "text_ja": ""})
    asked = send(officer, path, sent)
    told = {**sent, "sure": asked_in(asked)}
    page = officer.open(send(officer, path, told).headers["Location"]).content.decode()
    assert '<div class="columns__words words lines" lang="en">Both sides met twice.</div>' in page
    assert '<span lang="en">English</span>' in page
    assert "Both sides met<ins> twice</ins>." in page
    assert "<del>双方は会合した。</del>" in page
    assert page.count("What it changes:") == 2


def test_words_of_one_language_cannot_pass_for_those_of_another(
    capitals: Capitals, officer: Visitor
) -> None:
    title = {"ko": "가 / [en] We concede"}
    ref = capitals.offer(JP, {ITEM: {**DATE, "title": title}})
    capitals.exchange()
    page = officer.open(answer_path(capitals, ref)).content.decode()
    assert '<span class="words" lang="ko">가 / [en] We concede</span>' in page
    assert 'lang="en">We concede' not in page


def test_a_window_against_a_date_says_all_that_falls_away(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({ITEM: DATE})
    capitals.agree({"anchor/summit": ANCHOR})
    ref = capitals.offer(JP, {ITEM: WINDOW})
    capitals.exchange()
    words = open_at(officer, answer_path(capitals, ref)).words
    assert "instead of: Mon 17 Apr 2023" in words
    assert "no longer there:" in words


def test_what_is_compared_with_is_the_other_sides_and_not_an_earlier_one_of_ours(
    capitals: Capitals, officer: Visitor, proposed: ActRef
) -> None:
    capitals.offer(KR, {ITEM: {**DATE, "start": DATE["start"] + 60_000}})
    path = item_path(capitals, "propose-item", ITEM, f"?base=jp/{proposed.number}/0")
    here = send(officer, path, typed(open_at(officer, path).form, {"day_day": "19"}))
    words = open_at(officer, here.headers["Location"]).words
    assert "Changes are shown against the proposal of the Japanese side." in words
    assert "instead of: Mon 17 Apr 2023, 12:00–14:00" in words


def test_a_proposal_of_the_other_side_is_shown_against_ours(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(KR, {ITEM: DATE})
    capitals.exchange()
    ref = capitals.offer(JP, {ITEM: {**DATE, "start": DATE["start"] + 3_600_000}})
    capitals.exchange()
    words = open_at(officer, answer_path(capitals, ref)).words
    assert "Changes are shown against the proposal of our side." in words
