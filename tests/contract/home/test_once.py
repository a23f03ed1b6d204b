# SPDX-License-Identifier: Apache-2.0
"""Several officers at one moment, and crashes: what is signed is signed once, nothing is lost."""

import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connections

from comity.core.entries import read_entry
from comity.core.errors import ComityError
from comity.core.ids import Matter
from comity.home import audit, door, signing
from comity.home.models import AuditLine, Draft
from comity.home.reading import Reader
from comity.keys.signer import UnlockedSigner
from comity.node.moves import Proposal
from comity.node.sign import Signed
from tests.contract.home.ministry import PASSWORD, Ministry, proposal
from tests.unit.node.faults import Fuse, FusedRecords, FusedSigner, Killed, OvertakenMarks
from tests.unit.node.parties import JP, KR, Seat, circle, log, newest, party, seat, wording

ROOT = Path(__file__).parents[3]
MOMENTS = 10
"""Writes of one entry with a body, each with a moment before and one after it."""


def _commitments(home: Ministry) -> list[str | None]:
    entries = [read_entry(one.raw) for one in log(home.node, home.channel, KR)]
    return [entry.approval for entry in entries if entry.approval is not None]


def _at_once(*calls: Callable[[], Signed]) -> list[Signed | ComityError]:
    """What each call gave, all of them begun at the same moment in threads of their own."""
    results: list[Signed | ComityError | None] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = calls[place]()
        except ComityError as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in results, "a thread ended with a bug"
    return [one for one in results if one is not None]


def _signing(home: Ministry, reader: Reader, draft: Draft) -> Callable[[], Signed]:
    seen = door.seen_of(reader, draft)
    return lambda: door.sign(home.read_as(reader.person), draft.id, seen, PASSWORD)


def test_two_officers_on_one_item_get_one_entry_and_one_clear_refusal(filed: Ministry) -> None:
    """HOME-13: This is judged under the channel's lock, so nothing comes in between."""
    officers = [filed.reader(name, "signer") for name in ("kim", "lee")]
    for turn in range(4):
        made = [door.draft(one, filed.channel, proposal(f"{turn} {one}")) for one in officers]
        pairs = zip(officers, made, strict=True)
        results = _at_once(*(_signing(filed, officer, draft) for officer, draft in pairs))
        (refused,) = [one for one in results if isinstance(one, ComityError)]
        assert refused.code == "changed-while-reading"
        states = sorted(door.open_draft(officers[0], draft.id).state for draft in made)
        assert states == ["open", "signed"]
        assert len(_commitments(filed)) == turn + 1


def test_two_officers_on_two_items_get_an_entry_each(filed: Ministry) -> None:
    """HOME-13: If either has changed since … else both are signed."""
    officers = [filed.reader(name, "signer", post=name) for name in ("kim", "lee", "park")]
    moves = [Proposal({Matter(f"text/terms/p/{n}"): wording(n)}) for n in range(3)]
    made = [door.draft(o, filed.channel, m) for o, m in zip(officers, moves, strict=True)]
    pairs = zip(officers, made, strict=True)
    results = _at_once(*(_signing(filed, officer, draft) for officer, draft in pairs))
    numbers = [one.number for one in results if isinstance(one, Signed)]
    assert sorted(numbers) == [2, 3, 4]
    assert sorted(_commitments(filed), key=str) == sorted(one.commitment for one in made)
    assert audit.check() == ()


def test_one_draft_signed_by_many_at_once_is_one_entry(filed: Ministry) -> None:
    """HOME-14: A draft that is sent to be signed twice, by one person or by several, at the same
    moment or after a crash, is signed once.
    """
    officers = [filed.reader(name, "signer", post=name) for name in ("kim", "lee")]
    for turn in range(4):
        draft = door.draft(officers[0], filed.channel, proposal(str(turn)))
        results = _at_once(*(_signing(filed, one, draft) for one in (*officers, *officers)))
        assert all(isinstance(one, Signed) for one in results), results
        assert len(set(results)) == 1
        assert len(_commitments(filed)) == turn + 1
        signed = AuditLine.objects.filter(subject=str(draft.id), action="signed")
        assert signed.count() == 1


def test_one_draft_signed_by_two_processes_is_one_entry(filed: Ministry, tmp_path: Path) -> None:
    """HOME-14: … is signed once."""
    officers = [filed.reader(name, "signer", post=name) for name in ("kim", "lee")]
    draft = door.draft(officers[0], filed.channel, proposal())
    seen = door.seen_of(officers[0], draft)
    module = "tests.contract.home.racing"
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", module, tmp_path, str(draft.id), name, seen],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for name in ("kim", "lee")
        ]
        said = [one.stdout.readline() for one in processes if one.stdout is not None]
        assert said == ["ready\n", "ready\n"]
        ended = [process.communicate("go\n")[0] for process in processes]
    assert ended[0]
    assert ended[0] == ended[1]
    assert len(_commitments(filed)) == 1


# --- crashes ---


def _fused(home: Ministry) -> tuple[Fuse, FusedSigner]:
    """KR's node made anew, on stores that a fuse may stop at any write."""
    fuse = Fuse()
    signer = FusedSigner(UnlockedSigner(party(KR).working), fuse)
    own = Seat(party(KR), FusedRecords(fuse), OvertakenMarks(fuse), signer=signer)
    home.pair = circle(seats=[seat(JP), own])
    home.pair.meet()
    return fuse, signer


