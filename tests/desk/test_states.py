# SPDX-License-Identifier: Apache-2.0
"""One table says how things stand: every state has a tag, and what is open says what it awaits."""

from typing import Any

import pytest

from comity.core.ids import Matter
from comity.desk.states import Stand, awaits, due_of, proposal_tag, sentences, stands, tag, tags
from comity.locale import LANGUAGES, catalogue
from comity.node.sign import Statement
from comity.subjects import write_body
from comity.subjects.standing import Standing
from comity.telling.voice import Voice
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals
from tests.unit.subjects.samples import ALL, DATE

VOICE = Voice(catalogue("en", "desk"), "kr", NOW, zone="Asia/Seoul")
DAY = "meeting/round-12/date"
PARAGRAPH = "text/summary/p/k1"
KINDS = {"agreed", "confirmed", "ours", "theirs", "alarm", "lapsed", "internal", "draft"}


def _wording(text: str) -> dict[str, object]:
    return {"base": None, "form": "paragraph", "text": {"en": text}}


def _standing(capitals: Capitals, matter: str) -> Standing[Any, Any]:
    rooms = capitals.house.views.rooms(capitals.channel)
    return next(one for one in rooms.standings if one.matter == matter)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stand", Stand)
def test_every_state_has_a_kind_and_a_word(stand: Stand, language: str) -> None:
    voice = Voice(catalogue(language, "desk"), "kr", NOW)
    found = tag(voice, stand, "SIDES")
    assert found.kind in KINDS
    assert found.text
    assert ("SIDES" in found.text) == (stand is Stand.THEIRS)


def test_no_two_states_have_the_same_words() -> None:
    assert len({tag(VOICE, one).text for one in Stand}) == len(Stand)


def test_a_proposal_of_theirs_is_for_our_action_until_we_answer(capitals: Capitals) -> None:
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()

    one = _standing(capitals, DAY)
    assert stands(one, "kr") == [Stand.OURS]
    assert stands(one, "jp") == [Stand.THEIRS]
    assert awaits(VOICE, one).startswith("The Japanese side proposes: Mon 17 Apr 2023")
    assert proposal_tag(VOICE, one.open[0]).kind == "ours"

    capitals.accept(KR, ref)
    assert [told.kind for told in tags(VOICE, _standing(capitals, DAY))] == ["agreed"]
    capitals.settle()
    assert [told.text for told in tags(VOICE, _standing(capitals, DAY))] == ["confirmed"]
    assert awaits(VOICE, _standing(capitals, DAY)) == ""


def test_an_agreed_item_with_an_open_change_shows_both(capitals: Capitals) -> None:
    capitals.agree({DAY: DATE})
    capitals.offer(KR, {DAY: {**DATE, "start": DATE["start"] + HOUR_MS}})

    one = _standing(capitals, DAY)
    assert stands(one, "kr") == [Stand.CONFIRMED, Stand.THEIRS]
    assert tags(VOICE, one)[1].text == "awaiting the Japanese side"
    assert awaits(VOICE, one).startswith("Our side proposes a change: ")


def test_a_paragraph_is_agreed_only_provisionally(capitals: Capitals) -> None:
    capitals.agree({PARAGRAPH: _wording("Both sides met.")})

    one = _standing(capitals, PARAGRAPH)
    assert stands(one, "kr") == [Stand.PROVISIONAL]
    assert stands(one, "kr", adopted=True) == [Stand.ADOPTED]


def test_what_was_declined_is_for_its_author(capitals: Capitals) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.exchange()
    capitals.refuse(JP, ref)
    capitals.exchange()

    one = _standing(capitals, DAY)
    assert stands(one, "kr") == [Stand.OURS]
    assert awaits(VOICE, one) == (
        "The Japanese side answered: not in a position to accept our proposal. A new proposal is"
        " for our side."
    )


def test_what_was_withdrawn_awaits_nobody(capitals: Capitals) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.refuse(KR, ref)

    one = _standing(capitals, DAY)
    assert stands(one, "kr") == [Stand.WITHDRAWN]
    assert awaits(VOICE, one) == ""


def test_a_counter_proposal_is_told_as_one(capitals: Capitals) -> None:
    capitals.offer(KR, {DAY: DATE})
    capitals.exchange()
    capitals.offer(JP, {DAY: {**DATE, "start": DATE["start"] + HOUR_MS}})
    capitals.exchange()

    told = awaits(VOICE, _standing(capitals, DAY))
    assert told.startswith("The Japanese side makes a counter-proposal: ")


def test_what_follows_a_withdrawal_counters_nothing(capitals: Capitals) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.refuse(KR, ref)
    capitals.exchange()
    capitals.offer(JP, {DAY: {**DATE, "start": DATE["start"] + HOUR_MS}})
    capitals.exchange()
    assert awaits(VOICE, _standing(capitals, DAY)).startswith("The Japanese side proposes: ")


def test_a_package_is_told_by_its_size_and_silence_by_its_end(capitals: Capitals) -> None:
    values = {DAY: DATE, PARAGRAPH: _wording("Both sides met.")}
    capitals.offer(JP, values, until=NOW + 2 * DAY_MS, silence=True)
    capitals.exchange()

    told = awaits(VOICE, _standing(capitals, DAY))
    assert told == (
        "The Japanese side proposes a package of 2 items. Silence procedure, expires"
        " Wed 12 Apr 2023, 09:31 (Asia/Seoul)."
    )


def test_who_has_agreed_ad_referendum_is_named(capitals: Capitals) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.exchange()
    said = {"form": "ad-referendum", "offer": [ref.party, ref.number, ref.index], "text": None}
    capitals.sign(JP, Statement(Matter(DAY), write_body(DAY, "declare", said)))
    capitals.exchange()

    told = awaits(VOICE, _standing(capitals, DAY))
    assert told.endswith("The Japanese side has agreed ad referendum.")


def test_a_follow_up_awaits_its_owner_then_the_view_of_the_other(capitals: Capitals) -> None:
    matter, _, value = ALL["follow-up"]
    capitals.agree({matter: {**value, "owners": ["kr"]}})

    def told() -> str:
        room = capitals.house.views.rooms(capitals.channel).followups
        found = next(one for one in room.details if one.standing.matter == matter)
        return awaits(VOICE, found.standing, found)

    assert told() == "To be carried out by our side."
    capitals.state(KR, f"{matter}/report", {"state": "done", "text": {"en": "Sent."}})
    assert told() == "Reported done; the view of the Japanese side is awaited."


@pytest.mark.parametrize(
    ("ms", "soon"), [(NOW - 1, True), (NOW + 2 * DAY_MS, True), (NOW + 3 * DAY_MS, False)]
)
def test_what_is_due_soon_or_overdue_is_told_apart(ms: int, *, soon: bool) -> None:
    found = due_of(VOICE, ms)
    assert found is not None
    assert found.soon is soon


def test_a_time_that_is_past_says_so_in_words() -> None:
    found = due_of(VOICE, NOW - 1)
    assert found is not None
    assert found.text == "Mon 10 Apr (overdue)"
    assert found.iso == "2023-04-10T00:30:59+00:00"


def test_sentences_stand_apart_but_in_japanese() -> None:
    japanese = Voice(catalogue("ja", "desk"), "kr")
    assert sentences(VOICE, ["One.", "", "Two."]) == "One. Two."
    assert sentences(japanese, ["一。", "二。"]) == "一。二。"
