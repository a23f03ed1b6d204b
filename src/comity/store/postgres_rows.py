# SPDX-License-Identifier: Apache-2.0
"""The statements on PostgreSQL that belong together, inside a transaction that the caller has
begun. `at` is the number that stands for the channel inside the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from comity.core.ids import ChannelId, Code, Digest
from comity.ports import (
    FINDINGS_MAX,
    HINT_CHARS_MAX,
    POUCHES_SEEN_MAX,
    Ahead,
    Finding,
    Head,
    Link,
    Placed,
)
from comity.store.postgres_database import Row, Session
from comity.store.refusals import ahead_unknown, claim, number_held, pouch_taken

__all__ = [
    "AHEAD", "BY_HASH", "DESTROYED", "HEADS", "LAST", "OF_LOG", "PUT_CARD", "PUT_RECEIPT", "SINCE",
    "SINCE_BARE",
    "add", "add_content", "add_finding", "add_received", "add_sent", "finish", "heads",
    "write_ahead",
]  # fmt: skip

_COLUMNS: Final = "SELECT party, number, previous, hash, raw, signature FROM entry "
BY_HASH: Final = _COLUMNS + "WHERE channel = %s AND hash = %s"
OF_LOG: Final = (
    _COLUMNS + "WHERE channel = %s AND party = %s AND number >= %s AND number < %s "
    "ORDER BY number, place"
)
SINCE: Final = """
    SELECT place, party, number, previous, hash, raw, signature FROM entry
    WHERE channel = %s AND place > %s ORDER BY place LIMIT %s"""
SINCE_BARE: Final = SINCE.replace("signature FROM", "''::bytea FROM")
_ADD: Final = """
    INSERT INTO entry (channel, place, party, number, previous, hash, raw, signature)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (channel, hash) DO NOTHING"""
LAST: Final = "SELECT coalesce(max(place), 0) FROM entry WHERE channel = %s"
# Steps from party to party along the index; a plain GROUP BY would read all of it.
HEADS: Final = """
    WITH RECURSIVE log (party) AS (
        SELECT min(party) FROM entry WHERE channel = %(at)s
        UNION ALL
        SELECT (SELECT min(party) FROM entry WHERE channel = %(at)s AND party > log.party)
        FROM log WHERE log.party IS NOT NULL
    )
    SELECT entry.party, entry.number, entry.hash FROM log JOIN entry
    ON entry.channel = %(at)s AND entry.party = log.party AND entry.number = (
        SELECT max(number) FROM entry WHERE channel = %(at)s AND party = log.party
    )"""
AHEAD: Final = "SELECT party, number, previous, hash, raw FROM ahead WHERE channel = %s"
DESTROYED: Final = """
    SELECT DISTINCT digest FROM content WHERE channel = %s AND raw IS NULL AND digest > %s
    ORDER BY digest LIMIT %s"""
PUT_RECEIPT: Final = """
    INSERT INTO receipt (channel, peer, receipt, number, time) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (channel, peer) DO UPDATE
    SET receipt = excluded.receipt, number = excluded.number, time = excluded.time
    WHERE excluded.number > receipt.number OR excluded.time > receipt.time
    OR (excluded.number = receipt.number AND excluded.time = receipt.time)"""

PUT_CARD: Final = """
    INSERT INTO card (channel, party, serial, card) VALUES (%s, %s, %s, %s)
    ON CONFLICT (channel, party) DO UPDATE
    SET serial = excluded.serial, card = excluded.card WHERE excluded.serial > card.serial"""


def _one(connection: Session, statement: str, *values: object) -> Row | None:
    return connection.execute(statement.encode(), values, binary=True).fetchone()


def add(connection: Session, at: int, entries: Sequence[Placed]) -> int:
    """Add entries at the next places, pass over known ones; how many were new."""
    row = _one(connection, LAST, at)
    assert row is not None
    before: int = row[0]
    place = before
    for e in entries:
        values = (at, place + 1, e.party, e.number, e.previous, e.hash, e.raw, e.signature)
        place += connection.execute(_ADD, values).rowcount
    connection.execute(
        "DELETE FROM ahead WHERE channel = %(at)s AND EXISTS "
        "(SELECT FROM entry WHERE entry.channel = %(at)s AND entry.hash = ahead.hash)",
        {"at": at},
    )
    return place - before


def heads(rows: Iterable[Row]) -> dict[Code, Head]:
    """The head of every log, by party in byte order, from what HEADS has found."""
    found: dict[Code, tuple[int, list[Digest]]] = {}
    for party, number, digest in rows:
        found.setdefault(party, (number, []))[1].append(digest)
    return {
        party: Head(n, tuple(sorted(found[party][1]))) for party, (n, _) in sorted(found.items())
    }


def write_ahead(connection: Session, at: int, channel: ChannelId, entry: Ahead) -> None:
    """Claim the next number of a log for an entry, see `Records.ahead`."""
    row = _one(connection, AHEAD, at)
    pending = None if row is None else Ahead(*row).hash
    head = heads(connection.execute(HEADS, {"at": at}, binary=True)).get(entry.party)
    claim(channel, entry, head, pending)
    connection.execute(
        "INSERT INTO ahead (channel, party, number, previous, hash, raw) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        (at, entry.party, entry.number, entry.previous, entry.hash, entry.raw),
    )


def _place(connection: Session, at: int, digest: Digest) -> int | None:
    row = _one(connection, "SELECT place FROM entry WHERE channel = %s AND hash = %s", at, digest)
    return None if row is None else row[0]


def finish(connection: Session, at: int, digest: Digest, signature: bytes) -> int:
    """Store the entry written ahead and return its place, see `Records.finish`."""
    stored = _place(connection, at, digest)
    if stored is not None:
        return stored
    row = _one(connection, AHEAD, at)
    own = None if row is None else Ahead(*row)
    if own is None or own.hash != digest:
        raise ahead_unknown(digest)
    rows = connection.execute(OF_LOG, (at, own.party, own.number, own.number + 1), binary=True)
    held = tuple(sorted(Placed(*row).hash for row in rows))
    if held:
        raise number_held(own.party, own.number, digest, held)
    add(
        connection,
        at,
        (Placed(own.party, own.number, own.previous, digest, own.raw, signature),),
    )
    place = _place(connection, at, digest)
    assert place is not None
    return place


def add_content(connection: Session, row: tuple[int, str, Digest, bytes, bytes]) -> bool:
    """Keep content (channel, kind, digest, salt, raw); False if it was destroyed here."""
    connection.execute(
        "INSERT INTO content (channel, kind, digest, salt, raw) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        row,
    )
    held = _one(
        connection,
        "SELECT raw IS NOT NULL FROM content WHERE channel = %s AND kind = %s AND digest = %s",
        *row[:3],
    )
    assert held is not None
    return bool(held[0])


def add_sent(connection: Session, peer: str, pouch: Link) -> None:
    """Keep the next pouch to a peer, see `Records.put_sent`."""
    row = _one(connection, "SELECT number FROM pouch_sent WHERE peer = %s", peer)
    last = 0 if row is None else row[0]
    if pouch.number != last + 1:
        raise pouch_taken(peer, pouch.number, last)
    connection.execute(
        "INSERT INTO pouch_sent (peer, number, hash) VALUES (%s, %s, %s) "
        "ON CONFLICT (peer) DO UPDATE SET number = excluded.number, hash = excluded.hash",
        (peer, pouch.number, pouch.hash),
    )


def add_received(connection: Session, peer: str, pouch: Link) -> bool:
    """Keep that a pouch was applied; False if it was before, see `Records.put_received`."""
    new = connection.execute(
        "INSERT INTO pouch_seen (peer, hash) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (peer, pouch.hash),
    ).rowcount
    if not new:
        return False
    connection.execute(
        "DELETE FROM pouch_seen WHERE peer = %(peer)s AND id <= (SELECT id FROM pouch_seen "
        "WHERE peer = %(peer)s ORDER BY id DESC LIMIT 1 OFFSET %(kept)s)",
        {"peer": peer, "kept": POUCHES_SEEN_MAX},
    )
    connection.execute(
        "INSERT INTO pouch_received (peer, number, hash) VALUES (%s, %s, %s) "
        "ON CONFLICT (peer) DO UPDATE SET number = excluded.number, hash = excluded.hash "
        "WHERE excluded.number > pouch_received.number",
        (peer, pouch.number, pouch.hash),
    )
    return True


def add_finding(connection: Session, channel: str, finding: Finding) -> None:
    """Add a finding and drop the peer's oldest above FINDINGS_MAX; '' stands for no channel."""
    hint = finding.hint[:HINT_CHARS_MAX]
    connection.execute(
        "INSERT INTO finding (channel, peer, code, rule, hint, time) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        (channel, finding.peer, finding.code, finding.rule, hint, finding.time),
    )
    connection.execute(
        "DELETE FROM finding WHERE channel = %(channel)s AND peer = %(peer)s AND id <= (SELECT id "
        "FROM finding WHERE channel = %(channel)s AND peer = %(peer)s ORDER BY id DESC "
        "LIMIT 1 OFFSET %(kept)s)",
        {"channel": channel, "peer": finding.peer, "kept": FINDINGS_MAX},
    )
