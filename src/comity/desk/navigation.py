# SPDX-License-Identifier: Apache-2.0
"""The main navigation: what this person may open, and what waits there."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

from comity.desk.requests import DeskRequest
from comity.home.roles import Power
from comity.locale import mark

__all__ = ["Destination", "destinations"]

_READERS = (
    ("today", mark("Today"), "/"),
    ("dialogues", mark("Dialogues"), "/dialogues/"),
    ("calendar", mark("Calendar"), "/calendar/"),
    ("dispatch", mark("For approval and dispatch"), "/dispatch/"),
)


class Destination(NamedTuple):
    """One entry: its label in the reader's language, where it leads, whether one is there.

    `waits` is how many things wait there, None where nothing is counted.
    """

    label: str
    href: str
    current: bool
    waits: int | None


def destinations(request: DeskRequest) -> tuple[Destination, ...]:
    """What the person may open, in the order in which it is shown; nothing without a person."""
    if request.person is None:
        return ()
    words, path = request.voice.words, request.path
    found = []
    if request.reader.may(Power.READ):
        for name, label, prefix in _READERS:
            if name == "dispatch" and not request.reader.sees_drafts:
                continue
            current = path == "/" if prefix == "/" else path.startswith(prefix)
            waiting = request.reader.waiting_count() if name == "dispatch" else None
            found.append(Destination(words.gettext(label), reverse(name), current, waiting or None))
    if request.reader.may(Power.ADMINISTER):
        current = path.startswith("/people/")
        found.append(Destination(words.gettext("People"), reverse("people"), current, None))
    if request.house.demonstration:
        try:
            story = reverse("story")
        except NoReverseMatch:
            return tuple(found)
        label = words.gettext("The story so far")
        found.append(Destination(label, story, path.startswith(story), None))
    return tuple(found)
