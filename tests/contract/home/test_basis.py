# SPDX-License-Identifier: Apache-2.0
"""What was seen of an item: what changes it and what does not (HOME-13)."""

import pytest

from comity.core.acts import LEAVE, Act
from comity.core.errors import RuleError
from comity.core.ids import Digest
from comity.home import door
from comity.home.basis import basis_of
from comity.node.installation import Node
from comity.node.settle import settle_channel
from comity.node.sign import Acceptance, Refusal, Statement, sign_moves
from tests.contract.home.ministry import PASSWORD, Ministry
from tests.unit.node.parties import (
    JP,
    KR,
    OTHER,
    TERMS,
    US,
    Circle,
    circle,
    forged,
    hand,
    offer,
    party,
    wording,
)


def _basis(pair: Circle, node: Node) -> str:
    with node.channels.hold(pair.channel) as held:
        return basis_of(node, held, [TERMS])


def test_each_proposal_acceptance_and_refusal_of_each_side_changes_it() -> None:
    """HOME-13: … what is agreed, proposed, declined, withdrawn and stated on its items …"""
    trio = circle((JP, KR, US))
    trio.meet()
    node = trio[KR]
    seen = [_basis(trio, node)]
    first = offer(trio[JP], trio.channel, "first").acts[0]
    second = offer(trio[JP], trio.channel, "second").acts[0]
    trio.meet()
    seen.append(_basis(trio, node))
    for own, move in (
        (US, Acceptance(second)),
        (KR, Refusal(first)),
        (US, Refusal(first)),
        (KR, Acceptance(second)),
    ):
        sign_moves(trio[own], trio.channel, [move])
        trio.meet()
        seen.append(_basis(trio, node))
    assert len(set(seen)) == len(seen)


def test_being_confirmed_changes_nothing() -> None:
    """HOME-13: That what is agreed is confirmed meanwhile changes nothing."""
    pair = circle()
    pair.meet()
    ref = offer(pair[JP], pair.channel, "text").acts[0]
    pair.meet()
    sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
    before = _basis(pair, pair[KR])
    pair.settle()
    with pair[KR].channels.hold(pair.channel) as held:
        assert held.channel.matter(TERMS).confirmed
    assert _basis(pair, pair[KR]) == before
    assert not settle_channel(pair[KR], pair.channel)


def test_what_has_no_effect_or_is_on_another_item_changes_nothing() -> None:
    pair = circle()
    pair.meet()
    ref = offer(pair[JP], pair.channel, "text").acts[0]
    pair.meet()
    before = _basis(pair, pair[KR])
    offer(pair[JP], pair.channel, "text", OTHER)
    pair.meet()
    assert _basis(pair, pair[KR]) == before
    acts = _void(pair)
    last = pair[JP].records.range(pair.channel, JP, 1, 99)[-1]
    strange = forged(party(JP), pair.channel, last.number + 1, last.hash, acts=acts)
    assert hand(pair[KR], party(JP), pair.channel, strange).refused == ()
    with pair[KR].channels.hold(pair.channel) as held:
        assert any(one.void for one in held.channel.matter(TERMS).offers)
    assert _basis(pair, pair[KR]) == before
    assert ref.party == JP


def _void(pair: Circle) -> tuple[Act, ...]:
    """A proposal of a ballot that was used before."""
    with pair[JP].channels.hold(pair.channel) as held:
        (record,) = held.channel.fold.offered[TERMS]
        return (record.act,)


def test_content_that_is_destroyed_or_stated_changes_it() -> None:
    """HOME-13: … withdrawn and stated on its items, and which of the content … is here, not
    received yet or destroyed.
    """
    pair = circle()
    pair.meet()
    node = pair[KR]
    offer(pair[JP], pair.channel, "text")
    pair.meet()
    seen = [_basis(pair, node)]
    with node.channels.hold(pair.channel) as held:
        (view,) = held.channel.matter(TERMS).offers
    node.records.destroy_content(pair.channel, "body", Digest(str(view.values[TERMS])))
    seen.append(_basis(pair, node))
    sign_moves(node, pair.channel, [Statement(TERMS, wording("a word of one side"))])
    seen.append(_basis(pair, node))
    assert len(set(seen)) == 3


def test_of_leaving_it_is_what_leaving_refuses() -> None:
    """HOME-8: … every open offer that the party has made or accepted."""
    pair = circle()
    pair.meet()

    def leaving() -> str:
        with pair[KR].channels.hold(pair.channel) as held:
            return basis_of(pair[KR], held, [LEAVE])

    before = leaving()
    offer(pair[JP], pair.channel, "theirs")
    pair.meet()
    assert leaving() == before
    offer(pair[KR], pair.channel, "ours", OTHER)
    assert leaving() != before


def test_an_acceptance_is_about_all_that_it_declines_too(home: Ministry) -> None:
    """HOME-13: If either has changed since, nothing is signed and the draft is kept."""
    reader = home.reader("kim", "signer")
    accepted = home.proposed("one")
    (declined,) = offer(home.pair[JP], home.channel, "two", OTHER).acts
    home.pair.meet()
    draft = door.draft(reader, home.channel, Acceptance(accepted, (declined,)))
    assert draft.matters == sorted([TERMS, OTHER])
    seen = door.seen_of(reader, draft)
    offer(home.pair[JP], home.channel, "meanwhile", OTHER)
    home.pair.meet()
    with pytest.raises(RuleError, match="changed-while-reading"):
        door.sign(reader, draft.id, seen, PASSWORD)
