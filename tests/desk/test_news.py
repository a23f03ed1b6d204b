# SPDX-License-Identifier: Apache-2.0
"""The question of open pages: its tag changes with what the reader may know of, and only then
(DESK-6).
"""

import json

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.ids import Matter
from comity.desk.line import INTERRUPTED_MS
from comity.home import door
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.contents import Contents
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import Proposal
from comity.subjects import write_body
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.unit.subjects.samples import DATE

DAY = "meeting/round-12/date"


def _ask(visitor: Visitor, tag: str | None = None) -> HttpResponse:
    return visitor.open("/news", **({} if tag is None else {"If-None-Match": tag}))


def _tag(visitor: Visitor) -> str:
    answer = _ask(visitor)
    assert answer.status_code == 200
    return answer.headers["ETag"]


def test_nobody_who_is_not_signed_in_is_told_anything(capitals: Capitals) -> None:
    del capitals
    answer = Client().get("/news", secure=True)
    assert answer.status_code == 401
    assert answer.content == b""
    assert "ETag" not in answer.headers


def test_the_answer_bears_a_strong_tag_and_is_not_kept(officer: Visitor) -> None:
    answer = _ask(officer)
    assert json.loads(answer.content) == {"tag": answer.headers["ETag"].strip('"')}
    assert answer.headers["ETag"].startswith('"')
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_same_tag_is_answered_with_304_and_nothing_else(officer: Visitor) -> None:
    tag = _tag(officer)
    for asked in (tag, f'"another", {tag}'):
        answer = _ask(officer, asked)
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["ETag"] == tag
    assert _ask(officer, '"another"').status_code == 200


def test_an_entry_is_news(capitals: Capitals, officer: Visitor) -> None:
    tag = _tag(officer)
    capitals.offer(JP, {DAY: DATE})
    assert _tag(officer) == tag  # it is at home in Tokyo yet
    capitals.exchange()
    assert _tag(officer) != tag


def test_content_that_comes_late_is_news(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    sent = compose(capitals.jp, capitals.kr.root)
    bare = tuple(type(part)(part.channel, part.entries, (), part.receipt) for part in sent.channels)
    apply_contents(capitals.kr, Contents(sent.card, bare), capitals.jp.root)
    tag = _tag(officer)
    assert _tag(officer) == tag

    apply_contents(capitals.kr, sent, capitals.jp.root)

    assert _tag(officer) != tag


def test_a_draft_is_news_to_who_may_see_drafts(capitals: Capitals, officer: Visitor) -> None:
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    drafter = capitals.person("drafter", Role.DRAFTER)
    before, quiet = _tag(officer), _tag(observer)

    reader = Reader(drafter, capitals.kr, approvals=0)
    body = write_body(DAY, "offer", DATE)
    made = door.draft(reader, capitals.channel, Proposal({Matter(DAY): body}))
    after = _tag(officer)
    assert after != before
    assert _tag(observer) == quiet

    door.discard(reader, made.id)
    assert _tag(officer) not in (before, after) or _tag(officer) == before


def test_a_line_that_goes_down_is_news(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(KR, {DAY: DATE})
    tag = _tag(officer)
    capitals.clock.now += INTERRUPTED_MS - 1
    assert _tag(officer) == tag
    capitals.clock.now += 1
    assert _tag(officer) != tag


def test_what_happens_in_other_dialogues_changes_nothing(capitals: Capitals) -> None:
    hidden = capitals.found()
    visitor = capitals.visitor(
        capitals.person("narrow", Role.SIGNER, post="desk", channels=[capitals.channel])
    )
    other = capitals.person("other", Role.SIGNER, post="elsewhere", channels=[hidden])
    wide = capitals.visitor(other)
    tag, told = _tag(visitor), _tag(wide)

    capitals.offer(JP, {DAY: DATE}, channel=hidden)
    capitals.settle()
    body = write_body(DAY, "offer", DATE)
    door.draft(Reader(other, capitals.kr, approvals=0), hidden, Proposal({Matter(DAY): body}))
    capitals.offer(KR, {DAY: DATE}, channel=hidden)
    capitals.clock.now += 2 * INTERRUPTED_MS

    assert _tag(visitor) == tag
    assert _tag(wide) != told


def test_another_dialogue_is_news_only_to_who_is_admitted(capitals: Capitals) -> None:
    visitor = capitals.visitor(capitals.person("narrow", Role.OBSERVER, post="desk"))
    tag = _tag(visitor)
    capitals.found()
    assert _tag(visitor) == tag


def test_an_administrator_is_told_nothing_of_the_record(capitals: Capitals) -> None:
    keeper = capitals.visitor(capitals.person("keeper", Role.ADMINISTRATOR))
    tag = _tag(keeper)
    capitals.offer(JP, {DAY: DATE})
    capitals.settle()
    assert _tag(keeper) == tag


@pytest.mark.parametrize("more", [0, 4])
def test_the_dossier_is_asked_the_same_few_things_however_many_dialogues(
    capitals: Capitals, more: int
) -> None:
    for _ in range(more):
        capitals.found()
    officer = capitals.visitor(capitals.person("officer", Role.SIGNER))
    _ask(officer)
    with CaptureQueriesContext(connection) as asked:
        _ask(officer)
    assert len(asked) <= 4  # session, person, admissions, drafts
