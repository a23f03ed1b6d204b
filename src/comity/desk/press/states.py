# SPDX-License-Identifier: Apache-2.0
"""Whether something may be said now, as a tag and in a sentence: the one table of it."""

from __future__ import annotations

from typing import Final

from comity.desk.states import Tag
from comity.home.release import Guided
from comity.locale import mark
from comity.subjects.press import Guidance, Sayable
from comity.telling.voice import Voice

__all__ = ["OPEN", "ORDER", "in_force", "sayable_tag", "sayable_told"]

OPEN: Final = (Sayable.NOW, Sayable.IF_ASKED)
"""States in which our side may say something."""
ORDER: Final = (
    Sayable.NOW, Sayable.IF_ASKED, Sayable.NOT_BEFORE, Sayable.NOTHING, Sayable.SILENT,
    Sayable.TAKEN_BACK,
)  # fmt: skip
"""In which order a page shows them."""

_TAGS: Final = {
    Sayable.NOW: ("agreed", mark("may be said now")),
    Sayable.IF_ASKED: ("agreed", mark("only if asked")),
    Sayable.NOT_BEFORE: ("theirs", mark("before its time")),
    Sayable.NOTHING: ("lapsed", mark("not agreed: nothing may be said")),
    Sayable.SILENT: ("lapsed", mark("no words for our side")),
    Sayable.TAKEN_BACK: ("lapsed", mark("taken back")),
}
"""Kind of tag and word."""
_TOLD: Final = {
    Sayable.NOW: mark("Our side may say its words now, of its own accord."),
    Sayable.IF_ASKED: mark("Our side says nothing of its own accord; it may answer a question."),
    Sayable.NOTHING: mark("Not every side has accepted it: nothing may be said by it."),
    Sayable.SILENT: mark("It is agreed, and gives our side nothing to say."),
    Sayable.TAKEN_BACK: mark("It was taken back by agreement: nothing may be said by it any more."),
}


def in_force(one: Guided, *, halted: bool) -> Guidance | None:
    """The guidance that counts: what is agreed; while the dialogue is halted, what is confirmed."""
    return one.view.sure if halted else one.view.guidance


def sayable_tag(voice: Voice, sayable: Sayable) -> Tag:
    """The tag."""
    kind, text = _TAGS[sayable]
    return Tag(kind, voice.words.gettext(text))


def sayable_told(voice: Voice, sayable: Sayable, guidance: Guidance | None) -> str:
    """The sentence; of one whose time has not come, with how far off that is."""
    if sayable is not Sayable.NOT_BEFORE:
        return voice.words.gettext(_TOLD[sayable])
    assert guidance is not None, "what has a time is agreed"
    assert guidance.not_before is not None, "what has a time names it"
    time = voice.by(guidance.not_before, guidance.zone)
    return voice.words.gettext("Nothing may be said before {time}.", time=time)
