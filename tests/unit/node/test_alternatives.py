# SPDX-License-Identifier: Apache-2.0
"""Several offers of one entry, of which one is accepted and the others are declined (MEET-8)."""

from __future__ import annotations

import pytest

from comity.core.errors import RuleError
from comity.core.ids import Matter
from comity.core.views import OfferState
from comity.node.installation import Node
from comity.node.settle import settle_channel
from comity.node.sign import Acceptance, Proposal, sign_moves
from comity.subjects import write_body
from tests.unit.node.parties import JP, KR, TERMS, Circle, circle, wording
from tests.unit.subjects import samples

DATE = Matter("meeting/m/date")
DATES = tuple({TERMS: wording(f"day {day}")} for day in range(5))


def _states(node: Node, pair: Circle, matter: Matter = TERMS) -> list[OfferState]:
    with node.channels.hold(pair.channel) as held:
        return [one.state for one in held.channel.sight.matter(matter).offers]


@pytest.mark.parametrize("chosen", range(5))
def test_whichever_is_accepted_it_alone_is_agreed_at_once_and_nothing_stays_open(
    chosen: int,
) -> None:
    """MEET-8: Whoever accepts one declines the others in the same entry."""
    pair = circle()
    pair.meet()
    first, *others = DATES
    made = sign_moves(
        pair[KR], pair.channel, [Proposal(first, until=9**15, others=tuple(others))]
    ).acts
    pair.meet()
    rest = tuple(one for one in made if one is not made[chosen])
    sign_moves(pair[JP], pair.channel, [Acceptance(made[chosen], rest)])
    pair.meet()
    for party in (KR, JP):
        states = _states(pair[party], pair)
        assert states[chosen] in (OfferState.AGREED, OfferState.CONFIRMED)
        assert all(one is OfferState.REFUSED for place, one in enumerate(states) if place != chosen)
    for ref in rest:
        with pytest.raises(RuleError) as refused:
            sign_moves(pair[JP], pair.channel, [Acceptance(ref)])
        assert refused.value.code in ("refused", "position")


def test_what_another_program_leaves_open_its_authors_node_withdraws() -> None:
    """NODE-15: When of several offers that a party made in one entry one is agreed, its node
    refuses those of them that it has not refused and that are not agreed.
    """
    pair = circle()
    pair.meet()
    body = write_body(DATE, "offer", samples.DATE)
    moves = Proposal({DATE: body}, others=tuple({DATE: body} for _ in range(3)))
    made = sign_moves(pair[KR], pair.channel, [moves]).acts
    apart = sign_moves(pair[KR], pair.channel, [Proposal({DATE: body})]).acts[0]
    pair.meet()
    assert settle_channel(pair[KR], pair.channel) == ()
    sign_moves(pair[JP], pair.channel, [Acceptance(made[1])])
    pair.meet()
    (signed,) = settle_channel(pair[KR], pair.channel)
    assert len(signed.acts) == 3
    pair.meet()
    states = _states(pair[JP], pair, DATE)
    assert states[1] in (OfferState.AGREED, OfferState.CONFIRMED)
    assert [states[place] for place in (0, 2, 3)] == [OfferState.REFUSED] * 3
    assert states[4] is OfferState.OPEN  # of an entry of its own
    assert apart.number != made[0].number
    assert all(len(one.acts) == 0 for one in settle_channel(pair[KR], pair.channel))


def test_one_too_many_whose_time_is_over_is_refused_once() -> None:
    """NODE-5 and NODE-15 at once: one refusal says both."""
    pair = circle()
    pair.meet()
    body = write_body(DATE, "offer", samples.DATE)
    moves = Proposal({DATE: body}, until=pair[KR].clock.now_ms(), others=({DATE: body},))
    made = sign_moves(pair[KR], pair.channel, [moves]).acts
    pair.meet()
    sign_moves(pair[JP], pair.channel, [Acceptance(made[0])])
    pair.meet()
    (signed,) = settle_channel(pair[KR], pair.channel)
    assert len(signed.acts) == 1
    assert _states(pair[KR], pair, DATE)[1] is OfferState.REFUSED


def test_without_declining_a_later_one_could_still_be_accepted() -> None:
    """MEET-8: No act of law couples them, so one that is open could still be accepted."""
    pair = circle()
    pair.meet()
    made = sign_moves(pair[KR], pair.channel, [Proposal(DATES[0], others=DATES[1:])]).acts
    pair.meet()
    sign_moves(pair[JP], pair.channel, [Acceptance(made[1])])
    sign_moves(pair[JP], pair.channel, [Acceptance(made[4])])
    with pytest.raises(RuleError):
        sign_moves(pair[JP], pair.channel, [Acceptance(made[2])])
