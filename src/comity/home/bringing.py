# SPDX-License-Identifier: Apache-2.0
"""A file on its way into the record, and out of it: looked at both times (PAPER-20 to PAPER-24).

It knows no dossier, so that a node without people takes and gives papers by the same rules.
"""

from __future__ import annotations

from typing import NamedTuple

from comity.core import hashing
from comity.core.errors import MalformedError, RuleError
from comity.core.ids import ChannelId, Digest
from comity.node.installation import Node
from comity.node.moves import Statement
from comity.node.sign import attach
from comity.ports import Kept
from comity.subjects import Rooms
from comity.subjects.documents import Document
from comity.workbench.circulating import (
    Brought,
    Said,
    check_marking,
    circulated,
    plain_name,
)
from comity.workbench.incoming import looked_at
from comity.workbench.incoming.kinds import Kind

__all__ = ["File", "given_out", "statement_of"]


class File(NamedTuple):
    """A file: what it is called, and its bytes."""

    name: str
    raw: bytes


def statement_of(
    node: Node, channel: ChannelId, rooms: Rooms, meeting: str, said: Said, file: File
) -> Statement:
    """The words with which a paper is circulated; its bytes are kept beside the record by then,
    and leave with the entry.

    Args:
        node: whose record it is.
        channel: of the meeting.
        rooms: how it stands.
        meeting: the id of a meeting that is recorded.
        said: what is said of the paper.
        file: as it was brought.

    Raises:
        RuleError: ``paper-marking`` (PAPER-22).
        MalformedError: ``document/name``; as `looked_at`; nothing was kept then.
    """
    name = plain_name(file.name)
    check_marking(rooms, said.marking)
    kind = looked_at(name, file.raw)
    with node.channels.hold(channel) as held:
        own = str(held.own)
    digest = attach(node, channel, file.raw)
    made = circulated(rooms, own, meeting, said, Brought(name, kind, len(file.raw), digest))
    return Statement(made.document, made.about, (digest,), ((made.paper, made.names),))


def given_out(node: Node, channel: ChannelId, described: Document) -> tuple[Kind, bytes]:
    """The bytes of a circulated paper and what they are, if they are what was declared and nothing
    in them acts by itself.

    Args:
        node: whose record it is.
        channel: of which it is.
        described: as declared, whoever has.

    Raises:
        RuleError: ``body-absent`` where they have not come; ``paper-gone`` where they were
            destroyed; ``paper-differs`` where they are not those declared; ``paper-held-back``
            where they act by themselves, or are of no kind that is circulated. Rules: PAPER-23,
            PAPER-24.
    """
    digest = Digest(described.digest)
    kept = node.records.content(channel, "document", digest)
    if not isinstance(kept, Kept):
        if kept == "destroyed":
            raise RuleError("paper-gone", "PAPER-23", "destroyed under a retention rule")
        raise RuleError("body-absent", "NODE-7", "its bytes have not come yet")
    same = hashing.salted(hashing.DOCUMENT, kept.salt, kept.raw) == digest
    if not same or len(kept.raw) != described.size:
        raise RuleError("paper-differs", "PAPER-23", "not the bytes that were declared")
    try:
        kind = looked_at(described.name, kept.raw)
    except MalformedError as error:
        raise RuleError("paper-held-back", "PAPER-24", f"{error.code}: {error.hint}") from None
    return kind, kept.raw
