# SPDX-License-Identifier: Apache-2.0
"""The tables of a record's database, as numbered steps that every database has gone through.

A step that was released is never edited: what changes is a new step. ``user_version`` holds the
number of the last one, ``application_id`` says whose file it is.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from comity.core.errors import ConfigError

__all__ = ["APPLICATION_ID", "STEPS", "climb"]

APPLICATION_ID: Final = 0x436F6D72
"""``Comr``: a record of Comity, so that no other program's file is ever taken for one."""

_RECORD: Final = (
    """CREATE TABLE channel (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        channel TEXT NOT NULL UNIQUE,
        birth BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE founding (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        digest TEXT NOT NULL UNIQUE,
        state BLOB NOT NULL
    ) STRICT""",
    # The signature stands last: whoever reads an entry without it doesn't touch its pages.
    """CREATE TABLE entry (
        channel INTEGER NOT NULL REFERENCES channel (id),
        place INTEGER NOT NULL CHECK (place >= 1),
        party TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number >= 1),
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        raw BLOB NOT NULL,
        signature BLOB NOT NULL,
        UNIQUE (channel, place),
        UNIQUE (channel, hash)
    ) STRICT""",
    # Not unique: several entries of one number are the proof of a fork.
    "CREATE INDEX entry_log ON entry (channel, party, number, place)",
    # At most one entry of ours is on its way to be signed in each channel.
    """CREATE TABLE ahead (
        channel INTEGER NOT NULL PRIMARY KEY REFERENCES channel (id),
        party TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number >= 1),
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        raw BLOB NOT NULL
    ) STRICT""",
    # A row without bytes is the tombstone of what a retention rule destroyed.
    """CREATE TABLE content (
        channel INTEGER NOT NULL REFERENCES channel (id),
        kind TEXT NOT NULL CHECK (kind IN ('body', 'document')),
        digest TEXT NOT NULL,
        salt BLOB,
        raw BLOB,
        UNIQUE (channel, kind, digest),
        CHECK ((salt IS NULL) = (raw IS NULL))
    ) STRICT""",
)

_EXCHANGE: Final = (
    """CREATE TABLE receipt (
        channel INTEGER NOT NULL REFERENCES channel (id),
        peer TEXT NOT NULL,
        receipt BLOB NOT NULL,
        PRIMARY KEY (channel, peer)
    ) STRICT""",
    """CREATE TABLE owed (
        channel INTEGER NOT NULL REFERENCES channel (id),
        peer TEXT NOT NULL,
        owed BLOB NOT NULL,
        PRIMARY KEY (channel, peer)
    ) STRICT""",
    """CREATE TABLE card (
        channel INTEGER NOT NULL REFERENCES channel (id),
        party TEXT NOT NULL,
        serial INTEGER NOT NULL,
        card BLOB NOT NULL,
        PRIMARY KEY (channel, party)
    ) STRICT""",
    """CREATE TABLE pouch_sent (
        peer TEXT NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL,
        hash TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE pouch_received (
        peer TEXT NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL,
        hash TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE pouch_seen (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        peer TEXT NOT NULL,
        hash TEXT NOT NULL,
        UNIQUE (peer, hash)
    ) STRICT""",
    "CREATE INDEX pouch_seen_order ON pouch_seen (peer, id)",
    # A channel that is not open here may be named, and '' stands for none: no reference.
    """CREATE TABLE finding (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        channel TEXT NOT NULL,
        peer TEXT NOT NULL,
        code TEXT NOT NULL,
        rule TEXT NOT NULL,
        hint TEXT NOT NULL,
        time INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX finding_channel ON finding (channel, id)",
    "CREATE INDEX finding_peer ON finding (channel, peer, id)",
)

_SNAPSHOTS: Final = (
    """CREATE TABLE snapshot (
        channel INTEGER NOT NULL PRIMARY KEY REFERENCES channel (id),
        place INTEGER NOT NULL,
        digest TEXT NOT NULL,
        raw BLOB NOT NULL
    ) STRICT""",
)

_DESTROYED: Final = (
    "ALTER TABLE receipt ADD COLUMN number INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE receipt ADD COLUMN time INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE destroyed_by (
        channel INTEGER NOT NULL REFERENCES channel (id),
        peer TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (channel, peer, digest)
    ) STRICT, WITHOUT ROWID""",
    # So that what was destroyed here is found without reading over all that is held.
    "CREATE INDEX content_destroyed ON content (channel, digest) WHERE raw IS NULL",
)

_HEARD: Final = (
    # By the clock of this node; where there is no row, nothing has come since this step.
    """CREATE TABLE heard (
        channel INTEGER NOT NULL REFERENCES channel (id),
        peer TEXT NOT NULL,
        time INTEGER NOT NULL,
        PRIMARY KEY (channel, peer)
    ) STRICT""",
)

STEPS: Final[tuple[tuple[str, ...], ...]] = (
    _RECORD,
    _EXCHANGE,
    _SNAPSHOTS,
    _DESTROYED,
    _HEARD,
)
"""The statements of steps 1, 2, 3 …"""


def climb(connection: sqlite3.Connection, steps: tuple[tuple[str, ...], ...] = STEPS) -> None:
    """Bring the database to the newest step, in one transaction; every row stays.

    Args:
        connection: in autocommit mode; two processes may climb the same database at once.
        steps: all steps from the first; a shorter tuple stops earlier.

    Raises:
        ConfigError: ``record-newer`` if the database knows a later step than this program;
            ``record-foreign`` if it is another program's.
    """
    if _standing(connection, len(steps)) == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(_standing(connection, len(steps)), len(steps)):
            for statement in steps[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _standing(connection: sqlite3.Connection, known: int) -> int:
    """The step the database stands on, 0 for an empty one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (step,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (application or step or tables):
        raise ConfigError(
            "record-foreign",
            "HOME-5",
            "the file is another program's database: name the record of this node in node.toml",
        )
    if step > known:
        raise ConfigError(
            "record-newer",
            "HOME-5",
            f"the record has schema step {step}, this program knows {known}: install the newer one",
        )
    return int(step)
