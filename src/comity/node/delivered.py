# SPDX-License-Identifier: Apache-2.0
"""Which other nodes hold an entry of ours, by the receipts that they have signed."""

from __future__ import annotations

from comity.core.encoding import read
from comity.core.ids import Code
from comity.core.limits import BODY_BYTES_MAX
from comity.node.contents import Receipt
from comity.node.installation import Held, Node
from comity.node.send import lacking

__all__ = ["holders_of"]


def holders_of(node: Node, held: Held, number: int) -> tuple[Code, ...]:
    """The other parties whose newest receipt says that they hold that entry of our own log.

    That a machine holds it says nothing of whether a person has read it.

    Args:
        node: ours.
        held: the channel, under its lock.
        number: of the entry.

    Rule: POUCH-7.
    """
    logs, parties = held.channel.fold.logs, held.channel.parties
    own = logs.places[held.own]
    found = []
    for code in parties:
        raw = None if code == held.own else node.records.receipt(held.channel.id, code)
        if raw is None:
            continue
        missing = lacking(logs, read(raw, Receipt, BODY_BYTES_MAX), parties)
        if not any(link.place == own and link.number == number for link in missing):
            found.append(code)
    return tuple(found)
