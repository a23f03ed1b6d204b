# SPDX-License-Identifier: Apache-2.0
"""The real clock and the real chance, as ports."""

from __future__ import annotations

import secrets
import time

__all__ = ["SystemChance", "SystemClock"]


class SystemClock:
    """The clock of this machine; it decides nothing in the record."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000


class SystemChance:
    """The randomness of the operating system."""

    def take(self, size: int) -> bytes:
        """That many random bytes."""
        return secrets.token_bytes(size)
