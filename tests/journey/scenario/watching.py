# SPDX-License-Identifier: Apache-2.0
"""What both nodes hold, read from their disks while they work, without their keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from comity.assembly.record import Assembled, assemble
from comity.config import read_config
from comity.core.ids import ChannelId
from comity.node.compare import record_digest
from comity.store.channel_bodies import ChannelBodies
from comity.subjects import Rooms, view
from comity.telling.names import read_names
from tests.journey.scenario.capitals import Capitals
from tests.journey.scenario.steps import DIALOGUES, Dialogue, Party

SEEN_S_MAX = 180
"""How long news may take on a busy machine, with a line that is tried again after a minute."""
_EVERY_S = 0.1


@dataclass(frozen=True)
class Watcher:
    """Looks on at both sides."""

    nodes: dict[Party, Assembled]
    channels: dict[Dialogue, ChannelId]

    def rooms(self, party: Party, dialogue: Dialogue) -> Rooms:
        """How a dialogue stands at a side."""
        node, channel = self.nodes[party].node, self.channels[dialogue]
        with node.channels.hold(channel) as held:
            return view(held.channel.sight, ChannelBodies(node.records, channel))

    def digests(self, dialogue: Dialogue) -> set[str]:
        """Of what each side holds: one where both hold the same."""
        channel = self.channels[dialogue]
        return {str(record_digest(one.node, channel)) for one in self.nodes.values()}

    def open_offer(self, party: Party, dialogue: Dialogue, matter: str) -> tuple[str, int, int]:
        """The newest proposal on an item that awaits a side."""
        for one in self.rooms(party, dialogue).standings:
            if one.matter == matter:
                waiting = [each for each in one.open if party in each.awaited]
                ref = waiting[-1].offer.ref
                return (ref.party, ref.number, ref.index)
        raise AssertionError(matter)

    def same(self) -> bool:
        """Whether both sides hold the same."""
        return all(len(self.digests(one)) == 1 for one in DIALOGUES)

    def settled(self) -> bool:
        """Whether they do, and whatever is agreed is confirmed at both."""
        return self.same() and not self.unconfirmed()

    def wait(self, seen: Callable[[], bool]) -> None:
        """Return as soon as something is seen."""
        until = time.monotonic() + SEEN_S_MAX
        while not seen():
            assert time.monotonic() < until, f"{self.held()}; {self.unconfirmed()}"
            time.sleep(_EVERY_S)  # looked at again and again, up to a deadline

    def held(self) -> list[tuple[Party, Dialogue, int]]:
        """How many entries each side holds of each dialogue."""
        found: list[tuple[Party, Dialogue, int]] = []
        for party, here in self.nodes.items():
            for dialogue, channel in self.channels.items():
                with here.node.channels.hold(channel) as held:
                    found.append((party, dialogue, len(held.channel)))
        return found

    def unconfirmed(self) -> list[tuple[Any, ...]]:
        """What is agreed and not confirmed yet, by side and dialogue."""
        return [
            (party, dialogue, one.matter)
            for party in self.nodes
            for dialogue in DIALOGUES
            for one in self.rooms(party, dialogue).standings
            if one.agreed is not None and not one.agreed.confirmed
        ]


@contextmanager
def watching(capitals: Capitals) -> Iterator[Watcher]:
    """Somebody who looks on until the block ends."""
    nodes: dict[Party, Assembled] = {}
    names = read_names(read_config(capitals.hands["kr"].node).names)
    try:
        for party, hand in capitals.hands.items():
            nodes[party] = assemble(read_config(hand.node), None)
        yield Watcher(nodes, {one: names.by_name[one] for one in DIALOGUES})
    finally:
        for here in nodes.values():
            here.close()
