# SPDX-License-Identifier: Apache-2.0
"""What both nodes say after the story, by the views of every subject."""

from typing import Any

import pytest

from comity.core.ids import Code
from comity.demo.clock import instant
from comity.demo.outcome import judge
from comity.demo.scenario import DIALOGUES, ECONOMIC, SECURITY, Dialogue
from comity.demo.sides import Side
from comity.subjects.agenda import ItemState
from comity.subjects.followups import FollowUpState
from comity.subjects.meetings import MeetingDate, MeetingState, Window
from comity.subjects.terms import Terms
from tests.journey.demo.conftest import Played


@pytest.fixture(params=["kr", "jp"])
def side(request: pytest.FixtureRequest, played: Played) -> Side:
    return next(one for one in played.stage.sides if one.code == request.param)


def _one(details: tuple[Any, ...], name: str) -> Any:
    return next(one for one in details if one.id == name)


def test_the_story_ends_well(played: Played) -> None:
    assert played.code == 0, played.told


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_all_that_is_agreed_is_confirmed_and_nothing_is_open(
    side: Side, dialogue: Dialogue
) -> None:
    standings = side.rooms(dialogue).standings
    agreed = [one for one in standings if one.agreed is not None]
    assert len(agreed) > 5
    assert all(one.agreed is not None and one.agreed.confirmed for one in agreed)
    assert not [one.matter for one in standings if one.open or one.unreadable]


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_both_records_are_the_same(played: Played, dialogue: Dialogue) -> None:
    verdicts = [one for one in judge(played.stage) if one.dialogue == dialogue]
    assert [one.error for one in verdicts] == [None, None]
    assert verdicts[0].digest == verdicts[1].digest
    assert str(verdicts[0].digest) in played.told


def _terms(side: Side, dialogue: Dialogue) -> Terms:
    terms = side.rooms(dialogue).terms.details[0].terms
    assert terms is not None
    return terms


def test_the_terms_are_those_of_the_counter_proposal(side: Side) -> None:
    economic, security = _terms(side, ECONOMIC), _terms(side, SECURITY)
    assert not any("Inflation Reduction" in point["en"] for point in economic.scope)
    assert "export control authorities" in economic.kept_out[-1]["en"]
    assert (security.mandate.start, security.mandate.last_round) == ("resumption", 11)
    assert (economic.mandate.start, economic.mandate.date) == ("launch", "2023-03-16")
    assert economic.common_title is None
    assert economic.titles["kr"]["ko"] != economic.titles["jp"]["ko"]


@pytest.mark.parametrize(
    ("dialogue", "meeting", "start"),
    [(SECURITY, "round-12", "2023-04-17T10:00"), (ECONOMIC, "round-1", "2023-05-03T15:00")],
)
def test_both_meetings_are_dated_held_and_recorded(
    side: Side, dialogue: Dialogue, meeting: str, start: str
) -> None:
    seen = _one(side.rooms(dialogue).meetings.details, meeting)
    assert isinstance(seen.when, MeetingDate)
    assert (seen.start, seen.state) == (instant(start), MeetingState.RECORDED)


def test_the_window_hung_on_the_summit_before_the_date_was_found(side: Side) -> None:
    dates = side.assembled.node
    with dates.channels.hold(side.channels[ECONOMIC]) as held:
        agreed = held.channel.sight.matter("meeting/round-1/date").agreed  # type: ignore[arg-type]
    assert len(agreed) == 3  # a window, the window amended, a date
    assert side.rooms(ECONOMIC).anchors.details[0].id == "summit-washington"


def test_the_agenda_has_three_items_and_one_withdrawn(side: Side) -> None:
    (agenda,) = side.rooms(SECURITY).agenda.details
    states = sorted(item.state for item in agenda.items)
    assert states == [ItemState.AGREED] * 3 + [ItemState.WITHDRAWN]
    assert agenda.closes == instant("2023-04-12T10:00")


@pytest.mark.parametrize(
    ("dialogue", "text"), [(SECURITY, "summary-round-12"), (ECONOMIC, "summary-round-1")]
)
def test_both_summaries_are_adopted_with_one_digest_a_language(
    played: Played, dialogue: Dialogue, text: str
) -> None:
    seen = [_one(side.rooms(dialogue).texts.details, text) for side in played.stage.sides]
    assert all(one.adopted and one.confirmed and not one.outstanding for one in seen)
    digests = [one.adoption.value.digests for one in seen]
    assert digests[0] == digests[1]
    assert set(digests[0]) == {"en", "ja", "ko"}
    assert digests[0] == {code: one.digest for code, one in seen[0].versions.items()}


def test_the_paragraph_that_crossed_is_that_of_the_higher_rank(side: Side) -> None:
    text = _one(side.rooms(SECURITY).texts.details, "summary-round-12")
    paragraph = next(one for one in text.paragraphs if one.matter.endswith("/p/k2"))
    assert paragraph.agreed is not None
    assert paragraph.agreed.offer.ref.party == Code("jp")
    assert [one.author for one in paragraph.closed] == [Code("kr")]
    assert paragraph.closed[0].offer.rank < paragraph.agreed.offer.rank


def test_follow_up_items_are_closed_but_the_newest(side: Side) -> None:
    items = side.rooms(ECONOMIC).followups.details
    states = {one.number: one.state for one in items}
    assert states == {1: FollowUpState.CLOSED, 2: FollowUpState.CLOSED, 3: FollowUpState.OPEN}
    assert items[0].item is not None
    assert items[0].item.due == instant("2023-06-30T18:00")
    assert {said.party for said in items[0].reports} == {"jp", "kr"}
    assert [said.party for said in items[1].opinions] == ["kr"]


def test_the_next_host_is_the_other_side(side: Side) -> None:
    seen = _one(side.rooms(ECONOMIC).meetings.details, "round-2")
    assert isinstance(seen.when, Window)
    assert seen.when.host == "jp"
