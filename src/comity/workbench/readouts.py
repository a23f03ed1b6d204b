# SPDX-License-Identifier: Apache-2.0
"""A readout against the rules of the terms and the press guidance agreed on its meeting.

It compares what a program can compare, and says by which rule; whether a readout is wise is for
people. Nothing here hinders a signature: a side's own readout is its own word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from comity.subjects import Rooms
from comity.subjects.fields import Words
from comity.subjects.meetings import Readout
from comity.subjects.press import PressView
from comity.subjects.standing import ProposalState
from comity.subjects.terms import Side, Terms

__all__ = ["Compared", "Finding", "Found", "compare_readout", "concerns"]

_QUOTED: Final = re.compile(
    r"“[^“”\n]+”|\"[^\"\n]+\"|‘[^‘’\n]+’|「[^「」\n]+」|『[^『』\n]+』|«[^«»\n]+»"
)
"""Words between quotation marks of one line."""


class Finding(StrEnum):
    """What a readout may not be in line with."""

    JOINT = "joint"
    """The terms provide for one joint readout. Rule: PRESS-7."""
    NOTICE = "notice"
    """The terms ask that it be shown before its release; it names no later time. PRESS-8."""
    NOTICE_SHORT = "notice-short"
    """It leaves the others less time than the terms give for press matters. Rule: PRESS-8."""
    QUOTATION = "quotation"
    """It holds words in quotation marks, though neither side quotes the other. PRESS-9."""
    QUOTATION_CONSENT = "quotation-consent"
    """It holds words in quotation marks; by the terms who is quoted agrees first. PRESS-9."""
    ORGAN = "organ"
    """It names an organ of another side, though nothing is attributed. Rule: PRESS-9."""
    EARLIER = "earlier"
    """It would be released before the time of agreed press guidance. Rule: PRESS-10."""
    GUIDANCE_OPEN = "guidance-open"
    """Press guidance on the meeting is proposed and not agreed. Rule: PRESS-10."""


_RULES: Final = {
    Finding.JOINT: "PRESS-7",
    Finding.NOTICE: "PRESS-8",
    Finding.NOTICE_SHORT: "PRESS-8",
    Finding.QUOTATION: "PRESS-9",
    Finding.QUOTATION_CONSENT: "PRESS-9",
    Finding.ORGAN: "PRESS-9",
    Finding.EARLIER: "PRESS-10",
    Finding.GUIDANCE_OPEN: "PRESS-10",
}


class Found(NamedTuple):
    """One thing found.

    Args:
        finding: what it is.
        language: of the text in which it stands, or empty.
        words: what stands there: a quotation, the name of an organ; or empty.
        guidance: the name of the press guidance that it is about, or empty.
        at: UTC milliseconds: the time that is agreed, or the one by which notice would be due.
        zone: the zone in which that time is meant, or None.
    """

    finding: Finding
    language: str = ""
    words: str = ""
    guidance: str = ""
    at: int | None = None
    zone: str | None = None

    @property
    def rule(self) -> str:
        """The rule of docs/reference/subjects.md by which it was found."""
        return _RULES[self.finding]


class Compared(NamedTuple):
    """What a readout was compared with, and what was found.

    `terms` are those in force, None where there are none; `guidance` the names of all press
    guidance on the meeting that was looked at.
    """

    terms: Terms | None
    guidance: tuple[str, ...]
    found: tuple[Found, ...]


def concerns(view: PressView, prefix: str) -> bool:
    """Whether a guidance is on an item, or on anything below it."""
    subject = view.subject
    return subject is not None and (subject == prefix or subject.startswith(f"{prefix}/"))


def compare_readout(
    readout: Readout, meeting: str, rooms: Rooms, own: str, now_ms: int
) -> Compared:
    """The readout compared with the terms in force and with press guidance on its meeting.

    Args:
        readout: as it would be signed.
        meeting: id of its meeting.
        rooms: how the dialogue stands.
        own: whose readout it is.
        now_ms: UTC milliseconds by the own node's clock.

    Rules: PRESS-7 to PRESS-10.
    """
    terms = rooms.terms.details[0].terms
    on_it = tuple(one for one in rooms.press.details if concerns(one, f"meeting/{meeting}"))
    found: list[Found] = []
    if terms is not None:
        found += _by_terms(readout, terms, own, now_ms)
    for one in on_it:
        found += _by_guidance(readout, one, now_ms)
    return Compared(terms, tuple(one.id for one in on_it), tuple(found))


def _by_terms(readout: Readout, terms: Terms, own: str, now_ms: int) -> Iterator[Found]:
    if terms.readout.rule == "joint":
        yield Found(Finding.JOINT)
    if terms.readout.rule == "own-after-notice":
        notice_s = terms.response.press_s
        if readout.not_before is None or readout.not_before <= now_ms:
            yield Found(Finding.NOTICE)
        elif notice_s is not None and readout.not_before < now_ms + notice_s * 1000:
            yield Found(Finding.NOTICE_SHORT, at=now_ms + notice_s * 1000)
    attribution = terms.readout.attribution
    if attribution == "by-side":
        return
    finding = Finding.QUOTATION if attribution == "none" else Finding.QUOTATION_CONSENT
    for language, text in sorted(readout.text.items()):
        quoted = _QUOTED.search(text)
        if quoted is not None:
            yield Found(finding, language, quoted.group())
    if attribution == "none":
        yield from _organs(readout.text, terms.sides, own)


def _organs(texts: Words, sides: Mapping[str, Side], own: str) -> Iterator[Found]:
    """The organs of other sides that a text names in its own language."""
    for language, text in sorted(texts.items()):
        for code, side in sides.items():
            if code == own:
                continue
            for organ in (side.lead, side.co_lead or {}):
                name = organ.get(language)
                if name is not None and name in text:
                    yield Found(Finding.ORGAN, language, name)


def _by_guidance(readout: Readout, view: PressView, now_ms: int) -> Iterable[Found]:
    guidance = view.guidance
    if any(one.state is ProposalState.OPEN for one in view.standing.open):
        yield Found(Finding.GUIDANCE_OPEN, guidance=view.id)
    if guidance is None or guidance.status == "off" or guidance.not_before is None:
        return
    released = now_ms if readout.not_before is None else readout.not_before
    if released < guidance.not_before:
        yield Found(Finding.EARLIER, guidance=view.id, at=guidance.not_before, zone=guidance.zone)
