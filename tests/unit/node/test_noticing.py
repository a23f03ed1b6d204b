# SPDX-License-Identifier: Apache-2.0
"""What a pouch shows beside refused entries is a finding, once, and refuses nothing (NODE-12)."""

from dataclasses import replace

import pytest

from comity.core.acts import Accept, OfferRef
from comity.core.cards import SignedCard
from comity.core.views import OfferState
from comity.keys.cards import issue_card
from comity.keys.roots import issue_credentials
from comity.keys.signer import UnlockedSigner
from comity.node.contents import Contents
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import Acceptance, Refusal, sign_moves
from tests.unit.node.parties import (
    JP,
    KR,
    NOT_AFTER,
    US,
    Circle,
    Party,
    circle,
    forged,
    hand,
    heads,
    newest,
    offer,
    party,
    seat,
)


@pytest.fixture
def pair() -> Circle:
    made = circle()
    made.meet()
    return made


def _found(made: Circle, code: str) -> list[tuple[str, str]]:
    """Rule and hint of JP's findings of a code."""
    findings = made[JP].records.findings(made.channel, 99)
    return [(one.rule, one.hint) for one in findings if one.code == code]


def _card(own: Party, serial: int, address: str) -> SignedCard:
    public = own.secrets.current.public
    signer = UnlockedSigner(own.working)
    return issue_card(signer, public, own.credentials, own.sealing.public, (address,), None, serial)


def _with(pair: Circle, card: SignedCard) -> Contents:
    return replace(compose(pair[KR], pair[JP].root), card=card)


def test_a_second_card_of_one_serial_is_shown_once_and_the_first_counts(pair: Circle) -> None:
    for _ in range(2):
        same = party(KR).with_card(1)  # signed anew, and it says the same
        apply_contents(pair[JP], _with(pair, same), pair[KR].root)
    assert _found(pair, "card-again") == []
    kept = pair[JP].records.card(pair.channel, KR)
    for _ in range(2):
        again = _card(party(KR), 1, "https://elsewhere.example")
        apply_contents(pair[JP], _with(pair, again), pair[KR].root)
    ((rule, hint),) = _found(pair, "card-again")
    assert (rule, hint) == ("KEY-9", "kr has signed two different cards of serial 1")
    assert pair[JP].records.card(pair.channel, KR) == kept
    apply_contents(pair[JP], _with(pair, _card(party(KR), 2, "https://b.example")), pair[KR].root)
    assert len(_found(pair, "card-again")) == 1


def test_keys_met_elsewhere_are_shown_when_a_founding_brings_them(pair: Circle) -> None:
    # US founds another channel with JP, and its working keys are those of KR.
    us, kr = party(US), party(KR)
    credentials = issue_credentials(us.secrets, US, 1, kr.working.public, 0, NOT_AFTER)
    own = replace(us, working=kr.working, credentials=credentials)
    second = circle(
        seats=[
            pair.seats[JP],
            replace(seat(US), party=replace(own, card=_card(own, 1, "https://us"))),
        ]
    )
    hints = [hint for _, hint in _found(second, "key-reuse")]
    assert len(hints) == 2  # both halves
    assert all("working key of us was met before as working of kr" in hint for hint in hints)
    second.meet()
    assert len(_found(second, "key-reuse")) == 2
    assert _found(pair, "key-reuse") == []


def test_the_same_keys_of_the_same_party_are_no_reuse(pair: Circle) -> None:
    second = circle(seats=[pair.seats[JP], pair.seats[KR]])
    apply_contents(pair[JP], _with(pair, _card(party(KR), 2, "https://b.example")), pair[KR].root)
    assert _found(pair, "key-reuse") == []
    assert _found(second, "key-reuse") == []


def test_an_acceptance_after_the_refusal_was_receipted_is_shown(pair: Circle) -> None:
    """AGR-16: Receipts (POUCH-7) show an acceptance signed after its signer had receipted the
    refusal: when such an acceptance comes, both are shown.
    """
    made = offer(pair[JP], pair.channel, 1).acts[0]
    pair.meet()
    ((number, head),) = heads(pair[KR], pair.channel)[KR]
    refused = sign_moves(pair[JP], pair.channel, [Refusal(made)])
    pair.pass_on(JP, KR)
    pair.pass_on(KR, JP)  # KR's receipt names the refusal
    accept = Accept(OfferRef(JP, made.number, made.index))
    seen = {JP: (made.number, made.hash)}  # and KR looks away from it
    entry = forged(party(KR), pair.channel, number + 1, head, seen=seen, acts=(accept,))
    for _ in range(2):
        hand(pair[JP], party(KR), pair.channel, entry)
    ((rule, hint),) = _found(pair, "accepted-after-withdrawal")
    assert rule == "AGR-16"
    assert hint.startswith(f"entry {number + 1} of kr accepts what entry {refused.number} of jp")
    assert newest(pair[JP], pair.channel).state is not OfferState.REFUSED, "it binds all the same"


def test_an_acceptance_that_crossed_the_refusal_is_not_shown() -> None:
    pair = circle()
    pair.meet()
    made = offer(pair[JP], pair.channel, 1).acts[0]
    pair.meet()
    sign_moves(pair[JP], pair.channel, [Refusal(made)])
    sign_moves(pair[KR], pair.channel, [Acceptance(made)])
    pair.meet()
    pair.meet()
    assert _found(pair, "accepted-after-withdrawal") == []
