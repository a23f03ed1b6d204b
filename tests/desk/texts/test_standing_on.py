# SPDX-License-Identifier: Apache-2.0
"""On which wording of a paragraph each side stands."""

from comity.subjects.texts import view
from comity.telling.texts.wording import stood_on
from tests.unit.subjects.table import Table

P = "text/t/p/k1"


def _wording(text: str) -> dict[str, object]:
    return {"form": "paragraph", "base": None, "text": {"en": text}}


def _stood(table: Table) -> dict[str, tuple[str, ...]]:
    (text,) = view(table, table).details
    return {
        one.body.value.text["en"]: parties
        for one, parties in stood_on(text.paragraphs[0])
        if one.body.value is not None
    }


def test_a_side_that_made_a_counter_proposal_leaves_the_other_where_it_was() -> None:
    table = Table("jp", "kr")
    table.offer("kr", {P: _wording("ours")})
    table.offer("jp", {P: _wording("theirs")})
    assert _stood(table) == {"ours": ("kr",), "theirs": ("jp",)}


def test_a_side_stands_on_its_newest_wording_only() -> None:
    table = Table("jp", "kr")
    table.offer("kr", {P: _wording("first")})
    table.offer("jp", {P: _wording("theirs")})
    table.offer("kr", {P: _wording("second")})
    table.offer("jp", {P: _wording("theirs too")})
    assert _stood(table) == {"second": ("kr",), "theirs too": ("jp",)}


def test_every_open_wording_stays_even_of_one_side() -> None:
    table = Table("jp", "kr")
    table.offer("kr", {P: _wording("first")})
    table.offer("kr", {P: _wording("second")})
    assert _stood(table) == {"first": ("kr",), "second": ("kr",)}


def test_a_side_that_has_accepted_stands_behind_the_wording_of_another() -> None:
    table = Table("jp", "kr", "us")
    ref = table.offer("jp", {P: _wording("theirs")})
    table.accept("us", ref)
    assert _stood(table) == {"theirs": ("jp", "us")}


def test_a_declined_wording_is_still_what_its_side_wants_and_a_withdrawn_one_is_not() -> None:
    table = Table("jp", "kr")
    declined = table.offer("kr", {P: _wording("ours")})
    table.refuse("jp", declined)
    withdrawn = table.offer("jp", {P: _wording("theirs")})
    table.refuse("jp", withdrawn)
    assert _stood(table) == {"ours": ("kr",)}


def test_what_was_there_before_an_agreed_wording_is_past() -> None:
    table = Table("jp", "kr")
    table.offer("kr", {P: _wording("ours")})
    table.agree({P: _wording("agreed")})
    assert _stood(table) == {}
    table.offer("jp", {P: _wording("a change")})
    assert _stood(table) == {"a change": ("jp",)}
