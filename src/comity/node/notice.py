# SPDX-License-Identifier: Apache-2.0
"""Notice what a peer's pouch shows beside refused entries, for people to look at (NODE-12).

Each of these becomes a finding. None refuses anything: the record goes by its entries alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from comity.core.acts import Accept
from comity.core.cards import CARD_BYTES_MAX, Card, SignedCard
from comity.core.encoding import encode, read
from comity.core.entries import read_entry
from comity.core.errors import ComityError, LogError, MalformedError, RuleError, TrustError
from comity.core.ids import Code, Digest
from comity.core.judging import OfferRecord
from comity.core.keysets import SignedCredentials
from comity.core.limits import BODY_BYTES_MAX
from comity.core.logs import Link
from comity.node.contents import Owed, Receipt
from comity.node.installation import Held, Node
from comity.ports import FINDINGS_MAX, HINT_CHARS_MAX, Placed

__all__ = ["Told", "claim_of", "faults_of"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a peer's pouch says of one channel. `placed`: the entries of it that are stored now."""

    peer: Code
    receipt: Receipt
    card: SignedCard
    placed: Sequence[Placed]


def faults_of(node: Node, held: Held, told: Told) -> list[ComityError]:
    """All there is to be noticed, but for what was noticed before.

    Args:
        held: with the pouch's entries admitted; the store still as before the pouch.
    """
    looks: tuple[Callable[[Node, Held, Told], Iterator[ComityError]], ...] = (
        _own_refused,
        _own_unknown,
        _own_claimed,
        _card_again,
        _accepted_after,
    )
    found = [fault for look in looks for fault in look(node, held, told)]
    if not found:
        return []
    known = {one.hint for one in node.records.findings(held.channel.id, FINDINGS_MAX)}
    return [fault for fault in found if fault.hint[:HINT_CHARS_MAX] not in known]


def claim_of(
    node: Node, held: Held, peer: Code, receipt: Receipt | None
) -> tuple[int, Digest] | None:
    """What `Owed.claimed` is to be after this receipt (None: the pouch has none). Rule: HOME-6."""
    raw = node.records.owed(held.channel.id, peer)
    known = None if raw is None else read(raw, Owed, BODY_BYTES_MAX).claimed
    if receipt is None:
        return known
    unknown = _not_here(held, receipt)
    if not unknown:
        return None
    root = next(p.root for p in held.channel.birth.genesis.parties if p.code == peer)
    sent = node.records.sent(root)
    since = known[0] if known is not None else 0 if sent is None else sent.number
    return since, unknown[0][1]


def _not_here(held: Held, receipt: Receipt) -> list[tuple[int, Digest]]:
    """The entries of our own log that a receipt names and that are not here."""
    return [tip for tip in receipt.holds.get(held.own, ()) if tip[1] not in held.channel]


def _own_refused(_node: Node, held: Held, told: Told) -> Iterator[ComityError]:
    """A refusal of our own entry is a fault of the channel, shown as one. Rule: HOME-6."""
    for refusal in told.receipt.refused:
        link = held.channel.fold.logs.link(refusal.hash)
        if link is not None and held.channel.parties[link.place] == held.own:
            hint = f"{told.peer} refused our entry {link.number} ({refusal.hash}): {refusal.code}"
            yield MalformedError("own-entry-refused", refusal.rule, hint)


def _own_unknown(node: Node, held: Held, told: Told) -> Iterator[ComityError]:
    """Entries under our own keys past what this node has ever signed: shown, whoever made them."""
    own = [placed for placed in told.placed if placed.party == held.own]
    if not own:
        return
    mark = node.marks.mark(held.channel.id)
    last = 0 if mark is None else mark.number
    for one in own:
        if one.number > last or (mark and one.number == last and one.hash != mark.hash):
            yield LogError(
                "own-entry-unknown",
                "HOME-5",
                f"entry {one.number} ({one.hash}) is signed with our keys and not by this node's"
                " mark: if nobody has set this node back, somebody else holds the keys",
            )


def _own_claimed(_node: Node, held: Held, told: Told) -> Iterator[ComityError]:
    """A peer says it holds an entry of ours that is not here. Rule: HOME-6."""
    for number, digest in _not_here(held, told.receipt):
        yield LogError(
            "own-entry-unknown",
            "HOME-6",
            f"{told.peer} says that it holds our entry {number} ({digest}), which is not here",
        )


def _card_again(node: Node, held: Held, told: Told) -> Iterator[ComityError]:
    """A second card of one serial that says something else: the first counts. Rule: KEY-9."""
    raw = node.records.card(held.channel.id, told.peer)
    if raw is None or raw == encode(told.card):
        return
    first, again = read(raw, SignedCard, CARD_BYTES_MAX).card, told.card.card
    # A signature differs each time, so the same credentials may bear another one.
    again = msgspec.structs.replace(again, credentials=_as_signed(first, again))
    if first.serial == again.serial and first != again:
        hint = f"{told.peer} has signed two different cards of serial {first.serial}"
        yield TrustError("card-again", "KEY-9", hint)


def _as_signed(first: Card, again: Card) -> SignedCredentials:
    """The credentials of a second card, as the first bears them if they say the same."""
    same = first.credentials.credentials == again.credentials.credentials
    return first.credentials if same else again.credentials


def _accepted_after(node: Node, held: Held, told: Told) -> Iterator[ComityError]:
    """An acceptance by somebody who had receipted the refusal before. Rule: AGR-16."""
    logs, ledger = held.channel.fold.logs, held.channel.fold.ledger
    for placed in told.placed:
        link = logs.link(placed.hash)
        assert link is not None, "what is to be stored is folded"
        void = held.channel.fold.void(link)
        for index, act in enumerate(read_entry(placed.raw).acts):
            record = ledger.find(link, act.offer) if isinstance(act, Accept) else None
            if record is not None and index not in void:
                yield from _receipted(node, held, link, record)


def _receipted(
    node: Node, held: Held, accepted: Link, record: OfferRecord
) -> Iterator[ComityError]:
    """The refusals of an offer that the acceptor had receipted before it accepted."""
    logs, parties = held.channel.fold.logs, held.channel.parties
    raw = (
        node.records.receipt(held.channel.id, parties[accepted.place]) if record.refusals else None
    )
    if raw is None:
        return
    code = parties[accepted.place]
    holds = read(raw, Receipt, BODY_BYTES_MAX).holds
    if any(number >= accepted.number for number, _ in holds.get(code, ())):
        return  # it was written after the acceptance
    for refusal, _, _ in record.refusals:
        other = parties[refusal.place]
        tips = (logs.link(digest) for _, digest in holds.get(other, ()))
        if other != code and any(tip and logs.on_chain(refusal, tip) for tip in tips):
            yield RuleError(
                "accepted-after-withdrawal",
                "AGR-16",
                f"entry {accepted.number} of {code} accepts what entry {refusal.number} of {other}"
                f" ({refusal.id}) refuses, after {code} had receipted that refusal",
            )
