# SPDX-License-Identifier: Apache-2.0
"""Views of a fold as frozen values: what subjects and pages are given (`views.Sight`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.core.ids import Code, Digest, Matter
from comity.core.views import (
    ActRef,
    DeclareView,
    MatterView,
    OfferState,
    OfferView,
    RefusalView,
)

if TYPE_CHECKING:
    from comity.core.fold import Fold
    from comity.core.judging import OfferRecord
    from comity.core.logs import Link

__all__ = ["ChannelSight"]

_Stand = tuple[OfferState, int, int]
"""All that changes of an offer's view: its state, and how many acceptances and refusals it has."""


class ChannelSight:
    """The views of one channel's fold. It reads, and changes nothing."""

    def __init__(self, fold: Fold) -> None:
        self._fold = fold
        self._packages: dict[OfferRecord, tuple[_Stand, OfferView]] = {}
        """The last view of each package, which every matter of it shows."""

    @property
    def parties(self) -> tuple[Code, ...]:
        """The parties' codes in the order of the genesis."""
        return tuple(Code(code) for code in self._fold.logs.codes)

    def matters(self, prefix: str) -> tuple[Matter, ...]:
        """Every matter that an offer or a valid declaration names, equal to the prefix or
        below it; all with the empty prefix; sorted.
        """
        names = {*self._fold.offered, *self._fold.declared}
        below = prefix + "/"
        return tuple(sorted(n for n in names if not prefix or n == prefix or n.startswith(below)))

    def matter(self, matter: Matter) -> MatterView:
        """The view of one matter; empty where no act names it. Rule: AGR-8."""
        fold = self._fold
        shown = fold.confirmed if fold.logs.has_forks else fold.agreed
        offers = sorted(fold.offered.get(matter, ()), key=_causal)
        declared = sorted(
            fold.declared.get(matter, ()), key=lambda item: (*_order(item[0]), item[1])
        )
        return MatterView(
            matter,
            tuple(self.offer(record) for record in shown.get(matter, ())),
            tuple(self.offer(record) for record in fold.confirmed.get(matter, ())),
            tuple(self.offer(record) for record in offers),
            tuple(
                DeclareView(
                    self._ref(link, index),
                    link.time,
                    link.post,
                    act.matter,
                    act.body,
                    act.documents,
                )
                for link, index, act in declared
            ),
        )

    def offer(self, record: OfferRecord) -> OfferView:
        """One offer as it stands in the record as held here."""
        if len(record.act.values) == 1:
            return self._offer(record)
        stand = (
            self._state(record),
            sum(map(len, record.accepted.values())),
            len(record.refusals),
        )
        known = self._packages.get(record)
        if known is not None and known[0] == stand:
            return known[1]
        view = self._offer(record)
        self._packages[record] = (stand, view)
        return view

    def _offer(self, record: OfferRecord) -> OfferView:
        act = record.act
        accepted = {
            Code(self._fold.logs.codes[place]): min(self._ref(link, index) for link, index in links)
            for place, links in sorted(record.accepted.items())
        }
        refusals = sorted(record.refusals, key=lambda item: (*_order(item[0]), item[1]))
        return OfferView(
            self._ref(record.link, record.index),
            act.ballot,
            record.rank,
            dict(act.values),
            act.documents,
            act.until,
            act.silence,
            record.link.time,
            record.link.post,
            self._state(record),
            record.void,
            accepted,
            tuple(
                RefusalView(self._ref(link, index), link.time, reason)
                for link, index, reason in refusals
            ),
        )

    def _state(self, record: OfferRecord) -> OfferState:
        if record.void is not None:
            return OfferState.VOID
        if self._fold.is_confirmed(record):
            return OfferState.CONFIRMED
        if self._fold.is_agreed(record):
            return OfferState.AGREED
        return OfferState.REFUSED if record.refusals else OfferState.OPEN

    def _ref(self, link: Link, index: int) -> ActRef:
        return ActRef(Code(self._fold.logs.codes[link.place]), link.number, Digest(link.id), index)


def _order(link: Link) -> tuple[int, int, int, str]:
    """A total order that follows causality and not the order of arrival."""
    return (link.weight, link.place, link.number, link.id)


def _causal(record: OfferRecord) -> tuple[int, int, int, str, int]:
    return (*_order(record.link), record.index)
