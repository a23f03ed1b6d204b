# SPDX-License-Identifier: Apache-2.0
"""The items of a dialogue by their paths, and what people call each: by its own title."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from comity.core.acts import is_law
from comity.core.ids import ChannelId
from comity.desk.incidents.titles import incident_item_title
from comity.desk.items.spoken import said_in
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title
from comity.home.reading import Reader
from comity.subjects import ROUTES, Rooms
from comity.subjects.agenda import AgendaItem
from comity.subjects.anchors import Anchor
from comity.subjects.authorities import Authority
from comity.subjects.documents import Document
from comity.subjects.facts import Fact
from comity.subjects.followups import FollowUp, FollowUpView
from comity.subjects.measures import Measure
from comity.subjects.meetings import MeetingDate, MeetingView, Window
from comity.subjects.press import Guidance
from comity.subjects.reading import Look
from comity.subjects.standing import Standing, standings_of
from comity.subjects.texts import Header, TextView
from comity.telling.labels import label
from comity.telling.matters import matter_title
from comity.telling.texts.numbers import whole_number_of
from comity.telling.voice import Voice, sentence
from comity.workbench.drafting import shape_of

__all__ = [
    "Index",
    "index_of",
    "indexed",
    "item_title",
    "item_titles",
    "meeting_title",
    "subject_title",
    "text_title",
    "title_of",
]

KEPT_MAX: Final = 256
"""Dialogues whose items are kept by path."""


@dataclass(frozen=True, slots=True)
class Index:
    """The rooms of one dialogue, by path.

    Args:
        rooms: what is indexed.
        standings: every item, those of unknown kinds too.
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
        return segments[:1] == ["text"] and not self.adopted.isdisjoint(segments[1:2])


_KEPT: Final[dict[ChannelId, Index]] = {}
_LOCK: Final = threading.Lock()


@dataclass(slots=True)
class _Asked:
    """What one request has asked for: it sees one state of each dialogue from first to last."""

    indexes: dict[ChannelId, Index] = field(default_factory=dict)
    titles: dict[ChannelId, str] = field(default_factory=dict)


_ASKED: Final[WeakKeyDictionary[Reader, _Asked]] = WeakKeyDictionary()


def index_of(request: DeskRequest, channel: ChannelId) -> Index:
    """The items of a dialogue as they stood when this request first asked for them.

    Raises:
        RuleError: ``not-found`` unless this reader may know of it. Rule: HOME-11.
    """
    asked = _asked(request)
    if channel not in asked.indexes:
        asked.indexes[channel] = _index(request, channel)
    return asked.indexes[channel]


def title_of(request: DeskRequest, channel: ChannelId) -> str:
    """What a dialogue is called here (`dialogue_title`), computed once for each request.

    Raises: as `index_of`.
    """
    asked = _asked(request)
    if channel not in asked.titles:
        asked.titles[channel] = dialogue_title(request.voice, request.reader, channel)
    return asked.titles[channel]


def _asked(request: DeskRequest) -> _Asked:
    with _LOCK:
        return _ASKED.setdefault(request.reader, _Asked())


def _index(request: DeskRequest, channel: ChannelId) -> Index:
    rooms = request.reader.rooms(channel)
    with _LOCK:
        kept = _KEPT.get(channel)
    if kept is not None and kept.rooms is rooms:
        return kept
    made = indexed(rooms, _strange(request, channel, rooms))
    with _LOCK:
        while len(_KEPT) >= KEPT_MAX:
            del _KEPT[next(iter(_KEPT))]
        _KEPT[channel] = made
    return made


def indexed(rooms: Rooms, strange: Iterable[Standing[Any, Any]] = ()) -> Index:
    """The items of these rooms by their paths, with those of which no room knows."""
    standings: dict[str, Standing[Any, Any]] = {one.matter: one for one in rooms.standings}
    standings |= {one.matter: one for one in strange}
    return Index(
        rooms=rooms,
        standings=standings,
        follow_ups={str(one.standing.matter): one for one in rooms.followups.details},
        meetings={one.id: one for one in rooms.meetings.details},
        texts={one.id: one for one in rooms.texts.details},
        adopted=frozenset(one.id for one in rooms.texts.details if one.adopted),
        waiting=tuple(
            one
            for one in standings.values()
            # Messages to be acknowledged stand on top, with their clock (desk/incidents).
            if one.moves and shape_of(one.matter) != "incident/*/notice"
        ),
    )


