# SPDX-License-Identifier: Apache-2.0
"""Apply what came from a peer: judge, store, and remember what to answer.

The only place that turns a peer's fault into a stored finding. A bad entry is refused with the
rule it broke and nothing of it is stored; the rest of the pouch goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import msgspec

from comity.core import hashing
from comity.core.channel import Checked
from comity.core.encoding import decode, encode, read
from comity.core.entries import SignedEntry
from comity.core.errors import ComityError, MalformedError, MissingError
from comity.core.ids import ChannelId, Code, Digest
from comity.core.limits import BODY_BYTES_MAX, DOCUMENT_BYTES_MAX
from comity.node.contents import (
    REFUSALS_MAX,
    Absent,
    ChannelContents,
    Content,
    Contents,
    Owed,
    Receipt,
    RefusedEntry,
)
from comity.node.installation import Held, Node
from comity.node.notice import Told, claim_of, faults_of
from comity.node.permit import hear_answer
from comity.node.reuse import note_reuses
from comity.node.spares import Spare, Spares, further
from comity.node.wants import KINDS
from comity.ports import Finding, Placed

FAULTS_MAX: Final = 256
"""Faults of one part of a pouch that are noted, the first ones: the rest tell nothing new."""

__all__ = ["ChannelReception", "Reception", "apply_contents", "check_content", "peer_code"]


@dataclass(frozen=True, slots=True)
class ChannelReception:
    """What became of one channel's part of a pouch. `renewed`: it came with a newer card."""

    channel: ChannelId
    peer: Code
    stored: tuple[Digest, ...] = ()
    contents: int = 0
    missing: tuple[Absent, ...] = ()
    refused: tuple[RefusedEntry, ...] = ()
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Reception:
    """What became of a pouch: its channels, and those that are not open here or not shared."""

    channels: tuple[ChannelReception, ...] = ()
    unknown: tuple[ChannelId, ...] = ()


@dataclass(slots=True)
class _Batch:
    """What one channel's part of a pouch amounts to, while it is judged and nothing is written."""

    placed: list[Placed] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    missing: dict[Absent, None] = field(default_factory=dict)
    refused: list[RefusedEntry] = field(default_factory=list)
    faults: list[ComityError] = field(default_factory=list)
    spares: Spares = field(default_factory=Spares)


def apply_contents(node: Node, contents: Contents, root: Digest) -> Reception:
    """The pouch's contents, applied: on disk when this returns.

    Args:
        node: the receiver.
        contents: opened and verified as a whole (POUCH-9).
        root: the fingerprint of the sender's root.

    Returns:
        What was stored, missing and refused, for people and for the next receipt.
    """
    receptions: list[ChannelReception] = []
    unknown: list[ChannelId] = []
    open_here = set(node.channels.ids())
    for part in contents.channels:
        if part.channel not in open_here:
            unknown.append(part.channel)
            continue
        with node.channels.hold(part.channel) as held:
            peer = peer_code(held, root)
            if peer is None:
                unknown.append(part.channel)
                _note(node, part.channel, str(root), _stranger())
                continue
            last = node.records.received(root)
            receptions.append(_apply(node, held, peer, part, contents))
            if part.receipt is not None and contents.number > (last.number if last else 0):
                tips = part.receipt.holds.get(held.own, ())
                hear_answer(node, held, peer, [digest for _, digest in tips])
    if any(one.renewed for one in receptions):
        note_reuses(node)
    return Reception(tuple(receptions), tuple(unknown))


def peer_code(held: Held, root: Digest) -> Code | None:
    """The code of the other party with that root in a channel, or None."""
    for party in held.channel.birth.genesis.parties:
        if party.root == root and party.code != held.own:
            return party.code
    return None


def _apply(
    node: Node, held: Held, peer: Code, part: ChannelContents, contents: Contents
) -> ChannelReception:
    """Judge first, then write together: other processes wait for the writing only."""
    batch = _Batch()
    for signed in part.entries:
        _admit(held, batch, signed)
    _sift_contents(node, held, batch, part.contents)
    receipt = part.receipt or Receipt()
    batch.faults += faults_of(node, held, Told(peer, receipt, contents.card, batch.placed))
    missing = tuple(absent for absent in batch.missing if absent[2] not in held.channel)
    refused = tuple(batch.refused)[:REFUSALS_MAX]
    before = _refused_before(node, held, peer, {one.hash for one in refused})
    claimed = claim_of(node, held, peer, part.receipt)
    owed = Owed(missing[:REFUSALS_MAX], (refused + before)[:REFUSALS_MAX], claimed)
    number, time = contents.number, contents.time
    channel, records = held.channel.id, node.records
    kept = 0
    with records.together():
        records.append(channel, batch.placed)
        for content in batch.contents:
            kept += records.put_content(channel, content.kind, content.digest, content.kept)
        if part.receipt is not None:
            if not records.put_receipt(channel, peer, encode(receipt), number, time):
                owed = msgspec.structs.replace(owed, older=receipt)
            records.put_destroyed_by(channel, peer, _named(node, held, receipt.destroyed))
        records.put_owed(channel, peer, encode(owed))
        card = contents.card
        renewed = records.put_card(channel, peer, card.card.serial, encode(card))
        for fault in batch.faults[:FAULTS_MAX]:
            _note(node, channel, peer, fault)
    for content in batch.contents:
        held.came(content.kind, content.digest)
    stored = tuple(placed.hash for placed in batch.placed)
    return ChannelReception(channel, peer, stored, kept, owed.missing, refused, renewed)


