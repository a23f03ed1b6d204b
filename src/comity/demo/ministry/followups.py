# SPDX-License-Identifier: Apache-2.0
"""What follows from a round: items proposed as a package, reported, viewed, closed, or overdue."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from comity.core.ids import Code
from comity.demo.ministry.plan import DAY_MS, NOW_MS, phrases, side_words
from comity.demo.ministry.rounds import Round, workday
from comity.demo.ministry.table import Thread, offered, said
from comity.demo.ministry.wording import days, fill
from comity.node.moves import Statement
from comity.subjects.fields import Words
from comity.subjects.followups import FollowUp, Opinion, Report

__all__ = ["Task", "follow", "propose", "tasks_of"]

View: TypeAlias = Literal["concurs", "concurs-in-part", "differs"]

_BOTH: Final = 0.18
"""Share of items that both sides own."""
_LATELY_MS: Final = 24 * DAY_MS


@dataclass(frozen=True, slots=True)
class Task:
    """One follow-up item: its number, what it is, and in how many days it falls due."""

    one: Round
    number: int
    item: FollowUp

    @property
    def matter(self) -> str:
        """Its matter."""
        return f"follow-up/{self.number}"

    def closed(self, outcome: Words) -> FollowUp:
        """The same item, closed."""
        item = self.item
        return FollowUp(
            item.title, item.owners, item.post, item.due, item.zone, item.source, "closed", outcome
        )


def tasks_of(one: Round) -> tuple[Task, ...]:
    """The items of a round, numbered on from those of the rounds before."""
    table, rng = one.table, one.chance("tasks")
    made = []
    codes = [one.host.code, one.guest.code]
    for place in range(rng.choice([2, 3, 3, 4])):
        table.follow_ups += 1
        object_ = table.object(one.index * 3 + place)
        title = fill(phrases().follow_ups[(one.index + place * 3) % 8], object=object_)
        owner = codes[(place + one.index) % 2]
        owners = tuple(sorted(codes)) if rng.random() < _BOTH else (owner,)
        due = workday(one.at + rng.randint(25, 140) * DAY_MS)
        if place == 0 and one.last and NOW_MS - one.at > 2 * _LATELY_MS:
            due = workday(NOW_MS - rng.randint(4, 12) * DAY_MS)  # it is overdue now
        post = table.post if owner == table.ours.code else None
        source = f"meeting/{one.id}/agenda/item-{one.index + 1}"
        zone = side_words()[owner].zone
        item = FollowUp(title, owners, post, due, zone, source, "open", None)
        made.append(Task(one, table.follow_ups, item))
    return tuple(made)


def propose(one: Round, tasks: tuple[Task, ...]) -> Thread:
    """The items of a round as one package, a few days after it; one of them alone if need be."""
    table, rng = one.table, one.chance("propose")
    yield one.when(2, rng)
    *package, alone = tasks
    moves = [offered({task.matter: task.item for task in package})]
    (first, *_) = table.sign(one.host, *moves)
    table.sign(one.guest, offered({alone.matter: alone.item}))
    yield one.when(5, rng)
    if rng.random() < 0.12:  # noqa: PLR2004 - now and then
        table.sign(one.guest, table.decline(first, 1))
        yield one.when(7, rng)
        table.sign(one.host, *(offered({task.matter: task.item}) for task in package))
        yield one.when(9, rng)
    table.accept_top(*(task.matter for task in tasks))


def follow(task: Task) -> Thread:
    """What becomes of one item."""
    one, table, item = task.one, task.one.table, task.item
    rng = one.chance("follow", task.number)
    assert item.due is not None
    style = rng.choices(["done", "late", "forgotten", "disputed"], [66, 14, 10, 10])[0]
    if 0 < NOW_MS - item.due < _LATELY_MS:
        style = "forgotten"
    owners = [table.seat(Code(code)) for code in item.owners]
    if rng.random() < 0.35:  # noqa: PLR2004 - every third
        yield workday(item.due - 30 * DAY_MS)
        table.sign(owners[0], _report(task, "under-way", rng))
    if style == "late":
        yield workday(item.due - 2 * DAY_MS)
        table.sign(owners[0], _report(task, "delayed", rng))
    if style == "forgotten" and one.last:
        return
    yield workday(item.due + (21 if style in ("late", "forgotten") else -4) * DAY_MS)
    for owner in owners:
        table.sign(owner, _report(task, "done", rng))
    others = [seat for seat in table.seats if seat not in owners] or owners[:1]
    at = item.due + rng.randint(22, 27) * DAY_MS if style in ("late", "forgotten") else item.due
    yield workday(at)
    agreed: tuple[View, ...] = ("concurs", "concurs-in-part")
    state: View = "differs" if style == "disputed" else rng.choices(agreed, [5, 1])[0]
    for seat in others:
        table.sign(seat, _view(task, state))
    if state == "differs":
        yield workday(at + 12 * DAY_MS)
        table.sign(owners[0], _report(task, "done", rng))
        yield workday(at + 15 * DAY_MS)
        for seat in others:
            table.sign(seat, _view(task, "concurs"))
    yield workday(at + 17 * DAY_MS)
    outcome = fill(rng.choice(phrases().outcomes), day=days(at))
    table.sign(owners[0], offered({task.matter: task.closed(outcome)}))
    yield workday(at + 20 * DAY_MS)
    table.accept_top(task.matter)


def _report(
    task: Task, state: Literal["under-way", "delayed", "done"], rng: random.Random
) -> Statement:
    at = task.one.table.clock.ms
    text = fill(phrases().reports[state], number=rng.randint(2, 6), day=days(at))
    return said(f"{task.matter}/report", Report(state, text))


def _view(task: Task, state: View) -> Statement:
    value = Opinion(state, phrases().views[state])
    return said(f"{task.matter}/view", value)
