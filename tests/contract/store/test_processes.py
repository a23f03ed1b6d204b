# SPDX-License-Identifier: Apache-2.0
"""A desk and a worker share one record; either may be killed at any moment."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from comity.core.ids import ChannelId, Digest
from comity.ports import Link, Placed, Records
from comity.store.marks import FolderMarks
from comity.store.sqlite import SqliteRecords
from tests.contract.store.samples import CHANNEL, JP, KR, chain, named
from tests.contract.store.stores import STORES
from tests.postgres import shared

ROOT = Path(__file__).parents[3]
ROUNDS = {"sqlite": 30, "postgresql": 50}
SECONDS = {"sqlite": 0.06, "postgresql": 0.25}
"""Within which a writer is killed: a server is slower to open."""
FRESH_EVERY = 6
EACH = 100
SHARED = tuple(ROUNDS)
"""The stores that several processes share."""
CHANNELS = tuple(ChannelId(named(f"channel {number}")) for number in range(4))


@contextmanager
def _writer(what: str, store: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    if store == "postgresql":
        shared()  # so that it finds the server of this run
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.contract.store.writer", what, store, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _sound(records: Records) -> bool:
    return not isinstance(records, SqliteRecords) or records.database.quick_check() == ()


@pytest.mark.parametrize("store", SHARED)
def test_two_processes_never_make_two_entries_of_one_number(store: str, tmp_path: Path) -> None:
    records = STORES[store](tmp_path)
    records.open_channel(CHANNEL, b"birth")
    desk_and_worker = (_writer("race", store, tmp_path, name, EACH) for name in ("desk", "worker"))
    with ExitStack() as stack:
        processes = [stack.enter_context(writer) for writer in desk_and_worker]
        assert [_line(process) for process in processes] == ["ready", "ready"]
        for process in processes:
            _tell(process, "go")
        theirs = list(chain(KR, 50))
        for entry in theirs:
            records.append(CHANNEL, [entry])
        refused = [int(_line(process)) for process in processes]
    ours = [entry for _, entry in records.since(CHANNEL, 0, 1_000) if entry.party == JP]
    assert sum(refused) > 0, "they never met: the race shows nothing"
    assert [entry.number for entry in ours] == list(range(1, 2 * EACH + 1))
    assert [entry.previous for entry in ours] == [CHANNEL, *(e.hash for e in ours[:-1])]
    assert records.range(CHANNEL, KR, 1, 100) == tuple(theirs)
    assert records.place(CHANNEL) == 2 * EACH + 50
    assert records.pending_ahead(CHANNEL) is None
    assert FolderMarks(tmp_path / "marks").mark(CHANNEL) == Link(2 * EACH, ours[-1].hash)
    assert _sound(records)
    records.close()


def test_a_second_opening_in_one_process_loses_no_lock_and_no_sight(tmp_path: Path) -> None:
    """A process that closes a descriptor of its own on the file drops its locks on it (POSIX). The
    next to close it elsewhere would then take itself for the last and delete the log of pages:
    what the first stores from there on would be lost, and what others store unseen.
    """
    kept = SqliteRecords(tmp_path / "record.db")
    assert kept.channels() == ()
    SqliteRecords(tmp_path / "record.db").close()
    for number, channel in enumerate(CHANNELS[:2], 1):
        with _writer("visit", "sqlite", tmp_path, channel) as visitor:
            assert visitor.wait() == 0
        assert kept.channels() == CHANNELS[:number]
    kept.open_channel(CHANNELS[2], b"birth")
    with _writer("visit", "sqlite", tmp_path, CHANNELS[3]) as visitor:
        assert visitor.wait() == 0
    other = SqliteRecords(tmp_path / "record.db")
    assert kept.channels() == other.channels() == CHANNELS
    assert other.database.quick_check() == ()
    other.close()
    kept.close()


def _tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("store", SHARED)
def test_killed_at_any_moment_the_record_holds_all_it_acknowledged(
    store: str, tmp_path: Path
) -> None:
    chance = random.Random(2023)
    kept: list[str] = []
    seen: set[str] = set()
    with _writer("crash", store) as parent:
        for turn in range(ROUNDS[store]):
            folder = tmp_path / str(turn // FRESH_EVERY)
            if turn % FRESH_EVERY == 0:
                folder.mkdir()
                kept = []
            kept += _kill_in(parent, folder, chance.uniform(0.0, SECONDS[store]))
            seen |= {line.split(" ")[0] for line in kept}
            _verify(store, folder, kept)
    assert seen == {"open", "stored", "ahead", "marked"}, "killed too early to show anything"


def _kill_in(parent: subprocess.Popen[str], folder: Path, delay_s: float) -> list[str]:
    """What a writer said before it was killed that many seconds after its birth."""
    _tell(parent, str(folder))
    lines: list[str] = []
    # The child may speak before the parent has told its number.
    while not (line := _line(parent)).startswith("child "):
        lines.append(line)
    time.sleep(delay_s)
    os.kill(int(line.split(" ")[1]), signal.SIGKILL)
    while (line := _line(parent)) != "end":
        lines.append(line)
    return lines


def _verify(store: str, folder: Path, said: list[str]) -> None:
    records = STORES[store](folder)
    # Inside a block: a server may still be busy with the last of whoever was killed.
    with records.together():
        _verify_alone(records, folder, said)
    records.close()


def _verify_alone(records: Records, folder: Path, said: list[str]) -> None:
    assert _sound(records)
    if CHANNEL not in records.channels():
        assert not said
        return
    stored = dict(_stored(records))
    own = records.pending_ahead(CHANNEL)
    mark = FolderMarks(folder / "marks").mark(CHANNEL)
    claimed = {*stored, *(() if own is None else (own.hash,))}
    for line in said:
        what, _, digest = line.partition(" ")
        if what == "stored":
            assert digest in stored
        elif what in {"ahead", "marked"}:
            assert digest in claimed
    marked = [line.split(" ")[1] for line in said if line.startswith("marked")]
    if marked:
        assert mark is not None
        assert mark.hash in claimed
        assert mark.hash == marked[-1] or mark.hash not in marked
    # What is stored is whole: chains without a gap, theirs in threes as they were handed in.
    _assert_chain([entry for entry in stored.values() if entry.party == JP], 700)
    theirs = [entry for entry in stored.values() if entry.party == KR]
    assert len(theirs) % 3 == 0
    _assert_chain(theirs, 2_000)


def _stored(records: Records) -> Iterator[tuple[Digest, Placed]]:
    for count, (place, entry) in enumerate(records.since(CHANNEL, 0, 100_000), 1):
        assert place == count
        yield entry.hash, entry


def _assert_chain(entries: list[Placed], size: int) -> None:
    if entries:
        assert entries == list(chain(entries[0].party, len(entries), size=size))
