# SPDX-License-Identifier: Apache-2.0
"""What the desk of one node acts with, installed once when its process starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from comity.assembly.record import Assembled
from comity.config import Config
from comity.node.installation import Node
from comity.node.read import Views

__all__ = ["House", "install", "this_house"]


@dataclass(frozen=True, slots=True)
class House:
    """One node as the desk sees it.

    Args:
        assembled: the node, its keys unlocked or not.
        views: how its dialogues stand, kept between requests.
    """

    assembled: Assembled
    views: Views

    @property
    def config(self) -> Config:
        """The settings of the node."""
        return self.assembled.config

    @property
    def node(self) -> Node:
        """The use cases' node."""
        return self.assembled.node

    @property
    def demonstration(self) -> bool:
        """Whether nothing here is real: a scenario's clock goes instead of the machine's."""
        return self.config.demo_clock is not None


_INSTALLED: Final[list[House]] = []


def install(assembled: Assembled) -> House:
    """Make this the node of the process, in place of any before; returned as the desk sees it."""
    made = House(assembled, Views(assembled.node))
    _INSTALLED[:] = [made]
    return made


def this_house() -> House:
    """The node of this process. A desk never answers before it is installed."""
    assert _INSTALLED, "a desk is installed before it answers"
    return _INSTALLED[0]
