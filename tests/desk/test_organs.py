# SPDX-License-Identifier: Apache-2.0
"""Organs at the administrator's desk: made, filled, admitted as a whole, withdrawn."""

import pytest
from django.urls import reverse
from pytest_django import Settings

from comity.home.models import Admission, AuditLine
from comity.home.roles import Role
from tests.desk.capitals import Capitals, Visitor
from tests.desk.sending import Sheet, send, sheet_of, state_of, typed
from tests.desk.staff import QUICK, open_draft, person_at, proposal_of, visitor_at

ORGAN = {"step": "organ", "slug": "foreign", "name_ko": "외교부"}


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def keeper(capitals: Capitals) -> Visitor:
    """Somebody who keeps people and sees no content."""
    return visitor_at(capitals, "keeper", Role.ADMINISTRATOR, post="office")


def _page(visitor: Visitor, path: str) -> Sheet:
    answer = visitor.open(path)
    assert answer.status_code == 200
    return sheet_of(answer)


def test_a_whole_organ_is_admitted_and_its_admission_withdrawn_on_a_page_of_its_own(
    capitals: Capitals, keeper: Visitor
) -> None:
    """DESK-83, HOME-17: "Every post of an organ that is admitted to a channel may know of it"."""
    person = person_at(capitals, "reader", Role.OBSERVER, post="guests")
    person_at(capitals, "head", Role.SIGNER, post="chief")
    Admission.objects.filter(post__slug="guests").delete()
    visitor = capitals.visitor(person)
    dialogue = reverse("dialogue", kwargs={"channel": capitals.channel})
    assert send(keeper, "/people/", ORGAN).status_code == 302
    for post in ("guests", "chief"):
        moved = {"step": "set-organ", "post": post, "organ": "foreign"}
        assert send(keeper, "/people/", moved).status_code == 302
    asked = f"/people/organs/foreign/{capitals.channel}/"
    assert visitor.open(dialogue).status_code == keeper.open(asked).status_code == 404
    told = {"organ": "foreign", "channel": capitals.channel, "step": "admit-organ"}
    assert send(keeper, "/people/", told).status_code == 302
    assert visitor.open(dialogue).status_code == 200
    overview = _page(keeper, "/people/")
    assert asked in overview.links
    assert "외교부 (every post of it)" in overview.words
    before, page = state_of(capitals), _page(keeper, asked)
    assert "1 person in a post of this organ no longer finds the dialogue: reader." in page.words
    assert "Admitted by themselves, these posts still find it: " in page.words
    chief = _page(keeper, f"/people/admissions/chief/{capitals.channel}/").words
    assert "The post still finds the dialogue, since all of 외교부 is admitted to it." in chief
    assert state_of(capitals) == before
    send(keeper, page.form.action, typed(page.form, {"step": "withdraw-organ"}))
    assert visitor.open(dialogue).status_code == 404
    actions = [one.action for one in AuditLine.objects.order_by("n")][-2:]
    assert actions == ["organ-admitted", "organ-admission-withdrawn"]


def test_an_administrator_asks_for_an_approval_in_one_dialogue(
    capitals: Capitals, keeper: Visitor
) -> None:
    """HOME-2: "In a channel of which its administrators say so, too"."""
    signer = visitor_at(capitals, "signer", Role.SIGNER)
    draft = proposal_of(capitals, signer)
    told = {"channel": capitals.channel}
    for step, needed in (("ask-approval", True), ("no-approval", False)):
        assert send(keeper, "/people/", {**told, "step": step}).status_code == 302
        words = open_draft(signer, draft).words
        assert ("It needs an approval by another person" in words) == needed
        words = _page(keeper, "/people/").words
        assert ("Another person approves before anything is signed." in words) == needed
    bad = send(keeper, "/people/", {"channel": "A" * 43, "step": "ask-approval"})
    assert bad.status_code == 400
    log = keeper.words("audit")
    assert "approval asked for in a dialogue" in log
    assert "approval no longer asked for in a dialogue" in log
