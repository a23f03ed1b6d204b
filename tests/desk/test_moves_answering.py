# SPDX-License-Identifier: Apache-2.0
"""DESK-36: what can only be withdrawn or only be declined has one button, and no choice of one."""

import pytest
from django.urls import reverse

from comity.core.views import ActRef
from comity.home.models import Draft
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.sending import Sheet, send, sheet_of, state_of, typed
from tests.unit.subjects.samples import DATE

ITEM = "meeting/jp-1/date"


def _answer(capitals: Capitals, ref: ActRef) -> str:
    named = {"party": ref.party, "number": ref.number, "index": ref.index}
    return reverse("answer", kwargs={"channel": capitals.channel, **named})


def _open(visitor: Visitor, path: str) -> Sheet:
    answer = visitor.open(path)
    assert answer.status_code == 200, answer.content[:500]
    return sheet_of(answer)


@pytest.mark.parametrize("reason", ["", "사정 변경"])
def test_our_own_proposal_is_withdrawn_by_one_button(
    capitals: Capitals, officer: Visitor, reason: str
) -> None:
    """DESK-36: "offers one button where there is one answer"."""
    ref = capitals.offer(KR, {ITEM: DATE})
    path = _answer(capitals, ref)
    sheet = _open(officer, path)
    assert "radio" not in sheet.form.kinds.values()
    assert len(sheet.form.buttons) == 1
    assert "Withdraw…" in sheet.words
    record = capitals.kr.records.heads(capitals.channel)

    here = send(officer, path, typed(sheet.form, {"reason": reason})).headers["Location"]

    page = _open(officer, here)
    assert "Our side withdraws its proposal below." in page.words
    assert reason in page.words
    assert page.form.buttons == [("step", "sign")]
    assert capitals.kr.records.heads(capitals.channel) == record


@pytest.mark.parametrize("told", ["accept", "decline", "", "\0", "nonsense!"])
def test_our_own_proposal_takes_no_other_answer(
    capitals: Capitals, officer: Visitor, told: str
) -> None:
    path = _answer(capitals, capitals.offer(KR, {ITEM: DATE}))
    form, before = _open(officer, path).form, state_of(capitals)
    answer = send(officer, path, typed(form, {"answer": told}))
    assert answer.status_code == 400
    sheet = sheet_of(answer)
    assert sheet.summary == ["#answer"]
    assert "answer" in sheet.ids
    assert state_of(capitals) == before


def test_a_reason_is_offered_for_declining_only(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    path = _answer(capitals, ref)
    page = officer.open(path).content.decode()
    assert "Reason for declining, if one is given" in page
    # The style sheet hides what stands in it as soon as the acceptance is chosen …
    assert '<div class="declining">' in page
    told = {"answer": "accept", "reason": "다만"}
    answer = send(officer, path, typed(sheet_of(officer.open(path)).form, told))
    # … but not a reason that has to be taken out.
    assert answer.status_code == 400
    assert '<div class="declining">' not in answer.content.decode()
    assert Draft.objects.count() == 0
