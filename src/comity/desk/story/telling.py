# SPDX-License-Identifier: Apache-2.0
"""The page of the story, as far as whoever reads may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from comity.core.ids import ChannelId, Digest
from comity.core.views import OfferView
from comity.desk.items.proposals import answer_href
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.story.file import Scene, Task, Way, read_story
from comity.home.models import Draft, DraftState
from comity.home.roles import Power

__all__ = ["story_page"]


_POWERS: Final = {
    "propose": Power.DRAFT,
    "state": Power.DRAFT,
    "find-dates": Power.DRAFT,
    "sound": Power.SIGN,
    "report-incident": Power.DUTY,
    "calendar": Power.READ,
    "dialogues": Power.READ,
    "people": Power.ADMINISTER,
    "audit": Power.ADMINISTER,
}
"""What a page asks of its reader beside the dialogue; a way that leads nowhere is not shown."""


class ShownWay(NamedTuple):
    """A link to a page."""

    label: str
    href: str


class ShownScene(NamedTuple):
    """One step, in the reader's language."""

    title: str
    text: str
    time: str
    ways: tuple[ShownWay, ...]


class ShownTask(NamedTuple):
    """Something to try, in the reader's language; `other` names as whom, if that is another;
    `done` says that it is done already.
    """

    title: str
    text: str
    other: str
    ways: tuple[ShownWay, ...]
    done: bool


@require_safe
@page()
def story_page(request: DeskRequest) -> HttpResponse:
    """The story so far and what to try next; only in a demonstration. Rule: HOME-11."""
    if not request.house.demonstration:
        return not_found(request)
    story = read_story(request.house.config.folder)
    values = {
        "scenes": [_scene(request, one) for one in story.scenes if _known(request, one)],
        "tasks": sorted(
            (_task(request, one) for one in story.tasks if _known(request, one)),
            key=lambda one: one.done,
        ),
    }
    return show(request, "story/page.html", values)


def _known(request: DeskRequest, one: Scene | Task) -> bool:
    """Whether the reader may know of the dialogue of which it tells."""
    return one.channel is None or one.channel in request.reader.channels()


def _awaiting(request: DeskRequest, task: Task) -> tuple[OfferView, ...]:
    """The proposals that a task is to answer."""
    if task.awaited is None or task.channel is None:
        return ()
    rooms = request.reader.rooms(request.reader.check(task.channel))
    own = request.house.config.party
    return tuple(
        proposal.offer
        for one in rooms.standings
        if one.matter == task.awaited
        for proposal in one.open
        if own in proposal.awaited
    )


def _is_done(request: DeskRequest, task: Task) -> bool:
    """Whether what it asks for is done already; of what leaves no trace that is not known."""
    if task.awaited is not None and task.channel is not None:
        return not _awaiting(request, task)
    if task.stated is not None and task.channel is not None:
        return _has_stated(request, task.channel, task.stated)
    if task.drafted is not None and task.channel is not None:
        drafts = Draft.objects.filter(channel=task.channel, author__sign_in=task.sign_in)
        return any(
            task.drafted in matter
            for matters in drafts.exclude(state=DraftState.DISCARDED).values_list(
                "matters", flat=True
            )
            for matter in matters
        )
    return False


def _has_stated(request: DeskRequest, channel: str, matter: str) -> bool:
    """Whether our side has stated something on the item."""
    rooms = request.reader.rooms(request.reader.check(channel))
    own = request.house.config.party
    return any(
        said.party == own for one in rooms.standings if one.matter == matter for said in one.said
    )


def _scene(request: DeskRequest, scene: Scene) -> ShownScene:
    voice = request.voice
    return ShownScene(
        voice.pick(scene.title),
        voice.pick(scene.text),
        "" if scene.at_ms is None else voice.instant(scene.at_ms),
        _ways(request, scene.ways),
    )


def _task(request: DeskRequest, task: Task) -> ShownTask:
    assert request.person is not None
    other = "" if task.sign_in in {None, request.person.sign_in} else str(task.sign_in)
    voice = request.voice
    ways = _ways(request, task.ways)
    if task.channel is not None and ways and request.reader.may(Power.DRAFT):
        for offer in _awaiting(request, task)[:1]:  # the very page on which it is answered
            href = answer_href(ChannelId(Digest(task.channel)), offer)
            label = voice.words.gettext("Answer")
            ways = (ways[0]._replace(label=label, href=href), *ways[1:])
    return ShownTask(
        title=voice.pick(task.title),
        text=voice.pick(task.text),
        other=other,
        ways=ways,
        done=_is_done(request, task),
    )


def _ways(request: DeskRequest, ways: Sequence[Way]) -> tuple[ShownWay, ...]:
    found = []
    for way in ways:
        channel = way.places.get("channel")
        power = _POWERS.get(way.name)
        if channel is not None and channel not in request.reader.channels():
            continue
        if power is not None and not request.reader.may(power):
            continue
        if way.name == "soundings" and not request.reader.sees_drafts:
            continue
        try:
            href = reverse(way.name, kwargs=way.places or None)
        except NoReverseMatch:
            continue
        found.append(ShownWay(request.voice.pick(way.label), href))
    return tuple(found)
