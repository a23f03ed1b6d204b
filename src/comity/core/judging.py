# SPDX-License-Identifier: Apache-2.0
"""Which acts have effect (ACT-6 to ACT-18): judged from an act's own past alone.

`Ledger` keeps, for each matter and party, what has been offered and accepted, so that one more
act costs a look-up and no replay. Judging changes nothing; recording does.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

import msgspec

from comity.core.acts import Accept, Act, Declare, Offer, OfferRef, Refuse, Unknown
from comity.core.ids import Code
from comity.core.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Hashable

    from comity.core.ids import Digest, Matter
    from comity.core.logs import Link, Logs

__all__ = ["Ledger", "OfferRecord", "Rank", "Stroke", "Verdict"]

T = TypeVar("T")

Rank = tuple[int, int]
"""(ballot, (author's place + ballot) mod n): precedence rotates. Rule: ACT-10."""

NO_RANK: Rank = (0, -1)
"""Below every rank: the position of a party that has accepted nothing on a matter. Rule: ACT-12."""

_BALLOT, _POSITION, _ACCEPTED, _REFUSED = range(4)
"""What a trace is of; the key is this with a matter, or with an offer for the last two."""

_ACCEPT = Accept(OfferRef(Code(""), 0, 0))
_REFUSE = Refuse(_ACCEPT.offer)
"""Any acceptance and any refusal, where it counts only that it is one."""


class OfferRecord:
    """One stored offer and what has been said of it.

    Attributes:
        link, index: where it stands.
        act: the offer itself.
        rank: (ballot, rotated place of the author).
        void: why it has no effect, or None.
        accepted: for each party's place the links of its valid acceptances (several only
            under a fork), the author's own offer included.
        refusals: (link, index, reason) of each valid refusal.
        stops: for each party's place the link of its refusal that came first.
    """

    __slots__ = ("accepted", "act", "index", "link", "rank", "refusals", "stops", "void")

    def __init__(self, link: Link, index: int, act: Offer, rank: Rank, void: str | None) -> None:
        self.link = link
        self.index = index
        self.act = act
        self.rank = rank
        self.void = void
        self.accepted: dict[int, list[tuple[Link, int]]] = {}
        self.refusals: list[tuple[Link, int, Digest | None]] = []
        self.stops: dict[int, Link] = {}

    @property
    def order(self) -> tuple[Rank, str, int]:
        """The place in an agreed sequence: by rank, then entry hash, then index. AGR-4."""
        return (self.rank, self.link.id, self.index)


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What one act amounts to.

    `void` is None for an act with effect, else the first reason that applies. `offer` is the
    record of an offer itself, or the one that an accept or refuse means, where it means one.
    """

    act: Act
    void: str | None
    offer: OfferRecord | None = None


class Ledger:
    """Everything said on every matter of one channel, indexed for judging.

    A log is one chain up to its first fork. What was written there stands in lists by number;
    from a little below the fork on it stands in traces, so that no look-up walks other branches.
    """

    def __init__(self, logs: Logs) -> None:
        self._logs = logs
        self._offers: dict[Link, dict[int, OfferRecord]] = {}
        self._ballots: dict[tuple[Matter, int], list[tuple[Link, int]]] = {}
        self._positions: dict[tuple[Matter, int], list[tuple[Link, Rank]]] = {}
        self._traces = Traces()
        self._traced: list[int | None] = [None for _ in logs.codes]
        """For each party the number from which on its log is traced, None without a fork."""

    def rank(self, place: int, ballot: int) -> Rank:
        """The rank of an offer by the party at a place. Rule: ACT-10."""
        return (ballot, (place + ballot) % len(self._logs.codes))

    def place(self, code: str) -> int | None:
        """The place of a party among the parties, or None for a stranger."""
        return self._logs.places.get(code)

    def record(self, link: Link, index: int) -> OfferRecord | None:
        """The offer at that place of an entry, or None."""
        return self._offers.get(link, {}).get(index)

    def offers_of(self, link: Link) -> dict[int, OfferRecord]:
        """All offers of one entry by index; {} if there are none."""
        return self._offers.get(link, {})

    def ballot(self, link: Link, matters: tuple[Matter, ...]) -> int:
        """The greatest ballot of valid offers on any of the matters in a link's past.

        Rule: ACT-9. 0 if there are none.
        """
        greatest = 0
        for place in range(len(self._logs.codes)):
            tip = _before(link, place)
            if tip is None:
                continue
            for name in matters:
                found = self._latest(self._ballots, name, tip, _BALLOT)
                greatest = max(greatest, found or 0)
        return greatest

    def position(self, link: Link, name: Matter) -> Rank:
        """The highest rank that the link's party had accepted on a matter. Rule: ACT-12."""
        parent = link.parent
        if parent is None:
            return NO_RANK
        return self._latest(self._positions, name, parent, _POSITION) or NO_RANK

    def find(self, link: Link, ref: OfferRef) -> OfferRecord | None:
        """The offer that a reference means in a link's past, or None. Rule: ACT-13."""
        place = self._logs.places.get(ref.party)
        if place is None:
            return None
        tip = _before(link, place)
        if tip is None or not 1 <= ref.number <= tip.number:
            return None
        return self.record(self._logs.ancestor(tip, ref.number), ref.index)

    def keep(self, link: Link, index: int, verdict: Verdict) -> None:
        """The verdict on a stored act, now recorded for later judging."""
        act = verdict.act
        record = verdict.offer
        if isinstance(act, Offer) and record is not None:
            self._offers.setdefault(link, {})[index] = record
        if verdict.void is not None or record is None:
            return
        place = link.place
        if isinstance(act, Refuse):
            record.refusals.append((link, index, act.reason))
            record.stops.setdefault(place, link)
        else:
            record.accepted.setdefault(place, []).append((link, index))
        traced = self._traced[place]
        if traced is not None and link.number >= traced:
            self._traces.write(link, _written(act, record))
            return
        if isinstance(act, Offer):
            for name in act.values:
                self._ballots.setdefault((name, place), []).append((link, act.ballot))
        if not isinstance(act, Refuse):
            for name in record.act.values:
                self._positions.setdefault((name, place), []).append((link, record.rank))

    def branch(self, link: Link) -> None:
        """Look-ups now follow the branches of the link's log.

        Args:
            link: one that is stored and makes a fork; nothing of it is recorded yet.
        """
        place = link.place
        traced = self._traced[place]
        if traced is not None and traced <= link.number:
            return
        # Twice as much as is needed: a fork further down, and one more, stay cheap together.
        first = max(1, 2 * link.number - self._logs.top(place) - 1)
        self._traced[place] = first
        written: dict[Link, dict[Hashable, Any]] = {}
        for records in self._offers.values():
            for record in records.values():
                _gather(written, record, place, first)
        for one in self._logs.since(place, first):
            parent = one.parent
            one.trace = None if parent is None else parent.trace
            self._traces.write(one, written.get(one, {}))

    def refused_in(self, record: OfferRecord, link: Link) -> bool:
        """True if a valid refusal of the offer stands in a link's past. Rule: ACT-13."""
        return any(
            self._on_way(stop, (_REFUSED, record), _before(link, place))
            for place, stop in record.stops.items()
        )

    def refused_by(self, record: OfferRecord, tip: Link) -> bool:
        """True if a valid refusal of the offer stands in a stored entry's closed past."""
        return any(
            self._on_way(stop, (_REFUSED, record), tip.at(place))
            for place, stop in record.stops.items()
        )

    def accepted_in(self, record: OfferRecord, tip: Link) -> bool:
        """True if a stored entry's closed past holds an acceptance by every party. AGR-5."""
        for place, links in record.accepted.items():
            if not self._on_way(links[0][0], (_ACCEPTED, record), tip.at(place)):
                return False
        return len(record.accepted) == len(self._logs.codes)

    def standing(self, tip: Link, name: Matter) -> Rank:
        """The position of a party after a stored entry of it. Rule: ACT-12."""
        return self._latest(self._positions, name, tip, _POSITION) or NO_RANK

    def _on_way(self, first: Link, key: Hashable, tip: Link | None) -> bool:
        """True if the first of some links of one party, or another traced, is on the tip's chain.

        Below the traces a log is one chain, and what came first is the lowest.
        """
        if tip is None:
            return False
        if self._logs.on_chain(first, tip):
            return True
        return tip.trace is not None and self._traces.find(tip, key) is not None

    def _latest(
        self,
        written: dict[tuple[Matter, int], list[tuple[Link, T]]],
        name: Matter,
        tip: Link,
        kind: int,
    ) -> T | None:
        """The last value that was written of a matter on the tip's chain, or None.

        Along one chain both ballots and positions only rise, so the last is the greatest.
        """
        traced = self._traced[tip.place]
        number = tip.number
        if traced is not None and number >= traced:
            found: T | None = self._traces.find(tip, (kind, name))
            if found is not None:
                return found
            number = traced - 1
        entries = written.get((name, tip.place))
        if not entries:
            return None
        place = bisect_right(entries, number, key=_number)
        return entries[place - 1][1] if place else None


class Stroke:
    """The judging of one entry's acts in order, earlier acts of the same entry included.

    It reads the ledger and changes nothing in it.
    """

    def __init__(self, ledger: Ledger, link: Link) -> None:
        """A stroke that begins at the first act.

        Args:
            ledger: what was recorded before this entry.
            link: the entry's link, with its frontier; it need not be stored yet.
        """
        self._ledger = ledger
        self._link = link
        self._ballots: dict[Matter, int] = {}
        self._positions: dict[Matter, Rank] = {}
        self._offers: dict[int, OfferRecord] = {}
        self._refused: set[int] = set()
        self._index = 0

    def judge(self, act: Act, *, credentials_hold: bool = True) -> Verdict:
        """The verdict on the next act of the entry.

        Args:
            act: read into types.
            credentials_hold: for a declaration on ``channel/keys``: whether its credentials
                are valid (KEY-6, ACT-17); ignored for all other acts.
        """
        verdict = self._judge(act, credentials_hold=credentials_hold)
        self._index += 1
        return verdict

    def _judge(self, act: Act, *, credentials_hold: bool) -> Verdict:
        match act:
            case Unknown():
                return Verdict(act, "unknown-verb")
            case Declare():
                return Verdict(act, None if credentials_hold else "credentials")
            case Offer():
                return self._judge_offer(act)
            case Accept():
                return self._judge_accept(act)
            case Refuse():
                record = self._find(act.offer)
                void = _no_offer(record)
                if void is None and record is not None:
                    self._refused.add(id(record))
                return Verdict(act, void, record)
            case _:
                assert_never(act)

    def _judge_offer(self, act: Offer) -> Verdict:
        void = None
        if not act.values or (act.silence and act.until is None):
            void = "malformed"
        elif act.ballot != self.next_ballot(tuple(act.values)):
            void = "ballot"
        rank = self._ledger.rank(self._link.place, act.ballot)
        record = OfferRecord(self._link, self._index, act, rank, void)
        self._offers[self._index] = record
        if void is None:
            for name in act.values:
                self._ballots[name] = act.ballot
                self._positions[name] = rank
        return Verdict(act, void, record)

    def _judge_accept(self, act: Accept) -> Verdict:
        record = self._find(act.offer)
        void = _no_offer(record)
        if void is not None or record is None:
            return Verdict(act, void, record)
        if id(record) in self._refused or self._ledger.refused_in(record, self._link):
            return Verdict(act, "refused", record)
        if any(record.rank <= self._position(name) for name in record.act.values):
            return Verdict(act, "position", record)
        for name in record.act.values:
            self._positions[name] = record.rank
        return Verdict(act, None, record)

    def next_ballot(self, matters: tuple[Matter, ...]) -> int:
        """The one ballot that an offer on these matters may carry here. Rule: ACT-9."""
        own = max((self._ballots.get(name, 0) for name in matters), default=0)
        return 1 + max(own, self._ledger.ballot(self._link, matters))

    def _position(self, name: Matter) -> Rank:
        own = self._positions.get(name)
        return own if own is not None else self._ledger.position(self._link, name)

    def _find(self, ref: OfferRef) -> OfferRecord | None:
        link = self._link
        if ref.number == link.number and self._ledger.place(ref.party) == link.place:
            return self._offers.get(ref.index)
        return self._ledger.find(link, ref)


def _before(link: Link, place: int) -> Link | None:
    """The newest link of a party in a link's past, itself left out (LOG-4)."""
    return link.parent if place == link.place else link.frontier[place]


def _no_offer(record: OfferRecord | None) -> str | None:
    if record is None:
        return "unknown-offer"
    return "void-offer" if record.void is not None else None


def _number(entry: tuple[Link, object]) -> int:
    return entry[0].number


def _written(act: Act, record: OfferRecord) -> dict[Hashable, Any]:
    """What an act with effect leaves behind, by the keys of the traces."""
    if isinstance(act, Refuse):
        return {(_REFUSED, record): True}
    written: dict[Hashable, Any] = {(_ACCEPTED, record): True}
    for name in record.act.values:
        if isinstance(act, Offer):
            written[_BALLOT, name] = act.ballot
        written[_POSITION, name] = record.rank
    return written


def _gather(
    written: dict[Link, dict[Hashable, Any]], record: OfferRecord, place: int, first: int
) -> None:
    """Add what a party's entries from a number on have said of one offer."""
    said: list[tuple[Link, Act]] = [
        (link, record.act if link is record.link and index == record.index else _ACCEPT)
        for link, index in record.accepted.get(place, ())
    ]
    said += [(link, _REFUSE) for link, _, _ in record.refusals if link.place == place]
    for link, act in said:
        if link.number >= first:
            values = written.setdefault(link, {})
            for key, value in _written(act, record).items():
                values[key] = max(value, values.get(key, value))
