# SPDX-License-Identifier: Apache-2.0
"""The scenario in the order in which it happens, both dialogues at once; and what it must lead to.

A round is what one side does before the other hears of it. Between two rounds both come to hold
the same, whichever way that takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from comity.subjects import read_body, write_body
from comity.subjects.reading import Verb
from tests.journey.scenario import economic as eco
from tests.journey.scenario import security as sec
from tests.journey.scenario.steps import (
    Accept,
    Dialogue,
    Offer,
    Report,
    Round,
    Say,
    StandDown,
    Step,
)

BEGINNING: Final = "2023-04-04T09:00"
ROUNDS: Final[tuple[Round, ...]] = tuple(
    Round(("kr", "jp")[number % 2], (*first, *second))
    for number, (first, second) in enumerate((
        (sec.OPENED_KR, eco.OPENED_KR), (sec.OPENED_JP, eco.OPENED_JP),
        (sec.CALLED_KR, eco.HUNG_KR), (sec.CALLED_JP, eco.HUNG_JP),
        (sec.RAISED_KR, eco.GUIDED_KR), (sec.RAISED_JP, eco.GUIDED_JP),
        (eco.DATED_KR, sec.NOTIFIED_KR), (eco.DATED_JP, sec.NOTIFIED_JP),
        (sec.ASSESSED_KR, ()), (sec.ASSESSED_JP, ()),
        (sec.REVIEWED_KR, sec.HELD_KR), (sec.HELD_JP, ()),
        (sec.ADOPTED_KR, eco.TAKEN_UP_KR), (sec.ADOPTED_JP, eco.TAKEN_UP_JP),
        (eco.DELIVERED_KR, ()), (eco.DELIVERED_JP, ()),
        (eco.FOLLOWED_KR, ()), (eco.FOLLOWED_JP, ()),
        (eco.CLOSED_KR, ()),
    ))
)  # fmt: skip
STATES: Final[dict[Dialogue, dict[str, dict[str, str]]]] = {
    "security": {
        "meetings": {"round-12": "recorded"},
        "texts": {"summary": "adopted"},
        "incidents": {sec.INCIDENT: "closed"},
    },
    "economic": {
        "meetings": {"round-1": "recorded"},
        "texts": {"position": "adopted"},
        "measures": {"chips": "answered"},
        "facts": {"graphite": "reproduced"},
        "followups": {"1": "closed"},
    },
}
"""How far each thing has come at the end, by room."""
COMPUTED: Final = ("text/summary/adoption", "text/position/adoption", "fact/graphite")
"""Agreed items whose values are computed by the program from what stands already."""


@dataclass
class Expected:
    """What both records must hold of one dialogue.

    Args:
        agreed: values as JSON by item; of those computed, None.
        said: own words by side and item, the newest.
    """

    agreed: dict[str, Any] = field(default_factory=dict)
    said: dict[tuple[str, str], Any] = field(default_factory=dict)


def steps() -> Iterator[Step]:
    """All steps in order."""
    for one in ROUNDS:
        yield from one.steps


def expected() -> dict[Dialogue, Expected]:
    """What the steps lead to, read off them alone."""
    found: dict[Dialogue, Expected] = {"security": Expected(), "economic": Expected()}
    offered: dict[tuple[Dialogue, str], Any] = {}
    for step in steps():
        match step:
            case Offer():
                offered[step.who.dialogue, step.matter] = _whole(step.matter, "offer", step.value)
            case Accept():
                key = (step.who.dialogue, step.matter)
                found[step.who.dialogue].agreed[step.matter] = offered.get(key)
            case Say():
                said = _whole(step.matter, "declare", step.value)
                found[step.who.dialogue].said[step.who.party, step.matter] = said
            case Report():
                matter = f"incident/{step.incident}/notice"
                said = _whole(matter, "declare", step.value)
                found[step.who.dialogue].said[step.who.party, matter] = said
            case StandDown():
                matter = f"incident/{step.incident}/stand-down"
                ended = {"mode": "live", "end": "stand-down", "text": None}
                found[step.who.dialogue].said[step.who.party, matter] = ended
    return found


def _whole(matter: str, verb: Verb, value: Any) -> Any:
    """The value as every node reads it."""
    raw = write_body(matter, verb, value)
    return json.loads(write_body(matter, verb, read_body(matter, verb, raw)))
