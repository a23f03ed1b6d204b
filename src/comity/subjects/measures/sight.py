# SPDX-License-Identifier: Apache-2.0
"""What is shown of measures: how far each has come, and whose step is next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from comity.core.ids import Code, Matter
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.measures.bodies import (
    Delivery,
    Interests,
    Measure,
    Plan,
    Reply,
    read_delivery,
    read_interests,
    read_measure,
    read_plan,
    read_reply,
)
from comity.subjects.reading import Look, Route
from comity.subjects.standing import RoomView, Said, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import reply_s, terms_in_force

__all__ = ["ROUTES", "MeasureState", "MeasureView", "view"]

_MEASURE: Final[Route[Measure, Statement]] = Route(("measure", "*"), read_measure, read_statement)
_PLAN: Final[Route[Plan, Statement]] = Route(("measure", "*", "plan"), read_plan, read_statement)
_INTERESTS: Final[Route[object, Interests]] = Route(
    ("measure", "*", "interests"), None, read_interests
)
_DELIVERY: Final[Route[object, Delivery]] = Route(("measure", "*", "delivery"), None, read_delivery)
_REPLY: Final[Route[object, Reply]] = Route(("measure", "*", "reply"), None, read_reply)
ROUTES: Final[tuple[Route[Any, Any], ...]] = (_MEASURE, _PLAN, _INTERESTS, _DELIVERY, _REPLY)


class MeasureState(StrEnum):
    """How far a measure has come. Rule: MEAS-8."""

    PROPOSED = "proposed"
    """The sides have not agreed to take it up (or in a form that can't be read here)."""
    TAKEN_UP = "taken-up"
    """Agreed, and no plan yet."""
    PLANNED = "planned"
    """It is agreed who says what; not every step is taken."""
    DELIVERED = "delivered"
    """Every step of the plan was stated as taken by its side."""
    ANSWERED = "answered"
    """Delivered, and a reply was stated."""


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure.

    `plan` is how its plan stands; its `moves` are the sides whose step is next (MEAS-9).
    `undelivered` are the numbers of the steps that nobody has stated as taken, in order.
    `among_parties` says that the measure is one of a party of the dialogue itself (MEAS-2).
    """

    id: str
    standing: Standing[Measure, Statement]
    plan: Standing[Plan, Statement]
    state: MeasureState
    measure: Measure | None
    interests: tuple[Said[Interests], ...]
    deliveries: tuple[Said[Delivery], ...]
    replies: tuple[Said[Reply], ...]
    undelivered: tuple[int, ...]
    among_parties: bool


def view(sight: Sight, bodies: Bodies) -> RoomView[MeasureView]:
    """Every measure of a channel, by id. Never raises on a body. Rule: SUBJ-8."""
    look = Look(sight, bodies)
    reply = reply_s(terms_in_force(look))
    names = look.matters("measure")
    covered = [name for name in names if any(route.covers(name) for route in ROUTES)]
    ids = sorted({name.split("/")[1] for name in covered})
    details = tuple(_measure(look, one, reply) for one in ids)
    decided = {f"measure/{one}{tail}" for one in ids for tail in ("", "/plan")}
    rest = standings_of(look, [name for name in names if name not in decided], ROUTES)
    standings = tuple(one for detail in details for one in _named(look, detail))
    return RoomView("measures", (*standings, *rest), details)


def _named(look: Look, detail: MeasureView) -> tuple[Standing[Any, Any], ...]:
    """The standings of a measure's own matters, as far as an act names them."""
    named = set(look.matters(f"measure/{detail.id}"))
    return tuple(one for one in (detail.standing, detail.plan) if one.matter in named)


def _measure(look: Look, name: str, reply: int | None) -> MeasureView:
    """One measure."""
    path = f"measure/{name}"
    standing = standing_of(look, Matter(path), _MEASURE, reply)
    plan = standing_of(look, Matter(f"{path}/plan"), _PLAN, reply)
    deliveries = standing_of(look, Matter(f"{path}/delivery"), _DELIVERY).said
    replies = standing_of(look, Matter(f"{path}/reply"), _REPLY).said
    measure = standing.value
    left = _undelivered(plan.value, deliveries)
    state = _state(measure, plan.value, left, replies)
    if not plan.moves and plan.value is not None and left:
        plan = _moving(look.parties, plan, plan.value, left)
    country = None if measure is None else measure.whose.country
    return MeasureView(
        id=name,
        standing=standing,
        plan=plan,
        state=state,
        measure=measure,
        interests=standing_of(look, Matter(f"{path}/interests"), _INTERESTS).said,
        deliveries=deliveries,
        replies=replies,
        undelivered=left,
        among_parties=country is not None and country.lower() in look.parties,
    )


def _undelivered(plan: Plan | None, deliveries: tuple[Said[Delivery], ...]) -> tuple[int, ...]:
    """Numbers of the steps that their side has not stated as taken."""
    taken = {(one.party, one.body.value.step) for one in deliveries if one.body.value is not None}
    steps = () if plan is None else plan.steps
    return tuple(n for n, step in enumerate(steps, 1) if (Code(step.party), n) not in taken)


def _state(
    measure: Measure | None,
    plan: Plan | None,
    left: tuple[int, ...],
    replies: tuple[Said[Reply], ...],
) -> MeasureState:
    """How far the measure has come. Rule: MEAS-8."""
    if measure is None:
        return MeasureState.PROPOSED
    if plan is None:
        return MeasureState.TAKEN_UP
    if left:
        return MeasureState.PLANNED
    heard = any(one.body.value is not None for one in replies)
    return MeasureState.ANSWERED if heard else MeasureState.DELIVERED


def _moving(
    parties: tuple[Code, ...],
    standing: Standing[Plan, Statement],
    plan: Plan,
    left: tuple[int, ...],
) -> Standing[Plan, Statement]:
    """The plan with whose move it is, by when, where no proposal on it is open. MEAS-9."""
    steps = [plan.steps[number - 1] for number in left]
    speakers = {step.party for step in steps}
    times = [step.when for step in steps if step.when is not None]
    moves = tuple(party for party in parties if party in speakers)
    return replace(standing, moves=moves, by=min(times, default=None))
