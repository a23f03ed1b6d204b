# SPDX-License-Identifier: Apache-2.0
"""The law without one of its rules, one at a time: a check worth having notices each.

Each mutant is a function that takes a rule out of core for as long as the patch holds.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec
import pytest

from comity.core import judging
from comity.core.acts import Accept, Act, Offer, OfferRef, Unknown
from comity.core.errors import RuleError
from comity.core.fold import Fold
from comity.core.ids import Code, Digest
from comity.core.judging import Ledger, OfferRecord, Stroke, Verdict
from comity.core.logs import Link, Logs

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]


def _any_ballot(patch: Patch) -> None:
    judge = Stroke._judge_offer

    def judge_offer(self: Stroke, act: Offer) -> Verdict:
        vars(self)["next_ballot"] = lambda _: act.ballot
        return judge(self, act)

    patch.setattr(Stroke, "_judge_offer", judge_offer)


def _well_formed(patch: Patch) -> None:
    judge = Stroke._judge_offer

    def judge_offer(self: Stroke, act: Offer) -> Verdict:
        plain = msgspec.structs.replace(act, silence=False)
        verdict = judge(self, plain)
        if verdict.offer is not None and not act.values:
            verdict.offer.void = None
            return Verdict(act, None, verdict.offer)
        return verdict

    patch.setattr(Stroke, "_judge_offer", judge_offer)


def _known_verb(patch: Patch) -> None:
    judge = Stroke._judge

    def judge_any(self: Stroke, act: Act, *, credentials_hold: bool) -> Verdict:
        if isinstance(act, Unknown):
            return Verdict(act, None)
        return judge(self, act, credentials_hold=credentials_hold)

    patch.setattr(Stroke, "_judge", judge_any)


def _no_position(patch: Patch) -> None:
    patch.setattr(Stroke, "_position", lambda *_: judging.NO_RANK)


def _no_refusal(patch: Patch) -> None:
    judge = Stroke._judge_accept

    def judge_accept(self: Stroke, act: Accept) -> Verdict:
        self._refused.clear()
        return judge(self, act)

    patch.setattr(Stroke, "_judge_accept", judge_accept)
    patch.setattr(Ledger, "refused_in", lambda *_: False)


def _void_offers_too(patch: Patch) -> None:
    patch.setattr(judging, "_no_offer", lambda found: None if found else "unknown-offer")


def _offers_from_anywhere(patch: Patch) -> None:
    def find(self: Ledger, _: Link, ref: OfferRef) -> OfferRecord | None:
        place = self.place(ref.party)
        links = () if place is None else self._logs.numbered(place, ref.number)
        found = [record for link in links if (record := self.record(link, ref.index))]
        return found[0] if found else None

    patch.setattr(Ledger, "find", find)


def _without(code: str) -> Mutant:
    """A mutant that places an entry where the law refuses it with the code."""

    def mutant(patch: Patch) -> None:
        check = Logs.check

        def check_less(
            self: Logs,
            party: str,
            number: int,
            previous: str,
            seen: Mapping[Code, tuple[int, Digest]],
            time: int,
            id_: str,
        ) -> Link:
            try:
                return check(self, party, number, previous, seen, time, id_)
            except RuleError as error:
                if error.code != code:
                    raise
            parent = self.link(previous)
            after: list[Link | None] = [None] * len(self.codes)
            if parent is not None:
                after[:] = parent.frontier
            for code_seen, (_, hash_) in seen.items():
                after[self.places[code_seen]] = self.link(hash_)
            return Link(self.places[party], number, id_, parent, tuple(after), time)

        patch.setattr(Logs, "check", check_less)

    return mutant


def _any_choice(patch: Patch) -> None:
    patch.setattr(Fold, "_compatible", lambda *_: True)


def _own_word_is_enough(patch: Patch) -> None:
    def joint(*_: object) -> bool:
        return True

    patch.setattr(Fold, "_joint", joint)


MUTANTS: Final[dict[str, Mutant]] = {
    "ACT-7 unknown-verb": _known_verb,
    "ACT-8 malformed": _well_formed,
    "ACT-9 ballot": _any_ballot,
    "ACT-13 unknown-offer": _offers_from_anywhere,
    "ACT-13 void-offer": _void_offers_too,
    "ACT-13 refused": _no_refusal,
    "ACT-13 position": _no_position,
    "LOG-7 seen-back": _without("seen-back"),
    "LOG-8 seen-behind": _without("seen-behind"),
    "LOG-14 fork": _without("fork"),
    "AGR-5 one entry of each": _own_word_is_enough,
    "AGR-5 free of forks": _any_choice,
}
"""By the rule that is taken out."""
