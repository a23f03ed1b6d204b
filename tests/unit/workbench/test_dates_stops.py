# SPDX-License-Identifier: Apache-2.0
"""What stops a beginning, and what would help: as found by asking everything of everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from comity.workbench.dates import Change, Engaged, PublicDay, Wanted, Why, find
from comity.workbench.dates.finding import EARLY, LATE, LATER_DAYS
from comity.workbench.dates.starts import TRAVEL_DAYS, Diaries, Start, starts_of

PEOPLE = ("a", "b", "c")
HOUR_MS = 3_600_000
ZONES = ("Asia/Seoul", "Europe/Berlin")
FIRST_DAY = date(2023, 3, 23)
"""Clocks of Berlin leap on the 26th."""
FIRST_MS = int(datetime(2023, 3, 23, tzinfo=UTC).timestamp()) * 1000
PUBLIC = (PublicDay("JP", "2023-03-24", "x"), PublicDay("KR", "2023-03-28", "y"))


def _engaged(random: Random) -> Engaged:
    """From nothing to days long, with or without a city; they may overlap."""
    start = FIRST_MS + random.randint(-24, 144) * HOUR_MS // 2
    length = random.choice([0, 1, 3, 24, 48, 144]) * HOUR_MS // 2
    why = random.choice([Why.BUSY, Why.HELD, Why.MEETING, Why.UNCLEAR])
    place = random.choice(["", "Seoul", "Tokyo"])
    return Engaged(random.choice(PEOPLE), start, start + length, why, place)


def _wanted(random: Random) -> Wanted:
    """A meeting of some of them within a few days."""
    first = FIRST_DAY + timedelta(days=random.randint(0, 3))
    last = first + timedelta(days=random.randint(0, 1))
    opens = random.choice([0, 120, 540])
    return Wanted(
        "m", first.isoformat(), last.isoformat(), random.choice(ZONES),
        random.choice([30, 60, 150]), opens, opens + random.choice([60, 150, 600]),
        tuple(random.sample(PEOPLE, random.randint(1, 3))), random.choice(["", "Seoul"]),
        holidays=random.random() < 0.5,
        not_before=FIRST_MS + random.randint(0, 40) * HOUR_MS,
    )  # fmt: skip


def _cases(seed: int) -> Iterator[tuple[Wanted, list[Engaged]]]:
    """Questions as they come: the strategies of hypothesis would mostly draw what is free."""
    random = Random(seed)
    for _ in range(20):
        yield _wanted(random), [_engaged(random) for _ in range(random.randint(2, 16))]


def _slow_stops(asked: Wanted, start: Start, taken: Sequence[Engaged]) -> Iterator[tuple[str, str]]:
    """Why nobody or somebody can't begin then, everything looked at."""
    zone = ZoneInfo(asked.zone)
    if start.start < asked.not_before:
        yield Why.PAST, ""
    if start.day.isoweekday() > 5:
        yield Why.WEEKEND, ""
    for one in PUBLIC:
        if one.day == start.day.isoformat() and not asked.holidays:
            yield Why.HOLIDAY, one.country
    for each in taken:
        if each.person not in asked.people:
            continue
        if each.start < start.end and start.start < each.end:
            yield each.why, each.person
        elif each.place and asked.place and each.place != asked.place:
            first, last = (
                datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone).date()
                for ms in (each.start, each.end - 1)
            )
            away = timedelta(days=TRAVEL_DAYS)
            if first - away <= start.day <= last + away:
                yield Why.TRAVEL, each.person


@given(st.integers(0, 2**32))
def test_what_stops_a_beginning_is_found_as_if_all_were_looked_at(seed: int) -> None:
    for asked, taken in _cases(seed):
        for one in starts_of(asked, Diaries(taken), PUBLIC):
            assert {(why, who) for why, who, _ in one.stops} == set(_slow_stops(asked, one, taken))
            assert len(one.stops) == len(set(one.stops))


def _slow_changes(asked: Wanted, taken: Sequence[Engaged]) -> Iterator[Change]:
    """Each change tried by itself."""
    last = date.fromisoformat(asked.last_day)
    after, until = (last + timedelta(days=days) for days in (1, LATER_DAYS))
    later = replace(asked, first_day=after.isoformat(), last_day=until.isoformat())
    tries = [(Change("holidays", 0), replace(asked, holidays=True)), (Change("later", 0), later)]
    for person in sorted(asked.people) if len(asked.people) > 1 else ():
        others = tuple(one for one in asked.people if one != person)
        tries.append((Change("without", 0, who=person), replace(asked, people=others)))
    if asked.minutes >= 60:
        half = asked.minutes // 2
        tries.append((Change("shorter", 0, minutes=half), replace(asked, minutes=half)))
    if asked.opens > EARLY or asked.closes < LATE:
        wide = replace(asked, opens=min(asked.opens, EARLY), closes=max(asked.closes, LATE))
        tries.append((Change("hours", 0), wide))
    for change, other in tries:
        free = (one for one in starts_of(other, Diaries(taken), PUBLIC) if not one.stops)
        first = next(free, None)
        if first is not None:
            yield change._replace(start=first.start)


@given(st.integers(0, 2**32))
def test_what_would_help_is_found_as_if_each_change_were_tried(seed: int) -> None:
    """DATE-5: single changes that would give a date."""
    for asked, taken in _cases(seed):
        (answer,) = find([asked], taken, PUBLIC)
        if not answer.slots:
            assert answer.changes == tuple(_slow_changes(asked, taken))
