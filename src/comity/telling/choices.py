# SPDX-License-Identifier: Apache-2.0
"""Which refusals only follow from a choice: of several dates proposed at once one was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from comity.workbench.drafting import shape_of

if TYPE_CHECKING:
    from comity.core.channel import Channel
    from comity.core.judging import OfferRecord
    from comity.core.logs import Link

__all__ = ["another_chosen"]

_DATE: Final = "meeting/*/date"


def another_chosen(channel: Channel, record: OfferRecord, link: Link) -> bool:
    """Whether a refusal says no more than that another date of the same entry was chosen.

    Args:
        channel: of the dialogue.
        record: the proposal that is refused.
        link: the entry that refuses it: of its author, who takes it back once another one is
            agreed (NODE-15), or of a side that has accepted another one by then (MEET-8).
    """
    names = tuple(record.act.values)
    if len(names) != 1 or shape_of(names[0]) != _DATE:
        return False
    for other in channel.fold.offered.get(names[0], ()):
        if other is record or other.link is not record.link or len(other.act.values) > 1:
            continue
        if link.place == record.link.place:
            chosen = channel.fold.ledger.accepted_in(other, link)
        else:
            accepted = other.accepted.get(link.place, ())
            chosen = any(one.number <= link.number for one, _ in accepted)
        if chosen:
            return True
    return False
