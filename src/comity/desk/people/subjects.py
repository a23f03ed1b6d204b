# SPDX-License-Identifier: Apache-2.0
"""What a line of the audit log is about, where it names no more than an id or a digest.

Whoever keeps people sees no content, so it is told by its kind and its day, and never by a title.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from comity.home.models import AuditLine, Draft
from comity.home.models_notes import Note
from comity.locale import mark
from comity.telling.voice import Voice, moment_of

__all__ = ["subjects_of"]

ID_CHARS: Final = 8
"""Characters of an id by which lines on the same thing are told apart."""
_NOTES: Final = "note-"
_CONTENT: Final = "content-taken"
_DRAFT: Final = mark("draft of {day}")
_NOTE: Final = mark("internal note of {day}")


def subjects_of(voice: Voice, zone: str, lines: Iterable[AuditLine]) -> dict[int, str]:
    """By the number of each line, what it is about."""
    lines = tuple(lines)
    ids = {one.n: found for one in lines if (found := _uuid(one.subject)) is not None}
    drafts = dict(Draft.objects.filter(pk__in=ids.values()).values_list("pk", "created_ms"))
    notes = dict(Note.objects.filter(pk__in=ids.values()).values_list("pk", "created_ms"))
    words, told = voice.words, {}
    for one in lines:
        what, made = one.subject, ids.get(one.n)
        if made is not None:
            is_note = one.action.startswith(_NOTES)
            ms = (notes if is_note else drafts).get(made)
            if ms is None:
                what = words.gettext("internal note") if is_note else words.gettext("draft")
            else:
                day = moment_of(ms).astimezone(ZoneInfo(zone)).date().isoformat()
                what = words.gettext(_NOTE if is_note else _DRAFT, day=voice.day(day))
        elif one.action == _CONTENT:
            what = words.gettext("content of an entry")
        if what != one.subject:
            what = f"{what} ({one.subject[:ID_CHARS]}…)"
        told[one.n] = what
    return told


def _uuid(text: str) -> UUID | None:
    """The id of a draft or note, which nothing else looks like."""
    try:
        return UUID(text)
    except ValueError:
        return None
