# SPDX-License-Identifier: Apache-2.0
"""After a restore: nothing is signed before it is known what was signed (HOME-5, HOME-6)."""

import itertools
from dataclasses import replace

import pytest

from comity.core.acts import KEYS
from comity.core.encoding import encode
from comity.core.errors import LogError
from comity.core.ids import Code, Digest, Matter
from comity.node import found
from comity.node.contents import Contents, Receipt
from comity.node.installation import Node
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import Refusal, Statement, sign_moves
from comity.ports import Link, Marks
from comity.store.marks import MemoryMarks
from comity.store.memory import MemoryRecords
from tests.unit.node.faults import Fuse, FusedMarks, FusedRecords, Killed
from tests.unit.node.parties import (
    JP,
    KR,
    US,
    Circle,
    Seat,
    circle,
    deliver,
    founding_files,
    log,
    offer,
    party,
    seat,
)

SAY = Statement(Matter("x"), b"{}")
_PROCESSES = itertools.count(100)  # no two processes of a test draw the same chances


def _code(refused: pytest.ExceptionInfo[LogError]) -> str:
    return refused.value.code


def test_a_backup_from_before_entry_1_with_lost_marks_signs_nothing() -> None:
    pair = circle()
    records = MemoryRecords()
    birth = pair[JP].records.birth(pair.channel)
    assert birth is not None
    records.open_channel(pair.channel, birth)
    restored = Seat(party(JP), records, MemoryMarks(), processes=7).node()
    with pytest.raises(LogError) as refused:
        sign_moves(restored, pair.channel, [SAY])
    assert _code(refused) == "mark-lost"


def test_a_backup_from_before_the_opening_with_lost_marks_joins_nothing() -> None:
    seats = [seat(JP), seat(KR)]
    full = founding_files(seats)
    backup = MemoryRecords()
    for digest, state in seats[0].records.foundings().items():
        backup.put_founding(digest, state)
    node = seats[0].node()
    joined = found.join(node, found.consider(node, full))
    restored = Seat(party(JP), backup, MemoryMarks(), processes=7).node()
    considered = found.consider(restored, full)
    for _ in range(2):
        with pytest.raises(LogError) as refused:
            found.join(restored, considered)
        assert _code(refused) == "mark-lost"
    survived = Seat(party(JP), backup, seats[0].marks, processes=8).node()
    with pytest.raises(LogError) as refused:
        found.join(survived, considered)
    assert _code(refused) == "restored"
    # Where the mark survived, holding the entry that it names is enough.
    other = seats[1].node()
    found.join(other, found.consider(other, full))
    deliver(node, other)
    deliver(survived, other)
    deliver(other, survived)
    again = found.join(survived, considered)
    assert (again.number, again.hash) == (1, joined.hash)


def _restored(
    pair: Circle, entries: int, marks: Marks | None = None, last: dict[Code, int] | None = None
) -> Node:
    """JP's node on a backup of so many entries; `last`: numbers of the pouches it had received."""
    before = pair[JP].records
    records = MemoryRecords()
    birth = before.birth(pair.channel)
    assert birth is not None
    records.open_channel(pair.channel, birth)
    records.append(pair.channel, [placed for _, placed in before.since(pair.channel, 0, entries)])
    for code, number in (last or {}).items():
        records.put_received(pair[code].root, Link(number, Digest("A" * 43)))
    pair.seats[JP] = Seat(party(JP), records, marks or MemoryMarks(), processes=next(_PROCESSES))
    return pair.restart(JP)


def _say(pair: Circle, sender: Code, number: int, contents: Contents | None = None) -> None:
    """JP takes a pouch of that number from a party: what it writes now, or what it wrote."""
    contents = contents or compose(pair[sender], pair[JP].root)
    apply_contents(pair[JP], replace(contents, number=number), pair[sender].root)


def _lost(pair: Circle) -> str:
    """The hint of the refusal to sign."""
    with pytest.raises(LogError) as refused:
        sign_moves(pair[JP], pair.channel, [SAY])
    assert _code(refused) == "mark-lost"
    return refused.value.hint


def test_a_lost_mark_is_set_anew_when_every_other_party_has_answered() -> None:
    three = circle((JP, KR, US))
    three.meet()
    head = offer(three[JP], three.channel, 1)
    three.meet()
    _restored(three, 100)
    assert _lost(three).endswith(": kr, us")
    _say(three, KR, 1)
    assert _lost(three).endswith(": us")
    three.restart(JP)
    _say(three, US, 1)
    assert sign_moves(three[JP], three.channel, [SAY]).number == head.number + 1
    three.meet()
    assert not {one.code for one in three[KR].records.findings(three.channel, 9)}


