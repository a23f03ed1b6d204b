# SPDX-License-Identifier: Apache-2.0
"""The figure of another side, computed again at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity.cli.standing import rooms_of
from comity.core.errors import RuleError
from comity.locale import mark
from comity.telling.bodies_measures import tell_result
from comity.workbench.figures import verdict_of
from comity.workbench.figures.checking import Outcome

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId
    from comity.core.views import ActRef
    from comity.subjects.facts import Computation
    from comity.telling.voice import Voice
    from comity.workbench.figures import Verdict

__all__ = ["newest_figure", "tell_verdict"]

_TOLD = {
    Outcome.SAME: mark("The same values come out here."),
    Outcome.DIFFERS: mark("Other values come out here:"),
    Outcome.NO_TABLE: mark("The table has not come, so nothing can be computed here."),
    Outcome.UNKNOWN_METHOD: mark("This version does not know the method."),
    Outcome.UNREADABLE: mark("The table can't be read here: {why}"),
}


def newest_figure(
    here: Assembled, channel: ChannelId, fact: str
) -> tuple[ActRef, Computation, Verdict]:
    """The newest figure of another side that is open on the fact, and what comes of it here.

    Raises:
        RuleError: ``item-unknown`` where there is none.
    """
    bodies = here.node.records.bodies(channel)
    for one in rooms_of(here, channel).facts.details:
        for proposal in reversed(one.standing.open if one.id == fact else ()):
            value = proposal.body.value
            own = proposal.author == here.config.party
            if value is not None and value.computation is not None and not own:
                verdict = verdict_of(bodies, value.computation)
                return proposal.offer.ref, value.computation, verdict
    raise RuleError("item-unknown", "CLI-4", f"fact/{fact}: no figure of another side is open")


def tell_verdict(voice: Voice, made: Computation, verdict: Verdict) -> Iterator[str]:
    """Whether it comes out, and where not."""
    yield voice.words.gettext(_TOLD[verdict.outcome], why=verdict.hint)
    for one in verdict.differences:
        yield voice.words.gettext(
            "  {what}: {said} as proposed, {here} here",
            what=tell_result(voice, made, one.key),
            said=one.said or "–",
            here=one.here or "–",
        )
