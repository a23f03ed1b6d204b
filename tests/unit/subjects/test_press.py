# SPDX-License-Identifier: Apache-2.0
"""Press guidance: what it is, whose move, and what a side may say at which moment."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity import subjects
from comity.core.encoding import encode
from comity.core.errors import MalformedError
from comity.subjects import press
from comity.subjects.press import PressView, Sayable
from tests.unit.subjects import samples
from tests.unit.subjects.samples import GUIDANCE, RELEASE, T0, turned
from tests.unit.subjects.table import Raw, Table

WORDS = {"en": "Both sides are discussing a date."}
COMMON: dict[str, Any] = {**GUIDANCE, "common": WORDS, "lines": {}}
TIMELESS: dict[str, Any] = {**COMMON, "not_before": None, "zone": None}


def _view(table: Table) -> PressView:
    (seen,) = press.view(table, table).details
    return seen


def _refused(value: object) -> str:
    with pytest.raises(MalformedError) as caught:
        subjects.read_body("press/date", "offer", encode(value))
    return f"{caught.value.code} {caught.value.rule}"


@pytest.mark.parametrize(
    "subject", ["Meeting 1", "channel/keys", "press/other", "press", "channel", ""]
)
def test_it_is_on_an_item_of_the_dialogue_or_on_all_of_it(subject: str) -> None:
    """PRESS-1: one item of the dialogue, named by its matter, or on all of it (null)."""
    assert _refused(turned("guidance", "subject", subject)) == "press/subject PRESS-1"
    whole = {**GUIDANCE, "subject": None}
    assert subjects.read_body("press/date", "offer", encode(whole))


def test_it_says_something_in_common_or_by_each_side() -> None:
    """PRESS-2: words in common, or words of each side, not both; it says something."""
    assert _refused({**GUIDANCE, "common": WORDS}) == "press/words PRESS-2"
    nothing = {**GUIDANCE, "lines": {}, "if_asked": None}
    assert _refused(nothing) == "press/words PRESS-2"
    for good in (COMMON, {**COMMON, "if_asked": None}, {**GUIDANCE, "lines": {}}):
        assert subjects.write_body("press/date", "offer", good) == encode(good)


@pytest.mark.parametrize(
    ("name", "path", "value", "code"),
    [
        ("guidance", "lines", {"KR": WORDS}, "body/party SUBJ-7"),
        ("guidance", "lines.kr.ko", "가" * 4_001, "body/length SUBJ-2"),
        ("guidance", "if_asked.en", "x" * 4_001, "body/length SUBJ-2"),
        ("guidance", "if_asked", {}, "body/words SUBJ-3"),
        ("guidance", "lines", {f"p{n}": WORDS for n in range(10, 43)}, "body/count SUBJ-6"),
        ("guidance", "not_before", None, "press/time PRESS-4"),
        ("guidance", "zone", None, "press/time PRESS-4"),
        ("guidance", "not_before", -1, "body/time SUBJ-4"),
        ("guidance", "zone", "KST", "body/zone SUBJ-4"),
        ("guidance", "status", "over", "body/type SUBJ-1"),
        ("release", "at", -1, "body/time SUBJ-4"),
        ("release", "zone", "KST", "body/zone SUBJ-4"),
        ("release", "manner", "asked", "body/type SUBJ-1"),
        ("release", "where", {"en": "a\nb"}, "body/line SUBJ-2"),
    ],
)
def test_a_wrong_field_is_refused_by_name(name: str, path: str, value: object, code: str) -> None:
    """PRESS-2, PRESS-4, PRESS-6: right input as it turns wrong."""
    matter, verb, _ = samples.ALL[name]
    with pytest.raises(MalformedError) as caught:
        subjects.read_body(matter, verb, encode(turned(name, path, value)))
    assert f"{caught.value.code} {caught.value.rule}" == code


def test_a_statement_of_release_need_not_say_how() -> None:
    """PRESS-6: when, how, and whether in answer to a question."""
    value = {**RELEASE, "where": None}
    assert subjects.write_body("press/date/released", "declare", value) == encode(value)


def test_an_answer_is_asked_for_within_the_time_for_press_matters() -> None:
    """PRESS-3: within `press_s`, else within the time for any proposal."""
    table = Table()
    table.offer("jp", {"press/date": COMMON})
    assert _view(table).standing.by is None
    for response, seconds in (({"press_s": None}, 432_000), ({"press_s": 7_200}, 7_200)):
        table = Table()
        terms = samples.terms()
        table.agree({"terms": {**terms, "response": {**terms["response"], **response}}})
        table.offer("jp", {"press/date": COMMON})
        assert _view(table).standing.by == table.offers[-1].time + seconds * 1000
        assert _view(table).standing.moves == ("kr",)


MOMENTS = st.integers(T0 - 10_000, T0 + 10_000)


@given(MOMENTS, st.sampled_from([GUIDANCE, COMMON]), st.booleans(), st.booleans())
def test_nothing_may_be_said_before_both_keys_are_turned(
    now: int,
    guidance: dict[str, Any],
    accepted: bool,  # noqa: FBT001 - drawn
    halted: bool,  # noqa: FBT001 - drawn
) -> None:
    """PRESS-5: until every party has accepted it; nothing before its release time."""
    table = Table()
    if accepted:
        table.agree({"press/date": guidance}, confirmed=not halted)
    else:
        table.offer("jp", {"press/date": guidance})
    told = _view(table).sayable("kr", now, halted=halted)
    if not accepted or halted:
        assert told is Sayable.NOTHING  # agreed and not confirmed counts for nothing in a halt
    elif now < T0:
        assert told is Sayable.NOT_BEFORE
    else:
        assert told is Sayable.NOW


def test_what_is_confirmed_may_be_said_while_the_record_is_halted() -> None:
    """PRESS-5: While a record is halted only what is confirmed counts."""
    table = Table()
    table.agree({"press/date": TIMELESS})
    table.agree({"press/date": {**TIMELESS, "status": "off"}}, confirmed=False)
    assert _view(table).sayable("kr", 0, halted=True) is Sayable.NOW
    assert _view(table).sayable("kr", 0) is Sayable.TAKEN_BACK


def test_a_side_without_words_answers_only_if_asked_or_not_at_all() -> None:
    """PRESS-2, PRESS-5: Then its words; or, where it has none, only an answer if asked."""
    only_jp = {**TIMELESS, "common": None, "lines": {"jp": WORDS}}
    for value, told in (
        (only_jp, Sayable.IF_ASKED),
        ({**only_jp, "if_asked": None}, Sayable.SILENT),
        ({**TIMELESS, "common": None}, Sayable.IF_ASKED),
    ):
        table = Table()
        table.agree({"press/date": value})
        assert _view(table).sayable("kr", 0) is told
    assert press.Guidance(None, WORDS, {}, None, None, None, "on").line("xx") == WORDS


def test_guidance_that_cannot_be_read_lets_nothing_be_said() -> None:
    """PRESS-5: where that can't be read, no older guidance comes back."""
    table = Table()
    table.agree({"press/date": TIMELESS})
    table.agree({"press/date": Raw(b"{}")})
    assert _view(table).guidance is None
    assert _view(table).sayable("kr", 0) is Sayable.NOTHING
    assert _view(table).sayable("kr", 0, halted=True) is Sayable.NOTHING


