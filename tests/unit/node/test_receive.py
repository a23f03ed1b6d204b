# SPDX-License-Identifier: Apache-2.0
"""What a node does with a pouch of good and bad entries: nothing of a bad one stays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from comity.core import hashing
from comity.core.acts import KEYS, Declare, Offer
from comity.core.encoding import encode
from comity.core.entries import SignedEntry
from comity.core.ids import ChannelId, Code, Digest, Matter, b64
from comity.core.signing import Signature
from comity.node.contents import REFUSALS_MAX, Content, Contents, Receipt, RefusedEntry
from comity.node.receive import FAULTS_MAX, apply_contents
from comity.node.send import compose, own_receipt
from comity.node.sign import Proposal, sign_moves
from comity.ports import Kept
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
    """JP has two entries, KR three of which JP holds all."""
    pair = circle()
    pair.meet()
    offer(pair[KR], pair.channel, 1)
    offer(pair[JP], pair.channel, 2)
    pair.meet()
    offer(pair[KR], pair.channel, 3)
    pair.meet()
    return pair


class Next:
    """KR's next entry as KR might sign it, for JP to judge."""

    def __init__(self, pair: Circle) -> None:
        self.channel = pair.channel
        mine, theirs = heads(pair[JP], pair.channel)[JP], heads(pair[JP], pair.channel)[KR]
        ((self.jp_number, self.jp_head),) = mine
        ((self.number, self.head),) = theirs
        self.first = pair[JP].records.range(pair.channel, JP, 1, 1)[0].hash

    def entry(self, **fields: object) -> SignedEntry:
        """Good, but for the fields that are given."""
        given: dict[str, Any] = {"number": self.number + 1, "previous": self.head, **fields}
        channel = given.pop("channel", self.channel)
        return forged(party(KR), channel, **given)

    def good(self) -> SignedEntry:
        """An entry that is to be stored."""
        return self.entry(post="good")


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


def _named(pair: Circle, raw: bytes, kind: str = "body") -> tuple[SignedEntry, Content]:
    """KR's next entry, which names content, and that content."""
    salt = bytes(32)
    label = hashing.BODY if kind == "body" else hashing.DOCUMENT
    digest = hashing.salted(label, salt, raw)
    act = Declare(TERMS, digest if kind == "body" else BODY, () if kind == "body" else (digest,))
    content = Content("body" if kind == "body" else "document", digest, Kept(salt, raw))
    return Next(pair).entry(acts=(act,)), content


def _hand_contents(pair: Circle, *contents: Content) -> int:
    part = compose(pair[KR], pair[JP].root).channels[0]
    pouch = Contents(party(KR).card, (replace(part, entries=(), contents=contents),))
    return apply_contents(pair[JP], pouch, party(KR).fingerprint).channels[0].contents


@pytest.mark.parametrize("how", ["salt", "bytes", "kind", "short salt", "unnamed"])
def test_content_that_is_not_what_its_digest_names_is_not_kept(pair: Circle, how: str) -> None:
    entry, good = _named(pair, b'{"a":1}')
    hand(pair[JP], party(KR), pair.channel, entry)
    kept = good.kept
    bad = {
        "salt": replace(good, kept=Kept(b"x" * 32, kept.raw)),
        "bytes": replace(good, kept=Kept(kept.salt, b'{"a":2}')),
        "kind": replace(good, kind="document"),
        "short salt": replace(good, kept=Kept(kept.salt[1:], b"\0" + kept.raw)),
        "unnamed": replace(good, digest=BODY),
    }[how]
    assert _hand_contents(pair, bad) == 0
    assert pair[JP].records.content(pair.channel, bad.kind, bad.digest) == "absent"
    assert _hand_contents(pair, bad, good, good) == 1
    assert pair[JP].records.content(pair.channel, "body", good.digest) == kept


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b'{"b":1,"a":2}', "encoding/canonical"), (b"[", "encoding"), (b" " * 1_048_577, "size")],
)
def test_a_body_that_is_not_canonical_or_too_large_is_not_kept(
    pair: Circle, raw: bytes, code: str
) -> None:
    entry, content = _named(pair, raw)
    hand(pair[JP], party(KR), pair.channel, entry)
    assert _hand_contents(pair, content) == 0
    (finding,) = pair[JP].records.findings(pair.channel, 9)
    assert finding.code.startswith(code)


def test_content_of_one_channel_is_not_taken_in_another(pair: Circle) -> None:
    entry, content = _named(pair, b'{"a":1}')
    hand(pair[JP], party(KR), pair.channel, entry)
    three = circle((JP, KR, US), seats=[pair.seats[JP], pair.seats[KR]])
    part = compose(three[KR], three[JP].root).channels[1]
    pouch = Contents(party(KR).card, (replace(part, entries=(), contents=(content,)),))
    apply_contents(three[JP], pouch, party(KR).fingerprint)
    assert three[JP].records.content(three.channel, "body", content.digest) == "absent"
    assert pair[JP].records.content(pair.channel, "body", content.digest) == "absent"


def test_content_that_was_destroyed_here_is_not_taken_again(pair: Circle) -> None:
    entry, content = _named(pair, b'{"a":1}')
    hand(pair[JP], party(KR), pair.channel, entry)
    pair[JP].records.destroy_content(pair.channel, "body", content.digest)
    assert _hand_contents(pair, content) == 0
    with pair[JP].channels.hold(pair.channel) as held:
        receipt = own_receipt(pair[JP], held, KR)
    assert receipt.destroyed == (content.digest,)
    assert receipt.wants_bodies == ()


def test_what_a_peer_has_destroyed_it_is_not_asked_for_again(pair: Circle) -> None:
    entry, content = _named(pair, b'{"a":1}')
    hand(pair[JP], party(KR), pair.channel, entry)
    with pair[JP].channels.hold(pair.channel) as held:
        assert own_receipt(pair[JP], held, KR).wants_bodies == (content.digest,)
    part = compose(pair[KR], pair[JP].root).channels[0]
    told = replace(part, entries=(), receipt=Receipt(destroyed=(content.digest,)))
    apply_contents(pair[JP], Contents(party(KR).card, (told,)), party(KR).fingerprint)
    with pair[JP].channels.hold(pair.channel) as held:
        assert own_receipt(pair[JP], held, KR).wants_bodies == ()


def test_what_nobody_has_does_not_keep_the_rest_from_being_asked_for(pair: Circle) -> None:
    salt = bytes(32)
    raw = b'{"last":true}'
    last = hashing.salted(hashing.BODY, salt, raw)
    names = [Digest(b64(bytes([n, m]) + bytes(30))) for n in range(5) for m in range(60)]
    acts = tuple(Declare(Matter(f"m-{at}"), digest) for at, digest in enumerate([*names, last]))
    next_ = Next(pair)
    previous, number, chain = next_.head, next_.number, []
    for at in range(0, len(acts), 60):
        number += 1
        chain.append(next_.entry(number=number, previous=previous, acts=acts[at : at + 60]))
        previous = chain[-1].hash
    hand(pair[JP], party(KR), pair.channel, *chain)
    asked: set[Digest] = set()
    for _ in range(20):
        with pair[JP].channels.hold(pair.channel) as held:
            asked |= set(own_receipt(pair[JP], held, KR).wants_bodies)
    assert asked == {*names, last}


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
