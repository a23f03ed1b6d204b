# SPDX-License-Identifier: Apache-2.0
"""What a paper calls things: a dialogue, a meeting, a text, any item, each by its own title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from comity.subjects import Rooms
from comity.subjects.agenda import AgendaItem
from comity.subjects.anchors import Anchor
from comity.subjects.facts import Fact
from comity.subjects.followups import FollowUp
from comity.subjects.measures import Measure
from comity.subjects.meetings import MeetingDate, Window
from comity.subjects.standing import Standing
from comity.subjects.texts import Header
from comity.telling.labels import label
from comity.telling.matters import matter_title
from comity.telling.texts.numbers import whole_number_of
from comity.telling.voice import Voice, sentence

__all__ = ["dialogue_named", "item_named", "meeting_named", "text_named", "values_of"]


def dialogue_named(voice: Voice, rooms: Rooms, parties: Iterable[str]) -> str:
    """Our own side's name of the dialogue by its terms, else with whom it is."""
    terms = rooms.terms.details[0].terms
    if terms is not None:
        titles = terms.titles.get(str(voice.own)) or terms.common_title
        if titles:
            return voice.pick(titles)
    others = [code for code in parties if code != voice.own]
    return voice.words.gettext("Dialogue with {sides}", sides=voice.sides(others))


def meeting_named(voice: Voice, rooms: Rooms, name: str) -> str:
    """A meeting: its own title, else its round or kind, else its name."""
    found = next((one for one in rooms.meetings.details if one.id == name), None)
    for value in () if found is None else values_of(found.date):
        if isinstance(value, MeetingDate | Window):
            if value.title is not None:
                return voice.pick(value.title)
            if value.round is not None:
                return sentence(voice.words.gettext("round {number}", number=value.round))
            kind = sentence(label(voice, "meeting", value.kind))
            return voice.words.gettext("{kind} {name}", kind=kind, name=name)
    return voice.words.gettext("Meeting {id}", id=name)


def text_named(voice: Voice, rooms: Rooms, name: str) -> str:
    """A text: its own title, else its name."""
    found = next((one for one in rooms.texts.details if one.id == name), None)
    for value in () if found is None else values_of(found.header):
        if isinstance(value, Header):
            return voice.pick(value.title)
    return voice.words.gettext("Text {id}", id=name)


def item_named(voice: Voice, rooms: Rooms, matter: str) -> str:
    """Any item: by its own title where it has one, else by its path."""
    kind, _, rest = matter.partition("/")
    name, _, part = rest.partition("/")
    if kind == "meeting" and part == "date":
        meeting = meeting_named(voice, rooms, name)
        return voice.words.gettext("{meeting}: date", meeting=meeting)
    if kind == "text":
        return _part_of_text(voice, rooms, name, part) or sentence(matter_title(voice, matter))
    standing = next((one for one in rooms.standings if one.matter == matter), None)
    for value in () if standing is None else values_of(standing):
        if isinstance(value, AgendaItem | FollowUp | Anchor | Measure | Fact):
            return voice.pick(value.title)
    return sentence(matter_title(voice, matter))


def _part_of_text(voice: Voice, rooms: Rooms, name: str, part: str) -> str:
    text = text_named(voice, rooms, name)
    found = next((one for one in rooms.texts.details if one.id == name), None)
    if part.startswith("p/") and found is not None:
        key = whole_number_of(found, part.removeprefix("p/"))
        return voice.words.gettext("{text}: paragraph {key}", text=text, key=key)
    if part == "adoption":
        return voice.words.gettext("{text}: adoption", text=text)
    return "" if part else voice.words.gettext("{text}: outline", text=text)


def values_of(standing: Standing[Any, Any]) -> Iterator[object]:
    """What an item says: agreed, else as proposed last."""
    if standing.value is not None:
        yield standing.value
    for proposal in (*reversed(standing.open), *reversed(standing.closed)):
        if proposal.body.value is not None:
            yield proposal.body.value
