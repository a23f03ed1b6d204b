# SPDX-License-Identifier: Apache-2.0
"""How one matter stands: agreed, open, whose move, by when."""

from __future__ import annotations

import pytest

from comity import subjects
from comity.core.ids import Matter
from comity.ports import Absence
from comity.subjects import texts
from comity.subjects.reading import BodyState, Look
from comity.subjects.standing import ProposalState, Standing
from comity.subjects.statements import Statement, ad_referendum
from tests.unit.subjects.samples import ANCHOR, DATE, HEADER, WORDING, terms
from tests.unit.subjects.table import Raw, Table

A = "anchor/summit"
Anchored = Standing[object, object]


def stand(table: Table, matter: str = A) -> Anchored:
    found = [one for one in subjects.view(table, table).standings if one.matter == matter]
    assert len(found) == 1
    return found[0]


def test_where_nothing_was_proposed_it_is_nobodys_move() -> None:
    """SUBJ-11: after a withdrawal, or where nothing was proposed, nobody's."""
    seen = texts.view(Table(), Table())
    assert seen.standings == ()
    table = Table()
    table.offer("kr", {A: ANCHOR}, void="ballot")
    assert stand(table).moves == ()
    assert stand(table).open == ()


def test_an_open_proposal_awaits_every_party_that_has_not_accepted_it() -> None:
    """SUBJ-11: An open proposal awaits every party that has not accepted it."""
    table = Table("jp", "kr", "us")
    ref = table.offer("kr", {A: ANCHOR}, until=99)
    assert stand(table).moves == ("jp", "us")
    assert stand(table).by == 99
    table.accept("us", ref)
    (proposal,) = stand(table).open
    assert (proposal.author, proposal.awaited, proposal.package) == ("kr", ("jp",), ())
    assert stand(table).agreed is None


def test_an_agreed_value_is_pending_until_all_have_signed_that_they_hold_it() -> None:
    table = Table()
    table.agree({A: ANCHOR}, confirmed=True)
    table.agree({A: {**ANCHOR, "last_day": "2023-04-27"}}, confirmed=False)
    seen = stand(table)
    assert seen.agreed is not None
    assert seen.confirmed is not None
    assert not seen.agreed.confirmed
    assert seen.confirmed.confirmed
    assert seen.agreed.offer != seen.confirmed.offer
    assert seen.moves == ()
    assert getattr(seen.value, "last_day", "") == "2023-04-27"


def test_a_counter_proposal_hands_the_move_back() -> None:
    """SUBJ-12: So a counter-proposal hands the move back."""
    table = Table()
    table.offer("jp", {A: ANCHOR})
    table.offer("kr", {A: ANCHOR})
    seen = stand(table)
    assert seen.moves == ("jp",)
    assert [one.state for one in seen.closed] == [ProposalState.OVERTAKEN]
    assert seen.closed[0].awaited == ()


def test_of_two_proposals_that_cross_one_awaits_an_answer() -> None:
    """SUBJ-12: and of two proposals that cross one awaits an answer."""
    table = Table()
    table.offer("jp", {A: ANCHOR}, ballot=1)  # rank (1, 1)
    table.offer("kr", {A: ANCHOR}, ballot=1)  # rank (1, 0)
    assert stand(table).moves == ("kr",)
    assert [one.author for one in stand(table).open] == ["jp"]


def test_an_author_that_betters_its_own_proposal_awaits_the_other_on_both() -> None:
    table = Table()
    table.offer("jp", {A: ANCHOR})
    table.offer("jp", {A: ANCHOR})
    assert [one.awaited for one in stand(table).open] == [("kr",), ("kr",)]


def test_a_declined_proposal_goes_back_to_its_author_and_a_withdrawn_one_to_nobody() -> None:
    """SUBJ-11: if the newest was declined by another, it is the author's move."""
    table = Table()
    first = table.offer("jp", {A: ANCHOR}, until=5)
    table.refuse("kr", first)
    assert stand(table).moves == ("jp",)
    assert stand(table).by is None
    assert stand(table).closed[0].state is ProposalState.DECLINED
    second = table.offer("jp", {A: ANCHOR})
    assert stand(table).moves == ("kr",)
    table.refuse("jp", second)
    assert stand(table).moves == ()
    assert stand(table).closed[1].state is ProposalState.WITHDRAWN


def test_a_declined_proposal_below_an_agreed_one_is_nobodys_move() -> None:
    table = Table()
    table.refuse("kr", table.offer("jp", {A: ANCHOR}))
    table.agree({A: ANCHOR})
    assert stand(table).moves == ()


def test_a_package_is_overtaken_by_a_higher_proposal_on_one_of_its_matters() -> None:
    """SUBJ-12: accepted or made one of higher rank on one of its matters."""
    table = Table()
    table.offer("jp", {A: ANCHOR, "meeting/m/date": DATE})
    assert stand(table).open[0].package == (A, "meeting/m/date")
    assert stand(table, "meeting/m/date").moves == ("kr",)
    table.offer("kr", {"meeting/m/date": DATE})
    assert stand(table).open == ()
    assert stand(table).moves == ()
    assert stand(table, "meeting/m/date").moves == ("jp",)


