# SPDX-License-Identifier: Apache-2.0
"""The page Today, over all dialogues that the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dialogues.troubles import Trouble, halts_of, missing_of
from comity.desk.dispatch.told import purpose, tag_of
from comity.desk.incidents.beside import pressing, report_href
from comity.desk.items.index import index_of, meeting_title, title_of
from comity.desk.items.item import DraftLine
from comity.desk.items.spoken import said_in, spoken_page
from comity.desk.line import PeerLine, peers_of, tell_lines
from comity.desk.press.beside import press_rows
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.soundings.links import soundings_lines
from comity.desk.states import sentences
from comity.desk.today.lately import lately_agreed
from comity.desk.today.rows import Candidate, awaited, by_deadline, candidates, told_rows
from comity.desk.today.since import keep_visit, news_of, since_of
from comity.home import door
from comity.home.handing import handed
from comity.home.roles import Power
from comity.telling.voice import moment_of, sentence

__all__ = ["today_page"]

ROWS_MAX: Final = 10
"""Rows of a table before the rest is folded."""
DRAFTS_MAX: Final = 5
"""Drafts that are named; the rest is on their own page."""
WEEK_MS: Final = 7 * 86_400_000


class Fold(NamedTuple):
    """How much of a list is not shown, and where all of it is."""

    more: int
    href: str


@require_GET
@spoken_page()
def today_page(request: DeskRequest) -> HttpResponse:
    """The page; administrators, who see no content, are led to theirs."""
    if not request.reader.may(Power.READ):
        return HttpResponseRedirect(reverse("people"))
    reader = request.reader
    channels = reader.channels()
    # Nothing can be done in a halted dialogue; the trouble on top leads to it.
    going = [channel for channel in channels if not halts_of(request, channel)]
    found = by_deadline(one for channel in going for one in candidates(request, channel))
    ours = [one for one in found if one.ours]
    theirs = [one for one in found if not one.ours]
    whole = request.GET.get("all", "")
    since = since_of(request)
    news, seen = news_of(request, since, whole=whole == "news")
    lines = tell_lines(request.voice, peers_of(request.house.node, channels), _now(request))
    drafts = _drafts(request)
    more = len(drafts) - DRAFTS_MAX
    values = {
        "date": _date(request),
        "told": _told(request, ours, len(drafts)),
        "troubles": _troubles(request, channels, lines, news.troubles),
        "incidents": pressing(request),
        "report": report_href(request),
        "ours": told_rows(request, ours if whole == "ours" else ours[:ROWS_MAX]),
        "ours_more": _fold(len(ours), whole, "ours"),
        "theirs": told_rows(request, theirs if whole == "theirs" else theirs[:ROWS_MAX]),
        "theirs_more": _fold(len(theirs), whole, "theirs"),
        "theirs_heading": _awaited(request, theirs),
        "lately": lately_agreed(request),
        "soundings": soundings_lines(request, channels),
        "press": tuple(
            row
            for _, row in sorted(
                (one for channel in channels for one in press_rows(request, channel)),
                key=lambda one: one[0],
            )
        ),
        "drafts": drafts[:DRAFTS_MAX],
        "drafts_more": Fold(more, reverse("dispatch")) if more > 0 else None,
        "news": news,
        "first_visit": since.first,
        "news_more": _fold_of(news.more, "news"),
        "lines": lines,
        "empty_desk": not channels,
        "may_draft": reader.may(Power.DRAFT),
    }
    answer = show(request, "today/page.html", values)
    keep_visit(request, since, seen)
    return answer


def _now(request: DeskRequest) -> int:
    now = request.voice.now_ms
    assert now is not None, "a desk always knows the time"
    return now


class Day(NamedTuple):
    """A day in words and for machines."""

    text: str
    iso: str


def _date(request: DeskRequest) -> Day:
    zone = ZoneInfo(request.house.config.zone)
    iso = moment_of(_now(request)).astimezone(zone).date().isoformat()
    return Day(request.voice.day(iso), iso)


def _fold(size: int, whole: str, name: str) -> Fold | None:
    return None if whole == name else _fold_of(size - ROWS_MAX, name)


def _fold_of(more: int, name: str) -> Fold | None:
    return Fold(more, f"{reverse('today')}?all={name}") if more > 0 else None


def _awaited(request: DeskRequest, theirs: Sequence[Candidate]) -> str:
    """Whom the second table waits for: by name where it is one side."""
    voice, words = request.voice, request.voice.words
    sides = awaited(request, theirs)
    if len(sides) == 1:
        return sentence(words.gettext("awaiting {sides}", sides=voice.sides(sides)))
    return words.gettext("Awaiting the other sides")


# --- the second line ---


def _told(request: DeskRequest, ours: Sequence[Candidate], drafts: int) -> str:
    """How things stand, in two or three short sentences."""
    words = request.voice.words
    parts = []
    pressed = sum(1 for one in pressing(request) if one.ours)
    if pressed and request.reader.may(Power.DUTY):
        parts.append(
            words.ngettext(
                "{count} incident awaits our acknowledgement.",
                "{count} incidents await our acknowledgement.",
                pressed,
            )
        )
    elif pressed:
        parts.append(
            words.ngettext(
                "{count} incident awaits acknowledgement by our duty officer.",
                "{count} incidents await acknowledgement by our duty officer.",
                pressed,
            )
        )
    parts.append(_needed(request, ours))
    if drafts:
        parts.append(
            words.ngettext("{count} draft awaits you.", "{count} drafts await you.", drafts)
        )
    parts.append(_next_meeting(request))
    return sentences(request.voice, parts)


def _needed(request: DeskRequest, ours: Sequence[Candidate]) -> str:
    voice, words, now = request.voice, request.voice.words, _now(request)
    late = [one.by for one in ours if one.by is not None and one.by < now]
    near = [one.by for one in ours if one.by is not None and now <= one.by < now + WEEK_MS]
    parts = []
    if late:
        parts.append(
            words.ngettext("{count} reply is overdue.", "{count} replies are overdue.", len(late))
        )
    if near:
        parts.append(
            words.ngettext(
                "{count} item needs our reply by {day}.",
                "{count} items need our reply by {day}.",
                len(near),
                day=voice.date_short(max(near)),
            )
        )
    if not parts and ours:
        parts.append(
            words.ngettext(
                "{count} item is for our action; none is due within a week.",
                "{count} items are for our action; none is due within a week.",
                len(ours),
            )
        )
    if not ours:
        parts.append(words.gettext("Nothing awaits our side."))
    return sentences(voice, parts)


def _next_meeting(request: DeskRequest) -> str:
    """The meeting that comes next, in any dialogue."""
    now, found = _now(request), None
    for channel in request.reader.channels():
        index = index_of(request, channel)
        for one in index.meetings.values():
            start = one.start
            if start is not None and start >= now and (found is None or start < found[0]):
                found = (start, channel, one.id)
    if found is None:
        return ""
    start, channel, name = found
    return request.voice.words.gettext(
        "Next meeting: {meeting}, {when}.",
        meeting=meeting_title(request.voice, index_of(request, channel), name),
        when=request.voice.due(start),
    )


# --- what stands beside ---


def _troubles(
    request: DeskRequest,
    channels: Sequence[ChannelId],
    lines: Sequence[PeerLine],
    without_effect: Sequence[Trouble],
) -> tuple[tuple[Trouble, str, str], ...]:
    """What is off, halted dialogues first: each with the dialogue it is about, and its page."""
    found = []
    for channel in channels:
        troubles = (*halts_of(request, channel), *missing_of(request, channel))
        if troubles:
            title = title_of(request, channel)
            href = reverse("dialogue", kwargs={"channel": channel})
            found += [(one, title, href) for one in troubles]
    found += [(Trouble.of(told), "", "") for line in lines for told in line.plights]
    found += [(one, "", "") for one in without_effect]
    return tuple(sorted(found, key=lambda one: one[0].kind != "alarm"))


def _drafts(request: DeskRequest) -> tuple[DraftLine, ...]:
    """The drafts that wait for this very person: to sign, to approve, or to mend."""
    voice = request.voice
    found = [one for one in door.waiting(request.reader) if request.reader.awaited(one)]
    over = handed(found)
    return tuple(
        DraftLine(
            href=reverse("draft", kwargs={"draft": one.id}),
            purpose=purpose(request, one),
            author=voice.pick(one.author.post.names),
            time=voice.instant(one.changed_ms),
            tag=tag_of(request, one, handed=one.id in over),
            dialogue=title_of(request, ChannelId(one.channel)),
            note=said_in(voice, one.note),
        )
        for one in found
    )
