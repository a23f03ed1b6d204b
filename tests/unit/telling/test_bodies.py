# SPDX-License-Identifier: Apache-2.0
"""Bodies in the reader's language: languages by their names, and why one can't be read."""

import pytest

from comity import presets
from comity.locale import LANGUAGES, Language, catalogue
from comity.subjects.documents import Document
from comity.subjects.meetings import Paper
from comity.subjects.reading import Body, BodyState, Fault
from comity.subjects.texts import Adoption, Header
from comity.telling.bodies import tell, tell_body
from comity.telling.voice import Voice

DIGEST = "A" * 43
NAMES = {
    "en": "English, Japanese, Korean",
    "ko": "영어, 일본어, 한국어",
    "ja": "英語、日本語、韓国語",
}
KOREAN = {"en": "Korean", "ko": "한국어", "ja": "韓国語"}
ADOPTED = dict.fromkeys(("ko", "en", "ja"), DIGEST)
TITLE = {"en": "Summary"}
SIZE = 5


def _told(language: Language, value: object) -> str:
    return "\n".join(tell(Voice(catalogue(language), "kr", zone="UTC"), value))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("corrigendum", [0, 1])
def test_an_adoption_names_its_languages(language: Language, corrigendum: int) -> None:
    assert NAMES[language] in _told(language, Adoption(corrigendum, ADOPTED))


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_name_their_languages(language: Language) -> None:
    terms = presets.load("economic-security").terms_for(("jp", "kr"), "2023-03-16")
    told = _told(language, terms)
    assert KOREAN[language] in told
    assert "ja, ko" not in told
    assert "ko, ja" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outline_names_each_language_and_the_one_that_prevails(language: Language) -> None:
    header = Header(
        TITLE, "summary-of-discussion", "not-legally-binding",
        {"en": "authentic", "ko": "authentic"}, "ko", ("a",), None,
    )  # fmt: skip
    told = _told(language, header)
    assert told.count(KOREAN[language]) == len(("its rank", "it prevails"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "value",
    [
        Document("a.pdf", "application/pdf", SIZE, DIGEST, None, "ko"),
        Paper(TITLE, DIGEST, "ko"),
    ],
)
def test_a_document_and_a_paper_name_their_language(language: Language, value: object) -> None:
    assert KOREAN[language] in _told(language, value)


def test_a_language_without_a_name_here_is_told_by_its_code() -> None:
    assert "(fr)" in _told("ko", Paper(TITLE, DIGEST, "fr"))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "cannot be read here: A time zone is not understood"),
        ("ko", "시간대를 이해할 수 없습니다"),
        ("ja", "タイムゾーン"),
    ],
)
def test_why_a_body_cannot_be_read_is_told_in_the_readers_language(
    language: Language, told: str
) -> None:
    hint = "zone: such as Asia/Seoul, or UTC"
    body: Body[object] = Body(None, BodyState.UNREADABLE, fault=Fault("body/zone", "SUBJ-4", hint))
    (line,) = tell_body(Voice(catalogue(language)), body)
    assert told in line
    assert "such as" not in line
    assert line[-1] not in ".。"


def test_a_fault_of_a_later_version_falls_back_on_its_hint() -> None:
    body: Body[object] = Body(
        None, BodyState.UNREADABLE, fault=Fault("later/code", "SUBJ-99", "a hint.")
    )
    assert tell_body(Voice(catalogue("ko")), body)[0].endswith("a hint")