@pytest.mark.parametrize("moment", range(MOMENTS + 1))
@pytest.mark.parametrize("who", ["kim", "lee"])
def test_killed_at_any_step_it_is_signed_once(home: Ministry, moment: int, who: str) -> None:
    """HOME-14: Its commitment is on disk before the signature, and an entry of the own log that
    carries it is the draft's.
    """
    fuse, _ = _fused(home)
    officers = {
        "kim": home.person("kim", "signer"),
        "lee": home.person("lee", "signer", post="other"),
    }
    kim = home.read_as(officers["kim"])
    draft = door.draft(kim, home.channel, proposal())
    fuse.set(moment)
    try:
        door.sign(kim, draft.id, door.seen_of(kim, draft), PASSWORD)
    except Killed:
        assert moment < MOMENTS
    else:
        assert moment == MOMENTS, "one moment more than there are kills nobody"
    fuse.set(None)
    home.pair.restart(KR)
    again = home.read_as(officers[who])
    seen = door.seen_of(again, draft)
    signed = door.sign(again, draft.id, seen, PASSWORD)
    assert _commitments(home) == [door.open_draft(again, draft.id).commitment]
    home.pair.meet()
    placed = home.pair[JP].records.range(home.channel, KR, 1, 9)
    assert [one.hash for one in placed][1:] == [signed.hash]


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_after_a_crash_nothing_is_changed_that_may_be_signed(home: Ministry, moment: int) -> None:
    """HOME-14: What is signed or discarded is not changed any more."""
    fuse, signer = _fused(home)
    person = home.person("kim", "signer")
    kim = home.read_as(person)
    draft = door.draft(kim, home.channel, proposal("first"))
    before = len(signer.signed)
    fuse.set(moment)
    with pytest.raises(Killed):
        door.sign(kim, draft.id, door.seen_of(kim, draft), PASSWORD)
    fuse.set(None)
    home.pair.restart(KR)
    kim = home.read_as(person)
    code = ""
    try:
        draft = door.revise(kim, draft.id, proposal("second"))
    except ComityError as error:
        code = error.code
    assert code in {"", "draft-signed", "draft-signing"}
    door.sign(kim, draft.id, door.seen_of(kim, draft), PASSWORD)
    assert _commitments(home) == [door.open_draft(kim, draft.id).commitment]
    assert len(set(signer.signed[before:])) == 1
    assert newest(home.node, home.channel).ref.number == 2


def test_a_page_finds_out_what_became_of_it(home: Ministry) -> None:
    """HOME-14: An entry of the own log that carries it is the draft's."""
    fuse, _ = _fused(home)
    person = home.person("kim", "signer")
    kim = home.read_as(person)
    draft = door.draft(kim, home.channel, proposal())
    fuse.set(MOMENTS - 1)
    with pytest.raises(Killed):
        door.sign(kim, draft.id, door.seen_of(kim, draft), PASSWORD)
    assert Draft.objects.get(pk=draft.id).state == "signing"
    home.pair.restart(KR)
    found = door.open_draft(home.read_as(person), draft.id)
    assert (found.state, found.entry_number, found.signer) == ("signed", 2, person)
    assert AuditLine.objects.get(action="signed").person == "kim"


def test_what_a_colleague_has_begun_since_is_begun_again(home: Ministry) -> None:
    """HOME-14: … by one person or by several, at the same moment … is signed once."""
    kim, lee = (home.reader(name, "signer", post=name) for name in ("kim", "lee"))
    draft = door.draft(kim, home.channel, proposal())
    seen = door.seen_of(kim, draft)
    first, second = signing._begin(kim, draft.id, seen), signing._begin(lee, draft.id, seen)
    assert not isinstance(first, Signed)
    assert not isinstance(second, Signed)
    assert signing._finish(kim, first) is None
    assert _commitments(home) == []
    signed = signing._finish(lee, second)
    assert signing._finish(kim, first) == signed
    assert _commitments(home) == [second.commitment]


def test_under_the_channels_lock_the_own_log_is_asked_again(home: Ministry) -> None:
    """HOME-14: An entry of the own log that carries it is the draft's."""
    fuse, _ = _fused(home)
    person = home.person("kim", "signer")
    kim = home.read_as(person)
    draft = door.draft(kim, home.channel, proposal())
    seen = door.seen_of(kim, draft)
    begun = signing._begin(kim, draft.id, seen)
    assert not isinstance(begun, Signed)
    fuse.set(MOMENTS - 1)
    with pytest.raises(Killed):
        signing._finish(kim, begun)
    home.pair.restart(KR)
    signed = signing._finish(home.read_as(person), begun)
    assert signed is not None
    assert _commitments(home) == [begun.commitment]
    assert door.open_draft(home.read_as(person), draft.id).entry_hash == signed.hash


def test_what_leaves_the_dossier_is_nowhere_else_before(filed: Ministry, tmp_path: Path) -> None:
    """HOME-1: Drafts, positions, red lines, calendars, notes, people and approvals live in a
    database of their own.
    """
    kim = filed.reader("kim", "signer")
    draft = door.draft(kim, filed.channel, proposal("CANARY"), "CANARY")

    def holding() -> set[str]:
        return {
            path.name.partition("-")[0]
            for path in tmp_path.rglob("*")
            if path.is_file() and b"CANARY" in path.read_bytes()
        }

    assert holding() == {"home.db"}
    filed.pair.settle()
    assert holding() == {"home.db"}
    door.sign(kim, draft.id, door.seen_of(kim, draft), PASSWORD)
    assert holding() == {"home.db", "record.db"}
