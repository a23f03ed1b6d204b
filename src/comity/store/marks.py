# SPDX-License-Identifier: Apache-2.0
"""The high-water mark of our own logs, outside the database that backups restore.

A folder of small files, one for each channel. The signer raises a mark on disk before it signs,
so that no restored record can lead it to sign a second entry of one number. Backups leave this
folder out; restoring must never bring it back.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Final

import msgspec

from comity.core.encoding import convert, decode, encode
from comity.core.errors import ComityError, ConfigError, LogError, UnavailableError
from comity.core.ids import ChannelId, Code, Digest, channel_id, digest_text, party_code
from comity.ports import Link

__all__ = ["FolderMarks", "MemoryMarks"]

MARK_BYTES_MAX: Final = 131_072
"""Bytes of one mark's file: a mark takes fewer than 200; the answers of 31 parties, each with 64
tips of a log, fewer than 100,000."""

LOCK: Final = "lock"
"""The file that one process at a time holds; no channel id is that short."""


class _Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    channel: str
    hash: str
    number: int


class _Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the place of a mark that was lost."""

    answers: dict[str, tuple[str, ...]]
    channel: str


class FolderMarks:
    """`comity.ports.Marks` in a folder; threads and processes may share it.

    Args:
        folder: made with mode 0700 where there is none, in a folder that exists.

    Raises:
        ConfigError: ``mark-unreadable`` if the folder can't be made or used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with self._explained(folder):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(folder.parent)
            with self._locked():
                pass

    def mark(self, channel: ChannelId) -> Link | None:
        """The mark of a channel. Rule: HOME-5."""
        found = self._read(channel)
        return found if isinstance(found, Link) else None

    def _read(self, channel: ChannelId) -> Link | dict[Code, tuple[Digest, ...]]:
        """The mark, or the answers that stand in its place."""
        path = self.folder / channel_id(channel)
        with self._explained(path):
            try:
                with path.open("rb") as file:
                    raw = file.read(MARK_BYTES_MAX + 1)
            except FileNotFoundError:
                if not self.folder.is_dir():
                    raise
                return {}
        try:
            value = decode(raw, MARK_BYTES_MAX)
            if isinstance(value, dict) and "answers" in value:
                answered = convert(value, _Answers)
                told: Link | dict[Code, tuple[Digest, ...]] = {
                    party_code(code): tuple(digest_text(tip) for tip in tips)
                    for code, tips in answered.answers.items()
                }
                of = answered.channel
            else:
                mark = convert(value, _Mark)
                told, of = Link(mark.number, digest_text(mark.hash)), mark.channel
        except ComityError as error:
            raise _unreadable(path, f"it does not hold a mark ({error.hint})") from error
        if of != channel or (isinstance(told, Link) and told.number < 0):
            raise _unreadable(path, "it holds the mark of another channel, or none")
        return told

    def raise_mark(self, channel: ChannelId, number: int, digest: Digest) -> None:
        """Make this the mark, synced to disk, file and folder. Rule: HOME-5."""
        path = self.folder / channel_id(channel)
        with self._explained(path), self._locked():
            if not _rises(self.mark(channel), number, digest):
                # Whoever wrote it may have been stopped before the folder was synced.
                _sync_folder(self.folder)
                return
            self._write(path, {"channel": channel, "hash": digest, "number": number})

    def answers(self, channel: ChannelId) -> Mapping[Code, tuple[Digest, ...]]:
        """What was answered since the mark was lost. Rule: HOME-6."""
        found = self._read(channel)
        return {} if isinstance(found, Link) else found

    def put_answer(self, channel: ChannelId, party: Code, tips: Sequence[Digest]) -> None:
        """Keep an answer, synced to disk, in the place of the mark. Rule: HOME-6."""
        path = self.folder / channel_id(channel)
        with self._explained(path), self._locked():
            found = self._read(channel)
            if not isinstance(found, Link):
                answers = {**found, party: tuple(tips)}
                self._write(path, {"answers": answers, "channel": channel})

    def _write(self, path: Path, value: object) -> None:
        new = path.with_name(f"{path.name}.new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(encode(value))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        _sync_folder(self.folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # Each call opens the file anew, so the lock holds between threads too.
        descriptor = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _explained(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise UnavailableError(
                    "record-full", "HOME-5", f"no room for the mark {path}: make room", 60
                ) from error
            raise _unreadable(path, str(error)) from error


class MemoryMarks:
    """`comity.ports.Marks` in memory, for tests; threads may share it."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._marks: dict[ChannelId, Link] = {}
        self._answers: dict[ChannelId, dict[Code, tuple[Digest, ...]]] = {}

    def mark(self, channel: ChannelId) -> Link | None:
        """The mark of a channel."""
        with self._lock:
            return self._marks.get(channel)

    def raise_mark(self, channel: ChannelId, number: int, digest: Digest) -> None:
        """Make this the mark."""
        with self._lock:
            if _rises(self._marks.get(channel), number, digest):
                self._marks[channel] = Link(number, digest)
                self._answers.pop(channel, None)

    def answers(self, channel: ChannelId) -> Mapping[Code, tuple[Digest, ...]]:
        """What was answered since the mark was lost."""
        with self._lock:
            return dict(self._answers.get(channel, {}))

    def put_answer(self, channel: ChannelId, party: Code, tips: Sequence[Digest]) -> None:
        """Keep an answer until there is a mark again."""
        with self._lock:
            if channel not in self._marks:
                self._answers.setdefault(channel, {})[party] = tuple(tips)


def _rises(mark: Link | None, number: int, digest: Digest) -> bool:
    """Whether the mark must be written; False where it is this already.

    Raises:
        LogError: ``mark-conflict``, ``mark-passed``, see `Marks.raise_mark`.
    """
    assert number >= 0
    if mark is None or number > mark.number:
        return True
    if number < mark.number:
        raise LogError(
            "mark-passed",
            "HOME-5",
            f"number {number} lies below the mark {mark.number}: the record is older than what "
            "was signed; bring it up to date from the other parties first",
            (digest, mark.hash),
        )
    if digest != mark.hash:
        raise LogError(
            "mark-conflict",
            "HOME-5",
            f"other bytes were about to be signed as number {number}: sign nothing more here "
            "before it is known whether they left this node",
            (digest, mark.hash),
        )
    return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unreadable(path: Path, found: str) -> ConfigError:
    return ConfigError(
        "mark-unreadable",
        "HOME-5",
        f"the mark {path} can't be used: {found}; nothing is signed there until it is looked at",
    )
