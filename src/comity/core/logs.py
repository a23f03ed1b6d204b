# SPDX-License-Identifier: Apache-2.0
"""How entries hang together: one chain a party, frontiers, pasts and forks (LOG-1 to LOG-19).

Incremental: placing one entry costs no replay. Under a fork a log is a tree; ancestors are
found by jump pointers in logarithmic time, so nothing here depends on the order of arrival.
"""

from __future__ import annotations

from collections import ChainMap
from itertools import chain
from typing import TYPE_CHECKING, Any

from comity.core.errors import MissingError, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from comity.core.ids import Code, Digest
    from comity.core.keysets import Credentials

__all__ = ["Link", "Logs"]


class Link:
    """One stored entry's place in its party's log.

    Attributes:
        place: the party's place among the parties, from 0.
        number: 1, 2, 3, …
        id: the entry's hash (any unique text in a simulation).
        parent: the link before it, None for number 1.
        frontier: for each party the newest link in this entry's past, None where none; its own
            place is unused.
        time: claimed UTC milliseconds.
        post: the office that signed, as its party names it, or None.
        keys: the credentials in force from this entry on, or None in a simulation without.
        key_id: the id of their keyset.
        trace: what `Traces` finds from here; None where the log has no fork to follow.
    """

    __slots__ = (
        "_weight", "frontier", "id", "jump", "key_id", "keys", "number", "parent", "place", "post",
        "time", "trace",
    )  # fmt: skip

    def __init__(
        self,
        place: int,
        number: int,
        id_: str,
        parent: Link | None,
        frontier: tuple[Link | None, ...],
        time: int,
    ) -> None:
        self.place = place
        self.number = number
        self.id = id_
        self.parent = parent
        self.frontier = frontier
        self.time = time
        self.post: str | None = None
        self.jump: Link | None = None
        self.keys: Credentials | None = None
        self.key_id: Digest | None = None
        self.trace: tuple[int, Any] | None = None
        self._weight = 0
        if parent is not None:
            self.jump = _jump(parent)
            self.keys = parent.keys
            self.key_id = parent.key_id
            self.trace = parent.trace

    def at(self, place: int) -> Link | None:
        """The newest link of a party in this entry's closed past (LOG-4), or None."""
        return self if place == self.place else self.frontier[place]

    def back_to(self, number: int) -> Link:
        """The ancestor with that number, itself included; 1 ≤ number ≤ own number."""
        link = self
        while link.number != number:
            jump = link.jump
            step = jump if jump is not None and jump.number >= number else link.parent
            assert step is not None
            link = step
        return link

    @property
    def weight(self) -> int:
        """The number of entries in the closed past: it rises along every causal step."""
        if not self._weight:
            others = sum(link.number for link in self.frontier if link is not None)
            self._weight = others + self.number
        return self._weight


def _jump(parent: Link) -> Link | None:
    """The jump pointer of a child (skew-binary: the shape follows from the chain alone)."""
    first = parent.jump
    if first is None:
        return parent
    second = first.jump
    second_number = 0 if second is None else second.number
    if parent.number - first.number == first.number - second_number:
        return second
    return parent


