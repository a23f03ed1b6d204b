# SPDX-License-Identifier: Apache-2.0
"""Bodies and views of measures and facts."""

from __future__ import annotations

from typing import Any

import pytest

from comity import subjects
from comity.core.encoding import encode
from comity.core.errors import MalformedError
from comity.core.ids import Code
from comity.ports import Kept
from comity.subjects import facts, measures, read_body
from comity.subjects.facts import FactState
from comity.subjects.measures import MeasureState
from comity.subjects.reading import BodyState
from tests.unit.subjects.samples import ALL, DIGEST, T0, turned
from tests.unit.subjects.samples_measures import (
    CHECK,
    DELIVERY,
    FIGURE,
    INTERESTS,
    MEASURE,
    PLAN,
    REPLY,
    STATED,
)
from tests.unit.subjects.table import Raw, Table

WORDS: dict[str, Any] = {"en": "x"}
LONG = {"en": "x" * 20_001}
STEP: dict[str, Any] = PLAN["steps"][0]
RESULT: dict[str, Any] = FIGURE["computation"]["results"][0]

WRONG: list[tuple[str, str, object, str, str]] = [
    # MEAS-1: what it is.  MEAS-2: whose.  MEAS-3: comments.  MEAS-4: items.
    ("measure", "title", {}, "body/words", "SUBJ-3"),
    ("measure", "reference", LONG, "body/length", "SUBJ-2"),
    ("measure", "kind", "war", "body/type", "SUBJ-1"),
    ("measure", "whose.name", {"en": " "}, "body/empty", "SUBJ-2"),
    ("measure", "whose.country", "us", "measure/country", "MEAS-2"),
    ("measure", "whose.country", "USA", "measure/country", "MEAS-2"),
    ("measure", "announced", "2023-02-29", "body/day", "SUBJ-5"),
    ("measure", "in_force", "soon", "body/day", "SUBJ-5"),
    ("measure", "comments_until", None, "measure/comments", "MEAS-3"),
    ("measure", "comments_zone", None, "measure/comments", "MEAS-3"),
    ("measure", "comments_until", -1, "body/time", "SUBJ-4"),
    ("measure", "comments_zone", "EST", "body/zone", "SUBJ-4"),
    ("measure", "items.0.code", "84862", "measure/code", "MEAS-4"),
    ("measure", "items.0.code", "84", "measure/code", "MEAS-4"),
    ("measure", "items.0.code", "８４８６２０", "measure/code", "MEAS-4"),
    ("measure", "items.1.code", "3b001", "measure/code", "MEAS-4"),
    ("measure", "items.2.code", " x", "measure/code", "MEAS-4"),
    ("measure", "items.2.code", "x" * 41, "measure/code", "MEAS-4"),
    ("measure", "items.2.words", {}, "body/words", "SUBJ-3"),
    ("measure", "items", [MEASURE["items"][0]] * 2, "body/repeated", "SUBJ-6"),
    ("measure", "items", [MEASURE["items"][0]] * 65, "body/count", "SUBJ-6"),
    # MEAS-5: what is said.  MEAS-6: who says it.
    ("plan", "text", None, "measure/what", "MEAS-5"),
    ("plan", "words", WORDS, "measure/what", "MEAS-5"),
    ("plan", "text", "Position", "body/key", "SUBJ-7"),
    ("plan", "steps", [], "body/count", "SUBJ-6"),
    ("plan", "mode", "alone", "measure/mode", "MEAS-6"),
    ("plan", "steps", [STEP], "measure/mode", "MEAS-6"),
    ("plan", "steps.0.party", "JP", "body/party", "SUBJ-7"),
    ("plan", "steps.0.post", {}, "body/words", "SUBJ-3"),
    ("plan", "steps.0.to", {}, "body/words", "SUBJ-3"),
    ("plan", "steps.0.way", {}, "body/words", "SUBJ-3"),
    ("plan", "steps.1.when", None, "measure/step", "MEAS-6"),
    ("plan", "steps.1.zone", None, "measure/step", "MEAS-6"),
    ("plan", "steps.1.when", -1, "body/time", "SUBJ-4"),
    ("plan", "steps.1.zone", "EST", "body/zone", "SUBJ-4"),
    # MEAS-7: each side's own word.
    ("interests", "text", LONG, "body/length", "SUBJ-2"),
    ("interests", "exposure", {"en": ""}, "body/empty", "SUBJ-2"),
    ("interests", "facts", ["a", "a"], "body/repeated", "SUBJ-6"),
    ("interests", "facts", ["A"], "body/key", "SUBJ-7"),
    ("delivery", "step", 0, "body/number", "SUBJ-6"),
    ("delivery", "at", -1, "body/time", "SUBJ-4"),
    ("delivery", "zone", "x", "body/zone", "SUBJ-4"),
    ("delivery", "post", {}, "body/words", "SUBJ-3"),
    ("delivery", "text", {}, "body/words", "SUBJ-3"),
    ("reply", "by", {}, "body/words", "SUBJ-3"),
    ("reply", "at", -1, "body/time", "SUBJ-4"),
    ("reply", "zone", "x", "body/zone", "SUBJ-4"),
    ("reply", "text", {}, "body/words", "SUBJ-3"),
    ("reply", "document", "x", "body/digest", "SUBJ-7"),
    # FACT-1: source.  FACT-2: it says something.
    ("stated", "title", {}, "body/words", "SUBJ-3"),
    ("stated", "source.title", {}, "body/words", "SUBJ-3"),
    ("stated", "source.publisher", {}, "body/words", "SUBJ-3"),
    ("stated", "source.day", "2026", "body/day", "SUBJ-5"),
    ("stated", "source.place", "a\nb", "body/line", "SUBJ-2"),
    ("stated", "source.licence", "x" * 201, "body/length", "SUBJ-2"),
    ("stated", "source.document", "x", "body/digest", "SUBJ-7"),
    ("stated", "statement", None, "fact/statement", "FACT-2"),
    ("stated", "statement", LONG, "body/length", "SUBJ-2"),
    # FACT-3: parameters.  FACT-4: table.  FACT-5: values.
    ("figure", "computation.method", "Shares", "body/key", "SUBJ-7"),
    ("figure", "computation.version", 0, "body/number", "SUBJ-6"),
    ("figure", "computation.third", {}, "body/words", "SUBJ-3"),
    ("figure", "computation.parameters.countries", {}, "body/count", "SUBJ-6"),
    ("figure", "computation.parameters.countries", {"JP": "392"}, "body/party", "SUBJ-7"),
    ("figure", "computation.parameters.countries.jp", "410", "body/repeated", "SUBJ-6"),
    ("figure", "computation.parameters.countries.jp", "156", "body/repeated", "SUBJ-6"),
    ("figure", "computation.parameters.countries.jp", "0392", "fact/parameters", "FACT-3"),
    ("figure", "computation.parameters.third", "=156", "fact/parameters", "FACT-3"),
    ("figure", "computation.parameters.products", [], "body/count", "SUBJ-6"),
    ("figure", "computation.parameters.products", ["25049"], "fact/parameters", "FACT-3"),
    ("figure", "computation.parameters.products", ["250490"] * 2, "body/repeated", "SUBJ-6"),
    ("figure", "computation.parameters.year", 1899, "body/number", "SUBJ-6"),
    ("figure", "computation.parameters.flow", "transit", "body/type", "SUBJ-1"),
    ("figure", "computation.table.digest", "x", "body/digest", "SUBJ-7"),
    ("figure", "computation.table.size", 0, "body/number", "SUBJ-6"),
    ("figure", "computation.table.rows", 0, "body/number", "SUBJ-6"),
    ("figure", "computation.results", [], "body/count", "SUBJ-6"),
    ("figure", "computation.results", [RESULT, RESULT], "body/repeated", "SUBJ-6"),
    ("figure", "computation.results.0.key", "A b", "fact/result", "FACT-5"),
    ("figure", "computation.results.0.value", "1,000", "fact/result", "FACT-5"),
    ("figure", "computation.results.0.value", "1e9", "fact/result", "FACT-5"),
    ("figure", "computation.results.0.value", "1" * 41, "fact/result", "FACT-5"),
    ("figure", "computation.results.0.unit", "won", "body/type", "SUBJ-1"),
    # FACT-6: a check.
    ("check", "offer", ["JP", 3, 0], "body/party", "SUBJ-7"),
    ("check", "offer", ["jp", 0, 0], "body/number", "SUBJ-6"),
    ("check", "offer", ["jp", 3, -1], "body/number", "SUBJ-6"),
    ("check", "text", None, "fact/check", "FACT-6"),
    ("check", "text", {"en": ""}, "body/empty", "SUBJ-2"),
    ("check", "result", "believed", "body/type", "SUBJ-1"),
]


