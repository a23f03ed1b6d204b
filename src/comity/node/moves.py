# SPDX-License-Identifier: Apache-2.0
"""What people decide, as moves, and the acts that they become when they are signed (HOME-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.core import hashing
from comity.core.acts import Accept, Act, Declare, Offer, OfferRef, Refuse, is_law
from comity.core.encoding import JSON, decode
from comity.core.errors import ComityError, RuleError
from comity.core.ids import Digest, Matter
from comity.core.judging import OfferRecord
from comity.core.limits import BODY_BYTES_MAX
from comity.core.views import ActRef
from comity.node.adopting import check_whole_read
from comity.node.installation import Held, Node
from comity.node.vouch import check_vouched
from comity.ports import Kept
from comity.subjects import read_body

__all__ = ["Acceptance", "Move", "Proposal", "Refusal", "Statement", "acts_of"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer to be made. `values` maps matters to canonical bodies (ACT-3).

    `others` are values of further offers in the same entry, in the order in which they are made,
    each on the same terms: one of all is to be accepted (MEET-8).
    """

    values: dict[Matter, bytes]
    documents: tuple[Digest, ...] = ()
    until: int | None = None
    silence: bool = False
    others: tuple[dict[Matter, bytes], ...] = ()

    @property
    def each(self) -> tuple[dict[Matter, bytes], ...]:
        """The values of every offer that it makes."""
        return (self.values, *self.others)


@dataclass(frozen=True, slots=True)
class Statement:
    """A declaration to be made; `body` is canonical (ACT-2).

    `also` are further declarations in the same entry, each a matter with its body, that name no
    document: a paper of a meeting, with the description of its file.
    """

    matter: Matter
    body: bytes
    documents: tuple[Digest, ...] = ()
    also: tuple[tuple[Matter, bytes], ...] = ()

    @property
    def each(self) -> tuple[tuple[Matter, bytes], ...]:
        """Every declaration that it makes, in the order of the entry."""
        return ((self.matter, self.body), *self.also)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Consent to an offer, named by its exact entry; `instead_of` are offers that are declined in
    the same entry, since only one of all could be accepted (MEET-8).
    """

    offer: ActRef
    instead_of: tuple[ActRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A withdrawal or a declining; `reason` is a canonical body or None."""

    offer: ActRef
    reason: bytes | None = None


Move = Proposal | Statement | Acceptance | Refusal
"""What people decide; ballot, number, previous, seen and time are added when it is signed."""


def acts_of(
    node: Node, held: Held, moves: Sequence[Move]
) -> tuple[tuple[Act, ...], dict[Digest, Kept]]:
    """The moves as acts, with ballots, and the bodies that they name. Rule: HOME-2.

    Raises:
        RuleError: ``unknown-offer``, ``body-absent``, ``body-unreadable``, ``text/unread``,
            ``figure-unchecked``.
            Rules: ACT-13, NODE-7, NODE-14.
        MalformedError: a body that is not canonical.
    """
    contents: dict[Digest, Kept] = {}
    own: dict[Matter, int] = {}
    said: dict[Matter, bytes] = {}

    def body(matter: Matter, raw: bytes) -> JSON:
        value = decode(raw, BODY_BYTES_MAX)
        if is_law(matter):
            return value
        return _keep(node, raw, contents)

    acts: list[Act] = []
    for move in moves:
        match move:
            case Proposal():
                documents = tuple(sorted(move.documents))
                for bodies in move.each:
                    ballot = held.channel.next_ballot(held.own, tuple(bodies))
                    ballot = max([ballot, *(own.get(name, 0) + 1 for name in bodies)])
                    own.update(dict.fromkeys(bodies, ballot))
                    values = {name: body(name, raw) for name, raw in bodies.items()}
                    acts.append(Offer(ballot, values, documents, move.until, move.silence))
            case Statement():
                said.update(move.each)
                documents = tuple(sorted(move.documents))
                acts.append(Declare(move.matter, body(move.matter, move.body), documents))
                acts += [Declare(name, body(name, raw), ()) for name, raw in move.also]
            case Acceptance():
                offered = _check_held(node, held, move.offer)
                check_vouched(node, held, move.offer, offered, said)
                acts.append(Accept(_ref(move.offer)))
                for other in move.instead_of:
                    _named(held, other)
                    acts.append(Refuse(_ref(other), None))
            case Refusal():
                _named(held, move.offer)
                reason = move.reason
                if reason is not None:
                    decode(reason, BODY_BYTES_MAX)
                kept = None if reason is None else _keep(node, reason, contents)
                acts.append(Refuse(_ref(move.offer), kept))
    return tuple(acts), contents


def _keep(node: Node, raw: bytes, contents: dict[Digest, Kept]) -> Digest:
    salt = node.chance.take(hashing.SALT_BYTES)
    digest = hashing.salted(hashing.BODY, salt, raw)
    contents[digest] = Kept(salt, raw)
    return digest


def _ref(offer: ActRef) -> OfferRef:
    return OfferRef(offer.party, offer.number, offer.index)


def _named(held: Held, offer: ActRef) -> OfferRecord:
    """The offer of exactly that entry: what people have looked at."""
    link = held.channel.fold.logs.link(offer.hash)
    record = None if link is None else held.channel.fold.ledger.record(link, offer.index)
    if record is None or held.channel.sight.offer(record).ref != offer:
        raise RuleError("unknown-offer", "ACT-13", "no such proposal is held here")
    return record


def _check_held(node: Node, held: Held, offer: ActRef) -> Mapping[Matter, JSON]:
    """The values of the offer, if it is here, every body and document of it, and each body can be
    read.

    A matter that this version does not know is read by no subject, so nobody accepts it from
    here. Rule: NODE-7.
    """
    record = _named(held, offer)
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
    for name, body in record.act.values.items():
        kept = None if is_law(name) else node.records.content(channel, "body", Digest(body))
        if isinstance(kept, Kept):
            _check_read(name, kept.raw)
    check_whole_read(node, held, record.act.values)
    return record.act.values


def _check_read(name: Matter, raw: bytes) -> None:
    """Nothing, if the subject that owns the matter reads the body. Rule: NODE-7."""
    try:
        read_body(name, "offer", raw)
    except ComityError as error:
        raise RuleError("body-unreadable", "NODE-7", f"{name}: {error.hint}") from None
