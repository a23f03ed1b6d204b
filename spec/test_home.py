# SPDX-License-Identifier: Apache-2.0
"""The rules of home.md that a node keeps, each by a property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.acts import LEAVE
from comity.core.encoding import encode
from comity.core.errors import ComityError, LogError, RuleError, TrustError, UnavailableError
from comity.core.ids import Digest, Matter
from comity.core.signing import Signature
from comity.keys.signer import UnlockedSigner
from comity.node.settle import settle_channel
from comity.node.sign import Acceptance, Proposal, Refusal, Statement, sign_moves
from comity.store.marks import MemoryMarks
from comity.store.memory import MemoryRecords
from tests.unit.node.faults import Fuse, FusedRecords, FusedSigner, Killed, OvertakenMarks
from tests.unit.node.parties import (
    JP,
    KR,
    TERMS,
    Circle,
    Seat,
    circle,
    heads,
    log,
    newest,
    offer,
    party,
    seat,
    value,
    view,
)

MOMENTS = 10
"""Writes of one entry with a body, each with a moment before and one after it."""


def _fused() -> tuple[Circle, Fuse, FusedSigner]:
    fuse = Fuse()
    signer = FusedSigner(UnlockedSigner(party(JP).working), fuse)
    own = Seat(party(JP), FusedRecords(fuse), OvertakenMarks(fuse), signer=signer)
    pair = circle(seats=[seat(KR), own])
    pair.meet()
    return pair, fuse, signer


@pytest.mark.parametrize(
    ("reason", "turn"),
    [
        ("malformed", "no value"),
        ("refused", "accept what is refused"),
        ("position", "accept below the own position"),
        ("unknown-offer", "accept what is not here"),
        ("unknown-offer", "refuse under another hash"),
    ],
)
def test_what_would_be_void_is_not_signed(reason: str, turn: str) -> None:
    """HOME-3: The signer signs an entry only if each of its acts is valid there (ACT); else it
    returns the act to its people with the reason.
    """
    pair = circle()
    pair.meet()
    ref = offer(pair[JP], pair.channel, 1).acts[0]
    pair.meet()
    move: Proposal | Acceptance | Refusal
    match turn:
        case "no value":
            move = Proposal({})
        case "accept what is refused":
            sign_moves(pair[JP], pair.channel, [Refusal(ref)])
            pair.meet()
            move = Acceptance(ref)
        case "accept below the own position":
            offer(pair[KR], pair.channel, 2)
            move = Acceptance(ref)
        case "accept what is not here":
            move = Acceptance(type(ref)(JP, 9, ref.hash, 0))
        case _:
            own = heads(pair[KR], pair.channel)[KR][0][1]
            move = Refusal(type(ref)(JP, ref.number, own, 0))
    before = value(pair[KR], pair.channel)
    good = Proposal({Matter("agenda"): encode({"items": []})})
    with pytest.raises(RuleError, match=reason):
        sign_moves(pair[KR], pair.channel, [good, move])
    assert value(pair[KR], pair.channel) == before
    assert pair[KR].records.pending_ahead(pair.channel) is None


def test_a_faulty_signer_stores_nothing_under_its_bad_signature() -> None:
    """HOME-5: The signer judges the finished bytes of an entry by the same decoder and rules as a
    receiver.
    """

    class Faulty:
        keyset_id = party(JP).working.keyset_id
        locked = False
        good = False

        def sign(self, label: bytes, digest: Digest) -> Signature:
            keys = party(JP).working
            return keys.sign(label if self.good else hashing.CARD, digest)

    pair = circle()
    faulty = Faulty()
    pair.seats[JP].signer = faulty
    node = pair.restart(JP)
    before = value(node, pair.channel)
    with pytest.raises(TrustError, match="signature"):
        offer(node, pair.channel, 1)
    assert value(node, pair.channel) == before
    faulty.good = True
    offer(node, pair.channel, 2)
    pair.meet()
    assert [o.ref.number for o in view(pair[KR], pair.channel).offers] == [2, 3]


@pytest.mark.parametrize("moment", range(MOMENTS + 1))
def test_killed_at_any_step_the_signer_never_forks(moment: int) -> None:
    """HOME-5: It writes the entry to durable storage before it signs, and the number and hash as
    a high-water mark. It never signs a second entry of a number that the mark has reached.
    """
    pair, fuse, signer = _fused()
    acknowledged = [offer(pair[JP], pair.channel, "before").hash]
    fuse.set(moment)
    try:
        acknowledged.append(offer(pair[JP], pair.channel, "killed").hash)
    except Killed:
        assert moment < MOMENTS
    else:
        assert moment == MOMENTS, "one moment more than there are kills nobody"
    fuse.set(None)
    node = pair.restart(JP)
    acknowledged.append(offer(node, pair.channel, "after").hash)
    _assert_whole(pair, signer, acknowledged)


@given(st.lists(st.integers(0, MOMENTS), min_size=1, max_size=6))
def test_killed_again_and_again_the_signer_never_forks(moments: list[int]) -> None:
    """HOME-5: An entry written but not yet signed is signed as it stands or not at all."""
    pair, fuse, signer = _fused()
    acknowledged = []
    for turn, moment in enumerate(moments):
        fuse.set(moment)
        try:
            acknowledged.append(offer(pair[JP], pair.channel, turn).hash)
        except Killed:
            pair.restart(JP)
    fuse.set(None)
    acknowledged.append(offer(pair[JP], pair.channel, "last").hash)
    _assert_whole(pair, signer, acknowledged)


def _assert_whole(pair: Circle, signer: FusedSigner, acknowledged: list[Digest]) -> None:
    entries = pair[JP].records.range(pair.channel, JP, 1, 100)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert set(acknowledged) <= {entry.hash for entry in entries}
    signed = signer.signed[signer.signed.index(entries[0].hash) :]
    assert set(signed) == {entry.hash for entry in entries}
    assert pair[JP].records.pending_ahead(pair.channel) is None
    pair.meet()
    assert value(pair[KR], pair.channel) == value(pair[JP], pair.channel)
    assert not pair[KR].records.findings(pair.channel, 10)
    with pair[KR].channels.hold(pair.channel) as held:
        assert held.lacking(pair[KR].records) == {"body": (), "document": ()}


def test_another_process_finishes_what_was_written_ahead() -> None:
    """HOME-5: An entry written but not yet signed is signed as it stands or not at all."""
    pair, fuse, signer = _fused()
    fuse.set(None)
    offer(pair[JP], pair.channel, 0)
    names = list(fuse.passed)
    fuse.set(names.index("before raise_mark"))
    with pytest.raises(Killed):
        offer(pair[JP], pair.channel, "written ahead")
    pending = pair[JP].records.pending_ahead(pair.channel)
    assert pending is not None
    sign_moves(pair.seats[JP].node(), pair.channel, [])
    assert [e.hash for e in pair[JP].records.range(pair.channel, JP, 1, 9)][2] == pending.hash
    assert signer.signed.count(pending.hash) == 1


def test_a_signer_that_was_overtaken_is_not_taken_for_restored() -> None:
    """HOME-6: If the mark survived and the entry it names is held, signing goes on.

    The entry may have been stored by another process after this one had folded.
    """
    pair, _, _ = _fused()
    other = pair.seats[JP].node()
    _marks(pair).meanwhile = lambda: offer(other, pair.channel, "meanwhile")
    assert offer(pair[JP], pair.channel, "mine").number == 3


def _marks(pair: Circle) -> OvertakenMarks:
    marks = pair.seats[JP].marks
    assert isinstance(marks, OvertakenMarks)
    return marks


def test_what_another_process_left_ahead_may_build_on_what_we_have_not_folded() -> None:
    """HOME-5: An entry written but not yet signed is signed as it stands or not at all."""
    pair, fuse, _ = _fused()
    other = pair.seats[JP].node()
    fuse.set(None)
    offer(pair[JP], pair.channel, 0)
    written_ahead = fuse.passed.index("before raise_mark")

    def meanwhile() -> None:
        offer(other, pair.channel, 1)
        fuse.set(written_ahead)
        with pytest.raises(Killed):
            offer(other, pair.channel, 2)

    _marks(pair).meanwhile = meanwhile
    assert offer(pair[JP], pair.channel, 3).number == 5


def _restored(pair: Circle, kept: int) -> None:
    """Put an older record in place of JP's: only its first entries, the marks as they are."""
    old = MemoryRecords()
    records = pair[JP].records
    birth = records.birth(pair.channel)
    assert birth is not None
    old.open_channel(pair.channel, birth)
    old.append(pair.channel, [placed for _, placed in records.since(pair.channel, 0, kept)])
    pair.seats[JP].records = old
    pair.restart(JP)


