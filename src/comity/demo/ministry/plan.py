# SPDX-License-Identifier: Apache-2.0
"""The ministry's dialogues as data: with whom, on what, since when, and what befalls each.

Every sentence is written for the demonstration. Invented countries and events bear the sign °.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeVar

import msgspec

from comity.core.ids import Code
from comity.demo.clock import instant
from comity.subjects.fields import Words

__all__ = [
    "DAY_MS",
    "NOW",
    "NOW_MS",
    "OURS",
    "REAL",
    "Dialogue",
    "Paragraph",
    "Phrases",
    "SideWords",
    "Topic",
    "dialogues",
    "load",
    "phrases",
    "side_words",
    "topics",
]

T = TypeVar("T")

OURS: Final = Code("kr")
"""The party whose ministry it is."""
REAL: Final = "jp"
"""The one counterpart that is no invention; its dialogues exist, what happens in them here not."""
NOW: Final = "2023-12-14T10:00"
NOW_MS: Final = instant(NOW)
"""The moment at which everybody looks at the desk, in UTC milliseconds."""
DAY_MS: Final = 86_400_000

Special = Literal[
    "fork", "left", "absent", "stray", "newer", "silence", "amendment", "terms", "crossed"
]  # what befalls one dialogue


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subject area.

    Args:
        name: in a word.
        long: of the dialogue on it, as its title says.
        objects: things one talks about, each fit for "on …", "… 관련", "…に関する".
        ours, beside: the organs that lead it for the ministry; `beside` may be None.
        theirs: the organ of the other side, ``{country}`` left open.
    """

    name: Words
    long: Words
    objects: tuple[Words, ...]
    ours: Words
    beside: Words | None
    theirs: Words


class Dialogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One dialogue.

    Args:
        id: its short name at the ministry.
        topic: key of `topics`.
        others: the other parties.
        opened: day on which it is founded.
        rounds: how many are called by now.
        interval: days from one round to the next.
        last: days from now to the last of them; negative where it has been held.
        host: of the first round; the others follow in turn.
        first_round: its number.
        long_text: paragraphs of one long text, or None.
        special: what befalls it, or None.
    """

    id: str
    topic: str
    others: tuple[Code, ...]
    opened: str
    rounds: int
    interval: float
    last: float
    host: Code
    first_round: int = 1
    long_text: int | None = None
    special: Special | None = None

    @property
    def codes(self) -> tuple[Code, ...]:
        """Every party, our own first."""
        return (OURS, *self.others)

    @property
    def invented(self) -> bool:
        """Whether the dialogue itself is made up."""
        return self.others != (REAL,)

    @property
    def opened_ms(self) -> int:
        """When it is founded, in UTC milliseconds."""
        return instant(f"{self.opened}T10:00")


class SideWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one party is called.

    Args:
        country, side, city: in each language; an invented country bears the sign °.
        zone: in which it means its times.
        language: in which its offices name themselves.
        down_hours: how long the line to it has been down at the end; 0: never.
    """

    country: Words
    side: Words
    city: Words
    zone: str
    language: Literal["en", "ko", "ja"]
    down_hours: int


class Paragraph(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two wordings of one paragraph: what one side would like, and what the other can bear."""

    base: Words
    other: Words


class AnchorWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An outside event."""

    kind: Literal["summit", "visit", "conference", "publication", "election", "other"]
    title: Words


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every sentence of the ministry, places in braces left open."""

    headings: tuple[Words, ...]
    opening: Words
    closing: Words
    paragraphs: tuple[Paragraph, ...]
    tail: Words
    agenda: tuple[Words, ...]
    standing: tuple[Words, ...]
    outcome_hoped: Words
    texts: dict[str, Words]
    follow_ups: tuple[Words, ...]
    reports: dict[str, Words]
    views: dict[str, Words]
    outcomes: tuple[Words, ...]
    statements: dict[str, Words]
    reasons: tuple[Words, ...]
    leaving: Words
    readout: Words
    papers: tuple[Words, ...]
    paper_lines: tuple[str, ...]
    anchors: tuple[AnchorWords, ...]
    scope: tuple[Words, ...]
    kept_out: Words
    invented: Words
    mandate: Words
    rhythm: Words
    call: Words
    working: Words


@cache
def dialogues() -> tuple[Dialogue, ...]:
    """Every dialogue, in the order in which the ministry lists them."""
    return load("dialogues", tuple[Dialogue, ...])


@cache
def topics() -> dict[str, Topic]:
    """Every subject area by key."""
    return load("topics", dict[str, Topic])


@cache
def phrases() -> Phrases:
    """Every sentence."""
    return load("phrases", Phrases)


@cache
def side_words() -> dict[str, SideWords]:
    """What each party is called, by code."""
    return load("sides", dict[str, SideWords])


def load(name: str, kind: type[T]) -> T:
    """One file of data as a value of that type."""
    raw = files("comity.demo.ministry").joinpath("data", f"{name}.json").read_bytes()
    return msgspec.json.decode(raw, type=kind)
