# SPDX-License-Identifier: Apache-2.0
"""Permit moves or refuse them: what the state of a channel and of this node's log allows.

It signs nothing and changes nothing; whoever signs asks here first.
"""

from __future__ import annotations

from collections.abc import Sequence

from comity.core.acts import FORK, KEYS, LEAVE
from comity.core.errors import LogError, RuleError
from comity.core.ids import Digest
from comity.core.views import ActRef
from comity.node.installation import Held, Node
from comity.node.moves import Move, Refusal, Statement

__all__ = ["check_moves", "guard", "has_left", "open_offers"]


def guard(node: Node, held: Held) -> None:
    """Nothing, if this node may extend its log here now.

    Raises:
        LogError: ``mark-lost`` or ``restored``. Rule: HOME-6.
    """
    # The mark is read first, the store last: another process may be signing meanwhile.
    mark = node.marks.mark(held.channel.id)
    pending = node.records.pending_ahead(held.channel.id)
    if mark is None:
        raise LogError(
            "mark-lost",
            "HOME-6",
            "the mark of our newest entry is gone; ask the other parties what they hold of us",
        )
    if not mark.number:
        return
    if pending is not None and pending.hash == mark.hash:
        return
    if node.records.entry(held.channel.id, mark.hash) is None:
        raise LogError(
            "restored",
            "HOME-6",
            f"our entry {mark.number} was signed and is not here: exchange with the other parties",
        )


def check_moves(held: Held, moves: Sequence[Move]) -> None:
    """Nothing, if the state of the channel allows such moves.

    Raises:
        RuleError: ``frozen`` (LOG-16), ``left`` (NODE-11), ``leave-open`` (HOME-8).
    """
    matters = [move.matter if isinstance(move, Statement) else None for move in moves]
    if held.channel.frozen and (not moves or set(matters) != {FORK}):
        raise RuleError("frozen", "LOG-16", "the record holds two entries of one number")
    if LEAVE in matters:
        _check_leave(held, moves)
    if has_left(held) and not set(matters) <= {KEYS}:
        raise RuleError("left", "NODE-11", "this party has left the channel")


def has_left(held: Held) -> bool:
    """True if the own party has declared that it leaves. Rule: HOME-8, NODE-11."""
    own = held.channel.fold.logs.places[held.own]
    return any(link.place == own for link, _, _ in held.channel.fold.declared.get(LEAVE, ()))


def open_offers(held: Held) -> tuple[ActRef, ...]:
    """Every open offer that our party has made or accepted, each once. Rule: HOME-8."""
    fold = held.channel.fold
    own = fold.logs.places[held.own]
    found: dict[ActRef, None] = {}
    for records in fold.offered.values():
        for record in records:
            if record.void is not None or record.refusals or fold.is_agreed(record):
                continue
            if own in record.accepted:
                link = record.link
                code = held.channel.parties[link.place]
                found[ActRef(code, link.number, Digest(link.id), record.index)] = None
    return tuple(found)


def _check_leave(held: Held, moves: Sequence[Move]) -> None:
    """Nothing, if whoever leaves by these moves leaves no offer open. Rule: HOME-8."""
    refused = {move.offer for move in moves if isinstance(move, Refusal)}
    others = [move for move in moves if not isinstance(move, Refusal | Statement)]
    if others or not refused.issuperset(open_offers(held)):
        raise RuleError(
            "leave-open",
            "HOME-8",
            "whoever leaves refuses in the same entry every open offer that it made or accepted",
        )
