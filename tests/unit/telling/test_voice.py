# SPDX-License-Identifier: Apache-2.0
"""Times are told in the reader's zone, short where they can be, and in a second zone beside."""

import pytest

from comity.locale import LANGUAGES, Language, catalogue
from comity.telling.voice import Voice, sentence

NOON = 1_681_095_600_000  # Mon 10 Apr 2023, 12:00 in Seoul
HOUR = 3_600_000
DAY = 24 * HOUR


def _voice(language: Language = "en", now: int | None = NOON, zone: str = "Asia/Seoul") -> Voice:
    return Voice(catalogue(language), "kr", now, zone=zone)


def test_a_time_without_a_zone_of_its_own_is_told_in_the_readers() -> None:
    assert _voice().instant(NOON) == "Mon 10 Apr 2023, 12:00 (Asia/Seoul)"
    assert _voice(zone="UTC").instant(NOON) == "Mon 10 Apr 2023, 03:00 (UTC)"
    assert _voice(zone="UTC").by(NOON + 3 * DAY) == "Thu 13 Apr 2023, 03:00 (UTC), in 3 days"


def test_a_time_meant_in_a_zone_is_told_in_it_whoever_reads() -> None:
    assert _voice(zone="UTC").instant(NOON, "Asia/Seoul").endswith("12:00 (Asia/Seoul)")


def test_a_day_names_its_year_only_where_it_is_another() -> None:
    assert _voice().date_short(NOON + 2 * DAY) == "Wed 12 Apr"
    assert _voice().date_short(NOON + 300 * DAY) == "Sun 4 Feb 2024"
    assert _voice(now=None).date_short(NOON) == "Mon 10 Apr 2023"


def test_the_year_is_that_of_the_zone_in_which_the_day_is_told() -> None:
    eve = 1_672_498_800_000  # 2022-12-31, 15:00 UTC: the new year in Seoul
    assert _voice(now=eve).date_short(NOON) == "Mon 10 Apr"
    assert _voice(now=eve, zone="UTC").date_short(NOON) == "Mon 10 Apr 2023"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Wed 12 Apr (in 2 days)"),
        ("ko", "4월 12일(수), 2일 후"),
        ("ja", "4月12日（水）、2日後"),
    ],
)
def test_what_is_due_says_how_many_days_are_left(language: Language, told: str) -> None:
    assert _voice(language).due(NOON + 2 * DAY) == told


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (-HOUR, "Mon 10 Apr (overdue)"),
        (6 * HOUR, "Mon 10 Apr (today, 18:00)"),
        (12 * HOUR, "Tue 11 Apr (tomorrow, 00:00)"),
        (36 * HOUR - 1, "Tue 11 Apr (tomorrow, 23:59)"),
        (36 * HOUR, "Wed 12 Apr (in 2 days)"),
        (300 * DAY, "Sun 4 Feb 2024 (in 300 days)"),
    ],
)
def test_days_left_are_those_of_the_calendar(left: int, told: str) -> None:
    assert _voice().due(NOON + left) == told


def test_without_a_time_of_reading_nothing_is_due_or_overdue() -> None:
    assert _voice(now=None).due(NOON) == "Mon 10 Apr 2023"


def test_a_second_zone_stands_beside_the_first_where_its_clock_differs() -> None:
    voice = _voice()
    assert voice.both(NOON, "Asia/Seoul", "Asia/Tokyo") == voice.instant(NOON, "Asia/Seoul")
    assert voice.both(NOON, "Asia/Seoul", "Europe/Berlin") == (
        "Mon 10 Apr 2023, 12:00 (Asia/Seoul); 05:00 (Europe/Berlin)"
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Mon 10 Apr 2023, 12:00 (Asia/Seoul); Sun 9 Apr, 23:00 (America/New_York)"),
        ("ko", "2023년 4월 10일(월) 12:00 (Asia/Seoul); 4월 9일(일) 23:00 (America/New_York)"),
        ("ja", "2023年4月10日（月） 12:00(Asia/Seoul)、4月9日（日） 23:00(America/New_York)"),
    ],
)
def test_a_second_zone_names_the_day_where_it_is_another(language: Language, told: str) -> None:
    assert _voice(language).both(NOON, "Asia/Seoul", "America/New_York") == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_zone_keeps_the_year_at_the_turn_of_the_year(language: Language) -> None:
    eve = 1_672_498_800_000
    told = _voice(language).both(eve, "Asia/Seoul", "UTC")
    assert "2023" in told
    assert "2022" in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "English, Japanese, Korean, x-old"),
        ("ko", "영어, 일본어, 한국어, x-old"),
        ("ja", "英語、日本語、韓国語、x-old"),
    ],
)
def test_languages_are_called_by_their_names_in_the_readers(language: Language, told: str) -> None:
    assert _voice(language).languages(["en", "ja", "ko", "x-old"]) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("our side proposed: 공급망.", "Our side proposed: 공급망."),
        ("side aa", "Side aa"),
        ("follow-up item 3", "Follow-up item 3"),
        ("today’s meeting", "Today’s meeting"),
        ("declined", "Declined"),
        ("aa측", "aa측"),
        ("aa側が提案", "aa側が提案"),
        ("kr-mofa측, 제안", "kr-mofa측, 제안"),
        ("jp/3/0 is open", "jp/3/0 is open"),
        ("text-1 의 초안", "text-1 의 초안"),
        ("names.json is broken", "names.json is broken"),
        ("우리측", "우리측"),
        ("", ""),
    ],
)
def test_a_sentence_gets_a_capital_where_it_begins_with_a_word(text: str, told: str) -> None:
    assert sentence(text) == told


@pytest.mark.parametrize(("language", "told"), [("en", "Side aa"), ("ko", "aa측"), ("ja", "aa側")])
def test_a_side_without_a_name_keeps_its_code(language: Language, told: str) -> None:
    assert sentence(_voice(language).side("aa")) == told
