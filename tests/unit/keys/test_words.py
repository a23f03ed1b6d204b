# SPDX-License-Identifier: Apache-2.0
"""24 words over a digest, in three languages, with the same numbers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import MalformedError, TrustError
from comity.keys import words as room
from comity.keys.words import LANGUAGES, Language, WordError, parse, spoken, word_list, words_of

DIGEST = st.binary(min_size=32, max_size=32)
LANGUAGE = st.sampled_from(LANGUAGES)
ONE = bytes(range(32))


@given(digest=DIGEST, language=LANGUAGE)
def test_words_are_read_back(digest: bytes, language: Language) -> None:
    told = words_of(digest, language)
    assert len(told) == 24
    assert parse(told, language) == digest
    assert parse(spoken(told, language), language) == digest


@given(digest=DIGEST)
def test_the_numbers_are_the_same_in_every_language(digest: bytes) -> None:
    numbers = {
        language: [
            word_list(language).index(unicodedata.normalize("NFKD", word))
            for word in words_of(digest, language)
        ]
        for language in LANGUAGES
    }
    assert numbers["en"] == numbers["ko"] == numbers["ja"]


@given(digest=DIGEST, language=LANGUAGE, form=st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_words_are_accepted_in_every_form_of_typing(
    digest: bytes, language: Language, form: str
) -> None:
    typed = [unicodedata.normalize(form, word) for word in words_of(digest, language)]  # type: ignore[arg-type]
    assert parse(typed, language) == digest


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_shown_composed_words(language: Language) -> None:
    told = words_of(ONE, language)
    assert all(unicodedata.is_normalized("NFC", word) for word in told)


def test_capitals_and_more_space_do_no_harm() -> None:
    typed = "\n ".join(words_of(ONE, "en")).upper()
    assert parse(typed, "en") == ONE


def test_japanese_is_joined_by_the_ideographic_space() -> None:
    assert spoken(words_of(ONE, "ja"), "ja").count("\u3000") == 23
    assert spoken(words_of(ONE, "ko"), "ko").count(" ") == 23


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_published_vector_holds(language: Language) -> None:
    # 256 zero bits carry the check bits 0x66: 102.
    told = words_of(bytes(32), language)
    listed = [unicodedata.normalize("NFC", word) for word in word_list(language)]
    assert told == (listed[0],) * 23 + (listed[102],)
    assert language != "en" or told[-1] == "art"


@given(digest=DIGEST, place=st.integers(0, 23), language=LANGUAGE)
def test_a_word_out_of_the_list_is_named_by_its_place(
    digest: bytes, place: int, language: Language
) -> None:
    typed = list(words_of(digest, language))
    typed[place] = "comity"
    with pytest.raises(WordError, match=f"word {place + 1} ") as caught:
        parse(typed, language)
    assert caught.value.place == place + 1
    assert caught.value.code == "words/unknown"


def test_words_of_another_language_are_refused() -> None:
    with pytest.raises(WordError):
        parse(words_of(ONE, "ko"), "ja")


@given(digest=DIGEST, place=st.integers(0, 23), other=st.integers(0, 2047))
def test_another_word_never_tells_the_same_digest(digest: bytes, place: int, other: int) -> None:
    typed = list(words_of(digest, "en"))
    if typed[place] == word_list("en")[other]:
        return
    typed[place] = word_list("en")[other]
    try:
        told = parse(typed, "en")
    except MalformedError:
        return  # caught by the check bits
    assert told != digest


def test_most_wrong_words_are_caught_by_the_check_bits() -> None:
    typed = list(words_of(ONE, "en"))
    caught = 0
    for word in word_list("en"):
        try:
            parse([word, *typed[1:]], "en")
        except MalformedError:
            caught += 1
    assert caught > 2047 * 0.98


@pytest.mark.parametrize("count", [0, 1, 12, 23, 25, 2048])
def test_another_number_of_words_is_refused(count: int) -> None:
    with pytest.raises(MalformedError, match="words/count"):
        parse(["abandon"] * count, "en")


def test_a_digest_of_another_length_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        words_of(bytes(31), "en")


def test_an_altered_list_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(room._LISTS, "en", ("english.txt", "0" * 64))
    word_list.cache_clear()
    try:
        with pytest.raises(TrustError, match="word-list"):
            words_of(ONE, "en")
    finally:
        monkeypatch.undo()
        word_list.cache_clear()
    assert parse(words_of(ONE, "en"), "en") == ONE
