# SPDX-License-Identifier: Apache-2.0
"""Verify an export with the root fingerprints alone: no node, no network, no clock (EXP-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.core.acts import references
from comity.core.channel import Channel
from comity.core.entries import SignedEntry
from comity.core.errors import MalformedError, TrustError
from comity.core.genesis import check_birth
from comity.core.ids import ChannelId, Code, Digest
from comity.core.signing import Verifier
from comity.node.archive import BirthLine, read_lines
from comity.node.contents import Content
from comity.node.receive import check_content
from comity.ports import Kept

__all__ = ["Verified", "verify_export"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What an export proves.

    `roots` are the fingerprints that it stands on; `trusted` those that the caller named and
    that were found. `absent` counts bodies and documents that entries name and the file lacks.
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
    lines: Iterable[bytes], fingerprints: Mapping[Code, Digest], verifier: Verifier
) -> Verified:
    """The record that an export holds, every signature of it verified.

    Args:
        lines: as a binary file gives them; untrusted.
        fingerprints: root fingerprints that the caller knows from elsewhere, by party; may be
            empty, then nothing ties the parties to anybody.
        verifier: the real one.

    Raises:
        MalformedError, RuleError, TrustError, MissingError: the first thing that does not hold.
            ``root`` if a party stands on another root than the caller knows. Rule: EXP-3.
    """
    channel: Channel | None = None
    roots: dict[Code, Digest] = {}
    contents: dict[Digest, Kept] = {}
    named: set[Digest] = set()
    for line in read_lines(lines):
        if isinstance(line, BirthLine):
            birth = check_birth(line.birth, verifier)
            roots = {party.code: party.root for party in birth.genesis.parties}
            _check_roots(roots, fingerprints)
            channel = Channel(birth, verifier)
        elif channel is None:
            raise MalformedError("export", "EXP-2", "an export begins with its birth")
        elif isinstance(line, SignedEntry):
            for act in channel.admit(line).entry.acts:
                bodies, documents = references(act)
                named.update(bodies, documents)
        else:
            _keep(line, named, contents)
    if channel is None:
        raise MalformedError("export", "EXP-2", "an export without a birth")
    return Verified(channel, roots, frozenset(fingerprints), contents, len(named - contents.keys()))


def _check_roots(roots: Mapping[Code, Digest], fingerprints: Mapping[Code, Digest]) -> None:
    for code, fingerprint in fingerprints.items():
        if roots.get(code) != fingerprint:
            raise TrustError("root", "EXP-3", f"{code} stands on another root than you named")


def _keep(content: Content, named: set[Digest], contents: dict[Digest, Kept]) -> None:
    check_content(content)
    if content.digest not in named:
        raise MalformedError("export", "EXP-2", "content that no entry names")
    if content.digest in contents:
        raise MalformedError("export", "EXP-2", "content that stands twice")
    contents[content.digest] = content.kept
