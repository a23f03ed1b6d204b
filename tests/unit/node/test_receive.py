# SPDX-License-Identifier: Apache-2.0
"""What a node does with a pouch of good and bad entries: nothing of a bad one stays."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from comity.core.acts import KEYS, Declare, Offer
from comity.core.encoding import encode
from comity.core.entries import SignedEntry
from comity.core.ids import ChannelId, Code, Digest
from comity.core.signing import Signature
from comity.node.contents import REFUSALS_MAX, Receipt, RefusedEntry
from comity.node.receive import FAULTS_MAX, apply_contents
from comity.node.send import compose, own_receipt
from comity.node.sign import Proposal, sign_moves
from comity.store.memory import MemoryRecords
from tests.unit.node.judged import Next, talking
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
    newest,
    offer,
    party,
    value,
)

BODY = Digest("A" * 43)


@pytest.fixture
def pair() -> Circle:
    return talking()


def _turned(signed: SignedEntry, half: str) -> SignedEntry:
    old = getattr(signed.signature, half)
    other = ("B" if old[0] != "B" else "C") + old[1:]
    return _resigned(signed, msgspec.structs.replace(signed.signature, **{half: other}))


def _resigned(signed: SignedEntry, signature: Signature) -> SignedEntry:
    return msgspec.structs.replace(signed, signature=signature)


BAD: dict[str, tuple[str, Callable[[Next], SignedEntry]]] = {
    "of a stranger": ("stranger", lambda n: n.entry(code=US)),
    "in another's name": ("previous", lambda n: n.entry(code=JP)),
    "for another channel": ("channel", lambda n: n.entry(channel=ChannelId("A" * 43))),
    "not canonical": (
        "encoding/canonical",
        lambda n: SignedEntry(n.entry().raw + b" ", n.entry().signature),
    ),
    "number too great": ("previous", lambda n: n.entry(number=n.number + 2)),
    "number 1 again on the channel id": (
        "credentials",
        lambda n: n.entry(number=1, previous=n.channel),
    ),
    "a later number on the channel id": ("number", lambda n: n.entry(previous=n.channel)),
    "previous of another log": ("previous", lambda n: n.entry(previous=n.jp_head)),
    "Ed25519 half": ("signature", lambda n: _turned(n.entry(), "ed25519")),
    "ML-DSA half": ("signature", lambda n: _turned(n.entry(), "ml_dsa_65")),
    "signature of another entry": (
        "signature",
        lambda n: _resigned(n.entry(), n.entry(post="other").signature),
    ),
    "no signature": (
        "grammar",
        lambda n: _resigned(n.entry(), msgspec.structs.replace(n.entry().signature, ml_dsa_65="")),
    ),
    "other keys": ("key", lambda n: n.entry(key=party(JP).working.keyset_id)),
    "time back": ("time-back", lambda n: n.entry(time=START - 1)),
    "seen back": ("seen-back", lambda n: n.entry(seen={JP: (1, n.first)})),
    "seen again": ("seen-back", lambda n: n.entry(seen={JP: (2, n.jp_head)})),
    "seen of another number": ("seen-mismatch", lambda n: n.entry(seen={JP: (3, n.jp_head)})),
    "sees itself": ("stranger", lambda n: n.entry(seen={KR: (n.number, n.head)})),
    "sees a stranger": ("stranger", lambda n: n.entry(seen={US: (1, n.head)})),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_entry_is_refused_with_its_rule_and_the_good_ones_stay(
    pair: Circle, what: str
) -> None:
    code, make = BAD[what]
    next_ = Next(pair)
    bad, good = make(next_), next_.good()
    before = pair[JP].records.place(pair.channel)
    reception = hand(pair[JP], party(KR), pair.channel, bad, good)
    assert [(one.hash, one.code) for one in reception.refused] == [(bad.hash, code)]
    assert reception.stored == (good.hash,)
    assert pair[JP].records.place(pair.channel) == before + 1
    assert [f.code for f in pair[JP].records.findings(pair.channel, 9)] == [code]
    # The node serves on, and says in its receipt what it refused, until it is said no more.
    (part,) = compose(pair[JP], pair[KR].root).channels
    assert part.receipt is not None
    assert [one.hash for one in part.receipt.refused] == [bad.hash]
    assert value(pair.seats[JP].node(), pair.channel) == value(pair[JP], pair.channel)


@pytest.mark.parametrize("first", ["previous", "seen"])
def test_what_comes_too_early_is_answered_as_missing(pair: Circle, first: str) -> None:
    next_ = Next(pair)
    parent = next_.entry()
    if first == "previous":
        child = next_.entry(number=next_.number + 2, previous=parent.hash)
        absent = (KR, next_.number + 1, parent.hash)
    else:
        absent = (JP, 3, Digest("B" * 42 + "A"))
        child = next_.entry(seen={JP: absent[1:]})
    before = value(pair[JP], pair.channel)
    reception = hand(pair[JP], party(KR), pair.channel, child)
    assert (reception.missing, reception.refused, reception.stored) == ((absent,), (), ())
    assert value(pair[JP], pair.channel) == before
    assert not pair[JP].records.findings(pair.channel, 9)
    with pair[JP].channels.hold(pair.channel) as held:
        assert own_receipt(pair[JP], held, KR).missing == (absent,)
    if first == "previous":
        assert hand(pair[JP], party(KR), pair.channel, parent, child).missing == ()
        with pair[JP].channels.hold(pair.channel) as held:
            assert own_receipt(pair[JP], held, KR).missing == ()


def test_seen_that_stays_behind_is_refused() -> None:
    three = circle((JP, KR, US))
    three.meet()
    us = offer(three[US], three.channel, 1)
    three.meet()
    kr = sign_moves(three[KR], three.channel, [])
    three.pass_on(KR, JP)
    ((number, head),) = heads(three[JP], three.channel)[JP]
    behind = forged(party(JP), three.channel, number + 1, head, seen={KR: (kr.number, kr.hash)})
    reception = hand(three[US], party(JP), three.channel, behind)
    assert [one[2] for one in reception.missing] == [kr.hash]
    three.pass_on(KR, US)
    reception = hand(three[US], party(JP), three.channel, behind)
    assert [one.code for one in reception.refused] == ["seen-behind"]
    assert us.number == 2


def test_the_same_again_is_nothing(pair: Circle) -> None:
    good = Next(pair).good()
    hand(pair[JP], party(KR), pair.channel, good)
    reception = hand(pair[JP], party(KR), pair.channel, good, _turned(good, "ed25519"))
    assert (reception.stored, reception.refused, reception.missing) == ((), (), ())


def test_a_refused_entry_is_not_sent_again_nor_what_builds_on_it(pair: Circle) -> None:
    # KR claims to have refused JP's newest; JP keeps the rest going and shows the fault once.
    own = heads(pair[JP], pair.channel)[JP][0]
    later = offer(pair[JP], pair.channel, "later")
    receipt = Receipt(
        holds={JP: ((1, Next(pair).first),)}, refused=(RefusedEntry(own[1], "signature", "ENC-17"),)
    )
    contents = compose(pair[KR], pair[JP].root)
    claim = replace(contents, channels=(replace(contents.channels[0], receipt=receipt),))
    for _ in range(3):
        apply_contents(pair[JP], claim, pair[KR].root)
    (part,) = compose(pair[JP], pair[KR].root).channels
    assert not {own[1], later.hash} & {signed.hash for signed in part.entries}
    assert [f.code for f in pair[JP].records.findings(pair.channel, 9)] == ["own-entry-refused"]


def test_a_refusal_is_said_again_until_the_entry_is_held(pair: Circle) -> None:
    next_ = Next(pair)
    good = next_.good()
    hand(pair[JP], party(KR), pair.channel, _turned(good, "ed25519"))
    for _ in range(2):
        hand(pair[JP], party(KR), pair.channel)
        with pair[JP].channels.hold(pair.channel) as held:
            assert [r.hash for r in own_receipt(pair[JP], held, KR).refused] == [good.hash]
    hand(pair[JP], party(KR), pair.channel, good)
    with pair[JP].channels.hold(pair.channel) as held:
        assert own_receipt(pair[JP], held, KR).refused == ()


def test_a_peer_at_fault_is_noted_within_bounds(pair: Circle) -> None:
    next_ = Next(pair)
    bad = [next_.entry(post=f"{n}", time=0) for n in range(FAULTS_MAX + 5)]
    reception = hand(pair[JP], party(KR), pair.channel, *bad, next_.good())
    assert len(reception.refused) == REFUSALS_MAX
    assert len(reception.stored) == 1
    assert len(pair[JP].records.findings(pair.channel, 999)) == FAULTS_MAX


def _fork(next_: Next, count: int) -> list[SignedEntry]:
    return [next_.entry(post=f"branch {n}") for n in range(count)]


def test_of_one_number_two_branches_are_kept_and_a_third_is_left_out(pair: Circle) -> None:
    branches = _fork(Next(pair), 4)
    reception = hand(pair[JP], party(KR), pair.channel, *branches)
    assert reception.stored == tuple(one.hash for one in branches[:2])
    assert (reception.refused, reception.missing) == ((), ())
    with pair[JP].channels.hold(pair.channel) as held:
        assert held.channel.frozen
    again = hand(pair[JP], party(KR), pair.channel, branches[3])
    assert (again.stored, again.refused) == ((), ())


def test_a_third_branch_is_kept_if_another_party_builds_on_it() -> None:
    three = circle((JP, KR, US))
    three.meet()
    next_ = Next(three)
    branches = _fork(next_, 3)
    tail = next_.entry(number=next_.number + 2, previous=branches[2].hash)
    ((number, head),) = heads(three[JP], three.channel)[US]
    builder = forged(
        party(US), three.channel, number + 1, head, seen={KR: (next_.number + 2, tail.hash)}
    )
    reception = hand(three[JP], party(US), three.channel, *branches, tail)
    assert reception.stored == tuple(one.hash for one in branches[:2])
    assert [one[2] for one in reception.missing] == [branches[2].hash]
    reception = hand(three[JP], party(US), three.channel, *branches, tail, builder)
    assert reception.stored == (branches[2].hash, tail.hash, builder.hash)


def test_many_third_branches_cost_no_square(pair: Circle) -> None:
    # Each was compared with every later entry of the pouch, read anew each time.
    next_ = Next(pair)
    branches = _fork(next_, 3)
    many = [branches[0], branches[1], *([branches[2]] * 1_500)]
    hand(pair[JP], party(KR), pair.channel, *many)
    assert len(heads(pair[JP], pair.channel)[KR]) == 2


def test_the_card_of_the_greatest_serial_is_kept(pair: Circle) -> None:
    own = party(KR)
    for serial, kept in ((3, 3), (2, 3), (4, 4)):
        pouch = replace(compose(pair[KR], pair[JP].root), card=own.with_card(serial))
        apply_contents(pair[JP], pouch, own.fingerprint)
        raw = pair[JP].records.card(pair.channel, KR)
        assert raw == encode(own.with_card(kept)) or b'"serial":%d' % kept in (raw or b"")


def test_acts_of_a_bad_entry_have_no_effect(pair: Circle) -> None:
    act = Offer(9, {TERMS: BODY})
    entry = Next(pair).entry(acts=(act, Declare(KEYS, {"not": "keys"})))
    before = value(pair[JP], pair.channel)
    assert [r.code for r in hand(pair[JP], party(KR), pair.channel, entry).refused] == ["body"]
    assert value(pair[JP], pair.channel) == before
    sign_moves(pair[JP], pair.channel, [Proposal({TERMS: b"{}"})])
    assert newest(pair[JP], pair.channel).ref.party == Code("jp")


def test_what_is_refused_leaves_nothing_in_memory(pair: Circle) -> None:
    next_ = Next(pair)
    signature = next_.entry().signature
    bad = [_resigned(next_.entry(post=f"office {n}"), signature) for n in range(9)]
    assert len(hand(pair[JP], party(KR), pair.channel, *bad).refused) == 9
    with pair[JP].channels.hold(pair.channel) as held:
        assert not held.channel.posts


def test_an_entry_under_our_own_keys_that_this_node_never_signed_is_shown(pair: Circle) -> None:
    ((number, head),) = heads(pair[JP], pair.channel)[JP]
    stolen = forged(party(JP), pair.channel, number + 1, head)
    hand(pair[JP], party(KR), pair.channel, stolen)
    assert [f.code for f in pair[JP].records.findings(pair.channel, 9)] == ["own-entry-unknown"]


def test_our_own_entries_that_come_back_to_an_older_record_are_no_finding(pair: Circle) -> None:
    old = MemoryRecords()
    birth = pair[JP].records.birth(pair.channel)
    assert birth is not None
    old.open_channel(pair.channel, birth)
    pair.seats[JP].records = old
    pair.restart(JP)
    pair.meet()
    assert heads(pair[JP], pair.channel) == heads(pair[KR], pair.channel)
    assert not old.findings(pair.channel, 9)
