# SPDX-License-Identifier: Apache-2.0
"""An adoption is of a whole text: nobody accepts it where a part of the whole can't be read."""

from __future__ import annotations

from collections.abc import Collection

from comity.core.errors import RuleError
from comity.node.installation import Held, Node
from comity.subjects.reading import Look
from comity.subjects.texts import unread_beneath

__all__ = ["check_whole_read"]


def check_whole_read(node: Node, held: Held, matters: Collection[str]) -> None:
    """Nothing, unless a proposal on these items adopts a text of which something agreed is not
    here or can't be read here.

    Raises:
        RuleError: ``text/unread``. Rules: TEXT-6, NODE-7.
    """
    look = Look(held.channel.sight, node.records.bodies(held.channel.id))
    unread = [one for name in sorted(matters) for one, _ in unread_beneath(look, name, matters)]
    if unread:
        told = ", ".join(unread)
        raise RuleError("text/unread", "TEXT-6", f"agreed, and can't be read here: {told}")