@pytest.mark.parametrize(("name", "path", "value", "code", "rule"), WRONG)
def test_one_wrong_field_is_refused_by_its_rule(
    name: str, path: str, value: object, code: str, rule: str
) -> None:
    matter, verb, _ = ALL[name]
    with pytest.raises(MalformedError) as caught:
        read_body(matter, verb, encode(turned(name, path, value)))
    assert (caught.value.code, caught.value.rule) == (code, rule)


def test_what_may_be_left_open_may_be() -> None:
    """MEAS-1, MEAS-7, FACT-1: a field that may be empty is null."""
    bare = {**MEASURE, "comments_until": None, "comments_zone": None, "reference": None}
    bare |= {"announced": None, "published": None, "items": []}
    read_body("measure/x", "offer", encode({**bare, "whose": {"name": WORDS, "country": None}}))
    steps = [{**step, "when": None, "zone": None} for step in PLAN["steps"]]
    read_body("measure/x/plan", "offer", encode({**PLAN, "steps": steps}))
    alone = {"mode": "alone", "text": None, "words": WORDS, "steps": [STEP]}
    read_body("measure/x/plan", "offer", encode(alone))
    read_body("measure/x/interests", "declare", encode({**INTERESTS, "exposure": None}))
    read_body("measure/x/delivery", "declare", encode({**DELIVERY, "step": None}))
    read_body("measure/x/reply", "declare", encode({**REPLY, "document": None}))
    empty = {"day": None, "place": None, "licence": None, "document": None}
    source = {**STATED["source"], **empty}
    read_body("fact/x", "offer", encode({**STATED, "source": source}))
    read_body("fact/x", "offer", encode({**FIGURE, "statement": WORDS}))
    read_body("fact/x/check", "declare", encode({**CHECK, "result": "reproduced", "text": None}))


