# SPDX-License-Identifier: Apache-2.0
"""What belongs to a meeting: the texts negotiated at it, the follow-up items that came of it."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.items.index import Index, item_title, text_title
from comity.desk.states import Tag, tags
from comity.desk.texts.head import standing_told
from comity.subjects.followups import FollowUp, FollowUpState, FollowUpView
from comity.subjects.texts import TextView
from comity.telling.labels import label
from comity.telling.texts.languages import header_of
from comity.telling.voice import Voice, sentence

__all__ = ["FollowUpLine", "TextLine", "follow_ups_of", "text_lines", "texts_of"]


class TextLine(NamedTuple):
    """A text of the meeting: its title and page, its kind, how far it has come."""

    title: str
    href: str
    kind: str
    told: str


class FollowUpLine(NamedTuple):
    """A follow-up item: its title and page, who does it by when, how it stands."""

    title: str
    href: str
    owners: str
    due: str
    state: str
    tags: tuple[Tag, ...]


def texts_of(index: Index, meeting: str) -> tuple[TextView, ...]:
    """The texts whose outline, agreed or proposed, names the meeting."""
    headers = ((one, header_of(one)) for one in index.texts.values())
    return tuple(one for one, header in headers if header is not None and header.meeting == meeting)


def text_lines(
    voice: Voice, channel: ChannelId, index: Index, meeting: str
) -> tuple[TextLine, ...]:
    """The texts of a meeting."""
    found = []
    for one in texts_of(index, meeting):
        header = header_of(one)
        found.append(
            TextLine(
                title=text_title(voice, index, one.id),
                href=reverse("text", kwargs={"channel": channel, "text": one.id}),
                kind="" if header is None else sentence(label(voice, "text", header.kind)),
                told=standing_told(voice, one),
            )
        )
    return tuple(found)


def follow_ups_of(
    voice: Voice, channel: ChannelId, index: Index, meeting: str
) -> tuple[FollowUpLine, ...]:
    """The follow-up items whose source is the meeting, an item of its agenda, or a text of it."""
    texts = {one.id for one in texts_of(index, meeting)}
    found = []
    for one in index.follow_ups.values():
        item = _item(one)
        if item is None or not _comes_from(item, meeting, texts):
            continue
        matter = one.standing.matter
        found.append(
            FollowUpLine(
                title=item_title(voice, index, matter),
                href=reverse("item", kwargs={"channel": channel, "matter": matter}),
                owners=sentence(voice.sides(item.owners)),
                due=_due(voice, one, item),
                state=label(voice, "follow-up", one.state.value),
                tags=tags(voice, one.standing),
            )
        )
    return tuple(found)


def _item(one: FollowUpView) -> FollowUp | None:
    """What is agreed of the item, else what is proposed last."""
    values = [one.item, *(each.body.value for each in reversed(one.standing.open))]
    return next((value for value in values if value is not None), None)


def _due(voice: Voice, one: FollowUpView, item: FollowUp) -> str:
    """By when it is due, with how far off that is as long as it is not closed."""
    if item.due is None:
        return ""
    if one.state is FollowUpState.CLOSED:
        return voice.date_short(item.due, item.zone)
    return voice.due(item.due, item.zone)


def _comes_from(item: FollowUp, meeting: str, texts: set[str]) -> bool:
    kind, _, rest = (item.source or "").partition("/")
    name = rest.partition("/")[0]
    return (kind == "meeting" and name == meeting) or (kind == "text" and name in texts)
