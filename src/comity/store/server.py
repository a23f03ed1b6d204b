# SPDX-License-Identifier: Apache-2.0
"""Which PostgreSQL server keeps a node's databases, and by which names it finds them there.

A server is written as libpq writes it, ``host=/run/postgresql``, without databases, roles and
passwords: names follow from the party's code, and passwords belong into files of the operator's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from comity.core.errors import ConfigError
from comity.core.ids import Code

__all__ = ["SERVER_CHARS_MAX", "Server", "read_server"]

SERVER_CHARS_MAX: Final = 1_000
"""Characters of the setting."""

SETTINGS: Final = frozenset({
    "channel_binding", "connect_timeout", "gssencmode", "gsslib", "host",
    "hostaddr", "keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval",
    "krbsrvname", "load_balance_hosts", "passfile", "port", "require_auth", "require_peer",
    "service", "ssl_max_protocol_version", "ssl_min_protocol_version", "sslcert", "sslcrl",
    "sslcrldir", "sslkey", "sslmode", "sslnegotiation", "sslrootcert", "sslsni",
    "target_session_attrs", "tcp_user_timeout",
})  # fmt: skip
"""The parameters of libpq that say where a server is and how it is reached."""

_PAIR: Final = re.compile(r"\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)+))(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Server:
    """A server, and the two databases of one party on it, each under a role of its own.

    Args:
        reached: parameters of libpq and their values, in the order written.
        party: whose databases they are.
    """

    reached: tuple[tuple[str, str], ...]
    party: Code

    @property
    def record(self) -> dict[str, str]:
        """Parameters of libpq under which the record is opened."""
        return self._database("record", "exchange")

    @property
    def home(self) -> dict[str, str]:
        """Parameters of libpq under which the dossier is opened. The exchange never does."""
        return self._database("home", "desk")

    def _database(self, database: str, role: str) -> dict[str, str]:
        # A code has no underscore, so two of them never come to share a name.
        stem = f"comity_{self.party.replace('-', '_')}"
        return {**dict(self.reached), "dbname": f"{stem}_{database}", "user": f"{stem}_{role}"}


def read_server(text: str, party: Code) -> Server:
    """The server that a setting names.

    Args:
        text: ``parameter=value`` with spaces between, values quoted as libpq has it.
        party: whose node it is.

    Raises:
        ConfigError: ``config/malformed``. Rule: CONFIG-6.
    """
    if len(text) > SERVER_CHARS_MAX or not text.isprintable():
        raise _bad(f"it is a line of {SERVER_CHARS_MAX:,} characters at most")
    found: dict[str, str] = {}
    at = 0
    stripped = text.rstrip()
    while at < len(stripped):
        pair = _PAIR.match(stripped, at)
        if pair is None:
            raise _bad('it is written "host=/run/postgresql port=5432"')
        name, quoted, plain = pair.groups()
        if name not in SETTINGS:
            raise _bad(
                f"{name} is none of its parameters: databases and roles have fixed names, and a"
                " password stands in a password file (passfile) or a service file"
            )
        if name in found:
            raise _bad(f"{name} is named twice")
        found[name] = re.sub(r"\\(.)", r"\1", plain if quoted is None else quoted)
        at = pair.end()
    if not {"host", "hostaddr", "service"} & set(found):
        raise _bad("it names a host, the folder of a socket, or a service")
    return Server(tuple(found.items()), party)


def _bad(hint: str) -> ConfigError:
    return ConfigError("config/malformed", "CONFIG-1", f"database.server: {hint}")
