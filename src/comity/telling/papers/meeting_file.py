# SPDX-License-Identifier: Apache-2.0
"""The meeting file: the briefing book before a meeting, the report after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from comity.subjects import Rooms
from comity.telling.papers.briefing import briefing_book
from comity.telling.papers.material import Noted, gather
from comity.telling.papers.report import meeting_report
from comity.telling.texts.languages import header_of
from comity.telling.voice import Voice
from comity.workbench.papers import Manuscript

if TYPE_CHECKING:
    from comity.core.ids import ChannelId
    from comity.node.installation import Node

__all__ = ["KINDS", "Kind", "meeting_paper", "noted_on"]

Kind: TypeAlias = Literal["briefing", "report"]
KINDS: Final[tuple[Kind, ...]] = ("briefing", "report")


def noted_on(rooms: Rooms, meeting: str) -> tuple[str, ...]:
    """The paths on and below which internal notes belong into the briefing book of a meeting."""
    pairs = ((one.id, header_of(one)) for one in rooms.texts.details)
    texts = [name for name, header in pairs if header is not None and header.meeting == meeting]
    return (f"meeting/{meeting}", *(f"text/{name}" for name in texts), "follow-up")


def meeting_paper(
    voice: Voice,
    node: Node,
    channel: ChannelId,
    rooms: Rooms,
    meeting: str,
    kind: Kind,
    notes: Iterable[Noted] = (),
) -> Manuscript | None:
    """The file of a meeting; None where there is no such meeting.

    Args:
        voice: of the reader, who says in which language it is; it must mark nothing.
        node: whose record it is.
        channel: an open dialogue that the reader may know of.
        rooms: how it stands.
        meeting: its id.
        kind: ``briefing``, which holds the notes; or ``report``, which never does.
        notes: those that the reader may see.

    Raises:
        RuleError: ``report-early``. Rule: PAPER-12.
    """
    made = gather(voice, node, channel, rooms, meeting, notes if kind == "briefing" else ())
    if made is None:
        return None
    return briefing_book(voice, made) if kind == "briefing" else meeting_report(voice, made)
