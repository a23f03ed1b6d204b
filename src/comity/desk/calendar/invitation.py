# SPDX-License-Identifier: Apache-2.0
"""The invitation to a dated meeting as a file, for our own people."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found, page
from comity.desk.requests import DeskRequest
from comity.desk.taking import attachment
from comity.home.calendars import required_of
from comity.home.models import Post
from comity.home.roles import Power
from comity.home.takeaways import taken
from comity.telling.calendars import invitation_for
from comity.telling.voice import Voice
from comity.workbench.invitations import Attendee

__all__ = ["TYPE", "attendee", "invitation_file"]

TYPE = "text/calendar; charset=utf-8; method=REQUEST"


@require_http_methods(["GET", "POST"])
@page(Power.READ)
def invitation_file(request: DeskRequest, channel: str, meeting: str) -> HttpResponse:
    """The file; nothing is there as long as no date is agreed. Rule: HOME-70.

    Whoever only opens its address is led to the meeting.
    """
    here = channel_named(request, channel)
    if request.method != "POST":
        places = {"channel": here, "meeting": meeting}
        return HttpResponseRedirect(reverse("meeting", kwargs=places))
    reader, voice = request.reader, request.voice
    posts = [reader.person.post, *required_of(reader, here, meeting)]
    raw = invitation_for(
        voice, request.house.node, here, reader.rooms(here), meeting,
        [attendee(voice, one) for one in posts],
    )  # fmt: skip
    if raw is None:
        return not_found(request)
    taken(reader, here, "invitation-taken", meeting, raw, form="ics",
          language=str(voice.words.language))  # fmt: skip
    return attachment(raw, TYPE, f"{meeting}.ics")


def attendee(voice: Voice, post: Post) -> Attendee:
    """A post of ours as a calendar program names it."""
    return Attendee(str(post.slug), voice.pick(post.names) or str(post.slug))
