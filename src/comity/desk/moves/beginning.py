# SPDX-License-Identifier: Apache-2.0
"""What the form of a proposal starts from, in words; and whether what it says is said already."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from comity.core.ids import Code
from comity.core.views import OfferView
from comity.desk.forms.registry import Begun
from comity.desk.forms.subject import SubjectForm
from comity.subjects.reading import Body, BodyState
from comity.subjects.standing import Proposal, ProposalState
from comity.subjects.texts import Wording
from comity.telling.labels import label
from comity.telling.voice import Voice

__all__ = ["Said", "begun_told", "said_already"]


class Said(NamedTuple):
    """Why a proposal is needless: a code of `forms.faults.FAULTS`, its places, and the proposal
    that is to be accepted instead, if it is that.
    """

    code: str
    places: dict[str, Any]
    offer: OfferView | None = None


def begun_told(voice: Voice, begun: Begun) -> str:
    """From what the form starts, in a sentence; empty where it starts from nothing."""
    source, words = begun.source, voice.words
    if source is None:
        return ""
    if not isinstance(source, Proposal):
        return words.gettext("Starts from what is agreed.")
    side, day = voice.side(source.author), voice.date_short(source.offer.time)
    if source.state is ProposalState.OPEN:
        return words.gettext("Starts from the proposal of {side} of {day}.", side=side, day=day)
    return words.gettext(
        "Starts from the proposal of {side} of {day}, {state}.",
        side=side,
        day=day,
        state=label(voice, "proposal", source.state.value),
    )


def said_already(form: SubjectForm) -> Said | None:
    """Whether another side's open proposal says the same, or what is agreed; only after
    `is_valid`.
    """
    ground = form.ground
    standing = next((one for one in ground.rooms.standings if one.matter == ground.matter), None)
    if standing is None:
        return None
    value, voice = _meant(form.body()), ground.voice
    agreed = standing.agreed
    if agreed is not None and _says(agreed.body, value):
        return Said("same-agreed", {})
    for one in reversed(standing.open):
        awaited = voice.own is not None and Code(voice.own) in one.awaited
        if awaited and not one.package and _says(one.body, value):
            return Said("same-proposed", {"side": voice.side(one.author)}, one.offer)
    return None


def _says(body: Body[Any], value: Any) -> bool:
    return body.state is BodyState.READ and bool(_meant(body.value) == value)


def _meant(value: Any) -> Any:
    """A value without what it departs from, which is for display only (TEXT-4)."""
    return msgspec.structs.replace(value, base=None) if isinstance(value, Wording) else value
