# SPDX-License-Identifier: Apache-2.0
"""A peer whose log names newer keys than any card that came: nobody else is hindered (KEY-10)."""

from dataclasses import replace

import pytest

from comity.core.acts import KEYS, Declare
from comity.core.encoding import decode, encode
from comity.core.errors import TrustError
from comity.core.limits import BODY_BYTES_MAX
from comity.keys.keysets import make_signing_keys
from comity.keys.roots import issue_credentials
from comity.node.contents import ChannelContents, Contents
from comity.node.moves import Statement
from comity.node.sign import sign_moves
from tests.contract.roads.correspondents import Table, assert_same, fall_silent, table
from tests.contract.roads.test_any_mix import TRIANGLE
from tests.unit.exchange.sides import NOT_AFTER
from tests.unit.node.parties import JP, KR, US, SeededChance, forged, heads, offer, party


def renewed() -> tuple[Table, bytes]:
    """KR has put credentials of serial 2 into its log, in a pouch to JP under its card of old."""
    made = table((JP, KR, US), (JP, KR, US))
    (channel,) = made.circles
    fall_silent(made, TRIANGLE)
    keys = make_signing_keys(SeededChance("renewed"))
    newer = issue_credentials(party(KR).secrets, KR, 2, keys.public, 0, NOT_AFTER)
    ((number, head),) = heads(made[JP].node, channel)[KR]
    entry = forged(
        replace(party(KR), working=keys), channel, number=number + 1, previous=head,
        acts=(Declare(KEYS, decode(encode(newer), BODY_BYTES_MAX)),),
    )  # fmt: skip
    contents = Contents(party(KR).card, (ChannelContents(channel, (entry,)),))
    return made, made[KR].seal(made[JP], contents)


def test_every_peer_keeps_its_name_and_the_others_are_written_to() -> None:
    made, raw = renewed()
    desk = made[JP].desk
    (part,) = desk.take(raw).reception.channels
    assert len(part.stored) == 1
    assert desk.codes() == {made[KR].root: KR, made[US].root: US}
    with pytest.raises(TrustError) as caught:
        desk.card(made[KR].root)
    assert (caught.value.code, caught.value.rule) == ("card-old", "KEY-10")
    made[US].take(made[JP].write(made[US]))
    offer(made[US].node, next(iter(made.circles)), "US goes on")
    made[JP].take(made[US].write(made[JP]))


def test_who_has_newer_keys_than_a_card_is_sent_our_card_and_nothing_else() -> None:
    """KEY-10: the keys of the card of before may have been stolen."""
    made, raw = renewed()
    answer = made[JP].desk.answer(raw)
    assert made[JP].node.records.received(made[KR].root) is not None
    assert made[JP].desk.introduces(made[KR].root)
    assert answer is not None
    contents = made[KR].open(answer).contents
    assert contents.card == made[JP].node.card
    assert contents.channels == tuple(ChannelContents(channel) for channel in made.circles)
    assert contents.refused_pouches == ()


def test_two_that_renew_at_once_and_hear_of_it_from_a_third_write_to_each_other_again() -> None:
    """KEY-10: neither has the other's card, and each can introduce itself."""
    made = table((JP, KR, US), (JP, KR, US))
    (channel,) = made.circles
    fall_silent(made, TRIANGLE)
    for code in (JP, KR):
        own = made[code]
        keys = make_signing_keys(SeededChance(("renewed", code)))
        newer = issue_credentials(own.seat.party.secrets, code, 2, keys.public, 0, NOT_AFTER)
        own.seat.party = replace(own.seat.party, working=keys, credentials=newer)
        own.seat.party = replace(own.seat.party, card=own.seat.party.with_card(2))
        own.restart()
        sign_moves(own.node, channel, [Statement(KEYS, encode(newer))])
    for sender, receiver in ((JP, US), (KR, US), (US, JP), (US, KR)):
        made[receiver].take(made[sender].write(made[receiver]))
    assert made[JP].desk.introduces(made[KR].root)
    assert made[KR].desk.introduces(made[JP].root)
    offer(made[JP].node, channel, "JP goes on")
    fall_silent(made, TRIANGLE)
    assert_same(made, channel)


def test_somebody_who_shares_no_channel_is_a_stranger() -> None:
    made = table((JP, KR, US), (JP, KR))
    with pytest.raises(TrustError) as caught:
        made[JP].desk.card(made[US].root)
    assert caught.value.code == "stranger"
