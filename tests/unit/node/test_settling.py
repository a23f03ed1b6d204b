# SPDX-License-Identifier: Apache-2.0
"""What a node signs by itself, and when (NODE-1 to NODE-5)."""

import pytest

from comity.node.settle import GATHER_MS, settle_channel
from comity.node.sign import Acceptance, Move, Proposal, Refusal, sign_moves
from tests.unit.node.parties import (
    JP,
    KR,
    OTHER,
    START,
    TERMS,
    US,
    Circle,
    circle,
    newest,
    offer,
    wording,
)

UNTIL = START + 3_600_000
YEARS_MS = 10 * 365 * 86_400_000


def _circle(*codes: str) -> Circle:
    made = circle(codes)
    made.meet()
    return made


def _set(made: Circle, now: int) -> None:
    for one in made.seats.values():
        one.clock.now = now


def _signed_refusals(made: Circle) -> list[int]:
    """How many acts each entry has that JP signs by itself now."""
    return [len(signed.acts) for signed in settle_channel(made[JP], made.channel)]


def test_a_clock_once_ahead_keeps_no_node_silent() -> None:
    pair = _circle(JP, KR)
    pair.seats[JP].clock.now = START + YEARS_MS
    offer(pair[JP], pair.channel, "under a wrong clock", OTHER)
    _set(pair, START + 2 * GATHER_MS)
    made = offer(pair[KR], pair.channel, 1).acts[0]
    pair.meet()
    sign_moves(pair[KR], pair.channel, [Refusal(made)])
    pair.meet()
    (bare,) = settle_channel(pair[JP], pair.channel)
    assert bare.acts == ()


def test_refusals_are_gathered_under_such_a_clock_too() -> None:
    pair = _circle(JP, KR)
    pair.seats[JP].clock.now = START + YEARS_MS
    offer(pair[JP], pair.channel, "under a wrong clock", OTHER)
    _set(pair, START + 2 * GATHER_MS)
    signed = []
    for turn in range(3):
        made = offer(pair[KR], pair.channel, turn).acts[0]
        pair.meet()
        sign_moves(pair[KR], pair.channel, [Refusal(made)])
        pair.meet()
        signed.append(len(settle_channel(pair[JP], pair.channel)))
    assert signed == [1, 0, 0]
    _set(pair, START + 3 * GATHER_MS)
    assert len(settle_channel(pair[JP], pair.channel)) == 1


@pytest.mark.parametrize("refused", [False, True])
def test_at_until_the_author_refuses_what_another_may_still_accept(*, refused: bool) -> None:
    three = _circle(JP, KR, US)
    made = offer(three[JP], three.channel, 1, until=UNTIL).acts[0]
    three.meet()
    if refused:
        sign_moves(three[KR], three.channel, [Refusal(made)])
        three.meet()
    _set(three, UNTIL - 1)
    settle_channel(three[JP], three.channel)
    assert JP not in {one.ref.party for one in newest(three[JP], three.channel).refusals}
    _set(three, UNTIL)
    assert _signed_refusals(three) == [1]
    assert JP in {one.ref.party for one in newest(three[JP], three.channel).refusals}
    assert _signed_refusals(three) == []


def test_what_is_agreed_does_not_lapse() -> None:
    pair = _circle(JP, KR)
    made = offer(pair[JP], pair.channel, 1, until=UNTIL).acts[0]
    pair.meet()
    sign_moves(pair[KR], pair.channel, [Acceptance(made)])
    pair.settle()
    _set(pair, UNTIL)
    assert _signed_refusals(pair) == []


@pytest.mark.parametrize(
    ("kr", "us", "lapses"),
    [
        (None, None, False),
        ("refuse", None, False),
        ("accept", None, False),
        ("refuse", "accept", True),
        ("refuse", "refuse", True),
    ],
)
def test_under_silence_it_waits_until_every_node_has_spoken(
    kr: str | None, us: str | None, *, lapses: bool
) -> None:
    three = _circle(JP, KR, US)
    proposal = Proposal({TERMS: wording(1)}, until=UNTIL, silence=True)
    made = sign_moves(three[JP], three.channel, [proposal]).acts[0]
    three.meet()
    for code, said in ((US, us), (KR, kr)):  # the refusal last, or nobody could accept
        move: Move = Acceptance(made) if said == "accept" else Refusal(made)
        if said is not None:
            sign_moves(three[code], three.channel, [move])
    three.meet()
    _set(three, UNTIL + GATHER_MS)
    settle_channel(three[JP], three.channel)
    settle_channel(three[JP], three.channel)
    refusals = newest(three[JP], three.channel).refusals
    assert (JP in {one.ref.party for one in refusals}) is lapses
