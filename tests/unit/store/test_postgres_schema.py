# SPDX-License-Identifier: Apache-2.0
"""The steps of the schema on PostgreSQL, and databases that are none of ours."""

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.core.errors import ComityError, ConfigError
from comity.store import schema
from comity.store.postgres import PostgresRecords
from comity.store.postgres_schema import STEPS, climb
from tests.contract.store.samples import CHANNEL
from tests.postgres import database_of


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    return database_of(tmp_path)


@pytest.fixture
def connection(place: dict[str, str]) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(**place, autocommit=True) as made:  # type: ignore[arg-type]  # all texts
        yield made


def _refused(place: dict[str, str]) -> str:
    with pytest.raises(ComityError) as refused:
        PostgresRecords(place)
    return refused.value.code


def _columns(connection: psycopg.Connection[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    statement = (
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name <> 'comity_record'"
    )
    for table, column in connection.execute(statement):
        found.setdefault(table, set()).add(column)
    return found


def test_both_databases_have_the_same_tables_and_columns(
    connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    file = sqlite3.connect(tmp_path / "record.db", isolation_level=None)
    schema.climb(file)
    tables = file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    theirs = {
        name: {row[1] for row in file.execute(f"PRAGMA table_info({name})")}
        for (name,) in tables
        if not name.startswith("sqlite_")
    }
    file.close()
    climb(connection)
    assert _columns(connection) == theirs


def test_every_text_is_ordered_by_its_bytes(connection: psycopg.Connection[Any]) -> None:
    climb(connection)
    statement = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'text' "
        "AND table_schema = 'public' AND collation_name IS DISTINCT FROM 'C'"
    )
    assert connection.execute(statement).fetchall() == []


def test_climbing_again_changes_nothing(place: dict[str, str]) -> None:
    records = PostgresRecords(place)
    records.open_channel(CHANNEL, b"birth")
    records.close()
    again = PostgresRecords(place)
    assert again.channels() == (CHANNEL,)
    again.close()


def test_several_may_climb_at_once(place: dict[str, str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        for records in pool.map(lambda _: PostgresRecords(place), range(4)):
            assert records.channels() == ()
            records.close()


def test_a_step_that_fails_leaves_the_step_before(
    connection: psycopg.Connection[Any], place: dict[str, str]
) -> None:
    climb(connection)
    before = _columns(connection)
    broken = (*STEPS, ("CREATE TABLE later (x bigint)", "CREATE TABLE later (x bigint)"))
    with pytest.raises(psycopg.errors.DuplicateTable):
        climb(connection, broken)
    assert _columns(connection) == before
    PostgresRecords(place).close()


def test_a_later_step_is_climbed_once_and_refused_by_the_older_program(
    connection: psycopg.Connection[Any], place: dict[str, str]
) -> None:
    climb(connection)
    later = (*STEPS, ("CREATE TABLE later (x bigint)",))
    climb(connection, later)
    climb(connection, later)
    assert _refused(place) == "record-newer"
    with pytest.raises(ConfigError, match=re.escape(f"knows {len(STEPS)}")):
        climb(connection)


def test_another_programs_database_is_refused_and_left_as_it_is(
    connection: psycopg.Connection[Any], place: dict[str, str]
) -> None:
    connection.execute("CREATE SCHEMA music")
    connection.execute("CREATE TABLE music.songs (title text)")
    assert _refused(place) == "record-foreign"
    assert _columns(connection) == {}


def test_extensions_are_no_other_program(
    connection: psycopg.Connection[Any], place: dict[str, str]
) -> None:
    connection.execute("CREATE EXTENSION pg_stat_statements")
    PostgresRecords(place).close()


def test_a_database_that_cannot_hold_every_text_is_refused(
    connection: psycopg.Connection[Any], place: dict[str, str]
) -> None:
    name = f"{place['dbname']}_latin"
    connection.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0".encode())
    assert _refused({**place, "dbname": name}) == "record-foreign"
    connection.execute(f"DROP DATABASE {name}".encode())
