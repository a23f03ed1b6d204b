# SPDX-License-Identifier: Apache-2.0
"""What an answer to a proposal brings with it."""

from __future__ import annotations

from comity.core.views import ActRef
from comity.subjects import Rooms
from comity.subjects.meetings import alternatives

__all__ = ["declined_with"]


def declined_with(rooms: Rooms, accepted: ActRef) -> tuple[ActRef, ...]:
    """The dates that are declined where one of several is accepted; mostly none. Rule: MEET-8.

    Args:
        rooms: of the dialogue, as it stands.
        accepted: the proposal that is to be accepted.
    """
    for meeting in rooms.meetings.details:
        for proposal in meeting.date.open:
            if proposal.offer.ref == accepted:
                together = alternatives(meeting.date, proposal)
                return tuple(one.offer.ref for one in together if one.offer.ref != accepted)
    return ()
