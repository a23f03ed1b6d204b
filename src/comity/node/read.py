# SPDX-License-Identifier: Apache-2.0
"""How channels stand, as every room sees them, kept between readers while nothing has changed.

It knows nothing of who reads: the filter in front of it is the dossier's (HOME-11).
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from comity.core.errors import ComityError
from comity.core.ids import ChannelId, Digest
from comity.node.installation import Node
from comity.ports import Absence, Bodies, ContentKind, Kept
from comity.subjects import Rooms, view

__all__ = ["AGE_MS_MAX", "Views"]

AGE_MS_MAX: Final = 60_000
"""Milliseconds after which it is asked whether a retention rule has destroyed anything since."""
_PAGE: Final = 1_024
"""Digests of what was destroyed that are asked for at a time."""


class _Watched:
    """Bodies that remember which of them were not here yet: they may come at any moment."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self.absent: dict[ContentKind, list[Digest]] = {}

    def content(self, kind: ContentKind, digest: Digest) -> Kept | Absence:
        """The content under a digest, or why it is not here."""
        found = self._bodies.content(kind, digest)
        if found == "absent":
            self.absent.setdefault(kind, []).append(digest)
        return found


@dataclass(frozen=True, slots=True)
class _View:
    """What all rooms showed at a place of the record, when it was last known to be so, how much
    had been destroyed by then, and what was not here.
    """

    place: int
    at_ms: int
    destroyed: int
    rooms: Rooms
    absent: dict[ContentKind, list[Digest]]


class Views:
    """The rooms of a node's channels. Any number of threads may ask."""

    def __init__(self, node: Node) -> None:
        """Nothing is kept yet.

        Args:
            node: whose record is shown.
        """
        self._node = node
        self._kept: dict[ChannelId, _View] = {}
        self._lock = threading.Lock()

    def rooms(self, channel: ChannelId) -> Rooms:
        """Every room of the channel as the record stands now.

        It is computed anew where an entry or a body that was lacking has come, and at the latest
        a minute after content was destroyed.

        Raises:
            RuleError: ``channel-unknown``.
        """
        with self._node.channels.hold(channel) as held:
            now = self._node.clock.now_ms()
            with self._lock:
                kept = self._kept.get(channel)
            if kept is not None and kept.place == held.place and self._still_absent(channel, kept):
                if 0 <= now - kept.at_ms < AGE_MS_MAX:
                    return kept.rooms
                if kept.at_ms <= now and self._destroyed(channel) == kept.destroyed:
                    return self._keep(channel, replace(kept, at_ms=now))
            # Counted first: what is destroyed meanwhile is found at the next count.
            destroyed = self._destroyed(channel)
            bodies = _Watched(self._node.records.bodies(channel))
            rooms = view(held.channel.sight, bodies)
            return self._keep(channel, _View(held.place, now, destroyed, rooms, bodies.absent))

    def warm(self) -> None:
        """Compute the rooms of every channel, so that nobody waits for all of them at once.

        What can't be read is left to whoever asks for it.
        """
        for channel in self._node.channels.ids():
            with suppress(ComityError):
                self.rooms(channel)

    def _keep(self, channel: ChannelId, made: _View) -> Rooms:
        with self._lock:
            self._kept[channel] = made
        return made.rooms

    def _destroyed(self, channel: ChannelId) -> int:
        """How much of a channel's content has been destroyed here; it never becomes less."""
        count, after = 0, ""
        while page := self._node.records.destroyed(channel, after, _PAGE):
            count, after = count + len(page), page[-1]
        return count

    def _still_absent(self, channel: ChannelId, kept: _View) -> bool:
        """Whether nothing that was not here when it was made has come since."""
        contents = self._node.records.contents
        return all(
            presence == "absent"
            for kind, digests in kept.absent.items()
            for presence in contents(channel, kind, digests).values()
        )
