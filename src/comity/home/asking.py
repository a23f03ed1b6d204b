# SPDX-License-Identifier: Apache-2.0
"""In which dialogues an approval by another person is asked for before anything is signed (HOME-2).

Where the node's own settings ask for it everywhere, nothing here takes that away.
"""

from __future__ import annotations

from django.db import transaction

from comity.core.ids import channel_id
from comity.home import audit
from comity.home.keepers import check_keeper
from comity.home.models import Person
from comity.home.models_approval import ApprovalAsked

__all__ = ["asked_in", "set_asked"]


def asked_in() -> frozenset[str]:
    """Ids of the channels in which an approval is asked for."""
    return frozenset(ApprovalAsked.objects.values_list("channel", flat=True))


def set_asked(channel: str, now_ms: int, *, asked: bool, by: Person | None = None) -> None:
    """Ask for an approval in a channel from now on, or no longer; nothing happens where it is so.

    Raises:
        MalformedError: ``grammar`` if that is no channel's id.
        RuleError: ``not-allowed``.

    Rules: HOME-2, HOME-10.
    """
    check_keeper(by)
    where = channel_id(channel)
    with transaction.atomic():
        if asked:
            _, changed = ApprovalAsked.objects.get_or_create(channel=where)
        else:
            gone, _ = ApprovalAsked.objects.filter(channel=where).delete()
            changed = gone > 0
        if changed:
            action = "approval-asked" if asked else "approval-no-longer-asked"
            audit.note(now_ms, action, by, channel=where)
