# SPDX-License-Identifier: Apache-2.0
"""Tables of organs: to which body of this party a post belongs, and what a whole organ may know."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db import models

__all__ = ["Organ", "OrganAdmission"]

_SLUG_CHARS_MAX: Final = 40
_DIGEST_CHARS: Final = 43


class Organ(models.Model):
    """A body of this party to which posts belong: a ministry, a security office. Rule: HOME-17.

    `names` maps en, ko and ja to its name, one at least.
    """

    slug = models.CharField(max_length=_SLUG_CHARS_MAX, unique=True)
    names = models.JSONField(default=dict)

    class Meta:
        """Its table is that of the dossier."""

        app_label = "home"

    def __str__(self) -> str:
        return str(self.slug)


class OrganAdmission(models.Model):
    """Every post of an organ may know of a channel, whoever holds it. Rules: HOME-11, HOME-17."""

    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="admissions")
    channel = models.CharField(max_length=_DIGEST_CHARS)

    class Meta:
        """An organ is admitted once."""

        app_label = "home"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organ", "channel"], name="home_one_organ_admission")
        ]

    def __str__(self) -> str:
        return f"{self.organ_id} {self.channel}"
