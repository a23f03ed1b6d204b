# SPDX-License-Identifier: Apache-2.0
"""Whether something may be said now, as a tag: the one table of it."""

from __future__ import annotations

from typing import Final

from comity.desk.states import Tag
from comity.home.release import Guided
from comity.subjects.press import Guidance, Sayable
from comity.telling.sayable import sayable_word
from comity.telling.voice import Voice

__all__ = ["OPEN", "ORDER", "in_force", "sayable_tag"]

OPEN: Final = (Sayable.NOW, Sayable.IF_ASKED)
"""States in which our side may say something."""
ORDER: Final = (
    Sayable.NOW, Sayable.IF_ASKED, Sayable.NOT_BEFORE, Sayable.NOTHING, Sayable.SILENT,
    Sayable.TAKEN_BACK,
)  # fmt: skip
"""In which order a page shows them."""

_KINDS: Final = {
    Sayable.NOW: "agreed",
    Sayable.IF_ASKED: "agreed",
    Sayable.NOT_BEFORE: "theirs",
    Sayable.NOTHING: "lapsed",
    Sayable.SILENT: "lapsed",
    Sayable.TAKEN_BACK: "lapsed",
}


def in_force(one: Guided, *, halted: bool) -> Guidance | None:
    """The guidance that counts: what is agreed; while the dialogue is halted, what is confirmed."""
    return one.view.sure if halted else one.view.guidance


def sayable_tag(voice: Voice, sayable: Sayable) -> Tag:
    """The tag."""
    return Tag(_KINDS[sayable], sayable_word(voice, sayable))
