# SPDX-License-Identifier: Apache-2.0
"""A whole ministry made in a folder: its node, three years of twenty dialogues, and its people."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.assembly.world import ScenarioClock
from comity.config import read_config
from comity.core.ids import ChannelId
from comity.demo.ministry.course import Course
from comity.demo.ministry.followups import follow, propose, tasks_of
from comity.demo.ministry.opening import open_dialogue
from comity.demo.ministry.plan import DAY_MS, NOW_MS, OURS, Dialogue, dialogues
from comity.demo.ministry.posts import all_posts, post_of
from comity.demo.ministry.rounds import Round, agenda, calls, dates, meeting, rounds_of
from comity.demo.ministry.seats import CLOCK, StoryClock, ministry_seat, peer_seat
from comity.demo.ministry.table import Table
from comity.demo.ministry.texts import Kind, negotiate, text_of
from comity.demo.ministry.troubles import closing_words, trouble
from comity.demo.stage import check_free, mark_as_demo

__all__ = ["SEED", "Made", "make_ministry"]

SEED: Final = "2023"
_GATHER_MS: Final = 4 * 3_600_000
_EXTRA: Final[tuple[Kind, ...]] = ("statement", "paper", "memorandum")


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the node's folder, and its dialogues by short name."""

    node: Path
    channels: dict[str, ChannelId]


def make_ministry(
    folder: Path,
    *,
    scale: int = 1,
    only: Sequence[str] | None = None,
    people: bool = True,
    seed: str = SEED,
    step: Callable[[float], None] = lambda _share: None,
) -> Made:
    """A ministry in a folder that is absent or empty: ``kr`` its node, ``clock`` its time.

    Until all is done it is made beside the folder; an interruption leaves nothing behind.

    Args:
        folder: where.
        scale: how many times as many rounds, 1 and up.
        only: the ids of the dialogues to be made; None: all twenty.
        people: whether posts, people and drafts are made too, or the record alone.
        seed: decides what is said; keys are made by chance.
        step: told now and then how much is done, from 0 to 1.

    Raises:
        ConfigError: ``demo/exists`` if something is in the folder.
    """
    check_free(folder)
    plans = _chosen(only)
    with _beside(folder) as draft:
        channels = _make_record(draft, scale, plans, seed, step)
        if people:
            from comity.demo.ministry.officers import make_people

            make_people(draft / OURS, plans, channels, seed)
        mark_as_demo(draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    step(1.0)
    return Made(folder / OURS, channels)


def _chosen(only: Sequence[str] | None) -> tuple[Dialogue, ...]:
    if only is None:
        return dialogues()
    known = {one.id: one for one in dialogues()}
    return tuple(known[name] for name in only)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder beside another, deleted unless it was moved away."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.parent / f".{folder.name}.making-{os.getpid()}"
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _make_record(
    folder: Path,
    scale: int,
    plans: tuple[Dialogue, ...],
    seed: str,
    step: Callable[[float], None],
) -> dict[str, ChannelId]:
    """The node with all of its dialogues up to now, closed again."""
    begin = min(one.opened_ms for one in plans) - DAY_MS
    clock = StoryClock(begin)
    ours = ministry_seat(folder / OURS, clock)
    away = folder / "away"
    away.mkdir()
    codes = dict.fromkeys(code for plan in plans for code in plan.others)
    peers = {code: peer_seat(code, away, clock) for code in codes}
    span = NOW_MS - begin
    gather = _GATHER_MS if scale == 1 else DAY_MS
    course = Course(clock, NOW_MS, lambda at: step(0.95 * (at - begin) / span), gather)
    tables = []
    try:
        for plan in plans:
            seats = (ours, *(peers[code] for code in plan.others))
            post = all_posts()[post_of(plan.topic)].names
            table = Table(plan, seats, clock, seed, post)
            tables.append(table)
            course.seat(table)
            _plan(course, table, scale)
        course.run()
    finally:
        for seat in (ours, *peers.values()):
            seat.node.records.close()
    shutil.rmtree(away)
    channels = {table.plan.id: table.channel for table in tables}
    config = read_config(folder / OURS)
    config.names.write_text(json.dumps(channels, indent=2) + "\n", "utf-8")
    ScenarioClock(folder / CLOCK).put(NOW_MS)
    return channels


def _plan(course: Course, table: Table, scale: int) -> None:
    """Every thread of one dialogue."""
    course.add(table, open_dialogue(table))
    rounds = rounds_of(table, scale)
    if table.plan.special != "terms":
        for one in rounds:
            course.add(table, dates(one))
            course.add(table, agenda(one))
            course.add(table, meeting(one))
            _plan_texts(course, one)
            tasks = tasks_of(one)
            course.add(table, propose(one, tasks))
            for task in tasks:
                course.add(table, follow(task))
            course.add(table, calls(one))
    befalls = trouble(table, rounds)
    if befalls is not None:
        course.add(table, befalls)
    if table.plan.special not in ("fork", "left"):
        course.add(table, closing_words(table))


def _plan_texts(course: Course, one: Round) -> None:
    """The summary of a round, and now and then another text."""
    table, rng = one.table, one.chance("texts")
    summary = text_of(
        one, "summary", rng.randint(6, 10), rng, begin=one.at + DAY_MS, pace=rng.uniform(1.5, 3)
    )
    course.add(table, negotiate(summary))
    plan = table.plan
    held = one.at < NOW_MS
    following = one.at + plan.interval * DAY_MS
    if plan.long_text is not None and held and following > NOW_MS:
        # It is under negotiation now, in its third turn.
        begin = NOW_MS - 27 * DAY_MS
        long = text_of(one, "memorandum", plan.long_text, rng, begin=begin, pace=8)
        course.add(table, negotiate(long))
    elif rng.random() < 0.3:  # noqa: PLR2004 - every third round
        kind = _EXTRA[one.index % len(_EXTRA)]
        begin = one.at + 20 * DAY_MS
        extra = text_of(one, kind, rng.randint(4, 8), rng, begin=begin, pace=6)
        course.add(table, negotiate(extra))
