# SPDX-License-Identifier: Apache-2.0
"""After a restore: nothing is signed before it is known what was signed (HOME-5, HOME-6)."""

import pytest

from comity.core.errors import LogError
from comity.core.ids import Matter
from comity.node import found
from comity.node.sign import Statement, sign_moves
from comity.store.marks import MemoryMarks
from comity.store.memory import MemoryRecords
from tests.unit.node.faults import Fuse, FusedMarks, FusedRecords, Killed
from tests.unit.node.parties import JP, KR, Seat, circle, deliver, founding_files, log, party, seat

SAY = Statement(Matter("x"), b"{}")


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
