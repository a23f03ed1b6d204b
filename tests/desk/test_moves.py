# SPDX-License-Identifier: Apache-2.0
"""Proposing, answering and stating: what was overtaken is told, and one form makes one draft."""

from collections.abc import Mapping

import pytest
from django.urls import reverse

from comity.core.views import ActRef
from comity.home import door, drafts
from comity.home.models import Draft, Person
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.moves import Proposal
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.sending import Sheet, send, sheet_of, state_of, typed
from tests.unit.subjects.samples import DATE, DELEGATION

DAY = {"day_day": "24", "day_month": "4", "day_year": "2023", "start": "10:00", "end": "12:00"}
ITEM = "meeting/jp-1/date"


def _path(capitals: Capitals, kind: str, matter: str, query: str = "") -> str:
    return reverse(kind, kwargs={"channel": capitals.channel, "matter": matter}) + query


def _answer(capitals: Capitals, ref: ActRef) -> str:
    named = {"party": ref.party, "number": ref.number, "index": ref.index}
    return reverse("answer", kwargs={"channel": capitals.channel, **named})


def _open(visitor: Visitor, path: str) -> Sheet:
    answer = visitor.open(path)
    assert answer.status_code == 200, answer.content[:500]
    return sheet_of(answer)


@pytest.fixture
def proposed(capitals: Capitals) -> ActRef:
    """A date that Japan proposes."""
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    return ref


# --- DESK-5: overtaken while it was being written ---


@pytest.mark.parametrize("choice", ["accept", "decline"])
def test_withdrawn_while_the_answer_was_being_written(
    capitals: Capitals, officer: Visitor, proposed: ActRef, choice: str
) -> None:
    """DESK-5: "Where that has changed, it says so, shows what is there now, keeps what was typed
    and signs nothing."
    """
    form = _open(officer, _answer(capitals, proposed)).form
    capitals.refuse(JP, proposed)
    capitals.exchange()
    before = state_of(capitals)

    told = {"answer": choice, "reason": "사유는 이러하다"}
    answer = send(officer, _answer(capitals, proposed), typed(form, told))

    assert answer.status_code == 409
    sheet = sheet_of(answer)
    assert "The record has changed while you were reading" in sheet.words
    assert "The Japanese side has withdrawn it." in sheet.words
    assert "사유는 이러하다" in answer.content.decode()
    assert sheet.forms == []
    assert sheet.title.startswith("Error: ")
    assert state_of(capitals) == before


def test_withdrawn_while_a_counter_proposal_was_being_written(
    capitals: Capitals, officer: Visitor, proposed: ActRef
) -> None:
    base = f"?base=jp/{proposed.number}/{proposed.index}"
    path = _path(capitals, "propose-item", ITEM, base)
    form = _open(officer, path).form
    capitals.refuse(JP, proposed)
    capitals.exchange()
    before = state_of(capitals)

    answer = send(officer, path, typed(form, {"day_day": "28"}))

    assert answer.status_code == 409
    sheet = sheet_of(answer)
    assert "The record has changed while you were writing" in sheet.words
    assert sheet.form.fields["day_day"] == ["28"]
    assert sheet.form.fields["base"] == [base.removeprefix("?base=")]
    assert state_of(capitals) == before
    assert send(officer, path, sheet.form.fields).status_code == 302


def test_a_statement_overtaken_by_a_colleague_is_not_saved(
    capitals: Capitals, officer: Visitor
) -> None:
    matter = "meeting/jp-1/delegation"
    path = _path(capitals, "state", matter)
    form = _open(officer, path).form
    capitals.state(KR, matter, DELEGATION)
    before = state_of(capitals)

    answer = send(officer, path, typed(form, {"head_ko": "국장"}))

    assert answer.status_code == 409
    assert sheet_of(answer).form.fields["head_ko"] == ["국장"]
    assert state_of(capitals) == before


def test_what_is_answered_already_can_only_be_looked_at(
    capitals: Capitals, officer: Visitor, proposed: ActRef
) -> None:
    capitals.accept(KR, proposed)
    capitals.settle()
    sheet = _open(officer, _answer(capitals, proposed))
    assert "It is agreed: every side has accepted it." in sheet.words
    assert sheet.forms == []
    before = state_of(capitals)
    for told in ({}, {"answer": "decline"}, {"answer": "withdraw"}):
        assert send(officer, _answer(capitals, proposed), told).status_code == 409
    assert state_of(capitals) == before


