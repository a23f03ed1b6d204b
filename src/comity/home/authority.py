# SPDX-License-Identifier: Apache-2.0
"""Whether a post may sign what is drafted, by what our own side has notified (HOME-19)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.core.errors import RuleError
from comity.node.installation import Held, Node
from comity.subjects import authorities
from comity.subjects.authorities import Authority, AuthorityView
from comity.subjects.standing import Said

__all__ = ["Warrant", "check_warrant", "warrant_of"]


@dataclass(frozen=True, slots=True)
class Warrant:
    """Under what a post may sign.

    Attributes:
        notified: whether our side has notified any authority in the channel: else none is asked.
        needed: of each set one must be held; nothing where the items ask for none.
        under: the authorities that cover it, each by its matter and word, in order of `needed`.
        lacking: those sets that nothing covers.
        who: posts of ours that may do what is lacking, as notified; empty where nobody may.
    """

    notified: bool
    needed: tuple[frozenset[str], ...]
    under: tuple[tuple[str, Said[Authority]], ...]
    lacking: tuple[frozenset[str], ...]
    who: tuple[AuthorityView, ...]


def warrant_of(node: Node, held: Held, post: str, matters: Iterable[str]) -> Warrant:
    """Under what a post of ours may sign on these items now, by the node's clock.

    Args:
        node: ours.
        held: the channel, under its lock.
        post: what the entry would call it.
        matters: the items.

    Rules: HOME-19, AUTH-5, AUTH-6.
    """
    details = authorities.view(held.channel.sight, node.records.bodies(held.channel.id)).details
    party, now = held.own, node.clock.now_ms()
    needed = authorities.needed_for(matters)
    if not authorities.notified(details, party):
        return Warrant(notified=False, needed=needed, under=(), lacking=(), who=())
    under, lacking = [], []
    for powers in needed:
        found = authorities.covering(details, party, post, powers, now)
        if found is None:
            lacking.append(powers)
        elif found not in under:
            under.append(found)
    might = [authorities.who_may(details, party, powers, now) for powers in lacking]
    who = tuple(one for one in might[0] if all(one in other for other in might)) if might else ()
    return Warrant(
        notified=True, needed=needed, under=tuple(under), lacking=tuple(lacking), who=who
    )


def check_warrant(node: Node, held: Held, post: str, matters: Iterable[str]) -> None:
    """Nothing, if the post may sign on these items, or our side has notified no authority here.

    Raises:
        RuleError: ``authority-missing``. Rule: HOME-19.
    """
    found = warrant_of(node, held, post, matters)
    if found.lacking:
        asked = " and ".join("/".join(sorted(powers)) for powers in found.lacking)
        who = ", ".join(f"authority/{one.id}" for one in found.who) or "nobody just now"
        raise RuleError("authority-missing", "HOME-19", f"needs {asked}; held by {who}")
