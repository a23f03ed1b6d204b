# SPDX-License-Identifier: Apache-2.0
"""Files that people name on the command line: read within a bound, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from comity.core.errors import ConfigError, MalformedError

__all__ = ["STDIN", "check_free", "read_file", "write_file"]

STDIN: Final = "-"
MODE: Final = 0o600
"""Of every file written: the owner alone reads it, and decides whom it is given to."""
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def read_file(name: str, bytes_max: int) -> bytes:
    """The bytes of a file, or of standard input for ``-``.

    Raises:
        ConfigError: ``file/unreadable``.
        MalformedError: ``file/size`` beyond the bound.
    """
    try:
        if name == STDIN:
            raw = sys.stdin.buffer.read(bytes_max + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(bytes_max + 1)
    except OSError as error:
        raise ConfigError("file/unreadable", "CLI-6", f"{name}: {error.strerror}") from None
    if len(raw) > bytes_max:
        raise MalformedError("file/size", "CLI-6", f"{name}: more than {bytes_max} bytes")
    return raw


def check_free(path: Path) -> None:
    """Refuse to begin where the file could not be written: nothing is signed in vain.

    Raises:
        ConfigError: ``file/exists``; ``file/unwritable`` if its folder is absent or closed.
    """
    if path.exists() or path.is_symlink():
        raise ConfigError("file/exists", "CLI-6", f"{path} is there already")
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise ConfigError("file/unwritable", "CLI-6", f"{path.parent} is no folder to write in")


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """The pieces as a new file, on disk when this returns; an old one stays as it is.

    Only its owner can read it: what is in it is for whoever it is given to.

    Raises:
        ConfigError: ``file/exists``, ``file/unwritable``.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(draft, _NEW, MODE), "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        _give_name(draft, path)
    except FileExistsError:
        raise ConfigError("file/exists", "CLI-6", f"{path} is there already") from None
    except OSError as error:
        raise ConfigError("file/unwritable", "CLI-6", f"{path}: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


def _give_name(draft: Path, path: Path) -> None:
    """Link rather than rename: a link never replaces what stands there."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # memory sticks often know no links
        os.close(os.open(path, _NEW, MODE))
        draft.replace(path)
