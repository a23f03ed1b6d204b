# SPDX-License-Identifier: Apache-2.0
"""Ports that stop at a chosen call, as a process does that is killed there."""

from collections.abc import Callable, Sequence

from comity.core.errors import UnavailableError
from comity.core.ids import ChannelId, Digest
from comity.core.signing import Signature
from comity.ports import Ahead, ContentKind, Kept, Link, Placed, Signer
from comity.store.marks import MemoryMarks
from comity.store.memory import MemoryRecords


class Killed(BaseException):
    """The process ended here: nothing after this call has happened."""


class Fuse:
    """Counts the calls that write, each twice (before and after), and burns at a chosen one."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.passed: list[str] = []

    def set(self, left: int | None) -> None:
        """Burn after that many more moments; None: never."""
        self.left = left
        self.passed = []

    def burn(self, moment: str) -> None:
        """One moment passes.

        Raises:
            Killed: if it is the one.
        """
        self.passed.append(moment)
        if self.left is None:
            return
        if self.left == 0:
            self.left = None
            raise Killed(moment)
        self.left -= 1


class FusedRecords(MemoryRecords):
    """The record in memory, which may stop before or after each of its writes."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self.fuse = fuse

    def open_channel(self, channel: ChannelId, birth: bytes) -> bool:
        self.fuse.burn("before open_channel")
        opened = super().open_channel(channel, birth)
        self.fuse.burn("after open_channel")
        return opened

    def put_founding(self, digest: Digest, state: bytes) -> None:
        self.fuse.burn("before put_founding")
        super().put_founding(digest, state)
        self.fuse.burn("after put_founding")

    def put_content(
        self, channel: ChannelId, kind: ContentKind, digest: Digest, kept: Kept
    ) -> bool:
        self.fuse.burn("before put_content")
        held = super().put_content(channel, kind, digest, kept)
        self.fuse.burn("after put_content")
        return held

    def append(self, channel: ChannelId, entries: Sequence[Placed]) -> int:
        self.fuse.burn("before append")
        new = super().append(channel, entries)
        self.fuse.burn("after append")
        return new

    def ahead(self, channel: ChannelId, entry: Ahead) -> None:
        self.fuse.burn("before ahead")
        super().ahead(channel, entry)
        self.fuse.burn("after ahead")

    def finish(self, channel: ChannelId, digest: Digest, signature: bytes) -> int:
        self.fuse.burn("before finish")
        place = super().finish(channel, digest, signature)
        self.fuse.burn("after finish")
        return place


class FusedMarks(MemoryMarks):
    """Marks in memory, which may stop before or after one is raised."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self.fuse = fuse

    def raise_mark(self, channel: ChannelId, number: int, digest: Digest) -> None:
        self.fuse.burn("before raise_mark")
        super().raise_mark(channel, number, digest)
        self.fuse.burn("after raise_mark")


class OvertakenMarks(FusedMarks):
    """Marks that are read just after another process has done something."""

    meanwhile: Callable[[], object] | None = None

    def mark(self, channel: ChannelId) -> Link | None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return super().mark(channel)


class FusedSigner:
    """A signer that may stop before or after it signs, and remembers what it signed."""

    def __init__(self, signer: Signer, fuse: Fuse) -> None:
        self.signer = signer
        self.fuse = fuse
        self.signed: list[Digest] = []

    @property
    def keyset_id(self) -> Digest:
        return self.signer.keyset_id

    @property
    def locked(self) -> bool:
        return self.signer.locked

    def sign(self, label: bytes, digest: Digest) -> Signature:
        self.fuse.burn("before sign")
        signature = self.signer.sign(label, digest)
        self.signed.append(digest)
        self.fuse.burn("after sign")
        return signature


class FullRecords(MemoryRecords):
    """The record in memory, on a disk that may be full."""

    full = False

    def append(self, channel: ChannelId, entries: Sequence[Placed]) -> int:
        if self.full:
            raise UnavailableError("record-full", "HOME-5", "no room left")
        return super().append(channel, entries)
