# SPDX-License-Identifier: Apache-2.0
"""What a form says where something is off: one message a code, at the field and at the top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from comity.desk.forms.fields import UNREADABLE
from comity.locale import mark
from comity.telling.voice import Voice

__all__ = ["FAULTS", "encoding_told", "fault_told"]

FAULTS: Final[Mapping[str, str]] = {
    "required": mark("{label}: fill this in"),
    "length": mark("{label}: at most {most} characters; now there are {now}"),
    "line": mark("{label}: write it on one line, without tabs"),
    "forbidden": mark(
        "{label}: the character {point} at place {place}, after “{before}”, can't be signed; "
        "delete it"
    ),
    "encoding": mark(
        "{label}: the character at place {place} came in another encoding and can't be read; "
        "type it again"
    ),
    "day": mark("{label}: this is no day of the calendar"),
    "year": mark("{label}: write the year in four digits, from {least} on"),
    "key": mark("{label}: “{text}” can't be a short name; use 1 to 40 of a-z, 0-9 and -"),
    "post": mark("{label}: line {line} is too long; at most {most} characters"),
    "carried": mark("{label}: name it for a carried-over item, and for no other"),
    "room": mark("{label}: {told}"),
    "whole": mark("{told}"),
    "time": mark("{label}: write a time of day as 10:00"),
    "number": mark("{label}: write a whole number from {low} to {high}"),
    "choice": mark("{label}: choose one of those offered"),
    "either": mark("{label}: name two days or an anchor, not both"),
    "only-closed": mark("{label}: only a closed item says what came of it"),
    "only-adoption": mark("{label}: only with the authority to sign the adoption of texts"),
    "only-resumed": mark("{label}: a new dialogue has no last round"),
    "many": mark("{label}: at most {most}; now there are {now}"),
    "twice": mark("{label}: “{text}” stands here twice"),
    "language": mark("{label}: “{text}” is no code of a language; write it as fr or zh-Hant"),
    "host-named": mark("{label}: choose a side, unless the host is agreed each time"),
    "host-open": mark("{label}: choose none where the host is agreed each time"),
    "ceiling": mark("{label}: choose a level that is filled in"),
    "dialogue": mark(
        "{label}: this can't be one; copy all 43 characters from the address of its pages"
    ),
    "only-other": mark("{label}: leave it empty, or choose above that it is another dialogue"),
    "text-unread": mark(
        "The text can't be adopted from here: something agreed of it has not come yet, or can't be"
        " read here: {items}"
    ),
    "incomplete": mark("The text can't be adopted yet. Paragraphs not agreed: {missing}"),
    "no-outline": mark("The text can't be adopted yet: its outline is not agreed"),
    "same-proposed": mark(
        "{side} proposes exactly this already: accept that proposal, or change something"
    ),
    "same-agreed": mark("Exactly this is agreed already: nothing would change"),
    "ahead": mark("{label}: this lies ahead; correct it, or have the clock of the node set"),
    "given": mark("{label}: choose “known” where a value is given"),
    "unreleased": mark("{label}: no side has released this"),
    "no-facts": mark("No side has released facts yet; release ours first"),
    "no-incident": mark("{label}: the record knows no such incident"),
    "item-line": mark("{label}: line {line} needs a code, a colon and words"),
    "text-or-words": mark("{label}: name a text or write the words, exactly one of both"),
    "past": mark("{label}: this time has passed"),
    "order": mark("{label}: it ends before it begins"),
    "room-for": mark("{label}: there is no room for it between these hours"),
}
"""Messages by code; ``{label}`` is the field's."""

_LANGUAGES: Final = {"ko": mark("Korean"), "ja": mark("Japanese"), "en": mark("English")}


def encoding_told(voice: Voice, text: str, label: str) -> str:
    """What is said of a text that came in another encoding; empty of any other.

    Args:
        voice: of the reader.
        text: as it was typed.
        label: of the field, in the reader's language.
    """
    if UNREADABLE not in text:
        return ""
    return fault_told(voice, "encoding", label, {"place": text.index(UNREADABLE) + 1})


def fault_told(voice: Voice, code: str, label: str, params: Mapping[str, Any] | None) -> str:
    """The message of a code for a field.

    Args:
        voice: of the reader.
        code: of `FAULTS`; another one is said as ``choice``.
        label: of the field, in the reader's language.
        params: places of the message; ``language`` names the language of a text; of ``room`` and
            ``whole``, ``told`` is what the room of the item says, in the reader's language.
    """
    places = dict(params or {})
    language = places.pop("language", "")
    if language in _LANGUAGES:
        label = voice.words.gettext(
            "{label} ({language})", label=label, language=voice.words.gettext(_LANGUAGES[language])
        )
    message = FAULTS.get(code, FAULTS["choice"])
    return voice.words.gettext(message, label=label, **places)
