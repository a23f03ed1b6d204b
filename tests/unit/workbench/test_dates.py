# SPDX-License-Identifier: Apache-2.0
"""Dates that suit our own people, held against a search that tries everything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from comity.workbench.dates import (
    Answer,
    Engaged,
    Note,
    PublicDay,
    Reason,
    Wanted,
    Why,
    country_of,
    find,
    public_days,
)
from comity.workbench.dates.explaining import fewest
from comity.workbench.dates.starts import Diaries, reasons_of, starts_of

SEOUL = ZoneInfo("Asia/Seoul")
HEAD, DEPUTY = "head", "deputy"
GOLDEN = (
    PublicDay("JP", "2023-05-03", "Constitution Day"),
    PublicDay("KR", "2023-05-05", "Children"),
)
WANTED = Wanted(
    "m", "2023-04-17", "2023-04-21", "Asia/Seoul", 120, 9 * 60, 18 * 60, (HEAD, DEPUTY), "Seoul"
)


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SEOUL).timestamp()) * 1000


def _busy(person: str, start: str, end: str, why: Why = Why.BUSY, place: str = "") -> Engaged:
    return Engaged(person, _ms(start), _ms(end), why, place)


def _one(wanted: Wanted, *engaged: Engaged, public: Sequence[PublicDay] = GOLDEN) -> Answer:
    (answer,) = find([wanted], engaged, public)
    return answer


def _days(answer: Answer) -> list[str]:
    return [
        datetime.fromtimestamp(one.start / 1000, UTC).astimezone(SEOUL).strftime("%m-%d %H:%M")
        for one in answer.slots
    ]


# --- single answers ---------------------------------------------------------------------------


def test_five_days_are_offered_the_soonest_first_at_ten() -> None:
    answer = _one(WANTED)
    assert _days(answer) == [f"04-{day} 10:00" for day in (17, 18, 19, 20, 21)]
    assert (answer.reasons, answer.changes) == ((), ())


def test_a_day_that_is_partly_taken_is_offered_in_what_is_left_of_it() -> None:
    taken = _busy(HEAD, "2023-04-17T09:00", "2023-04-17T15:30")
    assert _days(_one(replace(WANTED, last_day="2023-04-17"), taken)) == ["04-17 15:30"]


def test_where_no_date_is_left_the_fewest_reasons_say_so_and_what_would_help() -> None:
    answer = _one(
        WANTED,
        _busy(HEAD, "2023-04-17T00:00", "2023-04-19T23:00"),
        _busy(DEPUTY, "2023-04-20T00:00", "2023-04-22T00:00"),
        _busy(DEPUTY, "2023-04-18T09:00", "2023-04-18T10:00"),
    )
    assert answer.slots == ()
    assert answer.reasons == (
        Reason(Why.BUSY, HEAD, "2023-04-17", "2023-04-19"),
        Reason(Why.BUSY, DEPUTY, "2023-04-20", "2023-04-21"),
    )
    assert [(one.kind, one.who) for one in answer.changes] == [
        ("later", ""), ("without", DEPUTY), ("without", HEAD),
    ]  # fmt: skip
    assert answer.changes[0].start == _ms("2023-04-24T09:00")


def test_who_is_taken_up_twice_on_a_day_is_one_reason() -> None:
    """DATE-5: those of one kind and person in a row put together; each beginning has a reason."""
    answer = _one(
        replace(WANTED, last_day="2023-04-17"),
        _busy(HEAD, "2023-04-17T09:00", "2023-04-17T11:00"),
        _busy(DEPUTY, "2023-04-17T11:00", "2023-04-17T14:00"),
        _busy(HEAD, "2023-04-17T14:00", "2023-04-17T18:00"),
        public=(),
    )
    day = "2023-04-17"
    assert set(answer.reasons) == {
        Reason(Why.BUSY, HEAD, day, day),
        Reason(Why.BUSY, DEPUTY, day, day),
    }


def test_a_holiday_is_left_out_or_offered_last_with_its_warning() -> None:
    week = replace(WANTED, first_day="2023-05-01", last_day="2023-05-05")
    assert _days(_one(week)) == ["05-01 10:00", "05-02 10:00", "05-04 10:00"]
    answer = _one(replace(week, holidays=True))
    assert _days(answer)[3:] == ["05-03 10:00", "05-05 10:00"]
    assert answer.slots[3].notes == (Note("holiday", "JP", "Constitution Day"),)
    third = _one(replace(week, first_day="2023-05-03", last_day="2023-05-03"))
    assert third.reasons == (Reason(Why.HOLIDAY, "JP", "2023-05-03", "2023-05-03", GOLDEN[0].name),)
    assert ("holidays", _ms("2023-05-03T09:00")) in [(one.kind, one.start) for one in third.changes]


def test_around_the_same_time_as_the_other_meeting_comes_first() -> None:
    wide = replace(WANTED, last_day="2023-05-02", near=_ms("2023-04-28T10:00"), near_days=1)
    answer = _one(wide)
    assert _days(answer)[0] == "04-27 10:00"
    assert answer.slots[0].notes == (Note("near", days=1),)


def test_a_meeting_in_another_city_needs_a_day_to_travel() -> None:
    other = _busy(HEAD, "2023-04-19T10:00", "2023-04-19T12:00", Why.MEETING, "Tokyo")
    assert _days(_one(WANTED, other)) == ["04-17 10:00", "04-21 10:00"]
    assert len(_one(WANTED, other._replace(place="Seoul")).slots) == 5
    assert len(_one(replace(WANTED, place=""), other).slots) == 5


def test_two_meetings_are_found_together_over_the_same_people() -> None:
    short = replace(WANTED, last_day="2023-04-18", opens=600, closes=720)
    other = replace(short, key="n", people=(HEAD,), place="Seoul", near_key="m")
    first, second = find([short, other], [], [])
    assert (_days(first), _days(second)) == (["04-17 10:00"], ["04-18 10:00"])
    first, second = find([short, replace(other, place="Tokyo")], [], [])
    assert (first.slots, first.reasons) == ((), (Reason(Why.TOGETHER, "n"),))
    assert (second.slots, second.reasons) == ((), (Reason(Why.TOGETHER, "m"),))


def test_clocks_that_leap_over_a_time_offer_none_then() -> None:
    spring = replace(
        WANTED, first_day="2023-03-12", last_day="2023-03-12", zone="America/New_York",
        minutes=30, opens=120, closes=210,
    )  # fmt: skip
    starts = starts_of(spring, Diaries([]), [])
    assert [one.minute for one in starts] == [180]


def test_an_empty_window_has_neither_dates_nor_reasons() -> None:
    answer = _one(replace(WANTED, first_day="2023-04-22", last_day="2023-04-21"))
    assert (answer.slots, answer.reasons) == ((), ())


# --- against a search that tries everything ---------------------------------------------------

_SLOTS = st.tuples(st.integers(0, 9), st.integers(0, 47), st.integers(1, 60))
_ENGAGED = st.lists(
    st.builds(
        lambda person, at, why, place: Engaged(
            person,
            _ms("2023-04-15T00:00") + at[0] * 86_400_000 + at[1] * 1_800_000,
            _ms("2023-04-15T00:00") + at[0] * 86_400_000 + (at[1] + at[2]) * 1_800_000,
            why,
            place,
        ),
        st.sampled_from([HEAD, DEPUTY]),
        _SLOTS,
        st.sampled_from([Why.BUSY, Why.UNCLEAR, Why.HELD, Why.MEETING]),
        st.sampled_from(["", "Seoul", "Tokyo"]),
    ),
    max_size=8,
)
_HOLIDAYS = st.lists(
    st.sampled_from([PublicDay("JP", f"2023-04-{day}", "x") for day in range(15, 25)]), max_size=2
)
_WANTED = st.builds(
    Wanted,
    st.just("m"),
    st.sampled_from(["2023-04-15", "2023-04-17", "2023-04-18"]),
    st.sampled_from(["2023-04-18", "2023-04-19", "2023-04-21"]),
    st.just("Asia/Seoul"),
    st.sampled_from([60, 150, 480]),
    st.sampled_from([540, 600]),
    st.sampled_from([960, 1080]),
    st.sampled_from([(HEAD,), (HEAD, DEPUTY), ()]),
    st.sampled_from(["", "Seoul"]),
    st.sampled_from([None, _ms("2023-04-20T10:00")]),
    st.just(""),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from([0, _ms("2023-04-17T12:00")]),
)


def _possible(wanted: Wanted, engaged: Sequence[Engaged], public: Sequence[PublicDay]) -> list[int]:
    """Every beginning that is possible, asked minute by minute of the grid."""
    found = []
    day = date.fromisoformat(wanted.first_day)
    while day.isoformat() <= wanted.last_day:
        for minute in range(0, 1440, 30):
            start = _ms(f"{day}T{minute // 60:02}:{minute % 60:02}")
            end = start + wanted.minutes * 60_000
            fits = minute >= wanted.opens and minute + wanted.minutes <= wanted.closes
            off = day.weekday() > 4 or (
                not wanted.holidays and day.isoformat() in {one.day for one in public}
            )
            hindered = any(_hinders(wanted, day, start, end, one) for one in engaged)
            if fits and not off and not hindered and start >= wanted.not_before:
                found.append(start)
        day += timedelta(days=1)
    return found


def _hinders(wanted: Wanted, day: date, start: int, end: int, one: Engaged) -> bool:
    if one.person not in wanted.people:
        return False
    if one.start < end and start < one.end:
        return True
    if not (one.place and wanted.place) or one.place == wanted.place:
        return False
    there = [
        datetime.fromtimestamp(ms / 1000, UTC).astimezone(SEOUL).date()
        for ms in range(one.start, one.end, 1_800_000)
    ]
    return any(abs((day - each).days) <= 1 for each in there)


@given(_WANTED, _ENGAGED, _HOLIDAYS)
def test_every_date_offered_is_possible_and_one_is_offered_wherever_one_is(
    wanted: Wanted, engaged: list[Engaged], public: list[PublicDay]
) -> None:
    answer = _one(wanted, *engaged, public=public)
    possible = _possible(wanted, engaged, public)
    assert {one.start for one in answer.slots} <= set(possible)
    days = {_day(start) for start in possible}
    assert len(answer.slots) == min(5, len(days))
    assert len({_day(one.start) for one in answer.slots}) == len(answer.slots)
    if possible:
        costs = [_cost(wanted, start, public) for start in possible]
        assert _cost(wanted, answer.slots[0].start, public) == min(costs)


def _day(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(SEOUL).date()


def _cost(wanted: Wanted, start: int, public: Sequence[PublicDay]) -> tuple[int, ...]:
    day = _day(start)
    holidays = len({one for one in public if one.day == day.isoformat()})
    near = 0 if wanted.near is None else abs((_day(wanted.near) - day).days) - wanted.near_days
    minute = (start - _ms(f"{day}T10:00")) // 60_000
    return holidays, max(0, near), (day - date.fromisoformat(wanted.first_day)).days, abs(minute)


@given(_WANTED, _ENGAGED, _HOLIDAYS)
def test_the_reasons_stop_every_beginning_and_no_fewer_do(
    wanted: Wanted, engaged: list[Engaged], public: list[PublicDay]
) -> None:
    starts = starts_of(wanted, Diaries(engaged), public)
    answer = _one(wanted, *engaged, public=public)
    if answer.slots or not starts:
        assert answer.reasons == ()
        return
    stopped = reasons_of(starts)
    everything = set(range(len(starts)))
    assert set().union(*(stopped[one] for one in answer.reasons)) == everything
    for fewer in combinations(stopped, len(answer.reasons) - 1):
        assert set().union(*(stopped[one] for one in fewer)) != everything


@given(st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=1, max_size=7))
def test_the_fewest_reasons_are_the_fewest(causes: list[set[int]]) -> None:
    names = [Reason(Why.BUSY, str(place)) for place in range(8)]
    stopped = {
        name: frozenset(start for start, one in enumerate(causes) if place in one)
        for place, name in enumerate(names)
    }
    found = fewest(stopped, len(causes))
    assert set().union(*(stopped[one] for one in found)) == set(range(len(causes)))
    least = next(
        count
        for count in range(9)
        if any(
            set().union(*(stopped[one] for one in some)) >= set(range(len(causes)))
            for some in combinations(names, count)
        )
    )
    assert len(found) == least


@given(_WANTED, _WANTED, _ENGAGED)
def test_whatever_is_accepted_of_two_lists_can_both_be_held(
    first: Wanted, second: Wanted, engaged: list[Engaged]
) -> None:
    pair = (replace(first, near=None), replace(second, key="n", place="Tokyo", near=None))
    answers = find(pair, engaged, [])
    possible = [_possible(one, engaged, []) for one in pair]
    both = [
        (start, other)
        for start, other in product(*possible)
        if _both(pair[0], start, pair[1], other)
    ]
    assert bool(answers[0].slots) == bool(both or (possible[0] and not possible[1]))
    for start, other in product(answers[0].slots, answers[1].slots):
        assert _both(pair[0], start.start, pair[1], other.start)
    if both:
        least = min(
            tuple(a + b for a, b in zip(_cost(pair[0], s, []), _cost(pair[1], t, []), strict=True))
            for s, t in both
        )
        best = [
            _cost(one, answer.slots[0].start, []) for one, answer in zip(pair, answers, strict=True)
        ]
        assert tuple(a + b for a, b in zip(*best, strict=True)) == least


def _both(first: Wanted, start: int, second: Wanted, other: int) -> bool:
    if set(first.people).isdisjoint(second.people):
        return True
    engaged = Engaged(HEAD, other, other + second.minutes * 60_000, Why.MEETING, second.place)
    return not _hinders(
        replace(first, people=(HEAD,)), _day(start), start, start + first.minutes * 60_000, engaged
    )


@given(_WANTED, _ENGAGED, _HOLIDAYS, st.randoms(use_true_random=False))
def test_the_same_question_has_the_same_answer_in_whatever_order_it_is_put(
    wanted: Wanted, engaged: list[Engaged], public: list[PublicDay], random: Random
) -> None:
    answer = _one(wanted, *engaged, public=public)
    for some in (engaged, public):
        random.shuffle(some)
    assert _one(wanted, *engaged, *engaged, public=public) == answer


# --- public holidays --------------------------------------------------------------------------


def test_holidays_of_the_sides_are_known_offline_in_the_readers_language() -> None:
    first, last = date(2023, 5, 1), date(2023, 5, 31)
    days = public_days(["JP", "KR", "XX"], first, last, "ja")
    assert [(one.day, one.country) for one in days] == [
        ("2023-05-03", "JP"), ("2023-05-04", "JP"), ("2023-05-05", "JP"), ("2023-05-05", "KR"),
        ("2023-05-27", "KR"), ("2023-05-29", "KR"),
    ]  # fmt: skip
    assert days[0].name == "憲法記念日"
    assert public_days(["KR"], first, last, "ko")[0].name == "어린이날"


def test_a_side_keeps_the_holidays_of_the_country_of_its_code() -> None:
    assert [country_of(code) for code in ("kr", "jp", "mofa", "zz")] == ["KR", "JP", None, None]
