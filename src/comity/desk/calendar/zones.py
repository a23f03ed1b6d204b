# SPDX-License-Identifier: Apache-2.0
"""Time zones to choose from where no item says one."""

from __future__ import annotations

from comity.desk.forms.subject import ZONES
from comity.telling.voice import Voice

__all__ = ["zones_offered"]


def zones_offered(voice: Voice) -> tuple[str, ...]:
    """The node's own first."""
    return tuple(dict.fromkeys((voice.zone or "UTC", *ZONES)))
