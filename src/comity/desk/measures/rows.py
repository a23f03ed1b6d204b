# SPDX-License-Identifier: Apache-2.0
"""Measures and facts of a dialogue as rows, for its page."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.facts.shown import STATE_KINDS
from comity.desk.items.index import Index, item_title
from comity.desk.measures.measure import MEASURE_KINDS
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag
from comity.subjects.measures import MeasureView
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = ["FactRow", "MeasureRow", "fact_rows", "measure_rows"]


class MeasureRow(NamedTuple):
    """A measure: its title and page, whose and what it is, its next date, how far it has come."""

    title: str
    href: str
    about: str
    when: str
    tag: Tag


class FactRow(NamedTuple):
    """A fact: its title and page, statement or figure, and how far it is shared."""

    title: str
    href: str
    about: str
    tag: Tag


def measure_rows(request: DeskRequest, channel: ChannelId, index: Index) -> tuple[MeasureRow, ...]:
    """The measures, in the order of their names."""
    voice = request.voice
    return tuple(
        MeasureRow(
            title=item_title(voice, index, f"measure/{one.id}"),
            href=reverse("measure", kwargs={"channel": channel, "measure": one.id}),
            about=_about(voice, one),
            when=_when(voice, one),
            tag=Tag(MEASURE_KINDS[one.state], label(voice, "measure-state", one.state.value)),
        )
        for one in index.rooms.measures.details
    )


def _about(voice: Voice, one: MeasureView) -> str:
    if one.measure is None:
        return ""
    kind = sentence(label(voice, "measure", one.measure.kind))
    whose = voice.pick(one.measure.whose.name)
    return voice.words.gettext("{kind}, {whose}", kind=kind, whose=whose)


def _when(voice: Voice, one: MeasureView) -> str:
    """Until when it may be commented on, else when it came into force, was published, announced."""
    measure, words = one.measure, voice.words
    if measure is None:
        return ""
    if measure.comments_until is not None and not voice.past(measure.comments_until):
        day = voice.due(measure.comments_until, measure.comments_zone)
        return words.gettext("comments until {day}", day=day)
    if measure.in_force is not None:
        return words.gettext("in force from {day}", day=voice.day(measure.in_force))
    if measure.published is not None:
        return words.gettext("published {day}", day=voice.day(measure.published))
    if measure.announced is not None:
        return words.gettext("announced {day}", day=voice.day(measure.announced))
    return ""


def fact_rows(request: DeskRequest, channel: ChannelId, index: Index) -> tuple[FactRow, ...]:
    """The facts, in the order of their names."""
    voice, words = request.voice, request.voice.words
    found = []
    for one in index.rooms.facts.details:
        value = one.fact or next((each.body.value for each in reversed(one.standing.open)), None)
        figure = value is not None and value.computation is not None
        found.append(
            FactRow(
                title=item_title(voice, index, one.standing.matter),
                href=reverse("fact", kwargs={"channel": channel, "fact": one.id}),
                about=words.gettext("computed figure") if figure else words.gettext("statement"),
                tag=Tag(STATE_KINDS[one.state], label(voice, "fact-state", one.state.value)),
            )
        )
    return tuple(found)
