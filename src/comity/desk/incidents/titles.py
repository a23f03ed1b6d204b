# SPDX-License-Identifier: Apache-2.0
"""What an incident is called: a drill or test by that word first, in three languages."""

from __future__ import annotations

from comity.locale import mark
from comity.subjects import Rooms
from comity.subjects.incidents import IncidentView
from comity.telling.labels import label
from comity.telling.labels_incidents import with_mode
from comity.telling.voice import Voice, sentence

__all__ = ["incident_item_title", "incident_title", "seen_incident"]

_PARTS = {
    "notice": mark("{incident}: notification"),
    "update": mark("{incident}: updates"),
    "ack": mark("{incident}: acknowledgements"),
    "call": mark("{incident}: calls"),
    "facts": mark("{incident}: released facts"),
    "stand-down": mark("{incident}: end"),
    "merge": mark("{incident}: merging"),
    "assessment": mark("{incident}: shared assessment"),
    "response": mark("{incident}: conclusion"),
    "review": mark("{incident}: review"),
}


def seen_incident(rooms: Rooms, name: str) -> IncidentView | None:
    """The incident of that id, or None."""
    return next((one for one in rooms.incidents.details if one.id == name), None)


def incident_title(voice: Voice, incident: IncidentView) -> str:
    """Its own title, else its kind, with its day and time; its id where no notice can be read."""
    notice = incident.notice
    if notice is None:
        told = voice.words.gettext("Incident {id}", id=incident.id)
        return with_mode(voice, incident.mode, told)
    what = sentence(label(voice, "incident-kind", notice.kind))
    if notice.title is not None:
        what = voice.pick(notice.title)
    time = voice.instant(notice.occurred.at, notice.occurred.zone)
    told = voice.words.gettext("{what}, {time}", what=what, time=time)
    return with_mode(voice, incident.mode, told)


def incident_item_title(voice: Voice, rooms: Rooms, matter: str) -> str:
    """What an incident, or an item of one, is called; empty of any other."""
    kind, _, rest = matter.partition("/")
    name, _, part = rest.partition("/")
    found = seen_incident(rooms, name) if kind == "incident" else None
    if found is None or part not in ("", *_PARTS):
        return ""
    title = incident_title(voice, found)
    return voice.words.gettext(_PARTS[part], incident=title) if part else title
