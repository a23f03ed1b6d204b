# SPDX-License-Identifier: Apache-2.0
"""The demonstration: the spring of 2023 on two real nodes, told step by step.

The scenario is data, the steps act on the nodes as two desks would. Nothing here is law.
"""

from __future__ import annotations

from comity.demo.story import FOLDER, run

__all__ = ["FOLDER", "run"]
