# SPDX-License-Identifier: Apache-2.0
"""A draft's content as text and back, and the salted digest by which it is approved and found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from comity.core import hashing
from comity.core.acts import LEAVE, LeaveBody
from comity.core.encoding import decode, encode, read
from comity.core.errors import ConfigError, MalformedError, RuleError
from comity.core.ids import Code, Digest, Matter, unb64
from comity.core.limits import BODY_BYTES_MAX, REASON_CHARS_MAX
from comity.core.views import ActRef
from comity.node.installation import Held
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.subjects import read_body
from comity.workbench.drafting import shape_of

__all__ = ["DUTY", "check_duty", "check_move", "commitment", "matters_of", "pack", "unpack"]


class _Ref(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    party: Code
    number: int
    hash: Digest
    index: int


class _Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="proposal"):
    values: dict[Matter, str]
    documents: tuple[Digest, ...]
    until: int | None
    silence: bool
    others: tuple[dict[Matter, str], ...] | msgspec.UnsetType = msgspec.UNSET


class _Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="statement"):
    matter: Matter
    body: str
    documents: tuple[Digest, ...]
    also: tuple[tuple[Matter, str], ...] | msgspec.UnsetType = msgspec.UNSET


class _Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="acceptance"):
    offer: _Ref
    instead_of: tuple[_Ref, ...] | msgspec.UnsetType = msgspec.UNSET


class _Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="refusal"):
    offer: _Ref
    reason: str | None


DUTY: Final = ("notice", "update", "ack", "call", "stand-down")
"""What a duty officer says of an incident alone: the last segment of its matter (HOME-50)."""
_PAPER: Final = "meeting/*/paper"
"""The one kind of word that is said together with another, the description of its file."""
_Packed = _Proposal | _Statement | _Acceptance | _Refusal
_DECODER: Final = msgspec.json.Decoder(_Packed, strict=True)


def pack(move: Move) -> str:
    """The move as canonical JSON text; equal moves give equal texts.

    Raises:
        MalformedError: a body that is not canonical. Rule: ENC-2.
    """
    packed: _Packed
    match move:
        case Proposal():
            values, *others = (
                {matter: _text(raw) for matter, raw in bodies.items()} for bodies in move.each
            )
            more = tuple(others) or msgspec.UNSET  # a draft of before reads as it always has
            packed = _Proposal(values, move.documents, move.until, move.silence, more)
        case Statement():
            also = tuple((matter, _text(raw)) for matter, raw in move.also)
            packed = _Statement(
                move.matter, _text(move.body), move.documents, also or msgspec.UNSET
            )
        case Acceptance():
            declined = tuple(_packed_ref(one) for one in move.instead_of)
            packed = _Acceptance(_packed_ref(move.offer), declined or msgspec.UNSET)
        case Refusal():
            reason = None if move.reason is None else _text(move.reason)
            packed = _Refusal(_packed_ref(move.offer), reason)
    return encode(packed).decode()


def unpack(text: str) -> Move:
    """The move that a packed text holds.

    Raises:
        ConfigError: ``draft-unreadable``: the dossier was changed by other hands.
    """
    try:
        packed: _Packed = _DECODER.decode(text)
    except msgspec.DecodeError as error:
        raise ConfigError("draft-unreadable", "HOME-13", str(error)) from None
    match packed:
        case _Proposal():
            values, *others = (
                {matter: body.encode() for matter, body in bodies.items()}
                for bodies in (packed.values, *(packed.others or ()))
            )
            return Proposal(values, packed.documents, packed.until, packed.silence, tuple(others))
        case _Statement():
            also = tuple((matter, body.encode()) for matter, body in packed.also or ())
            return Statement(packed.matter, packed.body.encode(), packed.documents, also)
        case _Acceptance():
            return Acceptance(
                _ref(packed.offer), tuple(_ref(one) for one in packed.instead_of or ())
            )
        case _Refusal():
            reason = None if packed.reason is None else packed.reason.encode()
            return Refusal(_ref(packed.offer), reason)


def commitment(salt: str, channel: str, party: str, post: str, move: str) -> Digest:
    """The salted digest over all that an approval covers; the entry carries it. HOME-2, HOME-4.

    Args:
        salt: 32 random bytes as base64url.
        channel: the channel's id.
        party: the code under which we sign there.
        post: the name of the office that signs, as others will read it.
        move: what is signed, packed.
    """
    covered = encode({"channel": channel, "move": move, "party": party, "post": post})
    return hashing.salted(hashing.APPROVAL, unb64(salt, hashing.SALT_BYTES), covered)


def check_move(move: Move) -> None:
    """Nothing, if every body of it is one that its subject would take.

    Raises:
        MalformedError: as `comity.subjects.read_body`; ``body/verb`` for a matter of the law
            other than leaving.
    """
    match move:
        case Proposal():
            for bodies in move.each:
                for matter, raw in bodies.items():
                    read_body(matter, "offer", raw)
        case Statement(matter=matter, body=raw) if matter == LEAVE and not move.also:
            if len(read(raw, LeaveBody, BODY_BYTES_MAX).reason) > REASON_CHARS_MAX:
                raise MalformedError("reason", "ENT-14", f"at most {REASON_CHARS_MAX} characters")
        case Statement():
            if any(shape_of(said) != _PAPER for said, _ in move.also):
                raise MalformedError("body/verb", "SUBJ-9", "only a paper goes along with another")
            for said, body in move.each:
                read_body(said, "declare", body)
        case Acceptance() | Refusal():
            pass


def check_duty(move: Move) -> None:
    """Nothing, if the move is an urgent word on an incident.

    Raises:
        RuleError: ``duty-only``. Rule: HOME-50.
    """
    if isinstance(move, Statement) and not move.also:
        segments = move.matter.split("/")
        if segments[0] == "incident" and segments[-1] in DUTY:
            return
    raise RuleError("duty-only", "HOME-50", "no urgent word on an incident")


def matters_of(held: Held, move: Move) -> tuple[Matter, ...]:
    """The items that a move is about, sorted.

    Raises:
        RuleError: ``unknown-offer`` where it answers a proposal that is not held here. ACT-13.
    """
    match move:
        case Proposal():
            return tuple(sorted(set().union(*move.each)))
        case Statement():
            return tuple(sorted({name for name, _ in move.each}))
        case Acceptance():
            named = (move.offer, *move.instead_of)
            return tuple(sorted({name for one in named for name in _offered(held, one)}))
        case Refusal():
            return tuple(sorted(_offered(held, move.offer)))


def _offered(held: Held, offer: ActRef) -> Iterable[Matter]:
    """The items of exactly that proposal."""
    link = held.channel.fold.logs.link(offer.hash)
    record = None if link is None else held.channel.fold.ledger.record(link, offer.index)
    if record is None or held.channel.sight.offer(record).ref != offer:
        raise RuleError("unknown-offer", "ACT-13", "no such proposal is held here")
    return record.act.values


def _text(raw: bytes) -> str:
    decode(raw, BODY_BYTES_MAX)
    return raw.decode()


def _packed_ref(ref: ActRef) -> _Ref:
    return _Ref(ref.party, ref.number, ref.hash, ref.index)


def _ref(ref: _Ref) -> ActRef:
    return ActRef(ref.party, ref.number, ref.hash, ref.index)
