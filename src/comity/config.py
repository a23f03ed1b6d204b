# SPDX-License-Identifier: Apache-2.0
"""The settings of a node, parsed once from ``node.toml`` into a frozen value.

The exchange's part names nothing of the dossier, so that it can't open it even by path.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from comity.core.errors import ConfigError, MalformedError
from comity.core.ids import Code, party_code

__all__ = [
    "DESK",
    "FILE_NAME",
    "Config",
    "Desk",
    "Plan",
    "desk_beside",
    "is_loopback",
    "parse_listen",
    "read_config",
    "write_config",
]

FILE_NAME: Final = "node.toml"
PORT_MAX: Final = 65_535
APPROVALS_MAX: Final = 1
"""Other people who must approve a draft before it is signed; more come with later rules."""
IDLE_MINUTES_MAX: Final = 1_440
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)
_PORT_STEP: Final = 10
"""The desk's port is this far from the exchange's: 8441 and 8442 leave 8451 and 8452 free."""

_TEMPLATE: Final = """\
# Settings of one Comity node. Paths are relative to this folder.
party = {party}

[exchange]
# Where this node listens for pouches over HTTPS.
listen = {listen}
# Under which addresses the other parties reach it; they stand on its card.
addresses = [{addresses}]

[record]
file = "record.db"

[desk]
# Where officers reach the web desk. An address of the network needs certificate and key (PEM
# files); on this machine itself (127.0.0.1) the desk goes without.
listen = {desk_listen}
certificate = {certificate}
key = {key}
# Names under which officers reach it, beside this machine's own and the address above, such as
# "desk.example": under any other the desk answers nobody.
names = [{names}]
# In which time the desk shows hours, e.g. "Asia/Seoul".
zone = {zone}
# How many others approve a draft before it is signed: 0 or 1.
approvals = {approvals}
# After so many minutes without a touch whoever is signed in is signed out.
idle_minutes = {idle_minutes}
"""
_DEMO: Final = """
[demo]
# A demonstration: nothing here is real, and this file says what time it is.
clock = {clock}
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """How a new node's desk is to be set up; what is not said is the default.

    Args:
        listen: ``host:port``.
        zone: a name of the IANA time zone database.
        approvals: how many others approve before signing, 0 or 1.
        certificate, key: paths of PEM files, or empty on this machine alone.
        idle_minutes: 1 to 1,440.
        names: under which officers reach it, beside this machine's own and that of `listen`.
    """

    listen: str = "127.0.0.1:8451"
    zone: str = "UTC"
    approvals: int = 0
    certificate: str = ""
    key: str = ""
    idle_minutes: int = 20
    names: tuple[str, ...] = ()


DESK: Final = Desk()
"""What holds where the settings say nothing of the desk."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the settings of a new node are to be.

    Args:
        party: the code under which it signs.
        host, port: where its exchange listens.
        addresses: how peers reach it, ``https://host:port``, the best first.
        desk: how its desk is set up; None is `desk_beside` the exchange's port.
        demo_clock: the clock of a demonstration, a path from the folder; None for a real node.
    """

    party: Code
    host: str
    port: int
    addresses: tuple[str, ...] = ()
    desk: Desk | None = None
    demo_clock: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one node. Every path is absolute.

    `host` and `port` say where the exchange listens; `addresses` how peers reach it. `desk_host`
    and `desk_port` say where officers reach the desk, under `desk_certificate` and `desk_key`
    unless that is this machine alone. `zone` is the IANA zone of its hours, `approvals` how many
    others approve before signing, `idle_minutes` when whoever does nothing is signed out,
    `desk_names` under which names a desk of the network is reached; `countries` are sides whose
    code is not that of a country, each with the one whose public holidays it keeps.
    `demo_clock` marks a demonstration: the file that says what time it is there, else None.
    """

    folder: Path
    party: Code
    host: str
    port: int
    addresses: tuple[str, ...]
    record: Path
    desk_host: str
    desk_port: int
    desk_certificate: Path | None
    desk_key: Path | None
    desk_names: tuple[str, ...]
    zone: str
    approvals: int
    idle_minutes: int
    demo_clock: Path | None
    countries: tuple[tuple[str, str], ...] = ()

    @property
    def home(self) -> Path:
        """The dossier's database: people, drafts, approvals. The exchange never opens it."""
        return self.folder / "home.db"

    @property
    def desk_address(self) -> str:
        """Where a browser finds the desk."""
        scheme = "http" if self.desk_certificate is None else "https"
        host = f"[{self.desk_host}]" if ":" in self.desk_host else self.desk_host
        return f"{scheme}://{host}:{self.desk_port}"

    def check_desk(self) -> None:
        """Return if the desk may be served as it is set: encrypted, or on this machine alone.

        Raises:
            ConfigError: ``desk/plain``.
        """
        if self.desk_certificate is None and not is_loopback(self.desk_host):
            raise ConfigError(
                "desk/plain",
                "CONFIG-5",
                f"desk.listen is {self.desk_host}:{self.desk_port}, an address of the network:"
                " desk.certificate and desk.key are needed",
            )

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
    def soundings(self) -> Path:
        """Informal soundings until they expire, apart from record and dossier. Rule: POUCH-22."""
        return self.folder / "soundings"

    @property
    def names(self) -> Path:
        """Short names by which this node's people call its channels."""
        return self.folder / "names.json"


