# SPDX-License-Identifier: Apache-2.0
"""What followed from which entry: the entries in causal order, and at which of them a proposal
became agreed and confirmed.

It is read off the fold, kept between requests, and only what is new is computed again.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from comity.core.channel import Channel
from comity.core.ids import ChannelId, Matter
from comity.core.judging import OfferRecord
from comity.core.logs import Link
from comity.node.installation import Held

__all__ = ["Followed", "Following", "causal", "following_of"]

KEPT_MAX: Final = 256
"""Dialogues of which this is kept."""


class Followed(NamedTuple):
    """What followed from one entry: proposals that became agreed or confirmed by it."""

    agreed: tuple[OfferRecord, ...]
    confirmed: tuple[OfferRecord, ...]


@dataclass(slots=True)
class Following:
    """Of one dialogue, up to a number of entries.

    Args:
        channel: the fold that it was read off.
        order: every entry, causes first.
        agreed, confirmed: by proposal, the entry that completed it.
    """

    channel: Channel
    order: tuple[Link, ...] = ()
    agreed: dict[OfferRecord, Link] = field(default_factory=dict)
    confirmed: dict[OfferRecord, Link] = field(default_factory=dict)
    _by_link: dict[str, tuple[list[OfferRecord], list[OfferRecord]]] = field(default_factory=dict)

    def of(self, link: Link) -> Followed:
        """What followed from an entry."""
        agreed, confirmed = self._by_link.get(link.id, ((), ()))
        return Followed(tuple(agreed), tuple(confirmed))

    def catch_up(self) -> None:
        """Take in what has come since; under the channel's lock."""
        fold = self.channel.fold
        if len(self.order) == len(fold.logs):
            return
        if fold.logs.has_forks:  # another branch may have been first
            self.agreed.clear()
            self.confirmed.clear()
            self._by_link.clear()
        self.order = tuple(sorted(fold.logs, key=causal))
        for place, (known, sequences) in enumerate(
            ((self.agreed, fold.agreed), (self.confirmed, fold.confirmed))
        ):
            for record in _fresh(known, sequences):
                link = _completed(record) if place == 0 else _held_by_all(self.channel, record)
                known[record] = link
                self._by_link.setdefault(link.id, ([], []))[place].append(record)


_KEPT: Final[dict[ChannelId, Following]] = {}
_LOCK: Final = threading.Lock()


def following_of(held: Held) -> Following:
    """What followed from each entry of a dialogue; call it while the channel is held."""
    channel = held.channel
    with _LOCK:
        kept = _KEPT.get(channel.id)
        if kept is None or kept.channel is not channel:
            while len(_KEPT) >= KEPT_MAX:
                del _KEPT[next(iter(_KEPT))]
            kept = _KEPT[channel.id] = Following(channel)
    kept.catch_up()
    return kept


def causal(link: Link) -> tuple[int, int, int, str]:
    """A total order that follows causes and is the same on every node."""
    return (link.weight, link.place, link.number, link.id)


def _fresh(
    known: Mapping[OfferRecord, Link], sequences: Mapping[Matter, list[OfferRecord]]
) -> list[OfferRecord]:
    found = dict.fromkeys(
        record for records in sequences.values() for record in records if record not in known
    )
    return list(found)


def _completed(record: OfferRecord) -> Link:
    """The acceptance that was the last one missing."""
    firsts = (min((link for link, _ in links), key=causal) for links in record.accepted.values())
    return max(firsts, key=causal)


def _held_by_all(channel: Channel, record: OfferRecord) -> Link:
    """The entry by which the last party has signed that it holds every acceptance."""
    return max(
        (_holder(channel, record, place) for place in range(len(channel.parties))), key=causal
    )


def _holder(channel: Channel, record: OfferRecord, place: int) -> Link:
    """The first entry of a party that holds every acceptance: found by halving its log."""
    fold, found = channel.fold, []
    for head in fold.logs.heads(place):
        if not fold.ledger.accepted_in(record, head):
            continue
        low, high = 1, head.number
        while low < high:
            middle = (low + high) // 2
            if fold.ledger.accepted_in(record, fold.logs.ancestor(head, middle)):
                high = middle
            else:
                low = middle + 1
        found.append(fold.logs.ancestor(head, low))
    return min(found, key=causal)
