# SPDX-License-Identifier: Apache-2.0
"""Sessions that are over and attempts that count no more are deleted, once an hour."""

from __future__ import annotations

import threading
import time
from typing import Final

from comity.home import attempts

__all__ = ["EVERY_S", "clear_now_and_then"]

EVERY_S: Final = 3_600
_LOCK: Final = threading.Lock()
_LAST: Final[list[float]] = []
"""When this process did it last, by its own clock; empty before the first time."""


def clear_now_and_then() -> None:
    """Do it if an hour has passed since this process did, and when it begins."""
    now = time.monotonic()
    with _LOCK:
        if _LAST and now - _LAST[0] < EVERY_S:
            return
        _LAST[:] = [now]
    attempts.clear_over()
