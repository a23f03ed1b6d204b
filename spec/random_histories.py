# SPDX-License-Identifier: Apache-2.0
"""Random histories in the form of AGR-19, for comparing judges and for testing what AGR promises.

Most entries are sound, some are not; parties fork as often as asked. The same `Random` gives the
same history.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from spec.reader import Json, View


@dataclass(frozen=True, slots=True)
class Mix:
    """How often things happen, each between 0 and 1."""

    fork: float = 0.1  # an entry of a party in `forkers` builds on an older one
    bad: float = 0.05  # an entry is spoilt so that it should be refused
    odd: float = 0.15  # an act is likely to be void


class Writer:
    """Adds entry after entry to a history, keeping a view of what is stored."""

    def __init__(self, rng: Random, parties: list[str], forkers: list[str], mix: Mix) -> None:
        self.rng, self.parties, self.forkers, self.mix = rng, parties, forkers, mix
        self.view = View(parties)
        self.entries: list[Json] = []
        several = rng.random() < 0.5
        self.matters = [["m"], ["m"], ["n"], ["m", "n"]] if several else [["m"]]

    def add(self) -> None:
        """Appends one entry."""
        rng, view = self.rng, self.view
        party = rng.choice(self.parties)
        own = [name for name in view.entries if view.party(name) == party]
        followed = {entry["previous"] for entry in view.entries.values()}
        previous = rng.choice([name for name in own if name not in followed]) if own else None
        if party in self.forkers and rng.random() < self.mix.fork:
            previous = rng.choice([None, *own])
        seen = self._seen(party, previous)
        name = f"{party.lower()}{len(self.entries)}"
        acts: list[Json] = []
        entry: Json = {"id": name, "party": party, "previous": previous, "seen": seen, "acts": acts}
        for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
            acts += [self._act(entry)]
        if rng.random() < self.mix.bad:
            self._spoil(entry)
        self.entries.append(entry)
        view.add(entry)

    def _seen(self, party: str, previous: str | None) -> dict[str, str]:
        view, rng = self.view, self.rng
        seen = dict(view.entries[previous]["seen"]) if previous else {}
        for other in self.parties:
            theirs = [name for name in view.entries if view.party(name) == other]
            if other == party or not theirs or rng.random() < 0.2:
                continue
            named = rng.choice(theirs[-3:])
            past = view.closed(named).union(*(view.closed(s) for s in [*seen.values()]))
            past |= view.closed(previous) if previous else frozenset()
            if not view.fork_free(past) and rng.random() < 0.9:
                continue
            for whose, what in [*view.entries[named]["seen"].items(), (other, named)]:
                held = view.number[seen[whose]] if whose in seen else 0
                if whose != party and view.number[what] > held:
                    seen[whose] = what
        return seen

    def _offers(self, entry: Json) -> list[tuple[str, int, Json, bool]]:
        """The offers in the entry's past and in itself so far: id, index, offer, valid."""
        view = self.view
        names: set[str] = set()
        for below in [*entry["seen"].values(), *([entry["previous"]] if entry["previous"] else [])]:
            names |= view.closed(below)
        found = [
            (name, i, act["offer"], (name, i) not in view.reason)
            for name in sorted(names)
            for i, act in enumerate(view.entries[name]["acts"])
            if "offer" in act
        ]
        mine = enumerate(entry["acts"])
        return found + [(entry["id"], i, a["offer"], True) for i, a in mine if "offer" in a]

    def _act(self, entry: Json) -> Json:
        rng, offers = self.rng, self._offers(entry)
        odd = rng.random() < self.mix.odd
        kind = rng.choice(["offer", "accept", "accept", "accept", "accept", "refuse", "declare"])
        if kind == "refuse" and rng.random() < 0.6:
            kind = "accept"
        if kind == "declare":
            return {"annul": 1} if odd else {"declare": rng.choice("mn")}
        if kind == "offer" or not offers:
            matters = rng.choice(self.matters)
            ballots = [
                o["ballot"] for _, _, o, ok in offers if ok and set(o["matters"]) & set(matters)
            ]
            offer = {"ballot": max(ballots, default=0) + 1, "matters": matters}
            if odd:
                offer["ballot"] = rng.randrange(4)
                offer["silence"] = rng.random() < 0.3
            return {"offer": offer}
        name, index, *_ = max(rng.choice(offers[-4:]), rng.choice(offers), key=self._height)
        if odd and self.view.entries:
            name, index = rng.choice(list(self.view.entries)), rng.randrange(2)
        return {kind: [name, index]}

    @staticmethod
    def _height(offer: tuple[str, int, Json, bool]) -> tuple[bool, int]:
        return offer[3], offer[2]["ballot"]

    def _spoil(self, entry: Json) -> None:
        rng, names = self.rng, [*self.view.entries, "nowhere"]
        match rng.randrange(6):
            case 0:
                entry["seen"].pop(rng.choice(self.parties), None)
            case 1:
                entry["seen"][rng.choice([*self.parties, "X"])] = rng.choice(names)
            case 2:
                entry["previous"] = rng.choice(names)
            case 3:
                entry["party"] = rng.choice([*self.parties, "X"])
            case 4:
                entry["acts"].append({"offer": {"ballot": True, "matters": ["m"]}})
            case _:
                entry["id"] = rng.choice(names)


def random_history(
    rng: Random, entries: int, parties: int = 3, forkers: int = 1, mix: Mix | None = None
) -> Json:
    """A history of so many entries; the last `forkers` of the parties may fork."""
    codes = [chr(ord("A") + place) for place in range(parties)]
    writer = Writer(rng, codes, codes[parties - forkers :], mix or Mix())
    for _ in range(entries):
        writer.add()
    return {"parties": codes, "entries": writer.entries}
