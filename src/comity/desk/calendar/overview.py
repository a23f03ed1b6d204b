# SPDX-License-Identifier: Apache-2.0
"""The page Calendar: what is dated or to be dated, holidays of all sides, and at home the busy
times of our own people, holds and the feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError
from comity.core.ids import ChannelId
from comity.desk.calendar.zones import zones_offered
from comity.desk.items.index import Index, index_of, item_title, meeting_title, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.meetings.dates import shown_when, zones_of
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import iso_of
from comity.home import calendars, feeds
from comity.home.calendars import Kept
from comity.home.holds import HoldKind, holds_of
from comity.home.roles import Power
from comity.home.searching import countries_of
from comity.locale import mark
from comity.telling.dates import country_told, finding_told
from comity.telling.faults import told_of, what_next
from comity.telling.holidays import holiday_named
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence
from comity.workbench.dates import public_days

__all__ = ["calendar_page"]

HOLIDAY_DAYS: Final = 60
"""Days ahead whose holidays are shown."""
BUSY_DAYS: Final = 28
"""Days ahead whose busy times are shown."""
BUSY_SHOWN: Final = 40
_DAY_MS: Final = 86_400_000
_DONE: Final = ("brought", "forgotten", "revoked")
_HOLDS: Final = {
    HoldKind.DATED: mark("agreed"),
    HoldKind.PROPOSED: mark("held: proposed by our side"),
    HoldKind.DRAFTED: mark("held: in a draft"),
}


class Row(NamedTuple):
    """A meeting, window or anchor: when, what, of which dialogue, how it stands."""

    when: str
    iso: str
    what: str
    href: str
    dialogue: str
    state: str


class HoldRow(NamedTuple):
    """Time that is held: when, for what, why, until when, for whom."""

    when: str
    what: str
    href: str
    why: str
    until: str
    people: str


class PostRow(NamedTuple):
    """What is kept of the calendar of a post.

    Args:
        slug, name: of the post.
        told: since when, and up to which day; a sentence.
        findings: what could not be read.
        busy: when its holder is busy in the next weeks.
        more: how many more stretches there are.
        kept: whether there is anything to forget.
    """

    slug: str
    name: str
    told: str
    findings: tuple[str, ...]
    busy: tuple[str, ...]
    more: int
    kept: bool


class _Outcome(NamedTuple):
    """What became of what was sent: faults by field, and a secret to be shown once."""

    faults: Mapping[str, str] = MappingProxyType({})
    secret: str = ""


@require_http_methods(["GET", "POST"])
@spoken_page(Power.READ)
def calendar_page(request: DeskRequest) -> HttpResponse:
    """The page; what is sent well is done. Rules: HOME-40, HOME-43."""
    outcome = _Outcome()
    if request.method == "POST":
        done = _tried(request)
        if isinstance(done, HttpResponse):
            return done
        outcome = done
    status = 400 if outcome.faults else 200
    return show(request, "calendar/page.html", _values(request, outcome), status=status)


def _tried(request: DeskRequest) -> HttpResponse | _Outcome:
    """Do what was asked for; an answer, or what is to be shown on the page."""
    voice, words, sent = request.voice, request.voice.words, request.POST
    here = reverse("calendar")
    try:
        match sent.get("step"):
            case "bring":
                file = request.FILES.get("file")
                if file is None:
                    return _Outcome({"file": words.gettext("Choose a file")})
                raw = file.read()
                calendars.import_calendar(
                    request.reader, sent.get("post", ""), raw, sent.get("zone", "")
                )
                return HttpResponseRedirect(f"{here}?brought#calendars")
            case "forget":
                calendars.forget_calendar(request.reader, sent.get("post", ""))
                return HttpResponseRedirect(f"{here}?forgotten#calendars")
            case "feed":
                return _Outcome(secret=feeds.make_feed(request.reader))
            case "revoke":
                feeds.revoke_feed(request.reader)
                return HttpResponseRedirect(f"{here}?revoked#feed")
    except ComityError as error:
        if not error.code.startswith("calendar/"):
            raise
        told = told_of(voice.words, error.code, error.hint)
        field = "zone" if error.code == "calendar/zone" else "file"
        return _Outcome({field: f"{told} {what_next(words, error.code)}".strip()})
    return _Outcome({"file": words.gettext("Use one of the buttons below.")})


def _values(request: DeskRequest, outcome: _Outcome) -> dict[str, Any]:
    voice = request.voice
    feed = feeds.feed_of(request.reader)
    kept = calendars.kept_of(request.reader)
    address = ""
    if outcome.secret:
        address = request.build_absolute_uri(reverse("feed", kwargs={"secret": outcome.secret}))
    return {
        "ahead": tuple(_ahead(request)),
        "holidays": tuple(_holidays(request)),
        "holds": tuple(_holds(request)),
        "posts": tuple(_post(voice, one) for one in kept),
        "choices": tuple((one.post.slug, voice.pick(one.post.names)) for one in kept),
        "zones": tuple((one, one) for one in zones_offered(voice)),
        "typed": {
            "post": request.POST.get("post") or request.reader.person.post.slug,
            "zone": request.POST.get("zone") or voice.zone or "UTC",
        },
        "faults": outcome.faults,
        "summary": [(told, f"#{name}") for name, told in outcome.faults.items()],
        "done": next((one for one in _DONE if one in request.GET), ""),
        "feed": None if feed is None else voice.instant(feed.created_ms),
        "address": address,
    }


def _ahead(request: DeskRequest) -> list[Row]:
    """Meetings, windows and anchors that are not over, the earliest first."""
    found: list[tuple[str, Row]] = []
    for channel in request.reader.channels():
        index = index_of(request, channel)
        found += _meetings(request, channel, index)
        found += _anchors(request, channel, index)
    return [row for _, row in sorted(found, key=lambda one: (one[0], one[1].what))]


def _meetings(request: DeskRequest, channel: ChannelId, index: Index) -> list[tuple[str, Row]]:
    voice, found = request.voice, []
    for one in index.meetings.values():
        if one.when is None or (one.start is not None and voice.past(one.start)):
            continue
        shown = shown_when(voice, channel, index, one.when, zones_of(voice, one))
        first = shown.iso or (one.days[0] if one.days else "9999")
        if one.days is not None and one.days[1] < _today(request):
            continue
        found.append(
            (
                first,
                Row(
                    when=shown.told,
                    iso=shown.iso,
                    what=meeting_title(voice, index, one.id),
                    href=reverse("meeting", kwargs={"channel": channel, "meeting": one.id}),
                    dialogue=title_of(request, channel),
                    state=sentence(label(voice, "meeting-state", one.state.value)),
                ),
            )
        )
    return found


def _anchors(request: DeskRequest, channel: ChannelId, index: Index) -> list[tuple[str, Row]]:
    voice, found = request.voice, []
    for one in index.rooms.anchors.details:
        anchor = one.anchor
        if anchor is None or anchor.last_day < _today(request):
            continue
        matter = one.standing.matter
        days = voice.day(anchor.first_day)
        if anchor.last_day != anchor.first_day:
            days = f"{days} – {voice.day(anchor.last_day)}"
        row = Row(
            when=f"{days} ({anchor.zone})",
            iso=anchor.first_day,
            what=item_title(voice, index, matter),
            href=reverse("item", kwargs={"channel": channel, "matter": matter}),
            dialogue=title_of(request, channel),
            state=sentence(label(voice, "anchor", anchor.kind)),
        )
        found.append((anchor.first_day, row))
    return found


def _holidays(request: DeskRequest) -> list[tuple[str, str, str]]:
    """Day, country and name of the public holidays ahead of all sides of all dialogues."""
    voice, named = request.voice, dict(request.house.config.countries)
    countries = {
        country
        for channel in request.reader.channels()
        for country in countries_of(request.reader, channel, named)
    }
    first = datetime.fromtimestamp((voice.now_ms or 0) / 1000, UTC).date()
    days = public_days(countries, first, first + timedelta(days=HOLIDAY_DAYS), voice.words.language)
    return [
        (voice.day(one.day), country_told(voice, one.country), holiday_named(voice, one.name))
        for one in days
    ]


def _holds(request: DeskRequest) -> list[HoldRow]:
    """Holds of dialogues that the reader may know of; drafts only for whoever sees drafts."""
    voice, found = request.voice, []
    posts = {one.slug: voice.pick(one.names) for one in calendars.posts_of(request.reader)}
    for hold in holds_of(request.reader):
        if not hold.known or (hold.kind is HoldKind.DRAFTED and not request.reader.sees_drafts):
            continue
        index = index_of(request, hold.channel)
        places = {"channel": hold.channel, "meeting": hold.meeting}
        known = hold.meeting in index.meetings
        found.append(
            HoldRow(
                when=voice.span(hold.start, hold.end, voice.zone or "UTC"),
                what=meeting_title(voice, index, hold.meeting),
                href=reverse("meeting", kwargs=places) if known else "",
                why=voice.words.gettext(_HOLDS[hold.kind]),
                until="" if hold.until is None else voice.instant(hold.until),
                people=voice.list(posts[one] for one in hold.people if one in posts),
            )
        )
    return found


def _post(voice: Voice, kept: Kept) -> PostRow:
    words, calendar = voice.words, kept.calendar
    name = voice.pick(kept.post.names)
    if calendar is None:
        told = words.gettext("No calendar was brought: a search takes the holder to be free.")
        return PostRow(kept.post.slug, name, told, (), (), 0, kept=False)
    now = voice.now_ms or 0
    end = now + BUSY_DAYS * _DAY_MS
    ahead = [(first, last) for first, last, _ in calendar.busy if last > now and first < end]
    told = words.gettext(
        "Brought {time}, read up to {day}: {entries} entries.",
        time=voice.instant(calendar.at_ms),
        day=voice.date_short(calendar.end_ms - 1, calendar.zone),
        entries=calendar.entries,
    )
    return PostRow(
        slug=kept.post.slug,
        name=name,
        told=told,
        findings=tuple(finding_told(voice, one) for one in kept.findings),
        busy=tuple(voice.span(*one, calendar.zone) for one in ahead[:BUSY_SHOWN]),
        more=max(len(ahead) - BUSY_SHOWN, 0),
        kept=True,
    )


def _today(request: DeskRequest) -> str:
    return iso_of(request.voice.now_ms or 0)[:10]
