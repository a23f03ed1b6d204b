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
from tests.contract.roads.correspondents import Table, fall_silent, table
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
        desk.write(made[KR].root)
    assert (caught.value.code, caught.value.rule) == ("card-old", "KEY-10")
    made[US].take(made[JP].write(made[US]))
    offer(made[US].node, next(iter(made.circles)), "US goes on")
    made[JP].take(made[US].write(made[JP]))


def test_a_pouch_is_taken_though_its_sender_can_not_be_answered_yet() -> None:
    made, raw = renewed()
    assert made[JP].desk.answer(raw) is None
    assert made[JP].node.records.received(made[KR].root) is not None


def test_somebody_who_shares_no_channel_is_a_stranger() -> None:
    made = table((JP, KR, US), (JP, KR))
    with pytest.raises(TrustError) as caught:
        made[JP].desk.card(made[US].root)
    assert caught.value.code == "stranger"
