# SPDX-License-Identifier: Apache-2.0
"""Up to five dates for each meeting that is looked for, the best first; or why there is none.

Whatever one side of our dialogues accepts of one list stays possible with whatever the other
accepts of another (DATE-4). Bounded, and the same answer for the same question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from comity.workbench.dates.asked import Change, Engaged, Note, PublicDay, Reason, Wanted, Why
from comity.workbench.dates.explaining import fewest
from comity.workbench.dates.starts import TRAVEL_DAYS, Diaries, Start, reasons_of, starts_of

__all__ = ["SLOTS_MAX", "WANTED_MAX", "Answer", "Slot", "find"]

SLOTS_MAX: Final = 5
"""Dates that are offered at once."""
WANTED_MAX: Final = 4
"""Meetings that are looked for at once."""
KEPT_MAX: Final = 80
"""Beginnings of a meeting that are tried together with those of others, the best of them."""
NODES_MAX: Final = 20_000
"""Combinations that are tried."""
LATER_DAYS: Final = 14
"""How many days after the window a date is looked for that would be possible."""
EARLY, LATE = 8 * 60, 20 * 60
"""Hours between which a date is looked for that would be possible outside of working hours."""
_MORNING: Final = 10 * 60
_DAY_MS: Final = 86_400_000

_Cost = tuple[int, int, int, int]
"""Holidays, days beyond around-the-same-time, days from the first, minutes from ten o'clock."""


class Slot(NamedTuple):
    """A date that suits our own people: UTC milliseconds, and what is to be said about it."""

    start: int
    end: int
    notes: tuple[Note, ...]


class Answer(NamedTuple):
    """What was found for one meeting: dates, the best first; else reasons and what would help."""

    key: str
    slots: tuple[Slot, ...]
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]


def find(
    wanted: Sequence[Wanted], engaged: Iterable[Engaged], public: Iterable[PublicDay]
) -> tuple[Answer, ...]:
    """An answer for each meeting, in the order given. Rules: DATE-1 to DATE-5.

    Args:
        wanted: 1 to `WANTED_MAX` meetings with different keys.
        engaged: when our people are taken up by anything else.
        public: holidays of all sides, of the windows and of two weeks after them.
    """
    assert 1 <= len(wanted) <= WANTED_MAX, "some meetings, not too many"
    diaries, days = Diaries(engaged), sorted(set(public))
    seen = {one.key: starts_of(one, diaries, days) for one in wanted}
    free = {key: [one for one in starts if not one.stops] for key, starts in seen.items()}
    able = [one for one in wanted if free[one.key]]
    best = _together(able, free)
    lists = {} if best is None else _lists(able, free, best)
    answers = []
    for one in wanted:
        if one.key in lists:
            answers.append(Answer(one.key, _slots(one, lists, free), (), ()))
        elif free[one.key]:
            others = [each.key for each in able if each.key != one.key]
            reasons = tuple(Reason(Why.TOGETHER, key) for key in others)
            answers.append(Answer(one.key, (), reasons, ()))
        else:
            starts = seen[one.key]
            reasons = fewest(reasons_of(starts), len(starts)) if starts else ()
            answers.append(Answer(one.key, (), reasons, _changes(one, starts, diaries, days)))
    return tuple(answers)


# --- what is best ---


def _cost(wanted: Wanted, start: Start, others: dict[str, Start]) -> _Cost:
    """What speaks against a beginning, the gravest first; others may be known, or not yet."""
    first = date.fromisoformat(wanted.first_day)
    distance = _distance(wanted, start, others)
    beyond = 0 if distance is None else max(0, distance - wanted.near_days)
    apart = abs(start.minute - _MORNING)
    return len(start.holidays), beyond, (start.day - first).days, apart


def _distance(wanted: Wanted, start: Start, others: dict[str, Start]) -> int | None:
    """Days from the meeting around which it should be, or None."""
    if wanted.near_key in others:
        return abs((others[wanted.near_key].day - start.day).days)
    if wanted.near is None:
        return None
    near = datetime.fromtimestamp(wanted.near / 1000, UTC).astimezone(ZoneInfo(wanted.zone))
    return abs((near.date() - start.day).days)


def _sum(costs: Iterable[_Cost]) -> _Cost:
    columns = list(zip(*costs, strict=True))
    first, second, third, fourth = (sum(column) for column in columns) if columns else (0, 0, 0, 0)
    return first, second, third, fourth


def _fit(one: Wanted, start: Start, other: Wanted, begins: Start) -> bool:
    """Whether both can be held: whoever is required at both is at one place at a time."""
    if set(one.people).isdisjoint(other.people):
        return True
    if start.start < begins.end and begins.start < start.end:
        return False
    apart = abs((start.day - begins.day).days)
    return not one.place or not other.place or one.place == other.place or apart > TRAVEL_DAYS


def _together(wanted: Sequence[Wanted], free: dict[str, list[Start]]) -> dict[str, Start] | None:
    """A beginning for each meeting that goes with all others, at the least cost; None if none."""
    kept = {
        one.key: sorted(free[one.key], key=lambda start: (_cost(one, start, {}), start.start))
        for one in wanted
    }
    order = sorted(wanted, key=lambda one: (len(kept[one.key]), one.key))
    search = _Search(order, {key: starts[:KEPT_MAX] for key, starts in kept.items()})
    search.go({})
    if search.best is None:  # the best of each exclude each other: others may not
        search = _Search(order, kept)
        search.go({})
    return search.best


