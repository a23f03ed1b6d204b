# SPDX-License-Identifier: Apache-2.0
"""The record in memory: the reference of the contract, and the double that tests use.

It keeps nothing when the process ends. One lock stands for transactions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import RLock

from comity.core.ids import ChannelId, Code, Digest
from comity.ports import (
    FINDINGS_MAX,
    HINT_CHARS_MAX,
    Absence,
    Ahead,
    Bodies,
    ContentKind,
    Finding,
    Head,
    Kept,
    Link,
    Placed,
    Presence,
    Snapshot,
)
from comity.store.channel_bodies import ChannelBodies
from comity.store.memory_rows import ChannelRows, PeerRows
from comity.store.refusals import (
    ahead_unknown,
    channel_unknown,
    claim,
    number_held,
    pouch_taken,
)

__all__ = ["MemoryRecords"]


class MemoryRecords:
    """`comity.ports.Records` in memory; threads may share it, processes can't."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._channels: dict[ChannelId, ChannelRows] = {}
        self._foundings: dict[Digest, bytes] = {}
        self._peers: dict[str, PeerRows] = {}
        self._findings: dict[ChannelId | None, list[Finding]] = {}

    def close(self) -> None:
        """Nothing: there is no file to let go of."""

    def _at(self, channel: ChannelId) -> ChannelRows:
        found = self._channels.get(channel)
        if found is None:
            raise channel_unknown(channel)
        return found

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written in the block, or nothing where it raises."""
        with self._lock:
            before = (
                {channel: held.copied() for channel, held in self._channels.items()},
                dict(self._foundings),
                {name: replace(peer, seen=peer.seen.copy()) for name, peer in self._peers.items()},
                {channel: list(found) for channel, found in self._findings.items()},
            )
            try:
                yield
            except BaseException:
                self._channels, self._foundings, self._peers, self._findings = before
                raise

    # --- channels and foundings ---

    def open_channel(self, channel: ChannelId, birth: bytes) -> bool:
        """Keep a channel's birth; False where it was open."""
        with self._lock:
            if channel in self._channels:
                return False
            self._channels[channel] = ChannelRows(birth)
            return True

    def channels(self) -> tuple[ChannelId, ...]:
        """Every open channel, in the order of opening."""
        with self._lock:
            return tuple(self._channels)

    def birth(self, channel: ChannelId) -> bytes | None:
        """The bytes a channel was opened with."""
        with self._lock:
            found = self._channels.get(channel)
            return None if found is None else found.birth

    def put_founding(self, digest: Digest, state: bytes) -> None:
        """Keep or replace a founding's state."""
        with self._lock:
            self._foundings[digest] = state

    def founding(self, digest: Digest) -> bytes | None:
        """A founding's state."""
        with self._lock:
            return self._foundings.get(digest)

    def foundings(self) -> Mapping[Digest, bytes]:
        """Every founding kept, in the order of its first put."""
        with self._lock:
            return dict(self._foundings)

    def drop_founding(self, digest: Digest) -> None:
        """Forget a founding."""
        with self._lock:
            self._foundings.pop(digest, None)

    # --- entries ---

    def append(self, channel: ChannelId, entries: Sequence[Placed]) -> int:
        """Store entries, parents first; how many were new."""
        with self._lock:
            at = self._at(channel)
            before = len(at.entries)
            for entry in entries:
                at.store(entry)
            return len(at.entries) - before

    def entry(self, channel: ChannelId, digest: Digest) -> Placed | None:
        """The entry of that hash."""
        with self._lock:
            at = self._at(channel)
            place = at.places.get(digest)
            return None if place is None else at.entries[place - 1]

    def range(self, channel: ChannelId, party: Code, first: int, limit: int) -> tuple[Placed, ...]:
        """A party's entries with first ≤ number < first + limit, by number, then by place."""
        with self._lock:
            log = self._at(channel).logs.get(party, {})
            return tuple(e for n in sorted(log) if 0 <= n - first < limit for e in log[n])

    def since(
        self, channel: ChannelId, place: int, limit: int, *, signatures: bool = True
    ) -> Iterator[tuple[int, Placed]]:
        """Up to `limit` entries after a place, in order."""
        with self._lock:
            found = self._at(channel).entries[place : place + limit]
        return (
            (after, entry if signatures else replace(entry, signature=b""))
            for after, entry in enumerate(found, place + 1)
        )

    def place(self, channel: ChannelId) -> int:
        """The greatest place in use."""
        with self._lock:
            return len(self._at(channel).entries)

    def heads(self, channel: ChannelId) -> Mapping[Code, Head]:
        """The head of every log, by party in byte order."""
        with self._lock:
            at = self._at(channel)
            heads = ((party, at.head(party)) for party in sorted(at.logs))
            return {party: head for party, head in heads if head is not None}

    # --- our own entries ---

    def ahead(self, channel: ChannelId, entry: Ahead) -> None:
        """Claim the next number of our own log for these bytes."""
        with self._lock:
            at = self._at(channel)
            pending = None if at.ahead is None else at.ahead.hash
            claim(channel, entry, at.head(entry.party), pending)
            at.ahead = entry

    def pending_ahead(self, channel: ChannelId) -> Ahead | None:
        """What is written ahead and not finished."""
        with self._lock:
            return self._at(channel).ahead

    def finish(self, channel: ChannelId, digest: Digest, signature: bytes) -> int:
        """Store the entry written ahead under its signature; its place."""
        with self._lock:
            at = self._at(channel)
            stored = at.places.get(digest)
            if stored is not None:
                return stored
            own = at.ahead
            if own is None or own.hash != digest:
                raise ahead_unknown(digest)
            held = at.hashes(own.party, own.number)
            if held:
                raise number_held(own.party, own.number, digest, held)
            return at.store(Placed(own.party, own.number, own.previous, digest, own.raw, signature))

    def drop_ahead(self, channel: ChannelId, digest: Digest) -> None:
        """Forget what is written ahead."""
        with self._lock:
            at = self._at(channel)
            if at.ahead is not None and at.ahead.hash == digest:
                at.ahead = None

    # --- bodies and documents ---

    def put_content(
        self, channel: ChannelId, kind: ContentKind, digest: Digest, kept: Kept
    ) -> bool:
        """Keep content; False if it was destroyed here."""
        with self._lock:
            return self._at(channel).content.setdefault((kind, digest), kept) is not None

    def content(self, channel: ChannelId, kind: ContentKind, digest: Digest) -> Kept | Absence:
        """The content, or why it is not here."""
        with self._lock:
            content = self._at(channel).content
            if (kind, digest) not in content:
                return "absent"
            return content[kind, digest] or "destroyed"

    def contents(
        self, channel: ChannelId, kind: ContentKind, digests: Sequence[Digest]
    ) -> Mapping[Digest, Presence]:
        """For each digest whether its content is here."""
        with self._lock:
            found = {digest: self.content(channel, kind, digest) for digest in digests}
        return {d: "held" if isinstance(kept, Kept) else kept for d, kept in found.items()}

    def destroy_content(self, channel: ChannelId, kind: ContentKind, digest: Digest) -> None:
        """Destroy content; a tombstone stays."""
        with self._lock:
            self._at(channel).content[kind, digest] = None

    def destroyed(self, channel: ChannelId, after: str, limit: int) -> tuple[Digest, ...]:
        """Digests above `after` of content that was destroyed here, ascending."""
        with self._lock:
            content = self._at(channel).content
            found = {d for (_, d), kept in content.items() if kept is None and d > after}
            return tuple(sorted(found)[:limit])

    def bodies(self, channel: ChannelId) -> Bodies:
        """One channel's content as subjects read it."""
        self._at(channel)
        return ChannelBodies(self, channel)

    # --- exchange ---

    def put_receipt(
        self, channel: ChannelId, peer: Code, receipt: bytes, number: int = 0, time: int = 0
    ) -> bool:
        """Keep the newest receipt of a party; False where the one kept is newer."""
        with self._lock:
            receipts = self._at(channel).receipts
            kept_number, kept_time, _ = receipts.get(peer, (number, time, b""))
            same = (number, time) == (kept_number, kept_time)
            newer = same or number > kept_number or time > kept_time
            if newer:
                receipts[peer] = (number, time, receipt)
            return newer

    def receipt(self, channel: ChannelId, peer: Code) -> bytes | None:
        """The last receipt kept of a party."""
        with self._lock:
            found = self._at(channel).receipts.get(peer)
            return None if found is None else found[2]

    def put_heard(self, channel: ChannelId, peer: Code, time: int) -> None:
        """Keep when a pouch of a party was last taken in."""
        with self._lock:
            self._at(channel).heard[peer] = time

    def heard(self, channel: ChannelId, peer: Code) -> int | None:
        """When a pouch of a party was last taken in."""
        with self._lock:
            return self._at(channel).heard.get(peer)

    def put_destroyed_by(self, channel: ChannelId, peer: Code, digests: Sequence[Digest]) -> None:
        """Keep for ever that a party has destroyed this content."""
        with self._lock:
            known = self._at(channel).destroyed_by
            known[peer] = known.get(peer, frozenset()).union(digests)

    def destroyed_by(
        self, channel: ChannelId, peer: Code, digests: Sequence[Digest]
    ) -> frozenset[Digest]:
        """Those of the digests whose content a party has destroyed."""
        with self._lock:
            return self._at(channel).destroyed_by.get(peer, frozenset()).intersection(digests)

    def put_owed(self, channel: ChannelId, peer: Code, owed: bytes) -> None:
        """Keep what our next receipt to a party has to say."""
        with self._lock:
            self._at(channel).owed[peer] = owed

    def owed(self, channel: ChannelId, peer: Code) -> bytes | None:
        """What our next receipt to a party has to say."""
        with self._lock:
            return self._at(channel).owed.get(peer)

    def put_card(self, channel: ChannelId, party: Code, serial: int, card: bytes) -> bool:
        """Keep a party's card if its serial is the greatest."""
        with self._lock:
            cards = self._at(channel).cards
            if party in cards and cards[party][0] >= serial:
                return False
            cards[party] = (serial, card)
            return True

    def card(self, channel: ChannelId, party: Code) -> bytes | None:
        """The newest card kept of a party."""
        with self._lock:
            found = self._at(channel).cards.get(party)
            return None if found is None else found[1]

    def _peer(self, peer: str) -> PeerRows:
        return self._peers.setdefault(peer, PeerRows())

    def sent(self, peer: str) -> Link | None:
        """Our newest pouch to a peer."""
        with self._lock:
            return self._peer(peer).sent

    def put_sent(self, peer: str, pouch: Link) -> None:
        """Keep our next pouch to a peer, before it leaves."""
        with self._lock:
            at = self._peer(peer)
            last = 0 if at.sent is None else at.sent.number
            if pouch.number != last + 1:
                raise pouch_taken(peer, pouch.number, last)
            at.sent = pouch

    def received(self, peer: str) -> Link | None:
        """The pouch of the greatest number received of a peer."""
        with self._lock:
            return self._peer(peer).received

    def put_received(self, peer: str, pouch: Link) -> bool:
        """Keep that a pouch was applied; False if it was before."""
        with self._lock:
            at = self._peer(peer)
            if pouch.hash in at.seen:
                return False
            at.seen.append(pouch.hash)
            if at.received is None or pouch.number > at.received.number:
                at.received = pouch
            return True

    def seen(self, peer: str, digest: Digest) -> bool:
        """Whether a pouch of that digest was applied lately."""
        with self._lock:
            return digest in self._peer(peer).seen

    def note(self, channel: ChannelId | None, finding: Finding) -> None:
        """Add a finding; the newest of each channel and peer stay."""
        with self._lock:
            kept = self._findings.setdefault(channel, [])
            kept.append(replace(finding, hint=finding.hint[:HINT_CHARS_MAX]))
            of_peer = [at for at, other in enumerate(kept) if other.peer == finding.peer]
            if len(of_peer) > FINDINGS_MAX:
                del kept[of_peer[0]]

    def findings(self, channel: ChannelId | None, limit: int) -> tuple[Finding, ...]:
        """The newest findings of a channel, newest first."""
        with self._lock:
            return tuple(reversed(self._findings.get(channel, ())))[:limit]

    # --- snapshots ---

    def put_snapshot(self, channel: ChannelId, snapshot: Snapshot) -> None:
        """Keep a channel's snapshot."""
        with self._lock:
            self._at(channel).snapshot = snapshot

    def snapshot(self, channel: ChannelId) -> Snapshot | None:
        """The snapshot kept."""
        with self._lock:
            return self._at(channel).snapshot

    def drop_snapshot(self, channel: ChannelId) -> None:
        """Forget the snapshot."""
        with self._lock:
            self._at(channel).snapshot = None
