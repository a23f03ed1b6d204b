# SPDX-License-Identifier: Apache-2.0
"""The scenario told by people, whichever way they work: step by step, round by round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from comity.demo.clock import instant
from tests.journey.scenario.capitals import Capitals
from tests.journey.scenario.steps import (
    Accept,
    Acknowledge,
    Adopt,
    Calendar,
    Check,
    Clock,
    Figure,
    Hear,
    Note,
    Offer,
    Party,
    PrivateFact,
    Report,
    Say,
    Sound,
    StandDown,
    Step,
)
from tests.journey.scenario.story import ROUNDS


class Way(Protocol):
    """How people do it: at a desk or at a terminal; and how the other side comes to hear of it."""

    capitals: Capitals

    def offers(self, step: Offer) -> None:
        """Propose a value."""

    def adopts(self, step: Adopt) -> None:
        """Propose to adopt a text."""

    def accepts(self, step: Accept) -> None:
        """Accept what the other side proposes."""

    def says(self, step: Say) -> None:
        """State an own word."""

    def reports(self, step: Report) -> None:
        """Notify an incident."""

    def acknowledges(self, step: Acknowledge) -> None:
        """Acknowledge the newest message."""

    def stands_down(self, step: StandDown) -> None:
        """Say that an incident is over."""

    def computes(self, step: Figure) -> None:
        """Compute a figure and propose it."""

    def checks(self, step: Check) -> None:
        """Compute the other side's figure again and say so."""

    def notes(self, step: Note) -> None:
        """Write an internal note."""

    def keeps(self, step: PrivateFact) -> None:
        """Keep what is known of an incident to oneself."""

    def brings(self, step: Calendar) -> None:
        """Bring a calendar."""

    def sounds(self, step: Sound) -> None:
        """Sound out the other side."""

    def hears(self, step: Hear) -> None:
        """Read a sounding of the other side, and answer it."""

    def tell(self, party: Party) -> None:
        """Return when the other side has heard what this one has said."""

    def settle(self) -> None:
        """Return when both hold the same, and whatever is agreed is confirmed."""


def play(way: Way) -> None:
    """The whole scenario."""
    for one in ROUNDS:
        for step in one.steps:
            _do(way, step)
        way.tell(one.party)
    way.settle()


def _do(way: Way, step: Step) -> None:
    if isinstance(step, Clock):
        way.capitals.clock.put(instant(step.local))
        return
    does: dict[type[Any], Callable[[Any], None]] = {
        Offer: way.offers, Adopt: way.adopts, Accept: way.accepts, Say: way.says,
        Report: way.reports, Acknowledge: way.acknowledges, StandDown: way.stands_down,
        Figure: way.computes, Check: way.checks, Note: way.notes, PrivateFact: way.keeps,
        Calendar: way.brings, Sound: way.sounds, Hear: way.hears,
    }  # fmt: skip
    does[type(step)](step)
