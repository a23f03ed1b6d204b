# SPDX-License-Identifier: Apache-2.0
"""What people do in the scenario: who they are, and the kinds of step, as data.

A step says what is meant (the body) and, where a form stands between a person and it, what the
person types into that form. At the terminal the body comes from a file; both come out the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from comity.locale import Language

Party: TypeAlias = Literal["kr", "jp"]
Dialogue: TypeAlias = Literal["security", "economic"]
Typed: TypeAlias = Mapping[str, str]
DIALOGUES: tuple[Dialogue, ...] = ("security", "economic")


@dataclass(frozen=True)
class Officer:
    """Somebody at one side: a post of one organ, which knows of one dialogue.

    Args:
        party: whose.
        name: to sign in with.
        organ: short name of the organ; its names are those of `names`.
        dialogue: of which the organ may know.
        language: which the officer reads.
        names: of the post, by language.
    """

    party: Party
    name: str
    organ: str
    dialogue: Dialogue
    language: Language
    names: Mapping[str, str]


KR_OFFICE = Officer("kr", "kr-office", "security-office", "economic", "ko", {
    "en": "Secretary for Economic Security, Office of National Security",
    "ko": "국가안보실 경제안보비서관",
})  # fmt: skip
KR_MINISTRY = Officer("kr", "kr-ministry", "foreign-ministry", "security", "ko", {
    "en": "Director-General, Asia-Pacific Affairs", "ko": "아시아태평양국장",
})  # fmt: skip
JP_OFFICE = Officer("jp", "jp-office", "security-secretariat", "economic", "ja", {
    "en": "Cabinet Councillor, National Security Secretariat", "ja": "国家安全保障局内閣審議官",
})  # fmt: skip
JP_MINISTRY = Officer("jp", "jp-ministry", "foreign-ministry", "security", "ja", {
    "en": "Director-General, Asian and Oceanian Affairs", "ja": "アジア大洋州局長",
})  # fmt: skip
OFFICERS = (KR_OFFICE, KR_MINISTRY, JP_OFFICE, JP_MINISTRY)


@dataclass(frozen=True)
class Clock:
    """It is now that time in Seoul and Tokyo."""

    local: str


@dataclass(frozen=True)
class Offer:
    """A proposal of one value.

    Args:
        who: proposes.
        matter: the item.
        value: its body as JSON.
        typed: into the form, by name of the field; what is left out stays as the form has it.
        query: of the form's address, as ``form=window``.
        counters: whether it answers the open proposal of the other side.
    """

    who: Officer
    matter: str
    value: Any
    typed: Typed = field(default_factory=dict)
    query: str = ""
    counters: bool = False


@dataclass(frozen=True)
class Adopt:
    """A proposal to adopt a text as it now stands."""

    who: Officer
    text: str


@dataclass(frozen=True)
class Accept:
    """Acceptance of what the other side proposes on an item."""

    who: Officer
    matter: str


@dataclass(frozen=True)
class Say:
    """An own word, which nobody has to accept."""

    who: Officer
    matter: str
    value: Any
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """The first word on an incident, said in a hurry."""

    who: Officer
    incident: str
    value: Any
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True)
class Acknowledge:
    """Note is taken of the newest message on an incident."""

    who: Officer
    incident: str


@dataclass(frozen=True)
class StandDown:
    """Our side says that an incident is over."""

    who: Officer
    incident: str


@dataclass(frozen=True)
class Figure:
    """A figure computed from a table and proposed.

    Args:
        who: proposes.
        fact: its short name.
        table: of the trade.
        title, third, product, year, source, publisher: what is asked of it, and whence it is.
    """

    who: Officer
    fact: str
    table: bytes
    title: str
    third: tuple[str, str]
    product: str
    year: int
    source: str
    publisher: str


@dataclass(frozen=True)
class Check:
    """Another side's figure, computed again at home and found the same."""

    who: Officer
    fact: str


@dataclass(frozen=True)
class Note:
    """An internal note on an item. It is never sent."""

    who: Officer
    matter: str
    text: str


@dataclass(frozen=True)
class PrivateFact:
    """What our side knows of an incident and keeps to itself."""

    who: Officer
    incident: str
    label: str
    text: str


@dataclass(frozen=True)
class Calendar:
    """The calendar of the officer's post, brought so that dates can be found. Busy times only."""

    who: Officer
    raw: bytes


@dataclass(frozen=True)
class Sound:
    """The other side is sounded out, off the record.

    Args:
        who: asks.
        matter: about what.
        words: the question, in one language each.
        days: until it expires.
    """

    who: Officer
    matter: str
    words: Mapping[str, str]
    days: int


@dataclass(frozen=True)
class Hear:
    """A sounding of the other side is there to be read, and is answered if a stance is given.

    Args:
        who: hears.
        told: what it says: its words, or the stance of an answer.
        stance: of the own answer, or empty.
        days: until that expires.
    """

    who: Officer
    told: str
    stance: str = ""
    days: int = 1


Step: TypeAlias = (
    Clock | Offer | Adopt | Accept | Say | Report | Acknowledge | StandDown | Figure | Check
    | Note | PrivateFact | Calendar | Sound | Hear
)  # fmt: skip


@dataclass(frozen=True)
class Round:
    """What one side does before the other hears of it."""

    party: Party
    steps: tuple[Step, ...]


def spelled(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """A language map as it is typed, a field a language."""
    return {f"{name}_{language}": text for language, text in words.items()}


def dated(name: str, day: str) -> dict[str, str]:
    """A day as it is typed, in three fields."""
    year, month, number = day.split("-")
    return {f"{name}_year": year, f"{name}_month": month, f"{name}_day": number}
