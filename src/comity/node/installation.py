# SPDX-License-Identifier: Apache-2.0
"""One party's node as its use cases see it: the ports it acts with, and its folded channels.

The folds follow the store: whatever another process of this node has stored is taken in before
a channel is used. They are a cache, never a second truth.
"""

from __future__ import annotations

import gc
import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from comity.core.acts import Act, references
from comity.core.cards import SignedCard
from comity.core.channel import Admitted, Channel
from comity.core.errors import MalformedError, RuleError
from comity.core.genesis import Birth, read_birth
from comity.core.ids import ChannelId, Code, Digest, b64
from comity.core.signing import Verifier
from comity.core.snapshots import restore, snapshot
from comity.node.wants import Wants
from comity.ports import Chance, Clock, ContentKind, Marks, Records, Signer, Snapshot

__all__ = ["Held", "Node", "OpenChannels", "bulk"]

_PAGE: Final = 1_024
"""Entries read from the store at a time while a fold catches up."""

_SNAPSHOT_EVERY: Final = 10_000
"""Entries that a fold has to catch up with at once before it leaves a snapshot behind."""


class Held:
    """One open channel, folded up to a place of the store.

    Attributes:
        channel: the fold.
        own: this node's party in it.
        gathered_ms: when this process last signed a bare entry here, by the node's clock.
        dropped: whether it is no longer to be used: who still waits for it finds another.
    """

    def __init__(self, channel: Channel, own: Code) -> None:
        self.channel = channel
        self.own = own
        self.place = 0
        self.dropped = False
        self.gathered_ms: int | None = None
        self.lock = threading.RLock()
        self._wants = Wants(channel.id)

    @property
    def destroyed(self) -> dict[Digest, None]:
        """Digests of content found to be destroyed here by rule."""
        return self._wants.destroyed

    def note(self, admitted: Admitted) -> None:
        """Remember the content that an entry names, to be looked for later."""
        for act in admitted.entry.acts:
            self._name(act, admitted.entry.party)

    def name_all(self) -> None:
        """Remember the content that every act of the fold names, after a snapshot."""
        fold, parties = self.channel.fold, self.channel.parties
        for records in fold.offered.values():
            for record in records:
                self._name(record.act, parties[record.link.place])
                for link, _, reason in record.refusals:
                    if reason is not None:
                        self._wants.name("body", (reason,), parties[link.place])
        for said in fold.declared.values():
            for link, _, act in said:
                self._name(act, parties[link.place])

    def _name(self, act: Act, author: Code) -> None:
        bodies, documents = references(act)
        self._wants.name("body", bodies, author)
        self._wants.name("document", documents, author)

    def came(self, kind: ContentKind, digest: Digest) -> None:
        """Content that was lacking is stored now."""
        self._wants.came(kind, digest)

    def lacks(self, kind: ContentKind, digest: Digest) -> bool:
        """True if named content was not here when the store was last asked for it."""
        return self._wants.lacks(kind, digest)

    def absent(
        self, records: Records, named: Iterable[tuple[ContentKind, Digest]]
    ) -> set[tuple[ContentKind, Digest]]:
        """Those of some digests that stored entries name and this node neither holds nor
        destroyed.
        """
        return self._wants.absent(records, named)

    def lacking(self, records: Records) -> dict[ContentKind, tuple[Digest, ...]]:
        """All digests that stored entries name and this node neither holds nor destroyed, as far
        as this process knows.
        """
        return self._wants.all(records)

    def wanted(
        self, records: Records, chance: Chance, count: int
    ) -> dict[ContentKind, tuple[Digest, ...]]:
        """Some of the digests that are lacking, by chance, and of each kind at most that many.

        It costs no more for what is lacking beside these. Rule: POUCH-7.
        """
        return self._wants.some(records, chance, count)


