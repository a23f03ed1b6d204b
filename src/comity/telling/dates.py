# SPDX-License-Identifier: Apache-2.0
"""Dates that were found, and why none was, in words for our own people; and the one sentence that
the other side may be told (DATE-6).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from comity.locale import mark
from comity.telling.holidays import holiday_named
from comity.telling.voice import Voice
from comity.workbench.calendars import Finding
from comity.workbench.dates import Change, Note, Reason, Slot, Why

__all__ = [
    "Names", "change_told", "country_told", "finding_told", "for_others", "note_told",
    "reason_told", "slot_told",
]  # fmt: skip

_COUNTRIES: Final = {
    "KR": mark("the Republic of Korea"),
    "JP": mark("Japan"),
    "US": mark("the United States"),
}
_FINDINGS: Final = {
    "entry": mark("an entry can't be read"),
    "rule": mark("it can't be said how an entry repeats"),
    "often": mark("an entry repeats too often to be followed"),
    "no-time": mark("an entry does not say when it is"),
    "zone": mark("an entry names a time zone that nobody knows"),
    "order": mark("an entry ends before it begins"),
    "free-busy": mark("free and busy periods can't be read"),
    "unknown": mark("a part is of a kind that is not known here"),
    "foreign": mark("a part of another program is left out"),
    "many": mark("there are more entries than are read"),
}


class Names(NamedTuple):
    """What slugs and keys are called: posts, and meetings of one search."""

    posts: Mapping[str, str]
    meetings: Mapping[str, str]


def country_told(voice: Voice, code: str) -> str:
    """The name of a country, or its code."""
    known = _COUNTRIES.get(code)
    return code if known is None else voice.words.gettext(known)


def slot_told(voice: Voice, slot: Slot, zone: str) -> str:
    """When a date is."""
    return voice.span(slot.start, slot.end, zone)


def note_told(voice: Voice, note: Note) -> str:
    """What is to be said about a date that is offered."""
    words = voice.words
    match note.kind:
        case "holiday":
            country = country_told(voice, note.who)
            return words.gettext(
                "public holiday in {country}: {name}",
                country=country,
                name=holiday_named(voice, note.name),
            )
        case "near" if note.days == 0:
            return words.gettext("on the same day as the other meeting")
        case "near":
            return words.ngettext(
                "{count} day from the other meeting", "{count} days from the other meeting",
                note.days,
            )  # fmt: skip
        case "far":
            return words.ngettext(
                "{count} day from the other meeting, more than was meant",
                "{count} days from the other meeting, more than was meant",
                note.days,
            )
    return words.gettext("the soonest that is possible")


def reason_told(voice: Voice, reason: Reason, names: Names) -> str:
    """Why there is no date, a sentence without its end; for our own eyes."""
    words = voice.words
    post = names.posts.get(reason.who, reason.who)
    days = _days(voice, reason)
    match reason.why:
        case Why.PAST:
            return words.gettext("{days}: it is over, or too soon", days=days)
        case Why.WEEKEND:
            return words.gettext("Saturdays and Sundays")
        case Why.HOLIDAY:
            country = country_told(voice, reason.who)
            return words.gettext(
                "{days}: public holiday in {country}, {name}",
                days=days, country=country, name=holiday_named(voice, reason.name),
            )  # fmt: skip
        case Why.BUSY:
            return words.gettext("{days}: {post} is busy", days=days, post=post)
        case Why.UNCLEAR:
            return words.gettext(
                "{days}: the calendar of {post} can't be read, or does not reach that far",
                days=days, post=post,
            )  # fmt: skip
        case Why.HELD:
            return words.gettext(
                "{days}: held for a date that our side has proposed elsewhere ({post})",
                days=days, post=post,
            )  # fmt: skip
        case Why.MEETING:
            return words.gettext("{days}: {post} is at another meeting", days=days, post=post)
        case Why.TRAVEL:
            return words.gettext(
                "{days}: {post} is at a meeting in another city the day before or after",
                days=days, post=post,
            )  # fmt: skip
    meeting = names.meetings.get(reason.who, reason.who)
    return words.gettext(
        "dates are possible by themselves, but none together with one of: {meeting}",
        meeting=meeting,
    )


def change_told(voice: Voice, change: Change, zone: str, names: Names) -> str:
    """What would give a date, with the first that it would give."""
    words, first = voice.words, voice.instant(change.start, zone)
    match change.kind:
        case "holidays":
            return words.gettext("With public holidays let in: {first}", first=first)
        case "later":
            return words.gettext("Up to two weeks after these days: {first}", first=first)
        case "without":
            post = names.posts.get(change.who, change.who)
            return words.gettext("Without {post}: {first}", post=post, first=first)
        case "shorter":
            return words.ngettext(
                "In {count} minute: {first}", "In {count} minutes: {first}", change.minutes,
                first=first,
            )  # fmt: skip
    return words.gettext("Between 08:00 and 20:00: {first}", first=first)


def finding_told(voice: Voice, finding: Finding) -> str:
    """What was found in a calendar, by the line of its file; never what stands there."""
    words = voice.words
    what = words.gettext(_FINDINGS[finding.code])
    told = words.gettext("Line {line}: {what}", line=finding.place, what=what)
    if finding.whole:
        return words.gettext("{told}; all of the time counts as busy", told=told)
    return told


def for_others() -> dict[str, str]:
    """The one sentence that another side may be told where no date is possible, as it would be
    signed: it gives away neither whose calendar nor which days. Rule: DATE-6.
    """
    return {
        "en": "Our side is not in a position to offer a date within these days.",
        "ko": "우리측은 해당 기간 내에 제시할 수 있는 일자가 없음을 알려드립니다.",
        "ja": "当方は、当該期間内に提示できる日程がありません。",
    }


def _days(voice: Voice, reason: Reason) -> str:
    """From which day to which."""
    if reason.first_day == reason.last_day:
        return _short(voice, reason.first_day)
    first, last = _short(voice, reason.first_day), _short(voice, reason.last_day)
    return voice.words.gettext("{first} to {last}", first=first, last=last)


def _short(voice: Voice, day: str) -> str:
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    return voice.date_short(int(noon.timestamp()) * 1000, "UTC")
