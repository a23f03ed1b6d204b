# SPDX-License-Identifier: Apache-2.0
"""Whole pouches that were refused: ours by a peer, and a peer's by us (POUCH-7).

A refused pouch belongs to no channel, so it is a finding of the peer as a whole. The list of what
the next pouch to the peer has to name is read from these findings; nothing else is kept.
"""

from __future__ import annotations

from typing import Final

from comity.core.errors import ComityError, MalformedError
from comity.core.ids import Digest
from comity.core.limits import PARTIES_MAX
from comity.node.installation import Node
from comity.ports import FINDINGS_MAX, Finding

__all__ = ["note_refused", "note_told", "pouch_findings", "refused_of"]

NAMED_MAX: Final = 16
"""Refused pouches of a peer that our next pouch names, the newest; what they held comes again."""

_OURS: Final = "own-pouch-refused"


def note_refused(node: Node, root: Digest, pouch: Digest, error: ComityError) -> None:
    """Keep that a pouch of a verified peer was refused here, once for each pouch.

    Args:
        node: the receiver.
        root: the fingerprint of the sender's root.
        pouch: the digest of the pouch.
        error: why it was refused.
    """
    if pouch not in dict(_named(node, root)):
        _note(node, root, MalformedError(error.code, error.rule, f"{pouch} {error.hint}"))


def refused_of(node: Node, root: Digest) -> tuple[tuple[Digest, str], ...]:
    """Digest and code of a peer's pouches refused here, as our next pouch to it names them.

    They are named in every pouch, since any may be lost; one that was applied since is left out.
    """
    named = [one for one in _named(node, root) if not node.records.seen(root, one[0])]
    return tuple(named[:NAMED_MAX])


def note_told(node: Node, root: Digest, refused: tuple[tuple[Digest, str], ...]) -> None:
    """Keep that a peer has refused pouches of ours, as its pouch tells; each once.

    Args:
        node: whose pouches they were.
        root: the fingerprint of the peer's root.
        refused: digests and codes, from an opened pouch.
    """
    if not refused:
        return
    known = {one.hint for one in pouch_findings(node) if one.peer == root and one.code == _OURS}
    for pouch, code in refused:
        told = MalformedError("own-pouch-refused", "POUCH-7", f"{pouch} {code}")
        if told.hint not in known:
            _note(node, root, told)


def pouch_findings(node: Node) -> tuple[Finding, ...]:
    """The findings about whole pouches, newest first; `peer` is a root fingerprint."""
    return node.records.findings(None, FINDINGS_MAX * PARTIES_MAX)


def _named(node: Node, root: Digest) -> list[tuple[Digest, str]]:
    return [
        (Digest(one.hint.partition(" ")[0]), one.code)
        for one in pouch_findings(node)
        if one.peer == root and one.code != _OURS
    ]


def _note(node: Node, root: Digest, error: ComityError) -> None:
    finding = Finding(root, error.code, error.rule, error.hint, node.clock.now_ms())
    node.records.note(None, finding)
