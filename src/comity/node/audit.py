# SPDX-License-Identifier: Apache-2.0
"""Verify an export with the root fingerprints alone (EXP-3), or a record in its store (ENT-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from comity.core.acts import references
from comity.core.channel import Channel
from comity.core.encoding import read
from comity.core.entries import SignedEntry
from comity.core.errors import LogError, MalformedError, RuleError, TrustError
from comity.core.genesis import check_birth, read_birth
from comity.core.ids import ChannelId, Code, Digest
from comity.core.limits import ENTRY_BYTES_MAX
from comity.core.signing import Signature, Verifier
from comity.node.archive import BirthLine, read_lines
from comity.node.contents import Content
from comity.node.installation import bulk
from comity.node.receive import check_content
from comity.ports import Kept, Placed, Records

__all__ = ["Checked", "Verified", "check_record", "verify_export"]

_PAGE: Final = 4_096
"""Entries read from the store at a time."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A record read anew from the store. `signatures` counts those verified (ENT-13)."""

    channel: Channel
    entries: int
    signatures: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What an export proves.

    `roots` are the fingerprints that it stands on; `trusted` those that the caller named and
    that were found. `absent` counts bodies and documents that entries name and the file lacks.
    `contents` are those that it holds, if they were asked for; else they were only checked.
    """

    channel: Channel
    roots: dict[Code, Digest]
    trusted: frozenset[Code]
    contents: dict[Digest, Kept]
    absent: int

    @property
    def id(self) -> ChannelId:
        """The channel id, which people may have compared as words."""
        return self.channel.id


def verify_export(
    lines: Iterable[bytes],
    fingerprints: Mapping[Code, Digest],
    verifier: Verifier,
    *,
    keep: bool = False,
) -> Verified:
    """The record that an export holds, every signature of it verified.

    It proves what was signed, not that nothing was signed since: an export of an earlier state
    verifies as well (EXP-3). The heads of its channel tell how far it reaches.

    Args:
        lines: as `comity.node.archive.bounded` gives them; untrusted.
        fingerprints: root fingerprints that the caller knows from elsewhere, by party; may be
            empty, then nothing ties the parties to anybody.
        verifier: the real one.
        keep: whether the bytes of bodies and documents stay in memory once they were checked.

    Raises:
        MalformedError, RuleError, TrustError, MissingError: the first thing that does not hold.
            ``root`` if a party stands on another root than the caller knows. Rule: EXP-3.
    """
    channel: Channel | None = None
    roots: dict[Code, Digest] = {}
    contents: dict[Digest, Kept] = {}
    named: set[Digest] = set()
    found: set[Digest] = set()
    for line in read_lines(lines):
        if isinstance(line, BirthLine):
            birth = check_birth(line.birth, verifier)
            roots = {party.code: party.root for party in birth.genesis.parties}
            _check_roots(roots, fingerprints)
            channel = Channel(birth, verifier)
        elif channel is None:
            raise MalformedError("export", "EXP-2", "an export begins with its birth")
        elif isinstance(line, SignedEntry):
            admitted = channel.admit(line)
            if not admitted.new:  # and its signature was not looked at
                raise MalformedError("export", "EXP-2", "an entry that stands twice")
            for act in admitted.entry.acts:
                bodies, documents = references(act)
                named.update(bodies, documents)
        else:
            _check(line, named, found)
            if keep:
                contents[line.digest] = line.kept
    if channel is None:
        raise MalformedError("export", "EXP-2", "an export without a birth")
    return Verified(channel, roots, frozenset(fingerprints), contents, len(named - found))


def check_record(
    records: Records, channel: ChannelId, verifier: Verifier, *, every: bool
) -> Checked:
    """A channel's record, read from the store as if for the first time.

    Args:
        records: the store of this node.
        channel: an open channel.
        verifier: the real one.
        every: verify every signature (a full check); else those of the newest entries of each
            log, which with the chain of hashes stand for the rest (a quick check).

    Raises:
        RuleError: ``channel-unknown``.
        LogError, MalformedError, RuleError, TrustError: the first entry that doesn't hold.
            Rule: ENT-13.
    """
    birth = records.birth(channel)
    if birth is None:
        raise RuleError("channel-unknown", "BIRTH-11", "no such channel is open here")
    fold = Channel(read_birth(birth, verifier), verifier)
    place, signatures = 0, 0
    with bulk():
        while page := list(records.since(channel, place, _PAGE, signatures=every)):
            for place, placed in page:  # noqa: B007 - the last place begins the next page
                if every:
                    fold.admit(_signed(placed))
                    signatures += 1
                else:
                    fold.replay(placed.raw)
    if not every:
        for tips in fold.heads().values():
            for _, head in tips:
                placed_head = records.entry(channel, head)
                if placed_head is None:
                    raise LogError("record-changed", "ENT-13", f"entry {head} is gone")
                fold.verify(_signed(placed_head))
                signatures += 1
    return Checked(fold, len(fold), signatures)


def _signed(placed: Placed) -> SignedEntry:
    return SignedEntry(placed.raw, read(placed.signature, Signature, ENTRY_BYTES_MAX))


def _check_roots(roots: Mapping[Code, Digest], fingerprints: Mapping[Code, Digest]) -> None:
    for code, fingerprint in fingerprints.items():
        if roots.get(code) != fingerprint:
            raise TrustError("root", "EXP-3", f"{code} stands on another root than you named")


def _check(content: Content, named: set[Digest], found: set[Digest]) -> None:
    check_content(content)
    if content.digest not in named:
        raise MalformedError("export", "EXP-2", "content that no entry names")
    if content.digest in found:
        raise MalformedError("export", "EXP-2", "content that stands twice")
    found.add(content.digest)
