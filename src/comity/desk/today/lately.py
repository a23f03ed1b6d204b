# SPDX-License-Identifier: Apache-2.0
"""What was agreed last, over all dialogues of a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import islice
from typing import Any, Final, NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId, Matter
from comity.core.judging import OfferRecord
from comity.desk.items.index import index_of, item_titles, text_title, title_of
from comity.desk.record.following import following_of
from comity.desk.requests import DeskRequest
from comity.desk.states import PARAGRAPH, Stand, Tag, iso_of, tag, timeless
from comity.node.installation import Held
from comity.subjects import ROUTES
from comity.subjects.reading import Look, route_of
from comity.subjects.standing import Standing
from comity.telling.bodies import gist
from comity.workbench.drafting import shape_of

__all__ = ["LATELY_MAX", "AgreedLine", "agreed_in", "lately_agreed"]

LATELY_MAX: Final = 8
RECENT_MAX: Final = 40
"""Newest agreements of one dialogue that are looked at."""


class AgreedLine(NamedTuple):
    """One thing that was agreed: what, in which words, since when, and how firm it is."""

    title: str
    href: str
    dialogue: str
    told: str
    tag: Tag
    time: str
    iso: str


class _Found(NamedTuple):
    """What would be one line: the newest proposal of it, and how many it gathers."""

    time: int
    channel: ChannelId
    record: OfferRecord
    size: int


def lately_agreed(request: DeskRequest) -> tuple[AgreedLine, ...]:
    """What was agreed last in any dialogue of the reader, newest first."""
    found: list[_Found] = []
    for channel in request.reader.channels():
        found += _lately_in(request, channel)
    newest = nlargest(LATELY_MAX, found, key=lambda one: one.time)
    return tuple(_gathered(request, one) for one in newest)


def _lately_in(request: DeskRequest, channel: ChannelId) -> Iterator[_Found]:
    """What was agreed last in one dialogue; paragraphs of one text are one line."""
    with request.house.node.channels.hold(channel) as held:
        agreed = following_of(held).agreed.items()
        newest = nlargest(RECENT_MAX, agreed, key=lambda one: one[1].weight)
    groups: dict[str, list[tuple[OfferRecord, int]]] = {}
    for record, link in newest:
        groups.setdefault(_group(record), []).append((record, link.time))
    for gathered in islice(groups.values(), LATELY_MAX):
        record, time = gathered[0]
        yield _Found(time, channel, record, len(gathered))


def _gathered(request: DeskRequest, one: _Found) -> AgreedLine:
    with request.house.node.channels.hold(one.channel) as held:
        line = _line(request, held, one.record, one.time)
    if one.size == 1:
        return line
    name = min(one.record.act.values).split("/")[1]
    return line._replace(
        title=text_title(request.voice, index_of(request, one.channel), name),
        href=reverse("text", kwargs={"channel": one.channel, "text": name}),
        told=request.voice.words.ngettext(
            "{count} paragraph, the newest: {what}",
            "{count} paragraphs, the newest: {what}",
            one.size,
            what=line.told,
        ),
    )


def _group(record: OfferRecord) -> str:
    """What is told as one line: the paragraphs of a text; anything else by itself."""
    matters = sorted(record.act.values)
    if len(matters) == 1 and shape_of(matters[0]) == PARAGRAPH:
        return matters[0].split("/")[1]
    return f"{record.link.id}/{record.index}"


def agreed_in(
    request: DeskRequest,
    channel: ChannelId,
    limit: int,
    *,
    current: bool = False,
    skip: int = 0,
) -> tuple[list[tuple[int, AgreedLine]], int]:
    """What was agreed last in one dialogue, newest first, each with its time; and how many such
    things there are.

    Args:
        request: who asks.
        channel: a dialogue that the reader may see.
        limit: how many are told at most, those that are skipped among them.
        current: whether paragraphs are left out, and whatever something later has replaced.
        skip: how many of the newest are left out.
    """
    with request.house.node.channels.hold(channel) as held:
        found = list(following_of(held).agreed.items())
        if current:
            standings = index_of(request, channel).standings
            found = [one for one in found if _stands(standings, one[0])]
        newest = nlargest(limit, found, key=lambda one: one[1].weight)[skip:]
        lines = [
            (link.time, _line(request, held, record, link.time)) for record, link in newest[skip:]
        ]
        return lines, len(found)


def _stands(standings: Mapping[str, Standing[Any, Any]], record: OfferRecord) -> bool:
    """Whether a proposal is what is agreed now on one of its items, a paragraph apart."""
    for matter in record.act.values:
        standing = standings.get(matter)
        if standing is None or standing.agreed is None or shape_of(matter) == PARAGRAPH:
            continue
        ref = standing.agreed.offer.ref
        if (ref.hash, ref.index) == (record.link.id, record.index):
            return True
    return False


def _line(request: DeskRequest, held: Held, record: OfferRecord, time: int) -> AgreedLine:
    voice, channel = request.voice, held.channel.id
    index = index_of(request, channel)
    matters = sorted(record.act.values)
    stand = Stand.CONFIRMED if held.channel.fold.is_confirmed(record) else Stand.AGREED
    if all(shape_of(one) == PARAGRAPH for one in matters):
        stand = Stand.ADOPTED if index.is_adopted(matters[0]) else Stand.PROVISIONAL
    return AgreedLine(
        title=item_titles(voice, index, matters),
        href=reverse("item", kwargs={"channel": channel, "matter": matters[0]}),
        dialogue=title_of(request, channel),
        told=_gist(request, held, record, matters),
        tag=tag(voice, stand),
        time=voice.date_short(time),
        iso=iso_of(time),
    )


def _gist(request: DeskRequest, held: Held, record: OfferRecord, matters: Sequence[Matter]) -> str:
    """What was agreed, in one line; of a package only its items are named."""
    first = matters[0]
    if len(matters) > 1:
        return request.voice.words.ngettext(
            "{count} item as one package", "{count} items as one package", len(matters)
        )
    look = Look(held.channel.sight, request.house.node.records.bodies(held.channel.id))
    return gist(
        timeless(request.voice), look.offered(record.act.values[first], route_of(ROUTES, first))
    )
