# SPDX-License-Identifier: Apache-2.0
"""Answers that have no effect, by the proposal that they name.

The fold keeps why an act has no effect, the stored entry which act it was. Each such entry is read
once; what comes in later is added when it is next asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from comity.core.acts import Accept, OfferRef, Refuse
from comity.core.entries import read_entry
from comity.core.ids import Digest

if TYPE_CHECKING:
    from comity.core.channel import Channel
    from comity.core.fold import Fold
    from comity.core.logs import Link
    from comity.node.installation import Node

__all__ = ["VoidAnswer", "void_answers"]


@dataclass(frozen=True, slots=True)
class VoidAnswer:
    """One answer without effect.

    Args:
        link, index: where it stands.
        act: the answer.
        reason: the code of why it has no effect (ACT-7).
    """

    link: Link
    index: int
    act: Accept | Refuse
    reason: str


@dataclass(slots=True)
class _Found:
    """What the first `entries` entries of a fold hold, in order of arrival."""

    entries: int = 0
    answers: dict[OfferRef, list[VoidAnswer]] = field(default_factory=dict)


_FOUND: Final[WeakKeyDictionary[Fold, _Found]] = WeakKeyDictionary()
_LOCK: Final = threading.Lock()


def void_answers(node: Node, channel: Channel) -> Mapping[OfferRef, Sequence[VoidAnswer]]:
    """Every answer without effect, by the proposal that it names, held here or not.

    Args:
        node: whose record it is.
        channel: one that the caller holds; the answers are good as long as it does.
    """
    fold = channel.fold
    with _LOCK:
        found = _FOUND.setdefault(fold, _Found())
    for link in islice(fold.logs, found.entries, None):
        for one in _answers(node, channel, link):
            found.answers.setdefault(one.act.offer, []).append(one)
        found.entries += 1
    return found.answers


def _answers(node: Node, channel: Channel, link: Link) -> Sequence[VoidAnswer]:
    offers = channel.fold.ledger.offers_of(link)
    void = {index: why for index, why in channel.fold.void(link).items() if index not in offers}
    if not void:
        return ()
    placed = node.records.entry(channel.id, Digest(link.id))
    assert placed is not None, "a folded entry is stored"
    acts = read_entry(placed.raw).acts
    return [
        VoidAnswer(link, index, act, why)
        for index, why in void.items()
        if isinstance(act := acts[index], Accept | Refuse)
    ]
