# SPDX-License-Identifier: Apache-2.0
"""Hashing a password costs memory and time on purpose: few do it at once, the others wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from comity.core.errors import UnavailableError

__all__ = ["AT_ONCE", "WAIT_S_MAX", "in_turn"]

AT_ONCE: Final = 2
"""Passwords hashed at the same time in a process."""
WAIT_S_MAX: Final = 5.0
"""Seconds that another waits for its turn."""
_TURNS: Final = threading.BoundedSemaphore(AT_ONCE)
_HELD: Final = threading.local()


@contextmanager
def in_turn(wait_s: float = WAIT_S_MAX) -> Iterator[None]:
    """Hash within this. Whoever has the turn has it for what is hashed inside too.

    Raises:
        UnavailableError: ``hashing-busy``. Rule: HOME-12.
    """
    if getattr(_HELD, "yes", False):
        yield
        return
    if not _TURNS.acquire(timeout=wait_s):
        raise UnavailableError("hashing-busy", "HOME-12", "too many passwords are checked now", 5)
    _HELD.yes = True
    try:
        yield
    finally:
        _HELD.yes = False
        _TURNS.release()