@given(st.integers(1, 4), st.integers(0, 4))
def test_an_older_record_signs_nothing_until_the_newest_entry_is_back(more: int, kept: int) -> None:
    """HOME-6: If the mark survived and the entry it names is held, signing goes on. Else the node
    signs nothing in a channel until every other party has answered.
    """
    pair = circle()
    pair.meet()
    for turn in range(4):
        offer(pair[JP], pair.channel, turn)
    pair.meet()
    expected = value(pair[KR], pair.channel)
    _restored(pair, min(kept, 2 + 4 - more))
    with pytest.raises(LogError, match="restored"):
        offer(pair[JP], pair.channel, "too early")
    with pytest.raises(LogError, match="restored"):
        sign_moves(pair[JP], pair.channel, [])
    pair.meet()
    assert value(pair[JP], pair.channel) == expected
    offer(pair[JP], pair.channel, "now")
    pair.meet()
    assert value(pair[KR], pair.channel) == value(pair[JP], pair.channel)
    with pair[KR].channels.hold(pair.channel) as held:
        assert not held.channel.frozen


def test_a_part_of_what_was_lost_is_not_enough() -> None:
    """HOME-6: … and those entries are held here too."""
    pair = circle()
    pair.meet()
    offer(pair[JP], pair.channel, 1)
    pair.meet()
    offer(pair[JP], pair.channel, 2)  # nobody else has it
    _restored(pair, 2)
    pair.meet()
    assert heads(pair[JP], pair.channel)[JP][0][0] == 2
    with pytest.raises(LogError, match="restored"):
        offer(pair[JP], pair.channel, "too early")


