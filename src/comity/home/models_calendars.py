# SPDX-License-Identifier: Apache-2.0
"""The tables of calendars: when our own people are busy, who is required where, and feeds.
`comity.home.calendars` and `comity.home.feeds` write them.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db import models

__all__ = ["Calendar", "Feed", "Required"]

SLUG_CHARS_MAX: Final = 40
DIGEST_CHARS: Final = 43
ZONE_CHARS_MAX: Final = 64


class Calendar(models.Model):
    """When whoever holds a post is busy, as the calendar said that was brought last. HOME-40.

    No title, place or name of any entry is kept, nor the file.

    Attributes:
        post: whose calendar it is; a new one replaces it.
        zone: IANA name of the zone in which its days were meant.
        start_ms, end_ms: the time that was read; nothing is known outside of it.
        busy: ``[start_ms, end_ms, known]`` each; `known` False where something was unreadable.
        findings: ``[code, line of the file, whole]`` each.
        entries: how many entries were read well.
        person: who brought it; and when, UTC milliseconds by the node's clock.
    """

    post = models.OneToOneField("home.Post", on_delete=models.CASCADE, related_name="calendar")
    zone = models.CharField(max_length=ZONE_CHARS_MAX)
    start_ms = models.BigIntegerField()
    end_ms = models.BigIntegerField()
    busy = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    entries = models.IntegerField(default=0)
    person = models.ForeignKey("home.Person", on_delete=models.PROTECT, related_name="+")
    at_ms = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.post_id)


class Required(models.Model):
    """A post of ours without which a meeting is not held. Rule: HOME-41."""

    channel = models.CharField(max_length=DIGEST_CHARS, db_index=True)
    meeting = models.CharField(max_length=SLUG_CHARS_MAX)
    post = models.ForeignKey("home.Post", on_delete=models.CASCADE, related_name="required")

    class Meta:
        """A post is required once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["channel", "meeting", "post"], name="home_one_required")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.meeting} {self.post_id}"


class Feed(models.Model):
    """An address at which a person's calendar program reads the meetings. Rule: HOME-43.

    `digest` is that of the secret in the address, which is shown once and kept nowhere.
    """

    person = models.ForeignKey("home.Person", on_delete=models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=DIGEST_CHARS, unique=True)
    created_ms = models.BigIntegerField()
    revoked_ms = models.BigIntegerField(null=True, default=None)

    def __str__(self) -> str:
        return str(self.person_id)
