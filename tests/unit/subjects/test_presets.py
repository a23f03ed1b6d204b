# SPDX-License-Identifier: Apache-2.0
"""Presets: all readable, complete in three languages, in the words that officials use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from comity import presets
from comity.core.encoding import decode, encode
from comity.core.errors import ConfigError, MalformedError
from comity.core.limits import BODY_BYTES_MAX
from comity.subjects import write_body
from comity.subjects.terms import NOT_BINDING, Terms

PARTIES = {
    "economic-security": ("jp", "kr"),
    "national-security": ("jp", "kr"),
    "trilateral": ("jp", "kr", "us"),
    "generic": ("aa", "bb", "cc", "dd"),
}
AVOIDED = {
    "ko": (
        "헌장",
        "거부",
        "선언",
        "체결",
        "무효",
        "묵인",
        "외교행낭",
        "채널",
        "공약",
        "동결",
        "포크",
    ),
    "ja": ("憲章", "拒否", "宣言", "締結", "無効", "黙認", "外交行嚢", "凍結", "コミットメント"),
    "en": ("channel", "void", "concluded", "pouch", "embargo", "frozen"),
}


def filled(name: str) -> Terms:
    return presets.load(name).terms_for(PARTIES[name], "2023-03-16")


def maps(value: Any) -> Iterator[dict[str, str]]:
    """Every language map within a value."""
    if isinstance(value, dict):
        if "en" in value or "ko" in value or "ja" in value:
            yield value
        else:
            for inner in value.values():
                yield from maps(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from maps(inner)


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_fills_good_terms_in_three_languages(name: str) -> None:
    """PRESET-1: fill the terms and the standing agenda in English, Korean and Japanese."""
    preset = presets.load(name)
    terms = filled(name)
    assert preset.name == name
    assert set(terms.sides) == set(PARTIES[name])
    assert terms.legal_status.kind == NOT_BINDING  # TERMS-8
    assert None not in (terms.response.proposal_s, terms.response.acknowledge_s)  # TERMS-13
    items = preset.standing_agenda()
    assert items
    for key, item in items.items():
        assert item.kind == "standing"
        assert write_body(f"meeting/m/agenda/{key}", "offer", item)
    everything = decode(write_body("terms", "offer", terms), BODY_BYTES_MAX)
    texts = [preset.label, preset.about, *maps(everything)]
    texts += [item.title for item in items.values()]
    assert all(set(text) == {"en", "ja", "ko"} for text in texts)
    assert len(texts) > 20


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_keeps_words_that_are_avoided_out(name: str) -> None:
    for text in maps(decode(encode(filled(name)), BODY_BYTES_MAX)):
        for language, words in AVOIDED.items():
            assert [word for word in words if word in text[language].lower()] == []


@pytest.mark.parametrize("name", presets.NAMES)
def test_the_pages_that_come_first_are_rooms(name: str) -> None:
    rooms = {"terms", "anchors", "meetings", "agenda", "texts", "documents", "followups"}
    assert set(presets.load(name).pages) <= rooms


def test_the_page_on_use_has_the_same_ten_points_in_each_language() -> None:
    """TERMS-9: The page that says what accepting means stands in every working language."""
    page = filled("generic").understanding
    for text in page.values():
        points = text.split("\n\n")[1:]
        assert [int(point[:2].rstrip(".．")) for point in points] == list(range(1, 11))


def test_each_side_keeps_its_own_name_in_the_order_of_its_readers() -> None:
    economic, security = filled("economic-security"), filled("national-security")
    assert economic.titles["kr"]["ko"] == "한일 경제안보대화"
    assert economic.titles["jp"]["ja"] == "日韓経済安全保障協議"
    assert security.titles["kr"]["ko"] == "한일 안보정책협의회"
    assert security.titles["jp"]["ja"] == "日韓安全保障対話"
    assert (security.mandate.start, security.mandate.last_round) == ("resumption", 11)  # TERMS-6
    assert (economic.mandate.start, economic.mandate.last_round) == ("launch", None)
    assert economic.rhythm.hosting.first == "kr"  # TERMS-7


def test_a_party_is_of_the_side_with_which_its_code_begins() -> None:
    terms = presets.load("national-security").terms_for(("jp-mofa", "kr-mofa"))
    assert set(terms.titles) == set(terms.sides) == {"jp-mofa", "kr-mofa"}
    assert terms.rhythm.hosting.first == "kr-mofa"
    assert {contact.party for contact in terms.contacts} == {"jp-mofa", "kr-mofa"}


@pytest.mark.parametrize(
    "parties", [("jp",), ("jp", "us"), ("jp", "kr", "us"), ("kr-nso", "kr-mofa"), ()]
)
def test_a_preset_for_other_sides_is_refused(parties: tuple[str, ...]) -> None:
    """PRESET-1: made for given sides, one party each."""
    with pytest.raises(ConfigError) as caught:
        presets.load("economic-security").terms_for(parties)
    assert (caught.value.code, caught.value.rule) == ("preset/party", "PRESET-1")


def test_the_generic_preset_asks_for_the_day_of_the_mandate() -> None:
    """PRESET-2: Where a preset names no day of the mandate, the reader is told it."""
    generic = presets.load("generic")
    assert generic.sides == ("any",)
    with pytest.raises(ConfigError) as caught:
        generic.terms_for(("aa", "bb"))
    assert (caught.value.code, caught.value.rule) == ("preset/date", "PRESET-2")
    with pytest.raises(MalformedError):
        generic.terms_for(("aa", "bb"), "yesterday")
    with pytest.raises(MalformedError):
        generic.terms_for(("AA", "bb"), "2023-03-16")


@pytest.mark.parametrize("name", ["", "understanding", "../economic-security", "Generic"])
def test_an_unknown_preset_is_refused(name: str) -> None:
    """PRESET-1: `preset/unknown`."""
    with pytest.raises(ConfigError) as caught:
        presets.load(name)
    assert (caught.value.code, caught.value.rule) == ("preset/unknown", "PRESET-1")
