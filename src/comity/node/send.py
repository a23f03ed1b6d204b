# SPDX-License-Identifier: Apache-2.0
"""What to send to a peer: from its last receipt a node knows what the other lacks (POUCH-8).

Nothing is negotiated, and nothing is remembered as sent before a receipt names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from comity.core.acts import references
from comity.core.encoding import read
from comity.core.entries import SignedEntry, read_entry
from comity.core.genesis import Party
from comity.core.ids import ChannelId, Code, Digest, b64
from comity.core.limits import BODY_BYTES_MAX
from comity.core.logs import Link, Logs
from comity.core.signing import Signature
from comity.node.contents import (
    CONTENTS_MAX,
    ENTRIES_MAX,
    REFUSALS_MAX,
    TIPS_MAX,
    ChannelContents,
    Content,
    Contents,
    Owed,
    Receipt,
)
from comity.node.installation import Held, Node
from comity.node.receive import peer_code
from comity.ports import ContentKind, Kept

__all__ = ["BYTES_MAX", "compose", "lacked", "last_receipt", "peers"]

BYTES_MAX = 32 * 1_048_576
"""Bytes of entries and content gathered for one pouch; what is left goes with the next."""


def peers(node: Node) -> dict[Digest, tuple[ChannelId, ...]]:
    """Every other party by the fingerprint of its root, with the channels shared with it."""
    shared: dict[Digest, list[ChannelId]] = {}
    for channel in node.channels.ids():
        with node.channels.hold(channel) as held:
            for party in _others(held):
                shared.setdefault(party.root, []).append(channel)
    return {root: tuple(channels) for root, channels in shared.items()}


def compose(node: Node, root: Digest) -> Contents:
    """The contents of the next pouch to a peer.

    Args:
        node: the sender.
        root: the fingerprint of the peer's root.

    Returns:
        For each shared channel what the peer lacks, parents first, and a receipt.
    """
    budget = BYTES_MAX
    parts: list[ChannelContents] = []
    for channel in node.channels.ids():
        with node.channels.hold(channel) as held:
            peer = peer_code(held, root)
            if peer is None:
                continue
            part = _compose(node, held, peer, budget)
        budget -= sum(len(signed.raw) for signed in part.entries)
        budget -= sum(len(content.kept.raw) for content in part.contents)
        parts.append(part)
    return Contents(node.card, tuple(parts))


def last_receipt(node: Node, channel: ChannelId, peer: Code) -> Receipt | None:
    """The last receipt of a party, or None if none has come."""
    raw = node.records.receipt(channel, peer)
    return None if raw is None else read(raw, Receipt, BODY_BYTES_MAX)


def lacked(node: Node, held: Held, peer: Code) -> list[Link]:
    """The links that a peer lacks, as far as its receipts tell, in a causal order. Rule: POUCH-8.

    Beside the newest receipt counts that of its last pouch.
    """
    logs, parties = held.channel.fold.logs, held.channel.parties
    found = {
        link.id: link
        for known in _receipts(node, held, peer)
        for link in _unrefused(lacking(logs, known, parties), known)
    }
    return sorted(found.values(), key=_causally)


def _receipts(node: Node, held: Held, peer: Code) -> tuple[Receipt, ...]:
    """The newest receipt of a peer, and that of its last pouch where that is an older one."""
    newest = last_receipt(node, held.channel.id, peer) or Receipt()
    raw = node.records.owed(held.channel.id, peer)
    older = None if raw is None else read(raw, Owed, BODY_BYTES_MAX).older
    return (newest,) if older is None else (newest, older)


def _wanted(known: Receipt) -> Iterator[tuple[ContentKind, Digest]]:
    """What a receipt asks for."""
    for digest in known.wants_bodies:
        yield "body", digest
    for digest in known.wants_documents:
        yield "document", digest


def _causally(link: Link) -> tuple[int, int, int, str]:
    return link.weight, link.place, link.number, link.id


def _compose(node: Node, held: Held, peer: Code, budget: int) -> ChannelContents:
    entries: list[SignedEntry] = []
    contents: dict[Digest, Content] = {}
    receipt = own_receipt(node, held, peer)  # first: then it is known what is lacking here

    def add(kind: ContentKind, digest: Digest) -> None:
        nonlocal budget
        if budget <= 0 or digest in contents or len(contents) >= CONTENTS_MAX:
            return
        if node.records.destroyed_by(held.channel.id, peer, (digest,)):
            return
        kept = node.records.content(held.channel.id, kind, digest)
        if isinstance(kept, Kept):
            contents[digest] = Content(kind, digest, kept)
            budget -= len(kept.raw)

    for link in lacked(node, held, peer):
        if len(entries) >= ENTRIES_MAX or budget <= 0:
            break
        placed = node.records.entry(held.channel.id, Digest(link.id))
        assert placed is not None, "a folded entry is stored"
        signature = read(placed.signature, Signature, BODY_BYTES_MAX)
        entries.append(SignedEntry(placed.raw, signature))
        budget -= len(placed.raw)
        for act in read_entry(placed.raw).acts:
            bodies, documents = references(act)
            for digest in bodies:
                if not held.lacks("body", digest):
                    add("body", digest)
            for digest in documents:
                if not held.lacks("document", digest):
                    add("document", digest)
    for known in _receipts(node, held, peer):
        for kind, digest in _wanted(known):
            add(kind, digest)
    return ChannelContents(held.channel.id, tuple(entries), tuple(contents.values()), receipt)


def lacking(logs: Logs, known: Receipt, parties: tuple[Code, ...]) -> list[Link]:
    """The links that a peer with that receipt lacks, in a causal order. Rule: POUCH-8.

    A tip that is not known here shows that the peer holds more of that log than we do; of a
    forked log whatever no tip covers is sent.
    """
    links: list[Link] = []
    for place, code in enumerate(parties):
        tips = [tip for _, id_ in known.holds.get(code, ()) if (tip := logs.link(id_)) is not None]
        if logs.forked(place):
            heads = logs.heads(place)
            links += _uncovered(logs, place, max(head.number for head in heads), tips)
            continue
        strange = [number for number, id_ in known.holds.get(code, ()) if logs.link(id_) is None]
        first = max([tip.number for tip in tips] + [0]) + 1
        head = logs.heads(place)
        last = head[0].number if head else 0
        if strange and not tips:
            # It holds another branch or a longer log; below its tip we can't tell which.
            first = 1 if max(strange) <= last else last + 1
        links += [link for n in range(first, last + 1) for link in logs.numbered(place, n)]
    return sorted(links, key=_causally)


def _unrefused(links: Iterable[Link], known: Receipt) -> Iterator[Link]:
    """The links, parents first, without what the peer refuses and what builds on that. POUCH-8."""
    refused: set[str] = {one.hash for one in known.refused}
    for link in links:
        before = (link.parent, *link.frontier)
        if link.id in refused or any(one is not None and one.id in refused for one in before):
            refused.add(link.id)
        else:
            yield link


def _uncovered(logs: Logs, place: int, last: int, tips: Iterable[Link]) -> list[Link]:
    tips = list(tips)
    return [
        link
        for number in range(1, last + 1)
        for link in logs.numbered(place, number)
        if not any(logs.on_chain(link, tip) for tip in tips)
    ]


def own_receipt(node: Node, held: Held, peer: Code) -> Receipt:
    """What we hold of a channel and what we miss, as told to one peer. Rule: POUCH-7."""
    raw = node.records.owed(held.channel.id, peer)
    owed = Owed() if raw is None else read(raw, Owed, BODY_BYTES_MAX)
    wanted = held.wanted(node.records, node.chance, REFUSALS_MAX)
    heads = held.channel.heads()
    return Receipt(
        holds={code: tips[:TIPS_MAX] for code, tips in heads.items() if tips},
        missing=tuple(absent for absent in owed.missing if absent[2] not in held.channel),
        refused=tuple(one for one in owed.refused if one.hash not in held.channel),
        wants_bodies=_left(node, held, peer, wanted["body"]),
        wants_documents=_left(node, held, peer, wanted["document"]),
        destroyed=_destroyed(node, held),
    )


def _left(node: Node, held: Held, peer: Code, wanted: tuple[Digest, ...]) -> tuple[Digest, ...]:
    """What is wanted of a peer: not what it has destroyed."""
    gone = node.records.destroyed_by(held.channel.id, peer, wanted) if wanted else frozenset()
    return tuple(digest for digest in wanted if digest not in gone)


def _destroyed(node: Node, held: Held) -> tuple[Digest, ...]:
    """What was destroyed here: all of it, or as much as a receipt holds, from anywhere on.

    So in the end each peer has been told all of it. Rule: POUCH-11.
    """
    channel, records = held.channel.id, node.records
    first = records.destroyed(channel, "", REFUSALS_MAX + 1)
    if len(first) <= REFUSALS_MAX:
        return first
    after = records.destroyed(channel, b64(node.chance.take(32)), REFUSALS_MAX)
    return after + first[: REFUSALS_MAX - len(after)]


def _others(held: Held) -> tuple[Party, ...]:
    return tuple(p for p in held.channel.birth.genesis.parties if p.code != held.own)