def test_what_a_side_has_released_is_its_own_word_and_too_early_is_shown() -> None:
    """PRESS-6: One that is earlier than the agreed time is shown as such."""
    table = Table()
    table.declare("kr", "press/date/released", RELEASE)
    seen = _view(table)
    assert (seen.guidance, seen.sure, seen.subject) == (None, None, None)
    assert not seen.early(seen.releases[0])
    table.agree({"press/date": GUIDANCE})
    table.declare("jp", "press/date/released", {**RELEASE, "at": T0 - 1})
    table.declare("jp", "press/date/released", Raw(b"{}"))
    seen = _view(table)
    assert [seen.early(one) for one in seen.releases] == [False, True, False]
    assert seen.released_by("kr")
    assert not seen.released_by("us")
    timeless = Table()
    timeless.agree({"press/date": TIMELESS})
    timeless.declare("jp", "press/date/released", {**RELEASE, "at": 0})
    assert not _view(timeless).early(_view(timeless).releases[0])


def test_a_side_that_only_says_something_unreadable_has_released_nothing() -> None:
    """PRESS-6: its own word."""
    table = Table()
    table.declare("kr", "press/date/released", Raw(b"{}"))
    assert not _view(table).released_by("kr")


def test_the_item_it_is_on_is_known_while_it_is_only_proposed() -> None:
    """PRESS-1: Press guidance is on one item."""
    table = Table()
    table.offer("jp", {"press/date": Raw(b"{}")})
    assert _view(table).subject is None
    table.offer("jp", {"press/date": GUIDANCE})
    assert _view(table).subject == "meeting/2023-1"
    assert _view(table).strangers == ()


def test_words_for_a_stranger_are_pointed_out_and_unknown_paths_are_kept() -> None:
    """PRESS-2, SUBJ-10: words of each side by party."""
    table = Table("jp", "us")
    table.agree({"press/date": GUIDANCE})
    table.declare("jp", "press/date/other", {})
    room = press.view(table, table)
    assert room.details[0].strangers == ("kr",)
    assert [one.matter for one in room.standings] == ["press/date", "press/date/other"]
    assert subjects.view(table, table).press.details[0].id == "date"
