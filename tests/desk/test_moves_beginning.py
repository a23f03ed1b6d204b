# SPDX-License-Identifier: Apache-2.0
"""What a form of a proposal starts from, what is needless to propose, and by when to answer."""

import pytest
from django.urls import reverse

from comity.core.views import ActRef
from tests.desk.capitals import HOUR_MS, JP, KR, Capitals, Visitor
from tests.desk.sending import Sheet, send, sheet_of, state_of, typed
from tests.unit.subjects.samples import DATE, HEADER, WINDOW, WORDING, terms

ITEM = "meeting/jp-1/date"
PARAGRAPH = "text/t/p/k1"
DAYS = {**WINDOW, "hung": None, "first_day": "2023-05-10", "last_day": "2023-05-25"}


def _path(capitals: Capitals, matter: str = ITEM, query: str = "") -> str:
    named = {"channel": capitals.channel, "matter": matter}
    return reverse("propose-item", kwargs=named) + query


def _answer(capitals: Capitals, ref: ActRef) -> str:
    named = {"party": ref.party, "number": ref.number, "index": ref.index}
    return reverse("answer", kwargs={"channel": capitals.channel, **named})


def _open(visitor: Visitor, path: str) -> Sheet:
    answer = visitor.open(path)
    assert answer.status_code == 200, answer.content[:500]
    return sheet_of(answer)


# --- DESK-31: what a form starts from ---


def test_a_form_starts_from_the_last_proposal_where_that_was_withdrawn(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-31: "begins the form of a proposal with … the newest that was declined, withdrawn or
    overtaken; it says above the form which"
    """
    capitals.refuse(KR, capitals.offer(KR, {ITEM: {**DATE, "round": 11}}))
    capitals.refuse(KR, capitals.offer(KR, {ITEM: DATE}))
    sheet = _open(officer, _path(capitals, query="?form=date"))
    assert "Starts from the proposal of our side of Mon 10 Apr, withdrawn." in sheet.words
    fields = sheet.form.fields
    assert fields["round"] == ["12"]
    assert (fields["kind"], fields["host"]) == (["round"], ["kr"])
    assert (fields["place_ko"], fields["title_ja"]) == (["서울"], ["第12回会合"])
    # It answers nothing: it is no counter-proposal.
    assert "Counter-proposal" not in sheet.words


def test_a_date_is_begun_from_a_window_that_was_declined(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(JP, {ITEM: {**DAYS, "round": 7, "host": "jp"}})
    capitals.exchange()
    capitals.refuse(KR, ref)
    sheet = _open(officer, _path(capitals, query="?form=date"))
    told = "Starts from the proposal of the Japanese side of Mon 10 Apr, declined."
    assert told in sheet.words
    assert (sheet.form.fields["round"], sheet.form.fields["host"]) == (["7"], ["jp"])
    assert sheet.form.fields["day_day"] == [""]


def test_what_is_open_or_agreed_comes_before_what_is_over(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(JP, {ITEM: {**DATE, "round": 3}})
    capitals.refuse(JP, ref)
    live = capitals.offer(JP, {ITEM: {**DATE, "round": 4}})
    capitals.exchange()
    sheet = _open(officer, _path(capitals))
    assert "Starts from the proposal of the Japanese side of Mon 10 Apr." in sheet.words
    assert sheet.form.fields["round"] == ["4"]
    capitals.accept(KR, live)
    capitals.settle()
    assert "Starts from what is agreed." in _open(officer, _path(capitals)).words
    assert "Starts from" not in _open(officer, _path(capitals, "meeting/jp-2/date")).words


# --- DESK-32: what is needless to propose ---


def test_a_counter_proposal_that_says_the_same_is_refused(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-32: "takes no counter-proposal that says what it answers, and no proposal of what is
    agreed"
    """
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    path = _path(capitals, query=f"?base=jp/{ref.number}/{ref.index}")
    before = state_of(capitals)

    answer = send(officer, path, _open(officer, path).form.fields)

    assert answer.status_code == 400
    sheet = sheet_of(answer)
    assert "The Japanese side proposes exactly this already: accept that proposal" in sheet.words
    assert sheet.summary == [_answer(capitals, ref) + "?answer=accept"]
    assert state_of(capitals) == before
    assert send(officer, path, typed(sheet.form, {"start": "11:00"})).status_code == 302


def test_a_wording_is_the_same_whatever_it_departs_from(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({"text/t": HEADER})
    capitals.offer(JP, {PARAGRAPH: {**WORDING, "base": None}})
    capitals.exchange()
    path = _path(capitals, PARAGRAPH)
    answer = send(officer, path, _open(officer, path).form.fields)
    assert answer.status_code == 400
    assert "proposes exactly this already" in sheet_of(answer).words


def test_what_the_other_side_has_withdrawn_can_be_proposed_as_it_was(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.refuse(JP, capitals.offer(JP, {ITEM: DATE}))
    capitals.exchange()
    path = _path(capitals)
    assert send(officer, path, _open(officer, path).form.fields).status_code == 302


def test_a_proposal_of_what_is_agreed_is_refused(capitals: Capitals, officer: Visitor) -> None:
    capitals.agree({ITEM: DATE})
    path, before = _path(capitals), state_of(capitals)
    answer = send(officer, path, _open(officer, path).form.fields)
    assert answer.status_code == 400
    assert "Exactly this is agreed already: nothing would change" in sheet_of(answer).words
    assert state_of(capitals) == before


# --- DESK-33: by when a reply is asked for ---


@pytest.mark.parametrize("hours", [None, 5], ids=["terms", "its own"])
def test_by_when_a_reply_is_asked_for_stands_on_the_answer_and_its_draft(
    capitals: Capitals, officer: Visitor, hours: int | None
) -> None:
    """DESK-33: "tells on the page of an answer and of its draft by when a reply is asked for: by
    the proposal itself, else by the terms"
    """
    agreed = terms()
    agreed["response"]["proposal_s"] = 72 * 3_600
    capitals.agree({"terms": agreed})
    until = None if hours is None else capitals.clock.now + hours * HOUR_MS
    ref = capitals.offer(JP, {ITEM: DATE}, until=until)
    capitals.exchange()
    told = "reply by Mon 10 Apr 2023, 14:31" if hours else "reply by Thu 13 Apr 2023, 09:31"
    path = _answer(capitals, ref)
    sheet = _open(officer, path)
    assert told in sheet.words
    here = send(officer, path, typed(sheet.form, {"answer": "accept"})).headers["Location"]
    assert told in _open(officer, here).words


# --- looks ---


def test_a_venue_in_three_languages_has_the_whole_width(
    capitals: Capitals, officer: Visitor
) -> None:
    page = officer.open(_path(capitals, query="?form=date")).content.decode()
    assert 'class="form form--wide"' in page


def test_another_draft_is_not_the_first_choice_where_there_is_one(
    capitals: Capitals, officer: Visitor
) -> None:
    path = _path(capitals, query="?form=date")
    told = {
        "day_day": "24", "day_month": "4", "day_year": "2023", "start": "10:00", "end": "12:00",
    }  # fmt: skip
    send(officer, path, typed(_open(officer, path).form, told))
    page = officer.open(path).content.decode()
    another = page[: page.index("Save as another draft")].rpartition("<button")[2]
    into = page[: page.index("Put it into the draft that is there")].rpartition("<button")[2]
    assert "govuk-button--secondary" in another
    assert "govuk-button--secondary" not in into
