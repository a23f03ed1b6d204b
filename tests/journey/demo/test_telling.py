# SPDX-License-Identifier: Apache-2.0
"""How it is told: who sees what, what is invented, and in three languages."""

import json
import re
import string
from io import StringIO

import pytest

from comity.demo.folding import fold
from comity.demo.saying import Day, Moment, internal, render, say
from comity.demo.scenario import FILES, items, side_facts
from comity.demo.teller import DOMAIN, Teller
from comity.locale import LANGUAGES, Language, catalogue
from tests.journey.demo.conftest import Played
from tools.catalogues import extracted

MESSAGES = [str(message.id) for message in extracted("demo") if message.id]


@pytest.mark.parametrize(
    "told",
    [
        "agreed, confirmation pending",
        "confirmed; signatures exchanged",
        "withdrawn by us, not yet acknowledged by the Korean side; they may still bind us",
        "withdrawn by us; acknowledged by the Korean side",
        "our proposal crossed that of the Japanese side",
        "Note: Wed 3 May 2023 is a public holiday in Japan",
        "agreed ad referendum by us; our capital to confirm",
        "2. [Japanese side: ",
        "Text: 2 paragraphs in brackets",
        "the sender is unknown here (stranger, rule POUCH-14)",
        "Remark: this very transfer came before",
        "Remark: an earlier transfer has not arrived",
        "Remark: it was written before one that has already come",
        "There is no single agreed name",
        "한일 안보정책협의회",
        "日韓安全保障対話",
    ],
)
def test_the_moment_is_told(played: Played, told: str) -> None:
    assert told in " ".join(played.told.split())


def test_every_page_says_that_it_is_a_demonstration(played: Played) -> None:
    pages = re.findall(r"^  \[(.+)\]$", played.told, flags=re.MULTILINE)
    assert len(pages) > 40
    assert all(page.startswith("Demonstration · ") for page in pages)


def test_what_is_internal_stands_on_one_page_only(played: Played) -> None:
    assert "Internal, not shared: " in played.told
    pages = re.split(r"^  \[.*\]$", played.told, flags=re.MULTILINE)
    notes = [items(name)[key].value for name in FILES for key in items(name) if "home-" in key]
    assert len(notes) > 6
    for note in notes:
        own = [page for page in pages if note["ko"][:12] in page or note["ja"][:12] in page]
        assert len(own) == 1, note


def test_a_piped_story_is_plain(played: Played) -> None:
    assert "\x1b" not in played.told
    assert not [line for line in played.told.splitlines() if line != line.rstrip()]


def test_every_item_is_public_with_its_source_or_invented() -> None:
    for name in FILES:
        for key, item in items(name).items():
            assert item.source != "", f"{name}.{key}"
            assert item.invented == (item.source is None)


def test_every_text_of_the_scenario_stands_in_three_languages() -> None:
    lacking: list[str] = []

    def walk(value: object, path: str) -> None:
        if isinstance(value, dict):
            if "en" in value and isinstance(value["en"], str) and set(value) <= set(LANGUAGES):
                lacking.extend(f"{path}: {one}" for one in LANGUAGES if not value.get(one))
            for key, inner in value.items():
                if key != "languages":
                    walk(inner, f"{path}.{key}")
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                walk(inner, f"{path}.{place}")

    for name in FILES:
        for key, item in items(name).items():
            walk(json.loads(json.dumps(item.value)), f"{name}.{key}")
    for code, facts in side_facts().items():
        walk(json.loads(json.dumps(facts.posts)), code)
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_narration_is_complete(language: Language) -> None:
    words = catalogue(language, DOMAIN)
    told = {message: words.gettext(message) for message in MESSAGES}
    assert len(told) > 100
    foreign = {m for m, text in told.items() if text == m and _letters(m)}
    assert not (foreign if language != "en" else set())
    assert {m for m, text in told.items() if _places(m) != _places(text)} == set()


def _places(message: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def _letters(message: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", message)))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Mon 17 Apr 2023, 10:00"),
        ("ko", "2023년 4월 17일(월) 10:00"),
        ("ja", "2023年4月17日（月）10:00"),
    ],
)
def test_times_are_told_as_people_say_them(language: Language, told: str) -> None:
    line = say("{then}", then=Moment(1_681_693_200_000))
    assert render(line, catalogue(language, DOMAIN)) == told
    assert told.startswith(render(say("{day}", day=Day("2023-04-17")), catalogue(language, DOMAIN)))


def test_lines_are_broken_between_japanese_characters_and_never_before_a_full_stop() -> None:
    assert fold("双方は、協議した。", 8) == ["双方は、", "協議し", "た。"]
    assert fold("The two sides met.", 9) == ["The two", "sides", "met."]
    assert fold("", 9) == [""]


def test_a_page_stands_in_the_sides_language_and_the_readers() -> None:
    out = StringIO()
    Teller(out, "ja").both([internal("{note}", note={"ko": "메모", "ja": "覚え"})], [])
    assert "내부용 (상대측 미공유): 메모" in out.getvalue()
    assert "部内限り（先方未共有）：覚え" in out.getvalue()


def test_at_a_pace_it_waits_before_each_scene_and_nowhere_else() -> None:
    out, waits = StringIO(), list[float]()
    teller = Teller(out, "en", 2.5, waits.append)
    for _ in range(3):
        teller.when("2023-04-04T10:00")
        teller.tell("{word}", word="told")
    assert waits == [2.5] * 3


def test_without_a_pace_it_never_waits() -> None:
    Teller(StringIO(), "en", wait=_never).when("2023-04-04T10:00")


def _never(seconds: float) -> None:
    raise AssertionError(seconds)
