# SPDX-License-Identifier: Apache-2.0
"""AGR-19 takes any text as a name and any integer from 0 as a number; and what refusals cost."""

from typing import Any

import pytest

from comity.core.acts import Accept, Offer, OfferRef, Refuse
from comity.core.conformance import answer
from comity.core.fold import Fold
from comity.core.ids import Code, Matter
from comity.core.logs import Link
from spec.reader import judge_history

Entry = dict[str, Any]


def _entry(name: str, previous: str | None = None, *acts: Any) -> Entry:
    return {"id": name, "party": "A", "previous": previous, "seen": {}, "acts": list(acts)}


HISTORIES = {
    "an id of one NUL": [_entry("\0"), _entry("b", "\0")],
    "an empty id": [_entry(""), _entry("b", "")],
    "1 and true": [_entry("a", None, {"x": 1}), _entry("a", None, {"x": True})],
    "1 and 1.0": [_entry("a", None, {"x": [{"y": 1}]}), _entry("a", None, {"x": [{"y": 1.0}]})],
    "the same again": [_entry("a", None, {"x": [1, {}]}), _entry("a", None, {"x": [1, {}]})],
    "one field more": [_entry("a", None, {"x": {}}), _entry("a", None, {"x": {"y": 1}})],
    "great numbers": [
        _entry(
            "a",
            None,
            {"offer": {"ballot": 2**53, "matters": ["m"]}},
            {"offer": {"ballot": 1, "matters": ["m"], "until": 2**64}},
            {"accept": ["a", 2**53]},
        )
    ],
}


@pytest.mark.parametrize("entries", HISTORIES.values(), ids=HISTORIES)
def test_free_names_and_values_are_answered_as_by_the_second_judge(entries: list[Entry]) -> None:
    history = {"parties": ["A", "B"], "entries": entries}
    assert answer(history) == judge_history(history)


def test_an_acceptance_looks_at_one_refusal_of_each_branch() -> None:
    """A party that refuses an offer again and again makes nobody's judging slower."""
    fold = Fold(("aa", "bb"), "origin")
    name = OfferRef(Code("aa"), 1, 0)

    def add(number: int, previous: str, id_: str, *acts: Any) -> Link:
        link = fold.logs.check("aa", number, previous, {}, 0, id_)
        fold.store(link, fold.judge(link, acts, frozenset()))
        return link

    add(1, "origin", "1", Offer(1, {Matter("m"): None}))
    for branch in ("x", "y"):
        before = "1"
        for number in range(2, 10):
            before = add(number, before, f"{branch}{number}", *[Refuse(name)] * 3).id
    accepting = add(2, "1", "z2", Accept(name))
    (record,) = fold.offered[Matter("m")]
    assert len(record.refusals) == 48
    assert [link.id for link in record.stops.values()] == ["x2"]
    assert fold.void(accepting) == {0: "position"}
    refused = add(10, "y9", "y10", Accept(name))
    assert fold.void(refused) == {0: "refused"}
    assert not fold.ledger.refused_by(record, accepting)
    assert fold.ledger.refused_by(record, refused)
