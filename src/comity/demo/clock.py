# SPDX-License-Identifier: Apache-2.0
"""The scenario's clock: a file that all processes of the demonstration read the time from."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

__all__ = ["LOCAL", "ScenarioClock", "instant"]

LOCAL: Final = timezone(timedelta(hours=9))
"""The time of Seoul and Tokyo alike."""
_FREE: Final = "the clock of this machine"


def instant(local: str) -> int:
    """UTC milliseconds of a local time such as ``2023-04-17T10:00``."""
    return int(datetime.fromisoformat(local).replace(tzinfo=LOCAL).timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class ScenarioClock:
    """A `comity.ports.Clock` that stands still until the story sets it forward.

    Args:
        file: one line, the milliseconds, or a word that sets the clock free after the story.
    """

    file: Path

    def now_ms(self) -> int:
        """The time of the story; after it, that of this machine."""
        told = self.file.read_text("ascii").strip()
        return time.time_ns() // 1_000_000 if told == _FREE else int(told)

    def put(self, ms: int) -> None:
        """From now on it is that time, in every process."""
        self._write(str(ms))

    def free(self) -> None:
        """From now on it is the time of this machine, in every process."""
        self._write(_FREE)

    def _write(self, text: str) -> None:
        draft = self.file.with_suffix(".new")
        draft.write_text(f"{text}\n", "ascii")
        draft.replace(self.file)
