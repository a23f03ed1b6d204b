# SPDX-License-Identifier: Apache-2.0
"""What is new since the reader's last visit.

A session begins with where the reader was at the end of the one before. Until it ends, all that
came since stays new, so that loading the page again loses nothing. A page that asks by itself is
no visit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import transaction

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
    found: list[tuple[int, NewsLine]] = []
    troubles: list[Trouble] = []
    seen: dict[ChannelId, int] = {}
    last: list[_Entry] = []
    untold = 0
    told_max = ENTRIES_ALL_MAX if whole and not since.first else ENTRIES_TOLD_MAX
    for channel in request.reader.channels():
        with request.house.node.channels.hold(channel) as held:
            seen[channel] = held.place
            first = max(since.places[channel], held.place - told_max)
            if held.place <= first:
                continue
            links = _links_since(request, held, first)
            if since.first:
                last += [_Entry(link.time, channel, link) for link in links]
                continue
            untold += first - since.places[channel]
            teller, dialogue = Teller(request, held), title_of(request, channel)
            for link in links:
                entry = teller.entry(link)
                troubles += _without_effect(request, entry)
                line = _line(request, entry, dialogue)
                if line is not None:
                    found.append((link.time, line))
    if since.first:
        return News(_last_lines(request, last), 0, ()), seen
    found.sort(key=lambda one: one[0], reverse=True)
    lines = tuple(line for _, line in found[: len(found) if whole else LINES_MAX])
    return News(lines, len(found) - len(lines) + untold, tuple(troubles)), seen


class _Entry(NamedTuple):
    """An entry of a dialogue, and its time."""

    time: int
    channel: ChannelId
    link: Link


def _links_since(request: DeskRequest, held: Held, first: int) -> list[Link]:
    """The entries stored after a place, as they came."""
    logs = held.channel.fold.logs
    stored = request.house.node.records.since(
        held.channel.id, first, held.place - first, signatures=False
    )
    links = []
    for _, placed in stored:
        link = logs.link(Digest(placed.hash))
        assert link is not None, "a stored entry is folded"
        links.append(link)
    return links


def _last_lines(request: DeskRequest, found: Iterable[_Entry]) -> tuple[NewsLine, ...]:
    """The newest lines of all dialogues: no more entries are told than it takes."""
    lines: list[NewsLine] = []
    for one in sorted(found, key=lambda one: one.time, reverse=True):
        with request.house.node.channels.hold(one.channel) as held:
            entry = Teller(request, held).entry(one.link)
        line = _line(request, entry, title_of(request, one.channel))
        if line is not None:
            lines.append(line)
        if len(lines) == FIRST_LINES:
            break
    return tuple(lines)


def _line(request: DeskRequest, entry: ToldEntry, dialogue: str) -> NewsLine | None:
    """One entry as a line of the story; None where it only acknowledges."""
    words = request.voice.words
    act = entry.acts[0]
    tag, text = act.tag, act.line
    item, item_href = act.item, act.href
    if entry.bare:
        # That a paragraph is confirmed is no news as long as its text is not adopted.
        confirmed = [one for one in entry.followed if one.tag.kind == "confirmed"]
        if not confirmed:
            return None
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
