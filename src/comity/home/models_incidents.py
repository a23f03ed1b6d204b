# SPDX-License-Identifier: Apache-2.0
"""The table of what is known of an incident and never released. `comity.home.withheld`
writes it.
"""

from __future__ import annotations

from typing import Final

from django.db import models

__all__ = ["PrivateFact"]

SLUG_CHARS_MAX: Final = 40
DIGEST_CHARS: Final = 43
LABEL_CHARS_MAX: Final = 200


class PrivateFact(models.Model):
    """One fact about an incident that stays at home. Rule: HOME-51.

    Attributes:
        channel, incident: where it belongs; nothing in the record says that it exists.
        label: what it is about, 1 to 200 code points.
        text: the fact, 1 to 2,000 code points, several lines.
        person, post: who wrote it down, for which office.
        at_ms: UTC milliseconds by the node's clock.
    """

    channel = models.CharField(max_length=DIGEST_CHARS, db_index=True)
    incident = models.CharField(max_length=SLUG_CHARS_MAX)
    label = models.CharField(max_length=LABEL_CHARS_MAX)
    text = models.TextField()
    person = models.ForeignKey("home.Person", on_delete=models.PROTECT, related_name="facts")
    post = models.ForeignKey("home.Post", on_delete=models.PROTECT, related_name="facts")
    at_ms = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.pk)
