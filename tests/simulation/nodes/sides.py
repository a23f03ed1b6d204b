# SPDX-License-Identifier: Apache-2.0
"""One party of a simulation: its stores, and the process that now works on them."""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.core.errors import UnavailableError
from comity.core.ids import ChannelId, Code, Digest
from comity.core.signing import Signature
from comity.exchange.correspondence import Correspondence
from comity.keys.sealer import LockedSealer
from comity.node.installation import Node, OpenChannels
from tests.simulation.nodes.identities import Cryptography, Identity
from tests.simulation.nodes.stores import Backup, Disk, PointedMarks, PointedRecords
from tests.unit.node.parties import SeededChance

__all__ = ["Side", "Time"]


@dataclass
class Time:
    """The true time, UTC ms; each side's clock is so far off."""

    now: int


@dataclass
class SideClock:
    """A clock that is wrong by a fixed time."""

    time: Time
    off_ms: int = 0

    def now_ms(self) -> int:
        """What it shows."""
        return max(0, self.time.now + self.off_ms)


@dataclass
class SideSigner:
    """Signs for a side as long as its keys are unlocked; the process may end before or after."""

    side: Side
    serial: int

    @property
    def keyset_id(self) -> Digest:
        """Of the working keyset."""
        return self.side.identity.keyset(self.serial).id

    @property
    def locked(self) -> bool:
        """Whether the keys are locked."""
        return self.side.locked

    def sign(self, label: bytes, digest: Digest) -> Signature:
        """As `comity.ports.Signer.sign`."""
        if self.side.locked:
            raise UnavailableError("keys-locked", "HOME-7", "unlock the keys", 60)
        made: Signature = self.side.disk.write(
            lambda: self.side.identity.sign(self.serial, label, digest), takes_room=False
        )
        self.side.signed.append((label, digest))
        return made


@dataclass
class Side:
    """A party and what befalls its machine.

    Args:
        identity: who it is.
        cryptography: of the whole simulation.
        time: the true time.
        seed: of its chance.

    Attributes:
        serial: of the credentials with which it signs.
        locked: whether its keys are.
        signed: all that its signer has signed since somebody looked, as label and digest.
        backup: the newest, if one was made.
    """

    identity: Identity
    cryptography: Cryptography
    time: Time
    seed: object
    serial: int = 1
    locked: bool = False
    processes: int = 0
    backup: Backup | None = None
    disk: Disk = field(default_factory=Disk)
    signed: list[tuple[bytes, Digest]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.records = PointedRecords(self.disk)
        self.marks = PointedMarks(self.disk)
        self.clock = SideClock(self.time)
        self.start()

    @property
    def code(self) -> Code:
        """Under which it signs."""
        return self.identity.code

    @property
    def root(self) -> Digest:
        """The fingerprint of its root."""
        return self.identity.fingerprint

    def start(self) -> None:
        """A new process on the same stores; the one before is gone."""
        self.processes += 1
        self.disk.calm()
        own = self.identity
        self.node = Node(
            own.code,
            own.fingerprint,
            own.card(self.serial),
            self.records,
            self.marks,
            OpenChannels(self.records, self.cryptography.verifier, own.fingerprint),
            SideSigner(self, self.serial),
            self.cryptography.verifier,
            self.clock,
            SeededChance((self.seed, own.code, self.processes)),
        )
        sealer = LockedSealer() if self.locked else own.sealer
        self.desk = Correspondence(self.node, sealer, (own.sealing.id,))

    def lock(self, locked: bool) -> None:  # noqa: FBT001 - what is said is what is done
        """A new process that was given the passphrase, or was not."""
        self.locked = locked
        self.start()

    def back_up(self) -> None:
        """Copy all but the marks."""
        self.backup = self.records.copied()

    def restore(self, *, marks_lost: bool) -> None:
        """The newest backup takes the place of the record; the marks stay, or are lost too."""
        assert self.backup is not None
        self.records.put_back(self.backup)
        if marks_lost:
            self.marks.lose()
        self.start()

    def raws(self, channel: ChannelId, place: int) -> list[bytes]:
        """The bytes of all entries stored after a place."""
        if channel not in self.records.channels():
            return []
        return [placed.raw for _, placed in self.records.since(channel, place, 1_000_000)]