def test_a_lost_mark_signs_nothing() -> None:
    """HOME-6: If the mark survived and the entry it names is held, signing goes on. Else the node
    signs nothing in a channel until every other party has answered.
    """
    pair = circle()
    pair.meet()
    pair.seats[JP].marks = MemoryMarks()
    node = pair.restart(JP)
    with pytest.raises(LogError, match="mark-lost"):
        offer(node, pair.channel, 1)
    assert settle_channel(node, pair.channel) == ()
    assert node.records.pending_ahead(pair.channel) is None


def test_a_mark_that_names_other_bytes_signs_nothing() -> None:
    """HOME-5: It never signs a second entry of a number that the mark has reached."""
    pair, fuse, signer = _fused()
    offer(pair[JP], pair.channel, 0)
    head = heads(pair[JP], pair.channel)[JP][0]
    other = Digest("A" * 43)
    pair.seats[JP].marks.raise_mark(pair.channel, head[0] + 1, other)
    signed = len(signer.signed)
    with pytest.raises(LogError, match="restored"):
        offer(pair[JP], pair.channel, 1)
    assert len(signer.signed) == signed
    assert fuse.left is None


def test_locked_keys_receive_and_sign_nothing() -> None:
    """HOME-7: While the keys are locked a node receives, judges and stores, and signs nothing."""
    pair = circle()
    pair.meet()
    ref = offer(pair[JP], pair.channel, 1).acts[0]
    pair.nodes[KR] = locked = pair.seats[KR].node(locked=True)
    before = log(locked, pair.channel, KR)
    pair.settle()
    assert value(locked, pair.channel) == value(pair[JP], pair.channel)
    for moves in ([], [Acceptance(ref)], [Statement(LEAVE, encode({"reason": ""}))]):
        with pytest.raises(UnavailableError, match="keys-locked"):
            sign_moves(locked, pair.channel, moves)
    assert log(locked, pair.channel, KR) == before
    assert locked.records.pending_ahead(pair.channel) is None
    pair.restart(KR)
    sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
    pair.settle()
    assert newest(pair[JP], pair.channel).state == "confirmed"


@pytest.mark.parametrize("raw", [b"{", b'{"b":1,"a":2}', b"{} ", b'{"a":1.5}'])
def test_a_body_that_a_receiver_would_refuse_is_not_signed(raw: bytes) -> None:
    """HOME-5: It judges the finished bytes of an entry by the same decoder as a receiver."""
    pair = circle()
    with pytest.raises(ComityError, match="encoding"):
        sign_moves(pair[JP], pair.channel, [Proposal({TERMS: raw})])
    assert heads(pair[JP], pair.channel)[JP][0][0] == 1
