# SPDX-License-Identifier: Apache-2.0
"""The tables of a record's database on PostgreSQL, as numbered steps, like those of SQLite.

A step that was released is never edited: what changes is a new step. The table ``comity_record``
holds the number of the last one and says whose database it is.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg

from comity.core.errors import ConfigError

__all__ = ["STEPS", "WRITING", "climb"]

WRITING: Final = "SELECT pg_advisory_xact_lock(1131375986, 1)"
"""Waits until this transaction is the only one that writes to the record.

One lock for all of it, as in an SQLite file: places and numbers without a gap, and blocks that
others wait for. What is locked by hand never deadlocks.
"""

_TEXT: Final = 'text COLLATE "C"'
"""Compared by its bytes, whatever language the server speaks."""

_RECORD: Final = (
    f"""CREATE TABLE channel (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        channel {_TEXT} NOT NULL UNIQUE,
        birth bytea NOT NULL
    )""",
    f"""CREATE TABLE founding (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        digest {_TEXT} NOT NULL UNIQUE,
        state bytea NOT NULL
    )""",
    f"""CREATE TABLE entry (
        channel bigint NOT NULL REFERENCES channel (id),
        place bigint NOT NULL CHECK (place >= 1),
        party {_TEXT} NOT NULL,
        number bigint NOT NULL CHECK (number >= 1),
        previous {_TEXT} NOT NULL,
        hash {_TEXT} NOT NULL,
        raw bytea NOT NULL,
        signature bytea NOT NULL,
        UNIQUE (channel, place),
        UNIQUE (channel, hash)
    )""",
    # Not unique: several entries of one number are the proof of a fork.
    "CREATE INDEX entry_log ON entry (channel, party, number, place)",
    # At most one entry of ours is on its way to be signed in each channel.
    f"""CREATE TABLE ahead (
        channel bigint NOT NULL PRIMARY KEY REFERENCES channel (id),
        party {_TEXT} NOT NULL,
        number bigint NOT NULL CHECK (number >= 1),
        previous {_TEXT} NOT NULL,
        hash {_TEXT} NOT NULL,
        raw bytea NOT NULL
    )""",
    # A row without bytes is the tombstone of what a retention rule destroyed.
    f"""CREATE TABLE content (
        channel bigint NOT NULL REFERENCES channel (id),
        kind {_TEXT} NOT NULL CHECK (kind IN ('body', 'document')),
        digest {_TEXT} NOT NULL,
        salt bytea,
        raw bytea,
        UNIQUE (channel, kind, digest),
        CHECK ((salt IS NULL) = (raw IS NULL))
    )""",
    # So that what was destroyed here is found without reading over all that is held.
    "CREATE INDEX content_destroyed ON content (channel, digest) WHERE raw IS NULL",
    f"""CREATE TABLE destroyed_by (
        channel bigint NOT NULL REFERENCES channel (id),
        peer {_TEXT} NOT NULL,
        digest {_TEXT} NOT NULL,
        PRIMARY KEY (channel, peer, digest)
    )""",
    f"""CREATE TABLE receipt (
        channel bigint NOT NULL REFERENCES channel (id),
        peer {_TEXT} NOT NULL,
        receipt bytea NOT NULL,
        number bigint NOT NULL,
        time bigint NOT NULL,
        PRIMARY KEY (channel, peer)
    )""",
    f"""CREATE TABLE heard (
        channel bigint NOT NULL REFERENCES channel (id),
        peer {_TEXT} NOT NULL,
        time bigint NOT NULL,
        PRIMARY KEY (channel, peer)
    )""",
    f"""CREATE TABLE owed (
        channel bigint NOT NULL REFERENCES channel (id),
        peer {_TEXT} NOT NULL,
        owed bytea NOT NULL,
        PRIMARY KEY (channel, peer)
    )""",
    f"""CREATE TABLE card (
        channel bigint NOT NULL REFERENCES channel (id),
        party {_TEXT} NOT NULL,
        serial bigint NOT NULL,
        card bytea NOT NULL,
        PRIMARY KEY (channel, party)
    )""",
    f"""CREATE TABLE pouch_sent (
        peer {_TEXT} NOT NULL PRIMARY KEY,
        number bigint NOT NULL,
        hash {_TEXT} NOT NULL
    )""",
    f"""CREATE TABLE pouch_received (
        peer {_TEXT} NOT NULL PRIMARY KEY,
        number bigint NOT NULL,
        hash {_TEXT} NOT NULL
    )""",
    f"""CREATE TABLE pouch_seen (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        peer {_TEXT} NOT NULL,
        hash {_TEXT} NOT NULL,
        UNIQUE (peer, hash)
    )""",
    "CREATE INDEX pouch_seen_order ON pouch_seen (peer, id)",
    # A channel that is not open here may be named, and '' stands for none: no reference.
    f"""CREATE TABLE finding (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        channel {_TEXT} NOT NULL,
        peer {_TEXT} NOT NULL,
        code {_TEXT} NOT NULL,
        rule {_TEXT} NOT NULL,
        hint {_TEXT} NOT NULL,
        time bigint NOT NULL
    )""",
    "CREATE INDEX finding_channel ON finding (channel, id)",
    "CREATE INDEX finding_peer ON finding (channel, peer, id)",
    f"""CREATE TABLE snapshot (
        channel bigint NOT NULL PRIMARY KEY REFERENCES channel (id),
        place bigint NOT NULL,
        digest {_TEXT} NOT NULL,
        raw bytea NOT NULL
    )""",
)

STEPS: Final[tuple[tuple[str, ...], ...]] = (_RECORD,)
"""The statements of steps 1, 2, 3 …"""

# Read as rows: what the server knows by name it may know from before this transaction waited.
_OURS: Final = """
    SELECT EXISTS (
        SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = 'public' AND relname = 'comity_record'
    )"""

_OTHERS: Final = """
    SELECT EXISTS (
        SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND NOT EXISTS (
            SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e'
        )
    )"""
"""Whether anything lies in the database, extensions aside."""


def climb(connection: psycopg.Connection[Any], steps: tuple[tuple[str, ...], ...] = STEPS) -> None:
    """Bring the database to the newest step, in one transaction; every row stays.

    Args:
        connection: in autocommit mode; two processes may climb the same database at once.
        steps: all steps from the first; a shorter tuple stops earlier.

    Raises:
        ConfigError: ``record-newer`` if the database knows a later step than this program;
            ``record-foreign`` if it is another program's, or can't hold every text.
    """
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise _foreign("its encoding is not UTF8: make it anew with ENCODING 'UTF8'")
    if _standing(connection, len(steps)) == len(steps):
        return
    with connection.transaction():
        connection.execute(WRITING)
        standing = _standing(connection, len(steps))
        if standing is None:
            # Asked for only now: another process may have been making our own tables.
            (others,) = _one(connection, _OTHERS)
            if others:
                raise _foreign("it holds another program's tables: give this node one of its own")
            connection.execute("CREATE TABLE comity_record (step integer NOT NULL)")
            connection.execute("INSERT INTO comity_record (step) VALUES (0)")
        for number in range(standing or 0, len(steps)):
            for statement in steps[number]:
                connection.execute(statement.encode())
        connection.execute("UPDATE comity_record SET step = %s", (len(steps),))


def _standing(connection: psycopg.Connection[Any], known: int) -> int | None:
    """The step the database stands on, None for one without ours."""
    (there,) = _one(connection, _OURS)
    if not there:
        return None
    (step,) = _one(connection, "SELECT max(step) FROM comity_record")
    if step > known:
        raise ConfigError(
            "record-newer",
            "HOME-5",
            f"the record has schema step {step}, this program knows {known}: install the newer one",
        )
    return int(step)


def _one(connection: psycopg.Connection[Any], statement: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row


def _foreign(found: str) -> ConfigError:
    return ConfigError("record-foreign", "HOME-5", f"the database is no record of a node: {found}")
