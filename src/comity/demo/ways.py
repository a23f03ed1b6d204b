# SPDX-License-Identifier: Apache-2.0
"""Ways from the retold story to pages of a side's own desk, labelled in three languages."""

from __future__ import annotations

from typing import Final

from comity.demo.scenario import Dialogue
from comity.demo.sides import Side
from comity.demo.teller import DOMAIN
from comity.desk.story.file import Way, Words
from comity.locale import LANGUAGES, catalogue, mark

__all__ = ["LABELS", "in_every_language", "way_to", "ways_of"]

LABELS: Final = {
    "dialogues": mark("See your dialogues"),
    "dialogue": mark("See the dialogue"),
    "terms": mark("See the terms in full"),
    "understanding": mark("Read the understanding on use"),
    "meeting": mark("See the meeting"),
    "meeting:held": mark("See the meeting that was held"),
    "find-dates": mark("Look for other dates at home"),
    "text": mark("See the text"),
    "measure": mark("See the measure"),
    "measure-sheet": mark("See the joint fact sheet"),
    "fact": mark("See the fact and its chart"),
    "item": mark("See the item and its story"),
    "record": mark("See every act with its proof"),
    "press": mark("See what may be said"),
    "soundings": mark("See that none is left"),
    "incident": mark("See the incident"),
    "calendar": mark("See the calendar"),
    "state": mark("Report on it"),
    "sound": mark("Sound out informally"),
    "report-incident": mark("Report an incident"),
    "people": mark("See people, posts and admissions"),
    "propose": mark("Propose something"),
}
"""What a way to a page of that name is called; after a colon stands which of several it is."""


def ways_of(side: Side, dialogue: Dialogue, *ways: tuple[str, dict[str, str]]) -> tuple[Way, ...]:
    """Ways to pages of a dialogue, by the names of their addresses and what fills them."""
    channel = side.channels[dialogue]
    return tuple(way_to(name, {"channel": channel, **places}) for name, places in ways)


def way_to(name: str, places: dict[str, str] | None = None) -> Way:
    """A way to any page."""
    return Way(name.partition(":")[0], places or {}, in_every_language(LABELS[name]))


def in_every_language(message: str) -> Words:
    """What the demonstration says there, by language."""
    return {one: catalogue(one, DOMAIN).gettext(message) for one in LANGUAGES}