# --- measures ----------------------------------------------------------------------------------


def seen(table: Table) -> measures.MeasureView:
    (one,) = measures.view(table, table).details
    return one


def test_a_measure_goes_from_proposed_to_answered_by_what_is_agreed_and_stated() -> None:
    """MEAS-8, MEAS-9: the state of a measure, and whose step is next."""
    table = Table()
    ref = table.offer("kr", {"measure/chips": MEASURE})
    assert seen(table).state is MeasureState.PROPOSED
    assert seen(table).standing.moves == (Code("jp"),)
    table.accept("jp", ref)
    assert (seen(table).state, seen(table).plan.moves) == (MeasureState.TAKEN_UP, ())
    steps = [STEP, {**PLAN["steps"][1], "when": T0 - 1}]
    table.agree({"measure/chips/plan": {**PLAN, "steps": steps}})
    planned = seen(table)
    assert (planned.state, planned.undelivered) == (MeasureState.PLANNED, (1, 2))
    assert (planned.plan.moves, planned.plan.by) == (("jp", "kr"), T0 - 1)
    table.declare("kr", "measure/chips/delivery", {**DELIVERY, "step": 2})
    assert (seen(table).undelivered, seen(table).plan.moves) == ((1,), ("jp",))
    assert seen(table).plan.by == T0
    table.declare("jp", "measure/chips/delivery", DELIVERY)
    assert (seen(table).state, seen(table).plan.moves) == (MeasureState.DELIVERED, ())
    table.declare("jp", "measure/chips/reply", Raw(b"no reply"))
    assert seen(table).state is MeasureState.DELIVERED
    table.declare("kr", "measure/chips/reply", REPLY)
    assert seen(table).state is MeasureState.ANSWERED
    assert len(seen(table).replies) == 2


def test_a_step_is_taken_by_its_own_side_alone() -> None:
    """MEAS-8: stated as taken by its side; a delivery that was not planned counts for no step."""
    table = Table()
    table.agree({"measure/chips": MEASURE})
    table.agree({"measure/chips/plan": PLAN})
    table.declare("kr", "measure/chips/delivery", DELIVERY)
    table.declare("jp", "measure/chips/delivery", {**DELIVERY, "step": None})
    table.declare("jp", "measure/chips/delivery", Raw(b"{}"))
    assert seen(table).undelivered == (1, 2)
    assert len(seen(table).deliveries) == 3


def test_while_a_plan_is_under_negotiation_its_answer_is_awaited_and_no_step() -> None:
    """MEAS-9: where no proposal on the plan is open."""
    table = Table()
    table.agree({"measure/chips": MEASURE})
    table.agree({"measure/chips/plan": PLAN})
    table.offer("kr", {"measure/chips/plan": {**PLAN, "mode": "in-parallel"}})
    assert seen(table).plan.moves == ("jp",)


