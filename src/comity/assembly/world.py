# SPDX-License-Identifier: Apache-2.0
"""The real clock and the real chance, as ports; and the clock of a demonstration."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.core.errors import ConfigError

__all__ = ["ScenarioClock", "SystemChance", "SystemClock"]

_SIGNS: Final = ("+", "-")


class SystemClock:
    """The clock of this machine; it decides nothing in the record."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        return _machine_ms()


class SystemChance:
    """The randomness of the operating system."""

    def take(self, size: int) -> bytes:
        """That many random bytes."""
        return secrets.token_bytes(size)


@dataclass(frozen=True, slots=True)
class ScenarioClock:
    """A `comity.ports.Clock` that stands still until the story of a demonstration sets it forward.

    Args:
        file: one line: the milliseconds, or after a sign how far it is from this machine's clock.
    """

    file: Path

    def now_ms(self) -> int:
        """The time of the story; after it, that goes on from there.

        Raises:
            ConfigError: ``demo/clock`` if the file can't be read.
        """
        try:
            told = self.file.read_text("ascii").strip()
            return int(told) + (_machine_ms() if told.startswith(_SIGNS) else 0)
        except (OSError, ValueError) as error:
            raise ConfigError("demo/clock", "CONFIG-2", f"{self.file}: {error}") from None

    def put(self, ms: int) -> None:
        """From now on it is that time, in every process, and stands still."""
        self._write(str(ms))

    def go_on(self) -> None:
        """From now on it goes on from where it stands, in every process."""
        self._write(f"{self.now_ms() - _machine_ms():+d}")

    def _write(self, text: str) -> None:
        draft = self.file.with_suffix(".new")
        draft.write_text(f"{text}\n", "ascii")
        draft.replace(self.file)


def _machine_ms() -> int:
    return time.time_ns() // 1_000_000
