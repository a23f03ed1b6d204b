# SPDX-License-Identifier: Apache-2.0
"""The shared record of a node, and the mark that keeps its signer from forking.

They keep bytes and know nothing of validity: callers have judged what they store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from comity.core.ids import ChannelId, Code, Digest
from comity.ports.kept import (
    Absence,
    Ahead,
    ContentKind,
    Finding,
    Head,
    Kept,
    Link,
    Placed,
    Presence,
    Snapshot,
)

__all__ = ["Bodies", "Marks", "Records"]


class Bodies(Protocol):
    """Read access to bodies and documents, all that a subject's view needs."""

    def content(self, kind: ContentKind, digest: Digest) -> Kept | Absence:
        """The content under a digest, or why it is not here."""
        ...


class Records(Protocol):
    """The shared record of one node: every channel, durable when a call returns.

    Any number of threads and processes may use one record at the same time. A channel's entries
    have a **place**: 1, 2, 3 … in the order of arrival, which is a causal order because callers
    append parents first. All calls may raise UnavailableError (``record-busy``, ``record-full``)
    and ConfigError (``record-unreadable``); those that name a channel raise LogError
    ``channel-unknown`` where it was never opened, except `birth`, `note` and `findings`.
    """

    def close(self) -> None:
        """Let go of files; further calls are a bug."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """A block in which everything this thread writes becomes durable at once, at its end.

        Where the block raises, nothing of it is kept. Blocks may stand inside each other; the
        outermost counts. Other writers wait meanwhile: judge first, then write together.
        """
        ...

    # --- channels and foundings ---

    def open_channel(self, channel: ChannelId, birth: bytes) -> bool:
        """Keep a channel's birth: opaque canonical bytes (genesis and signed roots).

        Returns:
            False where the channel is open already: the first birth stays.
        """
        ...

    def channels(self) -> tuple[ChannelId, ...]:
        """Every open channel, in the order of opening."""
        ...

    def birth(self, channel: ChannelId) -> bytes | None:
        """The bytes a channel was opened with, or None where it is not open."""
        ...

    def put_founding(self, digest: Digest, state: bytes) -> None:
        """Keep or replace the state (small, opaque) of the founding of that invitation."""
        ...

    def founding(self, digest: Digest) -> bytes | None:
        """The state of a founding."""
        ...

    def foundings(self) -> Mapping[Digest, bytes]:
        """Every founding kept, in the order of its first put."""
        ...

    def drop_founding(self, digest: Digest) -> None:
        """Forget a founding; nothing happens where there is none."""
        ...

    # --- entries ---

    def append(self, channel: ChannelId, entries: Sequence[Placed]) -> int:
        """Store entries, judged before and parents first, all or none.

        An entry whose hash is stored already is passed over; several of one party and number
        are kept as proof of a fork. One of ours written ahead counts as finished by its arrival.

        Returns:
            How many were new.
        """
        ...

    def entry(self, channel: ChannelId, digest: Digest) -> Placed | None:
        """The entry of that hash, of whatever party."""
        ...

    def range(self, channel: ChannelId, party: Code, first: int, limit: int) -> tuple[Placed, ...]:
        """A party's entries with first ≤ number < first + limit, by number, then by place."""
        ...

    def since(
        self, channel: ChannelId, place: int, limit: int, *, signatures: bool = True
    ) -> Iterator[tuple[int, Placed]]:
        """Up to `limit` entries after a place (0: from the start), each with its place, in order.

        Args:
            signatures: False leaves `Placed.signature` empty, which reads a fraction of the
                bytes: for a replay of what was verified when it came.
        """
        ...

    def place(self, channel: ChannelId) -> int:
        """The greatest place in use, 0 where nothing is stored: has anything come since?"""
        ...

    def heads(self, channel: ChannelId) -> Mapping[Code, Head]:
        """The head of every log that has entries here, by party in byte order."""
        ...

    # --- our own entries: written ahead, then signed (protocol §7, the signer never forks) ---

    def ahead(self, channel: ChannelId, entry: Ahead) -> None:
        """Claim the next number of our own log for these bytes, before they are signed.

        Of all callers in all processes one wins. A node has one log in a channel: while an entry
        of it is not finished, no other number can be claimed.

        Raises:
            LogError: ``number-taken`` unless the number is one more than the head's (1 in an
                empty log), `previous` is a hash of the head (the channel id in an empty log),
                and nothing is written ahead in the channel. The caller reads the head and tries
                again.

        Rule: HOME-5.
        """
        ...

    def pending_ahead(self, channel: ChannelId) -> Ahead | None:
        """What is written ahead and not finished: being signed now, or left by a crash.

        Whoever finds it signs the very same bytes and finishes them, which is harmless where its
        writer is alive and does so too. Rule: HOME-5.
        """
        ...

    def finish(self, channel: ChannelId, digest: Digest, signature: bytes) -> int:
        """Store the entry written ahead under its signature, in one transaction.

        Where the hash is stored already nothing changes: the first signature stays.

        Returns:
            Its place.

        Raises:
            LogError: ``ahead-unknown`` where it is neither written ahead nor stored;
                ``number-taken`` where another entry of that log has come to hold the number (an
                older one of ours, brought back by a peer): then release nothing, `drop_ahead`.
        """
        ...

    def drop_ahead(self, channel: ChannelId, digest: Digest) -> None:
        """Forget what is written ahead; nothing happens where it is not.

        Only for bytes that were never signed (the mark does not name them) or that can't be
        finished (``number-taken``): else two entries of one number might come to be.
        Rule: HOME-5.
        """
        ...

    # --- bodies and documents, by channel: only its parties may be sent them ---

    def put_content(
        self, channel: ChannelId, kind: ContentKind, digest: Digest, kept: Kept
    ) -> bool:
        """Keep content whose salted digest the caller has verified.

        Returns:
            True if it is held now; False if it was destroyed here, which is for ever.
        """
        ...

    def content(self, channel: ChannelId, kind: ContentKind, digest: Digest) -> Kept | Absence:
        """The content, or why it is not here."""
        ...

    def contents(
        self, channel: ChannelId, kind: ContentKind, digests: Sequence[Digest]
    ) -> Mapping[Digest, Presence]:
        """For each digest whether its content is here; no content is read."""
        ...

    def destroy_content(self, channel: ChannelId, kind: ContentKind, digest: Digest) -> None:
        """Destroy content by a retention rule: its bytes are overwritten, a tombstone stays.

        Content never received is marked as destroyed too, so that it is never asked for.
        Rule: HOME-9, POUCH-11.
        """
        ...

    def destroyed(self, channel: ChannelId, after: str, limit: int) -> tuple[Digest, ...]:
        """Digests above `after` of content that was destroyed here, ascending, the first ones."""
        ...

    def bodies(self, channel: ChannelId) -> Bodies:
        """One channel's content as subjects read it."""
        ...

    # --- exchange: receipts, cards, pouches, findings ---

    def put_receipt(
        self, channel: ChannelId, peer: Code, receipt: bytes, number: int = 0, time: int = 0
    ) -> bool:
        """Keep the newest receipt of a party, opaque, in place of the one before.

        Args:
            number, time: of the pouch that it came in. It is older than the one kept only if both
                say so: a peer that was restored begins again with lower numbers.

        Returns:
            False if the one kept is newer, and stays.
        """
        ...

    def receipt(self, channel: ChannelId, peer: Code) -> bytes | None:
        """The last receipt kept of a party."""
        ...

    def put_heard(self, channel: ChannelId, peer: Code, time: int) -> None:
        """Keep when a pouch of a party was last taken in, in place of the time before.

        Args:
            time: in ms, by the clock of this node: what a peer's clock says is only a claim.
        """
        ...

    def heard(self, channel: ChannelId, peer: Code) -> int | None:
        """When a pouch of a party was last taken in for a channel; None if that is not known."""
        ...

    def put_destroyed_by(self, channel: ChannelId, peer: Code, digests: Sequence[Digest]) -> None:
        """Keep for ever that a party has destroyed this content. Rule: POUCH-8, POUCH-11."""
        ...

    def destroyed_by(
        self, channel: ChannelId, peer: Code, digests: Sequence[Digest]
    ) -> frozenset[Digest]:
        """Those of the digests whose content a party has destroyed."""
        ...

    def put_owed(self, channel: ChannelId, peer: Code, owed: bytes) -> None:
        """Keep what our next receipt to a party has to say of its last pouch, opaque."""
        ...

    def owed(self, channel: ChannelId, peer: Code) -> bytes | None:
        """What our next receipt to a party has to say; kept until something newer is."""
        ...

    def put_card(self, channel: ChannelId, party: Code, serial: int, card: bytes) -> bool:
        """Keep a party's card if its serial is greater than that of the one kept.

        Returns:
            True if it was kept.
        """
        ...

    def card(self, channel: ChannelId, party: Code) -> bytes | None:
        """The card of the greatest serial kept of a party."""
        ...

    def sent(self, peer: str) -> Link | None:
        """Our newest pouch to a peer. `peer` is one name for one node in all channels."""
        ...

    def put_sent(self, peer: str, pouch: Link) -> None:
        """Keep the number and digest of our next pouch to a peer, before it leaves.

        Raises:
            LogError: ``number-taken`` unless its number is one more than the last (or 1).

        Rule: POUCH-5.
        """
        ...

    def received(self, peer: str) -> Link | None:
        """The pouch of the greatest number received of a peer."""
        ...

    def put_received(self, peer: str, pouch: Link) -> bool:
        """Keep that a pouch was applied; among the last POUCHES_SEEN_MAX it is known again.

        Returns:
            False if this very digest was kept before (a repetition).
        """
        ...

    def seen(self, peer: str, digest: Digest) -> bool:
        """Whether a pouch of that digest was applied lately (see `put_received`)."""
        ...

    def note(self, channel: ChannelId | None, finding: Finding) -> None:
        """Add a finding (channel None: of the peer as a whole); the newest FINDINGS_MAX stay.

        Rule: NODE-12.
        """
        ...

    def findings(self, channel: ChannelId | None, limit: int) -> tuple[Finding, ...]:
        """The newest findings of a channel, newest first."""
        ...

    # --- snapshots ---

    def put_snapshot(self, channel: ChannelId, snapshot: Snapshot) -> None:
        """Keep a channel's snapshot in place of the one before."""
        ...

    def snapshot(self, channel: ChannelId) -> Snapshot | None:
        """The snapshot kept."""
        ...

    def drop_snapshot(self, channel: ChannelId) -> None:
        """Forget the snapshot: the entries are the truth."""
        ...