def test_what_is_named_must_be_here_too() -> None:
    pair = circle()
    pair.meet()
    offer(pair[JP], pair.channel, 1)
    head = offer(pair[JP], pair.channel, 2)
    pair.meet()
    _restored(pair, 2)
    with pair[KR].channels.hold(pair.channel):
        told = compose(pair[KR], pair[JP].root)
    (part,) = told.channels
    _say(pair, KR, 1, replace(told, channels=(replace(part, entries=()),)))
    assert _lost(pair).endswith(": kr")
    deliver(pair[JP], pair[KR])
    deliver(pair[KR], pair[JP])
    assert sign_moves(pair[JP], pair.channel, [SAY]).number == head.number + 1


def test_a_pouch_from_before_is_no_answer() -> None:
    pair = circle()
    pair.meet()
    old = compose(pair[KR], pair[JP].root)
    offer(pair[JP], pair.channel, 1)
    pair.meet()
    _restored(pair, 2, last={KR: 7})
    for number in (6, 7):
        _say(pair, KR, number, old)
        assert _lost(pair).endswith(": kr")
    _say(pair, KR, 8)
    assert _lost(pair).endswith(": kr"), "the entry it names is not here"
    deliver(pair[JP], pair[KR])
    deliver(pair[KR], pair[JP])
    assert sign_moves(pair[JP], pair.channel, [SAY]).number == 3


def test_if_nobody_holds_anything_of_ours_we_join_anew() -> None:
    pair = circle()
    _restored(pair, 0)
    assert _lost(pair).endswith(": kr")
    _say(pair, KR, 1)
    declared = Statement(KEYS, encode(party(JP).card.card.credentials))
    assert sign_moves(pair[JP], pair.channel, [declared]).number == 1


def test_what_was_written_ahead_when_the_mark_was_lost_is_signed_as_it_stands() -> None:
    fuse = Fuse()
    own = Seat(party(JP), FusedRecords(fuse), FusedMarks(fuse))
    pair = circle(seats=[own, seat(KR)])
    pair.meet()
    fuse.set(5)
    with pytest.raises(Killed, match="after raise_mark"):
        offer(pair[JP], pair.channel, 1)
    pending = own.records.pending_ahead(pair.channel)
    assert pending is not None
    own.marks = MemoryMarks()
    pair.restart(JP)
    _lost(pair)
    _say(pair, KR, 1)
    assert sign_moves(pair[JP], pair.channel, [SAY]).number == 3
    assert log(pair[JP], pair.channel, JP)[1].hash == pending.hash


def test_a_party_that_holds_more_of_us_than_we_do_is_heard_first() -> None:
    pair = circle()
    pair.meet()
    mark = pair.seats[JP].marks.mark(pair.channel)
    assert mark is not None
    offer(pair[JP], pair.channel, 1)
    pair.meet()
    # Record and mark of one backup: nothing here tells that entry 2 was signed.
    marks = MemoryMarks()
    marks.raise_mark(pair.channel, mark.number, mark.hash)
    _restored(pair, 2, marks)
    told = compose(pair[KR], pair[JP].root)
    (part,) = told.channels
    _say(pair, KR, 1, replace(told, channels=(replace(part, entries=()),)))
    with pytest.raises(LogError) as refused:
        sign_moves(pair[JP], pair.channel, [SAY])
    assert _code(refused) == "restored"
    (finding,) = pair[JP].records.findings(pair.channel, 9)
    assert (finding.code, finding.rule) == ("own-entry-unknown", "HOME-6")
    deliver(pair[JP], pair[KR])
    deliver(pair[KR], pair[JP])
    assert sign_moves(pair[JP], pair.channel, [SAY]).number == 3


def test_who_only_says_so_keeps_nobody_from_signing() -> None:
    pair = circle()
    pair.meet()
    made = offer(pair[JP], pair.channel, 1).acts[0]
    pair.meet()
    good = compose(pair[KR], pair[JP].root)
    lie = replace(good.channels[0], receipt=Receipt(holds={JP: ((9, Digest("A" * 43)),)}))
    root = pair[KR].root
    for number in (1, 2):
        _say(pair, KR, number, replace(good, channels=(lie,)))
        with pytest.raises(LogError, match="restored"):
            sign_moves(pair[JP], pair.channel, [Refusal(made)])
        pair[JP].records.put_sent(root, Link(number, Digest("B" * 43)))
    _say(pair, KR, 3, replace(good, channels=(lie,)))
    sign_moves(pair[JP], pair.channel, [Refusal(made)])
    codes = [one.code for one in pair[JP].records.findings(pair.channel, 9)]
    assert codes == ["own-entry-unknown"]


def test_a_join_that_is_killed_anywhere_is_taken_up_again() -> None:
    at = 0
    while True:
        fuse = Fuse()
        seats = [Seat(party(JP), FusedRecords(fuse), FusedMarks(fuse)), seat(KR)]
        full = founding_files(seats)
        considered = found.consider(seats[0].node(), full)
        fuse.set(at)
        try:
            found.join(seats[0].node(), considered)
        except Killed:
            pass
        else:
            break
        fuse.set(None)
        signed = found.join(seats[0].node(), considered)
        assert signed.number == 1
        assert len(log(seats[0].node(), considered.channel, JP)) == 1
        at += 1
    assert at > 8
