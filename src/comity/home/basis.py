# SPDX-License-Identifier: Apache-2.0
"""What a person had before his eyes when he decided: the record on some items, as one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from comity.core.acts import LEAVE
from comity.core.encoding import JSON, encode
from comity.core.ids import Digest, Matter, b64
from comity.core.views import ActRef, DeclareView, OfferState, OfferView
from comity.node.installation import Held, Node
from comity.node.permit import open_offers
from comity.ports import ContentKind

__all__ = ["basis_of"]


class _Named(NamedTuple):
    """Content that an act names: a body or a document."""

    kind: ContentKind
    digest: Digest


def basis_of(node: Node, held: Held, matters: Iterable[Matter]) -> str:
    """A digest of what is agreed, proposed, declined, withdrawn and stated on the items now, and
    of which of its content is here.

    It changes with every proposal, acceptance, refusal or statement that has effect, and when
    content of one comes or is destroyed; not when what is agreed is confirmed. What content says,
    and whether it can be read, follows from its digest. For leaving it changes with the proposals
    that leaving would refuse.

    Args:
        node: whose record it is.
        held: the channel, under its lock.
        matters: in any order.

    Rules: HOME-3, HOME-13.
    """
    sight = held.channel.sight
    said: list[Any] = []
    named: set[_Named] = set()
    for name in sorted(set(matters)):
        view = sight.matter(name)
        offers = [one for one in view.offers if one.state is not OfferState.VOID]
        for offer in (*offers, *view.agreed):
            named.update(_content_of(offer))
        for word in view.declared:
            named.update(_content(word.body, word.documents))
        agreed = [_ref(offer.ref) for offer in view.agreed]
        said.append([name, [_said(one) for one in offers], agreed, _stated(view.declared)])
        if name == LEAVE:
            said.append([_ref(ref) for ref in open_offers(held)])
    said.append(_here(node, held, named))
    return b64(hashlib.sha256(encode(said)).digest())


def _said(offer: OfferView) -> list[Any]:
    state = OfferState.AGREED if offer.state is OfferState.CONFIRMED else offer.state
    refusals = [_ref(refusal.ref) for refusal in offer.refusals]
    return [_ref(offer.ref), str(state), sorted(offer.accepted), refusals]


def _stated(words: Iterable[DeclareView]) -> list[Any]:
    return [_ref(word.ref) for word in words]


def _ref(ref: ActRef) -> list[Any]:
    return [ref.party, ref.number, ref.hash, ref.index]


def _content_of(offer: OfferView) -> Iterator[_Named]:
    """All that a proposal names, of its other items too, and the reasons of its refusals."""
    for value in offer.values.values():
        yield from _content(value, offer.documents)
    for refusal in offer.refusals:
        yield from _content(refusal.reason, ())


def _content(body: JSON, documents: Iterable[Digest]) -> Iterator[_Named]:
    if isinstance(body, str):  # what the law of a channel says stands in the entry itself
        yield _Named("body", Digest(body))
    yield from (_Named("document", one) for one in documents)


def _here(node: Node, held: Held, named: set[_Named]) -> list[Any]:
    """What has become of each: held, absent or destroyed."""
    told: list[Any] = []
    kinds: tuple[ContentKind, ...] = ("body", "document")
    for kind in kinds:
        digests = tuple(sorted(one.digest for one in named if one.kind == kind))
        found = node.records.contents(held.channel.id, kind, digests)
        told.append([[one, str(found[one])] for one in digests])
    return told
