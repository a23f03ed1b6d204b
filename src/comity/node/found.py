# SPDX-License-Identifier: Apache-2.0
"""Found a channel: invite, answer, gather, compare words, join (BIRTH-5 to BIRTH-14).

Everything travels as plain signed files until the channel is open. What this node has begun is
kept in its record, so that its own part can't be swapped by whoever carries the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from comity.core import hashing
from comity.core.acts import KEYS
from comity.core.encoding import encode, read
from comity.core.errors import LogError, RuleError
from comity.core.genesis import RANDOM_BYTES, Birth, Predecessor
from comity.core.ids import ChannelId, Code, Digest, b64
from comity.core.keysets import SignedRoot
from comity.core.limits import FOUNDING_BYTES_MAX, RULES_VERSION
from comity.node.foundingset import (
    Answer,
    Decision,
    Founding,
    Introduced,
    Invitation,
    SignedAnswer,
    SignedInvitation,
    birth_of,
    check_founding,
    introduced,
    read_answer,
    read_founding,
    read_invitation,
)
from comity.node.installation import Node
from comity.node.reuse import note_reuses
from comity.node.sign import Signed, Statement, complete, guard, sign_moves

__all__ = [
    "Considered",
    "FoundingState",
    "answer",
    "consider",
    "foundings",
    "gather",
    "invite",
    "join",
]

_STATE_BYTES_MAX: Final = 2 * FOUNDING_BYTES_MAX
"""Bytes of what is remembered of one founding: its full set, and its own parts again."""

Stage = Literal["invited", "answered", "declined", "gathered", "joined"]


class FoundingState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What this node remembers of a founding under way.

    `stage`: ``invited`` (we invite), ``answered`` or ``declined`` (by us), ``gathered`` (full
    set complete), ``joined``. `own_answer` and `founding` as far as they exist.
    """

    stage: Stage
    invitation: SignedInvitation
    own_answer: SignedAnswer | None = None
    founding: Founding | None = None
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True)
class Considered:
    """A checked full set: what people compare before they join."""

    channel: ChannelId
    birth: Birth
    parties: tuple[Introduced, ...]
    founding: Founding


def invite(
    node: Node,
    root: SignedRoot,
    others: Sequence[Code],
    expires: int,
    predecessor: Predecessor | None = None,
) -> bytes:
    """The bytes of an invitation file, signed, its state kept.

    Args:
        node: the inviter, keys unlocked.
        root: our own signed root statement.
        others: codes of the invited parties, in any order.
        expires: UTC milliseconds after which no answer is taken.
        predecessor: what the new channel continues, if anything.

    Raises:
        MalformedError: ``count``, ``parties`` on the circle.
        RuleError: ``expired`` if that time is past. Rule: BIRTH-6.
        UnavailableError: ``keys-locked``.
    """
    if expires <= node.clock.now_ms():
        raise RuleError("expired", "BIRTH-14", "an invitation expires in the future")
    invitation = Invitation(
        card=node.card,
        expires=expires,
        others=tuple(sorted(others)),
        predecessor=predecessor,
        random=b64(node.chance.take(RANDOM_BYTES)),
        root=root,
        rules=RULES_VERSION,
    )
    signature = node.signer.sign(hashing.INVITATION, invitation.digest)
    raw = encode(SignedInvitation(invitation, signature))
    signed = read_invitation(raw, node.verifier)
    _mark(node, ChannelId(invitation.digest))
    _put(node, invitation.digest, FoundingState("invited", signed))
    return raw


def answer(
    node: Node, root: SignedRoot, raw: bytes, decision: Decision, reason: str | None = None
) -> bytes:
    """The bytes of our answer to an invitation file, signed, its state kept.

    The same decision again gives the same answer again, so that a lost file can be replaced.

    Raises:
        MalformedError, TrustError: the invitation doesn't hold. Rule: BIRTH-7.
        RuleError: ``not-invited``, ``expired``, ``answered`` (otherwise before). Rule: BIRTH-14.
        UnavailableError: ``keys-locked``.
    """
    signed = read_invitation(raw, node.verifier)
    invitation = signed.invitation
    known = _get(node, invitation.digest)
    if known is not None and known.own_answer is not None:
        if known.own_answer.answer.decision != decision:
            raise RuleError("answered", "BIRTH-7", "this invitation has been answered otherwise")
        return encode(known.own_answer)
    if node.party not in invitation.others:
        raise RuleError("not-invited", "BIRTH-7", f"{node.party} is not among the invited")
    if invitation.rules != RULES_VERSION:
        raise RuleError("rules", "BIRTH-3", f"rules version {invitation.rules} is not known here")
    if invitation.predecessor is not None:
        raise RuleError("successor", "BIRTH-13", "this version can't answer for a successor yet")
    if invitation.expires <= node.clock.now_ms():
        raise RuleError("expired", "BIRTH-14", "the invitation has expired; ask for a new one")
    own = Answer(
        card=node.card,
        decision=decision,
        invitation=invitation.digest,
        random=b64(node.chance.take(RANDOM_BYTES)),
        reason=reason,
        root=root,
    )
    signature = node.signer.sign(hashing.ANSWER, own.digest)
    own_raw = encode(SignedAnswer(own, signature))
    own_signed = read_answer(own_raw, node.verifier)
    _mark(node, ChannelId(invitation.digest))
    stage: Stage = "answered" if decision == "join" else "declined"
    _put(node, invitation.digest, FoundingState(stage, signed, own_signed))
    return own_raw