class _Search:
    """Every combination of beginnings, one meeting after the other, as long as it may be better."""

    def __init__(self, order: Sequence[Wanted], kept: dict[str, list[Start]]) -> None:
        self._order, self._kept = order, kept
        self._nodes = 0
        self._least: _Cost | None = None
        self.best: dict[str, Start] | None = None

    def go(self, chosen: dict[str, Start]) -> None:
        """Try everything that begins as `chosen`."""
        self._nodes += 1
        if len(chosen) == len(self._order):
            cost = _sum(_cost(one, chosen[one.key], chosen) for one in self._order)
            if self._least is None or cost < self._least:
                self._least, self.best = cost, dict(chosen)
            return
        one = self._order[len(chosen)]
        before = self._order[: len(chosen)]
        for start in self._kept[one.key]:
            if self._nodes > NODES_MAX:
                return
            if all(_fit(one, start, each, chosen[each.key]) for each in before):
                self.go({**chosen, one.key: start})


def _lists(
    wanted: Sequence[Wanted], free: dict[str, list[Start]], best: dict[str, Start]
) -> dict[str, list[Start]]:
    """For each meeting up to five beginnings on different days, each fit for all of the others."""
    lists = {key: [start] for key, start in best.items()}
    ranked = {
        one.key: sorted(free[one.key], key=lambda start: (_cost(one, start, best), start.start))
        for one in wanted
    }
    for _ in range(SLOTS_MAX - 1):
        for one in wanted:
            others = [each for each in wanted if each.key != one.key]
            days = {start.day for start in lists[one.key]}
            more = (
                start
                for start in ranked[one.key]
                if start.day not in days
                and all(
                    _fit(one, start, each, begins) for each in others for begins in lists[each.key]
                )
            )
            lists[one.key] += [start for start, _ in zip(more, range(1), strict=False)]
    return lists


def _slots(
    wanted: Wanted, lists: dict[str, list[Start]], free: dict[str, list[Start]]
) -> tuple[Slot, ...]:
    """The list of one meeting, each date with what is to be said about it."""
    best = {key: starts[0] for key, starts in lists.items()}
    soonest = min(start.start for start in free[wanted.key])
    found = []
    for start in lists[wanted.key]:
        notes = [Note("holiday", one.country, one.name) for one in start.holidays]
        distance = _distance(wanted, start, best)
        if distance is not None:
            notes.append(Note("near" if distance <= wanted.near_days else "far", days=distance))
        if start.start == soonest:
            notes.append(Note("soonest"))
        found.append(Slot(start.start, start.end, tuple(notes)))
    return tuple(found)


# --- what would help ---


_HOLIDAY: Final = frozenset({Why.HOLIDAY})
_PERSONAL: Final = frozenset({Why.BUSY, Why.UNCLEAR, Why.HELD, Why.MEETING, Why.TRAVEL})
"""Reasons that one person has, and not another."""


def _changes(
    wanted: Wanted, starts: Sequence[Start], diaries: Diaries, public: Sequence[PublicDay]
) -> tuple[Change, ...]:
    """Single changes that would give a date, each with the first that it gives.

    Which beginnings holidays alone stop, or one person alone, stands in `starts` already.
    """
    found: list[tuple[Change, Start | None]] = [(Change("holidays", 0), _opened(starts, _HOLIDAY))]
    last = date.fromisoformat(wanted.last_day)
    after, until = (last + timedelta(days=days) for days in (1, LATER_DAYS))
    later = replace(wanted, first_day=after.isoformat(), last_day=until.isoformat())
    found.append((Change("later", 0), _first(later, diaries, public)))
    if len(wanted.people) > 1:
        found += [
            (Change("without", 0, who=person), _opened(starts, _PERSONAL, person))
            for person in sorted(wanted.people)
        ]
    if wanted.minutes >= 60:  # noqa: PLR2004 - less than half an hour is no meeting
        half = wanted.minutes // 2
        shorter = replace(wanted, minutes=half)
        found.append((Change("shorter", 0, minutes=half), _first(shorter, diaries, public)))
    if wanted.opens > EARLY or wanted.closes < LATE:
        wide = replace(wanted, opens=min(wanted.opens, EARLY), closes=max(wanted.closes, LATE))
        found.append((Change("hours", 0), _first(wide, diaries, public)))
    return tuple(change._replace(start=one.start) for change, one in found if one is not None)


def _first(wanted: Wanted, diaries: Diaries, public: Sequence[PublicDay]) -> Start | None:
    return next((one for one in starts_of(wanted, diaries, public) if not one.stops), None)


def _opened(
    starts: Sequence[Start], whys: frozenset[Why], person: str | None = None
) -> Start | None:
    """The first beginning that these reasons alone stop, and of one person alone where given."""
    return next(
        (
            one
            for one in starts
            if all(why in whys and person in (None, who) for why, who, _ in one.stops)
        ),
        None,
    )
