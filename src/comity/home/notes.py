# SPDX-License-Identifier: Apache-2.0
"""Internal notes on items: written, changed, taken away and brought back, with their history.

They stay in the dossier: no body, transfer, export or log ever holds one. Rule: HOME-60.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from comity.core.encoding import forbidden_at
from comity.core.errors import MalformedError, RuleError
from comity.core.ids import ChannelId, Matter
from comity.home import audit
from comity.home.models_notes import Note, NoteVersion
from comity.home.reading import Reader, not_found
from comity.home.roles import Power

__all__ = [
    "TEXT_CHARS_MAX",
    "add_note",
    "change_note",
    "changes_note",
    "history_of",
    "notes_on",
    "open_note",
    "remove_note",
    "undo_note",
    "writes_notes",
]

TEXT_CHARS_MAX: Final = 20_000
"""Code points of a note."""
SHOWN_MAX: Final = 200
"""Notes on one item that are shown, the newest."""


def writes_notes(reader: Reader) -> bool:
    """Whether the person writes notes: who drafts, approves, signs or is on duty. HOME-60."""
    return reader.sees_drafts or reader.may(Power.DUTY)


def changes_note(reader: Reader, note: Note) -> bool:
    """Whether the person may change a note: who writes notes and holds its post. HOME-60."""
    return writes_notes(reader) and note.post_id == reader.person.post_id


def notes_on(
    reader: Reader, channel: ChannelId, matter: str, *, below: bool = False
) -> tuple[Note, ...]:
    """The notes on an item, oldest first; those taken away too, for who can bring them back.

    Args:
        reader: who looks.
        channel: where.
        matter: the item, or a path that is none itself; empty for all of the dialogue.
        below: whether those on items below it are meant too.

    Raises:
        RuleError: ``not-found``. Rules: HOME-11, HOME-60.
    """
    reader.check(channel)
    rows = Note.objects.filter(channel=channel).select_related("post", "author__post")
    if matter:
        wanted = Q(matter=matter)
        rows = rows.filter(wanted | Q(matter__startswith=f"{matter}/") if below else wanted)
    found = tuple(rows.order_by("-created_ms", "-matter", "-id")[:SHOWN_MAX])
    return tuple(one for one in reversed(found) if not one.removed or changes_note(reader, one))


def open_note(reader: Reader, note_id: UUID) -> Note:
    """The note, if the reader may know of its dialogue, and of it where it was taken away.

    Raises:
        RuleError: ``not-found``, alike for what is not there. Rules: HOME-11, HOME-60.
    """
    note = Note.objects.select_related("post", "author__post").filter(pk=note_id).first()
    if note is None:
        raise not_found()
    reader.check(note.channel)
    if note.removed and not changes_note(reader, note):
        raise not_found()
    return note


def history_of(reader: Reader, note_id: UUID) -> tuple[NoteVersion, ...]:
    """Every revision of a note, oldest first. Raises as `open_note`."""
    note = open_note(reader, note_id)
    return tuple(note.versions.select_related("person__post").order_by("revision"))


def add_note(reader: Reader, channel: ChannelId, matter: Matter, text: str) -> Note:
    """The note, kept at home. Sent twice in a row it is kept once.

    Args:
        reader: who writes it.
        channel: where.
        matter: on what.
        text: 1 to 20,000 code points, several lines.

    Raises:
        RuleError: ``not-found``, ``not-allowed``.
        MalformedError: ``note-text`` on an empty or over-long text, or one with a character that
            can't be shown.

    Rule: HOME-60.
    """
    reader = reader.anew()
    reader.check(channel)
    _need_writer(reader)
    text = _checked(text)
    now, person = reader.node.clock.now_ms(), reader.person
    with transaction.atomic():
        same = Note.objects.filter(channel=channel, matter=matter, post=person.post, removed=False)
        last = same.order_by("-created_ms", "-id").first()
        if last is not None and last.text == text:
            return last
        made = Note.objects.create(
            channel=channel, matter=matter, post=person.post, author=person, text=text,
            created_ms=now, changed_ms=now,
        )  # fmt: skip
        _keep(reader, made, "note-added")
    return made


def change_note(reader: Reader, note_id: UUID, text: str, revision: int) -> Note:
    """The note with another text; what it said before is kept.

    Args:
        reader: holds the note's post.
        note_id: which.
        text: as `add_note`.
        revision: of the note as it was shown.

    Raises:
        RuleError: ``not-found``, ``not-allowed``; ``note-changed`` where it has changed since.
        MalformedError: ``note-text``.

    Rule: HOME-60.
    """
    return _revise(reader, note_id, revision, "note-changed", text=_checked(text), removed=False)


def remove_note(reader: Reader, note_id: UUID, revision: int) -> Note:
    """The note is taken away; `undo_note` brings it back. Raises as `change_note`."""
    return _revise(reader, note_id, revision, "note-removed", removed=True)


def undo_note(reader: Reader, note_id: UUID, revision: int) -> Note:
    """The note as it was before its last change. Raises as `change_note`; ``not-found`` where it
    was never changed.
    """
    note = open_note(reader, note_id)
    before = note.versions.filter(revision=revision - 1).first()
    if before is None:
        raise not_found()
    return _revise(
        reader, note_id, revision, "note-undone", text=before.text, removed=before.removed
    )


def _revise(
    reader: Reader,
    note_id: UUID,
    revision: int,
    action: str,
    *,
    text: str | None = None,
    removed: bool,
) -> Note:
    reader = reader.anew()
    _need_writer(reader)
    with transaction.atomic():
        note = open_note(reader, note_id)
        if not changes_note(reader, note):
            raise RuleError("not-allowed", "HOME-60", "it is the note of another post")
        if note.revision != revision:
            raise RuleError("note-changed", "HOME-60", "it has changed since it was shown")
        same = note.removed == removed and text in (None, note.text)
        if same:
            return note
        note.text = note.text if text is None else text
        note.removed, note.author = removed, reader.person
        note.revision += 1
        note.changed_ms = reader.node.clock.now_ms()
        note.save()
        _keep(reader, note, action)
    return note


def _keep(reader: Reader, note: Note, action: str) -> None:
    """The revision as it stands now, and a line of the audit log without its content."""
    NoteVersion.objects.create(
        note=note, revision=note.revision, text=note.text, removed=note.removed,
        person=reader.person, at_ms=note.changed_ms,
    )  # fmt: skip
    detail = {"revision": str(note.revision)}
    audit.note(
        note.changed_ms, action, reader.person, channel=note.channel, subject=str(note.id),
        detail=detail,
    )  # fmt: skip


def _need_writer(reader: Reader) -> None:
    if not writes_notes(reader):
        reader.need(Power.DRAFT)


def _checked(text: str) -> str:
    """Raises MalformedError ``note-text``. Rule: HOME-60."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    place = forbidden_at(text)
    if place is not None:
        raise MalformedError("note-text", "HOME-60", f"character {place + 1} can't be shown")
    if not 1 <= len(text) <= TEXT_CHARS_MAX:
        raise MalformedError("note-text", "HOME-60", f"1 to {TEXT_CHARS_MAX} characters")
    return text
