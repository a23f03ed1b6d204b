# SPDX-License-Identifier: Apache-2.0
"""Sign moves as one entry of our own log, and never two entries of one number (HOME-3, HOME-5).

The order is fixed: judge the finished bytes with the receiver's decoder, store the bodies, write
the entry ahead, raise the mark outside the database, sign, store. A crash anywhere in between
leaves bytes that are signed again as they are, or never were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from comity.core import hashing
from comity.core.acts import Act
from comity.core.channel import Channel
from comity.core.encoding import encode
from comity.core.entries import Entry, SignedEntry, encode_entry, entry_hash, read_entry
from comity.core.errors import LogError, RuleError, UnavailableError
from comity.core.ids import ChannelId, Code, Digest
from comity.core.limits import DOCUMENT_BYTES_MAX
from comity.core.logs import Link
from comity.core.views import ActRef
from comity.node.installation import Held, Node
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement, acts_of
from comity.node.permit import check_moves, guard, has_left
from comity.ports import Ahead, Kept

__all__ = [
    "Acceptance",
    "Move",
    "Proposal",
    "Refusal",
    "Signed",
    "Statement",
    "attach",
    "complete",
    "guard",
    "has_left",
    "sign_decided",
    "sign_moves",
]

TRIES_MAX: Final = 64
"""Times that a signer that lost the race for a number tries the next one."""


@dataclass(frozen=True, slots=True)
class Signed:
    """An entry of ours that is now on disk: its hash, its number, and the name of each act."""

    hash: Digest
    number: int
    acts: tuple[ActRef, ...]


def attach(node: Node, channel: ChannelId, raw: bytes) -> Digest:
    """The salted digest of a document, now kept beside the channel's log. Rule: ENC-16.

    Raises:
        RuleError: ``size`` beyond 16 MiB. Rule: POUCH-10.
    """
    if len(raw) > DOCUMENT_BYTES_MAX:
        raise RuleError("size", "POUCH-10", f"a document has at most {DOCUMENT_BYTES_MAX} bytes")
    salt = node.chance.take(hashing.SALT_BYTES)
    digest = hashing.salted(hashing.DOCUMENT, salt, raw)
    node.records.put_content(channel, "document", digest, Kept(salt, raw))
    return digest


def sign_moves(
    node: Node,
    channel: ChannelId,
    moves: Sequence[Move],
    *,
    post: str | None = None,
    approval: Digest | None = None,
) -> Signed:
    """One entry with these moves, signed and on disk; none of them without effect.

    Args:
        node: whose log grows.
        channel: an open channel.
        moves: in the order in which they are to be judged; none makes a bare entry.
        post: the office that signs, as the party names it.
        approval: the salted digest of the party's own record of who approved.

    Raises:
        RuleError: the reason for which a move would have no effect (ACT-7), ``body-absent`` or
            ``body-unreadable`` for an acceptance of what is not held or not understood here,
            ``frozen`` while the record holds a fork, ``left`` after the party has left (NODE-11).
        MalformedError: a body or field that a receiver would refuse.
        LogError: ``restored``, ``mark-lost``: this node's log may be behind (HOME-6);
            ``pending-key`` as `complete`.
        UnavailableError: ``keys-locked``; ``number-taken`` if other signers were always faster.
    """
    signed = sign_decided(node, channel, lambda _: moves, post=post, approval=approval)
    assert signed is not None, "moves were decided"
    return signed


def sign_decided(
    node: Node,
    channel: ChannelId,
    decide: Callable[[Held], Sequence[Move] | None],
    *,
    post: str | None = None,
    approval: Digest | None = None,
) -> Signed | None:
    """As `sign_moves`, the moves decided on the record as it is when they are signed.

    Args:
        decide: asked again whenever another process has signed in between; None if there is
            nothing to sign any more.

    Raises: as `sign_moves`.
    """
    if node.signer.locked:
        raise UnavailableError("keys-locked", "HOME-7", "unlock the keys, then sign again")
    for _ in range(TRIES_MAX):
        with node.channels.hold(channel) as held:
            guard(node, held)
            complete(node, held)
            moves = decide(held)
            if moves is None:
                return None
            check_moves(held, moves)
            acts, contents = acts_of(node, held, moves)
            entry = _entry(node, held, acts, post, approval)
            raw = encode_entry(entry)
            _judge(held.channel, raw)
            ahead = Ahead(entry.party, entry.number, entry.previous, entry_hash(raw), raw)
            try:
                with node.records.together():
                    for digest, kept in contents.items():
                        node.records.put_content(channel, "body", digest, kept)
                    node.records.ahead(channel, ahead)
            except LogError as error:
                if error.code != "number-taken":
                    raise
                continue
            if not _finish(node, held, ahead):
                continue
            refs = tuple(
                ActRef(held.own, entry.number, ahead.hash, index) for index in range(len(acts))
            )
            return Signed(ahead.hash, entry.number, refs)
    raise UnavailableError("number-taken", "HOME-5", "other signers of this node were faster", 1)


def complete(node: Node, held: Held) -> None:
    """Finish what a crash left written ahead: the very same bytes are signed, or none. HOME-5.

    What is not to be signed any more (a fork has come since, or the working keys are others) is
    dropped if the mark shows that it never was; else it stays due.

    Raises:
        LogError: ``pending-key`` if it may have been signed, with keys that are not here.
    """
    pending = node.records.pending_ahead(held.channel.id)
    if pending is None:
        return
    strange = read_entry(pending.raw).key != node.signer.keyset_id
    if (strange or held.channel.frozen) and _drop(node, held, pending):
        return
    if strange:
        raise LogError(
            "pending-key",
            "HOME-5",
            f"our entry {pending.number} may have been signed with the working keys of before: "
            "finish it with those, or exchange with whom it may have reached",
        )
    _finish(node, held, pending)


def _drop(node: Node, held: Held, pending: Ahead) -> bool:
    """True if what is written ahead was not signed and never will be: now it is forgotten."""
    channel = held.channel.id
    with node.records.together():  # no process raises the mark to it meanwhile: see `_raise`
        mark = node.marks.mark(channel)
        below = mark is not None and mark.number < pending.number
        if below:
            node.records.drop_ahead(channel, pending.hash)
        return below


def _raise(node: Node, channel: ChannelId, ahead: Ahead) -> bool:
    """Whether these bytes are to be signed: the mark names them and they are written ahead.

    Raises:
        LogError: ``mark-conflict``, ``mark-passed``.
    """
    with node.records.together():
        pending = node.records.pending_ahead(channel)
        if pending is None or pending.hash != ahead.hash:
            return False
        node.marks.raise_mark(channel, ahead.number, ahead.hash)
        return True


def _finish(node: Node, held: Held, ahead: Ahead) -> bool:
    """True if these bytes are signed and stored, by whatever process; False if they were dropped.

    Raises:
        LogError: as `_raise`; ``number-taken`` as `Records.finish`.
    """
    channel = held.channel.id
    if not _raise(node, channel, ahead):
        return node.records.entry(channel, ahead.hash) is not None
    signature = node.signer.sign(hashing.ENTRY, ahead.hash)
    # Whoever wrote it ahead may have folded more than we had; and what we sign is judged whole,
    # its signature too, before it is stored.
    node.channels.catch_up(held)
    held.note(held.channel.admit(SignedEntry(ahead.raw, signature)))
    try:
        node.records.finish(channel, ahead.hash, encode(signature))
    except LogError as error:
        if error.code == "number-taken":
            node.records.drop_ahead(channel, ahead.hash)
        raise
    return True


def _entry(
    node: Node, held: Held, acts: tuple[Act, ...], post: str | None, approval: Digest | None
) -> Entry:
    """The entry as it would be signed now: number, previous, seen, time. Rule: HOME-2, NODE-4."""
    channel = held.channel
    head = _own_tip(node, held)
    return Entry(
        channel=channel.id,
        party=held.own,
        number=1 if head is None else head.number + 1,
        previous=Digest(channel.id if head is None else head.id),
        seen=_seen(held, head) if channel.frozen else channel.news(held.own),
        time=max(node.clock.now_ms(), 0 if head is None else head.time),
        key=node.signer.keyset_id,
        post=post,
        approval=approval,
        acts=acts,
    )


def _own_tip(node: Node, held: Held) -> Link | None:
    """The newest entry of the branch of our log that our own signer has written. Rule: LOG-17.

    Raises:
        RuleError: ``fork`` if our own log is forked so that no number is left on that branch.
    """
    logs = held.channel.fold.logs
    tips = logs.heads(logs.places[held.own])
    if len(tips) < 2:  # noqa: PLR2004
        return tips[0] if tips else None
    mark = node.marks.mark(held.channel.id)
    link = None if mark is None else logs.link(mark.hash)
    own = [tip for tip in tips if link is not None and logs.on_chain(link, tip)]
    if len(own) != 1 or own[0].number < max(tip.number for tip in tips):
        raise RuleError("fork", "LOG-16", "our own log is forked here, past our own branch")
    return own[0]


def _seen(held: Held, head: Link | None) -> dict[Code, tuple[int, Digest]]:
    """The news under a fork: nothing, if all that is held can't stand in one past. NODE-4."""
    logs = held.channel.fold.logs
    if head is None:
        return {}
    news: dict[Code, tuple[int, Digest]] = {}
    for place, code in enumerate(held.channel.parties):
        known = head.frontier[place]
        tips = [tip for tip in logs.heads(place) if logs.one_chain(known, tip)]
        if code != held.own and len(tips) == 1 and tips[0] is not known:
            news[code] = (tips[0].number, Digest(tips[0].id))
    try:
        logs.check(held.own, head.number + 1, head.id, news, head.time, Digest(""))
    except RuleError:
        return {}
    return news


def _judge(channel: Channel, raw: bytes) -> None:
    """Nothing, if a receiver would store these bytes and every act has effect. Rule: HOME-3."""
    for verdict in channel.check(raw).verdicts:
        if verdict.void is not None:
            raise RuleError(verdict.void, "ACT-7", f"this move would be void: {verdict.void}")
