# SPDX-License-Identifier: Apache-2.0
"""Permit moves or refuse them: what the state of a channel and of this node's log allows.

It signs nothing and changes nothing; whoever signs asks here first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from comity.core.acts import FORK, KEYS, LEAVE
from comity.core.encoding import read
from comity.core.errors import LogError, RuleError
from comity.core.ids import Code, Digest
from comity.core.limits import BODY_BYTES_MAX
from comity.core.views import ActRef
from comity.node.contents import Owed
from comity.node.installation import Held, Node
from comity.node.moves import Move, Refusal, Statement

CLAIM_POUCHES: Final = 2
"""Pouches to a party after which its claim to hold an entry of ours holds nothing up any more."""

__all__ = ["check_moves", "guard", "has_left", "hear_answer", "open_offers"]


def guard(node: Node, held: Held) -> None:
    """Nothing, if this node may extend its log here now.

    A mark that was lost is set anew as soon as every other party has answered what it holds of us,
    and all of that is here.

    Raises:
        LogError: ``mark-lost`` or ``restored``. Rule: HOME-6.
        RuleError: ``fork`` if the mark was lost and our own log is forked here.
    """
    # The mark is read first, the store last: another process may be signing meanwhile.
    mark = node.marks.mark(held.channel.id)
    if mark is None:
        _set_anew(node, held)
        mark = node.marks.mark(held.channel.id)
    _check_claims(node, held)
    pending = node.records.pending_ahead(held.channel.id)
    if mark is None or not mark.number:
        return
    if pending is not None and pending.hash == mark.hash:
        return
    if node.records.entry(held.channel.id, mark.hash) is None:
        raise LogError(
            "restored",
            "HOME-6",
            f"our entry {mark.number} was signed and is not here: exchange with the other parties",
        )


def hear_answer(node: Node, held: Held, peer: Code, tips: Sequence[Digest]) -> None:
    """Remember what a party says it holds of our log, if our mark was lost. Rule: HOME-6."""
    if node.marks.mark(held.channel.id) is None:
        node.marks.put_answer(held.channel.id, peer, tips)


def _set_anew(node: Node, held: Held) -> None:
    """Set a lost mark to our newest entry, if all others have answered by what is here.

    Raises:
        LogError: ``mark-lost`` that says who has not.
    """
    channel = held.channel
    answers = node.marks.answers(channel.id)
    waiting = [
        code
        for code in channel.parties
        if code != held.own
        and (code not in answers or any(tip not in channel for tip in answers[code]))
    ]
    if waiting:
        raise LogError(
            "mark-lost",
            "HOME-6",
            "the mark of our newest entry is gone: nothing is signed here before these parties have"
            f" said what they hold of us, and it is here: {', '.join(waiting)}",
        )
    with node.records.together():  # no other process signs meanwhile
        if node.marks.mark(channel.id) is not None:
            return
        head = channel.head(held.own)
        number, digest = (0, channel.id) if head is None else (head.number, head.id)
        pending = node.records.pending_ahead(channel.id)
        if pending is not None and (pending.number, pending.previous) == (number + 1, digest):
            number, digest = pending.number, pending.hash  # it may have been signed: as it stands
        elif pending is not None:
            node.records.drop_ahead(channel.id, pending.hash)
        node.marks.raise_mark(channel.id, number, Digest(digest))


def _check_claims(node: Node, held: Held) -> None:
    """Nothing, unless a party has just said that it holds an entry of ours that is not here.

    It may be right, if record and mark were restored together; then it sends the entry when it
    has heard that we lack it. A claim is no proof, so it holds nothing up for longer than that.

    Raises:
        LogError: ``restored``. Rule: HOME-6.
    """
    for party in held.channel.birth.genesis.parties:
        raw = node.records.owed(held.channel.id, party.code)
        claim = None if raw is None else read(raw, Owed, BODY_BYTES_MAX).claimed
        if claim is None or claim[1] in held.channel:
            continue
        sent = node.records.sent(party.root)
        if (0 if sent is None else sent.number) < claim[0] + CLAIM_POUCHES:
            raise LogError(
                "restored",
                "HOME-6",
                f"{party.code} says that it holds our entry {claim[1]}, which is not here: exchange"
                " with it twice",
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
