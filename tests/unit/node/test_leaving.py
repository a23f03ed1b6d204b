# SPDX-License-Identifier: Apache-2.0
"""Leaving: one entry that says so and refuses what is open, and nothing after it (HOME-8)."""

import pytest

from comity.core.acts import LEAVE, Refuse
from comity.core.encoding import encode
from comity.core.entries import read_entry
from comity.core.errors import RuleError
from comity.core.ids import Matter
from comity.core.views import OfferState
from comity.node.leave import leave_channel
from comity.node.settle import settle_channel
from comity.node.sign import Acceptance, Move, Proposal, Refusal, Statement, sign_moves
from tests.unit.node.parties import JP, KR, OTHER, Circle, circle, log, newest, offer, wording


@pytest.fixture
def pair() -> Circle:
    made = circle()
    made.meet()
    return made


def test_the_same_entry_refuses_every_open_offer_made_or_accepted() -> None:
    three = circle(("jp", "kr", "us"))
    three.meet()
    own = offer(three[JP], three.channel, 1).acts[0]
    theirs = offer(three[KR], three.channel, 2, OTHER).acts[0]
    three.meet()
    sign_moves(three[JP], three.channel, [Acceptance(theirs)])
    signed = leave_channel(three[JP], three.channel, "for good", "Foreign Ministry")
    entry = read_entry(log(three[JP], three.channel, JP)[-1].raw)
    assert entry.number == signed.number
    assert entry.post == "Foreign Ministry"
    refused = {(act.offer.party, act.offer.number) for act in entry.acts if isinstance(act, Refuse)}
    assert refused == {(JP, own.number), (KR, theirs.number)}
    assert len(entry.acts) == 3


def test_what_is_agreed_refused_or_of_others_alone_is_not_refused(pair: Circle) -> None:
    agreed = offer(pair[JP], pair.channel, 1).acts[0]
    refused = offer(pair[JP], pair.channel, 2, OTHER).acts[0]
    sign_moves(pair[JP], pair.channel, [Refusal(refused)])
    offer(pair[KR], pair.channel, 3, Matter("third"))
    pair.meet()
    sign_moves(pair[KR], pair.channel, [Acceptance(agreed)])
    pair.meet()
    signed = leave_channel(pair[JP], pair.channel, "")
    assert len(signed.acts) == 1
    assert newest(pair[JP], pair.channel).state is OfferState.CONFIRMED


def test_an_acceptance_after_it_binds_nobody(pair: Circle) -> None:
    made = offer(pair[JP], pair.channel, 1).acts[0]
    leave_channel(pair[JP], pair.channel, "so")
    pair.meet()
    with pytest.raises(RuleError, match="refused"):
        sign_moves(pair[KR], pair.channel, [Acceptance(made)])


def test_leaving_with_an_offer_open_is_refused_by_the_rule(pair: Circle) -> None:
    made = offer(pair[JP], pair.channel, 1).acts[0]
    statement = Statement(LEAVE, encode({"reason": ""}))
    more = Proposal({OTHER: wording(1)})
    wrong: list[list[Move]] = [[statement], [Refusal(made), statement, more]]
    for moves in wrong:
        with pytest.raises(RuleError) as refusal:
            sign_moves(pair[JP], pair.channel, moves)
        assert (refusal.value.code, refusal.value.rule) == ("leave-open", "HOME-8")
    sign_moves(pair[JP], pair.channel, [statement, Refusal(made)])


def test_who_has_left_signs_bare_entries_alone(pair: Circle) -> None:
    made = offer(pair[JP], pair.channel, 1).acts[0]
    pair.meet()
    leave_channel(pair[JP], pair.channel, "so")
    sign_moves(pair[KR], pair.channel, [Acceptance(made)])  # it crossed the leaving
    pair.meet()
    with pytest.raises(RuleError, match="left"):
        offer(pair[JP], pair.channel, 2)
    with pytest.raises(RuleError, match="left"):
        leave_channel(pair[JP], pair.channel, "again")
    (bare,) = settle_channel(pair[JP], pair.channel)
    assert bare.acts == ()


def test_more_open_offers_than_fit_are_refused_in_entries_before(pair: Circle) -> None:
    for part in range(2):
        proposals = [Proposal({Matter(f"m/{part}/{at}"): wording(at)}) for at in range(32)]
        sign_moves(pair[JP], pair.channel, proposals)
    signed = leave_channel(pair[JP], pair.channel, "so")
    assert (signed.number, len(signed.acts)) == (5, 1)
    assert newest(pair[JP], pair.channel, Matter("m/0/0")).state is OfferState.REFUSED
