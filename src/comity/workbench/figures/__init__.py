# SPDX-License-Identifier: Apache-2.0
"""Figures from trade tables: read strictly, computed exactly, the same on every node.

A table is untrusted: it may come from a peer. Nothing here is negotiated; whoever has the bytes
gets the same values.
"""

from __future__ import annotations

from comity.workbench.figures.checking import Verdict, verdict_of
from comity.workbench.figures.shares import METHOD, VERSION, compute
from comity.workbench.figures.tables import Flow, Trade, read_table

__all__ = ["METHOD", "VERSION", "Flow", "Trade", "Verdict", "compute", "read_table", "verdict_of"]
