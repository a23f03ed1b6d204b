# SPDX-License-Identifier: Apache-2.0
"""What a draft or proposal of terms changes, and that terms come first in a dialogue."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.items.proposals import answer_href
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogues_beside
from comity.home.roles import Power
from comity.node.moves import Move, Proposal
from comity.subjects import Rooms, read_body
from comity.subjects.terms import MATTER, Terms
from comity.telling.terms_whole import Change, changes_between

__all__ = ["First", "changes_in", "first_of"]


class First(NamedTuple):
    """That the terms are not agreed yet, and the next step: whose words, and where it is done."""

    told: str
    action: str
    href: str


def changes_in(
    request: DeskRequest, channel: ChannelId, rooms: Rooms, move: Move
) -> tuple[Change, ...] | None:
    """What a proposal of terms would change of those in force; None where it changes none."""
    before = rooms.terms.details[0].terms
    if before is None or not isinstance(move, Proposal) or MATTER not in move.values:
        return None
    after = read_body(MATTER, "offer", move.values[MATTER])
    assert isinstance(after, Terms), "the door takes nothing else"
    return changes_between(request.voice, before, after, dialogues_beside(request, channel))


def first_of(
    request: DeskRequest, channel: ChannelId, rooms: Rooms, *, halted: bool
) -> First | None:
    """The first item of every dialogue, as long as it is not agreed; None once it is.

    Where the dialogue is `halted` nobody is offered to write anything.
    """
    voice, words = request.voice, request.voice.words
    standing = rooms.terms.standings[0]
    if standing.agreed is not None:
        return None
    may = request.reader.may(Power.DRAFT) and not halted
    if not standing.open:
        told = words.gettext(
            "The terms of reference are not agreed yet: they come first. They say what the"
            " dialogue is for, what it leaves out, and what accepting means here."
        )
        href = reverse("propose", kwargs={"channel": channel}) if may else ""
        return First(told, words.gettext("Propose terms") if may else "", href)
    newest = standing.open[-1]
    told = words.gettext(
        "The terms of reference are not agreed yet: they come first. They are proposed, and the"
        " answer of {sides} is awaited.",
        sides=voice.sides(newest.awaited),
    )
    ours = voice.own in newest.awaited
    href = reverse("terms", kwargs={"channel": channel})
    if ours and may:
        return First(told, words.gettext("Answer"), answer_href(channel, newest.offer))
    return First(told, words.gettext("Read what is proposed"), href)
