# SPDX-License-Identifier: Apache-2.0
"""Whatever all parties but one do, a confirmation is never undone; and a missing rule shows."""

from random import Random

import pytest

from tests.simulation.consequences import ViolationError
from tests.simulation.explorer import Bound
from tests.simulation.mutants import MUTANTS
from tests.simulation.wandering import Tally, check_wander, wander

PAIR = Bound(2, 2, 9, bare=True, forks=True, lies=True)
TRIO = Bound(3, 1, 12, bare=True, forks=True, lies=True)
FORKING_TRIO = Bound(3, 1, 14, bare=True, forks=True)

CAUGHT = {
    "ACT-7 unknown-verb": (PAIR, "reader"),
    "ACT-8 malformed": (PAIR, "reader"),
    "ACT-9 ballot": (PAIR, "reader"),
    "ACT-13 unknown-offer": (PAIR, "order"),
    "ACT-13 void-offer": (PAIR, "consent"),
    "ACT-13 refused": (PAIR, "withdrawn"),
    "ACT-13 position": (TRIO, "agreed grows"),
    "LOG-7 seen-back": (PAIR, "past"),
    "LOG-8 seen-behind": (TRIO, "past"),
    "LOG-14 fork": (TRIO, "past"),
    "AGR-5 one entry of each": (PAIR, "confirmed grows"),
    "AGR-5 free of forks": (TRIO, "reader"),
}
"""For each rule where to look, and what shows without it."""


def _walk(bound: Bound, seeds: range, *, asks_reader: bool = True) -> Tally:
    tally = Tally(asks_reader)
    for seed in seeds:
        chance = Random(seed)
        check_wander(bound, wander(bound, chance, tally), chance, tally)
    return tally


@pytest.mark.parametrize("bound", [PAIR, TRIO, FORKING_TRIO], ids=str)
def test_confirmation_only_grows(bound: Bound, deep: bool) -> None:  # noqa: FBT001
    tally = _walk(bound, range(50_000 if deep else 500))
    assert tally.forked > tally.histories / 10
    assert tally.confirmed_forked
    if bound.lies:
        assert tally.refused
        assert len(tally.void) == 7


def test_agreement_fails_to_grow_under_forks_as_it_must() -> None:
    assert _walk(PAIR, range(1000), asks_reader=False).agreement_failed


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_missing_rule_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bound, check = CAUGHT[rule]
    MUTANTS[rule](monkeypatch)
    with pytest.raises(ViolationError) as caught:
        _walk(bound, range(2000), asks_reader=check == "reader")
    assert caught.value.check == check
