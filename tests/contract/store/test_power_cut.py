# SPDX-License-Identifier: Apache-2.0
"""Power fails while the log of pages is being written: its end is missing, or torn.

SQLite's file format: the log has a header of 32 bytes, then frames of 24 bytes and one page.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.ports import Kept
from comity.store.database import Database
from comity.store.schema import STEPS, climb
from comity.store.sqlite import SqliteRecords
from tests.contract.store.samples import CHANNEL, JP, KR, ahead, chain, named

HEADER, FRAME_HEADER = 32, 24


def _frames(log: bytes) -> int:
    return (len(log) - HEADER) // (FRAME_HEADER + _page(log))


def _page(log: bytes) -> int:
    return int.from_bytes(log[8:12], "big")


def _cuts(file: Path, into: Path) -> Iterator[tuple[int, Path]]:
    """A copy of a record for each place where its log may end: at a frame's end, and inside it."""
    log = file.with_name(f"{file.name}-wal").read_bytes()
    frame = FRAME_HEADER + _page(log)
    ends = [0, HEADER]
    for number in range(_frames(log)):
        ends += [HEADER + number * frame + 100, HEADER + (number + 1) * frame]
    for end in ends:
        copy = into / f"{end}.db"
        shutil.copyfile(file, copy)
        copy.with_name(f"{copy.name}-wal").write_bytes(log[:end])
        yield end, copy


def test_a_cut_log_leaves_whole_transactions_from_the_first_on(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    records = SqliteRecords(file)
    records.open_channel(CHANNEL, b"birth")
    written = []
    theirs = list(chain(KR, 9, size=3_000))
    for turn, own in enumerate(chain(JP, 3)):
        batch = theirs[3 * turn : 3 * turn + 3]
        records.append(CHANNEL, batch)
        records.ahead(CHANNEL, ahead(own))
        records.finish(CHANNEL, own.hash, own.signature)
        written += [*batch, own]
    whole = {0} | {4 * turn + part for turn in range(3) for part in (3, 4)}
    most = 0
    cuts = list(_cuts(file, tmp_path))
    records.close()
    assert len(cuts) > 60
    for _, copy in cuts:
        cut = SqliteRecords(copy)
        assert cut.database.quick_check() == ()
        if not cut.channels():
            continue
        left = [entry for _, entry in cut.since(CHANNEL, 0, 100)]
        assert left == written[: len(left)]
        assert len(left) in whole
        assert len(left) >= most, "a longer log holds less"
        most = len(left)
        own_ahead = cut.pending_ahead(CHANNEL)
        if own_ahead is not None:
            assert own_ahead == ahead(written[len(left)])
        cut.close()
    assert most == len(written)


def test_a_cut_while_the_tables_are_made_leaves_a_record_that_opens(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    for step in range(1, len(STEPS) + 1):
        climb(connection, STEPS[:step])
    cuts = list(_cuts(file, tmp_path))
    connection.close()
    for _, copy in cuts:
        records = SqliteRecords(copy)
        assert records.open_channel(CHANNEL, b"birth")
        assert records.database.quick_check() == ()
        records.close()


def test_what_is_acknowledged_is_in_the_files_already(tmp_path: Path) -> None:
    # Copied while the record is open: nothing waits for its close.
    file, copy = tmp_path / "record.db", tmp_path / "copy.db"
    records = SqliteRecords(file)
    records.open_channel(CHANNEL, b"birth")
    for count, entry in enumerate(chain(JP, 5), 1):
        records.append(CHANNEL, [entry])
        for end in ("", "-wal"):
            shutil.copyfile(f"{file}{end}", f"{copy}{end}")
        held = SqliteRecords(copy)
        assert held.place(CHANNEL) == count
        held.close()
    records.close()


@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal")])
def test_every_connection_syncs_each_transaction(
    tmp_path: Path, pragma: str, value: object
) -> None:
    database = Database(tmp_path / "record.db")
    assert database.connection().execute(f"PRAGMA {pragma}").fetchone() == (value,)
    database.close()


def test_destroyed_content_is_in_no_file_of_the_record(tmp_path: Path) -> None:
    secret, digest = b"the red line of the delegation " * 2_000, named("secret")
    records = SqliteRecords(tmp_path / "record.db")
    records.open_channel(CHANNEL, b"birth")
    records.append(CHANNEL, list(chain(JP, 5)))
    records.put_content(CHANNEL, "body", digest, Kept(b"s" * 32, secret))
    records.put_content(CHANNEL, "body", named("small"), Kept(b"s" * 32, secret[:31]))

    def found() -> set[str]:
        return {path.name for path in tmp_path.iterdir() if secret[:31] in path.read_bytes()}

    assert found()
    records.destroy_content(CHANNEL, "body", digest)
    records.destroy_content(CHANNEL, "body", named("small"))
    assert not found()
    records.close()
