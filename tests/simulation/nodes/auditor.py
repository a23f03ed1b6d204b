# SPDX-License-Identifier: Apache-2.0
"""An auditor of what nodes store: it reads the bytes by itself and shares no code with the core.

It is written from spec/ alone. What it knows of an entry follows from the entry and its past, so
it is judged once for all nodes; pasts are sets of bits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from spec.reader import digest

__all__ = ["Entry", "Json", "Name", "Offer", "Universe", "Violation"]

Json = Any
Name = tuple[int, int]
"""An act: the bit of its entry and its index."""


class Violation(AssertionError):  # noqa: N818 - it is what it is called
    """Something that must follow from the protocol does not."""


@dataclass(frozen=True)
class Entry:
    """One entry: whose, its number, its bit, and its closed past as bits."""

    id: str
    place: int
    number: int
    bit: int
    closed: int
    frontier: dict[int, int]
    time: int
    acts: list[Json]
    previous: int | None


@dataclass
class Offer:
    """An offer that was ever made, and the entries that bear on it, by the bits of their authors.

    `candidates` are for each party the first entries of each branch whose closed past holds an
    acceptance of every party.
    """

    name: Name
    id: str
    matters: frozenset[str]
    ballot: int
    rank: tuple[int, int]
    accepted: list[int]
    refused: int = 0
    candidates: list[list[int]] = field(default_factory=list)


class Universe:
    """All entries of one channel that were ever stored anywhere.

    Args:
        parties: codes, in the order of the genesis.
        channel: its id.
    """

    def __init__(self, parties: list[str], channel: str) -> None:
        self.parties = parties
        self.channel = channel
        self.entries: list[Entry] = []
        self.bits: dict[str, int] = {}
        self.void: dict[Name, str] = {}
        self.offers: dict[Name, Offer] = {}
        self.by_matter: dict[str, list[Offer]] = {}
        self.numbered: dict[tuple[int, int], int] = {}
        self.forks: list[int] = []

    def learn(self, raw: bytes) -> int:
        """The bit of an entry; judged when it is met for the first time.

        Raises:
            Violation: if it should not have been stored.
        """
        id_ = digest("comity/1 entry", raw)
        if id_ in self.bits:
            return self.bits[id_]
        said = json.loads(raw)
        place = self.parties.index(said["party"])
        entry = self._placed(id_, place, said)
        self.entries.append(entry)
        self.bits[id_] = entry.bit
        same = self.numbered.get((place, entry.number), 0)
        self.numbered[place, entry.number] = same | 1 << entry.bit
        if same:
            self.forks = [one for one in self.forks if not one & same]
            self.forks.append(same | 1 << entry.bit)
        if not self.fork_free(entry.closed):
            raise Violation(f"{id_} was stored and has a fork in its past (LOG-14)")
        for index, act in enumerate(entry.acts):
            self._judge(entry, index, act)
        self._hold(entry)
        return entry.bit

    def _placed(self, id_: str, place: int, said: Json) -> Entry:
        """The entry with its past. Rules: LOG-1 to LOG-11."""
        number, bit = said["number"], len(self.entries)
        before: Entry | None = None
        if number > 1:
            if said["previous"] not in self.bits:
                raise Violation(f"{id_} was stored without the entry before (LOG-10)")
            before = self.entries[self.bits[said["previous"]]]
        first = number == 1 and said["previous"] == self.channel
        follows = before is not None and (before.place, before.number + 1) == (place, number)
        if said["channel"] != self.channel or not (first or follows):
            raise Violation(f"{id_} was stored out of place (LOG-1, LOG-2)")
        if before is not None and said["time"] < before.time:
            raise Violation(f"{id_} was stored though its time goes back (LOG-3)")
        frontier = dict(before.frontier) if before else {}
        closed = (before.closed if before else 0) | 1 << bit
        seen: list[Entry] = []
        for code, (head, named) in said["seen"].items():
            if named not in self.bits:
                raise Violation(f"{id_} was stored without what it has seen (LOG-10)")
            one = self.entries[self.bits[named]]
            other = self.parties.index(code)
            old = frontier.get(other)
            if (one.place, one.number) != (other, head) or other == place:
                raise Violation(f"{id_} misnames what it has seen (LOG-9, LOG-11)")
            if old is not None and self.entries[old].number >= head:
                raise Violation(f"{id_} was stored though it sees less (LOG-7)")
            seen.append(one)
            frontier[other] = one.bit
            closed |= one.closed
        for one in seen:
            for other, below in one.frontier.items():
                top = frontier.get(other)
                if other != place and (
                    top is None or self.entries[top].number < self.entries[below].number
                ):
                    raise Violation(f"{id_} was stored though it names too little (LOG-8)")
        return Entry(
            id_, place, number, bit, closed, frontier, said["time"], said["acts"],
            None if before is None else before.bit,
        )  # fmt: skip

    def fork_free(self, mask: int) -> bool:
        """Whether no two of the entries are of one party and number. Rule: LOG-13."""
        return all((mask & fork).bit_count() < 2 for fork in self.forks)

    # --- acts -------------------------------------------------------------------------------------

    def _judge(self, entry: Entry, index: int, act: Json) -> None:
        ((verb, value),) = act.items()
        name = (entry.bit, index)
        reason = None
        if verb == "offer":
            reason = self._offer(entry, name, value)
        elif verb in {"accept", "refuse"}:
            reason = self._answer(entry, verb, value["offer"])
        elif verb != "declare":
            reason = "unknown-verb"
        if reason is not None:
            self.void[name] = reason

    def _offer(self, entry: Entry, name: Name, value: Json) -> str | None:
        """Rules: ACT-8 to ACT-11."""
        matters = frozenset(value["values"])
        if not matters or (value["silence"] and value["until"] is None):
            return "malformed"
        rivals = {
            one.name: one.ballot
            for matter in matters
            for one in self.by_matter.get(matter, ())
            if entry.closed >> one.name[0] & 1
        }
        if value["ballot"] != 1 + max(rivals.values(), default=0):
            return "ballot"
        count = len(self.parties)
        rank = (value["ballot"], (entry.place + value["ballot"]) % count)
        offer = Offer(name, entry.id, matters, value["ballot"], rank, [0] * count)
        offer.accepted[entry.place] |= 1 << entry.bit
        offer.candidates = [[] for _ in range(count)]
        self.offers[name] = offer
        for matter in matters:
            self.by_matter.setdefault(matter, []).append(offer)
        return None

    def _answer(self, entry: Entry, verb: str, named: Json) -> str | None:
        """Rules: ACT-12 to ACT-16."""
        code, number, index = named
        place = self.parties.index(code) if code in self.parties else -1
        here = self.numbered.get((place, number), 0) & entry.closed
        if not here:
            return "unknown-offer"
        author = here.bit_length() - 1
        acts = self.entries[author].acts
        before = index < len(acts) and "offer" in acts[index]
        if author == entry.bit and before:
            before = (author, index) in self.offers or (author, index) in self.void
        if not before:
            return "unknown-offer"
        offer = self.offers.get((author, index))
        if offer is None:
            return "void-offer"
        if verb == "refuse":
            offer.refused |= 1 << entry.bit
            return None
        if offer.refused & entry.closed:
            return "refused"
        for matter in offer.matters:
            for other in self.by_matter[matter]:
                if other.accepted[entry.place] & entry.closed and other.rank >= offer.rank:
                    return "position"
        offer.accepted[entry.place] |= 1 << entry.bit
        return None

    def _hold(self, entry: Entry) -> None:
        """Of which offers the entry is the first of its branch to hold all acceptances. AGR-6."""
        before = 0 if entry.previous is None else self.entries[entry.previous].closed
        for offer in self.offers.values():
            if all(entry.closed & one for one in offer.accepted) and not all(
                before & one for one in offer.accepted
            ):
                offer.candidates[entry.place].append(entry.bit)

    # --- what follows in a view -------------------------------------------------------------------

    def agreed(self, view: int, offer: Offer) -> bool:
        """Rule: AGR-3."""
        return all(view & one for one in offer.accepted)

    def confirmed(self, view: int, offer: Offer) -> bool:
        """Rule: AGR-5."""
        candidates = [[bit for bit in some if view >> bit & 1] for some in offer.candidates]
        if not self.forks:
            return all(candidates)
        return any(self.fork_free(self._joint(choice)) for choice in product(*candidates))

    def _joint(self, bits: tuple[int, ...]) -> int:
        joint = 0
        for bit in bits:
            joint |= self.entries[bit].closed
        return joint

    def sequence(self, offers: Iterator[Offer]) -> dict[str, list[tuple[str, int]]]:
        """Of each matter the offers by rank. Rule: AGR-4."""
        found: dict[str, list[Offer]] = {}
        for offer in offers:
            for matter in offer.matters:
                found.setdefault(matter, []).append(offer)
        return {
            matter: [
                (one.id, one.name[1])
                for one in sorted(some, key=lambda one: (one.rank, one.id, one.name[1]))
            ]
            for matter, some in found.items()
        }
