# SPDX-License-Identifier: Apache-2.0
"""What follows from a set of stored entries: agreed, confirmed, forks (AGR-1 to AGR-7).

An accumulator: one more entry costs no replay, nothing once agreed or confirmed is taken back,
and the value depends on the set of entries alone, never on their order of arrival.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from comity.core.acts import Accept, Act, Declare, Offer
from comity.core.choosing import Choice
from comity.core.judging import Ledger, OfferRecord, Stroke, Verdict
from comity.core.logs import Link, Logs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comity.core.ids import Digest, Matter

__all__ = ["Fold"]


class Fold:
    """The logs of one channel, the verdict on each act, and the agreed and confirmed offers.

    Attributes:
        logs: the links of every stored entry.
        ledger: all offers, acceptances and refusals.
        agreed: matter → agreed offers in order of rank. Rule: AGR-4.
        confirmed: matter → confirmed offers in order of rank. Rule: AGR-7.
        declared: matter → (link, index, act) of valid declarations, in order of arrival.
        offered: matter → every stored offer on it, void ones included, in order of arrival.
    """

    def __init__(self, codes: tuple[str, ...], origin: str) -> None:
        """An empty fold. Args: as `Logs`."""
        self.logs = Logs(codes, origin)
        self.ledger = Ledger(self.logs)
        self.agreed: dict[Matter, list[OfferRecord]] = {}
        self.confirmed: dict[Matter, list[OfferRecord]] = {}
        self.declared: dict[Matter, list[tuple[Link, int, Declare]]] = {}
        self.offered: dict[Matter, list[OfferRecord]] = {}
        self._void: dict[Link, dict[int, str]] = {}
        self._agreed: dict[int, OfferRecord] = {}
        self._confirmed: set[int] = set()
        self._waiting: dict[int, tuple[OfferRecord, Choice]] = {}
        """What is agreed and not confirmed, with the candidates for its confirmation."""
        self._open: list[dict[int, OfferRecord]] = [{} for _ in codes]

    def judge(
        self, link: Link, acts: Sequence[Act], bad_credentials: frozenset[int]
    ) -> tuple[Verdict, ...]:
        """The verdict on each act of an entry that is not stored yet; nothing changes.

        Args:
            link: from ``logs.check``.
            acts: the entry's acts in order.
            bad_credentials: indexes of declarations on ``channel/keys`` that do not hold.
        """
        if not bad_credentials and all(type(act) is Declare for act in acts):
            return tuple(Verdict(act, None) for act in acts)
        stroke = Stroke(self.ledger, link)
        return tuple(
            stroke.judge(act, credentials_hold=index not in bad_credentials)
            for index, act in enumerate(acts)
        )

    def store(self, link: Link, verdicts: Sequence[Verdict]) -> bool:
        """Make the entry part of the record, with all that follows from it.

        Args:
            link: from ``logs.check``, with nothing stored in between.
            verdicts: from `judge`.

        Returns:
            True if it is a second entry of its party and number: a fork.
        """
        fork = self.logs.store(link)
        if fork:
            self.ledger.branch(link)
            self._reopen(link.place)
        news = link.parent is None or link.frontier is not link.parent.frontier
        for index, verdict in enumerate(verdicts):
            act = verdict.act
            if verdict.void is not None:
                self._void.setdefault(link, {})[index] = verdict.void
            if isinstance(act, Declare):
                if verdict.void is None:
                    self.declared.setdefault(act.matter, []).append((link, index, act))
                continue
            self.ledger.keep(link, index, verdict)
            if isinstance(act, Offer) and verdict.offer is not None:
                for name in act.values:
                    self.offered.setdefault(name, []).append(verdict.offer)
            elif isinstance(act, Accept) and verdict.void is None and verdict.offer is not None:
                news = True
                self._agree(verdict.offer)
        if news and self._open[link.place]:
            for record in list(self._open[link.place].values()):
                self._hold(link, record)
        return fork

    def void(self, link: Link) -> dict[int, str]:
        """The void acts of one entry: index → reason; {} if all have effect."""
        return self._void.get(link, {})

    def is_agreed(self, record: OfferRecord) -> bool:
        """True if every party has validly accepted the offer. Rule: AGR-3."""
        return id(record) in self._agreed

    def is_confirmed(self, record: OfferRecord) -> bool:
        """True if the offer is confirmed in the view of all that is stored. Rule: AGR-5."""
        return id(record) in self._confirmed

    def unheld(self, place: int) -> tuple[OfferRecord, ...]:
        """Agreed offers of which a party has signed nowhere that it holds all acceptances.

        Meant for a record without forks. Rule: NODE-1.
        """
        return tuple(self._open[place].values())

    def _agree(self, record: OfferRecord) -> None:
        """Note the offer as agreed, if this acceptance was the last one missing. AGR-3."""
        if id(record) in self._agreed or len(record.accepted) < len(self.logs.codes):
            return
        self._agreed[id(record)] = record
        self._waiting[id(record)] = (record, Choice(len(self.logs.codes), self._compatible))
        for name in record.act.values:
            insort(self.agreed.setdefault(name, []), record, key=_order)
        for waiting in self._open:
            waiting[id(record)] = record

    def _hold(self, link: Link, record: OfferRecord) -> None:
        """Note the entry, if it is the first of its branch to hold every acceptance. AGR-6."""
        forked = self.logs.forked(link.place)
        if not self.ledger.accepted_in(record, link):
            return
        if not forked:
            del self._open[link.place][id(record)]
        elif link.parent is not None and self.ledger.accepted_in(record, link.parent):
            return
        if self._joint(record, link):
            self._confirmed.add(id(record))
            del self._waiting[id(record)]
            for name in record.act.values:
                insort(self.confirmed.setdefault(name, []), record, key=_order)
            for waiting in self._open:
                waiting.pop(id(record), None)

    def _joint(self, record: OfferRecord, link: Link) -> bool:
        """True if with the new holder one a party can be chosen, no fork in the joint past. AGR-5.

        What could be chosen without it would have been when the newest of that choice came.
        """
        _, choice = self._waiting[id(record)]
        return choice.add(link)

    def _compatible(self, left: Link, right: Link) -> bool:
        """True if the closed pasts of two entries together hold no fork."""
        return all(
            self.logs.one_chain(left.at(place), right.at(place))
            for place in range(len(self.logs.codes))
        )

    def _reopen(self, place: int) -> None:
        """Under a fork every branch may still bring a holder of what is not confirmed."""
        for key, (record, _) in self._waiting.items():
            self._open[place][key] = record

    def value(self) -> tuple[object, ...]:
        """All that follows from the entries, as one comparable value.

        Two folds of the same set of entries have equal values, whatever order they came in.
        """
        codes = self.logs.codes
        return (
            codes,
            frozenset(
                (link.id, codes[link.place], link.number, tuple(sorted(self.void(link).items())))
                for link in self.logs
            ),
            tuple(tuple(link.id for link in group) for group in self.logs.forks()),
            _named(self.agreed),
            _named(self.confirmed),
            frozenset(
                (name, link.id, index)
                for name, entries in self.declared.items()
                for link, index, _ in entries
            ),
            frozenset(
                (record.link.id, record.index, record.rank, _signed(record))
                for records in self.offered.values()
                for record in records
            ),
        )


def _order(record: OfferRecord) -> tuple[tuple[int, int], str, int]:
    return record.order


def _named(
    sequences: dict[Matter, list[OfferRecord]],
) -> frozenset[tuple[str, tuple[tuple[str, int], ...]]]:
    return frozenset(
        (name, tuple((record.link.id, record.index) for record in records))
        for name, records in sequences.items()
    )


def _signed(record: OfferRecord) -> tuple[object, ...]:
    accepted = sorted(
        (link.id, index) for links in record.accepted.values() for link, index in links
    )
    refused: list[tuple[str, int, Digest | None]] = sorted(
        (link.id, index, reason) for link, index, reason in record.refusals
    )
    return (tuple(accepted), tuple(refused))
