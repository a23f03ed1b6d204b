# SPDX-License-Identifier: Apache-2.0
"""A whole ministry as a demonstration: twenty dialogues, three years, two thousand items.

All of it is signed by real nodes and carried in real pouches. Nothing here is law.
"""

from __future__ import annotations

from comity.demo.ministry.making import Made, make_ministry
from comity.demo.ministry.running import FOLDER, run_ministry

__all__ = ["FOLDER", "Made", "make_ministry", "run_ministry"]
