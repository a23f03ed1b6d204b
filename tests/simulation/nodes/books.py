# SPDX-License-Identifier: Apache-2.0
"""The auditor's books: what each side held, and what must still be so after every step.

1. Confirmation only grows: each side's confirmed sequences fit into one, whatever anybody does.
2. What was stored when a call returned is never lost, but by a restored backup.
3. No honest signer ever signs two entries of one number, nor what its node must not.
4. What a node says follows from the bytes that it stores.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from comity.core import hashing
from comity.core.ids import ChannelId, Code, Digest
from comity.ports import ContentKind, Kept
from tests.simulation.consequences import named
from tests.simulation.nodes.auditor import Json, Name, Offer, Universe, Violation
from tests.simulation.nodes.sides import Side

__all__ = ["Books"]

Sequences = dict[str, list[tuple[str, int]]]


@dataclass
class _Page:
    """One side's view of one channel, as bits, and what is agreed and confirmed in it."""

    place: int = 0
    view: int = 0
    bits: list[int] = field(default_factory=list)
    agreed: set[Name] = field(default_factory=set)
    confirmed: set[Name] = field(default_factory=set)
    left: bool = False


@dataclass
class Books:
    """Everything audited in one simulation.

    Args:
        universes: all entries of each channel.
        faithful: parties whose logs only their own honest signers extend.
    """

    universes: dict[ChannelId, Universe]
    faithful: Collection[Code]
    _pages: dict[tuple[Code, ChannelId], _Page] = field(default_factory=dict)
    _best: dict[ChannelId, Sequences] = field(default_factory=dict)
    _signed: dict[tuple[ChannelId, Code, int], Digest] = field(default_factory=dict)

    def restored(self, side: Side) -> None:
        """A side has put back a backup: its view begins anew."""
        for channel in self.universes:
            self._pages.pop((side.code, channel), None)

    def forget_signed(self, side: Side, kept: Collection[Side]) -> None:
        """A side has lost its marks: what it signed and nobody holds never was."""
        for (channel, code, number), digest in list(self._signed.items()):
            if code == side.code and not any(
                channel in one.records.channels() and one.records.entry(channel, digest)
                for one in kept
            ):
                del self._signed[channel, code, number]

    def audit(self, side: Side, *, honest: bool) -> None:
        """Nothing, if all that must be so is so of a side.

        Raises:
            Violation: with the consequence that does not hold.
        """
        if honest:
            self._check_signed(side)
        side.signed.clear()
        for channel in side.records.channels():
            if channel in self.universes and self._learn(side, channel) and honest:
                self._compare(side, channel)

    def view(self, side: Side, channel: ChannelId) -> int:
        """All entries of a channel that a side holds, as bits."""
        return self._pages[side.code, channel].view

    def offers(self, side: Side, channel: ChannelId, *, confirmed: bool) -> set[Name]:
        """What is agreed, or confirmed, at a side."""
        page = self._pages[side.code, channel]
        return page.confirmed if confirmed else page.agreed

    def _check_signed(self, side: Side) -> None:
        for label, digest in side.signed:
            if label != hashing.ENTRY:
                continue
            for channel in side.records.channels():
                placed = side.records.entry(channel, digest)
                ahead = side.records.pending_ahead(channel)
                raw = placed.raw if placed else None
                if ahead is not None and ahead.hash == digest:
                    raw = ahead.raw
                if raw is None:
                    continue
                entry = json.loads(raw)
                name = (channel, side.code, entry["number"])
                if name not in self._signed:  # else it is finished after a crash, as it stands
                    self._check_allowed(side, channel, entry)
                if self._signed.setdefault(name, digest) != digest:
                    raise Violation(f"{side.code} has signed two entries {name[2]} (HOME-5)")

    def _check_allowed(self, side: Side, channel: ChannelId, entry: Json) -> None:
        """What an honest node must not sign, by what it held before this step."""
        page = self._pages.get((side.code, channel))
        if page is None:
            return
        universe, acts = self.universes[channel], entry["acts"]
        said = [act["declare"]["matter"] if "declare" in act else None for act in acts]
        if not universe.fork_free(page.view) and (not acts or set(said) != {"channel/fork"}):
            raise Violation(f"{side.code} signs in a channel that is frozen (LOG-16)")
        if page.left and not set(said) <= {"channel/keys"}:
            raise Violation(f"{side.code} signs after it has left (NODE-11)")
        page.left = page.left or "channel/leave" in said
        for act in acts:
            if "accept" in act:
                self._check_held(side, channel, act["accept"]["offer"])

    def _check_held(self, side: Side, channel: ChannelId, ref: Json) -> None:
        """Whoever accepts holds every body and document of what it accepts. Rule: NODE-7."""
        code, number, index = ref
        for placed in side.records.range(channel, code, number, 1):
            offer = json.loads(placed.raw)["acts"][index]["offer"]
            named: list[tuple[ContentKind, Digest]] = [
                *(("body", digest) for digest in offer["values"].values()),
                *(("document", digest) for digest in offer["documents"]),
            ]
            for kind, digest in named:
                if not isinstance(side.records.content(channel, kind, digest), Kept):
                    raise Violation(f"{side.code} accepts what it does not hold (NODE-7)")

    def _learn(self, side: Side, channel: ChannelId) -> bool:
        """Take in what a side has stored since; whether there was anything."""
        page = self._pages.setdefault((side.code, channel), _Page())
        place, universe = side.records.place(channel), self.universes[channel]
        if place < page.place:
            raise Violation(f"{side.code} has lost {page.place - place} entries that it had stored")
        if place == page.place:
            return False
        for raw in side.raws(channel, page.place):
            bit = universe.learn(raw)
            if universe.entries[bit].closed & ~(page.view | 1 << bit):
                raise Violation(f"{side.code} has stored an entry without its past (LOG-10)")
            page.view |= 1 << bit
            page.bits.append(bit)
        page.place = place
        for fork in universe.forks:
            author = universe.parties[universe.entries[fork.bit_length() - 1].place]
            if author in self.faithful:
                raise Violation(f"{author} has forked, and is honest")
        return True

    def _compare(self, side: Side, channel: ChannelId) -> None:
        """What the node says of a channel against what the auditor finds by itself."""
        page, universe = self._pages[side.code, channel], self.universes[channel]
        offers = universe.offers
        for name, offer in offers.items():
            if page.view >> name[0] & 1:
                if name not in page.agreed and universe.agreed(page.view, offer):
                    page.agreed.add(name)
                fresh = name in page.agreed and name not in page.confirmed
                if fresh and universe.confirmed(page.view, offer):
                    page.confirmed.add(name)
        with side.node.channels.hold(channel) as held:
            fold = held.channel.fold
            said = {True: named(fold.confirmed), False: named(fold.agreed)}
            void = {
                (universe.bits[link.id], index): reason
                for link in fold.logs
                for index, reason in fold.void(link).items()
                if reason != "credentials"
            }
        for confirmed, theirs in said.items():
            mine = universe.sequence(self._some(page, offers, confirmed=confirmed))
            if {matter: some for matter, some in theirs.items() if some} != mine:
                what = "confirmed" if confirmed else "agreed"
                raise Violation(f"{side.code} takes {theirs} for {what}; it is {mine}")
        mine_void = {name: why for name, why in universe.void.items() if page.view >> name[0] & 1}
        if void != mine_void:
            raise Violation(f"{side.code} takes {void} for void; it is {mine_void} (ACT-7)")
        if self._guarded(universe):
            self._grow(channel, side, said[True])

    def _some(self, page: _Page, offers: dict[Name, Offer], *, confirmed: bool) -> Iterator[Offer]:
        return (offers[name] for name in (page.confirmed if confirmed else page.agreed))

    def _guarded(self, universe: Universe) -> bool:
        """Whether one party of the channel at least is honest: then confirmation is for ever."""
        return any(code in self.faithful for code in universe.parties)

    def _grow(self, channel: ChannelId, side: Side, confirmed: object) -> None:
        """Rule: AGR-11."""
        assert isinstance(confirmed, dict)
        best = self._best.setdefault(channel, {})
        for matter, sequence in confirmed.items():
            known = best.get(matter, [])
            shorter = min(len(known), len(sequence))
            if known[:shorter] != sequence[:shorter]:
                raise Violation(f"at {side.code} the confirmed {known} has become {sequence}")
            if len(sequence) > len(known):
                best[matter] = sequence
