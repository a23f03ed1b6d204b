# SPDX-License-Identifier: Apache-2.0
"""Every hard moment is told whole in every language: a heading, a paragraph, what to do next."""

import pytest

from comity.locale import LANGUAGES, Language, catalogue
from comity.telling.plights import PLIGHTS, Plight, places_of, plight
from comity.telling.voice import Voice

EVERY = [(language, code) for language in LANGUAGES for code in Plight]


def _sample(voice: Voice, code: Plight) -> dict[str, str | int]:
    told: dict[str, str | int] = {
        "side": voice.side("jp"),
        "higher": voice.side("jp"),
        "lower": voice.side("kr"),
        "sides": voice.sides(["jp", "kr"]),
        "item": "ITEM",
        "what": "WHAT",
        "why": "WHY",
        "time": "TIME",
        "since": "SINCE",
        "number": 4711,
        "count": 4712,
        "waiting": 4713,
    }
    return {name: told[name] for name in places_of(code)}


def test_every_plight_has_its_sentences() -> None:
    assert set(PLIGHTS) == set(Plight)


@pytest.mark.parametrize(("language", "code"), EVERY)
def test_a_plight_is_told_whole_and_with_all_its_places(language: Language, code: Plight) -> None:
    voice = Voice(catalogue(language), "kr")
    places = _sample(voice, code)
    told = plight(voice, code, **places)
    assert all(told)
    assert not {"{", "}"} & set("".join(told))
    for name, value in places.items():
        assert str(value) in told.title + told.text + told.next, name


@pytest.mark.parametrize(("language", "code"), [one for one in EVERY if one[0] != "en"])
def test_no_sentence_of_a_plight_is_left_in_english(language: Language, code: Plight) -> None:
    words = catalogue(language)
    assert [text for text in PLIGHTS[code] if words.gettext(text) == text] == []


def test_a_place_that_is_missing_or_too_many_is_a_mistake() -> None:
    voice = Voice(catalogue("en"), "kr")
    with pytest.raises(ValueError, match="withdrawn-while-reading"):
        plight(voice, Plight.WITHDRAWN_WHILE_READING, side="x", item="y")
    with pytest.raises(ValueError, match="keys-locked"):
        plight(voice, Plight.KEYS_LOCKED, side="x")


@pytest.mark.parametrize("own", ["kr", "jp"])
def test_proposals_that_crossed_are_told_alike_to_both_sides(own: str) -> None:
    voice = Voice(catalogue("en"), own)
    told = plight(voice, Plight.CROSSED, **_sample(voice, Plight.CROSSED))
    assert f"the proposal of {voice.side('jp')}, because it has the higher rank" in told.text
    assert told.next.startswith(f"It is now for {voice.side('kr')} to accept")
