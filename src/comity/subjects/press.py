# SPDX-License-Identifier: Apache-2.0
"""Press guidance, ``press/<id>``, on any item: what each side may say in public, what only if
asked, and not before when. It is agreed; that it was released is each side's own word.

Whether something may be said now is answered here from an instant that is given; this room reads
no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal

import msgspec

from comity.core.errors import MalformedError
from comity.core.ids import Matter, matter
from comity.core.limits import PARTIES_MAX
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.fields import (
    Words,
    check_count,
    check_instant,
    check_party,
    check_words,
    check_zone,
    malformed,
    read_struct,
)
from comity.subjects.reading import Look, Route
from comity.subjects.standing import RoomView, Said, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import press_s, terms_in_force

__all__ = [
    "ROUTES",
    "WORDS_CHARS_MAX",
    "Guidance",
    "PressView",
    "Release",
    "Sayable",
    "check_guidance",
    "check_release",
    "read_guidance",
    "read_release",
    "view",
]

WORDS_CHARS_MAX: Final = 4_000
"""Code points of what may be said, in one language: a statement to the press, no paper."""


class Guidance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Press guidance on one item. Rules: PRESS-1 to PRESS-4.

    Args:
        subject: the matter it is on, or null for the dialogue as a whole.
        common: what every side may say in the same words, or None.
        lines: what each side may say in its own words, by party; empty if there is none.
        if_asked: what may be said only in answer to a question, or None.
        not_before: UTC milliseconds before which nothing of it is said, or None.
        zone: IANA name of the zone in which that was meant; None exactly if there is none.
        status: ``on``; ``off`` takes it back by agreement.
    """

    subject: str | None
    common: Words | None
    lines: dict[str, Words]
    if_asked: Words | None
    not_before: int | None
    zone: str | None
    status: Literal["on", "off"]

    def line(self, party: str) -> Words | None:
        """What a side may say unasked: its own words, else the common ones, else None."""
        return self.lines.get(party, self.common)


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side's word that it has released it, ``press/<id>/released``. Rule: PRESS-6.

    `at` and `zone` say when; `manner` whether unasked or in answer to a question; `where` at which
    occasion, or None.
    """

    at: int
    zone: str
    manner: Literal["stated", "answered"]
    where: Words | None


def check_guidance(guidance: Guidance) -> Guidance:
    """The guidance, if it is whole.

    Raises:
        MalformedError: ``press/subject`` on what is no matter (PRESS-1), ``press/words`` if it
            says nothing, or words in common beside words of each side (PRESS-2), ``press/time``
            if time and zone don't stand together (PRESS-4); or as the checks of fields.
    """
    if guidance.subject is not None:
        _check_subject(guidance.subject)
    if guidance.common is not None:
        if guidance.lines:
            raise malformed("press/words", "PRESS-2", "common", "in common, or of each side")
        check_words(guidance.common, "common", WORDS_CHARS_MAX, lines=True)
    check_count(guidance.lines, "lines", 0, PARTIES_MAX)
    for party, words in guidance.lines.items():
        check_party(party, "lines")
        check_words(words, f"lines.{party}", WORDS_CHARS_MAX, lines=True)
    if guidance.if_asked is not None:
        check_words(guidance.if_asked, "if_asked", WORDS_CHARS_MAX, lines=True)
    elif guidance.common is None and not guidance.lines:
        raise malformed("press/words", "PRESS-2", "common", "something that may be said")
    if (guidance.not_before is None) != (guidance.zone is None):
        raise malformed("press/time", "PRESS-4", "not_before", "a time together with its zone")
    if guidance.not_before is not None and guidance.zone is not None:
        check_instant(guidance.not_before, "not_before")
        check_zone(guidance.zone, "zone")
    return guidance


def _check_subject(subject: str) -> None:
    """An item of the parties, and no press guidance itself. Rule: PRESS-1."""
    try:
        matter(subject)
    except MalformedError as error:
        raise malformed("press/subject", "PRESS-1", "subject", error.hint) from None
    if subject.split("/", maxsplit=1)[0] in ("channel", "press"):
        raise malformed("press/subject", "PRESS-1", "subject", "an item of the dialogue")


def check_release(release: Release) -> Release:
    """The statement, if it is whole. Raises MalformedError as the checks of fields. PRESS-6."""
    check_instant(release.at, "at")
    check_zone(release.zone, "zone")
    if release.where is not None:
        check_words(release.where, "where")
    return release


def read_guidance(raw: bytes) -> Guidance:
    """The guidance that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_guidance(read_struct(raw, Guidance))


