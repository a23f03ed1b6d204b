# SPDX-License-Identifier: Apache-2.0
"""The views of terms, anchors, meetings, agendas, documents and follow-up items."""

from __future__ import annotations

import pytest

from comity import subjects
from comity.ports import Kept
from comity.subjects import agenda, documents, followups, meetings, terms
from comity.subjects.agenda import ItemState
from comity.subjects.followups import FollowUpState
from comity.subjects.meetings import MeetingState, Window, window_days
from comity.subjects.reading import BodyState
from tests.unit.subjects import samples
from tests.unit.subjects.samples import (
    ANCHOR,
    ATTENDANCE,
    DATE,
    DAYS,
    DIGEST,
    DOCUMENT,
    FOLLOW_UP,
    ITEM,
    OPINION,
    READOUT,
    REPORT,
    T0,
    WINDOW,
)
from tests.unit.subjects.table import Raw, Table

# --- terms -------------------------------------------------------------------------------------


def test_terms_keep_each_sides_own_name_and_say_that_there_is_no_single_one() -> None:
    """TERMS-3, TERMS-4: `common_title` is null where the sides have no single agreed name."""
    table = Table()
    table.agree({"terms": samples.terms("national-security")})
    (seen,) = terms.view(table, table).details
    assert seen.terms is not None
    assert seen.no_single_name
    assert not seen.binding_by_text  # TERMS-8
    assert seen.terms.titles["kr"]["ko"] == "한일 안보정책협의회"
    assert seen.terms.titles["jp"]["ja"] == "日韓安全保障対話"
    assert seen.terms.sides["kr"].co_lead is not None  # TERMS-5
    assert seen.misnamed == ()


def test_terms_that_name_other_parties_than_the_channel_are_pointed_out() -> None:
    """TERMS-2: The view says where they are not those of the channel."""
    table = Table("jp", "us")
    table.agree({"terms": samples.terms()})
    assert terms.view(table, table).details[0].misnamed == ("kr", "us")


def test_terms_in_force_are_the_newest_agreed_ones_that_can_be_read() -> None:
    """TERMS-1: an amendment is a later offer of the whole."""
    table = Table()
    (none,) = terms.view(table, table).details
    assert (none.terms, none.no_single_name, none.binding_by_text) == (None, False, False)
    table.agree({"terms": samples.terms()})
    table.agree({"terms": Raw(b"{}")})
    table.offer("kr", {"terms": samples.terms()})
    room = terms.view(table, table)
    assert room.details[0].terms is None  # what is agreed last can't be read here
    assert room.standings[0].by == table.offers[-1].time + 432_000 * 1000  # yet times hold
    assert room.standings[0].moves == ("jp",)


# --- meetings ----------------------------------------------------------------------------------


def test_a_meeting_is_called_dated_held_and_recorded() -> None:
    """MEET-6: called, dated, held, recorded."""
    table = Table()
    m = "meeting/m"

    def state() -> MeetingState:
        (meeting,) = meetings.view(table, table).details
        return meeting.state

    table.agree({f"{m}/date": DAYS})
    assert state() is MeetingState.CALLED
    table.agree({f"{m}/date": DATE})
    assert state() is MeetingState.DATED
    table.declare("kr", f"{m}/attendance", Raw(b"{}"))
    assert state() is MeetingState.DATED
    table.declare("kr", f"{m}/attendance", ATTENDANCE)
    assert state() is MeetingState.HELD
    table.declare("kr", f"{m}/readout", READOUT)
    assert state() is MeetingState.HELD
    table.declare("jp", f"{m}/readout", READOUT)
    assert state() is MeetingState.RECORDED
    (meeting,) = meetings.view(table, table).details
    assert meeting.start == T0
    assert [said.party for said in meeting.readouts] == ["kr", "jp"]


def test_a_window_hangs_on_its_anchor_and_moves_with_it() -> None:
    """MEET-4: It moves with its anchor."""
    table = Table()
    table.agree({"meeting/m/date": WINDOW})
    assert subjects.view(table, table).meetings.details[0].days is None
    table.agree({"anchor/summit": ANCHOR})
    assert subjects.view(table, table).meetings.details[0].days == ("2023-04-12", "2023-04-25")
    table.agree({"anchor/summit": {**ANCHOR, "first_day": "2023-03-01"}})
    assert subjects.view(table, table).meetings.details[0].days == ("2023-02-15", "2023-02-28")
    assert subjects.view(table, table).meetings.details[0].start is None


