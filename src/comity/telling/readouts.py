# SPDX-License-Identifier: Apache-2.0
"""What a readout may not be in line with, a sentence each."""

from __future__ import annotations

from typing import Final

from comity.locale import mark
from comity.telling.voice import Voice
from comity.workbench.readouts import Finding, Found

__all__ = ["tell_found"]

_TOLD: Final = {
    Finding.JOINT: mark(
        "The terms of reference provide for one joint readout; this is one of our side alone."
    ),
    Finding.NOTICE: mark(
        "The terms of reference ask that a readout be shown to the others before its release; "
        "this one names no later time of release."
    ),
    Finding.NOTICE_SHORT: mark(
        "The terms of reference ask for notice first: the time they give for press matters ends "
        "{time}, after its release."
    ),
    Finding.QUOTATION: mark(
        "It holds words in quotation marks: {words}. By the terms of reference neither side "
        "quotes the other. ({language})"
    ),
    Finding.QUOTATION_CONSENT: mark(
        "It holds words in quotation marks: {words}. By the terms of reference whoever is quoted "
        "agrees first. ({language})"
    ),
    Finding.ORGAN: mark(
        "It names {words} of another side. By the terms of reference nothing is attributed to "
        "the other side. ({language})"
    ),
    Finding.EARLIER: mark(
        "It would be released earlier than the press guidance agreed on the meeting says: not "
        "before {time}."
    ),
    Finding.GUIDANCE_OPEN: mark(
        "Press guidance on the meeting is proposed and not agreed yet ({guidance})."
    ),
}


def tell_found(voice: Voice, found: Found) -> str:
    """The sentence for one finding; the rule stands in `Found.rule`."""
    return voice.words.gettext(
        _TOLD[found.finding],
        words=found.words,
        language=voice.language(found.language),
        guidance=found.guidance,
        time="" if found.at is None else voice.instant(found.at, found.zone),
    )
