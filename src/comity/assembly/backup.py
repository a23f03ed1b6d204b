# SPDX-License-Identifier: Apache-2.0
"""Back up a node while it runs, and make a node of a backup (HOME-80, HOME-81).

In a backup are the settings, the working keys (sealed once more), the public statements, record and
dossier. Not in it: the root keys, which belong offline; the marks, which must not be put back
(HOME-5); informal soundings, which leave nothing (POUCH-22).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from comity.assembly.backupfile import BackupHead, new_head, opened, read_head, sealed
from comity.assembly.creation import new_folder
from comity.assembly.record import read_identity
from comity.assembly.world import SystemChance, SystemClock
from comity.config import FILE_NAME, Config, read_config
from comity.core.errors import ConfigError, MalformedError
from comity.keys.keyfile import Cost
from comity.keys.keyring import read_working
from comity.store.sqlite import SqliteRecords

__all__ = ["pieces_of_backup", "restore"]

_RECORD: Final = "record.db"
_READ_BYTES: Final = 1_048_576
_BLOCK: Final = 512
_MODE: Final = 0o600
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@contextmanager
def pieces_of_backup(config: Config, passphrase: str) -> Iterator[Iterator[bytes]]:
    """The bytes of a backup of the node, to be written to a file. Rule: HOME-80.

    The dossier is copied before the record: so no draft counts as signed whose entry is not there.

    Args:
        config: of the node; it may be running.
        passphrase: of its working keys, under which the backup is sealed too.

    Raises:
        TrustError: ``passphrase`` if it is another one.
        ConfigError: ``backup/record`` if the record lies elsewhere; as the readers of files.
    """
    _check_place(config)
    read_working(config.working_key, passphrase)
    root, card = read_identity(config)
    now, chance = SystemClock().now_ms(), SystemChance()
    head = new_head(card.card.party, root.statement.fingerprint, now, chance, Cost())
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=config.folder) as name:
        work = Path(name)
        files: dict[str, Path] = {}
        for file, path in _databases(config):
            if path.is_file():
                _copy(path, work / file)
                files[file] = work / file
        for path in _plain(config):
            if path.is_file():
                files[str(path.relative_to(config.folder))] = path
        yield sealed(_archive(files), passphrase, head)


def _check_place(config: Config) -> None:
    if config.record != config.folder / _RECORD:
        raise ConfigError(
            "backup/record", "HOME-80", f"the record is {config.record}, not {_RECORD} beside it"
        )


def _databases(config: Config) -> tuple[tuple[str, Path], ...]:
    return (("home.db", config.home), (_RECORD, config.record))


def _plain(config: Config) -> tuple[Path, ...]:
    return (
        config.folder / FILE_NAME, config.names, config.working_key, config.root_statement,
        config.card,
    )  # fmt: skip


def _copy(source: Path, target: Path) -> None:
    """One state of a database that others go on writing."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as open_,
            closing(sqlite3.connect(target)) as copy,
        ):
            open_.backup(copy)
    except sqlite3.Error as error:
        raise ConfigError("record-unreadable", "HOME-80", f"{source}: {error}") from error
    target.chmod(_MODE)


def _archive(files: dict[str, Path]) -> Iterator[bytes]:
    """A tar archive of the files, in order of their names, with nothing of this machine in it."""
    for name in sorted(files):
        with files[name].open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = size, _MODE
            yield entry.tobuf(tarfile.PAX_FORMAT)
            left = size
            while left:
                piece = file.read(min(left, _READ_BYTES))
                if not piece:
                    raise ConfigError("record-unreadable", "HOME-80", f"{name} has become shorter")
                left -= len(piece)
                yield piece
            yield bytes(-size % _BLOCK)
    yield bytes(2 * _BLOCK)


def restore(backup: Path, folder: Path, passphrase: str, marks: Path | None = None) -> BackupHead:
    """A node made of a backup, in a folder of its own; what the backup says of itself.

    It signs nothing before the other sides have said what they hold of it, unless its marks have
    survived (HOME-6).

    Args:
        backup: the file.
        folder: absent or empty.
        passphrase: under which it was sealed.
        marks: the folder of this very node's marks as they were last, if it survived.

    Raises:
        ConfigError: ``init/not-empty``, ``backup/version``, ``backup/marks``; as the readers.
        TrustError: ``backup/passphrase``.
        MalformedError: ``backup/foreign``, ``backup/damaged``. Nothing is changed then.
            Rule: HOME-81.
    """
    if marks is not None and not marks.is_dir():
        raise ConfigError("backup/marks", "HOME-81", f"{marks} is no folder of marks")
    with new_folder(folder) as draft:
        with _file(backup) as file:
            lines, head = read_head(file)
            _unpack(opened(file, lines, head, passphrase), draft)
        config = _check(draft, head, passphrase)
        config.marks.mkdir(mode=0o700)
        if marks is not None:
            for path in marks.iterdir():
                shutil.copy2(path, config.marks / path.name)
    return head


@contextmanager
def _file(backup: Path) -> Iterator[BinaryIO]:
    try:
        with backup.open("rb") as file:
            yield file
    except OSError as error:
        raise ConfigError("node-file", "HOME-81", f"{backup} can't be read: {error}") from None


def _unpack(chunks: Iterator[bytes], folder: Path) -> None:
    """Every file of the archive, under its own name and nowhere else."""
    with tempfile.TemporaryFile(dir=folder) as whole:
        for chunk in chunks:
            whole.write(chunk)
        whole.seek(0)
        try:
            with tarfile.open(fileobj=whole) as archive:
                for entry in archive:
                    name = PurePosixPath(entry.name)
                    inside = not name.is_absolute() and ".." not in name.parts
                    source = archive.extractfile(entry) if inside and entry.isreg() else None
                    if source is None:
                        raise MalformedError("backup/damaged", "HOME-81", f"{name} is no file")
                    target = folder.joinpath(*name.parts)
                    target.parent.mkdir(mode=0o700, exist_ok=True)
                    with os.fdopen(os.open(target, _NEW, _MODE), "wb") as out:
                        shutil.copyfileobj(source, out, _READ_BYTES)
                        out.flush()
                        os.fsync(out.fileno())
        except tarfile.TarError as error:
            raise MalformedError("backup/damaged", "HOME-81", str(error)) from None


def _check(folder: Path, head: BackupHead, passphrase: str) -> Config:
    """The settings, if all that a node needs is here, whole, and of the party of the head."""
    config = read_config(folder)
    _check_place(config)
    root, card = read_identity(config)
    read_working(config.working_key, passphrase)
    if (card.card.party, root.statement.fingerprint) != (head.party, head.root):
        raise MalformedError("backup/damaged", "HOME-81", "the keys are not those of its head")
    records = SqliteRecords(config.record)
    try:
        wrong = records.database.quick_check()
    finally:
        records.close()
    if wrong:
        raise MalformedError("backup/damaged", "HOME-81", f"the record: {wrong[0]}")
    return config
