# SPDX-License-Identifier: Apache-2.0
"""What a node does by itself, as its own party's own acts: bare entries, lapses, fork notices.

Run after something came in and now and then (NODE-1 to NODE-5, NODE-15, LOG-17). It never accepts
anything.
"""

from __future__ import annotations

import re
from typing import Final

from comity.core.acts import FORK, FORK_HASHES_MIN
from comity.core.encoding import encode
from comity.core.errors import RuleError
from comity.core.ids import ChannelId, Digest
from comity.core.judging import OfferRecord
from comity.core.logs import Link
from comity.core.views import ActRef
from comity.node.installation import Held, Node
from comity.node.sign import Move, Refusal, Signed, Statement, has_left, sign_decided

__all__ = ["settle_channel"]

GATHER_MS: Final = 60_000
"""Refusals are gathered for bare entries, at most one a minute and channel (NODE-2)."""

_MEETING_DATE: Final = re.compile(r"meeting/[a-z0-9-]{1,40}/date", re.ASCII)

MOVES_MAX: Final = 64
"""Moves of one entry: what is left goes with the next."""


def settle_channel(node: Node, channel: ChannelId) -> tuple[Signed, ...]:
    """The entries that this node signed by itself just now, often none.

    Args:
        node: with unlocked keys; locked keys mean that nothing is done.
        channel: an open channel.

    Raises: as `sign_moves`.
    """
    if node.signer.locked:
        return ()
    with node.channels.hold(channel) as held:
        if _due(node, held) is None:
            return ()
    try:
        signed = sign_decided(node, channel, lambda held: _due(node, held))
    except RuleError as error:
        if error.code != "fork":
            raise
        return ()  # our own log is forked, and nothing can be signed on our branch of it
    if signed is None:
        return ()
    if not signed.acts:
        with node.channels.hold(channel) as held:
            held.gathered_ms = node.clock.now_ms()
    return (signed,)


def _due(node: Node, held: Held) -> tuple[Move, ...] | None:
    """What is to be signed by rule now, () for a bare entry, or None."""
    logs = held.channel.fold.logs
    if not logs.heads(logs.places[held.own]):
        return None  # not joined yet
    gone = has_left(held)
    if held.channel.frozen:
        return None if gone else _fork_notices(held)[:MOVES_MAX] or None
    # One that is over may also be one too many: it is refused once.
    due = () if gone else tuple(dict.fromkeys((*_lapses(node, held), *_surplus(held))))
    moves = due[:MOVES_MAX]
    if moves or _owes_confirmation(held) or _owes_refusals(node, held):
        return moves
    return None


def _owes_confirmation(held: Held) -> bool:
    """An offer is agreed and our log shows nowhere that we hold all acceptances. NODE-1."""
    logs = held.channel.fold.logs
    return bool(held.channel.fold.unheld(logs.places[held.own]))


def _owes_refusals(node: Node, held: Held) -> bool:
    """A refusal of what we could still accept is not in our log's past. Rule: NODE-2."""
    fold = held.channel.fold
    head = held.channel.head(held.own)
    if head is None or _gathers(node, held, head):
        return False
    place = fold.logs.places[held.own]
    for records in fold.offered.values():
        for record in records:
            if record.void is not None or not record.refusals or place in record.accepted:
                continue
            if fold.ledger.refused_by(record, head):
                continue
            if all(record.rank > fold.ledger.standing(head, name) for name in record.act.values):
                return True
    return False


def _gathers(node: Node, held: Held, head: Link) -> bool:
    """True within a minute of what was signed last. Rule: NODE-2.

    A time ahead of the clock (set back since, or once set wrong) delays nothing, so that no clock
    can keep a node silent.
    """
    now = node.clock.now_ms()
    last = (head.time, held.gathered_ms)
    return any(time is not None and 0 <= now - time < GATHER_MS for time in last)


def _lapses(node: Node, held: Held) -> tuple[Move, ...]:
    """Refusals of our own offers whose time is over. Rule: NODE-5."""
    now = node.clock.now_ms()
    place = held.channel.fold.logs.places[held.own]
    own: dict[ActRef, None] = {}
    for records in held.channel.fold.offered.values():
        for record in records:
            if record.link.place == place and _lapsed(held, record, now):
                link = record.link
                own[ActRef(held.own, link.number, Digest(link.id), record.index)] = None
    return tuple(Refusal(ref) for ref in own)


def _lapsed(held: Held, record: OfferRecord, now: int) -> bool:
    act = record.act
    if act.until is None or act.until > now or record.void is not None:
        return False
    refused = {link.place for link, _, _ in record.refusals}
    if record.link.place in refused or held.channel.fold.is_agreed(record):
        return False
    # Under silence the author waits until every party's node has spoken. Otherwise another's
    # refusal is no reason to wait: an acceptance that crosses it would still bind.
    return not act.silence or len(refused | record.accepted.keys()) == len(held.channel.parties)


def _surplus(held: Held) -> tuple[Move, ...]:
    """Refusals of our own dates that were offered beside one that is agreed. Rule: NODE-15."""
    fold = held.channel.fold
    place = fold.logs.places[held.own]
    found: list[Move] = []
    for name, records in fold.offered.items():
        if not _MEETING_DATE.fullmatch(name):
            continue
        own = [one for one in records if one.link.place == place and len(one.act.values) == 1]
        chosen = {one.link.id for one in own if fold.is_agreed(one)}
        for one in own:
            refused = any(link.place == place for link, _, _ in one.refusals)
            open_ = one.void is None and not refused and not fold.is_agreed(one)
            if open_ and one.link.id in chosen:
                ref = ActRef(held.own, one.link.number, Digest(one.link.id), one.index)
                found.append(Refusal(ref))
    return tuple(found)


def _fork_notices(held: Held) -> tuple[Move, ...]:
    """One notice for each party and number of which we hold two entries. Rule: LOG-17."""
    said = {
        (act.body["party"], act.body["number"])
        for link, _, act in held.channel.fold.declared.get(FORK, [])
        if held.channel.parties[link.place] == held.own
    }
    return tuple(
        Statement(
            FORK,
            encode({"hashes": hashes[:FORK_HASHES_MIN], "number": number, "party": code}),
        )
        for code, number, hashes in held.channel.forks()
        if (code, number) not in said
    )
