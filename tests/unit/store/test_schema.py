# SPDX-License-Identifier: Apache-2.0
"""Each schema step is reached from the one before, and loses nothing."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.core.errors import ConfigError
from comity.core.ids import ChannelId, Code
from comity.store.schema import APPLICATION_ID, STEPS, climb
from comity.store.sqlite import SqliteRecords

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(tmp_path / "record.db", isolation_level=None)
    yield made
    made.close()


def _tables(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


def _fill(connection: sqlite3.Connection, text: str) -> None:
    """One row into every table, made from its columns' types."""
    connection.execute("PRAGMA foreign_keys = OFF")
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall():
        made = {"TEXT": text, "BLOB": text.encode(), "INTEGER": 1}
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        values = ["body" if column[1] == "kind" else made[column[2]] for column in columns]
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)  # noqa: S608


def _columns(connection: sqlite3.Connection) -> dict[str, str]:
    """The columns of every table, as they are listed in a statement."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {
        table: ", ".join(column[1] for column in connection.execute(f"PRAGMA table_info({table})"))
        for (table,) in tables
    }


def _rows(connection: sqlite3.Connection, columns: dict[str, str]) -> Rows:
    return {
        table: connection.execute(f"SELECT {names} FROM {table}").fetchall()  # noqa: S608
        for table, names in sorted(columns.items())
    }


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_a_step_keeps_every_row_of_the_step_before(
    connection: sqlite3.Connection, step: int
) -> None:
    climb(connection, STEPS[: step - 1])
    _fill(connection, "a")
    columns = _columns(connection)
    before = _rows(connection, columns)
    climb(connection, STEPS[:step])
    assert connection.execute("PRAGMA user_version").fetchone() == (step,)
    assert _rows(connection, columns) == before


@pytest.mark.parametrize("step", range(len(STEPS) + 1))
def test_from_every_step_the_same_tables_are_reached(tmp_path: Path, step: int) -> None:
    old = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    climb(old, STEPS[:step])
    old.close()
    SqliteRecords(tmp_path / "old.db").close()
    SqliteRecords(tmp_path / "new.db").close()
    tables = []
    for name in ("old.db", "new.db"):
        connection = sqlite3.connect(tmp_path / name)
        tables.append(_tables(connection))
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        connection.close()
    assert tables[0] == tables[1]


def test_a_record_of_before_the_last_step_opens_and_learns_when_it_hears(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    climb(old, STEPS[:-1])
    old.execute("INSERT INTO channel (channel, birth) VALUES ('c', x'00')")
    old.close()
    records = SqliteRecords(tmp_path / "old.db")
    channel, peer = ChannelId("c"), Code("jp")
    assert records.heard(channel, peer) is None
    records.put_heard(channel, peer, 1_000)
    assert records.heard(channel, peer) == 1_000
    records.close()


def test_climbing_again_changes_nothing(connection: sqlite3.Connection) -> None:
    climb(connection)
    tables, changes = _tables(connection), connection.total_changes
    climb(connection)
    assert (_tables(connection), connection.total_changes) == (tables, changes)


def test_a_step_that_fails_leaves_the_step_before(connection: sqlite3.Connection) -> None:
    climb(connection, STEPS[:1])
    tables = _tables(connection)
    broken = (*STEPS[:2], ("CREATE TABLE one (a INTEGER)", "CREATE TABLE one (a INTEGER)"))
    with pytest.raises(sqlite3.OperationalError):
        climb(connection, broken)
    assert _tables(connection) == tables
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_newer_record_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    newer = sqlite3.connect(path, isolation_level=None)
    climb(newer, (*STEPS, ("CREATE TABLE later (a INTEGER)",)))
    newer.close()
    with pytest.raises(ConfigError) as refused:
        SqliteRecords(path)
    assert refused.value.code == "record-newer"
    assert f"step {len(STEPS) + 1}" in refused.value.hint
