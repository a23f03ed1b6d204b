# SPDX-License-Identifier: Apache-2.0
"""A road in memory, for simulations: it loses, repeats and reorders, by a seed.

The same seed and the same calls give the same troubles.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

__all__ = ["MemoryCarrier", "MemoryRoad", "Troubles"]

WAITING_MAX: Final = 10_000
"""Pouches waiting for one node; more is a simulation that never ends."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """How bad the road is: each a probability from 0 to 1.

    Args:
        loss: that a pouch never arrives.
        repetition: that it arrives a second time (and then, again by chance, a third).
        reordering: that it is put at any place among those that wait, not behind them.
    """

    loss: float = 0.0
    repetition: float = 0.0
    reordering: float = 0.0


@dataclass(slots=True)
class MemoryRoad:
    """A road between any number of nodes, each with its own name and letterbox. Rule: POUCH-1.

    Args:
        seed: decides every trouble.
        troubles: may be changed at any time; a good road in the end lets all arrive.
    """

    seed: int
    troubles: Troubles = Troubles()
    _random: random.Random = field(init=False)
    _waiting: dict[str, list[bytes]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - troubles, not secrets

    def put(self, receiver: str, pouch: bytes) -> None:
        """Send a pouch off to a node; the road decides what becomes of it."""
        box = self._waiting.setdefault(receiver, [])
        if self._happens(self.troubles.loss):
            return
        while True:
            assert len(box) < WAITING_MAX, "nobody takes what is put here"
            place = len(box)
            if self._happens(self.troubles.reordering):
                place = self._random.randint(0, len(box))
            box.insert(place, pouch)
            if not self._happens(self.troubles.repetition):
                return

    def take(self, receiver: str) -> bytes | None:
        """The next pouch that arrives at a node, or None where none waits."""
        box = self._waiting.get(receiver)
        return box.pop(0) if box else None

    def _happens(self, probability: float) -> bool:
        return self._random.random() < probability


@dataclass(frozen=True, slots=True)
class MemoryCarrier:
    """A `comity.ports.Carrier` onto the road; answers come by the road too."""

    road: MemoryRoad
    receiver: str

    def carry(self, pouch: bytes) -> None:
        """Put the pouch on the road; no answer comes at once."""
        self.road.put(self.receiver, pouch)
