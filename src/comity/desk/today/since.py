# SPDX-License-Identifier: Apache-2.0
"""What is new since the reader's last visit.

A session begins with where the reader was at the end of the one before. Until it ends, all that
came since stays new, so that loading the page again loses nothing. A page that asks by itself is
no visit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from django.db import transaction

from comity.core.entries import read_entry
from comity.core.ids import ChannelId, Digest
from comity.core.logs import Link
from comity.desk.dialogues.troubles import Trouble
from comity.desk.items.index import title_of
from comity.desk.record.told import Teller, ToldEntry
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag
from comity.node.installation import Held
from comity.telling.plights import Plight, plight

__all__ = ["News", "NewsLine", "Since", "keep_visit", "news_of", "since_of"]

LINES_MAX: Final = 8
"""Of the story before the rest is folded."""
ENTRIES_TOLD_MAX: Final = 30
"""Newest entries of one dialogue that are told while the story is folded."""
ENTRIES_ALL_MAX: Final = 300
"""The same, of the whole story; the record itself holds the rest."""
FIRST_LINES: Final = 6
"""Told at a reader's very first visit, when all would be new."""
_SINCE: Final = "since"
_SEEN: Final = "seen"
QUIET: Final = "Comity-Quiet"
"""The header of a page that loads itself again."""


class Since(NamedTuple):
    """From which place on each dialogue is new to the reader.

    `first` says that this is the very first visit.
    """

    places: dict[str, int]
    first: bool


class NewsLine(NamedTuple):
    """One new entry in a sentence."""

    time: str
    iso: str
    party: str
    side: str
    sentence: str
    tag: Tag | None
    reasons: tuple[str, ...]
    href: str
    item: str
    item_href: str
    dialogue: str


class News(NamedTuple):
    """What is new: the newest lines, how many more there are, and acts without effect."""

    lines: tuple[NewsLine, ...]
    more: int
    troubles: tuple[Trouble, ...]


def since_of(request: DeskRequest) -> Since:
    """Where this session began, in each dialogue that the reader may see."""
    kept: dict[str, int] = request.session.get(_SINCE, {})
    known: dict[str, int] = {
        channel: kept[channel] if channel in kept else request.reader.visited(channel)
        for channel in request.reader.channels()
    }
    return Since(known, first=not any(known.values()))


def keep_visit(request: DeskRequest, since: Since, seen: dict[ChannelId, int]) -> None:
    """Remember that the reader has seen the record so far, unless the page asked by itself.

    Args:
        since: where the session began.
        seen: the place of each dialogue when the page was made.
    """
    if QUIET in request.headers:
        return
    if request.session.get(_SINCE) != since.places:
        request.session[_SINCE] = since.places
    before: dict[str, int] = request.session.get(_SEEN, {})
    moved = {channel: place for channel, place in seen.items() if before.get(channel) != place}
    if not moved:
        return
    with transaction.atomic():
        for channel, place in moved.items():
            request.reader.visit(channel, place)
    request.session[_SEEN] = {**before, **moved}


def news_of(
    request: DeskRequest, since: Since, *, whole: bool
) -> tuple[News, dict[ChannelId, int]]:
    """What is new, and the place up to which each dialogue was read for it.

    Args:
        since: where the session began.
        whole: whether nothing is folded.
    """
    found: list[_Entry] = []
    troubles: list[Trouble] = []
    seen: dict[ChannelId, int] = {}
    untold = 0
    told_max = ENTRIES_ALL_MAX if whole and not since.first else ENTRIES_TOLD_MAX
    for channel in request.reader.channels():
        with request.house.node.channels.hold(channel) as held:
            seen[channel] = held.place
            first = max(since.places[channel], held.place - told_max)
            if held.place <= first:
                continue
            untold += first - since.places[channel]
            teller = Teller(request, held)
            for link, bare in _stored_since(request, held, first):
                if not since.first and held.channel.fold.void(link):
                    troubles += _without_effect(request, teller.entry(link))
                if not bare or teller.confirms(link):
                    found.append(_Entry(link.time, channel, Digest(link.id)))
    found.sort(key=lambda one: one.time, reverse=True)
    shown = FIRST_LINES if since.first else len(found) if whole else LINES_MAX
    lines = _told(request, found[:shown])
    more = 0 if since.first else len(found) - len(lines) + untold
    return News(lines, more, tuple(troubles)), seen


class _Entry(NamedTuple):
    """An entry that is news: when it was made, in which dialogue, and its id."""

    time: int
    channel: ChannelId
    id: Digest


def _stored_since(request: DeskRequest, held: Held, first: int) -> Iterator[tuple[Link, bool]]:
    """The entries stored after a place, as they came; with each whether it only acknowledges."""
    stored = request.house.node.records.since(
        held.channel.id, first, held.place - first, signatures=False
    )
    for _, placed in stored:
        yield _link(held, Digest(placed.hash)), not read_entry(placed.raw).acts


def _link(held: Held, id_: Digest) -> Link:
    link = held.channel.fold.logs.link(id_)
    assert link is not None, "a stored entry is folded"
    return link


def _told(request: DeskRequest, found: Sequence[_Entry]) -> tuple[NewsLine, ...]:
    """These entries as lines, in the order given; each dialogue is held once."""
    lines: dict[_Entry, NewsLine] = {}
    for channel in dict.fromkeys(one.channel for one in found):
        dialogue = title_of(request, channel)
        with request.house.node.channels.hold(channel) as held:
            teller = Teller(request, held)
            for one in found:
                if one.channel == channel:
                    entry = teller.entry(_link(held, one.id))
                    lines[one] = _line(request, entry, dialogue)
    return tuple(lines[one] for one in found)


def _line(request: DeskRequest, entry: ToldEntry, dialogue: str) -> NewsLine:
    """One entry as a line of the story: of one without acts, what it confirms."""
    words = request.voice.words
    act = entry.acts[0]
    tag, text = act.tag, act.line
    item, item_href = act.item, act.href
    if entry.bare:
        confirmed = [one for one in entry.followed if one.tag.kind == "confirmed"]
        tag, text, item, item_href = confirmed[0].tag, confirmed[0].text, "", ""
        if len(confirmed) > 1:
            text = words.ngettext(
                "{text} and {count} more",
                "{text} and {count} more",
                len(confirmed) - 1,
                text=text,
            )
    elif act.outcomes:
        tag = act.outcomes[-1]
    if len(entry.acts) > 1:
        text = words.ngettext(
            "{text} And {count} more act in the same entry.",
            "{text} And {count} more acts in the same entry.",
            len(entry.acts) - 1,
            text=text,
        )
    reasons = tuple(one for one in (act.reason, act.void) if one)
    return NewsLine(
        time=entry.time,
        iso=entry.iso,
        party=entry.party,
        side=entry.side,
        sentence=text,
        tag=tag,
        reasons=reasons,
        href=entry.href,
        item=item,
        item_href=item_href,
        dialogue=dialogue,
    )


def _without_effect(request: DeskRequest, entry: ToldEntry) -> list[Trouble]:
    """The acts of an entry that have no effect, explained once for each entry."""
    for act in entry.acts:
        if act.why is not None:
            told = plight(
                request.voice,
                Plight.WITHOUT_EFFECT,
                side=entry.side,
                item=act.item or "–",
                number=entry.number,
                why=act.why,
            )
            return [Trouble.of(told)]
    return []
