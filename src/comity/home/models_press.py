# SPDX-License-Identifier: Apache-2.0
"""The table of public texts that were taken out of the dossier. `comity.home.release` writes it."""

from __future__ import annotations

from typing import Final

from django.db import models

__all__ = ["Release"]

SLUG_CHARS_MAX: Final = 40
DIGEST_CHARS: Final = 43
LANGUAGE_CHARS_MAX: Final = 10


class Release(models.Model):
    """That somebody has taken out the words that our side may say by a press guidance. HOME-30.

    Attributes:
        channel: where the guidance is agreed.
        guidance: the name in its path.
        entry: digest of the entry that proposed what was in force then, and `place` its act.
        person, post: who took them out, for which office.
        at_ms: UTC milliseconds by the node's clock.
        language: of the words.
        digest: SHA-256 of the text as it was given, to find it again; the text is in the record.
    """

    channel = models.CharField(max_length=DIGEST_CHARS, db_index=True)
    guidance = models.CharField(max_length=SLUG_CHARS_MAX)
    entry = models.CharField(max_length=DIGEST_CHARS)
    place = models.PositiveIntegerField()
    person = models.ForeignKey("home.Person", on_delete=models.PROTECT, related_name="releases")
    post = models.ForeignKey("home.Post", on_delete=models.PROTECT, related_name="releases")
    at_ms = models.BigIntegerField()
    language = models.CharField(max_length=LANGUAGE_CHARS_MAX)
    digest = models.CharField(max_length=DIGEST_CHARS)

    def __str__(self) -> str:
        return f"{self.guidance} {self.language} {self.at_ms}"
