# SPDX-License-Identifier: Apache-2.0
"""A node's stores in memory, in which a process may end, or a disk be full, at every write.

What is written inside a transaction is gone if the process ends before the transaction does; the
mark lies elsewhere and is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Final

from comity.core.errors import UnavailableError
from comity.core.ids import ChannelId, Code, Digest
from comity.ports import Finding
from comity.store.marks import MemoryMarks
from comity.store.memory import MemoryRecords
from comity.store.memory_rows import ChannelRows, PeerRows

__all__ = ["Backup", "CrashError", "Disk", "PointedMarks", "PointedRecords"]


class CrashError(BaseException):
    """The process has ended here. Nothing of the program may catch it."""


@dataclass
class Disk:
    """What befalls the writes of one node.

    Attributes:
        crash_in: writes until the process ends; None: it does not.
        crash_after: whether it ends after that write rather than before.
        full_for: writes that still find no room.
        happened: how often each of both befell, by ``crash`` and ``full``.
    """

    crash_in: int | None = None
    crash_after: bool = False
    full_for: int = 0
    happened: dict[str, int] = field(default_factory=lambda: {"crash": 0, "full": 0})

    def write(self, act: Callable[[], Any], *, takes_room: bool = True) -> Any:
        """One write, if it comes about; or something else before or after which a process ends."""
        ends = self._ends()
        if ends and not self.crash_after:
            self._crash()
        if self.full_for and takes_room:
            self.full_for -= 1
            self.happened["full"] += 1
            raise UnavailableError("record-full", "HOME-5", "no room left: make room", 60)
        done = act()
        if ends:
            self._crash()
        return done

    def calm(self) -> None:
        """Nothing befalls the next writes."""
        self.crash_in, self.full_for = None, 0

    def _ends(self) -> bool:
        if self.crash_in is None:
            return False
        self.crash_in -= 1
        return self.crash_in <= 0

    def _crash(self) -> None:
        self.crash_in = None
        self.happened["crash"] += 1
        raise CrashError


@dataclass(frozen=True)
class Backup:
    """What a record held at one moment, without its marks."""

    channels: dict[ChannelId, ChannelRows]
    foundings: dict[Digest, bytes]
    peers: dict[str, PeerRows]
    findings: dict[ChannelId | None, list[Finding]]


_WRITES: Final = (
    "open_channel", "put_founding", "drop_founding", "append", "ahead", "finish", "drop_ahead",
    "put_content", "destroy_content", "put_receipt", "put_heard", "put_destroyed_by", "put_owed",
    "put_card", "put_sent", "put_received", "note", "put_snapshot", "drop_snapshot",
)  # fmt: skip


def _pointed(name: str) -> Callable[..., Any]:
    plain = getattr(MemoryRecords, name)

    @wraps(plain)
    def write(self: PointedRecords, *values: Any, **named: Any) -> Any:
        return self.disk.write(lambda: plain(self, *values, **named))

    return write


class PointedRecords(MemoryRecords):
    """The record in memory, with a point at each write and at the end of each transaction."""

    def __init__(self, disk: Disk) -> None:
        super().__init__()
        self.disk = disk

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction. The point at its end lies before what it wrote is durable, or after."""
        ends = False
        with super().together():
            yield
            ends = self.disk._ends()
            if ends and not self.disk.crash_after:
                self.disk._crash()
        if ends:
            self.disk._crash()

    def copied(self) -> Backup:
        """All of it, as a backup holds it."""
        return Backup(
            {channel: rows.copied() for channel, rows in self._channels.items()},
            dict(self._foundings),
            {name: replace(peer, seen=peer.seen.copy()) for name, peer in self._peers.items()},
            {channel: list(found) for channel, found in self._findings.items()},
        )

    def put_back(self, backup: Backup) -> None:
        """A backup takes the place of all that is here."""
        self._channels, self._foundings = backup.channels, backup.foundings
        self._peers, self._findings = backup.peers, backup.findings
        again = self.copied()
        self._channels, self._foundings = again.channels, again.foundings
        self._peers, self._findings = again.peers, again.findings


for _name in _WRITES:
    setattr(PointedRecords, _name, _pointed(_name))


class PointedMarks(MemoryMarks):
    """The marks in memory, with a point at each write."""

    def __init__(self, disk: Disk) -> None:
        super().__init__()
        self.disk = disk

    def raise_mark(self, channel: ChannelId, number: int, digest: Digest) -> None:
        """Make this the mark."""
        raised = super().raise_mark
        self.disk.write(lambda: raised(channel, number, digest))

    def put_answer(self, channel: ChannelId, party: Code, tips: Sequence[Digest]) -> None:
        """Keep an answer until there is a mark again."""
        put = super().put_answer
        self.disk.write(lambda: put(channel, party, tips))

    def lose(self) -> None:
        """The marks are gone, as after a disk has failed."""
        self._marks.clear()
        self._answers.clear()
