# SPDX-License-Identifier: Apache-2.0
"""Which drafts were handed over to be approved and signed, as they stand now (HOME-16).

The audit log says it: no draft has a mark of its own that could be forgotten when it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from comity.home.models import AuditLine, Draft, DraftState

__all__ = ["HANDED_OVER", "handed"]

HANDED_OVER: Final = "handed-over"
"""The action in the audit log."""
_READY: Final = (DraftState.OPEN, DraftState.APPROVED)


def handed(drafts: Iterable[Draft]) -> Mapping[UUID, int]:
    """When each was handed over last, in UTC milliseconds; without those that were not, that were
    changed since, or with which nobody has to do anything.
    """
    wanted = {str(one.id): one for one in drafts if one.state in _READY}
    if not wanted:
        return {}
    lines = AuditLine.objects.filter(action=HANDED_OVER, subject__in=list(wanted)).order_by("n")
    return {
        wanted[line.subject].id: int(line.at_ms)
        for line in lines
        if line.detail.get("revision") == str(wanted[line.subject].revision)
    }
