# SPDX-License-Identifier: Apache-2.0
"""The record in a database on PostgreSQL: the statements of `sqlite.py` in its words.

`postgres_database.py` keeps connections and transactions, `postgres_schema.py` the tables. Nothing
is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from comity.core.ids import ChannelId, Code, Digest
from comity.ports import (
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
from comity.store import postgres_rows as rows
from comity.store.channel_bodies import ChannelBodies
from comity.store.postgres_database import PostgresDatabase, Row
from comity.store.refusals import channel_unknown

__all__ = ["PostgresRecords"]

ROWS_READ_MAX: Final = 256
"""Entries read by one statement, so that no reader holds up another for long."""


class PostgresRecords:
    """`comity.ports.Records` on a server; threads, processes and hosts may share it.

    Args:
        place: parameters of libpq, see `PostgresDatabase`, which also tells what opening raises.
    """

    def __init__(self, place: Mapping[str, str]) -> None:
        self.database = PostgresDatabase(place)
        self._ids: dict[ChannelId, int] = {}

    def close(self) -> None:
        """Let go of the server."""
        self.database.close()

    def _one(self, statement: str, *values: object) -> Row | None:
        found = self._all(statement, *values)
        return found[0] if found else None

    def _all(self, statement: str, *values: object) -> list[Row]:
        return self.database.rows(statement, values)

    def _do(self, statement: str, *values: object) -> int:
        with self.database.writing() as connection:
            return connection.execute(statement.encode(), values).rowcount

    def _id(self, channel: ChannelId) -> int:
        """The number that stands for a channel inside the database; it never changes."""
        if channel not in self._ids:
            row = self._one("SELECT id FROM channel WHERE channel = %s", channel)
            if row is None:
                raise channel_unknown(channel)
            self._ids[channel] = row[0]
        return self._ids[channel]

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction around all that this thread writes in the block."""
        with self.database.writing():
            yield

    # --- channels and foundings ---

    def open_channel(self, channel: ChannelId, birth: bytes) -> bool:
        """Keep a channel's birth; False where it was open."""
        statement = "INSERT INTO channel (channel, birth) VALUES (%s, %s) ON CONFLICT DO NOTHING"
        return self._do(statement, channel, birth) == 1

    def channels(self) -> tuple[ChannelId, ...]:
        """Every open channel, in the order of opening."""
        return tuple(row[0] for row in self._all("SELECT channel FROM channel ORDER BY id"))

    def birth(self, channel: ChannelId) -> bytes | None:
        """The bytes a channel was opened with."""
        row = self._one("SELECT birth FROM channel WHERE channel = %s", channel)
        return None if row is None else row[0]

    def put_founding(self, digest: Digest, state: bytes) -> None:
        """Keep or replace a founding's state."""
        self._do(
            "INSERT INTO founding (digest, state) VALUES (%s, %s) "
            "ON CONFLICT (digest) DO UPDATE SET state = excluded.state",
            digest,
            state,
        )

    def founding(self, digest: Digest) -> bytes | None:
        """A founding's state."""
        row = self._one("SELECT state FROM founding WHERE digest = %s", digest)
        return None if row is None else row[0]

    def foundings(self) -> Mapping[Digest, bytes]:
        """Every founding kept, in the order of its first put."""
        return {
            row[0]: row[1] for row in self._all("SELECT digest, state FROM founding ORDER BY id")
        }

    def drop_founding(self, digest: Digest) -> None:
        """Forget a founding."""
        self._do("DELETE FROM founding WHERE digest = %s", digest)

    # --- entries ---

    def append(self, channel: ChannelId, entries: Sequence[Placed]) -> int:
        """Store entries in one transaction; how many were new."""
        at = self._id(channel)
        with self.database.writing() as connection:
            return rows.add(connection, at, entries)

    def entry(self, channel: ChannelId, digest: Digest) -> Placed | None:
        """The entry of that hash."""
        row = self._one(rows.BY_HASH, self._id(channel), digest)
        return None if row is None else Placed(*row)

    def range(self, channel: ChannelId, party: Code, first: int, limit: int) -> tuple[Placed, ...]:
        """A party's entries with first ≤ number < first + limit, by number, then by place."""
        found = self._all(rows.OF_LOG, self._id(channel), party, first, first + limit)
        return tuple(Placed(*row) for row in found)

    def since(
        self, channel: ChannelId, place: int, limit: int, *, signatures: bool = True
    ) -> Iterator[tuple[int, Placed]]:
        """Up to `limit` entries after a place, in order, read page by page."""
        return self._since(
            self._id(channel), place, limit, rows.SINCE if signatures else rows.SINCE_BARE
        )

    def _since(
        self, at: int, place: int, limit: int, statement: str
    ) -> Iterator[tuple[int, Placed]]:
        while limit > 0:
            page = self._all(statement, at, place, min(limit, ROWS_READ_MAX))
            for row in page:
                yield row[0], Placed(*row[1:])
            if len(page) < ROWS_READ_MAX:
                return
            place = page[-1][0]
            limit -= len(page)

    def place(self, channel: ChannelId) -> int:
        """The greatest place in use."""
        row = self._one(rows.LAST, self._id(channel))
        assert row is not None
        return int(row[0])

    def heads(self, channel: ChannelId) -> Mapping[Code, Head]:
        """The head of every log, by party in byte order."""
        at = self._id(channel)
        return rows.heads(self.database.rows(rows.HEADS, {"at": at}))

    # --- our own entries ---

    def ahead(self, channel: ChannelId, entry: Ahead) -> None:
        """Claim the next number of our own log; one caller of all processes wins."""
        at = self._id(channel)
        with self.database.writing() as connection:
            rows.write_ahead(connection, at, channel, entry)

    def pending_ahead(self, channel: ChannelId) -> Ahead | None:
        """What is written ahead and not finished."""
        row = self._one(rows.AHEAD, self._id(channel))
        return None if row is None else Ahead(*row)

    def finish(self, channel: ChannelId, digest: Digest, signature: bytes) -> int:
        """Store the entry written ahead under its signature, in one transaction; its place."""
        at = self._id(channel)
        with self.database.writing() as connection:
            return rows.finish(connection, at, digest, signature)

    def drop_ahead(self, channel: ChannelId, digest: Digest) -> None:
        """Forget what is written ahead."""
        self._do("DELETE FROM ahead WHERE channel = %s AND hash = %s", self._id(channel), digest)

    # --- bodies and documents ---

    def put_content(
        self, channel: ChannelId, kind: ContentKind, digest: Digest, kept: Kept
    ) -> bool:
        """Keep content; False if it was destroyed here."""
        at = self._id(channel)
        with self.database.writing() as connection:
            return rows.add_content(connection, (at, kind, digest, kept.salt, kept.raw))

    def content(self, channel: ChannelId, kind: ContentKind, digest: Digest) -> Kept | Absence:
        """The content, or why it is not here."""
        statement = "SELECT salt, raw FROM content WHERE channel = %s AND kind = %s AND digest = %s"
        row = self._one(statement, self._id(channel), kind, digest)
        if row is None:
            return "absent"
        return "destroyed" if row[1] is None else Kept(*row)

    def contents(
        self, channel: ChannelId, kind: ContentKind, digests: Sequence[Digest]
    ) -> Mapping[Digest, Presence]:
        """For each digest whether its content is here."""
        found = self._all(
            "SELECT digest, raw IS NULL FROM content WHERE channel = %s AND kind = %s "
            "AND digest = ANY(%s)",
            self._id(channel),
            kind,
            list(digests),
        )
        known: dict[Digest, Presence] = {row[0]: "destroyed" if row[1] else "held" for row in found}
        return {digest: known.get(digest, "absent") for digest in digests}

    def destroy_content(self, channel: ChannelId, kind: ContentKind, digest: Digest) -> None:
        """Let go of the bytes; a tombstone stays.

        The server keeps them in its write-ahead log, and in freed space, until it writes there
        anew: docs/how-to/postgresql.md tells what an operator does about that.
        """
        self._do(
            "INSERT INTO content (channel, kind, digest) VALUES (%s, %s, %s) "
            "ON CONFLICT (channel, kind, digest) DO UPDATE SET salt = NULL, raw = NULL",
            self._id(channel),
            kind,
            digest,
        )
        self.database.sweep("content")

    def destroyed(self, channel: ChannelId, after: str, limit: int) -> tuple[Digest, ...]:
        """Digests above `after` of content that was destroyed here, ascending."""
        found = self._all(rows.DESTROYED, self._id(channel), after, limit)
        return tuple(row[0] for row in found)

    def bodies(self, channel: ChannelId) -> Bodies:
        """One channel's content as subjects read it."""
        self._id(channel)
        return ChannelBodies(self, channel)

    # --- exchange ---

    def put_receipt(
        self, channel: ChannelId, peer: Code, receipt: bytes, number: int = 0, time: int = 0
    ) -> bool:
        """Keep the newest receipt of a party; False where the one kept is newer."""
        row = (self._id(channel), peer, receipt, number, time)
        return self._do(rows.PUT_RECEIPT, *row) == 1

    def receipt(self, channel: ChannelId, peer: Code) -> bytes | None:
        """The last receipt kept of a party."""
        statement = "SELECT receipt FROM receipt WHERE channel = %s AND peer = %s"
        row = self._one(statement, self._id(channel), peer)
        return None if row is None else row[0]

    def put_heard(self, channel: ChannelId, peer: Code, time: int) -> None:
        """Keep when a pouch of a party was last taken in."""
        self._do(
            "INSERT INTO heard (channel, peer, time) VALUES (%s, %s, %s) "
            "ON CONFLICT (channel, peer) DO UPDATE SET time = excluded.time",
            self._id(channel),
            peer,
            time,
        )

    def heard(self, channel: ChannelId, peer: Code) -> int | None:
        """When a pouch of a party was last taken in."""
        statement = "SELECT time FROM heard WHERE channel = %s AND peer = %s"
        row = self._one(statement, self._id(channel), peer)
        return None if row is None else row[0]

    def put_destroyed_by(self, channel: ChannelId, peer: Code, digests: Sequence[Digest]) -> None:
        """Keep for ever that a party has destroyed this content."""
        self._do(
            "INSERT INTO destroyed_by (channel, peer, digest) "
            "SELECT %s, %s, unnest(%s::text[]) ON CONFLICT DO NOTHING",
            self._id(channel),
            peer,
            list(digests),
        )

    def destroyed_by(
        self, channel: ChannelId, peer: Code, digests: Sequence[Digest]
    ) -> frozenset[Digest]:
        """Those of the digests whose content a party has destroyed."""
        found = self._all(
            "SELECT digest FROM destroyed_by WHERE channel = %s AND peer = %s AND digest = ANY(%s)",
            self._id(channel),
            peer,
            list(digests),
        )
        return frozenset(row[0] for row in found)

    def put_owed(self, channel: ChannelId, peer: Code, owed: bytes) -> None:
        """Keep what our next receipt to a party has to say."""
        self._do(
            "INSERT INTO owed (channel, peer, owed) VALUES (%s, %s, %s) "
            "ON CONFLICT (channel, peer) DO UPDATE SET owed = excluded.owed",
            self._id(channel),
            peer,
            owed,
        )

    def owed(self, channel: ChannelId, peer: Code) -> bytes | None:
        """What our next receipt to a party has to say."""
        statement = "SELECT owed FROM owed WHERE channel = %s AND peer = %s"
        row = self._one(statement, self._id(channel), peer)
        return None if row is None else row[0]

    def put_card(self, channel: ChannelId, party: Code, serial: int, card: bytes) -> bool:
        """Keep a party's card if its serial is the greatest."""
        changed = self._do(rows.PUT_CARD, self._id(channel), party, serial, card)
        return changed == 1

    def card(self, channel: ChannelId, party: Code) -> bytes | None:
        """The newest card kept of a party."""
        statement = "SELECT card FROM card WHERE channel = %s AND party = %s"
        row = self._one(statement, self._id(channel), party)
        return None if row is None else row[0]

    def sent(self, peer: str) -> Link | None:
        """Our newest pouch to a peer."""
        row = self._one("SELECT number, hash FROM pouch_sent WHERE peer = %s", peer)
        return None if row is None else Link(*row)

    def put_sent(self, peer: str, pouch: Link) -> None:
        """Keep our next pouch to a peer, before it leaves."""
        with self.database.writing() as connection:
            rows.add_sent(connection, peer, pouch)

    def received(self, peer: str) -> Link | None:
        """The pouch of the greatest number received of a peer."""
        row = self._one("SELECT number, hash FROM pouch_received WHERE peer = %s", peer)
        return None if row is None else Link(*row)

    def put_received(self, peer: str, pouch: Link) -> bool:
        """Keep that a pouch was applied; False if it was before."""
        with self.database.writing() as connection:
            return rows.add_received(connection, peer, pouch)

    def seen(self, peer: str, digest: Digest) -> bool:
        """Whether a pouch of that digest was applied lately."""
        statement = "SELECT 1 FROM pouch_seen WHERE peer = %s AND hash = %s"
        return self._one(statement, peer, digest) is not None

    def note(self, channel: ChannelId | None, finding: Finding) -> None:
        """Add a finding; the newest of each channel and peer stay."""
        with self.database.writing() as connection:
            rows.add_finding(connection, channel or "", finding)

    def findings(self, channel: ChannelId | None, limit: int) -> tuple[Finding, ...]:
        """The newest findings of a channel, newest first."""
        found = self._all(
            "SELECT peer, code, rule, hint, time FROM finding WHERE channel = %s "
            "ORDER BY id DESC LIMIT %s",
            channel or "",
            limit,
        )
        return tuple(Finding(*row) for row in found)

    # --- snapshots ---

    def put_snapshot(self, channel: ChannelId, snapshot: Snapshot) -> None:
        """Keep a channel's snapshot."""
        self._do(
            "INSERT INTO snapshot (channel, place, digest, raw) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (channel) DO UPDATE "
            "SET place = excluded.place, digest = excluded.digest, raw = excluded.raw",
            self._id(channel),
            snapshot.place,
            snapshot.digest,
            snapshot.raw,
        )

    def snapshot(self, channel: ChannelId) -> Snapshot | None:
        """The snapshot kept."""
        statement = "SELECT place, digest, raw FROM snapshot WHERE channel = %s"
        row = self._one(statement, self._id(channel))
        return None if row is None else Snapshot(*row)

    def drop_snapshot(self, channel: ChannelId) -> None:
        """Forget the snapshot."""
        self._do("DELETE FROM snapshot WHERE channel = %s", self._id(channel))
