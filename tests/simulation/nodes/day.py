# SPDX-License-Identifier: Apache-2.0
"""One simulated day of 2 to 5 nodes: all of it drawn from one seed, and audited after each step."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final, TypeVar

from comity.core.errors import ComityError
from comity.core.ids import ChannelId, Code, Digest
from comity.exchange.correspondence import Taken
from comity.exchange.roads.memory import MemoryRoad, Troubles
from comity.node import found
from comity.node.settle import settle_channel
from comity.node.sign import Signed
from tests.simulation.nodes import people
from tests.simulation.nodes.auditor import Universe, Violation
from tests.simulation.nodes.books import Books
from tests.simulation.nodes.enemies import Enemies
from tests.simulation.nodes.identities import Cryptography
from tests.simulation.nodes.sides import Side, Time
from tests.simulation.nodes.stores import CrashError
from tests.simulation.nodes.tally import Tally
from tests.unit.node.parties import EXPIRES, START

__all__ = ["Day"]

T = TypeVar("T")
CODES: Final = tuple(map(Code, ("au", "jp", "kr", "nz", "us")))
HOUR_MS: Final = 3_600_000


class Day:
    """Nodes, what happens to them, and the books of the auditor.

    Args:
        seed: decides everything.
        cryptography: stand-ins or real.
        tally: of everything that occurs.
    """

    def __init__(self, seed: int, cryptography: Cryptography, tally: Tally[str]) -> None:
        self.chance = chance = Random(seed)
        self.cryptography = cryptography
        self.tally = tally
        self.time = Time(START)
        codes = sorted(chance.sample(CODES, chance.choice((2, 2, 2, 3, 3, 4, 5))))
        self.sides = {
            code: Side(cryptography.identity(code), cryptography, self.time, seed) for code in codes
        }
        hostile = chance.choice((0, 0, 0, 1, 1, 1, 2, 4))
        self.hostile = set(chance.sample(codes, min(hostile, len(codes) - 1)))
        self.robbed: set[Code] = set()
        self.road = MemoryRoad(seed)
        self.files: list[tuple[Code, Code, bytes]] = []
        self.cut: set[tuple[Code, Code]] = set()
        self.spoilt: set[bytes] = set()
        self.circles: dict[ChannelId, tuple[Code, ...]] = {}
        self.books = Books({}, self.honest)
        self._found(tuple(codes))
        self._found(tuple(sorted(chance.sample(codes, chance.randint(2, len(codes))))))
        self.enemies = Enemies(self)
        tally["fault: hostile party"] += len(self.hostile)

    @property
    def honest(self) -> frozenset[Code]:
        """Parties whose logs nobody else extends."""
        return frozenset(self.sides) - self.hostile - self.robbed

    @property
    def playing(self) -> list[Side]:
        """Sides whose node and people are honest, those robbed of a key too."""
        return [side for code, side in self.sides.items() if code not in self.hostile]

    def _found(self, codes: tuple[Code, ...]) -> None:
        first, *others = (self.sides[code] for code in codes)
        invitation = found.invite(
            first.node, first.identity.root, [one.code for one in others], EXPIRES
        )
        answers = [found.answer(o.node, o.identity.root, invitation, "join") for o in others]
        full = found.gather(first.node, answers)
        channel = found.consider(first.node, full).channel
        for side in (first, *others):
            found.join(side.node, found.consider(side.node, full))
        self.circles[channel] = codes
        self.books.universes[channel] = Universe(list(codes), channel)

    # --- steps ------------------------------------------------------------------------------------

    def step(self) -> None:
        """One thing happens.

        Raises:
            Violation: if something that must hold does not.
        """
        self.time.now += self.chance.randrange(20_000)
        (kind,) = self.chance.choices(_KINDS, _WEIGHTS)
        kind(self)

    def audited(self, side: Side, work: Callable[[], T], what: str) -> T | None:
        """What is done at a side, and its books after it; None where it was refused or cut off."""
        done: T | None = None
        try:
            done = work()
        except CrashError:
            self.tally["fault: crash"] += 1
            self._books(side)
            side.start()
        except ComityError as error:
            self.tally[f"{what} refused: {error.code}"] += 1
        if side.disk.happened["full"]:
            self.tally["fault: disk full"] += side.disk.happened["full"]
            side.disk.happened["full"] = 0
        self._books(side)
        return done

    def _books(self, side: Side) -> None:
        self.books.faithful = self.honest
        self.books.audit(side, honest=side.code not in self.hostile)

    def any_side(self) -> Side:
        """One of them."""
        return self.chance.choice(list(self.sides.values()))

    def channel_of(self, side: Side) -> ChannelId:
        """A channel of a side."""
        own = [channel for channel, codes in self.circles.items() if side.code in codes]
        return self.chance.choice(own)

    def others(self, side: Side) -> list[Side]:
        """Everybody else."""
        return [one for one in self.sides.values() if one is not side]

    def _people(self) -> None:
        side = self.any_side()
        channel = self.channel_of(side)
        signed = self.audited(side, lambda: people.act(side, channel, self.chance), "signer")
        self._acknowledge(side, channel, signed)

    def _acknowledge(self, side: Side, channel: ChannelId, signed: Signed | None) -> None:
        if signed is not None and side.records.entry(channel, signed.hash) is None:
            raise Violation(f"{side.code} was told of an entry that is not stored")

    def _settle(self) -> None:
        side = self.any_side()
        self.settle(side, self.channel_of(side))

    def settle(self, side: Side, channel: ChannelId) -> bool:
        """What a node does by itself; whether it signed."""
        signed = self.audited(side, lambda: settle_channel(side.node, channel), "signer") or ()
        for one in signed:
            self._acknowledge(side, channel, one)
            self.tally["seen: lapse" if one.acts else "seen: bare entry"] += 1
        return bool(signed)

    def _write(self) -> None:
        side = self.any_side()
        other = self.chance.choice(self.others(side))
        raw = self.audited(side, lambda: side.desk.write(other.root), "pouch")
        if raw is not None:
            self.send(side.code, other.code, raw)

    def send(self, sender: Code, receiver: Code, raw: bytes) -> None:
        """Put a pouch on a road, or into a file."""
        if self.chance.random() < 0.1:
            self.files.append((sender, receiver, raw))
            self.tally["fault: by file"] += 1
            return
        if (sender, receiver) in self.cut:
            self.tally["fault: partition"] += 1
            return
        box = f"{sender}>{receiver}"
        before = len(self.road._waiting.get(box, ()))
        self.road.put(box, raw)
        came = len(self.road._waiting[box]) - before
        self.tally["fault: lost"] += came == 0
        self.tally["fault: repeated"] += came > 1

    def _deliver(self) -> None:
        boxes = [name for name, waiting in self.road._waiting.items() if waiting]
        if not boxes:
            return
        sender, _, receiver = self.chance.choice(boxes).partition(">")
        raw = self.road.take(f"{sender}>{receiver}")
        assert raw is not None
        self.hand(Code(sender), Code(receiver), raw, answers=self.chance.random() < 0.7)

    def _open_file(self) -> None:
        if not self.files:
            return
        place = self.chance.randrange(len(self.files))
        sender, receiver, raw = self.files[place]
        if self.chance.random() < 0.7:
            del self.files[place]
        else:
            self.tally["fault: file again"] += 1
        self.hand(sender, receiver, raw, answers=False)

    def hand(self, sender: Code, receiver: Code, raw: bytes, *, answers: bool) -> Taken | None:
        """A pouch arrives."""
        side = self.sides[receiver]
        taken = self.audited(side, lambda: side.desk.take(raw), "pouch")
        if taken is None:
            if side.locked:
                self.tally["fault: whole pouch waits"] += 1
                self.files.append((sender, receiver, raw))
            return None
        if raw in self.spoilt:
            raise Violation(f"{receiver} has taken in a pouch that does not hold (POUCH-9)")
        for remark in taken.remarks:
            self.tally[f"remark: {remark.code}"] += 1
        for part in taken.reception.channels:
            self.tally["entry refused: missing"] += len(part.missing)
            for refused in part.refused:
                self.tally[f"entry refused: {refused.code}"] += 1
            if part.refused and sender not in self.hostile and receiver not in self.hostile:
                raise Violation(f"{receiver} refuses of {sender}, both honest: {part.refused}")
        for problem in taken.problems:
            self.tally[f"signer refused: {problem.code}"] += 1
        for channel, signed in taken.settled:
            self._acknowledge(side, channel, signed)
            self.tally["seen: lapse" if signed.acts else "seen: bare entry"] += 1
        if answers:
            other = self.sides[sender]
            back = self.audited(side, lambda: side.desk.write(other.root), "pouch")
            if back is not None:
                self.send(receiver, sender, back)
        return taken

    # --- faults -----------------------------------------------------------------------------------

    def _arm(self) -> None:
        disk = self.any_side().disk
        disk.crash_in, disk.crash_after = self.chance.randint(1, 12), self.chance.random() < 0.5

    def _fill(self) -> None:
        self.any_side().disk.full_for = self.chance.randint(1, 6)

    def _back_up(self) -> None:
        self.any_side().back_up()
        self.tally["fault: backup"] += 1

    def _restore(self) -> None:
        side = self.any_side()
        if side.backup is None:
            return
        lost = self.chance.random() < 0.5 and self._held_elsewhere(side)
        side.restore(marks_lost=lost)
        self.books.restored(side)
        self.tally["fault: restore, mark lost" if lost else "fault: restore"] += 1
        if lost:
            # As HOME-6 tells the operator: first the roads are emptied of what is old.
            self.road = MemoryRoad(self.chance.getrandbits(32), self.road.troubles)
            self.files.clear()
            self.books.forget_signed(side, list(self.sides.values()))

    def _held_elsewhere(self, side: Side) -> bool:
        """Whether some honest side holds all entries of this side that its backup lacks."""
        assert side.backup is not None
        for channel, codes in self.circles.items():
            if side.code not in codes:
                continue
            universe, rows = self.books.universes[channel], side.backup.channels.get(channel)
            own = universe.parties.index(side.code)
            kept = set(rows.places) if rows else set()
            others = [
                self.sides[code].records
                for code in codes
                if code != side.code and code not in self.hostile
            ]
            for entry in universe.entries:
                lacks = entry.place == own and entry.id not in kept
                if lacks and not any(one.entry(channel, Digest(entry.id)) for one in others):
                    return False
        return True

    def _lock(self) -> None:
        locked = [side for side in self.sides.values() if side.locked]
        side = self.chance.choice(locked or list(self.sides.values()))
        side.lock(not side.locked)
        self.tally["fault: locked"] += side.locked

    def _partition(self) -> None:
        if self.cut and self.chance.random() < 0.6:
            self.cut.clear()
            return
        codes = list(self.sides)
        left = self.chance.sample(codes, self.chance.randint(1, len(codes) - 1))
        for one in left:
            for other in codes:
                if other not in left:
                    self.cut |= {(one, other), (other, one)}

    def _trouble(self) -> None:
        high = self.chance.choice((0.0, 0.1, 0.4))
        self.road.troubles = Troubles(high, high / 2, self.chance.random())

    def _set_clock(self) -> None:
        side = self.any_side()
        side.clock.off_ms = self.chance.choice((0, self.chance.randint(-9, 9) * HOUR_MS))
        self.tally["fault: wrong clock"] += side.clock.off_ms != 0

    def _wait(self) -> None:
        self.time.now += self.chance.choice((90_000, HOUR_MS))

    def _renew(self) -> None:
        side = self.any_side()
        if side.serial > 2 or side.locked or self._unfinished(side):
            return  # what may be signed is finished with the keys that it names (HOME-5)
        side.serial += 1
        side.start()
        self.tally["fault: renewed keys"] += 1
        for channel, codes in self.circles.items():
            if side.code in codes:
                self.audited(side, lambda c=channel: people.renew(side, c), "signer")  # type: ignore[misc]

    def _unfinished(self, side: Side) -> bool:
        """Whether an entry is still written ahead, in any channel."""
        own = [channel for channel, codes in self.circles.items() if side.code in codes]
        for channel in own:
            self.settle(side, channel)
        return any(side.records.pending_ahead(channel) for channel in own)

    def _leave(self) -> None:
        side = self.any_side()
        channel = self.channel_of(side)
        if self.chance.random() < 0.3:
            left = self.audited(side, lambda: people.leave(side, channel), "signer")
            self.tally["fault: left"] += left is not None

    def _destroy(self) -> None:
        side = self.any_side()
        channel = self.channel_of(side)
        held = [key for key, kept in side.records._at(channel).content.items() if kept]
        if held:
            kind, digest = self.chance.choice(held)
            self.audited(
                side, lambda: side.records.destroy_content(channel, kind, digest), "signer"
            )
            self.tally["fault: destroyed"] += 1

    def _attack(self) -> None:
        if self.hostile:
            self.enemies.strike()


_STEPS: Final[tuple[tuple[Callable[[Day], None], float], ...]] = (
    (Day._people, 22), (Day._settle, 8), (Day._write, 22), (Day._deliver, 34),
    (Day._open_file, 4), (Day._arm, 5), (Day._fill, 1), (Day._back_up, 1.5), (Day._restore, 0.7),
    (Day._lock, 1.6), (Day._partition, 1), (Day._trouble, 1), (Day._set_clock, 0.7),
    (Day._wait, 1.5), (Day._renew, 0.4), (Day._leave, 0.2), (Day._destroy, 0.4),
    (Day._attack, 12),
)  # fmt: skip
_KINDS: Final = [kind for kind, _ in _STEPS]
_WEIGHTS: Final = [weight for _, weight in _STEPS]
