# SPDX-License-Identifier: Apache-2.0
"""Export a channel's record, or the instrument of one matter, as a file that verifies alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.core.acts import references
from comity.core.encoding import read
from comity.core.entries import SignedEntry, read_entry
from comity.core.errors import RuleError
from comity.core.fold import Fold
from comity.core.ids import ChannelId, Digest, Matter
from comity.core.judging import OfferRecord
from comity.core.limits import ENTRY_BYTES_MAX
from comity.core.logs import Link
from comity.core.signing import Signature
from comity.node.archive import write_lines
from comity.node.contents import Content
from comity.node.installation import Held, Node
from comity.ports import ContentKind, Kept

__all__ = ["export_instrument", "export_record"]


def export_record(node: Node, channel: ChannelId, *, contents: bool = True) -> Iterator[bytes]:
    """The lines of an export of everything held of a channel. Rule: EXP-1.

    Args:
        node: who holds the record.
        channel: an open channel.
        contents: whether bodies and documents go along.
    """
    with node.channels.hold(channel) as held:
        links = sorted(held.channel.fold.logs, key=_order)
        entries = [_signed(node, held, link) for link in links]
        kept = list(_contents(node, held, entries)) if contents else []
        birth = held.channel.birth
    return write_lines(birth, entries, kept)


def export_instrument(node: Node, channel: ChannelId, matter: Matter) -> Iterator[bytes]:
    """The lines of the instrument of one matter: what its value follows from. Rule: AGR-18.

    Raises:
        RuleError: ``not-agreed`` where nothing is agreed on the matter; ``frozen`` under a fork
            (then export the whole record).
    """
    with node.channels.hold(channel) as held:
        fold = held.channel.fold
        if held.channel.frozen:
            raise RuleError("frozen", "AGR-8", "under a fork only the whole record is exported")
        agreed = fold.agreed.get(matter)
        if not agreed:
            raise RuleError("not-agreed", "AGR-18", f"nothing is agreed on {matter}")
        last = fold.confirmed[matter][-1] if fold.confirmed.get(matter) else agreed[-1]
        links = _needed(fold, last)
        entries = [_signed(node, held, link) for link in links]
        named = {Digest(body) for name, body in last.act.values.items() if isinstance(body, str)}
        kept = [
            content
            for content in _contents(node, held, [_signed(node, held, last.link)])
            if content.digest in named or content.digest in last.act.documents
        ]
        birth = held.channel.birth
    return write_lines(birth, entries, kept)


def _needed(fold: Fold, record: OfferRecord) -> list[Link]:
    """The entries from which an offer's agreement and confirmation follow, pasts included."""
    logs = fold.logs
    accepted = [link for links in record.accepted.values() for link, _ in links]
    tops: list[Link] = list(accepted)
    for place in range(len(logs.codes)):
        for head in logs.heads(place):
            holder = _first_holder(fold, head, accepted)
            if holder is not None:
                tops.append(holder)
    last = [
        max((seen.number for top in tops if (seen := top.at(place)) is not None), default=0)
        for place in range(len(logs.codes))
    ]
    links = [
        link
        for place, number in enumerate(last)
        for n in range(1, number + 1)
        for link in logs.numbered(place, n)
    ]
    return sorted(links, key=_order)


def _first_holder(fold: Fold, head: Link, accepted: Sequence[Link]) -> Link | None:
    """The first entry of a log that has every acceptance in its closed past, or None."""
    low, high = 1, head.number + 1
    while low < high:
        middle = (low + high) // 2
        link = fold.logs.ancestor(head, middle)
        if all(fold.logs.in_past(one, link) for one in accepted):
            high = middle
        else:
            low = middle + 1
    return None if low > head.number else fold.logs.ancestor(head, low)


def _signed(node: Node, held: Held, link: Link) -> SignedEntry:
    placed = node.records.entry(held.channel.id, Digest(link.id))
    assert placed is not None, "a folded entry is stored"
    return SignedEntry(placed.raw, read(placed.signature, Signature, ENTRY_BYTES_MAX))


def _contents(node: Node, held: Held, entries: Sequence[SignedEntry]) -> Iterator[Content]:
    """The bodies and documents held that entries name, each once, in order of naming."""
    done: set[tuple[ContentKind, Digest]] = set()
    for signed in entries:
        for act in read_entry(signed.raw).acts:
            bodies, documents = references(act)
            named: list[tuple[ContentKind, Digest]] = [("body", digest) for digest in bodies]
            named += [("document", digest) for digest in documents]
            for kind, digest in named:
                if (kind, digest) in done:
                    continue
                done.add((kind, digest))
                kept = node.records.content(held.channel.id, kind, digest)
                if isinstance(kept, Kept):
                    yield Content(kind, digest, kept)


def _order(link: Link) -> tuple[int, int, int, str]:
    return (link.weight, link.place, link.number, link.id)
