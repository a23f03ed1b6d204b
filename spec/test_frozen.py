# SPDX-License-Identifier: Apache-2.0
"""What a node does under a fork (NODE-10, LOG-16, LOG-17), by properties over real nodes."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core.acts import FORK, KEYS, LEAVE, Declare
from comity.core.encoding import encode
from comity.core.entries import read_entry
from comity.core.errors import RuleError
from comity.core.ids import Code, Matter
from comity.core.views import OfferState
from comity.node.settle import GATHER_MS, settle_channel
from comity.node.sign import Acceptance, Proposal, Refusal, Statement, sign_moves
from tests.unit.node.parties import (
    JP,
    KR,
    START,
    TERMS,
    US,
    Circle,
    circle,
    forged,
    hand,
    heads,
    log,
    newest,
    offer,
    party,
    value,
    view,
)

few = settings(max_examples=15)
CIRCLES = st.sampled_from([(JP, KR), (JP, KR, US)])


def _forked(ring: Circle, code: Code, count: int, *, receivers: Sequence[Code]) -> None:
    """A party signs two entries of each of its next numbers, and hands all to some."""
    ((number, previous),) = heads(ring[code], ring.channel)[code]
    left = right = str(previous)
    for step in range(1, count + 1):
        one = forged(party(code), ring.channel, number + step, left, post="left")
        two = forged(party(code), ring.channel, number + step, right, post="right")
        left, right = one.hash, two.hash
        for receiver in receivers:
            hand(ring[receiver], party(code), ring.channel, one, two)


@few
@given(CIRCLES, st.integers(1, 3))
def test_a_frozen_channel_is_signed_in_only_to_say_so_once(
    codes: tuple[Code, ...], count: int
) -> None:
    """NODE-10: While the record of a channel holds a fork, the node signs there by LOG-16 and
    LOG-17 only: once for each party and number, on at most one of the branches.
    """
    ring = circle(codes)
    ring.meet()
    ref = offer(ring[JP], ring.channel, 1, until=None).acts[0]
    sign_moves(ring[JP], ring.channel, [Proposal({Matter("x"): b"{}"}, until=START + 1)])
    ring.meet()
    _forked(ring, KR, count, receivers=[code for code in codes if code != KR])
    node = ring[JP]
    for moves in (
        [],
        [Proposal({TERMS: b"{}"})],
        [Refusal(ref)],
        [Statement(LEAVE, encode({"reason": ""}))],
        [Statement(KEYS, encode(party(JP).card.card.credentials))],
        [Statement(TERMS, b"{}")],
        [Statement(Matter("channel/other"), b"{}")],
    ):
        with pytest.raises(RuleError, match="frozen"):
            sign_moves(node, ring.channel, moves)
    ring.seats[JP].clock.now += 10 * GATHER_MS  # neither lapses nor bare entries
    (signed,) = settle_channel(node, ring.channel)
    entry = read_entry(log(node, ring.channel, JP)[-1].raw)
    bodies = [act.body for act in entry.acts if isinstance(act, Declare) and act.matter == FORK]
    assert [(b["party"], len(b["hashes"])) for b in bodies] == [(KR, 2)] * count
    assert len(signed.acts) == count
    assert settle_channel(node, ring.channel) == ()
    for receiver in codes:
        if receiver not in {JP, KR}:
            assert ring.pass_on(JP, receiver).refused == ()
            settle_channel(ring[receiver], ring.channel)
            assert ring.pass_on(receiver, JP).refused == ()
    assert settle_channel(node, ring.channel) == ()


def test_whose_own_log_is_forked_says_so_on_its_own_branch() -> None:
    """LOG-17: An author whose own log is the forked one says it too, on the branch it holds."""
    pair = circle()
    pair.meet()
    own = offer(pair[JP], pair.channel, 1)
    first = log(pair[JP], pair.channel, JP)[0]
    other = forged(party(JP), pair.channel, 2, first.hash, post="an old backup")
    hand(pair[JP], party(KR), pair.channel, other)
    (signed,) = settle_channel(pair[JP], pair.channel)
    assert signed.number == 3
    assert read_entry(log(pair[JP], pair.channel, JP)[-1].raw).previous == own.hash
    assert settle_channel(pair[JP], pair.channel) == ()
    pair.meet()
    assert settle_channel(pair[KR], pair.channel)[0].number == 2
    pair.meet()
    assert value(pair[JP], pair.channel) == value(pair[KR], pair.channel)


def test_past_a_longer_branch_of_its_own_log_a_node_stays_silent() -> None:
    """LOG-16: A node whose record of the channel holds a fork signs in that channel only
    declarations by LOG-17.
    """
    pair = circle()
    pair.meet()
    offer(pair[JP], pair.channel, 1)
    previous, others = log(pair[JP], pair.channel, JP)[0].hash, []
    for number in (2, 3, 4):
        others.append(forged(party(JP), pair.channel, number, previous, post="other"))
        previous = others[-1].hash
    hand(pair[JP], party(KR), pair.channel, *others)
    assert settle_channel(pair[JP], pair.channel) == ()
    assert pair[JP].records.pending_ahead(pair.channel) is None


def test_a_fork_of_very_many_branches_is_told_within_the_form() -> None:
    """LOG-17: `hashes` names two or more of the branches held."""
    ring = circle((JP, KR, US))
    ring.meet()
    ((number, previous),) = heads(ring[KR], ring.channel)[KR]
    ((us_number, us_head),) = heads(ring[US], ring.channel)[US]
    many = []
    for n in range(70):
        branch = forged(party(KR), ring.channel, number + 1, previous, post=f"{n}")
        seen = {KR: (number + 1, branch.hash)}
        many += [branch, forged(party(US), ring.channel, us_number + 1, us_head, seen=seen)]
    hand(ring[JP], party(US), ring.channel, *many)
    (signed,) = settle_channel(ring[JP], ring.channel)
    assert len(signed.acts) == 2


@few
@given(CIRCLES)
def test_while_a_record_holds_a_fork_only_confirmed_values_are_shown(
    codes: tuple[Code, ...],
) -> None:
    """AGR-8: Until an agreed value is confirmed it is shown as "agreed, confirmation pending".
    While the view holds a fork, only confirmed values are shown.
    """
    ring = circle(codes)
    ring.meet()
    for text in ("first", "second"):
        offer(ring[JP], ring.channel, text)
        ring.meet()
        for code in codes[1:]:
            sign_moves(ring[code], ring.channel, [Acceptance(newest(ring[code], ring.channel).ref)])
            ring.meet()
        if text == "first":
            ring.settle()
    shown = view(ring[JP], ring.channel)
    assert [one.state for one in shown.agreed] == [OfferState.CONFIRMED, OfferState.AGREED]
    _forked(ring, KR, 1, receivers=[JP])
    shown = view(ring[JP], ring.channel)
    assert [one.state for one in shown.agreed] == [OfferState.CONFIRMED]
    assert shown.agreed == shown.confirmed
