# SPDX-License-Identifier: Apache-2.0
"""The few words that both ends of the HTTPS road use."""

from __future__ import annotations

from typing import Final

__all__ = ["ALPN", "HEALTH_PATH", "POUCH_PATH", "POUCH_TYPE"]

POUCH_PATH: Final = "/pouch"
HEALTH_PATH: Final = "/health"
POUCH_TYPE: Final = "application/octet-stream"
ALPN: Final = "http/1.1"
