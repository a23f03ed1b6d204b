# SPDX-License-Identifier: Apache-2.0
"""One draft under its lock, and what became of a signature that was begun.

The lock is a row's, so it holds between processes. Whoever holds it may then take a channel's,
never the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from django.db import transaction

from comity.core.entries import read_entry
from comity.core.errors import RuleError, UnavailableError
from comity.core.hashing import SALT_BYTES
from comity.core.ids import ChannelId, Digest, b64
from comity.core.views import ActRef
from comity.home import audit
from comity.home.drafts import commitment
from comity.home.models import Approval, Draft, DraftState, Person, Post
from comity.home.people import post_name
from comity.home.reading import Reader, not_found
from comity.node.installation import Held, Node
from comity.node.sign import Signed
from comity.ports import Link

__all__ = [
    "approvals_of",
    "bind",
    "entry_of",
    "fetch",
    "keep_signed",
    "locked",
    "need_state",
    "reopen",
    "settle",
    "signed_of",
    "told",
]

_PAGE: Final = 256


def fetch(reader: Reader, draft_id: UUID) -> Draft:
    """The draft as it is kept now.

    Raises:
        RuleError: ``not-found``, alike for what is not there, for a channel that the reader may
            not know of, and for whoever has nothing to do with drafts. Rule: HOME-11.
    """
    rows = Draft.objects.select_related("author__post", "post", "signer__post")
    return _allowed(reader, rows.filter(pk=draft_id).first())


@contextmanager
def locked(reader: Reader, draft_id: UUID) -> Iterator[Draft]:
    """The draft, for this thread alone until the block ends; then all is kept, or nothing.

    Raises: as `fetch`.
    """
    with transaction.atomic():
        rows = Draft.objects.select_for_update(of=("self",))
        rows = rows.select_related("author__post", "post", "signer__post")
        yield _allowed(reader, rows.filter(pk=draft_id).first())


def _allowed(reader: Reader, draft: Draft | None) -> Draft:
    if draft is None or not reader.sees_drafts:
        raise not_found()
    reader.check(draft.channel)
    return draft


def need_state(draft: Draft, *states: DraftState) -> None:
    """Nothing, if the draft is in one of these states.

    Raises:
        RuleError: ``draft-returned``, ``draft-signed``, ``draft-discarded``.
        UnavailableError: ``draft-signing`` while somebody signs it.
    """
    if draft.state in states:
        return
    match draft.state:
        case DraftState.RETURNED:
            raise RuleError("draft-returned", "HOME-14", "it was returned: change it first")
        case DraftState.SIGNED:
            raise RuleError("draft-signed", "HOME-14", "it is signed already")
        case DraftState.DISCARDED:
            raise RuleError("draft-discarded", "HOME-14", "it was discarded")
    raise UnavailableError("draft-signing", "HOME-14", "somebody is signing it just now", 1)


def bind(reader: Reader, draft: Draft, post: Post, *, salt: str | None = None) -> None:
    """Commit to what the draft says now, to be signed in the name of that post. Rule: HOME-2.

    Args:
        reader: at whose node.
        draft: changed, not yet saved.
        post: the office that is to sign.
        salt: the one of before, where the content is the same; else a new one is drawn.
    """
    node = reader.node
    channel = ChannelId(draft.channel)
    with node.channels.hold(channel) as held:
        own = held.own
    head = node.records.heads(channel).get(own)
    draft.post = post
    draft.salt = b64(node.chance.take(SALT_BYTES)) if salt is None else salt
    draft.commitment = commitment(draft.salt, channel, own, post_name(post, node.party), draft.move)
    draft.floor = 0 if head is None else head.number


def approvals_of(draft: Draft) -> tuple[Approval, ...]:
    """Those approvals that cover exactly what the draft says now. Rule: HOME-2."""
    rows = Approval.objects.filter(draft=draft, covers=draft.commitment)
    return tuple(rows.select_related("person", "post"))


# --- what became of a signature ---


def entry_of(node: Node, held: Held, draft: Draft) -> Link | None:
    """The entry of our own log that carries the draft's commitment, or None. Rule: HOME-14."""
    first = draft.floor + 1
    while page := node.records.range(held.channel.id, held.own, first, _PAGE):
        for placed in page:
            if read_entry(placed.raw).approval == draft.commitment:
                return Link(placed.number, placed.hash)
        first += _PAGE
    return None


def settle(reader: Reader, draft_id: UUID) -> None:
    """Find in our own log what became of a signature that was begun and not seen to end.

    Where it holds the entry the draft is signed; where nothing is written ahead either, it never
    was, and the draft is open as before. Rule: HOME-14.

    Raises: as `fetch`.
    """
    if fetch(reader, draft_id).state != DraftState.SIGNING:
        return
    with locked(reader, draft_id) as draft:
        if draft.state == DraftState.SIGNING:
            reopen(reader, draft)


def reopen(reader: Reader, draft: Draft) -> None:
    """As `settle`, of a draft under its lock that is being signed."""
    node, channel = reader.node, ChannelId(draft.channel)
    with node.channels.hold(channel) as held:
        # What is written ahead is looked for first: it may be finished in between.
        ahead = node.records.pending_ahead(channel)
        pending = ahead is not None and read_entry(ahead.raw).approval == draft.commitment
        entry = entry_of(node, held, draft)
    if entry is not None:
        keep_signed(reader, draft, entry)
    elif not pending:
        draft.state = DraftState.APPROVED if approvals_of(draft) else DraftState.OPEN
        draft.signer = None
        draft.save(update_fields=["state", "signer"])


def keep_signed(reader: Reader, draft: Draft, entry: Link) -> None:
    """Write down that the draft is signed, as that entry of our log. Rule: HOME-4."""
    assert draft.signer is not None, "whoever signs is written down before"
    draft.state = DraftState.SIGNED
    draft.entry_number, draft.entry_hash = entry.number, entry.hash
    draft.changed_ms = reader.node.clock.now_ms()
    draft.save(update_fields=["state", "entry_number", "entry_hash", "changed_ms"])
    told(reader, draft, "signed", draft.signer, entry=f"{entry.number} {entry.hash}")


def signed_of(node: Node, draft: Draft) -> Signed:
    """What signing gave, again, for a draft that is signed. Rule: HOME-14."""
    assert draft.entry_number is not None
    digest = Digest(draft.entry_hash)
    placed = node.records.entry(ChannelId(draft.channel), digest)
    acts = () if placed is None else read_entry(placed.raw).acts
    party = node.party if placed is None else placed.party
    refs = (ActRef(party, draft.entry_number, digest, index) for index in range(len(acts)))
    return Signed(digest, draft.entry_number, tuple(refs))


def told(reader: Reader, draft: Draft, action: str, person: Person, **more: str) -> None:
    """A line of the audit log on a draft: what exactly is in its salted digest. Rule: HOME-4."""
    detail = {"commitment": str(draft.commitment), "revision": str(draft.revision), **more}
    audit.note(
        reader.node.clock.now_ms(), action, person, channel=draft.channel, subject=str(draft.id),
        detail=detail,
    )  # fmt: skip
