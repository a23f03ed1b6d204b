# SPDX-License-Identifier: Apache-2.0
"""What follows the manifest: the contents as length-prefixed items in one fixed order (POUCH-6).

An item is a tag of one byte, a length of four and that many bytes. Nothing is compressed, so
nothing grows when it is read; each count and length is compared with its limit before its bytes
are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from comity.core import hashing
from comity.core.cards import SignedCard
from comity.core.encoding import encode, read
from comity.core.entries import SignedEntry
from comity.core.errors import MalformedError
from comity.core.hashing import SALT_BYTES
from comity.core.ids import ChannelId, Digest, b64, digest_bytes
from comity.core.limits import BODY_BYTES_MAX, DOCUMENT_BYTES_MAX, ENTRY_BYTES_MAX
from comity.core.signing import Signature
from comity.exchange.receipts import (
    RECEIPT_BYTES_MAX,
    REFUSED_BYTES_MAX,
    encode_receipt,
    encode_refused,
    read_receipt,
    read_refused,
)
from comity.node.contents import (
    CHANNELS_MAX,
    CONTENTS_MAX,
    ENTRIES_MAX,
    ChannelContents,
    Content,
    Contents,
    Receipt,
)
from comity.ports import ContentKind, Kept

__all__ = ["ITEMS_MAX", "LENGTH_BYTES", "encode_items", "read_items"]

ITEMS_MAX: Final = 65_536
"""Items in one pouch, of all kinds and channels."""
LENGTH_BYTES: Final = 4
"""Bytes of a length, big-endian."""
SIGNATURE_BYTES_MAX: Final = 8_192
"""Bytes of one canonical signature (4,528 with today's profile)."""

_REFUSED: Final = ord("P")
_CHANNEL: Final = ord("C")
_ENTRY: Final = ord("E")
_BODY: Final = ord("B")
_DOCUMENT: Final = ord("D")
_RECEIPT: Final = ord("R")

_BYTES_MAX: Final = {
    _REFUSED: REFUSED_BYTES_MAX,
    _CHANNEL: 32,
    _ENTRY: LENGTH_BYTES + ENTRY_BYTES_MAX + SIGNATURE_BYTES_MAX,
    _BODY: SALT_BYTES + BODY_BYTES_MAX,
    _DOCUMENT: SALT_BYTES + DOCUMENT_BYTES_MAX,
    _RECEIPT: RECEIPT_BYTES_MAX,
}
"""Greatest length of each kind of item; any other tag is unknown."""
_CONTENT: Final[dict[int, tuple[ContentKind, bytes]]] = {
    _BODY: ("body", hashing.BODY),
    _DOCUMENT: ("document", hashing.DOCUMENT),
}
_CONTENT_TAG: Final[dict[ContentKind, int]] = {"body": _BODY, "document": _DOCUMENT}
_HEAD_BYTES: Final = 1 + LENGTH_BYTES

# What may follow what, within a channel: an absent cell is a refusal.
_FOLLOWS: Final = {
    _CHANNEL: {_CHANNEL, _ENTRY, _BODY, _DOCUMENT, _RECEIPT},
    _ENTRY: {_CHANNEL, _ENTRY, _BODY, _DOCUMENT, _RECEIPT},
    _BODY: {_CHANNEL, _BODY, _DOCUMENT, _RECEIPT},
    _DOCUMENT: {_CHANNEL, _BODY, _DOCUMENT, _RECEIPT},
    _RECEIPT: {_CHANNEL},
    _REFUSED: {_CHANNEL},
    None: {_CHANNEL, _REFUSED},
}


@dataclass(slots=True)
class _Budget:
    """What still fits into a pouch."""

    size: int
    items: int = ITEMS_MAX

    def admit(self, item: bytes) -> bool:
        if len(item) > self.size or not self.items:
            return False
        self.size -= len(item)
        self.items -= 1
        return True


@dataclass(slots=True)
class _Part:
    """One channel while it is read."""

    channel: ChannelId
    entries: list[SignedEntry] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    receipt: Receipt | None = None

    def done(self) -> ChannelContents:
        return ChannelContents(
            self.channel, tuple(self.entries), tuple(self.contents), self.receipt
        )


def encode_items(contents: Contents, bytes_max: int) -> bytes:
    """The items of all that fits into a pouch; what does not is left for the next one.

    Receipts come first, then, channel by channel, entries from the front (so that parents stay
    before children) and content.

    Args:
        contents: within the limits of `comity.node.contents`; the card goes into the manifest.
        bytes_max: bytes of items.

    Raises:
        MalformedError: as the receiver would, on an item beyond its limits. Rule: POUCH-6.
    """
    budget = _Budget(bytes_max)
    refused = b""
    if contents.refused_pouches:
        item = _item(_REFUSED, encode_refused(contents.refused_pouches))
        refused = item if budget.admit(item) else b""
    framed: list[tuple[bytes, ChannelContents, bytes]] = []
    for part in contents.channels:
        head = _item(_CHANNEL, digest_bytes(part.channel))
        receipt = b""
        if part.receipt is not None:
            receipt = _item(_RECEIPT, encode_receipt(part.receipt))
        if not budget.admit(head):
            break
        framed.append((head, part, receipt if receipt and budget.admit(receipt) else b""))
    pieces = [refused]
    for head, part, receipt in framed:
        pieces.append(head)
        pieces += _fitting(part, budget)
        pieces.append(receipt)
    return b"".join(pieces)


def _fitting(part: ChannelContents, budget: _Budget) -> Iterator[bytes]:
    """The items of a channel's entries, then of its content, as far as the budget goes."""
    for signed in part.entries:
        item = _item(
            _ENTRY,
            len(signed.raw).to_bytes(LENGTH_BYTES, "big") + signed.raw + encode(signed.signature),
        )
        if not budget.admit(item):
            return
        yield item
    for content in part.contents:
        assert len(content.kept.salt) == SALT_BYTES
        item = _item(_CONTENT_TAG[content.kind], content.kept.salt + content.kept.raw)
        if budget.admit(item):
            yield item


def _item(tag: int, raw: bytes) -> bytes:
    if len(raw) > _BYTES_MAX[tag]:
        raise _too_long(tag, len(raw))
    return bytes((tag,)) + len(raw).to_bytes(LENGTH_BYTES, "big") + raw


def read_items(raw: bytes, card: SignedCard) -> Contents:
    """The contents that untrusted items hold; each entry is still to be judged by itself.

    Args:
        raw: at most one pouch; its digest and signature have been verified.
        card: from the manifest.

    Raises:
        MalformedError: ``pouch/items``, ``pouch/order``, ``pouch/count``, as `read_receipt`, or
            as `comity.core.encoding.read` on a signature. Rule: POUCH-6, POUCH-10.
    """
    refused: tuple[tuple[Digest, str], ...] = ()
    parts: dict[ChannelId, _Part] = {}
    part: _Part | None = None
    before: int | None = None
    for tag, item in _items(memoryview(raw)):
        if tag not in _FOLLOWS[before]:
            raise MalformedError(
                "pouch/order", "POUCH-6", f"item {chr(tag)} may not stand at this place"
            )
        before = tag
        if tag == _REFUSED:
            refused = read_refused(bytes(item))
        elif tag == _CHANNEL:
            part = _begin(parts, bytes(item))
        else:
            assert part is not None, "the table lets nothing else begin"
            _add(part, tag, item)
    return Contents(card, tuple(one.done() for one in parts.values()), refused)


def _items(view: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Each item's tag and bytes, its length compared with its limit and with what is there."""
    place = count = 0
    while place < len(view):
        count += 1
        if count > ITEMS_MAX:
            raise MalformedError("pouch/count", "POUCH-10", f"more than {ITEMS_MAX} items")
        start = place + _HEAD_BYTES
        if start > len(view):
            raise MalformedError("pouch/items", "POUCH-6", "an item is cut off")
        tag = view[place]
        if tag not in _BYTES_MAX:
            raise MalformedError("pouch/items", "POUCH-6", f"no item has the tag {tag}")
        length = int.from_bytes(view[place + 1 : start], "big")
        if length > _BYTES_MAX[tag]:
            raise _too_long(tag, length)
        place = start + length
        if place > len(view):
            raise MalformedError("pouch/items", "POUCH-6", "an item is cut off")
        yield tag, view[start:place]


def _begin(parts: dict[ChannelId, _Part], raw: bytes) -> _Part:
    if len(raw) != _BYTES_MAX[_CHANNEL]:
        raise MalformedError("pouch/items", "POUCH-6", "a channel id is 32 bytes")
    channel = ChannelId(Digest(b64(raw)))
    if channel in parts:
        raise MalformedError("pouch/order", "POUCH-6", "a channel is begun twice")
    if len(parts) == CHANNELS_MAX:
        raise MalformedError("pouch/count", "POUCH-10", f"more than {CHANNELS_MAX} channels")
    parts[channel] = part = _Part(channel)
    return part


def _add(part: _Part, tag: int, item: memoryview) -> None:
    if tag == _RECEIPT:
        part.receipt = read_receipt(bytes(item))
    elif tag == _ENTRY:
        if len(part.entries) == ENTRIES_MAX:
            raise MalformedError("pouch/count", "POUCH-10", f"more than {ENTRIES_MAX} entries")
        part.entries.append(_entry(item))
    else:
        if len(part.contents) == CONTENTS_MAX:
            raise MalformedError("pouch/count", "POUCH-10", f"more than {CONTENTS_MAX} contents")
        part.contents.append(_content(tag, item))


def _entry(item: memoryview) -> SignedEntry:
    """The signed entry of an item: the length of the entry, the entry, its signature."""
    if len(item) < LENGTH_BYTES:
        raise MalformedError("pouch/items", "POUCH-6", "an entry is cut off")
    end = LENGTH_BYTES + int.from_bytes(item[:LENGTH_BYTES], "big")
    if end > len(item) or end > LENGTH_BYTES + ENTRY_BYTES_MAX:
        raise MalformedError("pouch/items", "POUCH-6", "an entry is longer than its item or limit")
    signature = read(bytes(item[end:]), Signature, SIGNATURE_BYTES_MAX)
    return SignedEntry(bytes(item[LENGTH_BYTES:end]), signature)


def _content(tag: int, item: memoryview) -> Content:
    """The content of an item: 32 bytes of salt, the rest its bytes. Its digest is computed."""
    if len(item) < SALT_BYTES:
        raise MalformedError("pouch/items", "POUCH-6", "content without its salt")
    kind, label = _CONTENT[tag]
    kept = Kept(bytes(item[:SALT_BYTES]), bytes(item[SALT_BYTES:]))
    return Content(kind, hashing.salted(label, kept.salt, kept.raw), kept)


def _too_long(tag: int, length: int) -> MalformedError:
    return MalformedError(
        "pouch/items", "POUCH-10", f"item {chr(tag)} of {length} bytes; at most {_BYTES_MAX[tag]}"
    )
