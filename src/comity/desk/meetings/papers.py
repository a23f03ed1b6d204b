# SPDX-License-Identifier: Apache-2.0
"""Papers of a meeting: one is brought as a file and becomes a draft; one that came is given out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError
from comity.core.ids import ChannelId
from comity.desk.account.keeping import take_kept
from comity.desk.forms.fields import ChoiceField, WordsField
from comity.desk.forms.shown import shown_form
from comity.desk.forms.subject import labelled
from comity.desk.items.index import Index, index_of, meeting_title, title_of
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.taking import attachment
from comity.desk.titles import marking_of
from comity.home import door
from comity.home.bringing import File, given_out, statement_of
from comity.home.roles import Power
from comity.home.takeaways import taken
from comity.locale import mark
from comity.subjects import Rooms
from comity.subjects.documents import DocumentView
from comity.telling.faults import told_of, what_next
from comity.telling.markings import level_told
from comity.telling.voice import Voice
from comity.workbench.circulating import Said, levels_of
from comity.workbench.incoming import ACCEPT, BYTES_MAX

__all__ = ["PaperFile", "bring_paper", "file_of", "paper_file"]

_AT_THE_MARKING = "paper-marking"
_MIB = 1024 * 1024


class PaperForm(forms.Form):
    """What is said of a paper beside its file."""

    title = WordsField(mark("Title of the paper"))
    language = ChoiceField(mark("Language of the paper"), labelled("language"), select=True)
    marking = ChoiceField(
        mark("Marking"),
        required=False,
        select=True,
        hint=mark("None above the highest that the terms of reference allow"),
    )

    def __init__(self, data: QueryDict | None, voice: Voice, rooms: Rooms) -> None:
        """A form, bound to what was sent; markings in the words of our own side."""
        super().__init__(data, initial={"language": str(voice.words.language)})
        field = self.fields["marking"]
        assert isinstance(field, ChoiceField)
        field.choices = {level: level_told(voice, rooms, level) for level in levels_of(rooms)}

    def said(self) -> Said:
        """What was filled in; only after `is_valid`."""
        told = self.cleaned_data
        return Said(told["title"], told["language"], told["marking"])


@require_http_methods(["GET", "POST"])
@page(Power.DRAFT)
def bring_paper(request: DeskRequest, channel: str, meeting: str) -> HttpResponse:
    """The form; what is brought well becomes a draft at home, and its page is shown. DESK-3."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    if meeting not in index.meetings:
        return not_found(request)
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    file = request.FILES.get("file") if posted else None
    form = PaperForm(sent, request.voice, index.rooms)
    fault = ""
    if posted and not isinstance(file, UploadedFile):
        fault = request.voice.words.gettext("Choose the file")
    elif isinstance(file, UploadedFile) and form.is_valid():
        brought = File(file.name or "", file.read())
        node = request.house.node
        try:
            move = statement_of(node, here, index.rooms, meeting, form.said(), brought)
            made = door.draft(request.reader, here, move)
        except ComityError as error:
            if not error.code.startswith(("file/", "document/")) and error.code != _AT_THE_MARKING:
                raise
            words = request.voice.words
            told = told_of(words, error.code, error.hint)
            fault = f"{told} {what_next(words, error.code)}".strip()
        else:
            return HttpResponseRedirect(reverse("draft", kwargs={"draft": made.pk}))
    return _page(request, here, index, meeting, form, fault)


def _page(
    request: DeskRequest,
    channel: ChannelId,
    index: Index,
    meeting: str,
    form: PaperForm,
    fault: str,
    /,
) -> HttpResponse:
    voice = request.voice
    posted = request.method == "POST"
    shown = shown_form(voice, form, quiet=not posted)
    faults = [*([(fault, "#file")] if fault else []), *shown.faults]
    with request.house.node.channels.hold(channel) as held:
        others = [code for code in held.channel.parties if code != held.own]
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, channel),
        "marking": marking_of(voice, index.rooms),
        "title": meeting_title(voice, index, meeting),
        "meeting_href": reverse("meeting", kwargs={"channel": channel, "meeting": meeting}),
        "form": shown,
        "faults": faults,
        "fault": fault,
        "accept": ACCEPT,
        "mib": BYTES_MAX // _MIB,
        "sides": voice.sides(others),
    }
    status = HTTPStatus.BAD_REQUEST if posted else HTTPStatus.OK
    return show(request, "meetings/paper.html", values, status=status)


class PaperFile(NamedTuple):
    """The file behind a paper: its name, marking and size in words; where it is taken, or empty;
    and whether its marking is above what the terms allow.
    """

    name: str
    told: str
    href: str
    above: bool


def file_of(voice: Voice, channel: ChannelId, rooms: Rooms, digest: str) -> PaperFile | None:
    """The file of a paper, as the side that circulated it has described it; None where it has not.

    Args:
        voice: of the reader.
        channel: of the meeting.
        rooms: how it stands.
        digest: that the paper names.
    """
    for one in rooms.documents.details:
        described = one.said.body.value
        if described is None or described.digest != digest or not one.attached:
            continue
        marking = described.marking
        levels = levels_of(rooms)
        parts = [described.name.rpartition(".")[2].upper(), _size(voice, described.size)]
        if marking is not None:
            parts.append(level_told(voice, rooms, marking))
        places = {"channel": channel, "document": one.id, "party": one.said.party}
        return PaperFile(
            described.name,
            voice.list(parts),
            reverse("document-file", kwargs=places),
            above=bool(levels) and marking is not None and marking not in levels,
        )
    return None


def _size(voice: Voice, size: int) -> str:
    if size < _MIB:
        return voice.words.gettext("{size} kB", size=max(1, size // 1024))
    return voice.words.gettext("{size} MB", size=f"{size / _MIB:.1f}")


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def paper_file(request: DeskRequest, channel: str, document: str, party: str) -> HttpResponse:
    """The bytes of a document, as an attachment; whoever opens the address is led to its item."""
    here = channel_named(request, channel)
    rooms = request.reader.rooms(here)
    found = _declared(rooms, document, party)
    described = None if found is None else found.said.body.value
    if described is None:
        return not_found(request)
    if request.method != "POST":
        places = {"channel": here, "matter": f"document/{document}"}
        return HttpResponseRedirect(reverse("item", kwargs=places))
    kind, raw = given_out(request.house.node, here, described)
    taken(request.reader, here, "paper-taken", document, raw, form=kind.ending,
          language=described.language or "")  # fmt: skip
    return attachment(raw, kind.media, described.name)


def _declared(rooms: Rooms, document: str, party: str) -> DocumentView | None:
    """The newest word of that side on the document."""
    found = [
        one for one in rooms.documents.details if (one.id, one.said.party) == (document, party)
    ]
    return found[-1] if found else None
