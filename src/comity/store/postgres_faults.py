# SPDX-License-Identifier: Apache-2.0
"""What a failure of PostgreSQL means for a node: wait, make room, or let the operator look."""

from __future__ import annotations

import re
from typing import Final

import psycopg

from comity.core.errors import ComityError, ConfigError, UnavailableError

__all__ = ["meaning", "unreadable"]

BUSY_S: Final = 1
"""Seconds after which it is worth trying again."""

FULL_S: Final = 60
"""Seconds after which it is worth trying again on a full disk."""

FULL: Final = frozenset({"53100"})
"""``disk_full``."""

BUSY: Final = (
    "08",     # the connection failed
    "40",     # serialization_failure, deadlock_detected
    "25P03",  # idle_in_transaction_session_timeout
    "53",     # memory, connections
    "55P03",  # lock_not_available: lock_timeout
    "57",     # query_canceled (statement_timeout), shutdown, crash of another session, starting up
)  # fmt: skip
"""How the states begin that pass by themselves."""

UNREADABLE: Final = (
    "25006",  # read_only_sql_transaction: a standby
    "28",     # the role may not sign in
    "3D",     # there is no such database
    "42501",  # insufficient_privilege
    "58",     # errors of the server's system and files
    "XX001",  # data_corrupted
    "XX002",  # index_corrupted
)  # fmt: skip
"""How the states begin that an operator has to mend."""

# A connection that was refused bears no state, only the server's words; they are English where
# its `lc_messages` are. In another language it counts as busy, with these words in the hint.
_MENDED: Final = re.compile(
    "does not exist|authentication failed|no password supplied|permission denied|not permitted"
    "|no pg_hba.conf entry|not currently accepting|invalid connection option|invalid port number"
    "|certificate|SSL|service file|definition of service",
    re.IGNORECASE,
)


def meaning(database: str, error: psycopg.Error) -> ComityError:
    """What the error is to the callers of a record.

    Args:
        database: its name, for the hint.
        error: what was raised.

    Returns:
        UnavailableError ``record-busy`` or ``record-full``, or ConfigError ``record-unreadable``.

    Raises:
        psycopg.Error: the same, where it shows a bug of ours.
    """
    state = error.sqlstate
    found = " ".join(str(error).split())
    if state in FULL:
        return UnavailableError(
            "record-full",
            "HOME-5",
            f"no room left on the disk of the server that holds {database}: make room",
            FULL_S,
        )
    if state is None and not isinstance(error, psycopg.OperationalError):
        raise error
    if state is None and _MENDED.search(found):
        return unreadable(database, found)
    if state is None or state.startswith(BUSY):
        return UnavailableError(
            "record-busy",
            "HOME-5",
            f"the server of {database} doesn't answer in time: {found}; try again",
            BUSY_S,
        )
    if state.startswith(UNREADABLE):
        return unreadable(database, found)
    raise error  # a constraint, a misuse or a statement that is none


def unreadable(database: str, found: str) -> ConfigError:
    """The error for a database that an operator has to look at."""
    return ConfigError(
        "record-unreadable",
        "HOME-5",
        f"the record {database} can't be used: {found}; look at the server, its database and its "
        "roles, or restore the last backup",
    )
