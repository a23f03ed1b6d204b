# SPDX-License-Identifier: Apache-2.0
"""The table of dialogues in which an approval is asked for before anything is signed."""

from __future__ import annotations

from typing import Final

from django.db import models

__all__ = ["ApprovalAsked"]

_DIGEST_CHARS: Final = 43


class ApprovalAsked(models.Model):
    """In this channel another person approves before anything is signed. Rule: HOME-2."""

    channel = models.CharField(max_length=_DIGEST_CHARS, unique=True)

    class Meta:
        """Its table is that of the dossier."""

        app_label = "home"

    def __str__(self) -> str:
        return str(self.channel)
