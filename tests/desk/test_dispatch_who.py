# SPDX-License-Identifier: Apache-2.0
"""Who may do what with a draft, who may know of it, and what waits for whom."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import Settings

from comity.core.views import ActRef
from comity.desk.house import install
from comity.home import door
from comity.home.models import Draft, DraftState
from comity.home.roles import Role
from comity.node.moves import Acceptance, Proposal
from comity.subjects import write_body
from tests.desk.capitals import DAY_MS, JP, KR, NOW, Capitals, Visitor
from tests.desk.sending import send, sheet_of, state_of
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
from tests.unit.subjects.samples import DATE


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def signer(capitals: Capitals) -> Visitor:
    """Somebody who drafts and signs."""
    return visitor_at(capitals, "signer", Role.SIGNER)


# --- who may ---


def test_each_is_offered_what_he_may_do_and_no_more(capitals: Capitals, signer: Visitor) -> None:
    draft = proposal_of(capitals, signer)
    offered = {
        Role.SIGNER: {"sign", "return", "discard", "consult"},
        Role.DRAFTER: {"hand-over", "discard", "consult"},
        Role.APPROVER: {"approve", "return", "consult"},
    }
    for role, steps in offered.items():
        visitor = visitor_at(capitals, f"a-{role}", role, post="deputy")
        buttons = {one[1] for form in open_draft(visitor, draft).forms for one in form.buttons}
        assert buttons == steps, role


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.APPROVER])
def test_whoever_may_not_sign_signs_nothing(
    capitals: Capitals, signer: Visitor, role: Role
) -> None:
    draft = proposal_of(capitals, signer)
    seen = form_of(open_draft(signer, draft), "sign").fields["seen"]
    visitor = visitor_at(capitals, "other", role, post="deputy")
    record = entries_of(capitals)
    told = {"step": "sign", "seen": seen, "password": PASSWORD}
    answer = send(visitor, path_of(draft), told)
    assert answer.status_code == 409
    assert "None of your roles allows that." in sheet_of(answer).words
    assert entries_of(capitals) == record


@pytest.mark.parametrize("step", ["", "sign", "approve", "return", "discard", "take-over", "\0"])
def test_a_draft_one_may_not_know_of_is_answered_like_one_that_is_not_there(
    capitals: Capitals, signer: Visitor, step: str
) -> None:
    """DESK-1: "What does not exist and what this reader may not know of get the same answer"."""
    draft = proposal_of(capitals, signer)
    elsewhere = capitals.found()
    outsider = capitals.person("out", Role.SIGNER, post="guests", channels=[elsewhere])
    observer = capitals.person("obs", Role.OBSERVER)
    for person in (outsider, observer):
        visitor = capitals.visitor(person)
        answers = []
        for name in (draft.pk, uuid4()):
            path = reverse("draft", kwargs={"draft": name})
            answer = (
                send(visitor, path, {"step": step, "password": PASSWORD})
                if step
                else (visitor.open(path))
            )
            assert answer.status_code == 404
            answers.append(_bare(answer.content.decode(), path))
        assert answers[0] == answers[1]


def _bare(page: str, path: str) -> str:
    """A page without its address and the form's token."""
    before, _, after = page.partition('name="csrfmiddlewaretoken" value="')
    parts = [before]
    while after:
        _, _, rest = after.partition('"')
        before, _, after = rest.partition('name="csrfmiddlewaretoken" value="')
        parts.append(before)
    return "".join(parts).replace(path, "")


def test_a_step_that_there_is_not_does_nothing(capitals: Capitals, signer: Visitor) -> None:
    draft = proposal_of(capitals, signer)
    before = state_of(capitals)
    for step in ("", "publish", "sign ", "\0", "x" * 5_000):
        answer = send(signer, path_of(draft), {"step": step, "password": PASSWORD})
        assert answer.status_code == 400
        assert "It was not done" in sheet_of(answer).words
    assert state_of(capitals) == before


def test_locked_keys_are_told_and_the_draft_is_kept(capitals: Capitals, signer: Visitor) -> None:
    draft = proposal_of(capitals, signer)
    seen = form_of(open_draft(signer, draft), "sign").fields["seen"]
    capitals.house = install(
        replace(capitals.house.assembled, node=capitals.seats[KR].node(locked=True))
    )
    assert "The signing keys are locked" in open_draft(signer, draft).words
    told = {"step": "sign", "seen": seen, "password": PASSWORD}
    answer = send(signer, path_of(draft), told)
    assert answer.status_code == 503
    assert "The signing keys are locked" in sheet_of(answer).words
    assert Draft.objects.get().state == DraftState.OPEN


# --- the list ---


@pytest.mark.parametrize("approvals", [0, 1])
@pytest.mark.parametrize("roles", [(Role.DRAFTER,), (Role.SIGNER,), (Role.APPROVER,),
                                   (Role.SIGNER, Role.APPROVER)])  # fmt: skip
def test_the_list_shows_as_waiting_what_the_navigation_counts(
    capitals: Capitals, roles: tuple[Role, ...], approvals: int
) -> None:
    assembled = capitals.house.assembled
    capitals.house = install(
        replace(assembled, config=replace(assembled.config, approvals=approvals))
    )
    visitor, other = visitor_at(capitals, "one", *roles), visitor_at(capitals, "two", Role.SIGNER)
    for at, state in enumerate(DraftState.values):
        writers = (other, visitor) if Role.DRAFTER in roles or Role.SIGNER in roles else (other,)
        for writer in writers:
            made = proposal_of(capitals, writer, start=DATE["start"] + at * 60_000)
            found = {"state": state, "signer": made.author}
            if state == DraftState.SIGNED:
                found |= {"entry_number": 1, "entry_hash": "x" * 43}
            Draft.objects.filter(pk=made.pk).update(**found)
    sheet = sheet_of(visitor.get("dispatch"))
    reader = reader_of(capitals, visitor)
    page = visitor.get("dispatch").content.decode()
    waiting = page.partition("<caption>With others</caption>")[0].partition("<main")[2]
    waiting = waiting.partition("<caption>Signed lately</caption>")[0]
    assert waiting.count('href="/dispatch/') == reader.waiting_count(), sheet.words


def test_whoever_has_nothing_to_do_with_drafts_has_no_such_page(capitals: Capitals) -> None:
    observer = capitals.visitor(capitals.person("obs", Role.OBSERVER))
    assert observer.get("dispatch").status_code == 404


def test_a_proposal_says_until_when_it_stands(capitals: Capitals, signer: Visitor) -> None:
    raw = write_body(ITEM, "offer", DATE)
    move = Proposal({ITEM: raw}, until=NOW + 3 * DAY_MS)
    draft = door.draft(reader_of(capitals, signer), capitals.channel, move)
    assert "The proposal stands until Thu 13 Apr 2023" in open_draft(signer, draft).words


def test_an_answer_shows_the_proposal_that_it_answers(capitals: Capitals, signer: Visitor) -> None:
    ref: ActRef = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    draft = door.draft(reader_of(capitals, signer), capitals.channel, Acceptance(ref))
    words = open_draft(signer, draft).words
    assert "Our side accepts this proposal exactly as it stands below." in words
    assert "Mon 17 Apr 2023, 12:00–14:00 (Asia/Seoul)" in words
