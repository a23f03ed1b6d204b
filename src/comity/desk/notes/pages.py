# SPDX-License-Identifier: Apache-2.0
"""Writing an internal note on an item, and the page of one: changed, taken away, brought back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import RuleError
from comity.core.ids import ChannelId
from comity.desk.account.keeping import take_kept
from comity.desk.forms.faults import fault_told
from comity.desk.forms.fields import checked_text
from comity.desk.items.index import index_of, item_title, meeting_title, text_title
from comity.desk.moves.asked import channel_named, matter_named
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title, marking_of
from comity.home import notes
from comity.home.models_notes import Note, NoteVersion
from comity.home.roles import Power

__all__ = ["add", "one", "page_of"]

_CHANGE: Final = "change"
_REMOVE: Final = "remove"
_UNDO: Final = "undo"


class VersionLine(NamedTuple):
    """One revision: its number, who made it so, when, what it said, whether it was taken away."""

    revision: int
    post: str
    time: str
    text: str
    removed: bool


def page_of(channel: str, matter: str) -> str:
    """The page on which notes on an item are shown: that of the whole where it is one."""
    segments = matter.split("/")
    names = {"meeting": "meeting", "text": "text", "measure": "measure", "fact": "fact"}
    if len(segments) == 2 and segments[0] in names:  # noqa: PLR2004 - a kind and a name
        name = names[segments[0]]
        return reverse(name, kwargs={"channel": channel, name: segments[1]})
    return reverse("item", kwargs={"channel": channel, "matter": matter})


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def add(request: DeskRequest, channel: str, matter: str) -> HttpResponse:
    """The form of a new note; kept at home at once, nothing is signed. HOME-60."""
    here, item = channel_named(request, channel), matter_named(matter)
    if not notes.writes_notes(request.reader):
        return not_found(request)
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    typed, fault = _typed(request, sent)
    if posted and not fault:
        notes.add_note(request.reader, here, item, typed)
        return HttpResponseRedirect(page_of(channel, item) + "#notes")
    values = _frame(request, here, item) | {
        "typed": typed,
        "fault": fault if posted else "",
        "faults": [(fault, "#text")] if posted else [],
        "stale": False,
        "note": None,
        "history": (),
        "mine": True,
    }
    status = HTTPStatus.BAD_REQUEST if posted else HTTPStatus.OK
    return show(request, "notes/page.html", values, status=status)


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def one(request: DeskRequest, note: UUID) -> HttpResponse:
    """The page of a note: its history, and the form that changes it for who holds its post."""
    found = notes.open_note(request.reader, note)
    here = ChannelId(found.channel)
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    typed, fault = (found.text, "") if sent is None else _typed(request, sent)
    step = request.POST.get("step", "") if posted else ""
    stale = False
    if posted and (step in (_REMOVE, _UNDO) or not fault):
        try:
            _take(request, found, step, typed)
        except RuleError as error:
            if error.code != "note-changed":
                raise
            stale = True
        else:
            return HttpResponseRedirect(page_of(found.channel, found.matter) + "#notes")
        found = notes.open_note(request.reader, note)
    told = posted and step == _CHANGE and fault
    versions = notes.history_of(request.reader, note)
    values = _frame(request, here, found.matter) | {
        "typed": typed,
        "fault": fault if told else "",
        "faults": [(fault, "#text")] if told else [],
        "stale": stale,
        "note": found,
        "history": tuple(_version(request, each) for each in reversed(versions)),
        "mine": notes.changes_note(request.reader, found),
    }
    status = HTTPStatus.CONFLICT if stale else HTTPStatus.BAD_REQUEST if told else HTTPStatus.OK
    return show(request, "notes/page.html", values, status=status)


def _take(request: DeskRequest, note: Note, step: str, typed: str) -> None:
    """One step on a note. Raises as `comity.home.notes`."""
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0  # noqa: PLR2004
    if step == _REMOVE:
        notes.remove_note(request.reader, note.pk, revision)
    elif step == _UNDO:
        notes.undo_note(request.reader, note.pk, revision)
    else:
        notes.change_note(request.reader, note.pk, typed, revision)


def _typed(request: DeskRequest, sent: QueryDict | None) -> tuple[str, str]:
    """What was typed, and what is off with it."""
    text = "" if sent is None else sent.get("text", "").strip()
    label = request.voice.words.gettext("Note")
    if not text:
        return text, fault_told(request.voice, "required", label, None)
    try:
        return checked_text(text, notes.TEXT_CHARS_MAX, lines=True), ""
    except ValidationError as error:
        return text, fault_told(request.voice, str(error.code), label, error.params)


def _frame(request: DeskRequest, channel: ChannelId, matter: str) -> dict[str, Any]:
    voice, index = request.voice, index_of(request, channel)
    segments = matter.split("/")
    title = item_title(voice, index, matter)
    if segments[0] == "meeting" and len(segments) == 2:  # noqa: PLR2004 - a kind and a name
        title = meeting_title(voice, index, segments[1])
    elif segments[0] == "text" and len(segments) == 2:  # noqa: PLR2004 - as above
        title = text_title(voice, index, segments[1])
    return {
        "channel": channel,
        "dialogue": dialogue_title(voice, request.reader, channel),
        "marking": marking_of(voice, index.rooms),
        "item": title,
        "item_href": page_of(channel, matter),
    }


def _version(request: DeskRequest, each: NoteVersion) -> VersionLine:
    voice = request.voice
    return VersionLine(
        each.revision,
        voice.pick(each.person.post.names),
        voice.instant(each.at_ms),
        each.text,
        each.removed,
    )