@contextmanager
def bulk() -> Iterator[None]:
    """No search for cycles while many small values are made that have none and all stay."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _sum(raw: bytes) -> Digest:
    return Digest(b64(hashlib.sha256(raw).digest()))


class OpenChannels:
    """The folds of a record's channels, each under its own lock."""

    def __init__(self, records: Records, verifier: Verifier, root: Digest) -> None:
        """No channel is read yet.

        Args:
            records: the shared record of this node.
            verifier: judges signatures.
            root: the fingerprint of this node's own root, by which it finds its party.
        """
        self._records = records
        self._verifier = verifier
        self._root = root
        self._held: dict[ChannelId, Held] = {}
        self._lock = threading.Lock()

    def ids(self) -> tuple[ChannelId, ...]:
        """Every open channel of the record, in the order of opening."""
        return self._records.channels()

    @contextmanager
    def hold(self, channel: ChannelId) -> Iterator[Held]:
        """The channel, caught up with the store, for this thread alone until the block ends.

        Raises:
            RuleError: ``channel-unknown`` if it is not open here. Rule: BIRTH-11.
        """
        while True:
            held = self._find(channel)
            with held.lock:
                if held.dropped:
                    continue  # while this thread waited for it
                known = -1
                try:
                    self.catch_up(held)
                    known = len(held.channel)
                    yield held
                except BaseException:
                    # What was folded and not stored must not stay: the store is the truth.
                    if len(held.channel) != known:
                        self.forget(channel)
                    raise
                return

    def forget(self, channel: ChannelId) -> None:
        """Drop the fold of a channel; it is built again from the store when next needed."""
        with self._lock:
            held = self._held.pop(channel, None)
            if held is not None:
                held.dropped = True

    def _find(self, channel: ChannelId) -> Held:
        with self._lock:
            held = self._held.get(channel)
            if held is None:
                raw = self._records.birth(channel)
                if raw is None:
                    raise RuleError("channel-unknown", "BIRTH-11", "no such channel is open here")
                birth = read_birth(raw, self._verifier)
                own = next((p.code for p in birth.genesis.parties if p.root == self._root), None)
                if own is None:
                    raise RuleError("stranger", "BIRTH-1", "this node is no party of the channel")
                held = self._start(birth, own)
                self._held[channel] = held
            return held

    def _start(self, birth: Birth, own: Code) -> Held:
        """The channel from its snapshot, or empty where there is none that can be read."""
        kept = self._records.snapshot(birth.genesis.channel)
        if kept is not None:
            newest = self._records.place(birth.genesis.channel)
            if kept.place <= newest and _sum(kept.raw) == kept.digest:
                try:
                    held = Held(restore(birth, self._verifier, kept.raw), own)
                except MalformedError:
                    pass  # of another version of this program: the entries are the truth
                else:
                    held.place = kept.place
                    held.name_all()
                    return held
            self._records.drop_snapshot(birth.genesis.channel)
        return Held(Channel(birth, self._verifier), own)

    def catch_up(self, held: Held) -> None:
        """Fold what has been stored since, by whatever process. Called under the held lock."""
        begun = held.place
        newest = self._records.place(held.channel.id)
        while held.place < newest:
            page = self._records.since(held.channel.id, held.place, _PAGE, signatures=False)
            for place, placed in page:
                held.note(held.channel.replay(placed.raw))
                held.place = place
            if held.place - begun >= _SNAPSHOT_EVERY:
                raw = snapshot(held.channel)
                kept = Snapshot(held.place, _sum(raw), raw)
                self._records.put_snapshot(held.channel.id, kept)


@dataclass(frozen=True, slots=True)
class Node:
    """Everything that the use cases of one node act with.

    `party` is its code, `root` the fingerprint of its root, `card` its own signed card.
    """

    party: Code
    root: Digest
    card: SignedCard
    records: Records
    marks: Marks
    channels: OpenChannels
    signer: Signer
    verifier: Verifier
    clock: Clock
    chance: Chance
