# SPDX-License-Identifier: Apache-2.0
"""Sign moves as one entry of our own log, and never two entries of one number (HOME-3, HOME-5).

The order is fixed: judge the finished bytes with the receiver's decoder, store the bodies, write
the entry ahead, raise the mark outside the database, sign, store. A crash anywhere in between
leaves bytes that are signed again as they are, or never were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.core import hashing
from comity.core.acts import KEYS, Accept, Act, Declare, Offer, OfferRef, Refuse, is_law
from comity.core.channel import Channel
from comity.core.encoding import JSON, decode, encode
from comity.core.entries import Entry, SignedEntry, encode_entry, entry_hash
from comity.core.errors import LogError, RuleError, UnavailableError
from comity.core.ids import ChannelId, Digest, Matter
from comity.core.limits import BODY_BYTES_MAX, DOCUMENT_BYTES_MAX
from comity.core.views import ActRef
from comity.node.installation import Held, Node
from comity.ports import Ahead, Kept

__all__ = [
    "Acceptance",
    "Move",
    "Proposal",
    "Refusal",
    "Signed",
    "Statement",
    "attach",
    "sign_moves",
]

TRIES_MAX: Final = 64
"""Times that a signer that lost the race for a number tries the next one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer to be made. `values` maps matters to canonical bodies (ACT-3)."""

    values: dict[Matter, bytes]
    documents: tuple[Digest, ...] = ()
    until: int | None = None
    silence: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A declaration to be made; `body` is canonical (ACT-2)."""

    matter: Matter
    body: bytes
    documents: tuple[Digest, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Consent to an offer, named by its exact entry."""

    offer: ActRef


@dataclass(frozen=True, slots=True)
class Refusal:
    """A withdrawal or a declining; `reason` is a canonical body or None."""

    offer: ActRef
    reason: bytes | None = None


Move = Proposal | Statement | Acceptance | Refusal
"""What people decide; ballot, number, previous, seen and time are added when it is signed."""


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
        RuleError: the reason for which a move would have no effect (ACT-7), ``body-absent`` for
            an acceptance of what is not held here, ``frozen`` while the record holds a fork.
        MalformedError: a body or field that a receiver would refuse.
        LogError: ``restored``, ``mark-lost``: this node's log may be behind (HOME-6).
        UnavailableError: ``keys-locked``; ``number-taken`` if other signers were always faster.
    """
    if node.signer.locked:
        raise UnavailableError("keys-locked", "HOME-7", "unlock the keys, then sign again")
    for _ in range(TRIES_MAX):
        with node.channels.hold(channel) as held:
            guard(node, held)
            complete(node, held)
            acts, contents = _acts(node, held, moves)
            entry = _entry(node, held, acts, post, approval)
            raw = encode_entry(entry)
            _judge(held.channel, raw)
            for digest, kept in contents.items():
                node.records.put_content(channel, "body", digest, kept)
            ahead = Ahead(entry.party, entry.number, entry.previous, entry_hash(raw), raw)
            try:
                node.records.ahead(channel, ahead)
            except LogError as error:
                if error.code != "number-taken":
                    raise
                continue
            _finish(node, held, ahead)
            refs = tuple(
                ActRef(held.own, entry.number, ahead.hash, index) for index in range(len(acts))
            )
            return Signed(ahead.hash, entry.number, refs)
    raise UnavailableError("number-taken", "HOME-5", "other signers of this node were faster", 1)


def guard(node: Node, held: Held) -> None:
    """Nothing, if this node may extend its log here now.

    Raises:
        LogError: ``mark-lost`` or ``restored``. Rule: HOME-6.
    """
    mark = node.marks.mark(held.channel.id)
    head = held.channel.head(held.own)
    pending = node.records.pending_ahead(held.channel.id)
    if mark is None:
        if head is not None:
            raise LogError(
                "mark-lost",
                "HOME-6",
                "the mark of our newest entry is gone; ask the other parties what they hold of us",
            )
        return
    if pending is not None and pending.hash == mark.hash:
        return
    if mark.hash not in held.channel:
        raise LogError(
            "restored",
            "HOME-6",
            f"our entry {mark.number} was signed and is not here: exchange with the other parties",
        )


def complete(node: Node, held: Held) -> None:
    """Finish what a crash left written ahead: the very same bytes are signed again. HOME-5."""
    pending = node.records.pending_ahead(held.channel.id)
    if pending is not None:
        _finish(node, held, pending)


def _finish(node: Node, held: Held, ahead: Ahead) -> None:
    channel = held.channel.id
    try:
        node.marks.raise_mark(channel, ahead.number, ahead.hash)
    except LogError as error:
        stored = node.records.entry(channel, ahead.hash) is not None
        if error.code != "mark-passed" or not stored:
            raise
        return  # another process of this node has finished these very bytes, and signed on
    signature = node.signer.sign(hashing.ENTRY, ahead.hash)
    try:
        node.records.finish(channel, ahead.hash, encode(signature))
    except LogError as error:
        if error.code == "number-taken":
            node.records.drop_ahead(channel, ahead.hash)
        raise
    held.note(held.channel.admit(SignedEntry(ahead.raw, signature)))


def _entry(
    node: Node, held: Held, acts: tuple[Act, ...], post: str | None, approval: Digest | None
) -> Entry:
    """The entry as it would be signed now: number, previous, seen, time. Rule: HOME-2, NODE-4."""
    channel = held.channel
    head = channel.head(held.own)
    forked = channel.frozen
    return Entry(
        channel=channel.id,
        party=held.own,
        number=1 if head is None else head.number + 1,
        previous=Digest(channel.id if head is None else head.id),
        seen={} if forked else channel.news(held.own),
        time=max(node.clock.now_ms(), 0 if head is None else head.time),
        key=node.signer.keyset_id,
        post=post,
        approval=approval,
        acts=acts,
    )


def _acts(
    node: Node, held: Held, moves: Sequence[Move]
) -> tuple[tuple[Act, ...], dict[Digest, Kept]]:
    """The moves as acts, with ballots, and the bodies that they name. Rule: HOME-2."""
    contents: dict[Digest, Kept] = {}
    own: dict[Matter, int] = {}

    def body(matter: Matter, raw: bytes) -> JSON:
        value = decode(raw, BODY_BYTES_MAX)
        if is_law(matter):
            return value
        return _keep(node, raw, contents)

    acts: list[Act] = []
    for move in moves:
        match move:
            case Proposal():
                ballot = held.channel.next_ballot(held.own, tuple(move.values))
                ballot = max([ballot, *(own.get(name, 0) + 1 for name in move.values)])
                own.update(dict.fromkeys(move.values, ballot))
                values = {name: body(name, raw) for name, raw in move.values.items()}
                documents = tuple(sorted(move.documents))
                acts.append(Offer(ballot, values, documents, move.until, move.silence))
            case Statement():
                documents = tuple(sorted(move.documents))
                acts.append(Declare(move.matter, body(move.matter, move.body), documents))
            case Acceptance():
                _check_held(node, held, move.offer)
                acts.append(Accept(_ref(move.offer)))
            case Refusal():
                reason = move.reason
                if reason is not None:
                    decode(reason, BODY_BYTES_MAX)
                kept = None if reason is None else _keep(node, reason, contents)
                acts.append(Refuse(_ref(move.offer), kept))
    if held.channel.frozen and not all(_law_only(act) for act in acts):
        raise RuleError("frozen", "LOG-16", "the record holds two entries of one number")
    return tuple(acts), contents


def _law_only(act: Act) -> bool:
    return isinstance(act, Declare) and is_law(act.matter) and act.matter != KEYS


def _keep(node: Node, raw: bytes, contents: dict[Digest, Kept]) -> Digest:
    salt = node.chance.take(hashing.SALT_BYTES)
    digest = hashing.salted(hashing.BODY, salt, raw)
    contents[digest] = Kept(salt, raw)
    return digest


def _ref(offer: ActRef) -> OfferRef:
    return OfferRef(offer.party, offer.number, offer.index)


def _check_held(node: Node, held: Held, offer: ActRef) -> None:
    """Nothing, if the offer is here and every body and document of it. Rule: NODE-7."""
    logs = held.channel.fold.logs
    link = logs.link(offer.hash)
    record = None if link is None else held.channel.fold.ledger.record(link, offer.index)
    if record is None:
        raise RuleError("unknown-offer", "ACT-13", "no such proposal is held here")
    bodies = tuple(Digest(b) for name, b in record.act.values.items() if not is_law(name))
    channel = held.channel.id
    absent = [
        *(d for d, p in node.records.contents(channel, "body", bodies).items() if p != "held"),
        *(
            d
            for d, p in node.records.contents(channel, "document", record.act.documents).items()
            if p != "held"
        ),
    ]
    if absent:
        raise RuleError(
            "body-absent", "NODE-7", f"{len(absent)} bodies or documents of it are not here"
        )


def _judge(channel: Channel, raw: bytes) -> None:
    """Nothing, if a receiver would store these bytes and every act has effect. Rule: HOME-3."""
    for verdict in channel.check(raw).verdicts:
        if verdict.void is not None:
            raise RuleError(verdict.void, "ACT-7", f"this move would be void: {verdict.void}")
