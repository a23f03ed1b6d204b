# SPDX-License-Identifier: Apache-2.0
"""How a day ends: all roads are good, all keys unlocked, and honest nodes must hold the same."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import msgspec

from comity.core.encoding import decode, encode
from comity.core.entries import read_entry
from comity.core.genesis import read_birth
from comity.core.ids import ChannelId, Code, Digest
from comity.core.limits import BODY_BYTES_MAX
from comity.exchange.roads.memory import Troubles
from comity.node.permit import has_left
from comity.node.sign import Acceptance, Proposal, sign_decided, sign_moves
from spec.reader_logs import Log
from tests.simulation.nodes import people
from tests.simulation.nodes.auditor import Universe, Violation
from tests.simulation.nodes.day import Day
from tests.simulation.nodes.sides import Side
from tests.unit.node.parties import wording

__all__ = ["end_of"]

ROUNDS_MAX: Final = 24
"""Rounds in which any number of nodes must fall silent on good roads."""
_MINUTES_MS: Final = 120_000


def end_of(day: Day) -> None:
    """Let everything arrive that can, and compare.

    Raises:
        Violation: if honest nodes differ, or one can do nothing any more.
    """
    day.road.troubles, day.cut = Troubles(), set()
    for side in day.sides.values():
        side.disk.calm()
        if side.locked:
            side.lock(locked=False)
    _empty(day)
    _exchange(day)
    for side in day.playing:
        for channel, codes in day.circles.items():
            if side.code in codes:
                day.audited(side, partial(people.renew_if_due, side, channel), "signer")
    _exchange(day)
    for channel, codes in day.circles.items():
        playing = [side for side in day.playing if side.code in codes]
        if not playing:
            continue
        _check_same(day, channel, playing)
        _check_content(channel, playing)
        _check_by_reader(day, channel, playing)
        _count(day, channel, playing)
        if len(playing) == len(codes) and not day.books.universes[channel].forks:
            _check_goes_on(day, channel, playing)


def _empty(day: Day) -> None:
    """All that is on the roads arrives."""
    while day.files or any(day.road._waiting.values()):
        for one, other, file in day.files[:]:
            day.hand(one, other, file, answers=False)
        day.files.clear()
        for name, waiting in day.road._waiting.items():
            sender, _, receiver = name.partition(">")
            while waiting:
                raw = waiting.pop(0)
                day.hand(Code(sender), Code(receiver), raw, answers=False)


def _exchange(day: Day) -> None:
    """Honest nodes exchange until none has anything new."""
    silent = 0
    for _ in range(ROUNDS_MAX):
        day.time.now += _MINUTES_MS
        news = 0
        for side in day.playing:
            for channel, codes in day.circles.items():
                if side.code in codes:
                    news += day.settle(side, channel)
            for other in day.playing:
                if other is not side:
                    news += _pass(day, side, other)
        silent = 0 if news else silent + 1
        if silent == 2:
            return
    raise Violation("honest nodes never fall silent (NODE-3)")


def _pass(day: Day, side: Side, other: Side) -> int:
    raw = day.audited(side, lambda: side.desk.write(other.root), "pouch")
    if raw is None:
        raise Violation(f"{side.code} can't write to {other.code}")
    taken = day.hand(side.code, other.code, raw, answers=False)
    if taken is None:
        raise Violation(f"{other.code} can't take what {side.code} writes")
    parts = taken.reception.channels
    return len(taken.settled) + sum(len(part.stored) + part.contents for part in parts)


def _check_same(day: Day, channel: ChannelId, playing: list[Side]) -> None:
    """All hold the same but for further branches of whoever forks. Rules: AGR-9, LOG-15."""
    universe = day.books.universes[channel]
    views = {side.code: day.books.view(side, channel) for side in playing}
    union = 0
    for view in views.values():
        union |= view
    for code, view in views.items():
        for bit in _bits(union & ~view):
            entry = universe.entries[bit]
            if not _spare(universe, entry.place, entry.number):
                raise Violation(f"{code} lacks {entry.number} of {universe.parties[entry.place]}")
        for lacks in _forked(universe, union) - _forked(universe, view):
            raise Violation(f"{code} holds no proof that {universe.parties[lacks]} has forked")


def _forked(universe: Universe, view: int) -> set[int]:
    """The parties of whom a view holds two entries of one number. Rule: LOG-13."""
    return {
        universe.entries[fork.bit_length() - 1].place
        for fork in universe.forks
        if (view & fork).bit_count() > 1
    }


def _spare(universe: Universe, place: int, number: int) -> bool:
    """Whether an entry lies at or above a fork of its party with more than two branches."""
    return any(
        fork.bit_count() > 2
        and universe.entries[fork.bit_length() - 1].place == place
        and universe.entries[fork.bit_length() - 1].number <= number
        for fork in universe.forks
    )


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def _check_content(channel: ChannelId, playing: list[Side]) -> None:
    """What one honest node holds all of them hold whose entries name it, but for what was
    destroyed. Rule: POUCH-8.
    """
    rows = [side.records._at(channel) for side in playing]
    destroyed = {key for one in rows for key, kept in one.content.items() if kept is None}
    held = {key for one in rows for key, kept in one.content.items() if kept} - destroyed
    for side, own in zip(playing, rows, strict=True):
        said = {digest for one in rows for digest in one.destroyed_by.get(side.code, ())}
        for kind, digest in held:
            here = (kind, digest) in own.content or digest in said
            if not here and _is_named(side, channel, digest):
                raise Violation(f"{side.code} lacks a {kind} that others hold (POUCH-8)")


def _is_named(side: Side, channel: ChannelId, digest: Digest) -> bool:
    """Whether an entry held here names content."""
    needle = digest.encode()
    return any(needle in raw for raw in side.raws(channel, 0))


def _check_by_reader(day: Day, channel: ChannelId, playing: list[Side]) -> None:
    """The reader, written from the pages alone, stores all of it: keys and signatures too."""
    side = day.chance.choice(playing)
    raw = side.records.birth(channel)
    assert raw is not None
    birth = read_birth(raw, day.cryptography.verifier)
    roots: dict[str, Any] = {
        str(party.code): msgspec.to_builtins(root)
        for party, root in zip(birth.genesis.parties, birth.roots, strict=True)
    }
    log = Log(encode(birth.genesis), roots, day.cryptography.verifies)
    for _, placed in side.records.since(channel, 0, 1_000_000):
        verdict = log.receive(placed.raw, decode(placed.signature, BODY_BYTES_MAX))
        if verdict != "stored":
            raise Violation(f"{side.code} has stored an entry that is {verdict}")
    with side.node.channels.hold(channel) as held:
        fold = held.channel.fold
        said = {
            (link.id, index)
            for link in fold.logs
            for index, reason in fold.void(link).items()
            if reason == "credentials"
        }
    if said != {(name, index) for name, index, _ in log.void}:
        raise Violation(f"{side.code} takes other credentials for void than the reader (ACT-17)")


def _count(day: Day, channel: ChannelId, playing: list[Side]) -> None:
    forked = bool(day.books.universes[channel].forks)
    agreed = day.books.offers(playing[0], channel, confirmed=False)
    confirmed = day.books.offers(playing[0], channel, confirmed=True)
    for reason in day.books.universes[channel].void.values():
        day.tally[f"void: {reason}"] += 1
    day.tally["seen: agreed"] += len(agreed)
    day.tally["seen: confirmed"] += len(confirmed)
    day.tally["seen: forked"] += forked
    day.tally["seen: confirmed under a fork"] += len(confirmed) if forked else 0


def _check_goes_on(day: Day, channel: ChannelId, playing: list[Side]) -> None:
    """All parties are honest: what is agreed is confirmed, and a fresh offer is agreed. AGR-12."""
    if any(_has_left(side, channel) for side in playing):
        return
    if any(_is_lost(side, channel, playing) for side in playing):
        return  # its newest entry is gone from everywhere: people decide (HOME-6)
    for side in playing:
        open_ = day.books.offers(side, channel, confirmed=False) - day.books.offers(
            side, channel, confirmed=True
        )
        if open_:
            raise Violation(f"at {side.code} {len(open_)} agreed offers are never confirmed")
        sign_decided(side.node, channel, lambda _: None)  # what a crash left is finished first
    _exchange(day)
    first, *others = playing
    body = {people.MATTERS[0]: wording("afresh")}
    signed = sign_moves(first.node, channel, [Proposal(body)])
    _exchange(day)
    for side in others:
        sign_moves(side.node, channel, [Acceptance(signed.acts[0])])
    _exchange(day)
    name = (day.books.universes[channel].bits[signed.hash], 0)
    for side in playing:
        if name not in day.books.offers(side, channel, confirmed=True):
            raise Violation(f"a fresh offer that all have accepted is not confirmed at {side.code}")


def _has_left(side: Side, channel: ChannelId) -> bool:
    with side.node.channels.hold(channel) as held:
        return has_left(held)


def _is_lost(side: Side, channel: ChannelId, playing: list[Side]) -> bool:
    """Whether the entry that a mark names is nowhere any more."""
    mark = side.marks.mark(channel)
    if mark is None or not mark.number:
        return False
    pending = side.records.pending_ahead(channel)
    if pending is not None and pending.hash == mark.hash:
        # It is finished with the keys that it names; where a backup has brought it back after they
        # were renewed, they are gone here.
        return read_entry(pending.raw).key != side.node.signer.keyset_id
    return not any(one.records.entry(channel, mark.hash) for one in playing)
