# SPDX-License-Identifier: Apache-2.0
"""Brackets as a person would set them, without losing a character of anybody's wording."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.workbench.brackets import (
    Bracket,
    Bracketed,
    Change,
    bracketed,
    positions_of,
    redline,
)

_WORDS = (
    "share", "information", "immediately", "as", "promptly", "the", ",", ".", "양측은", "정보",
    "공유를", "즉시", "하였다", "双方は", "情報共有", "を", "直ちに", "行うこととした", "。",
    "ミサイル", "1,000", "Korea’s", "e\u0301", "\u304b\u3099",
    "𠮷", "🇰🇷", "  ", "\n", "[", "]", "_",
)  # fmt: skip
_WORDED = st.lists(st.sampled_from(_WORDS), max_size=14)
_TEXT = (
    _WORDED.map(" ".join)
    | _WORDED.map("".join)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)
_CODES = ("jp", "kr", "us")
_SAID = st.lists(
    st.tuples(_TEXT, st.sets(st.sampled_from(_CODES), min_size=1)), max_size=4
)  # fmt: skip


def _told(shown: Bracketed) -> str:
    """The segments as one line: ``[text|codes]``, ``*`` where the agreed wording says so."""
    return "".join(
        one
        if isinstance(one, str)
        else "".join(
            f"[{way.text}|{','.join(way.parties)}{'*' if way.agreed else ''}]"
            for way in one.alternatives
        )
        for one in shown.segments
    )


def _between(kr: str, jp: str) -> str:
    return _told(bracketed(positions_of(None, [(kr, ["kr"]), (jp, ["jp"])], own="kr")))


@given(_TEXT | st.none(), _SAID)
def test_read_with_the_choice_of_one_wording_the_segments_are_exactly_that_wording(
    agreed: str | None, said: list[tuple[str, set[str]]]
) -> None:
    shown = bracketed(positions_of(agreed, said))
    readings = [shown.reading(place) for place in range(len(shown.positions))]
    assert readings == [one.text for one in shown.positions]
    for text, codes in said:
        (position,) = [one for one in shown.positions if one.text == text]
        assert codes <= set(position.parties)


@given(_TEXT | st.none(), _SAID)
def test_each_place_names_everybody_behind_each_of_its_alternatives(
    agreed: str | None, said: list[tuple[str, set[str]]]
) -> None:
    shown = bracketed(positions_of(agreed, said))
    brackets = [one for one in shown.segments if isinstance(one, Bracket)]
    for bracket in brackets:
        ways = bracket.alternatives
        assert len({way.text for way in ways}) == len(ways) > 1
        places = sorted(place for way in ways for place in way.places)
        assert places == list(range(len(shown.positions)))
        for way in ways:
            behind = [shown.positions[place] for place in way.places]
            assert set(way.parties) == {code for one in behind for code in one.parties}
            assert way.agreed == any(one.agreed for one in behind)


@given(_TEXT | st.none(), _SAID, st.sampled_from((None, *_CODES)))
def test_the_order_in_which_proposals_arrived_makes_no_difference(
    agreed: str | None, said: list[tuple[str, set[str]]], own: str | None
) -> None:
    expected = bracketed(positions_of(agreed, said, own))
    assert all(
        bracketed(positions_of(agreed, order, own)) == expected for order in permutations(said)
    )


@given(_TEXT.filter(bool), st.integers(1, 4))
def test_identical_wordings_give_no_brackets(text: str, count: int) -> None:
    said = [(text, [code]) for code in _CODES * count]
    for agreed in (None, text):
        shown = bracketed(positions_of(agreed, said))
        assert shown.segments == (text,)
        assert (shown.brackets, shown.whole) == (0, False)


@given(_TEXT, _TEXT)
def test_segments_alternate_and_none_is_empty(kr: str, jp: str) -> None:
    segments = bracketed(positions_of(None, [(kr, ["kr"]), (jp, ["jp"])])).segments
    kinds = [isinstance(one, Bracket) for one in segments]
    assert all(a != b for a, b in pairwise(kinds))
    assert all(segments)


@given(_TEXT, _TEXT)
def test_a_redline_holds_both_wordings_whole(old: str, new: str) -> None:
    changes = redline(old, new)
    assert "".join(one.text for one in changes if one.kind != "added") == old
    assert "".join(one.text for one in changes if one.kind != "removed") == new
    assert all(one.text for one in changes)


@pytest.mark.parametrize(
    ("kr", "jp", "told"),
    [
        (
            "Both sides will share information immediately.",
            "Both sides will share information as promptly as possible.",
            "Both sides will share information[ immediately|kr][ as promptly as possible|jp].",
        ),
        (
            "양측은 정보 공유를 즉시 실시하기로 하였다.",
            "양측은 정보 공유를 가능한 한 신속히 실시하기로 하였다.",
            "양측은 정보 공유를[ 즉시|kr][ 가능한 한 신속히|jp] 실시하기로 하였다.",
        ),
        (
            "双方は、情報共有を直ちに行うこととした。",
            "双方は、情報共有を可能な限り速やかに行うこととした。",
            "双方は、情報共有を[直ちに|kr][可能な限り速やかに|jp]行うこととした。",
        ),
        (
            "Both sides noted the growing ties among the three.",
            "Both sides noted the ties among the three.",
            "Both sides noted the[ growing|kr][|jp] ties among the three.",
        ),
    ],
)
def test_brackets_stand_where_a_person_would_set_them(kr: str, jp: str, told: str) -> None:
    assert _between(kr, jp) == told


def test_korean_is_cut_between_words_only() -> None:
    told = _between("양측은 협력을 재확인하였다.", "양측은 협력을 재확인한다.")
    assert told == "양측은 협력을[ 재확인하였다|kr][ 재확인한다|jp]."


@pytest.mark.parametrize(
    ("kr", "jp", "told"),
    [
        (
            "The sides will hold annual talks and joint drills in Seoul.",
            "The sides will hold regular talks and naval drills in Seoul.",
            (
                "The sides will hold[ annual|kr][ regular|jp] talks and[ joint|kr][ naval|jp]"
                " drills in Seoul."
            ),
        ),
        (
            "The sides will hold annual and joint drills at sea in Seoul.",
            "The sides will hold regular and naval drills at sea in Seoul.",
            (
                "The sides will hold[ annual and joint|kr][ regular and naval|jp] drills at sea"
                " in Seoul."
            ),
        ),
        (
            "The sides reaffirm solemnly their commitment unconditionally to peace in the region.",
            "The sides underline gravely their commitment indefinitely to peace in the region.",
            (
                "The sides[ reaffirm solemnly their commitment unconditionally|kr]"
                "[ underline gravely their commitment indefinitely|jp] to peace in the region."
            ),
        ),
        (
            "双方は、核・ミサイルの挑発に対し緊密な連携の下で対応することとした。",
            "双方は、核・ミサイルの脅威を強調し、緊密な連携の下で対応することとした。",
            (
                "双方は、核・ミサイルの[挑発に対し|kr][脅威を強調し、|jp]"
                "緊密な連携の下で対応することとした。"
            ),
        ),
    ],
)
def test_words_between_brackets_join_them_unless_they_are_worth_reading_alone(
    kr: str, jp: str, told: str
) -> None:
    assert _between(kr, jp) == told


def test_a_run_of_kana_is_cut_where_its_end_is_common() -> None:
    told = _between(
        "双方は、それぞれの防衛政策について説明した。",
        "双方は、最近策定した戦略文書を含むそれぞれの防衛政策について説明した。",
    )
    assert told == (
        "双方は、[|kr][最近策定した戦略文書を含む|jp]それぞれの防衛政策について説明した。"
    )


def test_a_character_is_not_cut_from_the_ending_that_makes_it_a_word() -> None:
    told = _between(
        "双方は、安全保障協力及び米国との協力を進めることとした。",
        "双方は、二者間の協力及び米国との協力を進めることとした。",
    )
    assert told == "双方は、[安全保障|kr][二者間の|jp]協力及び米国との協力を進めることとした。"


@pytest.mark.parametrize(
    ("kr", "jp", "told"),
    [
        (
            "これは、か\u3099くせいたちのための文書である",
            "これは、か\u309aくせいたちのための文書である",
            "これは、[か\u3099|kr][か\u309a|jp]くせいたちのための文書である",
        ),
        (
            "これは、か\u3099くせいたちの文書である",
            "これは、さ\u3099くせいたちの文書である",
            "これは、[か\u3099|kr][さ\u3099|jp]くせいたちの文書である",
        ),
        (
            "これは、たちのためのか文書である",
            "これは、たちのためのか\u3099文書である",
            "これは、たちのための[か|kr][か\u3099|jp]文書である",
        ),
    ],
)
def test_a_mark_stays_with_its_character(kr: str, jp: str, told: str) -> None:
    assert _between(kr, jp) == told


def test_the_agreed_wording_stands_first_and_ours_before_theirs() -> None:
    agreed = "The sides will meet in May in Seoul."
    said = [
        ("The sides will meet in June in Seoul.", ["jp"]),
        ("The sides will meet in July in Seoul.", ["kr"]),
    ]
    told = _told(bracketed(positions_of(agreed, said, own="kr")))
    assert told == "The sides will meet in[ May|*][ July|kr][ June|jp] in Seoul."


def test_wordings_that_agree_at_one_place_share_an_alternative_there() -> None:
    said = [
        ("The sides will meet in May in Seoul, in the presence of experts.", ["kr"]),
        ("The sides will meet in June in Seoul, in the presence of experts.", ["jp"]),
        ("The sides will meet in June in Seoul, in the presence of the press.", ["us"]),
    ]
    told = _told(bracketed(positions_of(None, said)))
    assert told == (
        "The sides will meet in[ June|jp,us][ May|kr] in Seoul, in the presence of"
        "[ experts|jp,kr][ the press|us]."
    )


@pytest.mark.parametrize(
    ("kr", "jp"),
    [
        ("양측은 정례적으로 소통하기로 하였다.", "제13차 회의는 일본에서 개최한다."),
        ("The sides met.", "Nothing was decided on any of the other matters."),
        (" ".join(f"w{n}" for n in range(2_600)), " ".join(f"w{n}" for n in range(2_601))),
        (
            " ".join(f"w{n % 100}" for n in range(2_400)),
            " ".join(f"w{n % 100}" if n % 9 else f"x{n}" for n in range(2_400)),
        ),
    ],
)
def test_what_has_too_little_in_common_or_is_too_long_stands_whole(kr: str, jp: str) -> None:
    shown = bracketed(positions_of(None, [(kr, ["kr"]), (jp, ["jp"])]))
    assert shown.whole
    assert shown.brackets == len(shown.segments) == 1
    assert redline(kr, jp) == (Change("removed", kr), Change("added", jp))


def test_one_word_changed_in_a_long_paragraph_is_one_bracket() -> None:
    words = [f"word{place % 97}" for place in range(2_000)]
    other = [*words[:1_000], "another", *words[1_001:]]
    shown = bracketed(positions_of(None, [(" ".join(words), ["kr"]), (" ".join(other), ["jp"])]))
    (bracket,) = [one for one in shown.segments if isinstance(one, Bracket)]
    assert {way.text.strip() for way in bracket.alternatives} == {words[1_000], "another"}


def test_nothing_worded_shows_nothing() -> None:
    assert bracketed(positions_of(None, [])).segments == ()
