# SPDX-License-Identifier: Apache-2.0
"""Whether something may be said in public now: a word for it, and a sentence."""

from __future__ import annotations

from typing import Final

from comity.locale import mark
from comity.subjects.press import Guidance, Sayable
from comity.telling.voice import Voice

__all__ = ["sayable_told", "sayable_word"]

_WORDS: Final = {
    Sayable.NOW: mark("may be said now"),
    Sayable.IF_ASKED: mark("only if asked"),
    Sayable.NOT_BEFORE: mark("before its time"),
    Sayable.NOTHING: mark("not agreed: nothing may be said"),
    Sayable.SILENT: mark("no words for our side"),
    Sayable.TAKEN_BACK: mark("taken back"),
}
_TOLD: Final = {
    Sayable.NOW: mark("Our side may say its words now, of its own accord."),
    Sayable.IF_ASKED: mark("Our side says nothing of its own accord; it may answer a question."),
    Sayable.NOTHING: mark("Not every side has accepted it: nothing may be said by it."),
    Sayable.SILENT: mark("It is agreed, and gives our side nothing to say."),
    Sayable.TAKEN_BACK: mark("It was taken back by agreement: nothing may be said by it any more."),
}


def sayable_word(voice: Voice, sayable: Sayable) -> str:
    """The word, for a tag."""
    return voice.words.gettext(_WORDS[sayable])


def sayable_told(voice: Voice, sayable: Sayable, guidance: Guidance | None) -> str:
    """The sentence; of one whose time has not come, with how far off that is.

    Args:
        voice: of the reader.
        sayable: how it is.
        guidance: what is agreed; None where nothing is.
    """
    if sayable is not Sayable.NOT_BEFORE:
        return voice.words.gettext(_TOLD[sayable])
    assert guidance is not None, "what has a time is agreed"
    assert guidance.not_before is not None, "what has a time names it"
    time = voice.by(guidance.not_before, guidance.zone)
    return voice.words.gettext("Nothing may be said before {time}.", time=time)
