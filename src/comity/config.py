# SPDX-License-Identifier: Apache-2.0
"""The settings of a node, parsed once from ``node.toml`` into a frozen value.

The exchange's part names nothing of the dossier, so that it can't open it even by path.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from comity.core.errors import ConfigError, MalformedError
from comity.core.ids import Code, party_code

__all__ = ["Config", "parse_listen", "read_config", "write_config"]

FILE_NAME: Final = "node.toml"
PORT_MAX: Final = 65_535

_TEMPLATE: Final = """\
# Settings of one Comity node. Paths are relative to this folder.
party = "{party}"

[exchange]
# Where this node listens for pouches over HTTPS.
listen = "{host}:{port}"
# Under which addresses the other parties reach it; they stand on its card.
addresses = [{addresses}]

[record]
file = "record.db"

[desk]
# The web desk comes with a later version; it will listen here.
listen = "{host}:{desk_port}"
"""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one node. Every path is absolute.

    `host` and `port` say where the exchange listens; `addresses` how peers reach it.
    """

    folder: Path
    party: Code
    host: str
    port: int
    addresses: tuple[str, ...]
    record: Path

    @property
    def root_key(self) -> Path:
        """The root key file: it belongs offline, and is here only while it is needed."""
        return self.folder / "keys" / "root.key"

    @property
    def working_key(self) -> Path:
        """The working key file."""
        return self.folder / "keys" / "working.key"

    @property
    def root_statement(self) -> Path:
        """Our own signed root statement, public."""
        return self.folder / "keys" / "root.json"

    @property
    def card(self) -> Path:
        """Our own newest card, public."""
        return self.folder / "keys" / "card.json"

    @property
    def marks(self) -> Path:
        """The folder of high-water marks, left out of backups of the record (HOME-5)."""
        return self.folder / "marks"

    @property
    def names(self) -> Path:
        """Short names by which this node's people call its channels."""
        return self.folder / "names.json"


def write_config(folder: Path, party: Code, host: str, port: int, addresses: list[str]) -> Config:
    """The settings of a new node, on disk as a commented file.

    Raises:
        ConfigError: ``config/exists`` if the folder has settings already.
    """
    path = folder / FILE_NAME
    quoted = ", ".join(f'"{address}"' for address in addresses)
    text = _TEMPLATE.format(party=party, host=host, port=port, addresses=quoted, desk_port=port + 1)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise _bad("config/exists", f"{path} is there already: this folder holds a node") from None
    return read_config(folder)


def read_config(folder: Path) -> Config:
    """The settings of the node in a folder.

    Raises:
        ConfigError: ``config/absent`` if there is no ``node.toml``; ``config/malformed`` with
            the setting that is off.
    """
    path = folder / FILE_NAME
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _bad("config/absent", f"no node here: {path} is missing; run init first") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _bad("config/malformed", f"{path} can't be read: {error}") from None
    exchange, record = _table(table, "exchange"), _table(table, "record")
    host, port = parse_listen(_text(exchange, "exchange.listen"))
    addresses = exchange.get("addresses", [])
    if not isinstance(addresses, list) or not all(isinstance(one, str) for one in addresses):
        raise _bad("config/malformed", "exchange.addresses is a list of addresses")
    try:
        party = party_code(table.get("party"))
    except MalformedError as error:
        raise _bad("config/malformed", f"party: {error.hint}") from None
    folder = folder.resolve()
    file = _text(record, "record.file")
    return Config(folder, party, host, port, tuple(addresses), folder / file)


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    inner = table.get(name, {})
    if not isinstance(inner, dict):
        raise _bad("config/malformed", f"[{name}] is a table of settings")
    return inner


def _text(table: dict[str, Any], name: str) -> str:
    value = table.get(name.rpartition(".")[2])
    if not isinstance(value, str) or not value:
        raise _bad("config/malformed", f"{name} is a text")
    return value


def parse_listen(text: str) -> tuple[str, int]:
    """Host and port of ``host:port``. Raises ConfigError ``config/malformed``."""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= PORT_MAX:
        raise _bad("config/malformed", "exchange.listen is host:port, e.g. 127.0.0.1:8441")
    return host, int(port)


def _bad(code: str, hint: str) -> ConfigError:
    return ConfigError(code, "CONFIG-1", hint)