def test_an_acceptance_with_a_reason_is_told_rather_than_losing_the_reason(
    capitals: Capitals, officer: Visitor, proposed: ActRef
) -> None:
    path = _answer(capitals, proposed)
    form = _open(officer, path).form
    answer = send(officer, path, typed(form, {"answer": "accept", "reason": "다만"}))
    sheet = sheet_of(answer)
    assert answer.status_code == 400
    assert sheet.summary == ["#reason"]
    assert sheet.form.fields["reason"] == ["다만"]


# --- DESK-12: one draft a form ---


def test_a_draft_that_the_page_had_not_told_of_is_told_before_a_second_is_made(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-12: "It tells of a draft on the item before a second one is made"."""
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    form = _open(officer, path).form
    first = send(officer, path, typed(form, DAY)).headers["Location"]
    before = state_of(capitals)

    # Back in the browser, another day, the same page sent again.
    answer = send(officer, path, typed(form, {**DAY, "day_day": "25"}))

    assert answer.status_code == 409
    sheet = sheet_of(answer)
    assert "You have a draft on this item already" in sheet.words
    assert first in sheet.links
    assert sheet.form.fields["day_day"] == ["25"]
    assert state_of(capitals) == before
    name, into = sheet.form.buttons[1]
    assert name == "into"
    assert into in first

    put = send(officer, path, typed(sheet.form, {"into": into}))

    assert put.headers["Location"] == first
    assert Draft.objects.count() == 1
    assert "Tue 25 Apr 2023" in _open(officer, first).words


def test_a_second_draft_can_be_made_knowingly(capitals: Capitals, officer: Visitor) -> None:
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    first = send(officer, path, typed(_open(officer, path).form, DAY)).headers["Location"]
    sheet = _open(officer, path)
    assert "You have a draft on this item already" in sheet.words
    second = send(officer, path, typed(sheet.form, {**DAY, "day_day": "25"})).headers["Location"]
    assert second != first
    assert Draft.objects.count() == 2


def test_a_draft_of_a_colleague_is_told_and_hinders_nobody(capitals: Capitals) -> None:
    one = capitals.visitor(capitals.person("one", Role.DRAFTER))
    other = capitals.visitor(capitals.person("other", Role.DRAFTER, post="deputy"))
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    form = _open(other, path).form
    first = send(one, path, typed(_open(one, path).form, DAY)).headers["Location"]
    sheet = _open(other, path)
    assert "There is a draft on this item already" in sheet.words
    assert first in sheet.links
    assert send(other, path, typed(form, DAY)).headers["Location"] != first


def test_drafts_that_others_may_not_know_of_are_not_told(
    capitals: Capitals, officer: Visitor
) -> None:
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    send(officer, path, typed(_open(officer, path).form, DAY))
    elsewhere = capitals.found()
    guest = capitals.person("guest", Role.DRAFTER, post="guests", channels=[elsewhere])
    there = reverse("propose-item", kwargs={"channel": elsewhere, "matter": ITEM}) + "?form=date"
    assert "draft on this item" not in _open(capitals.visitor(guest), there).words


CONTINUED: dict[str, tuple[str, str, Mapping[str, str], Mapping[str, str]]] = {
    "date": ("propose-item", "?form=date", DAY | {"place_ja": "東京"}, {"end": "13:00"}),
    "delegation": (
        "state", "", {"head_ko": "국장", "members": "과장\n서기관"}, {"head_en": "Director"},
    ),
    "attendance": ("state", "", DAY | {"present": "국장"}, {"end": "13:00"}),
    "readout": (
        "state", "",
        {"text_ko": "협의.", "day_day": "24", "day_month": "4", "day_year": "2023",
         "time": "17:00"},
        {"text_en": "Talks."},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTINUED)
def test_a_draft_is_continued_with_all_that_it_says(
    capitals: Capitals, officer: Visitor, name: str
) -> None:
    kind, query, told, change = CONTINUED[name]
    path = _path(capitals, kind, f"meeting/jp-1/{name}", query)
    here = send(officer, path, typed(_open(officer, path).form, told)).headers["Location"]
    (change_link,) = (one for one in _open(officer, here).links if "?draft=" in one)

    form = _open(officer, change_link).form
    for field, text in told.items():
        assert form.fields[field] == [text], field
    # Sent as it stands it is the same draft; changed it is another revision of it.
    assert send(officer, change_link, form.fields).headers["Location"] == here
    assert Draft.objects.get().revision == 1
    assert send(officer, change_link, typed(form, change)).headers["Location"] == here
    assert Draft.objects.get().revision == 2


def test_an_answer_is_continued_and_may_turn_into_the_other(
    capitals: Capitals, officer: Visitor, proposed: ActRef
) -> None:
    path = _answer(capitals, proposed)
    form = _open(officer, path).form
    told = {"answer": "decline", "reason": "곤란"}
    here = send(officer, path, typed(form, told)).headers["Location"]
    (change_link,) = (one for one in _open(officer, here).links if "?draft=" in one)
    form = _open(officer, change_link).form
    assert form.fields["answer"] == ["decline"]
    assert form.fields["reason"] == ["곤란"]
    turned = send(officer, change_link, typed(form, {"answer": "accept", "reason": ""}))
    assert turned.headers["Location"] == here
    assert (
        "Our side accepts this proposal exactly as it stands below." in _open(officer, here).words
    )


def test_two_who_change_one_draft_learn_of_each_other(capitals: Capitals) -> None:
    one = capitals.visitor(capitals.person("one", Role.DRAFTER))
    other = capitals.visitor(capitals.person("other", Role.DRAFTER, post="deputy"))
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    send(one, path, typed(_open(one, path).form, DAY))
    change = path + f"&draft={Draft.objects.get().pk}"
    mine, theirs = _open(one, change).form, _open(other, change).form
    send(other, change, typed(theirs, {"start": "11:00"}))

    answer = send(one, change, typed(mine, {"start": "09:00"}))

    assert answer.status_code == 409
    sheet = sheet_of(answer)
    assert "The draft was changed while you were writing" in sheet.words
    assert sheet.form.fields["start"] == ["09:00"]
    assert Draft.objects.get().revision == 2
    assert send(one, change, sheet.form.fields).status_code == 302
    assert Draft.objects.get().revision == 3


@pytest.mark.parametrize("end", ["signed", "discarded"])
def test_a_draft_that_is_gone_while_it_was_being_changed_loses_nothing(
    capitals: Capitals, officer: Visitor, end: str
) -> None:
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    send(officer, path, typed(_open(officer, path).form, DAY))
    draft = Draft.objects.get()
    change = path + f"&draft={draft.pk}"
    form = _open(officer, change).form
    Draft.objects.filter(pk=draft.pk).update(state=end)

    answer = send(officer, change, typed(form, {"start": "11:00"}))

    assert answer.status_code == 409
    sheet = sheet_of(answer)
    assert "The draft can't be changed any more" in sheet.words
    assert sheet.form.fields["start"] == ["11:00"]
    assert "draft" not in sheet.form.fields
    assert send(officer, path, sheet.form.fields).headers["Location"] != f"/dispatch/{draft.pk}/"
    assert Draft.objects.count() == 2


def test_a_draft_on_another_item_is_not_written_over(capitals: Capitals, officer: Visitor) -> None:
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    send(officer, path, typed(_open(officer, path).form, DAY))
    draft = Draft.objects.get()
    elsewhere = _path(capitals, "propose-item", "meeting/jp-2/date", f"?form=date&draft={draft.pk}")
    send(officer, elsewhere, typed(_open(officer, elsewhere).form, DAY))
    assert Draft.objects.get(pk=draft.pk).matters == [ITEM]
    assert Draft.objects.count() == 2


def test_changing_a_draft_keeps_what_the_form_does_not_show(
    capitals: Capitals, officer: Visitor
) -> None:
    path = _path(capitals, "propose-item", ITEM, "?form=date")
    send(officer, path, typed(_open(officer, path).form, DAY))
    draft = Draft.objects.get()
    move = drafts.unpack(draft.move)
    assert isinstance(move, Proposal)
    quiet = Proposal(move.values, until=capitals.clock.now + 86_400_000, silence=True)
    reader = _reader(capitals, officer)
    door.revise(reader, draft.pk, quiet)
    change = path + f"&draft={draft.pk}"
    send(officer, change, typed(_open(officer, change).form, {"start": "09:00"}))
    changed = drafts.unpack(Draft.objects.get().move)
    assert isinstance(changed, Proposal)
    assert changed.silence


def _reader(capitals: Capitals, visitor: Visitor) -> Reader:
    person = Person.objects.get(pk=visitor.client.session["_auth_user_id"])
    return Reader(person, capitals.kr, approvals=0)
