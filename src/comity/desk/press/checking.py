# SPDX-License-Identifier: Apache-2.0
"""A readout that is about to be signed, compared with the terms and with press guidance.

What is found is shown and asked about once; it hinders nobody (PRESS-10).
"""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from comity.core.encoding import encode
from comity.core.ids import ChannelId, b64
from comity.desk.items.index import index_of, item_title
from comity.desk.requests import DeskRequest
from comity.home import drafts
from comity.home.models import Draft, DraftState
from comity.node.moves import Statement
from comity.subjects import read_body
from comity.subjects.meetings import Readout
from comity.telling.readouts import tell_found
from comity.workbench.drafting import shape_of
from comity.workbench.readouts import compare_readout

__all__ = ["DESPITE", "ReadoutCheck", "check_of", "despite_off"]

DESPITE: Final = "despite"
"""Name of the box that is ticked to sign all the same."""
_UNSIGNED: Final = (DraftState.OPEN, DraftState.APPROVED, DraftState.RETURNED)
_TOKEN_CHARS: Final = 22


class Remark(NamedTuple):
    """One thing found, in a sentence, with the rule by which it was found."""

    told: str
    rule: str


class ReadoutCheck(NamedTuple):
    """What a readout was compared with, and what was found.

    Args:
        rule: the terms' rule for readouts in words; empty where no terms are agreed.
        guidance: titles of the press guidance on its meeting.
        remarks: what was found.
        token: names exactly these findings on exactly this readout; another answer than this one
            answers nothing.
    """

    rule: str
    guidance: tuple[str, ...]
    remarks: tuple[Remark, ...]
    token: str


def check_of(request: DeskRequest, draft: Draft) -> ReadoutCheck | None:
    """The comparison, of a draft of a readout that is not signed yet; None of any other."""
    move = drafts.unpack(draft.move)
    if draft.state not in _UNSIGNED or not isinstance(move, Statement):
        return None
    if shape_of(move.matter) != "meeting/*/readout":
        return None
    channel, voice = ChannelId(draft.channel), request.voice
    readout = read_body(move.matter, "declare", move.body)
    if not isinstance(readout, Readout):
        return None
    rooms = request.reader.rooms(channel)
    now = request.house.node.clock.now_ms()
    own = str(request.house.node.party)
    compared = compare_readout(readout, move.matter.split("/")[1], rooms, own, now)
    index = index_of(request, channel)
    named = [[one.finding.value, one.language, one.guidance] for one in compared.found]
    digest = hashlib.sha256(encode([draft.commitment, named])).digest()
    return ReadoutCheck(
        rule="" if compared.terms is None else voice.pick(compared.terms.readout.words),
        guidance=tuple(item_title(voice, index, f"press/{one}") for one in compared.guidance),
        remarks=tuple(Remark(tell_found(voice, one), one.rule) for one in compared.found),
        token=b64(digest)[:_TOKEN_CHARS],
    )


def despite_off(request: DeskRequest, draft: Draft) -> str:
    """What is missing to sign it all the same; empty where nothing was found, or it was said."""
    found = check_of(request, draft)
    if found is None or not found.remarks or request.POST.get(DESPITE) == found.token:
        return ""
    return request.voice.words.gettext("Say that it is to be signed all the same, or change it")
