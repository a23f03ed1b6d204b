# SPDX-License-Identifier: Apache-2.0
"""The internal notes on an item, as every page of an item shows them (``notes/parts.html``)."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.items.index import Index, item_title
from comity.desk.requests import DeskRequest
from comity.home import notes
from comity.home.models_notes import Note

__all__ = ["NoteLine", "NotesBeside", "notes_beside"]


class NoteLine(NamedTuple):
    """One note.

    Args:
        text: what it says; empty where it was taken away.
        post, time: whose it is, and when it was written or changed.
        on: the item that it is on, where that is another than the page's; else empty.
        removed: whether it was taken away, and can be brought back.
        changed: whether it was changed since it was written.
        href: its own page with its history.
        mine: whether the reader may change it.
    """

    text: str
    post: str
    time: str
    on: str
    removed: bool
    changed: bool
    href: str
    mine: bool


class NotesBeside(NamedTuple):
    """The notes on an item, and where another is written; empty where the reader writes none."""

    lines: tuple[NoteLine, ...]
    add: str

    def __bool__(self) -> bool:
        return bool(self.lines or self.add)


def notes_beside(
    request: DeskRequest, channel: ChannelId, index: Index, matter: str, *, below: bool = False
) -> NotesBeside:
    """The notes on an item.

    Args:
        request: whose; it may know of the dialogue.
        channel: of the item.
        index: of the dialogue.
        matter: the item, or the path of a whole that is none itself, as ``meeting/2023-1``.
        below: whether those on what is below it are shown too.
    """
    found = notes.notes_on(request.reader, channel, matter, below=below)
    add = ""
    if notes.writes_notes(request.reader):
        add = reverse("note-add", kwargs={"channel": channel, "matter": matter})
    return NotesBeside(tuple(_line(request, index, matter, one) for one in found), add)


def _line(request: DeskRequest, index: Index, matter: str, one: Note) -> NoteLine:
    voice = request.voice
    return NoteLine(
        text="" if one.removed else one.text,
        post=voice.pick(one.author.post.names),
        time=voice.instant(one.changed_ms),
        on="" if one.matter == matter else item_title(voice, index, one.matter),
        removed=one.removed,
        changed=one.revision > 1,
        href=reverse("note", kwargs={"note": one.pk}),
        mine=notes.changes_note(request.reader, one),
    )