def gather(node: Node, answers: Sequence[bytes]) -> bytes:
    """The bytes of the full set, made by the inviter from all answers, its state kept.

    Raises:
        MalformedError, TrustError: an answer doesn't hold. Rule: BIRTH-7.
        RuleError: ``unknown-invitation``, ``declined``, ``parties`` (one is missing, or two
            differ), ``expired``. Rule: BIRTH-9, BIRTH-14.
    """
    signed = [read_answer(raw, node.verifier) for raw in answers]
    digests = {one.answer.invitation for one in signed}
    known = _get(node, digests.pop()) if len(digests) == 1 else None
    if known is None or known.invitation.invitation.inviter != node.party:
        raise RuleError(
            "unknown-invitation", "BIRTH-9", "these don't answer one of our invitations"
        )
    invitation = known.invitation.invitation
    if known.founding is not None:
        return encode(known.founding)
    if invitation.expires <= node.clock.now_ms():
        raise RuleError("expired", "BIRTH-14", "the invitation has expired; invite again")
    by_party: dict[Code, SignedAnswer] = {}
    for one in signed:
        if by_party.setdefault(one.answer.party, one).answer != one.answer:
            raise RuleError("parties", "BIRTH-7", f"two answers of {one.answer.party}")
    ordered = tuple(by_party[code] for code in sorted(by_party))
    founding = check_founding(Founding(ordered, known.invitation), node.verifier)
    state = FoundingState("gathered", known.invitation, None, founding)
    _put(node, invitation.digest, state)
    return encode(founding)


def consider(node: Node, raw: bytes) -> Considered:
    """What a full set would found; nothing is signed or opened yet. Rule: BIRTH-10.

    Raises:
        MalformedError, RuleError, TrustError: it does not hold, or our own part in it is not
            the one we gave (``own-part``).
    """
    founding = read_founding(raw, node.verifier)
    invitation = founding.invitation.invitation
    known = _get(node, invitation.digest)
    own = None if known is None else known.own_answer
    ours = invitation.inviter == node.party and known is not None
    if not ours and (own is None or own not in founding.answers):
        raise RuleError("own-part", "BIRTH-10", "the set doesn't hold the answer that we gave")
    birth = birth_of(founding)
    return Considered(birth.genesis.channel, birth, introduced(founding), founding)


def join(node: Node, considered: Considered) -> Signed:
    """Our entry 1, signed after our people have confirmed the words. Rule: BIRTH-11, LOG-18.

    Joining again after a crash or by mistake changes nothing.

    Raises: as `sign_moves`; ``mark-lost`` too if the marks were lost since we took part.
    """
    channel = considered.channel
    founding = considered.founding
    digest = founding.invitation.invitation.digest
    if channel not in node.channels.ids() and node.marks.mark(ChannelId(digest)) is not None:
        _mark(node, channel)
    # Without the founding's own mark the marks were lost since, and with them perhaps the mark of
    # an entry 1: the channel is opened as one whose mark is lost (HOME-6).
    node.records.open_channel(channel, encode(considered.birth))
    for party in considered.parties:
        if party.code != node.party:
            card = party.card
            node.records.put_card(channel, party.code, card.card.serial, encode(card))
    note_reuses(node)
    with node.channels.hold(channel) as held:
        if not node.signer.locked and node.records.pending_ahead(channel) is not None:
            guard(node, held)
            complete(node, held)  # a crash may have left this very entry
        logs = held.channel.fold.logs
        first = next(iter(logs.numbered(logs.places[held.own], 1)), None)
    if first is None:
        statement = Statement(KEYS, encode(node.card.card.credentials))
        signed = sign_moves(node, channel, (statement,))
    else:
        signed = Signed(Digest(first.id), 1, ())
    known = _get(node, digest)
    own = None if known is None else known.own_answer
    _put(node, digest, FoundingState("joined", founding.invitation, own, founding, channel))
    return signed


def foundings(node: Node) -> tuple[FoundingState, ...]:
    """Every founding this node takes part in, oldest first."""
    return tuple(
        read(raw, FoundingState, _STATE_BYTES_MAX) for raw in node.records.foundings().values()
    )


def _mark(node: Node, log: ChannelId) -> None:
    """Say, outside of what backups restore, that nothing was signed yet here. Rule: HOME-5.

    `log` is a channel, or a founding by the digest of its invitation: what is begun and has no
    mark any more has lost it.
    """
    try:
        node.marks.raise_mark(log, 0, Digest(log))
    except LogError as error:
        if error.code != "mark-passed":  # more was signed: by another process, or before a restore
            raise


def _get(node: Node, digest: Digest) -> FoundingState | None:
    raw = node.records.founding(digest)
    return None if raw is None else read(raw, FoundingState, _STATE_BYTES_MAX)


def _put(node: Node, digest: Digest, state: FoundingState) -> None:
    node.records.put_founding(digest, encode(state))
