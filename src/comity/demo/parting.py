# SPDX-License-Identifier: Apache-2.0
"""After the story: both nodes go on serving, and the reader is told what to try."""

from __future__ import annotations

from comity.demo.stage import Stage
from comity.locale import mark

__all__ = ["part"]


def part(stage: Stage) -> None:
    """Serve until interrupted."""
    told = stage.teller
    stage.clock.free()
    for side in stage.sides:
        side.serve()
    told.step(mark("Your turn"))
    told.tell(mark("Both nodes go on serving until you press Ctrl-C."))
    for side in stage.sides:
        side.wait()
