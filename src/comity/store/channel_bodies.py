# SPDX-License-Identifier: Apache-2.0
"""One channel's content as subjects read it: no other channel can be reached through it."""

from __future__ import annotations

from dataclasses import dataclass

from comity.core.ids import ChannelId, Digest
from comity.ports import Absence, ContentKind, Kept, Records

__all__ = ["ChannelBodies"]


@dataclass(frozen=True, slots=True)
class ChannelBodies:
    """`comity.ports.Bodies` over one channel of a record."""

    records: Records
    channel: ChannelId

    def content(self, kind: ContentKind, digest: Digest) -> Kept | Absence:
        """The content under a digest, or why it is not here."""
        return self.records.content(self.channel, kind, digest)