def test_an_answer_is_asked_for_by_the_terms_where_the_offer_names_no_time() -> None:
    """SUBJ-13: its claimed time plus the response time of the terms in force."""
    table = Table()
    table.offer("jp", {A: ANCHOR})
    assert stand(table).by is None
    table.agree({"terms": terms()})
    sent = table.offers[0].time
    assert stand(table).by == sent + 432_000 * 1000
    table.offer("jp", {A: ANCHOR}, until=sent + 7)
    assert stand(table).by == sent + 7  # of several, the earliest


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"\xff", b"[" * 50 + b"]" * 50, b'{"first_day":"2023-02-30"}', b"1e9"]
)
def test_an_unreadable_body_is_shown_as_unreadable(raw: bytes) -> None:
    """SUBJ-8: A view never fails on a body; the proposal still awaits its answer."""
    table = Table()
    table.offer("jp", {A: Raw(raw)})
    seen = stand(table)
    assert seen.moves == ("kr",)
    (body,) = seen.unreadable
    assert body.state is BodyState.UNREADABLE
    assert body.fault is not None
    assert body.fault.code
    assert body.fault.rule
    assert body.fault.hint
    table.agree({A: Raw(raw)})
    assert stand(table).value is None
    assert stand(table).agreed is not None


@pytest.mark.parametrize("how", ["absent", "destroyed"])
def test_a_body_that_is_not_here_says_why(how: Absence) -> None:
    """SUBJ-8: It shows each as read, unreadable, absent or destroyed."""
    table = Table()
    table.lose(table.agree({A: ANCHOR}), how)
    seen = stand(table)
    assert seen.agreed is not None
    assert seen.agreed.body.state == how
    assert seen.unreadable == ()


def test_an_act_that_names_no_digest_is_unreadable() -> None:
    look = Look(Table(), Table())
    body = look.body({"code": 1}, lambda raw: raw)
    assert body.state is BodyState.UNREADABLE
    assert body.fault is not None
    assert body.fault.rule == "SUBJ-7"


def test_accepting_ad_referendum_is_no_acceptance() -> None:
    """SUBJ-14: A party that has accepted ad referendum is still awaited."""
    table = Table()
    matter = "text/t/p/k1"
    ref = table.offer("kr", {matter: WORDING})
    said = {"form": "ad-referendum", "offer": ["kr", ref.number, 0], "text": None}
    table.declare("jp", matter, said)
    table.declare("jp", matter, said)
    table.declare("jp", matter, {**said, "offer": ["kr", ref.number + 9, 0]})
    table.declare("jp", matter, Raw(b"{}"))
    seen = stand(table, matter)
    assert seen.moves == ("jp",)
    assert ad_referendum(seen, seen.open[0]) == ("jp",)
    assert [one.body.state for one in seen.said] == ["read", "read", "read", "unreadable"]
    assert isinstance(seen.said[0].body.value, Statement)
    assert seen.said[0].party == "jp"


@pytest.mark.parametrize(
    "matter",
    ["terms/annex", "anchor", "anchor/a/b", "meeting/m/seat", "meeting", "meeting/m/agenda",
     "meeting/m/agenda/i/x", "text/t/q", "document/d/x", "follow-up/x", "follow-up/1/note"],
)  # fmt: skip
def test_an_unknown_matter_of_a_room_is_kept_and_shown(matter: str) -> None:
    """SUBJ-10: A matter that no row covers is kept and shown, and its bodies are unreadable."""
    table = Table()
    table.offer("kr", {matter: ANCHOR})
    table.declare("kr", matter, ANCHOR)
    seen = stand(table, matter)
    assert seen.moves == ("jp",)
    assert [body.fault.code for body in seen.unreadable if body.fault] == ["body/matter"] * 2


def test_every_matter_of_a_channel_is_shown_once() -> None:
    table = Table()
    table.offer("kr", {"text/t": HEADER, "text/t/p/k1": WORDING, "text/t/p/zz": WORDING})
    table.offer("kr", {"follow-up/1": ANCHOR, "meeting/m/agenda/i": ANCHOR, "terms": ANCHOR})
    table.declare("jp", "meeting/m/readout", ANCHOR)
    table.declare("jp", "follow-up/2/report", ANCHOR)
    table.declare("jp", "document/d", ANCHOR)
    rooms = subjects.view(table, table)
    shown = [one.matter for one in rooms.standings if table.matter(one.matter).offers]
    shown += [one.matter for one in rooms.standings if table.matter(one.matter).declared]
    named = {Matter(m) for offer in table.offers for m in offer.values}
    named |= {one.matter for one in table.declared}
    assert sorted(shown) == sorted(named)