def test_a_measure_of_a_party_itself_is_pointed_out() -> None:
    """MEAS-2: The view says where that is a party of the dialogue."""
    table = Table("jp", "us")
    table.agree({"measure/chips": MEASURE})
    assert seen(table).among_parties
    other = Table()
    other.agree({"measure/chips": MEASURE})
    assert not seen(other).among_parties


def test_interests_are_each_sides_own_and_need_no_measure_agreed() -> None:
    """MEAS-7: What each side releases is its own word; it stands by itself."""
    table = Table()
    table.declare("kr", "measure/chips/interests", INTERESTS)
    one = seen(table)
    assert one.state is MeasureState.PROPOSED
    assert [said.party for said in one.interests] == ["kr"]
    room = measures.view(table, table)
    assert [standing.matter for standing in room.standings] == ["measure/chips/interests"]


def test_items_of_unknown_forms_below_a_measure_are_kept_and_shown() -> None:
    """SUBJ-10, for measures and facts."""
    table = Table()
    table.agree({"measure/chips/options": {"a": 1}, "fact/x/y/z": {"a": 1}})
    assert measures.view(table, table).details == ()
    assert facts.view(table, table).details == ()
    names = [one.matter for one in subjects.view(table, table).standings]
    assert {"measure/chips/options", "fact/x/y/z"} <= set(names)


# --- facts -------------------------------------------------------------------------------------


def fact(table: Table) -> facts.FactView:
    (one,) = facts.view(table, table).details
    return one


def test_a_statement_is_shared_once_it_is_agreed() -> None:
    """FACT-7: stated."""
    table = Table()
    ref = table.offer("kr", {"fact/sales": STATED})
    assert (fact(table).state, fact(table).table) == (FactState.PROPOSED, None)
    table.accept("jp", ref)
    assert fact(table).state is FactState.STATED


@pytest.mark.parametrize(
    ("results", "state"),
    [
        ((), FactState.ON_WORD),
        (("on-the-word-of",), FactState.ON_WORD),
        (("reproduced",), FactState.REPRODUCED),
        (("on-the-word-of", "reproduced"), FactState.REPRODUCED),
        (("reproduced", "differs"), FactState.ON_WORD),
    ],
)
def test_a_figure_is_reproduced_if_every_other_side_says_so_last(
    results: tuple[str, ...], state: FactState
) -> None:
    """FACT-7: A figure is *reproduced* if the newest check of every other side says so."""
    table = Table()
    ref = table.offer("kr", {"fact/graphite": FIGURE})
    for result in results:
        check = {**CHECK, "offer": ["kr", ref.number, ref.index], "result": result}
        table.declare("jp", "fact/graphite/check", check)
    table.accept("jp", ref)
    assert fact(table).state is state


def test_a_check_of_another_proposal_counts_for_nothing() -> None:
    """FACT-6: it names exactly one proposal."""
    table = Table()
    ref = table.offer("kr", {"fact/graphite": FIGURE})
    table.declare("jp", "fact/graphite/check", {**CHECK, "result": "reproduced"})
    table.declare("jp", "fact/graphite/check", Raw(b"{}"))
    table.accept("jp", ref)
    one = fact(table)
    assert (one.state, len(one.checks)) == (FactState.ON_WORD, 2)
    assert facts.newest_check(one.checks, "kr", ref) is None


def test_a_table_is_here_absent_or_destroyed() -> None:
    """FACT-4: The view says whether the table is here, and whether the act carries it."""
    table = Table()
    table.offer("kr", {"fact/graphite": FIGURE}, documents=(DIGEST,))
    assert (fact(table).table, fact(table).attached) == (BodyState.ABSENT, True)
    table.documents[DIGEST] = Kept(b"\0" * 16, b"t,i,j,k,v,q\n")
    assert fact(table).table is BodyState.READ
    table.documents[DIGEST] = "destroyed"
    assert fact(table).table is BodyState.DESTROYED
    other = Table()
    other.offer("kr", {"fact/graphite": FIGURE})
    assert (fact(other).table, fact(other).attached) == (BodyState.ABSENT, False)


def test_a_fact_nobody_has_proposed_shows_its_checks() -> None:
    """SUBJ-8: a view never fails."""
    table = Table()
    table.declare("jp", "fact/graphite/check", CHECK)
    assert (fact(table).state, fact(table).table) == (FactState.PROPOSED, None)
    table.offer("kr", {"fact/graphite": Raw(b"{}")})
    assert fact(table).table is None
    assert fact(table).standing.unreadable
