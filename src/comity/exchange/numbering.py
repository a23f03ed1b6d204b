# SPDX-License-Identifier: Apache-2.0
"""Numbers of pouches between two parties: they are for reports and never block (POUCH-5).

A peer is named by the fingerprint of its root, the same in all channels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from comity.core.errors import LogError, UnavailableError
from comity.core.ids import Digest
from comity.exchange.pouch import Opened, pouch_digest
from comity.ports import Link, Records

__all__ = ["Remark", "RemarkCode", "note_received", "numbered", "remarks"]

_TRIES_MAX: Final = 8
"""Times another process may take the number before we say that the record is busy."""

RemarkCode = Literal[
    "pouch/repetition", "pouch/gap", "pouch/late", "pouch/number-again", "pouch/chain"
]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a pouch's number tells about the road or the sender; a report, never a refusal.

    `code` is one of ``pouch/repetition`` (this very pouch came before), ``pouch/gap`` (some
    before it have not come), ``pouch/late`` (a smaller number than one that came),
    ``pouch/number-again`` (another pouch bore the number), ``pouch/chain`` (it names another
    pouch before it than the one that came). `expected` and `found` are numbers.
    """

    code: RemarkCode
    expected: int
    found: int


def numbered(records: Records, peer: Digest, seal: Callable[[int, Digest | None], bytes]) -> bytes:
    """A pouch under the next number to a peer, on record before it leaves.

    Args:
        records: where the chain is kept.
        peer: the fingerprint of the receiver's root.
        seal: makes the pouch of a number and the digest of the one before; called again if
            another process was quicker.

    Raises:
        UnavailableError: ``pouch/busy`` if that happened too often. Rule: POUCH-5.
    """
    for _ in range(_TRIES_MAX):
        last = records.sent(peer)
        number, previous = (1, None) if last is None else (last.number + 1, last.hash)
        raw = seal(number, previous)
        try:
            records.put_sent(peer, Link(number, pouch_digest(raw)))
        except LogError:
            continue
        return raw
    raise UnavailableError("pouch/busy", "POUCH-5", "other processes send to this peer", 1)


def remarks(records: Records, opened: Opened) -> tuple[Remark, ...]:
    """What the number of a pouch tells, before it is kept by `note_received`. Rule: POUCH-5."""
    last = records.received(opened.sender)
    expected = 1 if last is None else last.number + 1
    found = opened.number
    if records.seen(opened.sender, opened.digest):
        return (Remark("pouch/repetition", expected, found),)
    if found > expected:
        return (Remark("pouch/gap", expected, found),)
    if last is not None and found == last.number:
        return (Remark("pouch/number-again", expected, found),)
    if found < expected:
        return (Remark("pouch/late", expected, found),)
    if last is not None and opened.previous != last.hash:
        return (Remark("pouch/chain", expected, found),)
    return ()


def note_received(records: Records, opened: Opened) -> bool:
    """Keep that a pouch was applied; call it when its contents are on disk.

    Returns:
        False if this very pouch was kept before. Rule: POUCH-5.
    """
    return records.put_received(opened.sender, Link(opened.number, opened.digest))
