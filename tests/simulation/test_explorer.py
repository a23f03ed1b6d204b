# SPDX-License-Identifier: Apache-2.0
"""What follows from the law is checked on all histories up to a bound, and shown to be checked.

The bound of a push is small; `make test-deep` walks the wide ones on all cores. A mutant is the
law without one rule: for each the explorer must find that something no longer follows.
"""

import pytest

from tests.simulation.consequences import ViolationError
from tests.simulation.explorer import Bound
from tests.simulation.exploring import explore, explore_on_all_cores
from tests.simulation.mutants import MUTANTS

LIARS = Bound(2, 1, 3, bare=True, lies=True)
TRIO = Bound(3, 1, 3, lies=True)
FORKERS = Bound(2, 1, 3, forks=True, lies=True)

NARROW = [
    (Bound(2, 1, 4), 1_643),
    (Bound(2, 2, 3), 1_185),
    (Bound(3, 1, 3), 493),
    (Bound(2, 1, 4, bare=True), 4_180),
    (LIARS, 5_988),
    (Bound(2, 1, 3, bare=True, forks=True), 464),
]
"""Bounds of a push, with the number of their histories: a walk that skips some is noticed."""

WIDE = [
    (Bound(2, 2, 5), 578_343),
    (Bound(3, 1, 5), 285_010),
    (Bound(3, 2, 4), 158_976),
    (Bound(2, 1, 4, lies=True), None),
    (Bound(2, 2, 4, bare=True), None),
    (Bound(2, 1, 5, bare=True, forks=True), 243_716),
    (Bound(3, 1, 4, bare=True, forks=True), 49_924),
    (TRIO, 17_153),
]
"""Bounds of a deep run. They hold 2 parties × 2 matters with packages and 3 parties × 1 matter
with 4 acts, and one act more."""

CAUGHT = {
    "ACT-7 unknown-verb": (LIARS, "reader"),
    "ACT-8 malformed": (LIARS, "reader"),
    "ACT-9 ballot": (LIARS, "no coordinator"),
    "ACT-13 unknown-offer": (LIARS, "order"),
    "ACT-13 void-offer": (LIARS, "no coordinator"),
    "ACT-13 refused": (LIARS, "withdrawn"),
    "ACT-13 position": (Bound(2, 1, 4), "agreed grows"),
    "LOG-7 seen-back": (Bound(2, 1, 4, lies=True), "past"),
    "LOG-8 seen-behind": (TRIO, "past"),
    "LOG-14 fork": (FORKERS, "past"),
    "AGR-5 one entry of each": (Bound(2, 1, 4, bare=True, forks=True), "confirmed grows"),
}
"""For each rule a bound, and what stops following without it. Rules that say no more than what
an act is called when it is void (ACT-7, ACT-8) show as a difference from the reader alone."""

OUT_OF_REACH = {"AGR-5 free of forks"}
"""It takes three parties and more entries than can be enumerated: see test_wandering.py."""


@pytest.mark.parametrize(("bound", "count"), NARROW, ids=str)
def test_what_follows_holds_in_every_history(bound: Bound, count: int) -> None:
    assert explore(bound, reader_every=10) == count


@pytest.mark.deep
@pytest.mark.parametrize(("bound", "count"), WIDE, ids=str)
def test_what_follows_holds_in_every_history_of_a_wide_bound(
    bound: Bound, count: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    def say(line: str) -> None:
        with capsys.disabled():
            print(line, flush=True)  # noqa: T201  (progress is asked for)

    found = explore_on_all_cores(bound, 100, say)
    assert count in {None, found}


@pytest.mark.parametrize("rule", CAUGHT)
def test_a_missing_rule_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bound, check = CAUGHT[rule]
    MUTANTS[rule](monkeypatch)
    with pytest.raises(ViolationError) as caught:
        explore(bound, reader_every=1 if check == "reader" else 0)
    assert caught.value.check == check


def test_every_mutant_is_tried() -> None:
    assert CAUGHT.keys() | OUT_OF_REACH == MUTANTS.keys()