def write_config(folder: Path, plan: Plan) -> Config:
    """The settings of a new node, on disk as a commented file.

    Args:
        folder: of the node; it exists.
        plan: what they are to be.

    Raises:
        ConfigError: ``config/exists`` if the folder has settings already; ``config/malformed``
            if what would be written could not be read again: nothing is written then.
    """
    path = folder / FILE_NAME
    text = _template(plan)
    _parse(tomllib.loads(text), folder)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise _bad("config/exists", f"{path} is there already: this folder holds a node") from None
    return read_config(folder)


def _template(plan: Plan) -> str:
    desk = plan.desk or desk_beside(plan.port)
    texts = {
        "party": plan.party, "listen": f"{plan.host}:{plan.port}", "desk_listen": desk.listen,
        "zone": desk.zone, "certificate": desk.certificate, "key": desk.key,
    }  # fmt: skip
    text = _TEMPLATE.format(
        addresses=", ".join(_quoted(address) for address in plan.addresses),
        names=", ".join(_quoted(name) for name in desk.names),
        approvals=desk.approvals,
        idle_minutes=desk.idle_minutes,
        **{name: _quoted(value) for name, value in texts.items()},
    )
    if plan.demo_clock is not None:
        text += _DEMO.format(clock=_quoted(plan.demo_clock))
    return text


def desk_beside(port: int) -> Desk:
    """The desk of a new node: on this machine alone, near the port of its exchange."""
    near = port + _PORT_STEP if port + _PORT_STEP <= PORT_MAX else port - _PORT_STEP
    return Desk(f"127.0.0.1:{near}")


def read_config(folder: Path) -> Config:
    """The settings of the node in a folder. What an older file does not say is the default.

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
    return _parse(table, folder)


def _parse(table: dict[str, Any], folder: Path) -> Config:
    exchange, record = _table(table, "exchange"), _table(table, "record")
    desk, demo = _table(table, "desk"), _table(table, "demo")
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
    desk_host, desk_port = parse_listen(_text(desk, "desk.listen", DESK.listen), "desk.listen")
    certificate, key = _file(desk, "desk.certificate", folder), _file(desk, "desk.key", folder)
    if (certificate is None) != (key is None):
        raise _bad("config/malformed", "desk.certificate and desk.key: both, or neither")
    return Config(
        folder=folder,
        party=party,
        host=host,
        port=port,
        addresses=tuple(addresses),
        record=folder / file,
        desk_host=desk_host.removeprefix("[").removesuffix("]"),
        desk_port=desk_port,
        desk_certificate=certificate,
        desk_key=key,
        desk_names=_names(desk),
        zone=_zone(_text(desk, "desk.zone", DESK.zone)),
        approvals=_number(desk, "desk.approvals", DESK.approvals, 0, APPROVALS_MAX),
        idle_minutes=_number(desk, "desk.idle_minutes", DESK.idle_minutes, 1, IDLE_MINUTES_MAX),
        demo_clock=_file(demo, "demo.clock", folder),
        countries=_countries(desk),
    )


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    inner = table.get(name, {})
    if not isinstance(inner, dict):
        raise _bad("config/malformed", f"[{name}] is a table of settings")
    return inner


def _text(table: dict[str, Any], name: str, default: str | None = None) -> str:
    value = table.get(name.rpartition(".")[2], default)
    if not isinstance(value, str) or not value:
        raise _bad("config/malformed", f"{name} is a text")
    return value


def _number(table: dict[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = table.get(name.rpartition(".")[2], default)
    if type(value) is not int or not least <= value <= most:
        raise _bad("config/malformed", f"{name} is a whole number from {least} to {most}")
    return value


def _file(table: dict[str, Any], name: str, folder: Path) -> Path | None:
    value = table.get(name.rpartition(".")[2], "")
    if not isinstance(value, str):
        raise _bad("config/malformed", f"{name} is the path of a file")
    return folder / value if value else None


def _names(desk: dict[str, Any]) -> tuple[str, ...]:
    names = desk.get("names", [])
    if not isinstance(names, list) or not all(
        isinstance(one, str) and _NAME.fullmatch(one) for one in names
    ):
        hint = 'desk.names is a list of host names without a port, such as ["desk.example"]'
        raise _bad("config/malformed", hint)
    return tuple(names)


def _countries(desk: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    table = _table(desk, "countries")
    if not all(isinstance(one, str) and _COUNTRY.fullmatch(one) for one in table.values()):
        raise _bad("config/malformed", 'desk.countries names a country a side, as jp-mofa = "JP"')
    return tuple(sorted(table.items()))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        hint = "desk.zone is a name of the time zone database, e.g. Asia/Seoul"
        raise _bad("config/malformed", hint) from None
    return name


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def parse_listen(text: str, name: str = "exchange.listen") -> tuple[str, int]:
    """Host and port of ``host:port``. Raises ConfigError ``config/malformed``."""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= PORT_MAX:
        raise _bad("config/malformed", f"{name} is host:port, e.g. 127.0.0.1:8441")
    return host, int(port)


def _quoted(text: str) -> str:
    """A text as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _bad(code: str, hint: str) -> ConfigError:
    return ConfigError(code, "CONFIG-1", hint)
