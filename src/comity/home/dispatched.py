# SPDX-License-Identifier: Apache-2.0
"""What has left by the door lately, for whoever may know of its dialogue and prepares drafts."""

from __future__ import annotations

from comity.home.models import Draft, DraftState
from comity.home.reading import Reader

__all__ = ["dispatched"]


def dispatched(reader: Reader, limit: int) -> tuple[Draft, ...]:
    """The drafts signed last, newest first, at most so many; none for who sees no drafts."""
    if not reader.sees_drafts:
        return ()
    rows = Draft.objects.filter(channel__in=reader.channels(), state=DraftState.SIGNED)
    return tuple(rows.select_related("author__post", "post").order_by("-changed_ms", "id")[:limit])
