# SPDX-License-Identifier: Apache-2.0
"""A record's database on PostgreSQL: opening it, transactions, and what its failures mean.

One connection for each thread of each process; a connection is never used after a fork.
A transaction is on the server's disk before the call that made it returns.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeAlias

import psycopg

from comity.store.postgres_faults import meaning
from comity.store.postgres_schema import WRITING, climb

__all__ = ["PostgresDatabase", "Row", "Session"]

Session: TypeAlias = psycopg.Connection[tuple[Any, ...]]
"""A connection to the server."""

Row: TypeAlias = tuple[Any, ...]

CONNECT_S: Final = 5
"""Seconds within which a server has to answer, where the settings say nothing else."""

WAIT_MS: Final = 20_000
"""Milliseconds a writer waits for another before the record counts as busy."""

STATEMENT_MS: Final = 60_000
"""Milliseconds one statement may take."""

IDLE_MS: Final = 60_000
"""Milliseconds after which the server ends a transaction in which nothing happens: a process that
was stopped in the middle of one must not keep all others from writing."""

_SESSION: Final = """
    SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
    set_config('search_path', 'public', false),
    set_config('lock_timeout', %s, false),
    set_config('statement_timeout', %s, false),
    set_config('idle_in_transaction_session_timeout', %s, false)"""

_inherited: Final[list[Session]] = []
"""Connections of a parent process. Closing one here would say goodbye to the server in its name,
so they are only kept from the garbage collector."""


class _Handle:
    """A connection, the process it belongs to, and whether a transaction of it is open."""

    def __init__(self, connection: Session) -> None:
        self.connection = connection
        self.pid = os.getpid()
        self.within = False

    def close(self) -> None:
        if self.pid == os.getpid():
            self.connection.close()
        elif self.connection not in _inherited:
            _inherited.append(self.connection)
            # The socket is let go of without a word, so that the parent's death ends its session.
            with suppress(OSError, psycopg.Error):
                os.close(self.connection.fileno())

    def __del__(self) -> None:
        self.close()


class PostgresDatabase:
    """An open record, climbed to the newest schema step.

    Args:
        place: parameters of libpq; a database and a role are among them.

    Raises:
        ConfigError: ``record-foreign``, ``record-newer``, ``record-unreadable``.
        UnavailableError: ``record-busy``, ``record-full``.
    """

    def __init__(self, place: Mapping[str, str]) -> None:
        self.name = place["dbname"]
        self._place = {"connect_timeout": str(CONNECT_S), "application_name": "comity", **place}
        self._local = threading.local()
        self._handles: weakref.WeakSet[_Handle] = weakref.WeakSet()
        self._closed = False
        with self._explained():
            try:
                climb(self.connection())
            except BaseException:
                self.close()
                raise

    def connection(self) -> Session:
        """This thread's connection, opened at its first use and again after it was lost."""
        return self._handle().connection

    def _handle(self) -> _Handle:
        assert not self._closed, "the record was closed"
        handle: _Handle | None = getattr(self._local, "handle", None)
        # In a transaction a lost connection is not replaced: what follows would stand alone.
        if (
            handle is not None
            and handle.pid == os.getpid()
            and (handle.within or not handle.connection.closed)
        ):
            return handle
        if handle is not None:
            handle.close()
        handle = _Handle(_connect(self._place))
        self._handles.add(handle)
        self._local.handle = handle
        return handle

    def rows(self, statement: str, values: Sequence[object] | Mapping[str, object]) -> list[Row]:
        """What one reading statement finds; it sees one state of the record.

        Where the server has gone since the last call, it is asked over a new connection.
        """
        with self._explained():
            handle = self._handle()
            try:
                return _rows(handle.connection, statement, values)
            except psycopg.OperationalError:
                if handle.within or not handle.connection.closed:
                    raise
            return _rows(self.connection(), statement, values)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that no other writer crosses: kept whole at the end, or not at all.

        Inside another of this thread it is a part of that. Where the server goes away before its
        end, nothing is kept; where it goes while it is kept, UnavailableError says no more than
        that it may have been, as after a crash of our own.
        """
        with self._explained():
            handle = self._handle()
            if handle.within:
                yield handle.connection
                return
            handle = self._begun(handle)
            handle.within = True
            try:
                yield handle.connection
                done = handle.connection.execute("COMMIT", prepare=False)
                assert done.statusmessage == "COMMIT", "a failed statement was passed over"
            except BaseException:
                _undo(handle.connection)
                raise
            finally:
                handle.within = False

    def _begun(self, handle: _Handle) -> _Handle:
        try:
            _lock(handle.connection)
        except psycopg.OperationalError:
            if not handle.connection.closed:
                raise
            handle = self._handle()
            _lock(handle.connection)
        return handle

    def sweep(self, table: str) -> bool:
        """Let go of what rows of a table held before; False where that has to wait.

        Inside a transaction, or while others read, the server does it later by itself.
        """
        with self._explained():
            handle = self._handle()
            if handle.within:
                return False
            try:
                statement = f"VACUUM (SKIP_LOCKED, INDEX_CLEANUP ON) {table}"
                handle.connection.execute(statement.encode(), prepare=False)
            except psycopg.OperationalError:
                return False
            return True

    def close(self) -> None:
        """Close every thread's connection."""
        self._closed = True
        for handle in list(self._handles):
            handle.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise meaning(self.name, error) from error


def _connect(place: Mapping[str, str]) -> Session:
    connection = psycopg.connect(**place, autocommit=True)  # type: ignore[arg-type]  # all texts
    try:
        limits = (str(WAIT_MS), str(STATEMENT_MS), str(IDLE_MS))
        connection.execute(_SESSION, limits, prepare=False)
    except BaseException:
        connection.close()
        raise
    return connection


def _lock(connection: Session) -> None:
    try:
        # In one message, and never prepared: it is two statements.
        connection.execute(f"BEGIN READ WRITE; {WRITING}".encode(), prepare=False)
    except BaseException:
        _undo(connection)
        raise


def _undo(connection: Session) -> None:
    """Nothing of the transaction stays; a connection on which that can't be said is let go of."""
    if connection.closed:
        return
    try:
        connection.execute("ROLLBACK", prepare=False)
    except psycopg.Error:
        connection.close()


def _rows(
    connection: Session, statement: str, values: Sequence[object] | Mapping[str, object]
) -> list[Row]:
    return connection.execute(statement.encode(), values, binary=True).fetchall()
