# SPDX-License-Identifier: Apache-2.0
"""What a crash left written ahead: signed as it stands, or not at all (HOME-5, LOG-16)."""

from dataclasses import dataclass

import pytest

from comity.core.acts import KEYS, Declare, Offer
from comity.core.encoding import encode
from comity.core.entries import read_entry
from comity.core.errors import LogError
from comity.keys.keysets import make_signing_keys
from comity.keys.roots import issue_credentials
from comity.keys.signer import UnlockedSigner
from comity.node import sign
from comity.node.settle import settle_channel
from comity.node.sign import Statement, sign_moves
from tests.unit.node.faults import Fuse, FusedMarks, FusedRecords, FusedSigner, Killed
from tests.unit.node.parties import (
    JP,
    KR,
    NOT_AFTER,
    Circle,
    Seat,
    SeededChance,
    circle,
    forged,
    hand,
    heads,
    log,
    offer,
    party,
    seat,
)

NEW_KEYS = make_signing_keys(SeededChance("new working keys"))


@dataclass
class Crashed:
    """JP's node, killed while it signed an offer as its entry 2, and KR."""

    pair: Circle
    own: Seat
    signer: FusedSigner

    def forked(self) -> None:
        """KR's fork comes in."""
        ((number, head),) = heads(self.pair[JP], self.pair.channel)[KR]
        two = (forged(party(KR), self.pair.channel, number + 1, head, post=p) for p in "ab")
        hand(self.pair.restart(JP), party(KR), self.pair.channel, *two)

    def acts(self) -> list[type]:
        """The kinds of act of JP's entries after the first."""
        entries = log(self.pair[JP], self.pair.channel, JP)[1:]
        return [type(act) for signed in entries for act in read_entry(signed.raw).acts]


def _at(moment: str) -> Crashed:
    """The moments of one signing, each on a new record until the one is met."""
    for at in range(20):
        fuse = Fuse()
        signer = FusedSigner(UnlockedSigner(party(JP).working), fuse)
        own = Seat(party(JP), FusedRecords(fuse), FusedMarks(fuse), signer=signer)
        pair = circle(seats=[own, seat(KR)])
        pair.meet()
        signer.signed.clear()
        fuse.set(at)
        with pytest.raises(Killed) as killed:
            offer(pair[JP], pair.channel, "killed")
        fuse.set(None)
        if str(killed.value) == moment:
            return Crashed(pair, own, signer)
    raise AssertionError(moment)


def test_under_a_fork_what_was_never_signed_is_dropped() -> None:
    crashed = _at("before raise_mark")
    crashed.forked()
    (notice,) = settle_channel(crashed.pair[JP], crashed.pair.channel)
    assert notice.number == 2
    assert crashed.acts() == [Declare]
    assert crashed.own.records.pending_ahead(crashed.pair.channel) is None


@pytest.mark.parametrize("moment", ["after raise_mark", "after sign"])
def test_under_a_fork_what_may_have_been_signed_is_signed_as_it_stands(moment: str) -> None:
    crashed = _at(moment)
    pending = crashed.own.records.pending_ahead(crashed.pair.channel)
    assert pending is not None
    crashed.forked()
    (notice,) = settle_channel(crashed.pair[JP], crashed.pair.channel)
    assert notice.number == 3
    assert crashed.acts() == [Offer, Declare]
    assert log(crashed.pair[JP], crashed.pair.channel, JP)[1].hash == pending.hash


def _renewed(crashed: Crashed) -> Statement:
    """JP's node works with new keys from now on; the declaration of them."""
    crashed.own.signer = UnlockedSigner(NEW_KEYS)
    crashed.pair.restart(JP)
    secrets = party(JP).secrets
    return Statement(KEYS, encode(issue_credentials(secrets, JP, 2, NEW_KEYS.public, 0, NOT_AFTER)))


def test_after_new_keys_what_was_never_signed_is_dropped() -> None:
    crashed = _at("before raise_mark")
    declared = _renewed(crashed)
    assert sign_moves(crashed.pair[JP], crashed.pair.channel, [declared]).number == 2
    assert crashed.acts() == [Declare]


def test_after_new_keys_what_may_have_been_signed_is_told_and_nothing_else_signed() -> None:
    crashed = _at("after sign")
    old = crashed.own.signer
    declared = _renewed(crashed)
    with pytest.raises(LogError) as refused:
        sign_moves(crashed.pair[JP], crashed.pair.channel, [declared])
    assert (refused.value.code, refused.value.rule) == ("pending-key", "HOME-5")
    assert crashed.acts() == []
    crashed.own.signer = old
    crashed.pair.restart(JP)
    offer(crashed.pair[JP], crashed.pair.channel, "with the old keys")
    assert crashed.acts() == [Offer, Offer]


def test_a_signer_whose_bytes_were_dropped_meanwhile_signs_none_of_them() -> None:
    crashed = _at("before raise_mark")
    channel = crashed.pair.channel
    records = crashed.own.records
    pending = records.pending_ahead(channel)
    assert pending is not None
    # The process that was only slow goes on after another has dropped its bytes.
    records.drop_ahead(channel, pending.hash)
    with crashed.pair[JP].channels.hold(channel) as held:
        assert not sign._finish(crashed.pair[JP], held, pending)
    assert crashed.signer.signed == []
    mark = crashed.own.marks.mark(channel)
    assert mark is not None
    assert mark.number == 1
