# SPDX-License-Identifier: Apache-2.0
"""What the record in memory holds of one channel, and of one peer."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from comity.core.ids import Code, Digest
from comity.ports import (
    POUCHES_SEEN_MAX,
    Ahead,
    ContentKind,
    Head,
    Kept,
    Link,
    Placed,
    Snapshot,
)

__all__ = ["ChannelRows", "PeerRows"]


@dataclass(slots=True)
class ChannelRows:
    """One open channel."""

    birth: bytes
    entries: list[Placed] = field(default_factory=list)
    places: dict[Digest, int] = field(default_factory=dict)
    logs: dict[Code, dict[int, list[Placed]]] = field(default_factory=dict)
    ahead: Ahead | None = None
    content: dict[tuple[ContentKind, Digest], Kept | None] = field(default_factory=dict)
    receipts: dict[Code, tuple[int, int, bytes]] = field(default_factory=dict)
    heard: dict[Code, int] = field(default_factory=dict)
    destroyed_by: dict[Code, frozenset[Digest]] = field(default_factory=dict)
    owed: dict[Code, bytes] = field(default_factory=dict)
    cards: dict[Code, tuple[int, bytes]] = field(default_factory=dict)
    snapshot: Snapshot | None = None

    def store(self, entry: Placed) -> int:
        """Store an entry unless it is here; its place."""
        place = self.places.get(entry.hash)
        if place is None:
            self.entries.append(entry)
            place = self.places[entry.hash] = len(self.entries)
            self.logs.setdefault(entry.party, {}).setdefault(entry.number, []).append(entry)
        if self.ahead is not None and self.ahead.hash == entry.hash:
            self.ahead = None
        return place

    def copied(self) -> ChannelRows:
        """A channel that later writes to this one do not touch."""
        return replace(
            self,
            entries=list(self.entries),
            places=dict(self.places),
            logs={
                party: {number: list(same) for number, same in log.items()}
                for party, log in self.logs.items()
            },
            content=dict(self.content),
            receipts=dict(self.receipts),
            heard=dict(self.heard),
            destroyed_by=dict(self.destroyed_by),
            owed=dict(self.owed),
            cards=dict(self.cards),
        )

    def hashes(self, party: Code, number: int) -> tuple[Digest, ...]:
        """The entries of one party and number, sorted."""
        return tuple(sorted(entry.hash for entry in self.logs.get(party, {}).get(number, ())))

    def head(self, party: Code) -> Head | None:
        """The head of a party's log."""
        if party not in self.logs:
            return None
        number = max(self.logs[party])
        return Head(number, self.hashes(party, number))


@dataclass(slots=True)
class PeerRows:
    """The chains of pouches to and from one peer."""

    sent: Link | None = None
    received: Link | None = None
    seen: deque[Digest] = field(default_factory=lambda: deque(maxlen=POUCHES_SEEN_MAX))
