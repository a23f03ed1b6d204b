# SPDX-License-Identifier: Apache-2.0
"""The statements on pouches and findings, each inside a transaction that the caller has begun."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from comity.core.ids import Digest
from comity.ports import FINDINGS_MAX, HINT_CHARS_MAX, POUCHES_SEEN_MAX, Finding, Link
from comity.store.refusals import pouch_taken

__all__ = [
    "DESTROYED", "DESTROYED_BY",
    "add_destroyed_by", "add_finding", "add_receipt", "add_received", "add_sent",
]  # fmt: skip


_RECEIPT: Final = """
    INSERT INTO receipt (channel, peer, receipt, number, time) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (channel, peer) DO UPDATE
    SET receipt = excluded.receipt, number = excluded.number, time = excluded.time
    WHERE excluded.number > number OR excluded.time > time
    OR (excluded.number = number AND excluded.time = time)"""
PUT_HEARD: Final = """
    INSERT INTO heard (channel, peer, time) VALUES (?, ?, ?)
    ON CONFLICT (channel, peer) DO UPDATE SET time = excluded.time"""
HEARD: Final = "SELECT time FROM heard WHERE channel = ? AND peer = ?"
DESTROYED_BY: Final = """
    SELECT digest FROM destroyed_by WHERE channel = ? AND peer = ?
    AND digest IN (SELECT value FROM json_each(?))"""
DESTROYED: Final = """
    SELECT DISTINCT digest FROM content WHERE channel = ? AND raw IS NULL AND digest > ?
    ORDER BY digest LIMIT ?"""


def add_receipt(connection: sqlite3.Connection, *row: object) -> bool:
    """Keep a receipt unless it is older than the one kept, see `Records.put_receipt`."""
    return connection.execute(_RECEIPT, row).rowcount == 1


def add_destroyed_by(
    connection: sqlite3.Connection, at: int, peer: str, digests: Sequence[Digest]
) -> None:
    """Keep that a party has destroyed content, see `Records.put_destroyed_by`."""
    connection.executemany(
        "INSERT INTO destroyed_by (channel, peer, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        ((at, peer, digest) for digest in digests),
    )


def add_sent(connection: sqlite3.Connection, peer: str, pouch: Link) -> None:
    """Keep the next pouch to a peer, see `Records.put_sent`."""
    row = connection.execute("SELECT number FROM pouch_sent WHERE peer = ?", (peer,)).fetchone()
    last = 0 if row is None else row[0]
    if pouch.number != last + 1:
        raise pouch_taken(peer, pouch.number, last)
    connection.execute(
        "INSERT INTO pouch_sent (peer, number, hash) VALUES (?, ?, ?) "
        "ON CONFLICT (peer) DO UPDATE SET number = excluded.number, hash = excluded.hash",
        (peer, pouch.number, pouch.hash),
    )


def add_received(connection: sqlite3.Connection, peer: str, pouch: Link) -> bool:
    """Keep that a pouch was applied; False if it was before, see `Records.put_received`."""
    new = connection.execute(
        "INSERT INTO pouch_seen (peer, hash) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (peer, pouch.hash),
    ).rowcount
    if not new:
        return False
    connection.execute(
        "DELETE FROM pouch_seen WHERE peer = ?1 AND id <= (SELECT id FROM pouch_seen "
        "WHERE peer = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        (peer, POUCHES_SEEN_MAX),
    )
    connection.execute(
        "INSERT INTO pouch_received (peer, number, hash) VALUES (?, ?, ?) "
        "ON CONFLICT (peer) DO UPDATE SET number = excluded.number, hash = excluded.hash "
        "WHERE excluded.number > number",
        (peer, pouch.number, pouch.hash),
    )
    return True


def add_finding(connection: sqlite3.Connection, channel: str, finding: Finding) -> None:
    """Add a finding and drop the peer's oldest above FINDINGS_MAX; '' stands for no channel."""
    hint = finding.hint[:HINT_CHARS_MAX]
    connection.execute(
        "INSERT INTO finding (channel, peer, code, rule, hint, time) VALUES (?, ?, ?, ?, ?, ?)",
        (channel, finding.peer, finding.code, finding.rule, hint, finding.time),
    )
    connection.execute(
        "DELETE FROM finding WHERE channel = ?1 AND peer = ?2 AND id <= (SELECT id "
        "FROM finding WHERE channel = ?1 AND peer = ?2 ORDER BY id DESC "
        "LIMIT 1 OFFSET ?3)",
        (channel, finding.peer, FINDINGS_MAX),
    )