def test_dates_proposed_together_are_alternatives_as_long_as_they_are_open() -> None:
    """MEET-8: Dates that one party proposes in one entry are alternatives."""
    table = Table()
    m: dict[str, object] = {"meeting/m/date": DATE}
    later: dict[str, object] = {
        "meeting/m/date": {**DATE, "start": T0 + 86_400_000, "end": T0 + 90_000_000}
    }
    first, second = table.offer("kr", m), table.offer("kr", later)
    lone = table.offer("kr", {"meeting/m/date": DAYS})
    package = table.offer("kr", {**m, "anchor/summit": ANCHOR})

    def told() -> list[list[int]]:
        (meeting,) = meetings.view(table, table).details
        found = [meetings.alternatives(meeting.date, one) for one in meeting.date.open]
        return [[one.offer.ref.index for one in group] for group in found]

    apart = told()
    assert [len(group) for group in apart] == [1, 1, 1, 1]
    joined = table.join(first, second, lone, package)
    assert told() == [[0, 1], [0, 1], [2], [3]]
    table.refuse("jp", joined[1])
    (meeting,) = meetings.view(table, table).details
    assert meeting.date.moves == ("jp",)
    assert told() == [[0], [2], [3]]


def test_where_one_of_several_dates_is_agreed_the_others_ask_for_nothing() -> None:
    """SUBJ-11: unless another that was proposed in the same entry is agreed."""
    table = Table()
    days: list[dict[str, object]] = [
        {"meeting/m/date": {**DATE, "round": number}} for number in (1, 2, 3)
    ]
    refs = table.join(*(table.offer("kr", day) for day in days))
    table.accept("jp", refs[1])
    for ref in (refs[0], refs[2]):
        table.refuse("jp", ref)
    (meeting,) = meetings.view(table, table).details
    assert (meeting.date.moves, meeting.state) == ((), MeetingState.DATED)
    table.refuse("jp", table.offer("kr", days[0]))
    (meeting,) = meetings.view(table, table).details
    assert meeting.date.moves == ("kr",)


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_a_window_at_the_edge_of_the_calendar_is_computed(day: str) -> None:
    window = meetings.read_when(subjects.write_body("meeting/m/date", "offer", WINDOW))
    assert isinstance(window, Window)
    assert window_days(window, day) is not None


def test_declarations_of_a_meeting_stand_beside_each_other() -> None:
    """MEET-5: each side's own word."""
    table = Table()
    for party in ("jp", "kr"):
        table.declare(party, "meeting/m/delegation", samples.DELEGATION)
        table.declare(party, "meeting/m/paper", samples.PAPER)
    (meeting,) = meetings.view(table, table).details
    assert [len(meeting.delegations), len(meeting.papers)] == [2, 2]
    assert meeting.when is None


# --- agenda ------------------------------------------------------------------------------------


def test_an_item_is_raised_supported_taken_off_declined_or_withdrawn() -> None:
    """AGENDA-1, AGENDA-3: as its newest agreed value or proposal says."""
    table = Table()
    m = "meeting/m/agenda/item"

    def state() -> ItemState:
        ((one,),) = (seen.items for seen in agenda.view(table, table).details)
        return one.state

    table.offer("kr", {m: ITEM}, void="ballot")
    assert state() is ItemState.NONE
    first = table.offer("kr", {m: ITEM})
    assert state() is ItemState.RAISED
    table.refuse("jp", first)
    assert state() is ItemState.DECLINED
    table.refuse("kr", table.offer("kr", {m: ITEM}))
    assert state() is ItemState.WITHDRAWN
    table.agree({m: ITEM})
    assert state() is ItemState.AGREED
    table.agree({m: {**ITEM, "status": "off"}})
    assert state() is ItemState.TAKEN_OFF
    table.agree({m: Raw(b"{}")})
    assert state() is ItemState.UNREADABLE


