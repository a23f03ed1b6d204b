# SPDX-License-Identifier: Apache-2.0
"""A readout against the terms and press guidance: what is pointed out, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity import subjects
from comity.subjects.meetings import Readout
from comity.workbench.readouts import Finding, Found, compare_readout
from tests.unit.subjects import samples
from tests.unit.subjects.samples import GUIDANCE, T0
from tests.unit.subjects.table import Table

PLAIN = {"en": "Both sides met.", "ko": "양측은 만났다.", "ja": "双方は会合した。"}
HOUR_S = 3_600
HOUR_MS = HOUR_S * 1000


def _table(rule: str = "own", attribution: str = "by-side", press_s: int | None = None) -> Table:
    table = Table()
    value = samples.terms()
    words = value["readout"]["words"]
    value["readout"] = {"rule": rule, "attribution": attribution, "words": words}
    value["response"] = {**value["response"], "press_s": press_s}
    table.agree({"terms": value})
    return table


def _found(
    table: Table, text: dict[str, str], not_before: int | None = None, now: int = T0
) -> list[tuple[str, str]]:
    rooms = subjects.view(table, table)
    compared = compare_readout(Readout(text, not_before), "2023-1", rooms, "kr", now)
    return [(str(one.finding), one.rule) for one in compared.found]


@pytest.mark.parametrize(("rule", "found"), [("joint", True), ("own", False)])
def test_an_own_readout_is_pointed_out_where_the_terms_provide_for_a_joint_one(
    rule: str,
    found: bool,  # noqa: FBT001 - drawn
) -> None:
    """PRESS-7: Where the terms provide for a joint readout, a side's own is pointed out."""
    assert (("joint", "PRESS-7") in _found(_table(rule), PLAIN)) is found


@given(st.none() | st.integers(T0 - 3 * HOUR_MS, T0 + 3 * HOUR_MS), st.none() | st.just(HOUR_S))
def test_notice_comes_first(not_before: int | None, press_s: int | None) -> None:
    """PRESS-8: names no later time, or leaves less time than the terms give for press matters."""
    told = _found(_table("own-after-notice", press_s=press_s), PLAIN, not_before)
    if not_before is None or not_before <= T0:
        assert told == [("notice", "PRESS-8")]
    elif press_s is not None and not_before < T0 + HOUR_MS:
        assert told == [("notice-short", "PRESS-8")]
    else:
        assert told == []
    assert _found(_table(press_s=press_s), PLAIN, not_before) == []


QUOTED = [
    "They said “we agree”.", 'They said "we agree".', "They said ‘we agree’.",
    "先方は「賛成」と述べた。", "상대측은 『찬성』이라고 말했다.", "« d'accord »",
]  # fmt: skip


@pytest.mark.parametrize("text", QUOTED)
def test_words_in_quotation_marks_are_pointed_out_where_neither_side_quotes_the_other(
    text: str,
) -> None:
    """PRESS-9: words in quotation marks, with the language in which they stand."""
    assert _found(_table(attribution="none"), {"en": text}) == [("quotation", "PRESS-9")]
    assert _found(_table(attribution="by-consent"), {"en": text}) == [
        ("quotation-consent", "PRESS-9")
    ]
    assert _found(_table(), {"en": text}) == []


@pytest.mark.parametrize(
    "text", ["It's the sides' own.", 'a lone " mark', "5′ 3″", "「 not closed"]
)
def test_apostrophes_and_lone_marks_are_no_quotation(text: str) -> None:
    """PRESS-9: words in quotation marks."""
    assert _found(_table(attribution="none"), {"en": text}) == []


def test_another_sides_organ_is_pointed_out_and_ones_own_is_not() -> None:
    """PRESS-9: names of another side's organs are pointed out."""
    sides: Any = samples.terms("national-security")["sides"]
    for code, found in (("jp", [("organ", "PRESS-9")]), ("kr", [])):
        for organ in ("lead", "co_lead"):
            for language, name in sides[code][organ].items():
                table = Table()
                value = samples.terms("national-security")
                value["readout"] |= {"rule": "own", "attribution": "none"}
                table.agree({"terms": value})
                assert _found(table, {language: f"… {name} …"}) == found, (code, organ)


@given(st.none() | st.integers(T0 - HOUR_MS, T0 + HOUR_MS), st.integers(T0 - HOUR_MS, T0 + HOUR_MS))
def test_a_readout_is_not_released_before_what_is_agreed_on_its_meeting(
    not_before: int | None, now: int
) -> None:
    """PRESS-10: that would be released before the time agreed in press guidance."""
    table = _table()
    table.agree({"press/a": GUIDANCE})
    early = (now if not_before is None else not_before) < T0
    expected = [("earlier", "PRESS-10")] if early else []
    assert _found(table, PLAIN, not_before, now) == expected


@pytest.mark.parametrize(
    "value",
    [
        {**GUIDANCE, "subject": "meeting/2023-12"},
        {**GUIDANCE, "subject": None},
        {**GUIDANCE, "status": "off"},
        {**GUIDANCE, "not_before": None, "zone": None},
    ],
)
def test_guidance_on_something_else_or_without_a_time_is_not_compared(value: object) -> None:
    """PRESS-10: press guidance on its meeting."""
    table = _table()
    table.agree({"press/a": value})
    assert _found(table, PLAIN, 0, 0) == []


def test_guidance_on_a_part_of_the_meeting_counts_and_an_open_one_is_pointed_out() -> None:
    """PRESS-10: and one while such guidance is proposed and not agreed."""
    table = _table()
    table.agree({"press/a": {**GUIDANCE, "subject": "meeting/2023-1/agenda/supply"}})
    table.offer("jp", {"press/b": GUIDANCE})
    rooms = subjects.view(table, table)
    compared = compare_readout(Readout(PLAIN, None), "2023-1", rooms, "kr", 0)
    assert compared.guidance == ("a", "b")
    assert [(one.finding, one.guidance) for one in compared.found] == [
        (Finding.EARLIER, "a"),
        (Finding.GUIDANCE_OPEN, "b"),
    ]
    assert compared.found[0].at == T0
    assert compared.found[0].zone == "Asia/Seoul"


def test_without_terms_nothing_is_compared_with_them() -> None:
    """PRESS-7 to PRESS-10: where the terms provide for it."""
    rooms = subjects.view(Table(), Table())
    compared = compare_readout(Readout({"en": QUOTED[0]}, None), "2023-1", rooms, "kr", 0)
    assert (compared.terms, compared.guidance, compared.found) == (None, (), ())


def test_every_finding_names_its_rule() -> None:
    """PRESS-7 to PRESS-10."""
    assert {Found(one).rule for one in Finding} == {f"PRESS-{n}" for n in range(7, 11)}
