# SPDX-License-Identifier: Apache-2.0
"""A readout before it is signed: what is found is shown, asked about once, and hinders nobody."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from comity.core.ids import Matter
from comity.home import door
from comity.home.models import Draft
from comity.home.roles import Role
from comity.node.moves import Statement
from comity.subjects import write_body
from tests.desk.capitals import HOUR_MS, NOW, Capitals, Visitor
from tests.desk.sending import send, sheet_of
from tests.desk.staff import (
    PASSWORD,
    QUICK,
    entries_of,
    form_of,
    open_draft,
    path_of,
    reader_of,
    visitor_at,
)
from tests.unit.subjects.samples import DATE, terms

READOUT = Matter("meeting/jp-1/readout")
PLAIN = {"en": "Both sides met.", "ko": "양측은 만났다.", "ja": "双方は会合した。"}


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def signer(capitals: Capitals) -> Visitor:
    """Somebody who may sign, where the terms let neither side quote the other."""
    value: dict[str, Any] = terms()
    value["readout"] |= {"rule": "own-after-notice", "attribution": "none"}
    value["response"] |= {"press_s": 3_600}
    capitals.agree({"terms": value})
    capitals.agree({"meeting/jp-1/date": DATE})
    return visitor_at(capitals, "signer", Role.SIGNER)


def _draft(visitor: Visitor, text: dict[str, str], not_before: int | None) -> Draft:
    capitals = visitor.capitals
    raw = write_body(READOUT, "declare", {"text": text, "not_before": not_before})
    return door.draft(reader_of(capitals, visitor), capitals.channel, Statement(READOUT, raw))


def test_what_is_found_is_shown_with_its_rule_and_asked_once(signer: Visitor) -> None:
    """DESK-61: shows what is found, each with its rule, and asks once."""
    capitals, text = signer.capitals, PLAIN | {"en": "They said “we agree”."}
    draft = _draft(signer, text, None)
    sheet = open_draft(signer, draft)
    assert "The readout may not be in line with what is agreed" in sheet.words
    assert "names no later time of release. (PRESS-8)" in sheet.words
    assert "“we agree”" in sheet.words
    assert "(PRESS-9)" in sheet.words
    before, form = entries_of(capitals), form_of(sheet, "sign")
    told = {**form.fields, "step": "sign", "password": PASSWORD}
    answer = send(signer, path_of(draft), told)
    assert answer.status_code == 400
    assert "#despite" in sheet_of(answer).summary
    assert entries_of(capitals) == before
    token = form_token(signer, draft)
    answer = send(signer, path_of(draft), {**told, "despite": token})
    assert answer.status_code == 302
    assert entries_of(capitals) == before + 1


def form_token(visitor: Visitor, draft: Draft) -> str:
    """The value of the box by which it is signed all the same."""
    html = visitor.read("draft", draft=draft.pk)
    tag = next(one for one in html.split("<input") if 'name="despite"' in one)
    return tag.split('value="')[1].split('"')[0]


def test_an_answer_to_other_findings_answers_nothing(signer: Visitor) -> None:
    """DESK-61: what is found is asked about as it is now."""
    capitals = signer.capitals
    draft = _draft(signer, PLAIN, None)
    token = form_token(signer, draft)
    guidance = {
        "subject": "meeting/jp-1", "common": PLAIN, "lines": {}, "if_asked": None,
        "not_before": NOW + HOUR_MS, "zone": "Asia/Seoul", "status": "on",
    }  # fmt: skip
    capitals.agree({"press/a": guidance})
    sheet = open_draft(signer, draft)
    assert "It would be released earlier than the press guidance agreed" in sheet.words
    assert "Press guidance: 12th round" in sheet.words
    fields = {**form_of(sheet, "sign").fields, "step": "sign", "password": PASSWORD}
    answer = send(signer, path_of(draft), {**fields, "despite": token})
    assert answer.status_code == 400


def test_a_readout_in_line_is_signed_as_anything_else(signer: Visitor) -> None:
    capitals = signer.capitals
    draft = _draft(signer, PLAIN, NOW + 2 * HOUR_MS)
    sheet = open_draft(signer, draft)
    assert "Nothing was found against the readout" in sheet.words
    assert "Only what a program can compare" in sheet.words
    before, form = entries_of(capitals), form_of(sheet, "sign")
    answer = send(signer, path_of(draft), {**form.fields, "step": "sign", "password": PASSWORD})
    assert answer.status_code == 302
    assert entries_of(capitals) == before + 1
    assert "Nothing was found" not in open_draft(signer, draft).words


def test_without_terms_it_says_that_there_is_no_rule(capitals: Capitals) -> None:
    capitals.agree({"meeting/jp-1/date": DATE})
    visitor = visitor_at(capitals, "signer", Role.SIGNER)
    draft = _draft(visitor, {"en": "“Quoted”"}, None)
    assert "No terms of reference are agreed" in open_draft(visitor, draft).words


def test_anything_else_is_not_compared(signer: Visitor) -> None:
    capitals = signer.capitals
    matter = Matter("meeting/jp-1/delegation")
    raw = write_body(matter, "declare", {"head": {"en": "“DG”"}, "members": []})
    draft = door.draft(reader_of(capitals, signer), capitals.channel, Statement(matter, raw))
    assert "readout" not in open_draft(signer, draft).words
