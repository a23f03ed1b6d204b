# SPDX-License-Identifier: Apache-2.0
"""Press guidance where people look for it: beside the item that it is on, and on Today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.items.index import index_of, item_title, title_of
from comity.desk.press.states import OPEN, ORDER, in_force, sayable_tag
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag
from comity.home.release import Guided, clock_went_back, guided
from comity.home.roles import Power
from comity.subjects import ROUTES
from comity.subjects.press import Sayable
from comity.telling.sayable import sayable_told
from comity.workbench.readouts import concerns

__all__ = ["PressBeside", "PressLine", "PressRow", "press_beside", "press_rows", "propose_href"]

LATELY_MS: Final = 7 * 86_400_000
"""For so long what may be said stands on Today, unless our side says that it has released it."""
SOON_MS: Final = 2 * 86_400_000
"""So long before its time it stands there already."""
_KINDS: Final = {"", *(route.shape[0] for route in ROUTES)} - {"press", "document"}
"""First segments of items on which press guidance is proposed; empty for the whole dialogue."""
PART: Final = 2
"""Segments of a path that name the whole of which an item is a part: ``meeting/<id>``."""


class PressLine(NamedTuple):
    """One guidance: its title and page, whether something may be said by it now, in a sentence."""

    title: str
    href: str
    tag: Tag
    told: str


class PressBeside(NamedTuple):
    """The guidance on an item, the page of all of it, and where more is proposed, or empty."""

    lines: tuple[PressLine, ...]
    page: str
    propose: str


class PressRow(NamedTuple):
    """What our side may say now or soon, on Today: with its dialogue, and what there is to do."""

    line: PressLine
    dialogue: str
    dialogue_href: str
    action: str
    action_href: str


def press_beside(request: DeskRequest, channel: ChannelId, matter: str = "") -> PressBeside:
    """The guidance on an item or on what it is a part of; all of a dialogue's where none is named.

    Args:
        request: whose.
        channel: known to the reader.
        matter: any item but press guidance itself; of that, it is the one line.
    """
    segments = matter.split("/")
    found = [
        one
        for one in _ordered(guided(request.reader, channel))
        if not matter or _is_on(one, segments)
    ]
    propose = ""
    may = request.reader.may(Power.DRAFT) and not _halted(request, channel)
    if may and segments[0] in _KINDS:
        propose = propose_href(request, channel, "/".join(segments[:PART]))
    return PressBeside(
        lines=tuple(_line(request, channel, one) for one in found),
        page=reverse("press", kwargs={"channel": channel}),
        propose=propose,
    )


def propose_href(request: DeskRequest, channel: ChannelId, about: str = "") -> str:
    """The form of new press guidance under a short name that only our own side takes."""
    own = str(request.voice.own)
    taken = {one.id for one in request.reader.rooms(channel).press.details}
    name = next(name for n in range(1, len(taken) + 2) if (name := f"{own}-{n}") not in taken)
    here = reverse("propose-item", kwargs={"channel": channel, "matter": f"press/{name}"})
    return f"{here}?{urlencode({'about': about})}" if about else here


def press_rows(request: DeskRequest, channel: ChannelId) -> Iterator[tuple[int, PressRow]]:
    """What our side may say now and has not said, and what it may say soon, each with its time."""
    now = request.voice.now_ms or 0
    own = str(request.voice.own)
    halted = _halted(request, channel)
    if clock_went_back(request.reader, channel):
        return
    for one in guided(request.reader, channel):
        guidance, standing = in_force(one, halted=halted), one.view.standing
        if guidance is None or standing.agreed is None or one.view.released_by(own):
            continue
        at = guidance.not_before or standing.agreed.offer.time
        soon = one.sayable is Sayable.NOT_BEFORE and at - now <= SOON_MS
        if soon or (one.sayable in OPEN and now - at <= LATELY_MS):
            yield at, _row(request, channel, one)


def _row(request: DeskRequest, channel: ChannelId, one: Guided) -> PressRow:
    action = action_href = ""
    if one.sayable is Sayable.NOW and request.reader.may(Power.DRAFT):
        action = request.voice.words.gettext("Take out the text")
        action_href = f"{reverse('press', kwargs={'channel': channel})}#{one.view.id}"
    return PressRow(
        line=_line(request, channel, one),
        dialogue=title_of(request, channel),
        dialogue_href=reverse("dialogue", kwargs={"channel": channel}),
        action=action,
        action_href=action_href,
    )


def _line(request: DeskRequest, channel: ChannelId, one: Guided) -> PressLine:
    voice = request.voice
    matter = one.view.standing.matter
    guidance = in_force(one, halted=_halted(request, channel))
    return PressLine(
        title=item_title(voice, index_of(request, channel), matter),
        href=reverse("item", kwargs={"channel": channel, "matter": matter}),
        tag=sayable_tag(voice, one.sayable),
        told=sayable_told(voice, one.sayable, guidance),
    )


def _ordered(found: tuple[Guided, ...]) -> list[Guided]:
    return sorted(found, key=lambda one: (ORDER.index(one.sayable), one.view.id))


def _is_on(one: Guided, segments: list[str]) -> bool:
    if segments[0] == "press":
        return segments[1:2] == [one.view.id]
    return concerns(one.view, "/".join(segments[:PART]))


def _halted(request: DeskRequest, channel: ChannelId) -> bool:
    with request.house.node.channels.hold(channel) as held:
        return held.channel.frozen
