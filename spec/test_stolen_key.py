# SPDX-License-Identifier: Apache-2.0
"""What a thief of a retired key can do, and what not (KEY-17), by a property over real nodes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core.acts import KEYS
from comity.core.encoding import encode
from comity.core.entries import SignedEntry
from comity.keys.keysets import make_signing_keys
from comity.keys.roots import issue_credentials
from comity.keys.signer import UnlockedSigner
from comity.node.sign import Acceptance, Statement, sign_moves
from tests.unit.node.parties import (
    JP,
    KR,
    NOT_AFTER,
    Circle,
    SeededChance,
    circle,
    forged,
    hand,
    heads,
    log,
    newest,
    offer,
    party,
    view,
)


def _agree(ring: Circle, text: int) -> None:
    """A proposal of JP, accepted by KR and confirmed by both."""
    offer(ring[JP], ring.channel, text)
    ring.meet()
    sign_moves(ring[KR], ring.channel, [Acceptance(newest(ring[KR], ring.channel).ref)])
    ring.settle()


def _renew_keys(ring: Circle) -> None:
    """JP declares new credentials, signed under the new keys."""
    own = party(JP)
    keys = make_signing_keys(SeededChance("renewed"))
    credentials = issue_credentials(own.secrets, JP, 2, keys.public, 0, NOT_AFTER)
    ring.seats[JP].signer = UnlockedSigner(keys)
    node = ring.restart(JP)
    sign_moves(node, ring.channel, [Statement(KEYS, encode(credentials))])
    ring.meet()


@settings(max_examples=10)
@given(st.integers(1, 3), st.data())
def test_a_stolen_retired_key_makes_a_fork_on_show_and_undoes_nothing(
    agreements: int, data: st.DataObject
) -> None:
    """KEY-17: Who has a retired working key can sign a second entry of an old number: that is a
    fork on show (LOG-13), and undoes nothing confirmed (AGR-11).
    """
    ring = circle()
    ring.meet()
    for text in range(agreements):
        _agree(ring, text)
    confirmed = view(ring[KR], ring.channel).confirmed
    assert len(confirmed) == agreements
    _renew_keys(ring)
    entries: list[SignedEntry] = log(ring[KR], ring.channel, JP)
    number = data.draw(st.integers(2, len(entries) - 1))
    second = forged(party(JP), ring.channel, number, entries[number - 2].hash, post="thief")
    assert hand(ring[KR], party(JP), ring.channel, second).stored == (second.hash,)
    with ring[KR].channels.hold(ring.channel) as held:
        ((code, forked, hashes),) = held.channel.forks()
    assert (code, forked) == (JP, number)
    assert second.hash in hashes
    assert view(ring[KR], ring.channel).confirmed == confirmed
    newest_head = heads(ring[KR], ring.channel)[JP][-1]
    late = forged(party(JP), ring.channel, len(entries) + 1, entries[-1].hash, post="thief")
    assert hand(ring[KR], party(JP), ring.channel, late).refused[0].code == "key"
    assert newest_head[0] >= number