class Marks(Protocol):
    """The high-water mark of our own log in each channel, outside of what backups restore."""

    def mark(self, channel: ChannelId) -> Link | None:
        """The newest entry we were about to sign, number 0 before the first; None if it was lost.

        A channel gets its mark 0 before it is opened, so an open channel without one has lost it.

        Raises:
            ConfigError: ``mark-unreadable``: sign nothing until an operator has looked.
        """
        ...

    def raise_mark(self, channel: ChannelId, number: int, digest: Digest) -> None:
        """Make this the mark, on disk, before its bytes are signed. Repeating it is harmless.

        Number 0, with the channel id as its hash, says that nothing was signed yet.

        When it returns the mark is exactly this; else nothing may be signed.

        Raises:
            LogError: ``mark-conflict`` if the mark has that number with another hash;
                ``mark-passed`` if it has a greater number: a restored backup; or, if the entry is
                stored by now, another process has finished it for us and signed on.
            ConfigError: ``mark-unreadable``.

        Rule: HOME-5.
        """
        ...

    def answers(self, channel: ChannelId) -> Mapping[Code, tuple[Digest, ...]]:
        """What other parties have answered since the mark was lost; {} while there is a mark.

        For each of them the newest entries of our log that it holds, () if it holds none.
        """
        ...

    def put_answer(self, channel: ChannelId, party: Code, tips: Sequence[Digest]) -> None:
        """Keep a party's newest answer until there is a mark again; nothing while there is one.

        Answers lie where the mark lies, so what was answered before a loss is lost with it.

        Raises:
            ConfigError: ``mark-unreadable``.

        Rule: HOME-6.
        """
        ...
