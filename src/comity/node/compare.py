# SPDX-License-Identifier: Apache-2.0
"""Compare two records without showing either: one digest of all entries of a channel (EXP-5)."""

from __future__ import annotations

from typing import Final

from comity.core import hashing
from comity.core.channel import Channel
from comity.core.encoding import encode
from comity.core.ids import ChannelId, Digest
from comity.node.installation import Node

__all__ = ["RECORD", "digest_of", "record_digest"]

RECORD: Final = b"comity/1 record"
"""Label of a record's digest; it is compared by people, and no entry ever holds it."""


def digest_of(channel: Channel) -> Digest:
    """The digest of a folded record, for example of one read from an export. Rule: EXP-5."""
    hashes = sorted(link.id for link in channel.fold.logs)
    return hashing.digest(RECORD, encode({"channel": channel.id, "entries": hashes}))


def record_digest(node: Node, channel: ChannelId) -> Digest:
    """The digest of what a node now holds of a channel. Rule: EXP-5.

    Raises:
        RuleError: ``channel-unknown`` if it is not open here.
    """
    with node.channels.hold(channel) as held:
        return digest_of(held.channel)
