# SPDX-License-Identifier: Apache-2.0
"""What our side says of a proposed figure is true: it is computed again before it is drafted."""

from __future__ import annotations

from comity.core.acts import is_law
from comity.core.errors import ComityError, RuleError
from comity.core.ids import ChannelId, Digest, Matter
from comity.core.views import OfferState, OfferView
from comity.node.installation import Node
from comity.node.moves import Move, Proposal, Statement
from comity.ports import Kept
from comity.subjects import read_body
from comity.subjects.facts import Check, Fact
from comity.workbench.figures import Verdict, verdict_of

__all__ = ["check_own", "check_true", "figure_of", "verdict_on"]


def check_true(node: Node, channel: ChannelId, move: Move) -> None:
    """Nothing, unless the move says that a figure was reproduced here and it was not.

    Args:
        node: ours.
        channel: where.
        move: whose bodies are good.

    Raises:
        RuleError: ``figure-not-reproduced``. Rule: FIG-8.
    """
    if not isinstance(move, Statement) or is_law(move.matter):
        return
    check = read_body(move.matter, "declare", move.body)
    if not isinstance(check, Check) or check.result != "reproduced":
        return
    name = move.matter.rpartition("/")[0]
    verdict = verdict_on(node, channel, name, check.offer)
    if verdict is None or not verdict.reproduced:
        outcome = "no such figure is proposed" if verdict is None else str(verdict.outcome)
        raise RuleError("figure-not-reproduced", "FIG-8", f"{name}: {outcome}")


def check_own(node: Node, channel: ChannelId, move: Move) -> None:
    """Nothing, unless the move proposes a figure that does not come out here.

    Whoever proposes one has accepted it. Raises and Args: as `check_true`.
    """
    for values in move.each if isinstance(move, Proposal) else ():
        for name, raw in values.items():
            fact = None if is_law(name) else read_body(name, "offer", raw)
            if isinstance(fact, Fact) and fact.computation is not None:
                verdict = verdict_of(node.records.bodies(channel), fact.computation)
                if not verdict.reproduced:
                    hint = f"{name}: {verdict.outcome}"
                    raise RuleError("figure-not-reproduced", "FIG-8", hint)


def verdict_on(
    node: Node, channel: ChannelId, name: str, ref: tuple[str, int, int]
) -> Verdict | None:
    """What comes of computing a proposed figure again here; None where there is no such figure.

    Args:
        node: ours.
        channel: where.
        name: the matter, ``fact/<id>``.
        ref: the proposal, as (party, number, index).
    """
    with node.channels.hold(channel) as held:
        offers = held.channel.sight.matter(Matter(name)).offers
    for offer in offers:
        if (offer.ref.party, offer.ref.number, offer.ref.index) == ref:
            fact = figure_of(node, channel, offer, name)
            if fact is not None and fact.computation is not None:
                return verdict_of(node.records.bodies(channel), fact.computation)
    return None


def figure_of(node: Node, channel: ChannelId, offer: OfferView, name: str) -> Fact | None:
    """The computed figure that a proposal puts on a matter, or None where it puts none."""
    digest = offer.values.get(Matter(name))
    if not isinstance(digest, str) or offer.state is OfferState.VOID:
        return None
    kept = node.records.content(channel, "body", Digest(digest))
    if not isinstance(kept, Kept):
        return None
    try:
        fact = read_body(name, "offer", kept.raw)
    except ComityError:
        return None
    return fact if isinstance(fact, Fact) and fact.computation is not None else None
