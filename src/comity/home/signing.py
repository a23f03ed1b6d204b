# SPDX-License-Identifier: Apache-2.0
"""Sign a draft: what was seen is what is signed (HOME-13), and sent twice it signs once (HOME-14).

The order is fixed. First it is written down that this person begins to sign; that is on disk.
Then, under the draft's lock, our own log is searched for the draft's commitment and the record
compared with what was seen, under the channel's lock; the entry is signed; the outcome is written
down. A crash anywhere in between leaves a draft whose commitment is in our log, or is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from comity.core.acts import LEAVE
from comity.core.errors import ComityError, RuleError, UnavailableError
from comity.core.ids import ChannelId, Digest
from comity.core.limits import ACTS_MAX
from comity.home import audit, drafts
from comity.home.authority import check_warrant
from comity.home.basis import basis_of
from comity.home.keeping import (
    approvals_of,
    bind,
    entry_of,
    keep_signed,
    locked,
    need_state,
    reopen,
    signed_of,
    told,
)
from comity.home.models import Draft, DraftState
from comity.home.passwords import PASSWORD_CHARS_MAX
from comity.home.people import post_name
from comity.home.reading import Reader
from comity.home.roles import Power
from comity.node.installation import Held
from comity.node.moves import Move, Refusal, Statement
from comity.node.permit import open_offers
from comity.node.sign import Signed, sign_decided
from comity.ports import Link

__all__ = ["authenticate", "changed", "sign"]

TRIES_MAX: Final = 32
"""Times that a signature is begun anew because a colleague has begun one of the same draft."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """What this person has begun to sign."""

    draft: UUID
    commitment: str
    basis: str


def sign(reader: Reader, draft_id: UUID, seen: str, password: str) -> Signed:
    """The entry that holds the draft, signed by this person and on disk.

    Sent twice, or again after a crash, it is the same entry. It carries the name of the signer's
    post and the draft's commitment.

    Args:
        reader: who signs.
        draft_id: open or approved.
        seen: what the page had shown (`door.seen_of`).
        password: the signer's, once more. Counting failures is the caller's.

    Raises:
        RuleError: ``password-wrong`` (HOME-12), ``not-allowed`` (HOME-10), ``not-found``
            (HOME-11), ``changed-while-reading`` (HOME-13), ``not-approved``,
            ``approval-elsewhere`` (HOME-2), ``approval-overtaken`` (HOME-3), ``draft-returned``,
            ``authority-missing`` (HOME-19),
            ``draft-discarded``, ``leave-many``; and as `comity.node.sign.sign_moves`.
        LogError, MalformedError: as there.
        UnavailableError: ``keys-locked``, ``draft-signing``, ``number-taken``.

    The draft is kept whatever is raised. Rules: HOME-2 to HOME-4, HOME-13, HOME-14.
    """
    reader = authenticate(reader, Power.SIGN, password)
    try:
        for _ in range(TRIES_MAX):
            begun = _begin(reader, draft_id, seen)
            if isinstance(begun, Signed):
                return begun
            signed = _finish(reader, begun)
            if signed is not None:
                return signed
    except ComityError as error:
        now = reader.node.clock.now_ms()
        detail = {"code": error.code}
        audit.note(now, "sign-refused", reader.person, subject=str(draft_id), detail=detail)
        raise
    raise UnavailableError("draft-signing", "HOME-14", "colleagues are signing it just now", 1)


def authenticate(reader: Reader, power: Power, password: str) -> Reader:
    """The reader as the dossier knows him now, who has shown his password and may do that.

    Raises:
        RuleError: ``not-allowed``, ``password-wrong``; the latter is in the audit log.

    Rules: HOME-10, HOME-12.
    """
    reader = reader.anew()
    reader.need(power)
    if len(password) > PASSWORD_CHARS_MAX or not reader.person.check_password(password):
        audit.note(reader.node.clock.now_ms(), "password-wrong", reader.person)
        raise RuleError("password-wrong", "HOME-12", "the password is not that of who is signed in")
    return reader


def changed() -> RuleError:
    """What was shown is not what there is now."""
    return RuleError(
        "changed-while-reading", "HOME-13", "the draft or the record on its items has changed since"
    )


def _begin(reader: Reader, draft_id: UUID, seen: str) -> _Begun | Signed:
    """It is on disk that this person begins to sign; or the draft is signed already."""
    revision, _, basis = seen.partition(".")
    with locked(reader, draft_id) as draft:
        if draft.state == DraftState.SIGNING:
            _end(reader, draft)
        if draft.state == DraftState.SIGNED:
            return signed_of(reader.node, draft)
        need_state(draft, DraftState.OPEN, DraftState.APPROVED, DraftState.SIGNING)
        if reader.node.signer.locked:
            raise UnavailableError("keys-locked", "HOME-7", "unlock the keys, then sign again")
        if revision != str(draft.revision):
            raise changed()
        _check_approved(reader, draft, basis)
        if draft.post_id != reader.person.post_id:
            if draft.state == DraftState.SIGNING:
                raise UnavailableError("draft-signing", "HOME-14", "a colleague's is unfinished", 1)
            bind(reader, draft, reader.person.post, salt=draft.salt)
        draft.state, draft.signer = DraftState.SIGNING, reader.person
        draft.save()
        told(reader, draft, "signing", reader.person)
        return _Begun(draft.id, draft.commitment, basis)


def _end(reader: Reader, draft: Draft) -> None:
    """Bring to its end a signature that was begun before, by whomever: signed, or never was.

    Raises: as `sign_decided`.
    """
    reopen(reader, draft)
    if draft.state == DraftState.SIGNING:  # written ahead: it is signed as it stands (HOME-5)
        sign_decided(reader.node, ChannelId(draft.channel), lambda _: None)
        reopen(reader, draft)


def _check_approved(reader: Reader, draft: Draft, basis: str) -> None:
    """Nothing, if as many have approved as is asked for there, and of what was seen."""
    if not reader.asks(draft.channel):
        return
    approvals = approvals_of(draft)
    if not approvals:
        raise RuleError("not-approved", "HOME-2", "another person approves it first")
    if draft.post_id != reader.person.post_id:
        raise RuleError("approval-elsewhere", "HOME-2", "it is approved for another office to sign")
    confirms = reader.may(Power.APPROVE) and draft.author_id != reader.person.pk
    if basis not in {one.basis for one in approvals} and not confirms:
        raise RuleError("approval-overtaken", "HOME-3", "the record has moved since the approval")


def _finish(reader: Reader, begun: _Begun) -> Signed | None:
    """The entry; None if a colleague has begun the same since, so that it is to be begun again."""
    try:
        with locked(reader, begun.draft) as draft:
            if draft.state == DraftState.SIGNED:
                return signed_of(reader.node, draft)
            mine = (DraftState.SIGNING, begun.commitment, reader.person.pk)
            if (draft.state, draft.commitment, draft.signer_id) != mine:
                return None
            return _sign_locked(reader, draft, begun.basis)
    except ComityError:
        with locked(reader, begun.draft) as draft:
            if draft.state == DraftState.SIGNING and draft.signer_id == reader.person.pk:
                reopen(reader, draft)
        raise


def _sign_locked(reader: Reader, draft: Draft, basis: str) -> Signed:
    node, channel = reader.node, ChannelId(draft.channel)
    move = drafts.unpack(draft.move)
    if reader.duty:
        drafts.check_duty(move)
    post = post_name(draft.post, node.party)
    found: Link | None = None

    def decide(held: Held) -> Sequence[Move] | None:
        nonlocal found
        found = entry_of(node, held, draft)
        if found is not None:
            return None
        now = reader.anew()
        now.need(Power.SIGN)
        now.check(channel)
        if basis_of(node, held, draft.matters) != basis:
            raise changed()
        check_warrant(node, held, post, draft.matters)
        return _moves(held, move)

    signed = sign_decided(
        node, channel, decide,
        post=post, approval=Digest(draft.commitment),
    )  # fmt: skip
    entry = found if signed is None else Link(signed.number, signed.hash)
    assert entry is not None, "nothing is signed only where it was before"
    keep_signed(reader, draft, entry)
    return signed_of(node, draft) if signed is None else signed


def _moves(held: Held, move: Move) -> Sequence[Move]:
    """The move; with what leaving refuses in the same entry. Rule: HOME-8."""
    if not isinstance(move, Statement) or move.matter != LEAVE:
        return (move,)
    refusals = [Refusal(offer) for offer in open_offers(held)]
    if len(refusals) >= ACTS_MAX:
        raise RuleError("leave-many", "HOME-8", "decline or withdraw what is open first")
    return (*refusals, move)
