# SPDX-License-Identifier: Apache-2.0
"""A record's SQLite file: opening it safely, transactions, and what its failures mean.

One connection for each thread of each process; a connection is never used after a fork.
Every transaction is synced to disk before the call that made it returns.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from comity.core.errors import ComityError, ConfigError, UnavailableError
from comity.store.schema import climb

__all__ = ["Database"]

BUSY_MS: Final = 5_000
"""Milliseconds SQLite waits for another process's transaction before it gives up once."""

TRIES_MAX: Final = 4
"""Times a transaction is begun before the record counts as busy."""

CHECKPOINT_TRIES_MAX: Final = 20
"""Times it is tried to empty the log of pages while readers hold it."""

CHECKPOINT_PAUSE_S: Final = 0.05
"""Seconds between two such tries."""

MODE_FILE: Final = 0o600

PAGE_BYTES_MIN: Final = 512
"""The smallest page of an SQLite file."""

UNREADABLE: Final = (
    "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_IOERR", "SQLITE_NOTADB", "SQLITE_PERM",
    "SQLITE_PROTOCOL", "SQLITE_READONLY", "SQLITE_AUTH", "SQLITE_NOLFS",
)  # fmt: skip
"""What SQLite calls a file that can't be read or written as it stands."""

_inherited: Final[list[sqlite3.Connection]] = []
"""Connections of a parent process. Closing one here would drop the locks of our own on the same
file (POSIX), so they are only kept from the garbage collector."""


class _Handle:
    """A connection and the process it belongs to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.pid = os.getpid()

    def close(self) -> None:
        if self.pid == os.getpid():
            self.connection.close()
        else:
            _inherited.append(self.connection)

    def __del__(self) -> None:
        self.close()


class Database:
    """An open record file, climbed to the newest schema step.

    Args:
        path: the file; made with mode 0600 where there is none, in a folder that exists.

    Raises:
        ConfigError: ``record-foreign``, ``record-newer``, ``record-unreadable``.
        UnavailableError: ``record-busy``, ``record-full``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._handles: weakref.WeakSet[_Handle] = weakref.WeakSet()
        self._closed = False
        with self._explained():
            _make(path)
            try:
                climb(self.connection())
                # What a crash left in the log of pages may have been destroyed since.
                self.empty_log(tries=1)
            except BaseException:
                self.close()
                raise

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened at its first use."""
        assert not self._closed, "the record was closed"
        handle: _Handle | None = getattr(self._local, "handle", None)
        if handle is None or handle.pid != os.getpid():
            handle = _Handle(_connect(self.path))
            self._handles.add(handle)
            self._local.handle = handle
        return handle.connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for single statements, each of which sees one state of the record."""
        with self._explained():
            yield self.connection()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other writer crosses: kept whole at the end, or not at all.

        Inside another of this thread it is a part of that.
        """
        with self._explained():
            connection = self.connection()
            inner = connection.in_transaction
            if inner:
                yield connection
                return
            _begin(connection)
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def empty_log(self, tries: int = CHECKPOINT_TRIES_MAX) -> bool:
        """Move all pages from the write-ahead log into the file and cut the log to nothing.

        Returns:
            False where readers held it to the end; the next writer does it then.
        """
        with self._explained():
            connection = self.connection()
            for _ in range(tries):
                (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return True
                time.sleep(CHECKPOINT_PAUSE_S)
            return False

    def quick_check(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file: nothing, for a sound one. Reads all of it."""
        with self.reading() as connection:
            lines = [str(line) for (line,) in connection.execute("PRAGMA quick_check(100)")]
            lines += [
                f"foreign key: {row[0]} row {row[1]}"
                for row in connection.execute("PRAGMA foreign_key_check")
            ]
        return tuple(line for line in lines if line != "ok")

    def close(self) -> None:
        """Close every thread's connection; the last one of all processes empties the log."""
        self._closed = True
        for handle in list(self._handles):
            handle.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _meaning(self.path, error) from error
        except OSError as error:
            raise _unreadable(self.path, str(error)) from error


def _make(path: Path) -> None:
    """Make the file, ours alone, so that SQLite gives its log and index the same mode."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, MODE_FILE)
    except FileExistsError:
        if not path.is_file():
            raise _unreadable(path, "it is not a file") from None
        if stat.S_IMODE(path.stat().st_mode) != MODE_FILE:
            path.chmod(MODE_FILE)
        _screen(path)
        return
    os.close(descriptor)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _screen(path: Path) -> None:
    """Refuse what SQLite would take for a record: it reads a last page cut short as whole, and a
    file of a few bytes as an empty one.

    The file is looked at through SQLite alone. Whoever closes a descriptor of their own on it
    drops every lock that this process holds on it (POSIX), and another process that closes it then
    takes itself for the last and deletes the log of pages that is still being written here.
    """
    # With a log beside it, the log may hold the page that was being written here.
    logs = [path.with_name(f"{path.name}{end}") for end in ("-wal", "-journal")]
    logged = any(log.exists() for log in logs)
    size = path.stat().st_size
    if 0 < size < PAGE_BYTES_MIN:
        raise _unreadable(path, "it is no database")
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        connection.execute("PRAGMA schema_version")  # reads the file's head, or raises
        (page,) = connection.execute("PRAGMA page_size").fetchone()
    if size % page and not logged:
        raise _unreadable(path, "it is cut short")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=BUSY_MS / 1000,
        check_same_thread=False,  # `close` comes from another thread; nothing else does
    )
    try:
        _into_wal(connection)
        for pragma in (
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "trusted_schema = OFF",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _into_wal(connection: sqlite3.Connection) -> None:
    # The change of mode does not wait for another process that opens at the same moment.
    for attempt in range(1, TRIES_MAX * 25 + 1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is(error, "SQLITE_BUSY") or attempt == TRIES_MAX * 25:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: sqlite3.Connection) -> None:
    for attempt in range(1, TRIES_MAX + 1):
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not _is(error, "SQLITE_BUSY") or attempt == TRIES_MAX:
                raise
        else:
            return


def _is(error: sqlite3.Error, name: str) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(name)


def _meaning(path: Path, error: sqlite3.Error) -> ComityError:
    if _is(error, "SQLITE_BUSY") or _is(error, "SQLITE_LOCKED"):
        return UnavailableError(
            "record-busy", "HOME-5", "another process holds the record: try again", 1
        )
    if _is(error, "SQLITE_FULL"):
        return UnavailableError(
            "record-full", "HOME-5", f"no room left on the disk that holds {path}: make room", 60
        )
    if any(_is(error, name) for name in UNREADABLE):
        return _unreadable(path, str(error))
    raise error  # a constraint, a misuse or a statement that is none: a bug of ours


def _unreadable(path: Path, found: str) -> ConfigError:
    return ConfigError(
        "record-unreadable",
        "HOME-5",
        f"the record {path} can't be used: {found}; look at the file, its folder and its owner, "
        "or restore the last backup",
    )