def _strange(
    request: DeskRequest, channel: ChannelId, rooms: Rooms
) -> tuple[Standing[Any, Any], ...]:
    """Items of which no room knows: a later version may have made them. They are shown, and can't
    be read here.
    """
    known = {one.matter for one in rooms.standings}
    with request.house.node.channels.hold(channel) as held:
        look = Look(held.channel.sight, request.house.node.records.bodies(channel))
        named = [one for one in look.matters("") if one not in known and not is_law(one)]
        return standings_of(look, named, ROUTES)


def item_title(voice: Voice, index: Index, matter: str, drafted: object = None) -> str:
    """What an item is called: by its own title where it has one, else by its path.

    Args:
        voice: the reader's.
        index: of the dialogue.
        matter: the item.
        drafted: what is about to be proposed on it: a title where the record knows none yet.
    """
    words, segments = voice.words, matter.split("/")
    shape = shape_of(matter)
    if shape == "terms":
        return words.gettext("Terms of reference")
    if shape.startswith("meeting/*/") and segments[1] in index.meetings:
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
            key = whole_number_of(index.texts[segments[1]], segments[3])
            return words.gettext("{text}: paragraph {key}", text=text, key=key)
        if shape == "text/*/adoption":
            return words.gettext("{text}: adoption", text=text)
    if segments[0] in ("measure", "fact") and segments[2:]:
        whole = _own_title(voice, index, "/".join(segments[:2]))
        told = {
            "measure/*/plan": words.gettext("{item}: who says it, to whom, when"),
            "measure/*/interests": words.gettext("{item}: released interests"),
            "measure/*/delivery": words.gettext("{item}: delivery"),
            "measure/*/reply": words.gettext("{item}: reply"),
            "fact/*/check": words.gettext("{item}: check"),
        }.get(shape)
        if whole and told is not None:
            return told.format(item=whole)
    if segments[0] == "follow-up" and segments[1:2]:
        title = _own_title(voice, index, f"follow-up/{segments[1]}")
        if title and shape == "follow-up/*":
            return title
        if title and shape == "follow-up/*/report":
            return words.gettext("{item}: report", item=title)
        if title and shape == "follow-up/*/view":
            return words.gettext("{item}: view", item=title)
    own = _own_title(voice, index, matter) or _title_in(voice, drafted)
    own = own or _press_title(voice, index, matter, drafted)
    own = own or incident_item_title(voice, index.rooms, matter)
    return own or sentence(matter_title(voice, matter))


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


def subject_title(voice: Voice, index: Index, subject: str | None) -> str:
    """What the item is called that press guidance is on: a meeting or text as a whole by its own
    name; the dialogue where it is on none.
    """
    if subject is None:
        return voice.words.gettext("The dialogue as a whole")
    segments, shape = subject.split("/"), shape_of(subject)
    if shape == "meeting/*":
        return meeting_title(voice, index, segments[1])
    return (
        text_title(voice, index, segments[1])
        if shape == "text/*"
        else (item_title(voice, index, subject))
    )


def _press_title(voice: Voice, index: Index, matter: str, drafted: object) -> str:
    """What press guidance is called: by the item that it is on; empty of anything else."""
    kind, _, rest = matter.partition("/")
    name, _, part = rest.partition("/")
    found = next((one for one in index.rooms.press.details if one.id == name), None)
    if kind != "press" or part not in ("", "released"):
        return ""
    if isinstance(drafted, Guidance):
        subject = drafted.subject
    elif found is None or not any(isinstance(one, Guidance) for one in _values(found.standing)):
        return ""
    else:
        subject = found.subject
    told = voice.words.gettext("Press guidance: {item}", item=subject_title(voice, index, subject))
    return voice.words.gettext("{item}: released", item=told) if part else told


def _own_title(voice: Voice, index: Index, matter: str) -> str:
    """The title that an item's value bears; empty where none is known or readable."""
    standing = index.standings.get(matter)
    if standing is None:
        return ""
    return next((told for one in _values(standing) if (told := _title_in(voice, one))), "")


def _title_in(voice: Voice, value: object) -> str:
    if isinstance(value, AgendaItem | FollowUp | Anchor | Header | Measure | Fact):
        return voice.pick(value.title)
    if isinstance(value, Authority):
        return voice.words.gettext("Authority: {post}", post=voice.pick(value.post))
    return said_in(voice, value.name) if isinstance(value, Document) else ""


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
