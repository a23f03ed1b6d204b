# SPDX-License-Identifier: Apache-2.0
"""Presets: data that fill the terms, the standing agenda and the response times of a dialogue."""

from __future__ import annotations

from comity.presets.reading import NAMES, Preset, load

__all__ = ["NAMES", "Preset", "load"]
