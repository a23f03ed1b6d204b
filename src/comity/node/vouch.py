# SPDX-License-Identifier: Apache-2.0
"""Vouch for a figure before it is accepted: it was computed again here, or the word of the side
that proposes it is taken openly (NODE-14).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comity.core.encoding import JSON
from comity.core.errors import ComityError, RuleError
from comity.core.ids import Digest, Matter
from comity.core.views import ActRef
from comity.node.installation import Held, Node
from comity.ports import Kept
from comity.subjects import read_body
from comity.subjects.facts import Check, Fact

__all__ = ["check_vouched", "unvouched"]


def check_vouched(
    node: Node,
    held: Held,
    offer: ActRef,
    values: Mapping[Matter, JSON],
    beside: Mapping[Matter, bytes],
) -> None:
    """Nothing, if our side has vouched for every figure of the offer.

    Args:
        node: ours.
        held: the channel, under its lock.
        offer: the proposal that is to be accepted.
        values: digest of the body of each of its matters, all of them here and readable.
        beside: own declarations that stand ahead of the acceptance in the same entry.

    Raises:
        RuleError: ``figure-unchecked``. Rule: NODE-14.
    """
    for name in unvouched(node, held, offer, values, beside):
        raise RuleError("figure-unchecked", "NODE-14", f"{name}: state our own check of it first")


def unvouched(
    node: Node,
    held: Held,
    offer: ActRef,
    values: Mapping[Matter, JSON],
    beside: Mapping[Matter, bytes],
) -> Iterator[Matter]:
    """The matters of the offer for whose figures our side has not vouched. Rule: NODE-14.

    Args: as `check_vouched`; a body that is not here or can't be read holds no figure.
    """
    ref = (offer.party, offer.number, offer.index)
    for name, digest in values.items():
        fact = _read(node, held, name, "offer", digest)
        if not isinstance(fact, Fact) or fact.computation is None:
            continue
        said = Matter(f"{name}/check")
        words = [
            _read(node, held, said, "declare", one.body)
            for one in held.channel.sight.matter(said).declared
            if one.ref.party == held.own
        ]
        if said in beside:
            words.append(read_body(said, "declare", beside[said]))
        own = [one for one in words if isinstance(one, Check) and one.offer == ref]
        if not own or own[-1].result == "differs":
            yield name


def _read(node: Node, held: Held, name: Matter, verb: str, digest: JSON) -> object:
    """The body under a digest, or None where it is not here or can't be read."""
    if not isinstance(digest, str):
        return None
    kept = node.records.content(held.channel.id, "body", Digest(digest))
    if not isinstance(kept, Kept):
        return None
    try:
        return read_body(name, "offer" if verb == "offer" else "declare", kept.raw)
    except ComityError:
        return None
