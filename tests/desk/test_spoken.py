# SPDX-License-Identifier: Apache-2.0
"""Words in another language than the page are said to be in it, and nobody can forge that."""

import pytest

from comity.core.encoding import encode
from comity.desk.items.spoken import ListeningVoice, as_spoken, plainly, said_in
from comity.locale import catalogue
from comity.telling.voice import Voice
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.unit.subjects.samples import ALL, DATE

EN = ListeningVoice(catalogue("en", "desk"), "kr")
DAY = "meeting/round-12/date"


@pytest.mark.parametrize(
    ("told", "html"),
    [
        ({"en": "Seoul", "ko": "서울"}, "Seoul"),
        ({"ko": "서울"}, '<span lang="ko">서울</span>'),
        ({"fr": "Séoul"}, '<span lang="fr">Séoul</span>'),
        ({}, ""),
    ],
)
def test_what_is_picked_in_another_language_says_so(told: dict[str, str], html: str) -> None:
    assert as_spoken(EN.pick(told)) == html


def test_in_titles_and_tags_the_marks_go() -> None:
    word = EN.pick({"ko": "서울"})
    html = f'<title>{word} · Comity</title><a title="{word}">{word}</a>'
    assert as_spoken(html) == (
        '<title>서울 · Comity</title><a title="서울"><span lang="ko">서울</span></a>'
    )


def test_words_bring_their_own_full_stop() -> None:
    word = EN.pick({"ko": "만났다."})
    assert as_spoken(f"They said: {word}.") == 'They said: <span lang="ko">만났다.</span>'
    assert plainly(f"They said: {word}.") == "They said: 만났다."


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("아시아태평양국장", '<span lang="ko">아시아태평양국장</span>'),
        ("アジア大洋州局長", '<span lang="ja">アジア大洋州局長</span>'),
        ("外務省", '<span lang="ja">外務省</span>'),
        ("Director-General", "Director-General"),
        ("17–18", "17–18"),
    ],
)
def test_a_text_of_no_known_language_is_told_by_its_script(text: str, html: str) -> None:
    assert as_spoken(said_in(EN, text)) == html


def test_a_plain_voice_marks_nothing() -> None:
    assert said_in(Voice(catalogue("en", "desk")), "외교부") == "외교부"


def test_pages_say_it_of_posts_reasons_and_texts(capitals: Capitals, officer: Visitor) -> None:
    matter, _, value = ALL["follow-up"]
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.offer(JP, {matter: {**value, "title": {"ja": "連絡先一覧の交換"}}})
    capitals.exchange()
    capitals.refuse(KR, ref, encode({"ko": "수석대표 일정상 곤란합니다."}))

    item, record, today = (
        officer.item(DAY), officer.read("record", channel=capitals.channel), officer.read("today"),
    )  # fmt: skip

    assert '<span lang="ko">수석대표 일정상 곤란합니다.</span>' in item
    assert '<span lang="ja">アジア大洋州局長</span>' in record
    assert '<span lang="ja">連絡先一覧の交換</span>' in today
    for page in (item, record, today):
        assert not {"\x01", "\x02", "\x03"} & set(page)


def test_words_are_found_across_their_marks(capitals: Capitals, officer: Visitor) -> None:
    matter, _, value = ALL["follow-up"]
    capitals.offer(JP, {matter: {**value, "title": {"ja": "連絡先一覧の交換"}}})
    capitals.exchange()
    told = officer.words("record", "?q=side+proposed:+連絡先", channel=capitals.channel)
    assert "1 entry fits" in told
