# SPDX-License-Identifier: Apache-2.0
"""The short forms of whoever is on duty: an update, an acknowledgement, a call, the end."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.ids import Matter
from comity.desk.account.keeping import take_kept
from comity.desk.forms.incidents import AckForm, CallForm, EndForm, IncidentForm, UpdateForm
from comity.desk.forms.registry import ground_for
from comity.desk.forms.shown import shown_form
from comity.desk.incidents.sending import (
    CONFIRMED,
    LIVE_FIELD,
    Refused,
    asks_to_confirm,
    checked,
    send,
)
from comity.desk.incidents.titles import incident_title, seen_incident
from comity.desk.items.index import title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import marking_of
from comity.home import duty
from comity.home.roles import Power
from comity.subjects.incidents import IncidentView
from comity.telling.labels_incidents import mode_words

__all__ = ["speak"]

FORMS: Final[dict[str, type[IncidentForm]]] = {
    "update": UpdateForm,
    "ack": AckForm,
    "call": CallForm,
    "stand-down": EndForm,
}
NOTIFIERS: Final = ("update", "stand-down")
"""What only a side says that has notified the incident (INC-9)."""


@require_http_methods(["GET", "POST"])
@spoken_page(Power.DUTY)
def speak(request: DeskRequest, channel: str, incident: str, what: str) -> HttpResponse:
    """The form; what is sent well is signed at once, and the incident is shown."""
    here = channel_named(request, channel)
    rooms = request.reader.rooms(here)
    found = seen_incident(rooms, incident)
    if found is None or what not in FORMS or not _may(request, found, what):
        return not_found(request)
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    matter = _matter(found, what, "" if sent is None else sent.get("message", ""))
    ground, _ = ground_for(request, here, matter)
    form = FORMS[what](sent, ground, None if sent is not None else _begun(request, what, ground))
    seen = duty.seen_now(request.reader, here, matter.split("/")[1])
    fresh = sent is None or sent.get("seen") == seen
    faults: dict[str, str] = {}
    refused: Refused | None = None
    if posted and form.is_valid():
        raw = form.raw_body()
        faults = {} if raw is None else checked(request, matter)
        if raw is not None and not faults:
            refused = send(request, here, matter, raw, request.POST.get("seen", ""))
            if refused is None:
                places = {"channel": channel, "incident": incident}
                return HttpResponseRedirect(reverse("incident", kwargs=places) + f"?sent={what}")
    voice = request.voice
    shown = shown_form(voice, form)
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, rooms),
        "incident": found,
        "title": incident_title(voice, found),
        "mode_words": mode_words(voice, found.mode),
        "heading": voice.words.gettext(FORMS[what].heading),
        "form": shown,
        "faults": faults,
        "summary": [*((told, f"#{name}") for name, told in faults.items()), *shown.faults],
        "refused": refused,
        "moved": posted and not fresh,
        "confirms": asks_to_confirm(matter),
        "live_field": LIVE_FIELD,
        "confirmed": CONFIRMED,
        "seen": seen,
        "sides": voice.sides(code for code in ground.parties if code != voice.own),
    }
    status = HTTPStatus.OK
    if posted:
        status = HTTPStatus.CONFLICT if refused is not None else HTTPStatus.BAD_REQUEST
    return show(request, "incidents/speak.html", values, status=status)


def _may(request: DeskRequest, incident: IncidentView, what: str) -> bool:
    """Whether there is such a thing to say for our side."""
    own = request.voice.own
    if own is None or incident.merged_into is not None:
        return False
    row = incident.row(own)
    return row.notifier if what in NOTIFIERS else (what != "ack" or bool(row.awaits))


def _matter(incident: IncidentView, what: str, message: str) -> Matter:
    """The item to say it on: an acknowledgement stands with the message that it names."""
    named = {"/".join(map(str, one.ref)): one.incident for one in incident.messages}
    name = named.get(message, incident.id) if what == "ack" else incident.id
    return Matter(f"incident/{name}/{what}")


def _begun(request: DeskRequest, what: str, ground: Any) -> dict[str, Any] | None:
    """What a new form holds at first: of a call, who sits here."""
    if what != "call":
        return None
    own = request.person.post.names if request.person is not None else {}
    return {**CallForm(None, ground).initial, "ours": request.voice.pick(own)}
