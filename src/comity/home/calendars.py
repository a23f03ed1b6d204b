# SPDX-License-Identifier: Apache-2.0
"""Calendars of our own people: brought, shown to whom they concern, and forgotten; and which
posts a meeting is not held without. All of it stays at home. Rules: HOME-40, HOME-41.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction

from comity.core.errors import MalformedError, RuleError
from comity.core.ids import ChannelId
from comity.home import audit
from comity.home.admissions import posts_in
from comity.home.models import Post
from comity.home.models_calendars import Calendar, Required
from comity.home.reading import Reader, not_found
from comity.home.roles import Power
from comity.workbench.calendars import FATAL, Finding, read_calendar

__all__ = [
    "Kept",
    "forget_calendar",
    "import_calendar",
    "kept_of",
    "posts_of",
    "required_of",
    "set_required",
]

BEHIND_DAYS: Final = 7
AHEAD_DAYS: Final = 400
"""Days before and after today that are read of a calendar."""
REQUIRED_MAX: Final = 16
"""Posts that a meeting is not held without."""


class Kept(NamedTuple):
    """What is kept of one calendar.

    Args:
        post: whose it is.
        calendar: the row; None where none was brought.
        findings: what was found when it was read, in the order of the file.
    """

    post: Post
    calendar: Calendar | None
    findings: tuple[Finding, ...]


def posts_of(reader: Reader) -> tuple[Post, ...]:
    """The posts whose busy times concern the reader: his own; where he may draft, all that are
    admitted to a dialogue with him. By slug. Rule: HOME-40.
    """
    if not reader.may(Power.READ):
        return ()
    found = {reader.person.post_id}
    if reader.may(Power.DRAFT):
        found.update(posts_in(reader.channels()).values_list("pk", flat=True))
    return tuple(Post.objects.filter(pk__in=found).order_by("slug"))


def kept_of(reader: Reader) -> tuple[Kept, ...]:
    """What is kept of the calendar of each post that concerns the reader, by slug."""
    posts = posts_of(reader)
    rows = Calendar.objects.filter(post__in=posts).select_related("person__post")
    known = {one.post_id: one for one in rows}
    return tuple(Kept(post, known.get(post.pk), _findings(known.get(post.pk))) for post in posts)


def import_calendar(reader: Reader, slug: str, raw: bytes, zone: str) -> Kept:
    """The calendar of a post is this one from now on; what it said before is forgotten.

    Args:
        reader: whose own post it is, or who may draft where the post is admitted.
        slug: of the post.
        raw: the file, untrusted.
        zone: IANA name of the zone of whoever holds the post.

    Raises:
        RuleError: ``not-found`` for a post that does not concern the reader, or none (HOME-11).
        MalformedError: ``calendar/size``, ``calendar/encoding``, ``calendar/form``,
            ``calendar/half``, ``calendar/long``: then the one of before is kept (CAL-1);
            ``calendar/zone``.

    Rules: HOME-40, CAL-1 to CAL-5.
    """
    reader = reader.anew()
    post = _post(reader, slug)
    today = _day_of(reader.node.clock.now_ms(), zone)
    first, last = today - timedelta(days=BEHIND_DAYS), today + timedelta(days=AHEAD_DAYS)
    read = read_calendar(raw, zone, first, last)
    for finding in read.findings:
        if finding.code in FATAL:
            raise _refused(finding)
    now = reader.node.clock.now_ms()
    with transaction.atomic():
        calendar, _ = Calendar.objects.update_or_create(
            post=post,
            defaults={
                "zone": zone,
                "start_ms": read.start,
                "end_ms": read.end,
                "busy": [list(one) for one in read.busy],
                "findings": [list(one) for one in read.findings],
                "entries": read.entries,
                "person": reader.person,
                "at_ms": now,
            },
        )
        audit.note(now, "calendar-brought", reader.person, subject=post.slug)
    return Kept(post, calendar, read.findings)


def forget_calendar(reader: Reader, slug: str) -> None:
    """Nothing is kept of the calendar of a post. Raises RuleError ``not-found``. HOME-40."""
    reader = reader.anew()
    post = _post(reader, slug)
    with transaction.atomic():
        gone, _ = Calendar.objects.filter(post=post).delete()
        if gone:
            now = reader.node.clock.now_ms()
            audit.note(now, "calendar-forgotten", reader.person, subject=post.slug)


def required_of(reader: Reader, channel: ChannelId, meeting: str) -> tuple[Post, ...]:
    """The posts of ours that a meeting is not held without, by slug. HOME-41.

    Raises:
        RuleError: ``not-found``. Rule: HOME-11.
    """
    reader.check(channel)
    rows = Required.objects.filter(channel=channel, meeting=meeting).select_related("post")
    return tuple(sorted((one.post for one in rows), key=lambda post: str(post.slug)))


def set_required(
    reader: Reader, channel: ChannelId, meeting: str, slugs: Iterable[str]
) -> tuple[Post, ...]:
    """These posts, and no others, are required at a meeting from now on.

    Raises:
        RuleError: ``not-found``, ``not-allowed``; ``required/many`` beyond 16 (HOME-41).
    """
    reader = reader.anew()
    reader.need(Power.DRAFT)
    reader.check(channel)
    wanted = set(slugs)
    if len(wanted) > REQUIRED_MAX:
        raise RuleError("required/many", "HOME-41", f"at most {REQUIRED_MAX} posts")
    posts = [one for one in posts_of(reader) if one.slug in wanted]
    if len(posts) != len(wanted):
        raise not_found()
    with transaction.atomic():
        rows = Required.objects.filter(channel=channel, meeting=meeting)
        if {one.post_id for one in rows} != {one.pk for one in posts}:
            rows.delete()
            for post in posts:
                Required.objects.create(channel=channel, meeting=meeting, post=post)
            now = reader.node.clock.now_ms()
            audit.note(now, "required-set", reader.person, channel=channel, subject=meeting)
    return tuple(posts)


def _refused(finding: Finding) -> MalformedError:
    """The error for a file that is no calendar as a whole."""
    match finding.code:
        case "file-encoding":
            return MalformedError("calendar/encoding", "CAL-1", "not in UTF-8")
        case "file-half":
            return MalformedError("calendar/half", "CAL-1", "the end of the file is missing")
        case "file-long":
            return MalformedError("calendar/long", "CAL-1", "too many lines")
    return MalformedError("calendar/form", "CAL-1", "not an iCalendar file")


def _post(reader: Reader, slug: str) -> Post:
    for post in posts_of(reader):
        if post.slug == slug:
            return post
    raise not_found()


def _day_of(ms: int, zone: str) -> date:
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(zone)).date()
    except (KeyError, ValueError, OSError):
        raise MalformedError("calendar/zone", "CAL-4", "a zone that this machine knows") from None


def _findings(calendar: Calendar | None) -> tuple[Finding, ...]:
    if calendar is None:
        return ()
    return tuple(
        Finding(str(code), int(place), bool(whole)) for code, place, whole in calendar.findings
    )
