# SPDX-License-Identifier: Apache-2.0
"""How a preset is read and filled in for the parties of a channel.

Read at the edge, from the files of the package; every value passes the reader of its room, as a
peer's would. A preset proposes words; the sides decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Final

import msgspec

from comity.core.encoding import encode
from comity.core.errors import ConfigError
from comity.subjects.agenda import AgendaItem, read_item
from comity.subjects.fields import Words
from comity.subjects.terms import Terms, read_terms

__all__ = ["NAMES", "Preset", "load"]

NAMES: Final = ("economic-security", "national-security", "trilateral", "generic")
"""The presets shipped, in the order in which they are offered to people."""

_ANY: Final = "any"
"""The side of a preset that stands for every party."""


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item of the standing agenda."""

    title: Words
    minutes: int | None


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One preset as its file holds it.

    Args:
        name: of the preset.
        label: what people call it.
        about: one line on what it is for.
        pages: rooms whose pages come first, in order.
        terms: JSON of the terms, keyed by sides in place of parties, without the page on use.
        agenda: the standing agenda by key.
    """

    name: str
    label: Words
    about: Words
    pages: tuple[str, ...]
    terms: dict[str, Any]
    agenda: dict[str, _Item]

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides it is made for, as its file names them; ``any`` for every party."""
        return tuple(self.terms["sides"])

    def terms_for(self, parties: Sequence[str], mandate_date: str | None = None) -> Terms:
        """The terms, filled in for the parties of a channel and checked.

        Args:
            parties: codes; each belongs to the side it is equal to, or whose code and a hyphen
                it begins with (``kr``, ``kr-mofa``).
            mandate_date: day of the mandate, where the preset names none (``generic``) or
                another is meant.

        Raises:
            ConfigError: ``preset/party`` if parties and sides don't match one to one;
                ``preset/date`` if a day is needed.
            MalformedError: on a party's code or a day that is none.
        """
        code_of = _match(self.name, self.sides, parties)
        filled: dict[str, Any] = {**self.terms, "understanding": _data("understanding")}
        for field in ("titles", "sides"):
            filled[field] = _rename(filled[field], code_of)
        filled["markings"] = {
            **filled["markings"],
            "equivalence": [
                {**row, "names": _rename(row["names"], code_of)}
                for row in filled["markings"]["equivalence"]
            ],
        }
        filled["contacts"] = [
            {**contact, "party": code}
            for contact in filled["contacts"]
            for code in code_of[contact["party"]]
        ]
        hosting = filled["rhythm"]["hosting"]
        if hosting["first"] is not None:
            first = code_of[hosting["first"]][0]
            filled["rhythm"] = {**filled["rhythm"], "hosting": {**hosting, "first": first}}
        date = mandate_date or filled["mandate"]["date"]
        if date is None:
            raise ConfigError("preset/date", "PRESET-2", "say on which day the mandate was given")
        filled["mandate"] = {**filled["mandate"], "date": date}
        return read_terms(encode(filled))

    def standing_agenda(self) -> dict[str, AgendaItem]:
        """The items that stand on every agenda, by key, each ready to be offered."""
        return {
            key: read_item(
                encode(AgendaItem(item.title, "standing", None, None, item.minutes, (), None, "on"))
            )
            for key, item in self.agenda.items()
        }


def load(name: str) -> Preset:
    """The preset of a name.

    Raises:
        ConfigError: ``preset/unknown``. Rule: PRESET-1.
    """
    if name not in NAMES:
        raise ConfigError("preset/unknown", "PRESET-1", f"one of {', '.join(NAMES)}")
    return msgspec.convert(_data(name), Preset)


def _data(name: str) -> Any:
    """The JSON of one file of the package."""
    return msgspec.json.decode(files("comity.presets").joinpath(f"{name}.json").read_bytes())


def _match(name: str, sides: tuple[str, ...], parties: Sequence[str]) -> dict[str, list[str]]:
    """The parties of each side."""
    if sides == (_ANY,):
        return {_ANY: list(parties)}
    code_of: dict[str, list[str]] = {side: [] for side in sides}
    for party in parties:
        side = party if party in code_of else party.split("-")[0]
        code_of.setdefault(side, []).append(party)
    if set(code_of) != set(sides) or any(len(codes) != 1 for codes in code_of.values()):
        raise ConfigError(
            "preset/party", "PRESET-1", f"{name} is for one party each of {', '.join(sides)}"
        )
    return code_of


def _rename(by_side: dict[str, Any], code_of: dict[str, list[str]]) -> dict[str, Any]:
    """A map by side as a map by party."""
    return {code: value for side, value in by_side.items() for code in code_of[side]}
