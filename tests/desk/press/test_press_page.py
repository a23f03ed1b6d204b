# SPDX-License-Identifier: Apache-2.0
"""The page Press, and press guidance where people look for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse

from comity.home import audit
from comity.home.roles import Role
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals, Visitor
from tests.desk.forking import forked_by_japan
from tests.desk.sending import Form, Sheet, send, sheet_of
from tests.unit.subjects.samples import DATE

WORDS = {
    "en": "Dates are under discussion; none is fixed.",
    "ko": "일정은 협의 중이며 정해진 바 없다.",
    "ja": "日程は調整中で、決まっていない。",
}
GUIDANCE: dict[str, Any] = {
    "subject": "meeting/jp-1",
    "common": WORDS,
    "lines": {},
    "if_asked": {"en": "No comment on the agenda."},
    "not_before": NOW + 3 * HOUR_MS,
    "zone": "Asia/Seoul",
    "status": "on",
}
TIMELESS = {**GUIDANCE, "not_before": None, "zone": None}


@pytest.fixture
def officer(capitals: Capitals) -> Visitor:
    """Somebody who may draft and sign; there is a meeting to speak of."""
    capitals.agree({"meeting/jp-1/date": DATE})
    return capitals.visitor(capitals.person("officer", Role.SIGNER))


def _press(visitor: Visitor) -> str:
    return visitor.words("press", channel=visitor.capitals.channel)


def form_with(sheet: Sheet, name: str) -> Form:
    return next(one for one in sheet.forms if name in one.fields)


def _take(visitor: Visitor, name: str = "a", language: str = "ko") -> HttpResponse:
    path = f"/dialogues/{visitor.capitals.channel}/press/{name}/public-text/{language}"
    answer: HttpResponse = send(visitor, path, {})
    return answer


def test_where_there_is_none_the_page_says_what_it_is_for(officer: Visitor) -> None:
    told = _press(officer)
    assert "No press guidance yet" in told
    assert "Propose press guidance" in told
    assert "Nothing may be said in public now" in told


def test_each_guidance_says_whether_it_may_be_said_now(officer: Visitor) -> None:
    """DESK-60: says of each press guidance whether our side may say something by it now."""
    capitals = officer.capitals
    capitals.offer(JP, {"press/a": GUIDANCE})
    capitals.exchange()
    told = _press(officer)
    assert "not agreed: nothing may be said" in told
    assert "for our action" in told
    assert "As proposed; not agreed" in told
    assert "Take out" not in told
    capitals.agree({"press/a": GUIDANCE})
    told = _press(officer)
    assert "Nothing may be said before" in told
    assert "in 3 hours" in told
    assert "Take out" not in told
    capitals.clock.now += 3 * HOUR_MS
    told = _press(officer)
    assert "may be said now" in told
    assert WORDS["ko"] in told
    assert "Take out the public text (Korean)" in told
    assert "Press guidance: 12th round" in told


def test_the_public_text_holds_the_agreed_words_and_nothing_else(officer: Visitor) -> None:
    """DESK-60: gives the words out as a plain file only then, and writes it down."""
    capitals = officer.capitals
    capitals.agree({"press/a": GUIDANCE})
    assert _take(officer).status_code == 409
    capitals.clock.now += 3 * HOUR_MS
    answer = _take(officer)
    assert answer.status_code == 200
    assert answer.content.decode() == f"{WORDS['ko']}\n"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a-ko.txt"'
    assert audit.newest(1)[0].action == "released"
    told = _press(officer)
    assert "Public text taken out here" in told
    assert _take(officer, language="fr").status_code == 409
    assert _take(officer, name="none").status_code == 404
    assert officer.open(f"/dialogues/{capitals.channel}/press/a/public-text/ko").status_code == 302


def test_observers_read_and_take_nothing_out(officer: Visitor) -> None:
    """DESK-1: to whoever may open it."""
    capitals = officer.capitals
    capitals.agree({"press/a": TIMELESS})
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    told = _press(observer)
    assert "may be said now" in told
    assert "Take out" not in told
    assert "State that it was released" not in told
    assert _take(observer).status_code == 404


def test_only_an_answer_if_asked(officer: Visitor) -> None:
    capitals = officer.capitals
    capitals.agree({"press/a": {**TIMELESS, "common": None}})
    told = _press(officer)
    assert "only if asked" in told
    assert "it may answer a question" in told
    assert "Take out" not in told


def test_the_other_sides_words_are_shown_and_not_given_out(officer: Visitor) -> None:
    capitals = officer.capitals
    lines = {"kr": {"ko": WORDS["ko"]}, "jp": {"ja": WORDS["ja"]}}
    capitals.agree({"press/a": {**TIMELESS, "common": None, "lines": lines}})
    told = _press(officer)
    assert WORDS["ja"] in told
    assert told.count("Take out the public text") == 1
    assert _take(officer, language="ja").status_code == 409


def test_a_clock_that_went_back_is_said_and_nothing_is_given_out(officer: Visitor) -> None:
    """DESK-60, HOME-30: a clock that stands before what it has shown opens nothing."""
    capitals = officer.capitals
    capitals.agree({"press/a": TIMELESS})
    capitals.clock.now -= DAY_MS
    told = _press(officer)
    assert "The clock of this node can't be relied on" in told
    assert "Take out" not in told
    assert _take(officer).status_code == 409
    assert "For the press" not in officer.words("today")


def test_what_was_released_and_too_early_is_told(officer: Visitor) -> None:
    """PRESS-6: One that is earlier than the agreed time is shown as such."""
    capitals = officer.capitals
    capitals.agree({"press/a": GUIDANCE})
    release = {"at": NOW, "zone": "Asia/Tokyo", "manner": "stated", "where": {"en": "Briefing"}}
    capitals.state(JP, "press/a/released", release)
    capitals.exchange()
    told = _press(officer)
    assert "earlier than agreed" in told
    assert "Briefing" in told
    assert "released" in officer.item("press/a/released")


def test_today_tells_what_may_be_said_now_and_soon(officer: Visitor) -> None:
    """DESK-60: on Today what may be said now and soon, until our side says it has."""
    capitals = officer.capitals
    capitals.agree({"press/a": GUIDANCE})
    assert "Nothing may be said before" in officer.words("today")
    capitals.clock.now += 3 * HOUR_MS
    told = officer.words("today")
    assert "For the press" in told
    assert "Take out the text" in told
    release = {"at": NOW, "zone": "Asia/Seoul", "manner": "stated", "where": None}
    capitals.state(KR, "press/a/released", release)
    assert "For the press" not in officer.words("today")


def test_old_guidance_leaves_today(officer: Visitor) -> None:
    capitals = officer.capitals
    capitals.agree({"press/a": TIMELESS})
    assert "For the press" in officer.words("today")
    capitals.clock.now += 8 * DAY_MS
    assert "For the press" not in officer.words("today")
    capitals.agree({"press/b": {**GUIDANCE, "not_before": capitals.clock.now + 3 * DAY_MS}})
    assert "For the press" not in officer.words("today")


def test_it_stands_beside_what_it_is_on_and_nowhere_else(officer: Visitor) -> None:
    """DESK-60: beside the item that it is on."""
    capitals, channel = officer.capitals, officer.capitals.channel
    capitals.agree({"meeting/jp-2/date": {**DATE, "title": {"en": "Another"}}})
    capitals.agree({"press/a": TIMELESS})
    for name, places in (
        ("meeting", {"meeting": "jp-1"}),
        ("item", {"matter": "meeting/jp-1/date"}),
        ("item", {"matter": "press/a"}),
        ("dialogue", {}),
    ):
        assert "may be said now" in officer.words(name, channel=channel, **places), places
    other = officer.words("meeting", channel=channel, meeting="jp-2")
    assert "No press guidance: nothing is agreed" in other


def test_the_form_begins_with_the_item_it_was_opened_from(officer: Visitor) -> None:
    capitals = officer.capitals
    page = officer.get("meeting", channel=capitals.channel, meeting="jp-1")
    href = next(one for one in sheet_of(page).links if "about=" in one)
    assert "/propose/press/kr-1?about=meeting%2Fjp-1" in href
    sheet = sheet_of(officer.open(href))
    form = form_with(sheet, "subject")
    assert form.fields["subject"] == ["meeting/jp-1"]
    answer = send(officer, href.partition("?")[0], form.fields | {"if_asked_en": ["No comment."]})
    assert answer.status_code == 302, sheet_of(answer).summary
    told = officer.words("draft", draft=answer.headers["Location"].split("/")[2])
    assert "Only if asked: " in told
    assert "No comment." in told
    assert "Press guidance: 12th round" in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "It says nothing, or has words in common"),
        ({"common_en": "x", "line_kr_ko": "y"}, "words in common beside"),
        ({"if_asked_en": "x\u202e"}, "can't be signed"),
        ({"if_asked_en": "x" * 4_001}, "at most"),
        ({"if_asked_en": "x", "day_year": "2023", "day_month": "2", "day_day": "30"}, "no day"),
        ({"if_asked_en": "x", "time": "17:00"}, "fill this in"),
        ({"if_asked_en": "x", "time": "25:00"}, "time of day"),
        ({"if_asked_en": "x", "subject": "channel/keys"}, "choose one"),
        ({"if_asked_en": "x", "zone": "Mars/Base"}, "choose one"),
        ({"if_asked_en": "x", "status": "gone"}, "choose one"),
    ],
)
def test_what_is_off_with_the_form_is_said(
    officer: Visitor, typed: dict[str, str], told: str
) -> None:
    """DESK-4: says at the field and at the top of the page what is off."""
    channel = officer.capitals.channel
    path = f"/dialogues/{channel}/propose/press/kr-1"
    form = form_with(sheet_of(officer.open(path)), "subject")
    answer = send(officer, path, form.fields | {name: [one] for name, one in typed.items()})
    assert answer.status_code == 400
    sheet = sheet_of(answer)
    assert told in sheet.words
    assert sheet.summary


def test_the_release_is_stated_by_a_form_that_knows_the_time(officer: Visitor) -> None:
    capitals = officer.capitals
    capitals.agree({"press/a": TIMELESS})
    path = f"/dialogues/{capitals.channel}/state/press/a/released"
    form = form_with(sheet_of(officer.open(path)), "manner")
    assert form.fields["time"] == ["09:31"]
    answer = send(officer, path, form.fields)
    assert answer.status_code == 302
    bad = send(officer, path, form.fields | {"time": ["x"], "manner": ["shouted"]})
    assert bad.status_code == 400
    again = officer.open(answer.headers["Location"].rstrip("/") + "/")
    assert again.status_code == 200


def test_a_change_of_guidance_begins_with_what_is_agreed(officer: Visitor) -> None:
    capitals = officer.capitals
    capitals.agree({"press/a": {**GUIDANCE, "common": None, "lines": {"kr": WORDS}}})
    path = f"/dialogues/{capitals.channel}/propose/press/a"
    form = form_with(sheet_of(officer.open(path)), "subject")
    assert form.fields["line_kr_ko"] == [WORDS["ko"]]
    assert form.fields["time"] == ["12:31"]
    answer = send(officer, path, form.fields | {"status": ["off"]})
    assert answer.status_code in (302, 409)


def test_in_a_halted_dialogue_only_what_is_confirmed_counts(officer: Visitor) -> None:
    """PRESS-5: While a record is halted only what is confirmed counts."""
    capitals = officer.capitals
    capitals.agree({"press/a": TIMELESS})
    forked_by_japan(capitals)
    told = _press(officer)
    assert "may be said now" in told
    assert "Propose press guidance" not in told


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_the_page_speaks_the_readers_language(capitals: Capitals, language: str) -> None:
    """DESK-10: speaks English, Korean and Japanese."""
    capitals.agree({"press/a": TIMELESS})
    visitor = capitals.visitor(capitals.person("reader", Role.SIGNER, language=language))
    told = _press(visitor)
    assert "may be said" not in told
    assert WORDS[language] in told
