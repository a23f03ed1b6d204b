# SPDX-License-Identifier: Apache-2.0
"""The tables of internal notes. `comity.home.notes` writes them. Rule: HOME-60."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Final

from django.db import models

__all__ = ["Note", "NoteVersion"]

DIGEST_CHARS: Final = 43
MATTER_CHARS_MAX: Final = 500


class Note(models.Model):
    """A note on an item as it stands now; it is never part of what is signed.

    Attributes:
        channel, matter: on which item of which dialogue; the path may be that of a whole
            (``meeting/2023-1``) that is no item itself.
        post: whose note it is; whoever holds the post changes it.
        author: who wrote what stands here now.
        text: what it says.
        removed: whether it was taken away; that can be undone.
        revision: 1 and up, another one with each change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=DIGEST_CHARS, db_index=True)
    matter = models.CharField(max_length=MATTER_CHARS_MAX, db_index=True)
    post = models.ForeignKey("home.Post", on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey("home.Person", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    created_ms = models.BigIntegerField()
    changed_ms = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.id)


class NoteVersion(models.Model):
    """What a note said in one revision, and who made it so."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    text = models.TextField()
    removed = models.BooleanField()
    person = models.ForeignKey("home.Person", on_delete=models.PROTECT, related_name="+")
    at_ms = models.BigIntegerField()

    class Meta:
        """A revision stands once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["note", "revision"], name="home_one_note_revision")
        ]

    def __str__(self) -> str:
        return f"{self.note_id} {self.revision}"
