# SPDX-License-Identifier: Apache-2.0
"""Soundings kept in memory, and in a folder of their own: a file each, whose name says all but the
words.

Files and no database: to delete a file is to delete all of it, while a database keeps pages,
a journal and free lists that would have to be emptied too. Nothing is ever written over or moved
while it holds words, so that they are in one place on the disk, which is overwritten in the end.
What the medium itself keeps (copies of worn blocks, snapshots) the operator's encryption covers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from comity.core.errors import ConfigError, UnavailableError
from comity.core.ids import Digest
from comity.ports.soundings import (
    SOUNDING_BYTES_MAX,
    SOUNDINGS_MAX,
    KeptSounding,
    SoundingState,
)

__all__ = ["FolderSoundings", "MemorySoundings"]

RETRY_AFTER_S: Final = 3_600
_STATES: Final[tuple[SoundingState, ...]] = ("came", "waiting", "sent", "gone")
_NAME: Final = re.compile(
    r"([0-9]{16})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})\.(came|waiting|sent|gone)", re.ASCII
)
_DRAFT: Final = re.compile(r"\.([0-9]{16})\.[A-Za-z0-9_-]{43}\.[0-9]{1,10}\.new", re.ASCII)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class MemorySoundings:
    """A `comity.ports.Soundings` of one process, for tests and as the reference."""

    def __init__(self) -> None:
        self._kept: dict[Digest, KeptSounding] = {}

    def keep(self, one: KeptSounding) -> bool:
        """Whether it was new. Rules: POUCH-24, POUCH-25."""
        assert len(one.raw) <= SOUNDING_BYTES_MAX
        if one.nonce in self._kept:
            return False
        _check_room(tuple(self._kept.values()), one)
        self._kept[one.nonce] = one
        return True

    def all(self) -> tuple[KeptSounding, ...]:
        """All, the first to expire first."""
        return tuple(sorted(self._kept.values(), key=lambda one: (one.expires, one.nonce)))

    def check(self) -> None:
        """Nothing: all of them can be read."""

    def sent(self, nonce: Digest) -> None:
        """One of ours was delivered."""
        known = self._kept.get(nonce)
        if known is not None and known.state == "waiting":
            self._kept[nonce] = replace(known, state="sent")

    def wipe(self, nonce: Digest) -> None:
        """What it says is gone; its nonce is known. Rule: POUCH-24."""
        known = self._kept.get(nonce)
        if known is not None:
            self._kept[nonce] = replace(known, state="gone", raw=b"")

    def expire(self, now_ms: int) -> int:
        """How many had expired, of which nothing is left. Rule: POUCH-23."""
        over = [one.nonce for one in self._kept.values() if one.expires <= now_ms]
        for nonce in over:
            del self._kept[nonce]
        return len(over)


class FolderSoundings:
    """A `comity.ports.Soundings` in a folder, which several processes may share.

    Args:
        folder: made when first needed, readable by its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, one: KeptSounding) -> bool:
        """Whether it was new; on disk when this returns. Rules: POUCH-24, POUCH-25.

        Raises:
            UnavailableError: ``sounding/many``.
            ConfigError: ``sounding/folder``.
        """
        assert len(one.raw) <= SOUNDING_BYTES_MAX
        found = [entry for entry, _ in self._found()]
        if any(entry.nonce == one.nonce for entry in found):
            return False
        _check_room(found, one)
        path = self.folder / _name(one)
        draft = self.folder / f".{one.expires:016d}.{one.nonce}.{os.getpid()}.new"
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
                file.write(one.raw)
                file.flush()
                os.fsync(file.fileno())
            try:
                # A link, not a move: it never takes the place of one that came at the same moment.
                path.hardlink_to(draft)
            finally:
                draft.unlink(missing_ok=True)
            self._sync()
        except FileExistsError:  # the same one comes in another thread at this moment
            return False
        except OSError as error:
            raise self._off(error) from None
        return True

    def all(self) -> tuple[KeptSounding, ...]:
        """All that can be read, the first to expire first; `check` tells of the others.

        Raises:
            ConfigError: ``sounding/folder`` if the folder itself can't be read.
        """
        kept = []
        for entry, path in self._found():
            # One that another process has just deleted, or that we may not read, hides no other.
            with suppress(OSError):
                kept.append(replace(entry, raw=_words_in(entry, path)))
        return tuple(sorted(kept, key=lambda one: (one.expires, one.nonce)))

    def check(self) -> None:
        """Nothing, if every one can be read. Raises ConfigError ``sounding/folder``."""
        for entry, path in self._found():
            try:
                _words_in(entry, path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._off(error) from None

    def sent(self, nonce: Digest) -> None:
        """One of ours was delivered."""
        for entry, path in self._found():
            if entry.nonce == nonce and entry.state == "waiting":
                self._turn(entry, path, "sent")

    def wipe(self, nonce: Digest) -> None:
        """What it says is overwritten and gone; its nonce is known. Rule: POUCH-24."""
        for entry, path in self._found():
            if entry.nonce == nonce and entry.state != "gone":
                with suppress(FileNotFoundError):
                    self._overwrite(path)
                self._turn(entry, path, "gone")

    def expire(self, now_ms: int) -> int:
        """How many had expired: overwritten, then deleted. Rule: POUCH-23.

        Raises:
            ConfigError: ``sounding/folder`` if one can't be; the others are gone all the same.
        """
        over = [path for entry, path in self._found() if entry.expires <= now_ms]
        left: ConfigError | None = None
        for path in (*over, *self._left(now_ms)):
            try:
                self._overwrite(path)
                path.unlink()
            except FileNotFoundError:
                continue
            except ConfigError as error:
                left = error
        if over:
            self._sync()
        if left is not None:
            raise left
        return len(over)

    # --- within ---

    def _found(self) -> Iterator[tuple[KeptSounding, Path]]:
        """What the names of the files say, each with its file; other files are none of ours."""
        try:
            names = [path.name for path in self.folder.iterdir()]
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._off(error) from None
        for name in names:
            match = _NAME.fullmatch(name)
            if match is not None:
                state = next(one for one in _STATES if one == match[4])
                entry = KeptSounding(Digest(match[3]), Digest(match[2]), int(match[1]), state, b"")
                yield entry, self.folder / name

    def _left(self, now_ms: int) -> Iterator[Path]:
        """Drafts that a process has left when it was killed: they expire as the others."""
        try:
            names = [path.name for path in self.folder.iterdir()]
        except OSError:
            return
        for name in names:
            match = _DRAFT.fullmatch(name)
            if match is not None and int(match[1]) <= now_ms:
                yield self.folder / name

    def _turn(self, entry: KeptSounding, path: Path, state: SoundingState) -> None:
        with suppress(FileNotFoundError):
            path.rename(self.folder / _name(replace(entry, state=state)))
            self._sync()

    def _overwrite(self, path: Path) -> None:
        """Zeros in the place of the words, on the disk when this returns; then nothing."""
        try:
            with path.open("r+b") as file:
                file.write(b"\0" * max(os.fstat(file.fileno()).st_size, 1))
                file.flush()
                os.fsync(file.fileno())
                file.truncate(0)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise self._off(error) from None

    def _sync(self) -> None:
        with suppress(OSError):
            descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _off(self, error: OSError) -> ConfigError:
        return ConfigError("sounding/folder", "POUCH-22", f"{self.folder}: {error.strerror}")


def _words_in(entry: KeptSounding, path: Path) -> bytes:
    """What a file says; nothing of one that was wiped."""
    if entry.state == "gone":
        return b""
    with path.open("rb") as file:
        return file.read(SOUNDING_BYTES_MAX)


def _name(one: KeptSounding) -> str:
    return f"{one.expires:016d}.{one.peer}.{one.nonce}.{one.state}"


def _check_room(kept: list[KeptSounding] | tuple[KeptSounding, ...], one: KeptSounding) -> None:
    """Refuse one more than are held of a side, or wait for it."""
    ours = ("waiting", "sent")
    count = sum(
        known.peer == one.peer and (known.state in ours) == (one.state in ours) for known in kept
    )
    if count >= SOUNDINGS_MAX:
        raise UnavailableError(
            "sounding/many", "POUCH-25", f"{SOUNDINGS_MAX} are held already", RETRY_AFTER_S
        )
