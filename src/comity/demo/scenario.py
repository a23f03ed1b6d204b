# SPDX-License-Identifier: Apache-2.0
"""The scenario as data: who the sides are, what is public with its source, what is invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias

import msgspec

from comity.core.ids import Code
from comity.demo.clock import instant
from comity.subjects.fields import Words

__all__ = [
    "DIALOGUES",
    "ECONOMIC",
    "FILES",
    "PRESETS",
    "SECURITY",
    "Dialogue",
    "Item",
    "SideFacts",
    "body",
    "item",
    "items",
    "side_facts",
]

Dialogue: TypeAlias = Literal["security", "economic"]
SECURITY: Final = "security"
ECONOMIC: Final = "economic"
DIALOGUES: Final[tuple[Dialogue, ...]] = (SECURITY, ECONOMIC)
PRESETS: Final[dict[Dialogue, str]] = {
    SECURITY: "national-security",
    ECONOMIC: "economic-security",
}
FILES: Final = (
    "public", "terms", "dates", "round12", "economic", "followups", "ahead", "press", "soundings",
    "measures", "incident",
)  # fmt: skip
"""The files of `comity.demo.data`, `sides` apart."""

_TIMES: Final = ("start", "end", "due", "not_before")


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One piece of the scenario.

    Args:
        source: where it can be read in public; None: it is invented.
        value: JSON of any shape, for bodies that of their room.
    """

    source: str | None
    value: Any

    @property
    def invented(self) -> bool:
        """Whether it was made up for the demonstration."""
        return self.source is None


class _SideFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: Literal["ko", "ja"]
    passphrase: str
    root_passphrase: str
    zone: str
    posts: dict[Dialogue, Words]


@dataclass(frozen=True, slots=True)
class SideFacts:
    """One side: language, zone, the posts that sign for it, and the demo's own passphrases."""

    code: Code
    language: Literal["ko", "ja"]
    passphrase: str
    root_passphrase: str
    zone: str
    posts: dict[Dialogue, Words]


@cache
def items(name: str) -> dict[str, Item]:
    """Every item of one of `FILES`."""
    return msgspec.json.decode(_raw(name), type=dict[str, Item])


def item(name: str, key: str) -> Item:
    """One item of one of `FILES`."""
    return items(name)[key]


def body(name: str, key: str) -> Any:
    """The value of one item, its local times as instants."""
    value = item(name, key).value
    if not isinstance(value, dict):
        return value
    return {
        field: instant(one) if field in _TIMES and isinstance(one, str) else one
        for field, one in value.items()
    }


@cache
def side_facts() -> dict[Code, SideFacts]:
    """The two sides by code."""
    read = msgspec.json.decode(_raw("sides"), type=dict[str, _SideFile])
    return {
        Code(code): SideFacts(
            Code(code), one.language, one.passphrase, one.root_passphrase, one.zone, one.posts
        )
        for code, one in read.items()
    }


def _raw(name: str) -> bytes:
    return files("comity.demo").joinpath("data", f"{name}.json").read_bytes()