class Logs:
    """All logs of one channel as held here: the accumulator of places, heads and forks."""

    def __init__(self, codes: tuple[str, ...], origin: str) -> None:
        """Empty logs.

        Args:
            codes: the parties in the order of the genesis.
            origin: what number 1 names as previous, the channel id.
        """
        self.codes = codes
        self.places = {code: place for place, code in enumerate(codes)}
        self.origin = origin
        self._links: dict[str, Link] = {}
        self._first: list[list[Link]] = [[] for _ in codes]
        """For each party the entry of each number that came first; one chain below a fork."""
        self._more: list[dict[int, list[Link]]] = [{} for _ in codes]
        self._forks = 0
        self._straight: list[int | None] = [None for _ in codes]
        """For each party the lowest number that two entries hold, None without a fork."""

    def __len__(self) -> int:
        return len(self._links)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._links

    def __iter__(self) -> Iterator[Link]:
        return iter(self._links.values())

    def link(self, id_: str) -> Link | None:
        """The link of an entry, or None if it is not here."""
        return self._links.get(id_)

    def heads(self, place: int) -> tuple[Link, ...]:
        """The tips of a party's log, more than one under a fork; by id; () if it is empty."""
        straight = self._straight[place]
        if straight is None:
            return tuple(self._first[place][-1:])
        links = self._first[place][straight - 1 :]
        links += [link for more in self._more[place].values() for link in more]
        parents = {id(link.parent) for link in links}
        return tuple(sorted((x for x in links if id(x) not in parents), key=lambda x: x.id))

    def forked(self, place: int) -> bool:
        """True if two different entries of the party hold one number. Rule: LOG-13."""
        return self._straight[place] is not None

    @property
    def has_forks(self) -> bool:
        """True if the logs hold a fork of any party. Rule: LOG-13."""
        return self._forks > 0

    def forks(self) -> tuple[tuple[Link, ...], ...]:
        """For each party and number with more than one entry, these by id. Rule: LOG-13."""
        return tuple(
            tuple(sorted((self._first[place][number - 1], *more), key=lambda link: link.id))
            for place, branches in enumerate(self._more)
            for number, more in sorted(branches.items())
        )

    def numbered(self, place: int, number: int) -> tuple[Link, ...]:
        """All links of a party with one number, by id."""
        chain = self._first[place]
        if not 1 <= number <= len(chain):
            return ()
        more = self._more[place].get(number, [])
        return tuple(sorted((chain[number - 1], *more), key=lambda link: link.id))

    def branches(self, place: int, number: int) -> int:
        """How many entries of a party hold one number; number ≥ 1."""
        if number > len(self._first[place]):
            return 0
        return 1 + len(self._more[place].get(number, ()))

    def since(self, place: int, number: int) -> tuple[Link, ...]:
        """All links of a party from a number on, parents before children."""
        links = self._first[place][number - 1 :]
        more = [links for at, links in self._more[place].items() if at >= number]
        return tuple(sorted(chain(links, *more), key=lambda link: link.number))

    def top(self, place: int) -> int:
        """The greatest number of a party's log, 0 if it is empty."""
        return len(self._first[place])

    def ancestor(self, tip: Link, number: int) -> Link:
        """The link with that number on the way back from a tip, itself included."""
        straight = self._straight[tip.place]
        if straight is None or number < straight:
            return self._first[tip.place][number - 1]
        return tip.back_to(number)

    def on_chain(self, link: Link, tip: Link | None) -> bool:
        """True if a link is the tip or an ancestor of it in one party's log."""
        if tip is None or link.number > tip.number:
            return False
        found = self.ancestor(tip, link.number)
        # What was aside and is stored now is another object than what was built on it aside.
        return found is link or found.id == link.id

    def in_past(self, link: Link, viewer: Link) -> bool:
        """True if a link stands in the viewer's closed past. Rule: LOG-4."""
        return self.on_chain(link, viewer.at(link.place))

    def one_chain(self, left: Link | None, right: Link | None) -> bool:
        """True if two links of one party do not lie on different branches."""
        if left is None or right is None:
            return True
        if left.number <= right.number:
            return self.on_chain(left, right)
        return self.on_chain(right, left)

    def check(
        self,
        party: str,
        number: int,
        previous: str,
        seen: Mapping[Code, tuple[int, Digest]],
        time: int,
        id_: str,
        aside: dict[str, Link] | None = None,
    ) -> Link:
        """The entry's link, if it may be stored; nothing is stored yet.

        Args:
            party: code of the author.
            number: ≥ 1.
            previous: id of the entry before, the origin for number 1.
            seen: party → (number, id), the changes of the frontier only.
            time: claimed UTC milliseconds.
            id_: the entry's own id.
            aside: links by id, of forked logs, that count as stored.

        Raises:
            RuleError: ``stranger``, ``number``, ``previous``, ``time-back``, ``seen-back``,
                ``seen-mismatch``, ``seen-behind`` or ``fork``. Rule: LOG-1 to LOG-14.
            MissingError: if `previous` or a link of `seen` is not here. Rule: LOG-10.
        """
        place = self.places.get(party)
        if place is None:
            raise RuleError("stranger", "LOG-1", f"{party} is not a party of this channel")
        for code in seen:
            if self.places.get(code, place) == place:
                raise RuleError("stranger", "LOG-9", f"seen names {code}, not another party")
        if (number == 1) != (previous == self.origin):
            raise RuleError("number", "LOG-2", "number 1, and no other, follows the channel id")
        links: Mapping[str, Link] = self._links
        if aside is not None:
            links = ChainMap(aside, self._links)
        parent = links.get(previous)
        before: tuple[Link | None, ...]
        if parent is not None:
            if parent.place != place or parent.number != number - 1:
                raise RuleError("previous", "LOG-2", "previous is not the entry before in this log")
            if time < parent.time:
                raise RuleError("time-back", "LOG-3", "the time is before that of the entry before")
            before = parent.frontier
        elif number > 1:
            absent = [(party, number - 1, previous)]
            absent += [(c, n, i) for c, (n, i) in seen.items() if i not in links]
            raise MissingError(tuple(absent))
        else:
            before = (None,) * len(self.codes)
        if not seen:
            return Link(place, number, id_, parent, before, time)
        named, frontier = self._advance(links, before, seen)
        self._check_past(place, parent, before, frontier, named)
        return Link(place, number, id_, parent, frontier, time)

    def store(self, link: Link) -> bool:
        """True if the link, now held, is a second one of its party and number: a fork.

        Args:
            link: from `check`, with nothing stored in between.
        """
        assert link.id not in self._links
        self._links[link.id] = link
        chain = self._first[link.place]
        if link.number == len(chain) + 1:
            chain.append(link)
            return False
        self._forks += 1
        self._more[link.place].setdefault(link.number, []).append(link)
        straight = self._straight[link.place]
        if straight is None or link.number < straight:
            self._straight[link.place] = link.number
        return True

    def _advance(
        self,
        links: Mapping[str, Link],
        before: tuple[Link | None, ...],
        seen: Mapping[Code, tuple[int, Digest]],
    ) -> tuple[list[Link], tuple[Link | None, ...]]:
        """The links that `seen` names, and the frontier before with them put in. LOG-5."""
        after = list(before)
        named: list[Link] = []
        missing: list[tuple[str, int, str]] = []
        mismatch = ""
        for code, (number, id_) in seen.items():
            other = self.places[code]
            base = before[other]
            if number <= (0 if base is None else base.number):
                raise RuleError("seen-back", "LOG-7", f"{code}:{number} is not news")
            link = links.get(id_)
            if link is None:
                missing.append((code, number, id_))
            elif link.place != other or link.number != number:
                mismatch = f"{id_} is not {code}:{number}"
            else:
                named.append(link)
                after[other] = link
        if missing:
            raise MissingError(tuple(missing))
        if mismatch:
            raise RuleError("seen-mismatch", "LOG-11", mismatch)
        return named, tuple(after)

    def _check_past(
        self,
        place: int,
        parent: Link | None,
        before: tuple[Link | None, ...],
        frontier: tuple[Link | None, ...],
        named: list[Link],
    ) -> None:
        """Nothing, if `seen` is not behind and the closed past holds no fork. LOG-8, LOG-14."""
        for link in named:
            for other, below in enumerate(link.frontier):
                if below is None or other == place:
                    continue
                top = frontier[other]
                if top is None or top.number < below.number:
                    raise RuleError(
                        "seen-behind", "LOG-8", f"{self.codes[link.place]} had seen more of "
                        f"{self.codes[other]} than seen names",
                    )  # fmt: skip
        if not self._forks:
            # Every log is one chain: only what builds on an entry of ours to come is on another.
            last = 0 if parent is None else parent.number
            for link in named:
                own = link.frontier[place]
                if own is not None and own.number > last:
                    break
            else:
                return
        for link in named:
            for other, below in enumerate(link.frontier):
                if below is None:
                    continue
                top = parent if other == place else frontier[other]
                if not self.on_chain(below, top):
                    raise RuleError("fork", "LOG-14", "the past would hold a fork")
            base = before[link.place]
            if base is not None and not self.on_chain(base, link):
                raise RuleError("fork", "LOG-14", "the past would hold a fork")
