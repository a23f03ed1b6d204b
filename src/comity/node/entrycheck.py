# SPDX-License-Identifier: Apache-2.0
"""Check one entry of a record as it lies in the store now: bytes, signatures, place, what it
builds on and what it names. Nothing is taken from what was found before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.core import hashing
from comity.core.acts import references
from comity.core.encoding import read
from comity.core.entries import Entry, SignedEntry, entry_hash, read_entry
from comity.core.errors import ComityError
from comity.core.ids import Code, Digest
from comity.core.limits import ENTRY_BYTES_MAX
from comity.core.logs import Link
from comity.core.signing import Signature
from comity.node.installation import Held, Node
from comity.ports import Kept

__all__ = ["EntryCheck", "Seen", "check_entry"]


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry of another party that the checked one acknowledges, and whether it is held here
    under that very digest.
    """

    party: Code
    number: int
    held: bool


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """What was found of one entry.

    Attributes:
        whole: its stored bytes have the digest by which the record knows it.
        signed: both signatures verify over these bytes, under the keys in force.
        key: the keyset id of these keys.
        follows: it names the entry before it in its party's log, and that one is held here.
        seen: what it acknowledges; nothing where `whole` is false.
        bodies: how many bodies it names are here and are what their digests name.
        absent: how many are not here, and can't be checked.
        changed: how many are here and are not what their digests name.
    """

    whole: bool
    signed: bool
    key: Digest
    follows: bool
    seen: tuple[Seen, ...] = ()
    bodies: int = 0
    absent: int = 0
    changed: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing is off."""
        sound = self.whole and self.signed and self.follows and not self.changed
        return sound and all(one.held for one in self.seen)


def check_entry(node: Node, held: Held, link: Link) -> EntryCheck:
    """An entry that the record holds, checked from the bytes in the store. Rules: ENT-10, ENT-13.

    Args:
        node: whose store it is.
        held: its channel, held by the caller.
        link: of the entry.
    """
    placed = node.records.entry(held.channel.id, Digest(link.id))
    assert placed is not None, "a folded entry is stored"
    assert link.keys is not None, "a real entry has keys"
    key = link.keys.keyset.id
    signed = _verifies(held, placed.raw, placed.signature)
    if entry_hash(placed.raw) != link.id:
        return EntryCheck(whole=False, signed=signed, key=key, follows=False)
    entry = read_entry(placed.raw)
    seen = tuple(
        Seen(code, number, _is_held(node, held, code, number, digest))
        for code, (number, digest) in entry.seen.items()
    )
    states = list(_bodies(node, held, entry))
    return EntryCheck(
        whole=True,
        signed=signed,
        key=key,
        follows=_follows(node, held, entry),
        seen=seen,
        bodies=states.count("right"),
        absent=states.count("absent"),
        changed=states.count("changed"),
    )


def _verifies(held: Held, raw: bytes, signature: bytes) -> bool:
    try:
        held.channel.verify(SignedEntry(raw, read(signature, Signature, ENTRY_BYTES_MAX)))
    except ComityError:
        return False
    return True


def _follows(node: Node, held: Held, entry: Entry) -> bool:
    if entry.number == 1:
        return entry.previous == Digest(held.channel.id)
    return _is_held(node, held, entry.party, entry.number - 1, entry.previous)


def _is_held(node: Node, held: Held, code: Code, number: int, digest: Digest) -> bool:
    """Whether the store holds bytes of that digest that are that entry of that party."""
    placed = node.records.entry(held.channel.id, digest)
    if placed is None or entry_hash(placed.raw) != digest:
        return False
    entry = read_entry(placed.raw)
    return (entry.party, entry.number) == (code, number)


def _bodies(node: Node, held: Held, entry: Entry) -> Iterator[str]:
    """Of each body named, once: ``right``, ``changed`` or ``absent``."""
    named = dict.fromkeys(digest for act in entry.acts for digest in references(act)[0])
    for digest in named:
        kept = node.records.content(held.channel.id, "body", digest)
        if not isinstance(kept, Kept):
            yield "absent"
        elif len(kept.salt) == hashing.SALT_BYTES and (
            hashing.salted(hashing.BODY, kept.salt, kept.raw) == digest
        ):
            yield "right"
        else:
            yield "changed"
