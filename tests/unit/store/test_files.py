# SPDX-License-Identifier: Apache-2.0
"""What the files are like: their modes, threads, forks, what a crash leaves."""

import gc
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from comity.core.errors import LogError
from comity.ports import Link
from comity.store.marks import FolderMarks
from comity.store.sqlite import SqliteRecords
from tests.contract.store.samples import CHANNEL, JP, ahead, chain, named, placed


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        records = SqliteRecords(tmp_path / "record.db")
        records.open_channel(CHANNEL, b"birth")
        marks = FolderMarks(tmp_path / "marks")
        marks.raise_mark(CHANNEL, 1, named(1))
    finally:
        os.umask(before)
    files = [*tmp_path.glob("record.db*"), *(tmp_path / "marks").iterdir()]
    assert len(files) == 5
    assert {_mode(path) for path in files} == {0o600}
    assert _mode(tmp_path / "marks") == 0o700
    records.close()


def test_an_open_file_is_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    SqliteRecords(path).close()
    path.chmod(0o664)
    SqliteRecords(path).close()
    assert _mode(path) == 0o600


def test_a_closed_record_is_one_file(tmp_path: Path) -> None:
    records = SqliteRecords(tmp_path / "record.db")
    records.open_channel(CHANNEL, b"birth")
    records.close()
    assert [path.name for path in tmp_path.iterdir()] == ["record.db"]


def test_threads_race_for_each_number_and_one_wins(tmp_path: Path) -> None:
    records = SqliteRecords(tmp_path / "record.db")
    records.open_channel(CHANNEL, b"birth")
    gate = threading.Barrier(4)

    def claim(name: int) -> int:
        won = 0
        for number in range(1, 11):
            gate.wait()
            head = records.heads(CHANNEL).get(JP)
            entry = placed(JP, number, CHANNEL if head is None else head.hashes[0], str(name))
            gate.wait()
            try:
                records.ahead(CHANNEL, ahead(entry))
            except LogError:
                continue
            records.finish(CHANNEL, entry.hash, entry.signature)
            won += 1
        return won

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(claim, range(4))) == 10
    assert len(records.range(CHANNEL, JP, 1, 100)) == 10
    records.close()


def test_a_thread_that_ends_lets_go_of_its_connection(tmp_path: Path) -> None:
    records = SqliteRecords(tmp_path / "record.db")
    for _ in range(5):
        thread = threading.Thread(target=records.channels)
        thread.start()
        thread.join()
    gc.collect()
    assert len(records.database._handles) == 1
    records.close()


def test_a_forked_process_opens_a_connection_of_its_own(tmp_path: Path) -> None:
    records = SqliteRecords(tmp_path / "record.db")
    records.open_channel(CHANNEL, b"birth")
    first, second = chain(JP, 2)
    records.append(CHANNEL, [first])
    inherited = records.database.connection()
    child = os.fork()
    if not child:
        code = 1
        try:
            assert records.database.connection() is not inherited
            code = 0 if records.append(CHANNEL, [second]) == 1 else 2
            records.close()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert records.place(CHANNEL) == 2
    assert records.database.quick_check() == ()
    records.close()


def test_two_handles_on_one_file_see_each_others_entries(tmp_path: Path) -> None:
    one, two = (SqliteRecords(tmp_path / "record.db") for _ in range(2))
    one.open_channel(CHANNEL, b"birth")
    first, second = chain(JP, 2)
    one.append(CHANNEL, [first])
    assert two.entry(CHANNEL, first.hash) == first
    two.ahead(CHANNEL, ahead(second))
    assert one.pending_ahead(CHANNEL) == ahead(second)
    one.close()
    two.close()


def test_a_batch_that_fails_midway_stores_nothing(tmp_path: Path) -> None:
    records = SqliteRecords(tmp_path / "record.db")
    records.open_channel(CHANNEL, b"birth")
    good, other = chain(JP, 2)
    bad = type(other)(JP, 0, other.previous, other.hash, other.raw, other.signature)
    with pytest.raises(Exception, match="CHECK"):
        records.append(CHANNEL, [good, bad])
    assert records.place(CHANNEL) == 0
    assert records.append(CHANNEL, [good, other]) == 2
    records.close()


def test_a_mark_is_seen_by_another_handle_and_after_opening_again(tmp_path: Path) -> None:
    one, two = FolderMarks(tmp_path), FolderMarks(tmp_path)
    one.raise_mark(CHANNEL, 3, named(3))
    assert two.mark(CHANNEL) == Link(3, named(3))
    with pytest.raises(LogError):
        two.raise_mark(CHANNEL, 3, named("other"))


def test_what_a_crash_left_half_written_is_not_the_mark(tmp_path: Path) -> None:
    marks = FolderMarks(tmp_path)
    marks.raise_mark(CHANNEL, 3, named(3))
    (tmp_path / f"{CHANNEL}.new").write_bytes(b'{"channel":')
    assert marks.mark(CHANNEL) == Link(3, named(3))
    marks.raise_mark(CHANNEL, 4, named(4))
    assert marks.mark(CHANNEL) == Link(4, named(4))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([CHANNEL, "lock"])


def test_threads_that_mark_one_number_agree_on_one_hash(tmp_path: Path) -> None:
    marks = FolderMarks(tmp_path)

    def mark(name: int) -> bool:
        try:
            marks.raise_mark(CHANNEL, 5, named(name))
        except LogError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(mark, range(40))) == 1


def test_file_and_folder_are_synced_before_a_mark_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = FolderMarks(tmp_path)
    steps: list[str] = []
    sync, rename = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def renamed(source: str, target: str) -> None:
        steps.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    marks.raise_mark(CHANNEL, 1, named(1))
    assert steps == ["file", "rename", "folder"]
