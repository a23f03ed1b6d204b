# SPDX-License-Identifier: Apache-2.0
"""When and where a meeting is: what is agreed of it, and what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.items.index import Index, item_title
from comity.desk.states import iso_of
from comity.desk.texts.proposals import Manner, ProposalLine, proposal_line
from comity.subjects.meetings import (
    MeetingDate,
    MeetingView,
    When,
    Window,
    WordedWindow,
    alternatives,
    window_days,
)
from comity.subjects.standing import Proposal, Standing
from comity.telling.bodies import said_of
from comity.telling.labels import label
from comity.telling.voice import Voice, moment_of, sentence

__all__ = ["DateProposal", "ShownWhen", "date_proposals", "days_off", "shown_when", "zones_of"]


class ShownWhen(NamedTuple):
    """A date, or a window of days.

    Args:
        told: when it is, in the zone in which it was meant; or between which days.
        iso: the beginning for machines, or empty.
        off: how many days it is off, or empty.
        elsewhere: the same in zones whose clocks show another time.
        kind: what sort of meeting it is.
        place: city and venue, or empty.
        host: who hosts, or empty.
        anchor: the anchor on which a window hangs, or empty; and its page.
        counted: how its days are counted from the anchor, or empty.
        said: what a window says in words.
    """

    told: str
    iso: str
    off: str
    elsewhere: tuple[str, ...]
    kind: str
    place: str
    host: str
    anchor: str
    anchor_href: str
    counted: str
    said: tuple[str, ...] = ()


class DateProposal(NamedTuple):
    """A proposed date or window: whose it is and what can be done; when it would be.

    `of` is how many were proposed with it, of which one is to be accepted, itself counted; and
    `first` whether it is the first of them that is shown.
    """

    line: ProposalLine
    when: ShownWhen | None
    of: int = 1
    first: bool = True


def shown_when(
    voice: Voice, channel: ChannelId, index: Index, when: When, zones: Iterable[str]
) -> ShownWhen:
    """A date or window in words.

    Args:
        voice: who reads.
        channel: the dialogue.
        index: its items; windows may hang on its anchors.
        when: what is agreed or proposed.
        zones: IANA names of zones in which a date is told too, where they show another time.
    """
    kind = label(voice, "meeting", when.kind)
    if when.round is not None:
        kind = voice.words.gettext("round {number}", number=when.round)
    host = "" if when.host is None else voice.side(when.host)
    place = "" if when.place is None else voice.pick(when.place)
    if isinstance(when, MeetingDate):
        return ShownWhen(
            told=voice.span(when.start, when.end, when.zone),
            iso=iso_of(when.start),
            off=days_off(voice, when.start, when.zone),
            elsewhere=tuple(_elsewhere(voice, when, zones)),
            kind=sentence(kind),
            place=place,
            host=sentence(host),
            anchor="",
            anchor_href="",
            counted="",
        )
    told, anchor, href, counted = _window(voice, channel, index, when)
    said = tuple(said_of(voice, when)) if isinstance(when, WordedWindow) else ()
    return ShownWhen(
        told, "", "", (), sentence(kind), place, sentence(host), anchor, href, counted, said
    )


def date_proposals(
    voice: Voice, index: Index, meeting: MeetingView, manner: Manner
) -> tuple[DateProposal, ...]:
    """Every open proposal on the date, the newest first; dates proposed together in order."""
    standing, zones = meeting.date, zones_of(voice, meeting)
    found = []
    for proposal, of, first in _in_groups(standing):
        value = proposal.body.value
        with_ = _with(voice, index, standing, proposal)
        shown = None
        if value is not None:
            shown = shown_when(voice, manner.channel, index, value, zones)
        line = proposal_line(voice, standing, proposal, with_, manner)
        found.append(DateProposal(line, shown, of, first))
    return tuple(found)


def _in_groups(
    standing: Standing[When, Any],
) -> Iterator[tuple[Proposal[When], int, bool]]:
    """The open proposals, with how many stand together, and whether it is the first of them."""
    told: set[Any] = set()
    for proposal in reversed(standing.open):
        group = alternatives(standing, proposal)
        if group[0].offer.ref not in told:
            told.update(one.offer.ref for one in group)
            yield from ((one, len(group), one is group[0]) for one in group)


def zones_of(voice: Voice, meeting: MeetingView) -> tuple[str, ...]:
    """The zones in which the sides have spoken of the date so far, the reader's own first."""
    standing = meeting.date
    values = [standing.value, *(one.body.value for one in (*standing.open, *standing.closed))]
    named = [one.zone for one in values if one is not None]
    return tuple(dict.fromkeys([voice.zone or "UTC", *named]))


def days_off(voice: Voice, ms: int, zone: str) -> str:
    """How many days of the calendar an instant is off, in words; empty without an instant now."""
    if voice.now_ms is None:
        return ""
    there = _zone(zone)
    days = (_moment(ms, there).date() - _moment(voice.now_ms, there).date()).days
    words = voice.words
    if days == 0:
        return words.gettext("today")
    if days == 1:
        return words.gettext("tomorrow")
    if days == -1:
        return words.gettext("yesterday")
    if days > 0:
        return words.ngettext("in {count} day", "in {count} days", days)
    return words.ngettext("{count} day ago", "{count} days ago", -days)


def _elsewhere(voice: Voice, when: MeetingDate, zones: Iterable[str]) -> Iterator[str]:
    """The date in every zone whose clock shows another time than those told before."""
    told = {_moment(when.start, _zone(when.zone)).utcoffset()}
    for zone in zones:
        offset = _moment(when.start, _zone(zone)).utcoffset()
        if offset not in told:
            told.add(offset)
            yield voice.span(when.start, when.end, zone)


def _window(
    voice: Voice, channel: ChannelId, index: Index, window: Window
) -> tuple[str, str, str, str]:
    """Between which days; the anchor, its page, and how the days are counted from it."""
    words, hung = voice.words, window.hung
    day = None
    anchor = href = counted = ""
    if hung is not None:
        matter = f"anchor/{hung.anchor}"
        anchor, day = item_title(voice, index, matter), _anchor_day(index, hung.anchor)
        if matter in index.standings:
            href = reverse("item", kwargs={"channel": channel, "matter": matter})
        counted = words.gettext(
            "from day {first} to day {last}, counted from it; where it moves, they move with it",
            first=_signed(hung.first),
            last=_signed(hung.last),
        )
    days = window_days(window, day)
    if days is None:
        return words.gettext("no days yet: the anchor is not agreed"), anchor, href, counted
    told = words.gettext(
        "between {first} and {last} ({zone})",
        first=voice.day(days[0]),
        last=voice.day(days[1]),
        zone=window.zone,
    )
    return told, anchor, href, counted


def _anchor_day(index: Index, name: str) -> str | None:
    """The first day of an anchor as agreed, else as proposed last."""
    for one in index.rooms.anchors.details:
        if one.id == name:
            values = [one.anchor, *(each.body.value for each in reversed(one.standing.open))]
            return next((each.first_day for each in values if each is not None), None)
    return None


def _with(
    voice: Voice, index: Index, standing: Standing[When, Any], proposal: Proposal[When]
) -> str:
    others = [one for one in proposal.package if one != standing.matter]
    return voice.list(item_title(voice, index, one) for one in others)


def _signed(days: int) -> str:
    return f"−{-days}" if days < 0 else str(days)


def _moment(ms: int, zone: tzinfo) -> datetime:
    return moment_of(ms).astimezone(zone)


def _zone(name: str) -> tzinfo:
    """The zone of a name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC
