# SPDX-License-Identifier: Apache-2.0
"""Find dates for a meeting: a search at home, what it found, and a draft of what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.ids import ChannelId, Matter
from comity.desk.calendar.forms import SearchForm
from comity.desk.calendar.zones import zones_offered
from comity.desk.forms.shown import shown_form
from comity.desk.items.index import index_of, meeting_title, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import marking_of
from comity.home import calendars, door
from comity.home.roles import Power
from comity.home.searching import (
    Asked,
    Searched,
    begun,
    countries_of,
    key_of,
    known_zone,
    search,
)
from comity.node.moves import Proposal
from comity.subjects import write_body
from comity.subjects.meetings import MeetingDate, MeetingView
from comity.telling.dates import (
    Names,
    change_told,
    for_others,
    note_told,
    reason_told,
    slot_told,
)
from comity.workbench.dates import Answer
from comity.workbench.dates.finding import SLOTS_MAX

__all__ = ["find_dates"]

_DAY_MS: Final = 86_400_000


class Offered(NamedTuple):
    """A date that was found: its beginning as the form sends it, when it is, what is to be said."""

    value: str
    told: str
    warnings: tuple[str, ...]
    notes: tuple[str, ...]


class Found(NamedTuple):
    """What was found for one meeting.

    Args:
        title: of the meeting; and its own page of a search, empty for the one that is shown.
        href: that page.
        offered: dates, the best first.
        reasons: why there is none.
        changes: what would give one.
    """

    title: str
    href: str
    offered: tuple[Offered, ...]
    reasons: tuple[str, ...]
    changes: tuple[str, ...]


@require_http_methods(["GET", "POST"])
@spoken_page(Power.DRAFT)
def find_dates(request: DeskRequest, channel: str, meeting: str) -> HttpResponse:
    """The page; what is chosen of what was found becomes a draft. DATE-1 to DATE-6, DESK-3."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    view = index.meetings.get(meeting)
    if view is None or (isinstance(view.when, MeetingDate) and request.voice.past(view.when.start)):
        return not_found(request)
    others = dict(_others(request, here, meeting))
    form = SearchForm(
        request.POST if request.method == "POST" else None,
        _begun(request, here, view),
        posts=_posts(request),
        zones=zones_offered(request.voice),
        others={key: title for key, (title, _) in others.items()},
        together={key: title for key, (title, asked) in others.items() if asked is not None},
    )
    searched: Searched | None = None
    asked: list[Asked] = []
    fault = ""
    if request.method == "POST" and form.is_valid():
        asked = _asked(form, others)
        countries = {
            country
            for one in asked
            for country in countries_of(
                request.reader, one.channel, dict(request.house.config.countries)
            )
        }
        searched = search(request.reader, asked, countries, request.voice.words.language)
        if request.POST.get("step") == "draft":
            made = _drafted(request, view, form, searched.answers[0])
            if isinstance(made, HttpResponse):
                return made
            fault = made
    shown = shown_form(request.voice, form)
    faults = [*([(fault, "#start")] if fault else []), *shown.faults]
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(request.voice, index.rooms),
        "meeting": meeting_title(request.voice, index, meeting),
        "meeting_href": reverse("meeting", kwargs={"channel": channel, "meeting": meeting}),
        "form": shown,
        "faults": faults,
        "fault": fault,
        "found": _found(request, asked, searched, others),
        "sent": _sent(request) if searched is not None else (),
        "chosen": request.POST.getlist("start"),
        "for_others": request.voice.pick(for_others()),
        "state_href": _matter_href("state", here, meeting),
        "window_href": _matter_href("propose-item", here, meeting) + "?form=window",
        "calendar_href": reverse("calendar"),
    }
    return show(request, "calendar/find.html", values, status=400 if faults else 200)


# --- what is asked ---


def _begun(request: DeskRequest, channel: ChannelId, view: MeetingView) -> Asked:
    """What is known of the meeting; two weeks from today where it has no window."""
    known = begun(request.reader, channel, view)
    if known is not None:
        return known
    zone = (view.when.zone if view.when is not None else None) or request.voice.zone or "UTC"
    people = calendars.required_of(request.reader, channel, view.id)
    return Asked(
        channel, view.id, "", "", known_zone(zone), tuple(str(one.slug) for one in people),
        place=None if view.when is None else view.when.place,
    )  # fmt: skip


def _posts(request: DeskRequest) -> Mapping[str, str]:
    posts = calendars.posts_of(request.reader)
    return {str(one.slug): request.voice.pick(one.names) for one in posts}


def _others(
    request: DeskRequest, here: ChannelId, meeting: str
) -> list[tuple[str, tuple[str, Asked | None]]]:
    """Every other meeting that lies ahead, by key: its title, and what would be asked of it, None
    where it is dated or has no window.
    """
    voice, found = request.voice, []
    for channel in request.reader.channels():
        index = index_of(request, channel)
        for view in index.meetings.values():
            if (channel, view.id) == (here, meeting) or view.when is None:
                continue
            if view.start is not None and voice.past(view.start):
                continue
            title = voice.words.gettext(
                "{meeting} ({dialogue})",
                meeting=meeting_title(voice, index, view.id),
                dialogue=title_of(request, channel),
            )
            found.append((key_of(channel, view.id), (title, begun(request.reader, channel, view))))
    return found


def _asked(form: SearchForm, others: Mapping[str, tuple[str, Asked | None]]) -> list[Asked]:
    """The meeting and those that are looked for with it, with the same people where none are
    known of them.
    """
    first = form.asked()
    found = [first]
    for key in form.cleaned_data.get("together") or ():
        other = others[key][1]
        if other is not None:
            people = other.people or first.people
            found.append(replace(other, people=people, holidays=first.holidays))
    return found


def _sent(request: DeskRequest) -> tuple[tuple[str, str], ...]:
    """What was sent of the search, to be sent again with what is chosen."""
    left_out = {"csrfmiddlewaretoken", "step", "start", "whose"}
    return tuple(
        (name, value)
        for name, values in request.POST.lists()
        if name not in left_out
        for value in values
    )


# --- what was found ---


def _found(
    request: DeskRequest,
    asked: list[Asked],
    searched: Searched | None,
    others: Mapping[str, tuple[str, Asked | None]],
) -> tuple[Found, ...]:
    voice = request.voice
    titles = {key: title for key, (title, _) in others.items()}
    names = Names(dict(_posts(request)), titles)
    found = []
    for one, answer in zip(asked, () if searched is None else searched.answers, strict=False):
        own = answer.key not in titles
        places = {"channel": one.channel, "meeting": one.meeting}
        found.append(
            Found(
                title="" if own else titles[answer.key],
                href="" if own else reverse("find-dates", kwargs=places),
                offered=tuple(_offered(request, one, answer)),
                reasons=tuple(reason_told(voice, each, names) for each in answer.reasons),
                changes=tuple(change_told(voice, each, one.zone, names) for each in answer.changes),
            )
        )
    return tuple(found)


def _offered(request: DeskRequest, asked: Asked, answer: Answer) -> list[Offered]:
    voice, found = request.voice, []
    for slot in answer.slots:
        warned = [one for one in slot.notes if one.kind in ("holiday", "far")]
        found.append(
            Offered(
                value=str(slot.start),
                told=slot_told(voice, slot, asked.zone),
                warnings=tuple(note_told(voice, one) for one in warned),
                notes=tuple(note_told(voice, one) for one in slot.notes if one not in warned),
            )
        )
    return found


# --- what is chosen ---


def _drafted(
    request: DeskRequest, view: MeetingView, form: SearchForm, answer: Answer
) -> HttpResponse | str:
    """The page of the draft of what was chosen; or what is off with the choice.

    Only what the search, made anew, still offers is drafted.
    """
    words, slots = request.voice.words, {str(one.start): one for one in answer.slots}
    chosen = list(dict.fromkeys(request.POST.getlist("start")))
    if not chosen:
        return words.gettext("Choose one to five dates")
    if len(chosen) > SLOTS_MAX or any(one not in slots for one in chosen):
        return words.gettext("A date is not possible any more: look at what is found now")
    asked = form.asked()
    matter = Matter(f"meeting/{view.id}/date")
    bodies = [
        {matter: write_body(matter, "offer", _date(view, asked, slots[one].start, slots[one].end))}
        for one in chosen
    ]
    now = request.house.node.clock.now_ms()
    until = now + form.cleaned_data["binds"] * _DAY_MS
    move = Proposal(bodies[0], until=until, others=tuple(bodies[1:]))
    made = door.draft(request.reader, asked.channel, move)
    return HttpResponseRedirect(reverse("draft", kwargs={"draft": made.pk}))


def _date(view: MeetingView, asked: Asked, start: int, end: int) -> MeetingDate:
    """The date, with all that the window or date before says of the meeting."""
    when = view.when
    if when is None:
        values = [one.body.value for one in view.date.open]
        when = next((one for one in reversed(values) if one is not None), None)
    return MeetingDate(
        form="date",
        kind="working-level" if when is None else when.kind,
        round=None if when is None else when.round,
        title=None if when is None else when.title,
        start=start,
        end=end,
        zone=asked.zone,
        place=None if when is not None and when.kind == "call" else asked.place,
        host=None if when is None else when.host,
    )


def _matter_href(name: str, channel: ChannelId, meeting: str) -> str:
    matter = f"meeting/{meeting}/date"
    return reverse(name, kwargs={"channel": channel, "matter": matter})
