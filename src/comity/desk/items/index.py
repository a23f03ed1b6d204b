# SPDX-License-Identifier: Apache-2.0
"""The items of a dialogue by their paths, and what people call each: by its own title."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.core.ids import ChannelId
from comity.desk.requests import DeskRequest
from comity.subjects import Rooms
from comity.subjects.agenda import AgendaItem
from comity.subjects.anchors import Anchor
from comity.subjects.documents import Document
from comity.subjects.followups import FollowUp, FollowUpView
from comity.subjects.meetings import MeetingDate, MeetingView, Window
from comity.subjects.standing import Standing
from comity.subjects.texts import Header, TextView
from comity.telling.labels import label
from comity.telling.matters import matter_title
from comity.telling.voice import Voice, sentence
from comity.workbench.drafting import shape_of

__all__ = ["Index", "index_of", "item_title", "item_titles", "meeting_title", "text_title"]

KEPT_MAX: Final = 256
"""Dialogues whose items are kept by path."""


@dataclass(frozen=True, slots=True)
class Index:
    """The rooms of one dialogue, by path.

    Args:
        rooms: what is indexed.
        standings: every item.
        follow_ups: by the item's path.
        meetings, texts: by the name in their paths.
        adopted: names of texts that are adopted as a whole.
        waiting: items on which somebody has to do something, as the rooms order them.
    """

    rooms: Rooms
    standings: Mapping[str, Standing[Any, Any]]
    follow_ups: Mapping[str, FollowUpView]
    meetings: Mapping[str, MeetingView]
    texts: Mapping[str, TextView]
    adopted: frozenset[str]
    waiting: tuple[Standing[Any, Any], ...]

    def is_adopted(self, matter: str) -> bool:
        """Whether an item is a part of an adopted text."""
        segments = matter.split("/")
        return segments[0] == "text" and segments[1] in self.adopted


_KEPT: Final[dict[ChannelId, Index]] = {}
_LOCK: Final = threading.Lock()


def index_of(request: DeskRequest, channel: ChannelId) -> Index:
    """The items of a dialogue as they stand now.

    Raises:
        RuleError: ``not-found`` unless this reader may know of it. Rule: HOME-11.
    """
    rooms = request.reader.rooms(channel)
    with _LOCK:
        kept = _KEPT.get(channel)
    if kept is not None and kept.rooms is rooms:
        return kept
    standings: dict[str, Standing[Any, Any]] = {one.matter: one for one in rooms.standings}
    made = Index(
        rooms=rooms,
        standings=standings,
        follow_ups={str(one.standing.matter): one for one in rooms.followups.details},
        meetings={one.id: one for one in rooms.meetings.details},
        texts={one.id: one for one in rooms.texts.details},
        adopted=frozenset(one.id for one in rooms.texts.details if one.adopted),
        waiting=tuple(one for one in standings.values() if one.moves),
    )
    with _LOCK:
        while len(_KEPT) >= KEPT_MAX:
            del _KEPT[next(iter(_KEPT))]
        _KEPT[channel] = made
    return made


def item_title(voice: Voice, index: Index, matter: str) -> str:
    """What an item is called: by its own title where it has one, else by its path."""
    words, segments = voice.words, matter.split("/")
    shape = shape_of(matter)
    if shape == "terms":
        return words.gettext("Terms of reference")
    if segments[0] == "meeting" and shape != "meeting/*/agenda/*" and segments[1] in index.meetings:
        meeting = meeting_title(voice, index, segments[1])
        told = {
            "meeting/*/date": words.gettext("{meeting}: date"),
            "meeting/*/delegation": words.gettext("{meeting}: delegation"),
            "meeting/*/paper": words.gettext("{meeting}: papers"),
            "meeting/*/attendance": words.gettext("{meeting}: attendance"),
            "meeting/*/readout": words.gettext("{meeting}: readout"),
        }.get(shape)
        if told is not None:
            return told.format(meeting=meeting)
    if segments[0] == "text" and segments[1:2] and segments[1] in index.texts:
        text = text_title(voice, index, segments[1])
        if shape == "text/*":
            return words.gettext("{text}: outline", text=text)
        if shape == "text/*/p/*":
            return words.gettext("{text}: paragraph {key}", text=text, key=segments[3])
        if shape == "text/*/adoption":
            return words.gettext("{text}: adoption", text=text)
    if segments[0] == "follow-up" and segments[1:2]:
        title = _own_title(voice, index, f"follow-up/{segments[1]}")
        if title and shape == "follow-up/*":
            return title
        if title and shape == "follow-up/*/report":
            return words.gettext("{item}: report", item=title)
        if title and shape == "follow-up/*/view":
            return words.gettext("{item}: view", item=title)
    return _own_title(voice, index, matter) or sentence(matter_title(voice, matter))


def item_titles(voice: Voice, index: Index, matters: Iterable[str]) -> str:
    """Several items in a row; as a package where there is more than one."""
    titles = [item_title(voice, index, one) for one in matters]
    if len(titles) == 1:
        return titles[0]
    return voice.words.gettext("Package: {items}", items=voice.list(titles))


def meeting_title(voice: Voice, index: Index, name: str) -> str:
    """What a meeting is called: its own title, else its round or kind, else its name."""
    one = index.meetings.get(name)
    values = () if one is None else _values(one.date)
    for value in values:
        if isinstance(value, MeetingDate | Window):
            if value.title is not None:
                return voice.pick(value.title)
            if value.round is not None:
                return sentence(voice.words.gettext("round {number}", number=value.round))
            kind = sentence(label(voice, "meeting", value.kind))
            return voice.words.gettext("{kind} {name}", kind=kind, name=name)
    return voice.words.gettext("Meeting {id}", id=name)


def text_title(voice: Voice, index: Index, name: str) -> str:
    """What a text is called: its own title, else its name."""
    one = index.texts.get(name)
    for value in () if one is None else _values(one.header):
        if isinstance(value, Header):
            return voice.pick(value.title)
    return voice.words.gettext("Text {id}", id=name)


def _own_title(voice: Voice, index: Index, matter: str) -> str:
    """The title that an item's value bears; empty where none is known or readable."""
    standing = index.standings.get(matter)
    if standing is None:
        return ""
    for value in _values(standing):
        if isinstance(value, AgendaItem | FollowUp | Anchor):
            return voice.pick(value.title)
        if isinstance(value, Document):
            return value.name
    return ""


def _values(standing: Standing[Any, Any]) -> Iterator[object]:
    """What an item says: agreed, else as proposed last, else as stated last."""
    if standing.value is not None:
        yield standing.value
    for proposal in (*reversed(standing.open), *reversed(standing.closed)):
        if proposal.body.value is not None:
            yield proposal.body.value
    for said in reversed(standing.said):
        if said.body.value is not None:
            yield said.body.value
