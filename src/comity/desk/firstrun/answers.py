# SPDX-License-Identifier: Apache-2.0
"""From what was typed on the page to what is to be made: all of it valid, or each fault named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from comity.config import Desk, Plan, parse_listen
from comity.core.encoding import forbidden_at
from comity.core.errors import ComityError
from comity.core.ids import Code, party_code
from comity.core.limits import POST_CHARS_MAX
from comity.exchange.roads.https_client import parse_address
from comity.home.models import SLUG_CHARS_MAX
from comity.home.passwords import check_new
from comity.home.roles import Role
from comity.keys.keyfile import check_passphrase
from comity.locale import LANGUAGES, mark

__all__ = ["ADMINISTRATOR", "OFFICER", "SECRETS", "Answers", "Newcomer", "read_answers"]

ADMINISTRATOR: Final = "admin"
OFFICER: Final = "officer"
ADDRESSES_MAX: Final = 8
SECRETS: Final = (
    "passphrase", "passphrase_again", "root_passphrase", "root_passphrase_again",
    "admin_password", "admin_password_again", "officer_password", "officer_password_again",
)  # fmt: skip
"""Fields that are never shown again."""

_EVERYWHERE: Final = ("0.0.0.0", "::", "[::]")  # noqa: S104 - compared, not bound
_SLUG: Final = re.compile(rf"(?=.{{1,{SLUG_CHARS_MAX}}}\Z)[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ROLES: Final = {
    ADMINISTRATOR: (Role.ADMINISTRATOR,),
    OFFICER: (Role.DRAFTER, Role.SIGNER),
}
_POST_SLUGS: Final = {ADMINISTRATOR: "administration", OFFICER: "first-officer"}

_PARTY: Final = mark("Write the code of your side as 2 to 24 of a–z, 0–9 and -, such as kr")
_LISTEN: Final = mark("Write an address of this machine and a port, such as 127.0.0.1:8441")
_SAME_PORT: Final = mark("The desk answers at this address and port already: name another port")
_ADDRESS: Final = mark("Write each address as https://host:port, one a line, eight at most")
_ZONE: Final = mark("Write the name of a time zone, such as Asia/Seoul")
_SHORT: Final = mark("A passphrase has 8 to 1,024 characters in one line")
_DIFFERS: Final = mark("The two entries differ: type both again")
_TWIN: Final = mark("Choose another passphrase for the root keys than for the working keys")
_POST: Final = mark("Name the post in one language at least, in 200 characters at most")
_SIGN_IN: Final = mark("Write the sign-in name as 1 to 40 of a–z, 0–9 and inner -")
_TAKEN: Final = mark("It is the sign-in name of the administrator: choose another")
_CONTENT: Final = mark("Choose a language")
_PASSWORDS: Final = {
    "password/short": mark("A password has 12 characters at least"),
    "password/long": mark("A password has 1,024 characters at most"),
    "password/common": mark("This password stands on lists of known passwords: choose another"),
    "password/same": mark("This password is too like the sign-in name: choose another"),
}


class Newcomer(NamedTuple):
    """One of the first people, and the post held."""

    post: str
    names: dict[str, str]
    sign_in: str
    roles: tuple[Role, ...]
    password: str
    language: str


class Answers(NamedTuple):
    """All that is needed to make the node."""

    plan: Plan
    passphrase: str
    root_passphrase: str
    people: tuple[Newcomer, ...]


def read_answers(
    typed: Mapping[str, str], desk: tuple[str, int]
) -> tuple[Answers | None, dict[str, str]]:
    """The answers, or None and a message for each field that is off.

    Args:
        typed: by field; a field that is absent is empty.
        desk: host and port of the page itself, which become those of the desk.
    """
    reading = _Reading(typed)
    party = reading.party()
    zone = reading.zone()
    host, port, addresses = reading.places(desk)
    passphrase, root_passphrase = reading.passphrases()
    people = tuple(reading.newcomer(who) for who in (ADMINISTRATOR, OFFICER))
    if people[0].sign_in == people[1].sign_in and people[0].sign_in:
        reading.fault("officer_sign_in", _TAKEN)
    if reading.faults:
        return None, reading.faults
    plan = Plan(
        party, host, port, addresses, Desk(listen=f"{_bracketed(desk[0])}:{desk[1]}", zone=zone)
    )
    return Answers(plan, passphrase, root_passphrase, people), {}


class _Reading:
    """One pass over what was typed; gathers faults in the order of the page, one a field."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.faults: dict[str, str] = {}

    def fault(self, field: str, message: str) -> None:
        self.faults.setdefault(field, message)

    def _text(self, field: str) -> str:
        return self._typed.get(field, "").strip()

    def party(self) -> Code:
        try:
            return party_code(self._text("party").lower())
        except ComityError:
            self.fault("party", _PARTY)
            return Code("")

    def places(self, desk: tuple[str, int]) -> tuple[str, int, tuple[str, ...]]:
        """Where the exchange listens, and how peers reach it."""
        try:
            host, port = parse_listen(self._text("listen"))
        except ComityError:
            self.fault("listen", _LISTEN)
            host, port = "", 0
        if port == desk[1] and (host == desk[0] or {host, desk[0]} & set(_EVERYWHERE)):
            self.fault("listen", _SAME_PORT)
        addresses = tuple(dict.fromkeys(self._text("addresses").split()))
        try:
            for one in addresses:
                parse_address(one)
        except ComityError:
            self.fault("addresses", _ADDRESS)
        if len(addresses) > ADDRESSES_MAX:
            self.fault("addresses", _ADDRESS)
        if not addresses and host and host not in _EVERYWHERE:
            addresses = (f"https://{_bracketed(host)}:{port}",)
        return host, port, addresses

    def zone(self) -> str:
        name = self._text("zone")
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            self.fault("zone", _ZONE)
        return name

    def passphrases(self) -> tuple[str, str]:
        """That of the working keys and that of the root; typed as they are, blanks included."""
        found = []
        for field in ("passphrase", "root_passphrase"):
            text = self._typed.get(field, "")
            try:
                check_passphrase(text)
            except ComityError:
                self.fault(field, _SHORT)
            if not text.isprintable():
                self.fault(field, _SHORT)
            if text != self._typed.get(f"{field}_again", ""):
                self.fault(f"{field}_again", _DIFFERS)
            found.append(text)
        if found[0] == found[1]:
            self.fault("root_passphrase", _TWIN)
        return found[0], found[1]

    def newcomer(self, who: str) -> Newcomer:
        """One of the first people."""
        names = self._names(who)
        sign_in = self._text(f"{who}_sign_in")
        if not _SLUG.fullmatch(sign_in):
            self.fault(f"{who}_sign_in", _SIGN_IN)
        password = self._typed.get(f"{who}_password", "")
        try:
            check_new(password, sign_in)
        except ComityError as error:
            self.fault(f"{who}_password", _PASSWORDS[error.code])
        if password != self._typed.get(f"{who}_password_again", ""):
            self.fault(f"{who}_password_again", _DIFFERS)
        language = self._text(f"{who}_language")
        if language not in LANGUAGES:
            self.fault(f"{who}_language", _CONTENT)
        return Newcomer(_POST_SLUGS[who], names, sign_in, _ROLES[who], password, language)

    def _names(self, who: str) -> dict[str, str]:
        fields: dict[str, str] = {language: f"{who}_post_{language}" for language in LANGUAGES}
        names: dict[str, str] = {
            one: self._text(field) for one, field in fields.items() if self._text(field)
        }
        for language, name in names.items():
            long = len(name) > POST_CHARS_MAX
            if long or not name.isprintable() or forbidden_at(name) is not None:
                self.fault(fields[language], _POST)
        if not names:
            self.fault(fields[LANGUAGES[0]], _POST)
        return names


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
