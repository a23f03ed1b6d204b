# SPDX-License-Identifier: Apache-2.0
"""Files and folders that are not as they must be: a clear error, never a traceback of SQLite."""

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.core.errors import ComityError, ConfigError, UnavailableError
from comity.store import database
from comity.store.marks import FolderMarks
from comity.store.sqlite import SqliteRecords
from tests.contract.store.samples import CHANNEL, JP, chain, named


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.db"


def _filled(path: Path, count: int = 50) -> None:
    records = SqliteRecords(path)
    records.open_channel(CHANNEL, b"birth")
    records.append(CHANNEL, list(chain(JP, count, size=2_000)))
    records.close()


def _refused(act: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as refused:
        act()
    assert refused.value.rule.startswith("HOME-")
    return refused.value.code


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (name TEXT)")
    other.commit()
    other.close()
    assert _refused(lambda: SqliteRecords(path)) == "record-foreign"
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("songs",)]
    other.close()


@pytest.mark.parametrize("pragma", ["application_id", "user_version"])
def test_another_programs_empty_database_is_refused(path: Path, pragma: str) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"PRAGMA {pragma} = 77")
    other.close()
    assert _refused(lambda: SqliteRecords(path)) == "record-foreign"


@pytest.mark.parametrize("size", [1, 15, 100, 5_000])
def test_a_file_that_is_no_database_is_refused(path: Path, size: int) -> None:
    path.write_bytes((b"Minutes of the meeting. " * 300)[:size])
    assert _refused(lambda: SqliteRecords(path)) == "record-unreadable"


@pytest.mark.parametrize("part", [0.01, 0.3, 0.6, 0.99])
def test_a_truncated_record_is_refused(path: Path, part: float) -> None:
    _filled(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    assert _refused(lambda: SqliteRecords(path)) == "record-unreadable"


def test_a_record_that_lacks_its_last_page_is_refused(path: Path) -> None:
    _filled(path)
    path.write_bytes(path.read_bytes()[:-4_096])
    assert _refused(lambda: SqliteRecords(path)) == "record-unreadable"


def test_an_empty_file_becomes_a_record(path: Path) -> None:
    # What a crash leaves between making the file and making its tables.
    path.touch()
    _filled(path)


def test_damage_inside_is_told_by_the_quick_check_or_at_its_reading(path: Path) -> None:
    _filled(path)
    whole = bytearray(path.read_bytes())
    for place in range(8_192, len(whole), 4_096):
        whole[place : place + 64] = b"\xff" * 64
    path.write_bytes(whole)

    def read() -> None:
        records = SqliteRecords(path)
        try:
            assert records.database.quick_check() != ()
            list(records.since(CHANNEL, 0, 100))
        finally:
            records.close()

    assert _refused(read) == "record-unreadable"


def test_a_folder_or_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert _refused(lambda: SqliteRecords(tmp_path)) == "record-unreadable"
    assert _refused(lambda: SqliteRecords(tmp_path / "no" / "record.db")) == "record-unreadable"
    (tmp_path / "file").touch()
    assert _refused(lambda: SqliteRecords(tmp_path / "file" / "r.db")) == "record-unreadable"
    assert _refused(lambda: FolderMarks(tmp_path / "file")) == "mark-unreadable"
    assert _refused(lambda: FolderMarks(tmp_path / "no" / "marks")) == "mark-unreadable"


def _as_nobody(act: Callable[[], object]) -> str:
    """The code that an act is refused with for a user without rights (root has all)."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        code = "none"
        try:
            if os.geteuid() == 0:
                os.setuid(65_534)
            act()
        except ComityError as error:
            code = error.code
        finally:
            os.write(writer, code.encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    # Every folder above can be entered by all, as /srv can.
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o055)
    _filled(tmp_path / "record.db")
    (tmp_path / "record.db").chmod(0o644)
    tmp_path.chmod(0o555)
    return tmp_path


def test_a_read_only_folder_is_refused(read_only: Path) -> None:
    assert _as_nobody(lambda: SqliteRecords(read_only / "new.db")) == "record-unreadable"
    assert _as_nobody(lambda: FolderMarks(read_only / "marks")) == "mark-unreadable"
    assert _as_nobody(lambda: SqliteRecords(read_only / "record.db")) != "none"


def test_a_record_that_another_holds_too_long_is_unavailable(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 10)
    records = SqliteRecords(path)
    records.open_channel(CHANNEL, b"birth")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError) as refused:
        records.append(CHANNEL, list(chain(JP, 1)))
    assert refused.value.code == "record-busy"
    assert refused.value.retry_after_s >= 0
    assert records.place(CHANNEL) == 0
    other.execute("ROLLBACK")
    records.append(CHANNEL, list(chain(JP, 1)))
    other.close()
    records.close()


def test_a_full_disk_is_told_and_leaves_the_record_whole(path: Path) -> None:
    records = SqliteRecords(path)
    records.open_channel(CHANNEL, b"birth")
    pages = records.database.connection().execute("PRAGMA page_count").fetchone()[0]
    records.database.connection().execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(UnavailableError) as refused:
        records.append(CHANNEL, list(chain(JP, 50, size=5_000)))
    assert refused.value.code == "record-full"
    assert records.place(CHANNEL) == 0
    records.append(CHANNEL, list(chain(JP, 1)))
    records.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"not json",
        b'{"channel":"x","hash":"y","number":1}',
        b"\x00" * 200,
        b" " * 600,
    ],
)
def test_a_mark_that_is_no_mark_stops_the_signer(tmp_path: Path, raw: bytes) -> None:
    marks = FolderMarks(tmp_path)
    (tmp_path / CHANNEL).write_bytes(raw)
    assert _refused(lambda: marks.mark(CHANNEL)) == "mark-unreadable"
    assert _refused(lambda: marks.raise_mark(CHANNEL, 9, named(9))) == "mark-unreadable"
    assert (tmp_path / CHANNEL).read_bytes() == raw


def test_every_truncated_mark_stops_the_signer(tmp_path: Path) -> None:
    marks = FolderMarks(tmp_path)
    marks.raise_mark(CHANNEL, 9, named(9))
    whole = (tmp_path / CHANNEL).read_bytes()
    for size in range(len(whole)):
        (tmp_path / CHANNEL).write_bytes(whole[:size])
        assert _refused(lambda: marks.mark(CHANNEL)) == "mark-unreadable"


def test_the_mark_of_another_channel_stops_the_signer(tmp_path: Path) -> None:
    marks = FolderMarks(tmp_path)
    marks.raise_mark(CHANNEL, 9, named(9))
    (tmp_path / CHANNEL).rename(tmp_path / named("other"))
    assert _refused(lambda: marks.mark(named("other"))) == "mark-unreadable"  # type: ignore[arg-type]


def test_a_folder_of_marks_that_is_gone_stops_the_signer(tmp_path: Path) -> None:
    marks = FolderMarks(tmp_path / "marks")
    marks.raise_mark(CHANNEL, 9, named(9))
    (tmp_path / "marks").rename(tmp_path / "elsewhere")
    assert _refused(lambda: marks.mark(CHANNEL)) == "mark-unreadable"