def read_release(raw: bytes) -> Release:
    """The statement that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_release(read_struct(raw, Release))


_GUIDANCE: Final[Route[Guidance, Statement]] = Route(("press", "*"), read_guidance, read_statement)
_RELEASED: Final[Route[object, Release]] = Route(("press", "*", "released"), None, read_release)
ROUTES: Final[tuple[Route[Any, Any], ...]] = (_GUIDANCE, _RELEASED)


class Sayable(StrEnum):
    """Whether a side may say something by a guidance. Rule: PRESS-5."""

    NOTHING = "nothing"
    """Not every party has accepted it, or it can't be read here."""
    NOT_BEFORE = "not-before"
    """Agreed; its time has not come."""
    IF_ASKED = "if-asked"
    """Agreed and in time, and this side may only answer a question."""
    NOW = "now"
    """Agreed and in time: this side may say its line."""
    SILENT = "silent"
    """Agreed and in time, and it gives this side no words."""
    TAKEN_BACK = "taken-back"
    """Taken back by agreement."""


@dataclass(frozen=True, slots=True)
class PressView:
    """One press guidance.

    Attributes:
        id: the name in its path.
        standing: of ``press/<id>``.
        guidance: the agreed value; None if none is agreed or readable.
        sure: the same of what is confirmed: all that counts while a dialogue is halted.
        releases: each side's word that it has released it, each party's in the order of its log.
        strangers: parties to whom the agreed words are given and who are none of the dialogue.
    """

    id: str
    standing: Standing[Guidance, Statement]
    guidance: Guidance | None
    sure: Guidance | None
    releases: tuple[Said[Release], ...]
    strangers: tuple[str, ...]

    @property
    def subject(self) -> str | None:
        """The matter it is on by what is agreed, else by the newest proposal; None: all of it."""
        if self.guidance is not None:
            return self.guidance.subject
        proposed = (*self.standing.closed, *self.standing.open)
        found = [one.body.value for one in proposed if one.body.value is not None]
        return found[-1].subject if found else None

    def sayable(self, party: str, now_ms: int, *, halted: bool = False) -> Sayable:
        """Whether a side may say something by it at an instant. Rule: PRESS-5.

        Args:
            party: whose words.
            now_ms: UTC milliseconds by that side's own clock.
            halted: whether the record holds a fork: then only what is confirmed counts.
        """
        guidance = self.sure if halted else self.guidance
        if guidance is None:
            return Sayable.NOTHING
        if guidance.status == "off":
            return Sayable.TAKEN_BACK
        if guidance.not_before is not None and now_ms < guidance.not_before:
            return Sayable.NOT_BEFORE
        if guidance.line(party) is not None:
            return Sayable.NOW
        return Sayable.SILENT if guidance.if_asked is None else Sayable.IF_ASKED

    def early(self, said: Said[Release]) -> bool:
        """Whether a side says it has released it before the time that is agreed. PRESS-6."""
        release, guidance = said.body.value, self.guidance
        if release is None or guidance is None or guidance.not_before is None:
            return False
        return release.at < guidance.not_before

    def released_by(self, party: str) -> bool:
        """Whether that side has said that it has released it."""
        return any(said.party == party and said.body.value is not None for said in self.releases)


def view(sight: Sight, bodies: Bodies) -> RoomView[PressView]:
    """Every press guidance of a channel, sorted by id. Never raises on a body. Rule: SUBJ-8."""
    look = Look(sight, bodies)
    reply = press_s(terms_in_force(look))
    names: set[str] = set()
    others = []
    for name in look.matters("press"):
        if any(route.covers(name) for route in ROUTES):
            names.add(name.split("/")[1])
        else:
            others.append(name)
    details = tuple(_guidance(look, name, reply) for name in sorted(names))
    declared = [name for name in look.matters("press") if _RELEASED.covers(name)]
    rest = standings_of(look, [*declared, *others], ROUTES)
    return RoomView("press", (*(one.standing for one in details), *rest), details)


def _guidance(look: Look, name: str, reply: int | None) -> PressView:
    """One guidance."""
    standing = standing_of(look, Matter(f"press/{name}"), _GUIDANCE, reply)
    sure = None if standing.confirmed is None else standing.confirmed.body.value
    named = () if standing.value is None else sorted(standing.value.lines)
    return PressView(
        id=name,
        standing=standing,
        guidance=standing.value,
        sure=sure,
        releases=standing_of(look, Matter(f"press/{name}/released"), _RELEASED).said,
        strangers=tuple(code for code in named if code not in look.parties),
    )
