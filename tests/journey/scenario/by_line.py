# SPDX-License-Identifier: Apache-2.0
"""The scenario at terminals, the nodes served: what is signed goes over the line by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.journey.scenario.steps import Party
from tests.journey.scenario.terminal import Terminal
from tests.journey.scenario.watching import Watcher


@dataclass
class ByLine(Terminal):
    """Officers who type; the nodes do the rest.

    Args:
        watcher: knows when both hold the same.
    """

    watcher: Watcher = field(kw_only=True)

    def tell(self, party: Party) -> None:  # noqa: ARG002 - the nodes know whose it is
        """The nodes exchange by themselves."""
        self.hear()
        self.watcher.wait(self.watcher.same)

    def settle(self) -> None:
        """And confirm by themselves."""
        self.watcher.wait(self.watcher.settled)