def _named(node: Node, held: Held, digests: Sequence[Digest]) -> tuple[Digest, ...]:
    """Those of the digests that stored entries name: what else a peer says of content is noise."""
    if not digests:
        return ()
    named = {digest for _, digest in held.absent(node.records, product(KINDS, digests))}
    for kind in KINDS:
        known = node.records.contents(held.channel.id, kind, digests)
        named.update(digest for digest, presence in known.items() if presence != "absent")
    return tuple(named)


def _refused_before(
    node: Node, held: Held, peer: Code, again: set[Digest]
) -> tuple[RefusedEntry, ...]:
    """What earlier pouches held that was refused: a refusal is final, and said while it holds."""
    raw = node.records.owed(held.channel.id, peer)
    known = () if raw is None else read(raw, Owed, BODY_BYTES_MAX).refused
    return tuple(one for one in known if one.hash not in again and one.hash not in held.channel)


def _admit(held: Held, batch: _Batch, signed: SignedEntry) -> None:
    """One entry judged; what it amounts to is noted in the batch. Rule: LOG-12, LOG-15."""
    if signed.hash in held.channel or signed.hash in batch.spares:
        return
    try:
        checked = held.channel.check(signed.raw)
        if further(held.channel.fold.logs, checked.link):
            batch.spares.put(signed, checked)
        else:
            _enter(held, batch, signed, checked)
    except MissingError as error:
        if any(absent in batch.spares for _, _, absent in error.missing):
            _build(held, batch, signed, error)
        else:
            _miss(batch, error)
    except ComityError as error:
        _refuse(batch, signed, error)


def _enter(held: Held, batch: _Batch, signed: SignedEntry, checked: Checked) -> None:
    """The entry, now part of the fold and to be stored. Raises as `Channel.enter`."""
    admitted = held.channel.enter(checked, signed.signature)
    held.note(admitted)
    entry = admitted.entry
    signature = encode(signed.signature)
    batch.placed.append(
        Placed(entry.party, entry.number, entry.previous, checked.hash, signed.raw, signature)
    )


def _build(held: Held, batch: _Batch, signed: SignedEntry, missing: MissingError) -> None:
    """An entry that builds on what is aside: it and what it needs, if all of it is signed.

    Nothing is stored for an entry that is itself aside, or that its party did not sign. LOG-15.
    """
    spares = batch.spares
    try:
        foreseen = held.channel.foresee(signed.raw, spares.links)
        aside = further(held.channel.fold.logs, foreseen.link)
        if not aside:
            held.channel.vouch(foreseen, signed.signature)
    except MissingError as error:
        _miss(batch, error)
        return
    except ComityError as error:
        _refuse(batch, signed, error)
        return
    _miss(batch, missing)
    if aside:
        spares.put(signed, foreseen)
        return
    needed = spares.beneath(foreseen.link)
    if needed is None or not all(_vouched(held, batch, one, needed) for one in needed):
        return
    for one in (*needed, Spare(signed, foreseen)):
        _enter(held, batch, one.signed, held.channel.check(one.signed.raw))
    for one in needed:
        spares.take(one.checked.hash)


def _vouched(held: Held, batch: _Batch, spare: Spare, needed: tuple[Spare, ...]) -> bool:
    """True if an entry aside was signed by its party; else it is refused, once."""
    digest = spare.checked.hash
    if digest in batch.spares.vouched:
        return True
    try:
        held.channel.vouch(spare.checked, spare.signed.signature)
    except ComityError as error:
        _refuse(batch, spare.signed, error)
        batch.spares.spoil(digest, needed)
        return False
    batch.spares.vouched.add(digest)
    return True


def _miss(batch: _Batch, error: MissingError) -> None:
    for party, number, absent in error.missing:
        batch.missing[Code(party), number, Digest(absent)] = None


def _refuse(batch: _Batch, signed: SignedEntry, error: ComityError) -> None:
    batch.refused.append(RefusedEntry(signed.hash, error.code, error.rule))
    batch.faults.append(error)


def _sift_contents(node: Node, held: Held, batch: _Batch, contents: tuple[Content, ...]) -> None:
    """Of bodies and documents only what stored entries name is kept, each once."""
    if not contents:
        return
    absent = held.absent(node.records, ((one.kind, one.digest) for one in contents))
    for content in contents:
        if (content.kind, content.digest) not in absent:
            continue
        try:
            check_content(content)
        except ComityError as error:
            batch.faults.append(error)
            continue
        absent.discard((content.kind, content.digest))
        batch.contents.append(content)


def check_content(content: Content) -> None:
    """Nothing, if the content is what its digest names.

    Raises:
        MalformedError: ``size``, ``digest``, or as the decoder. Rule: ENC-16, ENC-19.
    """
    body = content.kind == "body"
    raw = content.kept.raw
    if len(raw) > (BODY_BYTES_MAX if body else DOCUMENT_BYTES_MAX):
        raise MalformedError("size", "ENC-6", "content beyond its limit")
    label = hashing.BODY if body else hashing.DOCUMENT
    if len(content.kept.salt) != hashing.SALT_BYTES or (
        hashing.salted(label, content.kept.salt, raw) != content.digest
    ):
        raise MalformedError("digest", "ENC-16", "content that is not what its digest names")
    if body:
        decode(raw, BODY_BYTES_MAX)


def _note(node: Node, channel: ChannelId, peer: str, error: ComityError) -> None:
    finding = Finding(peer, error.code, error.rule, error.hint, node.clock.now_ms())
    node.records.note(channel, finding)


def _stranger() -> ComityError:
    return MalformedError("stranger", "POUCH-14", "a pouch for a channel its sender is no party of")
