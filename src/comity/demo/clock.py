# SPDX-License-Identifier: Apache-2.0
"""The times of the story, as in Seoul and Tokyo."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

__all__ = ["LOCAL", "instant"]

LOCAL: Final = timezone(timedelta(hours=9))
"""The time of Seoul and Tokyo alike."""


def instant(local: str) -> int:
    """UTC milliseconds of a local time such as ``2023-04-17T10:00``."""
    return int(datetime.fromisoformat(local).replace(tzinfo=LOCAL).timestamp() * 1000)
