# SPDX-License-Identifier: Apache-2.0
"""The secret under which sessions and forms are signed: a file of the node that only it reads."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from comity.config import Config
from comity.core.errors import ConfigError

__all__ = ["secret_of"]

SECRET_BYTES: Final = 48


def secret_of(config: Config | None) -> str:
    """The secret of a node's desk, made when first asked for; without a node a passing one.

    Raises:
        ConfigError: ``desk/secret`` if the file can't be read or written. Rule: CONFIG-4.
    """
    if config is None:
        return secrets.token_urlsafe(SECRET_BYTES)
    path = config.folder / "desk.secret"
    try:
        if not path.exists():
            _make(path)
        found = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("desk/secret", "CONFIG-4", f"{path}: {error}") from None
    if len(found) < SECRET_BYTES:
        raise ConfigError("desk/secret", "CONFIG-4", f"{path} is cut off: delete it")
    return found


def _make(path: Path) -> None:
    """Write it whole and then give it its name: several processes may begin at once."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.touch(0o600)
    try:
        draft.write_text(secrets.token_urlsafe(SECRET_BYTES), "ascii")
        with suppress(FileExistsError):  # another process was first: its secret counts
            path.hardlink_to(draft)
    finally:
        draft.unlink()
