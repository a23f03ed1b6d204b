# SPDX-License-Identifier: Apache-2.0
"""Worlds of real entries: canonical bytes, real hashes, stand-in keys.

A world writes entries and knows what each one's past is by the definition (LOG-4): a set. It
judges nothing and takes nothing from core but its values and its bytes, so that a property can
compare what core says with the definition.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from comity.core import hashing
from comity.core.acts import KEYS, Act, Declare, Offer
from comity.core.channel import Channel
from comity.core.entries import Entry, SignedEntry, encode_entry, entry_hash
from comity.core.ids import Code, Digest
from comity.core.signing import message
from tests.simulation.standins import StandIn, birth_of, credentials_of, sign, working


@dataclass(frozen=True, eq=False)
class Made:
    """An entry as a world made it. `past` holds the hashes of its past by LOG-4."""

    signed: SignedEntry
    entry: Entry
    past: frozenset[Digest]
    serial: int

    @property
    def hash(self) -> Digest:
        """The entry's hash."""
        return entry_hash(self.signed.raw)

    @property
    def name(self) -> tuple[Code, int]:
        """Its party and number."""
        return self.entry.party, self.entry.number

    @property
    def closed(self) -> frozenset[Digest]:
        """Its closed past."""
        return self.past | {self.hash}


Place = tuple[Digest, int]
"""An act by entry and index."""


class World:
    """All entries that the parties of one channel have made, in a causal order."""

    def __init__(self, codes: tuple[str, ...] = ("jp", "kr")) -> None:
        self.codes = tuple(Code(code) for code in codes)
        self.birth = birth_of(codes)
        self.id = self.birth.genesis.channel
        self.made: dict[Digest, Made] = {}
        self.tips: dict[Code, Made] = {}

    def __repr__(self) -> str:
        lines = [f"World of {', '.join(self.codes)}"]
        for made in self.made.values():
            entry = made.entry
            acts = [
                "keys" if isinstance(a, Declare) and a.matter == KEYS else a for a in entry.acts
            ]
            lines.append(f"  {entry.party}{entry.number} seen {entry.seen} acts {acts}")
        return "\n".join(lines)

    def keep(self, made: Made) -> Made:
        """The entry, now one of the world's and the tip of its party."""
        self.made.setdefault(made.hash, made)
        self.tips[made.entry.party] = made
        return made

    def write(self, party: str, *acts: Act, sees: Iterable[Made] = ()) -> Made:
        """The next entry of a party, kept. `sees` are entries that it has newly seen."""
        return self.keep(self.draft(party, *acts, sees=sees, previous=self.tips.get(Code(party))))

    def join(self) -> None:
        """An entry 1 of each party that has seen nothing."""
        for code in self.codes:
            self.write(code)

    def see_all(self, party: str) -> list[Made]:
        """The tips of the other parties."""
        return [made for code, made in self.tips.items() if code != party]

    def draft(
        self,
        party: str,
        *acts: Act,
        sees: Iterable[Made] = (),
        previous: Made | None = None,
        joins: bool = True,
        **changes: Any,
    ) -> Made:
        """An entry after `previous`, kept nowhere.

        Args:
            party: whose.
            acts: its acts; entry 1 begins with a declaration of credentials unless not `joins`.
            sees: entries of others that it has newly seen.
            previous: the entry before; None: entry 1.
            joins: see `acts`.
            changes: fields of the entry to replace before it is signed.
        """
        code = Code(party)
        past: set[Digest] = set() if previous is None else set(previous.closed)
        for made in sees:
            past |= made.closed
        if previous is None and joins:
            acts = (keys_of(code, 1), *acts)
        serial = self._serial(code, acts, 0 if previous is None else previous.serial)
        entry = Entry(
            self.id,
            code,
            1 if previous is None else previous.entry.number + 1,
            Digest(self.id) if previous is None else previous.hash,
            self.seen(code, past, previous),
            1000 if previous is None else previous.entry.time + 1000,
            working(code, serial).id,
            None,
            None,
            acts,
        )
        entry = msgspec.structs.replace(entry, **changes)
        return Made(sealed(entry, serial), entry, frozenset(past), serial)

    def frontier(self, code: Code, past: Iterable[Digest]) -> dict[Code, tuple[int, Digest]]:
        """For each other party the entry of greatest number in a past. Rule: LOG-5."""
        found: dict[Code, tuple[int, Digest]] = {}
        for hash_ in past:
            party, number = self.made[hash_].name
            if party != code and number > found.get(party, (0, ""))[0]:
                found[party] = (number, hash_)
        return found

    def seen(
        self, code: Code, past: Iterable[Digest], previous: Made | None
    ) -> dict[Code, tuple[int, Digest]]:
        """What differs in the frontier from that of the entry before. Rule: LOG-6."""
        before = {} if previous is None else self.frontier(code, previous.past)
        after = self.frontier(code, past)
        return {other: head for other, head in after.items() if before.get(other) != head}

    def fork_free(self, names: Iterable[Digest]) -> bool:
        """True if no two of the entries are of one party and number. Rule: LOG-13."""
        places = [self.made[name].name for name in names]
        return len(places) == len(set(places))

    def acts(self, names: Iterable[Digest] | None = None) -> Iterator[tuple[Place, Act]]:
        """Every act of some entries, of all if none are given."""
        for name in self.made if names is None else names:
            for index, act in enumerate(self.made[name].entry.acts):
                yield (name, index), act

    def before(self, place: Place) -> Iterator[tuple[Place, Act]]:
        """The past of an act. Rule: ACT-6."""
        yield from self.acts(self.made[place[0]].past)
        for index, act in enumerate(self.made[place[0]].entry.acts[: place[1]]):
            yield (place[0], index), act

    def channel(self, order: Iterable[Made] | None = None) -> Channel:
        """A channel that has admitted the entries, in the world's order or another."""
        channel = self.empty()
        for made in self.made.values() if order is None else order:
            channel.admit(made.signed)
        return channel

    def empty(self) -> Channel:
        """A channel of this birth without entries."""
        return Channel(self.birth, StandIn())

    def _serial(self, code: Code, acts: tuple[Act, ...], serial: int) -> int:
        for act in acts:
            if isinstance(act, Declare) and act.matter == KEYS:
                new = act.body["credentials"]["serial"]
                if new > serial and act == keys_of(code, new):
                    serial = new
        return serial


def sealed(entry: Entry, serial: int) -> SignedEntry:
    """The bytes of an entry, signed under the keyset of a serial of its party."""
    raw = encode_entry(entry)
    keys = working(entry.party, serial)
    return SignedEntry(raw, sign(keys, message(hashing.ENTRY, keys.id, entry_hash(raw))))


def keys_of(code: str, serial: int) -> Declare:
    """The declaration of a party's credentials of that serial."""
    return Declare(KEYS, msgspec.to_builtins(credentials_of(code, serial)))


def offer_on(act: Act, name: str) -> bool:
    """True if the act is an offer that has the matter."""
    return isinstance(act, Offer) and name in act.values