def test_an_agenda_closes_as_the_terms_say() -> None:
    """AGENDA-4: The agenda closes `agenda_s` before the meeting begins, once both are agreed."""
    table = Table()
    table.offer("kr", {"meeting/m/agenda/item": ITEM})
    assert agenda.view(table, table).details[0].closes is None
    table.agree({"terms": samples.terms(), "meeting/m/date": DATE})  # TERMS-11
    (seen,) = subjects.view(table, table).agenda.details
    closes = T0 - 604_800 * 1000
    assert seen.closes == closes
    assert seen.items[0].standing.by == closes
    assert not seen.items[0].late
    table.offer("kr", {"meeting/m/agenda/item": ITEM}, until=closes - 1)
    assert subjects.view(table, table).agenda.details[0].items[0].standing.by == closes - 1
    table.clock = closes
    table.offer("kr", {"meeting/m/agenda/late": ITEM})
    assert [one.late for one in subjects.view(table, table).agenda.details[0].items] == [
        False,
        True,
    ]


# --- documents ---------------------------------------------------------------------------------


def test_a_document_is_here_absent_or_destroyed_and_attached_or_not() -> None:
    """DOC-1, DOC-3: The view says so, and whether they are here, absent or destroyed."""
    table = Table()
    table.declare("kr", "document/d", DOCUMENT, [DIGEST])
    table.declare("jp", "document/d", DOCUMENT)
    table.declare("jp", "document/e", Raw(b"{}"))
    seen = documents.view(table, table).details
    assert [(one.id, one.bytes, one.attached) for one in seen] == [
        ("d", BodyState.ABSENT, True),
        ("d", BodyState.ABSENT, False),
        ("e", BodyState.UNREADABLE, False),
    ]
    table.documents[DIGEST] = Kept(b"\0" * 32, b"pdf")
    assert documents.view(table, table).details[0].bytes is BodyState.READ
    table.documents[DIGEST] = "destroyed"
    assert documents.view(table, table).details[0].bytes is BodyState.DESTROYED


# --- follow-up items ---------------------------------------------------------------------------


def test_a_follow_up_goes_from_its_owner_to_the_counterpart_until_its_closing_is_agreed() -> None:
    """FOLL-3, FOLL-5, FOLL-6: closing is agreed; whose move."""
    table = Table()
    f = "follow-up/7"
    item = {**FOLLOW_UP, "owners": ["kr"]}

    def seen() -> followups.FollowUpView:
        (one,) = followups.view(table, table).details
        return one

    ref = table.offer("jp", {f: item})
    assert (seen().state, seen().standing.moves) == (FollowUpState.PROPOSED, ("kr",))
    table.accept("kr", ref)
    assert (seen().state, seen().standing.moves) == (FollowUpState.OPEN, ("kr",))
    assert seen().standing.by == T0
    table.declare("kr", f"{f}/report", {**REPORT, "state": "under-way"})
    assert seen().state is FollowUpState.OPEN
    table.declare("kr", f"{f}/report", REPORT)
    table.declare("kr", f"{f}/report", Raw(b"{}"))
    assert (seen().state, seen().standing.moves) == (FollowUpState.REPORTED_DONE, ("jp",))
    table.declare("jp", f"{f}/view", OPINION)
    assert seen().standing.moves == ("kr",)
    closing = {**item, "status": "closed", "outcome": {"en": "List exchanged."}}
    ref = table.offer("kr", {f: closing})
    assert (seen().state, seen().standing.moves) == (FollowUpState.REPORTED_DONE, ("jp",))
    table.accept("jp", ref)
    assert (seen().state, seen().standing.moves) == (FollowUpState.CLOSED, ())
    assert len(seen().reports) == 3
    assert len(seen().opinions) == 1


def test_follow_up_items_stand_in_the_order_of_their_numbers() -> None:
    """FOLL-1: Items are numbered from 1."""
    table = Table()
    for number in (10, 9, 1):
        table.agree({f"follow-up/{number}": FOLLOW_UP})
    assert [one.number for one in followups.view(table, table).details] == [1, 9, 10]
    assert followups.view(table, table).details[0].standing.moves == ("jp", "kr")
