# SPDX-License-Identifier: Apache-2.0
"""Pouches as files, carried by hand or through a gateway: the same bytes as by HTTPS.

A file's name tells nothing but the digest of its bytes; the same pouch has the same name.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.core.errors import ConfigError, MalformedError
from comity.exchange.pouch import POUCH_BYTES_MAX, pouch_digest

__all__ = ["SUFFIX", "FileCarrier", "pouches_in", "read_pouch", "write_pouch"]

SUFFIX: Final = ".pouch"
FILES_MAX: Final = 10_000
"""Files listed of one folder."""

MODE: Final = 0o600
"""Of every file written: sealed as it is, who exchanges and how much is nobody's affair."""
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

_PREFIX: Final = "comity-"
_NAME_CHARS: Final = 22


def write_pouch(folder: Path, raw: bytes) -> Path:
    """The file that holds the pouch, whole and on disk when this returns.

    Args:
        folder: must exist; other programs may take files from it at any time: a file appears
            under its name only when it is whole, and is readable by its owner alone.
        raw: the pouch.

    Raises:
        ConfigError: ``road/folder`` if it can't be written. Rule: POUCH-13.
    """
    name = f"{_PREFIX}{pouch_digest(raw)[:_NAME_CHARS]}"
    path = folder / f"{name}{SUFFIX}"
    draft = folder / f".{name}.{os.getpid()}.new"
    try:
        with os.fdopen(os.open(draft, _NEW, MODE), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync(folder)
    except OSError as error:
        raise _folder(folder, error) from None
    finally:
        draft.unlink(missing_ok=True)
    return path


def read_pouch(path: Path) -> bytes:
    """The bytes of a pouch file, untrusted.

    Args:
        path: of a regular file; a link at its end is not followed.

    Raises:
        ConfigError: ``road/file`` if it is absent, not a regular file or can't be read.
        MalformedError: ``pouch/size`` if it is longer than a pouch can be. Rule: POUCH-10.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise ConfigError("road/file", "POUCH-13", f"{path} is not a regular file")
            if found.st_size > POUCH_BYTES_MAX:
                raise _too_long(path)
            raw = file.read(POUCH_BYTES_MAX + 1)
    except OSError as error:
        raise ConfigError("road/file", "POUCH-13", f"{path}: {error.strerror}") from None
    if len(raw) > POUCH_BYTES_MAX:
        raise _too_long(path)
    return raw


def pouches_in(folder: Path) -> tuple[Path, ...]:
    """The pouch files of a folder by name, at most `FILES_MAX`; drafts are left out.

    Raises:
        ConfigError: ``road/folder`` if it can't be read.
    """
    try:
        names = sorted(
            path
            for path in folder.iterdir()
            if path.name.endswith(SUFFIX) and not path.name.startswith(".")
        )
    except OSError as error:
        raise _folder(folder, error) from None
    return tuple(names[:FILES_MAX])


@dataclass(frozen=True, slots=True)
class FileCarrier:
    """A `comity.ports.Carrier` into a folder, from which somebody carries the files on."""

    folder: Path

    def carry(self, pouch: bytes) -> None:
        """Write the pouch as a file; no answer comes at once. Raises as `write_pouch`."""
        write_pouch(self.folder, pouch)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folder(folder: Path, error: OSError) -> ConfigError:
    return ConfigError("road/folder", "POUCH-13", f"{folder}: {error.strerror}")


def _too_long(path: Path) -> MalformedError:
    return MalformedError(
        "pouch/size", "POUCH-10", f"{path}: more than {POUCH_BYTES_MAX} bytes are not read"
    )
