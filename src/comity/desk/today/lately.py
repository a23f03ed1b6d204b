# SPDX-License-Identifier: Apache-2.0
"""What was agreed last, over all dialogues of a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nlargest
from typing import Any, Final, NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId, Matter
from comity.core.judging import OfferRecord
from comity.desk.items.index import index_of, item_titles
from comity.desk.record.following import following_of
from comity.desk.requests import DeskRequest
from comity.desk.states import PARAGRAPH, Stand, Tag, iso_of, tag
from comity.desk.titles import dialogue_title
from comity.node.installation import Held
from comity.subjects import ROUTES
from comity.subjects.reading import Look, route_of
from comity.subjects.standing import Standing
from comity.telling.bodies import gist
from comity.workbench.drafting import shape_of

__all__ = ["LATELY_MAX", "AgreedLine", "agreed_in", "lately_agreed"]

LATELY_MAX: Final = 8


class AgreedLine(NamedTuple):
    """One thing that was agreed: what, in which words, since when, and how firm it is."""

    title: str
    href: str
    dialogue: str
    told: str
    tag: Tag
    time: str
    iso: str


def lately_agreed(request: DeskRequest) -> tuple[AgreedLine, ...]:
    """What was agreed last in any dialogue of the reader, newest first."""
    found: list[tuple[int, AgreedLine]] = []
    for channel in request.reader.channels():
        found += agreed_in(request, channel, LATELY_MAX)[0]
    newest = nlargest(LATELY_MAX, found, key=lambda one: one[0])
    return tuple(line for _, line in newest)


def agreed_in(
    request: DeskRequest, channel: ChannelId, limit: int, *, current: bool = False
) -> tuple[list[tuple[int, AgreedLine]], int]:
    """What was agreed last in one dialogue, newest first, each with its time; and how many such
    things there are.

    Args:
        request: who asks.
        channel: a dialogue that the reader may see.
        limit: how many are told at most.
        current: whether paragraphs are left out, and whatever something later has replaced.
    """
    with request.house.node.channels.hold(channel) as held:
        found = list(following_of(held).agreed.items())
        if current:
            standings = index_of(request, channel).standings
            found = [one for one in found if _stands(standings, one[0])]
        newest = nlargest(limit, found, key=lambda one: one[1].weight)
        lines = [(link.time, _line(request, held, record, link.time)) for record, link in newest]
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
        dialogue=dialogue_title(voice, request.reader, channel),
        told=_gist(request, held, record, matters),
        tag=tag(voice, stand),
        time=voice.date_short(time),
        iso=iso_of(time),
    )


def _gist(request: DeskRequest, held: Held, record: OfferRecord, matters: Sequence[Matter]) -> str:
    """What was agreed, in one line; of a package only its items are named."""
    first = matters[0]
    if len(matters) > 1:
        return ""
    look = Look(held.channel.sight, request.house.node.records.bodies(held.channel.id))
    return gist(request.voice, look.offered(record.act.values[first], route_of(ROUTES, first)))
