# SPDX-License-Identifier: Apache-2.0
"""Apply what came from a peer: judge, store, and remember what to answer.

The only place that turns a peer's fault into a stored finding. A bad entry is refused with the
rule it broke and nothing of it is stored; the rest of the pouch goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from comity.core import hashing
from comity.core.channel import Checked
from comity.core.encoding import decode, encode
from comity.core.entries import SignedEntry, read_entry
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
    RefusedEntry,
)
from comity.node.installation import Held, Node
from comity.ports import Finding, Placed

BRANCHES_KEPT: Final = 2
"""Entries of one party and number that are kept as proof of a fork (LOG-15)."""

__all__ = ["ChannelReception", "Reception", "apply_contents", "check_content", "peer_code"]


@dataclass(frozen=True, slots=True)
class ChannelReception:
    """What became of one channel's part of a pouch."""

    channel: ChannelId
    peer: Code
    stored: tuple[Digest, ...] = ()
    contents: int = 0
    missing: tuple[Absent, ...] = ()
    refused: tuple[RefusedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Reception:
    """What became of a pouch: its channels, and those that are not open here or not shared."""

    channels: tuple[ChannelReception, ...] = ()
    unknown: tuple[ChannelId, ...] = ()


@dataclass(slots=True)
class _Batch:
    """The entries of one channel while they are judged."""

    placed: list[Placed] = field(default_factory=list)
    missing: dict[Absent, None] = field(default_factory=dict)
    refused: list[RefusedEntry] = field(default_factory=list)


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
            receptions.append(_apply(node, held, peer, part))
            card = contents.card
            node.records.put_card(part.channel, peer, card.card.serial, encode(card))
    return Reception(tuple(receptions), tuple(unknown))


def peer_code(held: Held, root: Digest) -> Code | None:
    """The code of the other party with that root in a channel, or None."""
    for party in held.channel.birth.genesis.parties:
        if party.root == root and party.code != held.own:
            return party.code
    return None


def _apply(node: Node, held: Held, peer: Code, part: ChannelContents) -> ChannelReception:
    batch = _Batch()
    for position, signed in enumerate(part.entries):
        _admit(node, held, peer, batch, signed, part.entries[position + 1 :])
    if batch.placed:
        node.records.append(held.channel.id, batch.placed)
    kept = _keep_contents(node, held, peer, part.contents)
    if part.receipt is not None:
        node.records.put_receipt(held.channel.id, peer, encode(part.receipt))
        for refusal in part.receipt.refused:
            _note_own(node, held, peer, refusal)
    missing = tuple(absent for absent in batch.missing if absent[2] not in held.channel)
    owed = Owed(missing[:REFUSALS_MAX], tuple(batch.refused)[:REFUSALS_MAX])
    node.records.put_owed(held.channel.id, peer, encode(owed))
    stored = tuple(placed.hash for placed in batch.placed)
    return ChannelReception(held.channel.id, peer, stored, kept, owed.missing, owed.refused)


def _admit(
    node: Node,
    held: Held,
    peer: Code,
    batch: _Batch,
    signed: SignedEntry,
    later: tuple[SignedEntry, ...],
) -> None:
    """One entry judged; what it amounts to is noted in the batch. Rule: LOG-12."""
    digest = signed.hash
    if digest in held.channel:
        return
    try:
        checked = held.channel.check(signed.raw)
        if _spare(held, checked, later):
            return
        admitted = held.channel.enter(checked, signed.signature)
    except MissingError as error:
        for party, number, absent in error.missing:
            batch.missing[Code(party), number, Digest(absent)] = None
        return
    except ComityError as error:
        batch.refused.append(RefusedEntry(digest, error.code, error.rule))
        _note(node, held.channel.id, peer, error)
        return
    held.note(admitted)
    entry = admitted.entry
    batch.placed.append(
        Placed(
            entry.party, entry.number, entry.previous, digest, signed.raw, encode(signed.signature)
        )
    )


def _spare(held: Held, checked: Checked, later: tuple[SignedEntry, ...]) -> bool:
    """True for a third or later branch on which no other party builds. Rule: LOG-15."""
    logs = held.channel.fold.logs
    if len(logs.numbered(checked.link.place, checked.link.number)) < BRANCHES_KEPT:
        return False
    branch = {checked.hash}
    for signed in later:
        try:
            entry = read_entry(signed.raw)
        except ComityError:
            continue  # it will be refused in its turn
        if entry.party == checked.entry.party:
            if entry.previous in branch:
                branch.add(signed.hash)
        elif any(head in branch for _, head in entry.seen.values()):
            return False
    return True


def _keep_contents(node: Node, held: Held, peer: Code, contents: tuple[Content, ...]) -> int:
    """How many bodies and documents are new here; only what stored entries name is kept."""
    if not contents:
        return 0
    lacking = {kind: set(d) for kind, d in held.lacking(node.records).items()}
    kept = 0
    for content in contents:
        if content.digest not in lacking[content.kind]:
            continue
        try:
            check_content(content)
        except ComityError as error:
            _note(node, held.channel.id, peer, error)
            continue
        kept += node.records.put_content(
            held.channel.id, content.kind, content.digest, content.kept
        )
    return kept


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


def _note_own(node: Node, held: Held, peer: Code, refusal: RefusedEntry) -> None:
    """A refusal of our own entry is a fault of the channel, shown as one. Rule: HOME-6."""
    link = held.channel.fold.logs.link(refusal.hash)
    if link is None or held.channel.parties[link.place] != held.own:
        return
    known = node.records.findings(held.channel.id, REFUSALS_MAX)
    hint = f"{peer} refused our entry {link.number} ({refusal.hash}): {refusal.code}"
    if not any(finding.hint == hint for finding in known):
        _note(node, held.channel.id, peer, MalformedError("own-entry-refused", refusal.rule, hint))


def _note(node: Node, channel: ChannelId, peer: str, error: ComityError) -> None:
    finding = Finding(peer, error.code, error.rule, error.hint, node.clock.now_ms())
    node.records.note(channel, finding)


def _stranger() -> ComityError:
    return MalformedError("stranger", "POUCH-14", "a pouch for a channel its sender is no party of")
