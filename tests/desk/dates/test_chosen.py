# SPDX-License-Identifier: Apache-2.0
"""Of several dates proposed at once one is accepted: the others are not told as declined."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from comity.core.ids import Code, Matter
from comity.core.views import ActRef
from comity.home import door
from comity.home.models import Draft
from comity.home.roles import Role
from comity.locale import catalogue
from comity.node.moves import Acceptance, Proposal
from comity.node.settle import settle_channel
from comity.subjects import write_body
from comity.subjects.standing import ProposalState
from comity.telling.story import tell_story
from comity.telling.voice import Voice
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, Capitals, Visitor, plain
from tests.desk.dates.test_holds import TEN
from tests.desk.staff import PASSWORD, QUICK, reader_of, visitor_at
from tests.unit.subjects.samples import DATE, DAYS

DAY = "meeting/round-12/date"
WINDOW = {**DAYS, "first_day": "2023-04-17", "last_day": "2023-04-21"}
CHOSEN = "another date was chosen"
NOT_ABLE = "not in a position"


def _dates() -> Proposal:
    """Three dates at once."""
    first, *others = (
        {Matter(DAY): write_body(DAY, "offer", {**DATE, "start": start, "end": start + HOUR_MS})}
        for start in (TEN + day * DAY_MS for day in (3, 4, 5))
    )
    return Proposal(first, others=tuple(others))


def _chosen(capitals: Capitals, code: Code, refs: list[ActRef]) -> None:
    capitals.sign(code, Acceptance(refs[1], (refs[0], refs[2])))
    capitals.settle()


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def called(capitals: Capitals) -> Capitals:
    """A meeting of which a window is agreed."""
    capitals.agree({DAY: WINDOW})
    return capitals


def test_what_we_have_not_chosen_is_told_so(called: Capitals, officer: Visitor) -> None:
    """MEET-8: count as not chosen, neither as declined nor as withdrawn."""
    refs = called.sign(JP, _dates())
    called.exchange()
    _chosen(called, KR, refs)
    told = called_item(officer)
    assert told.count("Our side chose another date than this one of the Japanese side") == 2
    assert told.count("The Japanese side took its date back, as another date was chosen") == 2
    assert CHOSEN in told
    assert NOT_ABLE not in told
    standing = next(
        one
        for one in reader_of(called, officer).rooms(called.channel).meetings.standings
        if one.matter == DAY
    )
    assert [one.state for one in standing.closed] == [ProposalState.UNCHOSEN] * 2
    assert standing.moves == ()


def called_item(visitor: Visitor) -> str:
    """The item's page in words."""
    return visitor.words("item", channel=visitor.capitals.channel, matter=DAY)


def test_what_the_other_side_has_not_chosen_of_ours_is_told_so(
    called: Capitals, officer: Visitor
) -> None:
    signer = visitor_at(called, "signer", Role.SIGNER)
    reader = reader_of(called, signer)
    draft = door.draft(reader, called.channel, _dates())
    door.sign(reader, draft.id, door.seen_of(reader, draft), PASSWORD)
    called.exchange()
    refs = [one.offer.ref for one in reader.rooms(called.channel).meetings.details[0].date.open]
    _chosen(called, JP, refs)
    path = reverse("draft", kwargs={"draft": Draft.objects.get().pk})
    page = plain(officer.open(path).content.decode())
    assert "Another of the dates that were proposed with it is agreed." in page
    assert NOT_ABLE not in page
    news = officer.words("today")
    assert CHOSEN in news
    assert NOT_ABLE not in news
    assert "declined" not in news
    told = called_item(officer)
    assert told.count("The Japanese side chose another date than this one of our side") == 2


def test_what_our_own_node_takes_back_is_told_so(called: Capitals, officer: Visitor) -> None:
    """NODE-15: its node refuses those of them that it has not."""
    refs = called.sign(KR, _dates())
    called.exchange()
    called.accept(JP, refs[2])
    called.settle()
    settle_channel(called.kr, called.channel)
    told = called_item(officer)
    assert told.count("Our side took its date back, as another date was chosen") == 2
    assert "withdrew" not in told


def test_a_date_that_was_declined_before_another_was_chosen_stays_declined(
    called: Capitals, officer: Visitor
) -> None:
    refs = called.sign(JP, _dates())
    called.exchange()
    called.refuse(KR, refs[0])
    called.settle()
    called.sign(KR, Acceptance(refs[1], (refs[2],)))
    called.settle()
    told = called_item(officer)
    assert told.count("not in a position to accept the proposal of the Japanese side") == 1
    assert told.count("Our side chose another date than this one of the Japanese side") == 1


def test_the_terminal_tells_it_as_the_desk_does(called: Capitals) -> None:
    refs = called.sign(JP, _dates())
    called.exchange()
    _chosen(called, KR, refs)
    story = tell_story(Voice(catalogue("en"), KR), called.kr, called.channel)
    lines = [line for told in story for line in told.lines]
    assert sum("Our side chose another date than this one" in line for line in lines) == 2
    assert sum("The Japanese side took its date back" in line for line in lines) == 2
    assert not any(NOT_ABLE in line or "withdrew" in line for line in lines)
