# SPDX-License-Identifier: Apache-2.0
"""The meeting file, given out in one click: briefing book or report, Word or PDF, any language."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found, page
from comity.desk.requests import DeskRequest
from comity.desk.taking import asked_in, filed, plain_voice
from comity.home.roles import Power
from comity.home.takeaways import notes_for
from comity.locale import LANGUAGES, catalogue
from comity.subjects.meetings import MeetingState, MeetingView
from comity.telling.papers.material import Noted
from comity.telling.papers.meeting_file import KINDS, Kind, meeting_paper, noted_on
from comity.telling.voice import LANGUAGE_NAMES

__all__ = ["FileOffer", "files_of", "meeting_file"]


class FileOffer(NamedTuple):
    """One kind of file that can be taken.

    Args:
        kind: ``briefing`` or ``report``.
        internal: whether it holds what stays at home.
        own: in the reader's language, as (what its button is called, what it asks for).
        others: the same in the other languages, each with its name in itself and its code.
    """

    kind: Kind
    internal: bool
    own: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


def files_of(request: DeskRequest, meeting: MeetingView) -> tuple[FileOffer, ...]:
    """The files that can be taken of a meeting: the report once it was held. Rule: PAPER-12."""
    held = meeting.state in (MeetingState.HELD, MeetingState.RECORDED)
    kinds: tuple[Kind, ...] = ("report", "briefing") if held else ("briefing",)
    own = str(request.voice.words.language)

    def forms(kind: Kind, language: str) -> tuple[tuple[str, str], ...]:
        return (("Word", f"{kind}.docx.{language}"), ("PDF", f"{kind}.pdf.{language}"))

    return tuple(
        FileOffer(
            kind,
            kind == "briefing",
            forms(kind, own),
            tuple(
                (catalogue(one).gettext(LANGUAGE_NAMES[one]), one, forms(kind, one))
                for one in LANGUAGES
                if one != own
            ),
        )
        for kind in kinds
    )


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def meeting_file(request: DeskRequest, channel: str, meeting: str) -> HttpResponse:
    """The file; whoever only opens its address is led to the page of the meeting."""
    here = channel_named(request, channel)
    if request.method != "POST":
        places = {"channel": here, "meeting": meeting}
        return HttpResponseRedirect(reverse("meeting", kwargs=places))
    asked = asked_in(request, KINDS)
    kind: Kind = "briefing" if asked.kind == "briefing" else "report"
    voice, rooms = plain_voice(request, asked.language), request.reader.rooms(here)
    notes = () if kind == "report" else tuple(
        Noted(one.matter, one.text, voice.pick(one.post), one.time)
        for one in notes_for(request.reader, here, noted_on(rooms, meeting))
    )  # fmt: skip
    paper = meeting_paper(voice, request.house.node, here, rooms, meeting, kind, notes)
    if paper is None:
        return not_found(request)
    return filed(request, here, asked, meeting, paper)
