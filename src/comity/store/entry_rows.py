# SPDX-License-Identifier: Apache-2.0
"""The statements on a channel's entries, each inside a transaction that the caller has begun.

`at` is the number that stands for the channel inside the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from comity.core.ids import ChannelId, Code, Digest
from comity.ports import Ahead, Head, Placed
from comity.store.refusals import ahead_unknown, claim, number_held

__all__ = [
    "AHEAD", "BY_HASH", "LAST", "OF_LOG", "SINCE", "SINCE_BARE",
    "add", "finish", "heads", "pending", "write_ahead",
]  # fmt: skip

_COLUMNS: Final = "SELECT party, number, previous, hash, raw, signature FROM entry "
BY_HASH: Final = _COLUMNS + "WHERE channel = ? AND hash = ?"
OF_LOG: Final = (
    _COLUMNS + "WHERE channel = ? AND party = ? AND number >= ? AND number < ? "
    "ORDER BY number, place"
)
SINCE: Final = """
    SELECT place, party, number, previous, hash, raw, signature FROM entry
    WHERE channel = ? AND place > ? ORDER BY place LIMIT ?"""
SINCE_BARE: Final = SINCE.replace("signature FROM", "x'' FROM")
_ADD: Final = """
    INSERT INTO entry (channel, place, party, number, previous, hash, raw, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, hash) DO NOTHING"""
LAST: Final = "SELECT coalesce(max(place), 0) FROM entry WHERE channel = ?"
# Steps from party to party along the index; a plain GROUP BY would read all of it.
_HEADS: Final = """
    WITH RECURSIVE log (party) AS (
        SELECT min(party) FROM entry WHERE channel = :channel
        UNION ALL
        SELECT (SELECT min(party) FROM entry WHERE channel = :channel AND party > log.party)
        FROM log WHERE log.party IS NOT NULL
    )
    SELECT entry.party, entry.number, entry.hash FROM log CROSS JOIN entry
    WHERE entry.channel = :channel AND entry.party = log.party AND entry.number = (
        SELECT max(number) FROM entry WHERE channel = :channel AND party = log.party
    )"""
AHEAD: Final = "SELECT party, number, previous, hash, raw FROM ahead WHERE channel = ?"


def add(connection: sqlite3.Connection, at: int, entries: Sequence[Placed]) -> int:
    """Add entries at the next places, pass over known ones; how many were new."""
    (before,) = connection.execute(LAST, (at,)).fetchone()
    place = before
    for e in entries:
        row = (at, place + 1, e.party, e.number, e.previous, e.hash, e.raw, e.signature)
        place += connection.execute(_ADD, row).rowcount
    connection.execute(
        "DELETE FROM ahead WHERE channel = ?1 AND EXISTS "
        "(SELECT 1 FROM entry WHERE entry.channel = ?1 AND entry.hash = ahead.hash)",
        (at,),
    )
    return int(place - before)


def _place(connection: sqlite3.Connection, at: int, digest: Digest) -> int | None:
    row = connection.execute(
        "SELECT place FROM entry WHERE channel = ? AND hash = ?", (at, digest)
    ).fetchone()
    return None if row is None else row[0]


def pending(connection: sqlite3.Connection, at: int) -> Ahead | None:
    """What is written ahead."""
    row = connection.execute(AHEAD, (at,)).fetchone()
    return None if row is None else Ahead(*row)


def heads(connection: sqlite3.Connection, at: int) -> dict[Code, Head]:
    """The head of every log, by party in byte order."""
    found: dict[Code, tuple[int, list[Digest]]] = {}
    for party, number, digest in connection.execute(_HEADS, {"channel": at}):
        found.setdefault(party, (number, []))[1].append(digest)
    return {
        party: Head(n, tuple(sorted(found[party][1]))) for party, (n, _) in sorted(found.items())
    }


def write_ahead(connection: sqlite3.Connection, at: int, channel: ChannelId, entry: Ahead) -> None:
    """Claim the next number of a log for an entry, see `Records.ahead`."""
    before = pending(connection, at)
    head = heads(connection, at).get(entry.party)
    claim(channel, entry, head, None if before is None else before.hash)
    connection.execute(
        "INSERT INTO ahead (channel, party, number, previous, hash, raw) VALUES (?, ?, ?, ?, ?, ?)",
        (at, entry.party, entry.number, entry.previous, entry.hash, entry.raw),
    )


def finish(connection: sqlite3.Connection, at: int, digest: Digest, signature: bytes) -> int:
    """Store the entry written ahead and return its place, see `Records.finish`."""
    stored = _place(connection, at, digest)
    if stored is not None:
        return stored
    own = pending(connection, at)
    if own is None or own.hash != digest:
        raise ahead_unknown(digest)
    rows = connection.execute(OF_LOG, (at, own.party, own.number, own.number + 1)).fetchall()
    if rows:
        held = tuple(sorted(Placed(*row).hash for row in rows))
        raise number_held(own.party, own.number, digest, held)
    add(
        connection,
        at,
        (Placed(own.party, own.number, own.previous, digest, own.raw, signature),),
    )
    place = _place(connection, at, digest)
    assert place is not None
    return place
