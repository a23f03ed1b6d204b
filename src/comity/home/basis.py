# SPDX-License-Identifier: Apache-2.0
"""What a person had before his eyes when he decided: the record on some items, as one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from comity.core.acts import LEAVE
from comity.core.encoding import encode
from comity.core.ids import Matter, b64
from comity.core.views import ActRef, OfferState, OfferView
from comity.node.installation import Held
from comity.node.permit import open_offers

__all__ = ["basis_of"]


def basis_of(held: Held, matters: Iterable[Matter]) -> str:
    """A digest of what is agreed, proposed, declined and withdrawn on the items now.

    It changes with every proposal, acceptance or refusal that has effect, not when what is agreed
    is confirmed. For leaving it changes with the proposals that leaving would refuse.

    Args:
        held: the channel, under its lock.
        matters: in any order.

    Rules: HOME-3, HOME-13.
    """
    sight = held.channel.sight
    said: list[Any] = []
    for name in sorted(set(matters)):
        view = sight.matter(name)
        offers = [_said(offer) for offer in view.offers if offer.state is not OfferState.VOID]
        said.append([name, offers, [_named(offer.ref) for offer in view.agreed]])
        if name == LEAVE:
            said.append([_named(ref) for ref in open_offers(held)])
    return b64(hashlib.sha256(encode(said)).digest())


def _said(offer: OfferView) -> list[Any]:
    state = OfferState.AGREED if offer.state is OfferState.CONFIRMED else offer.state
    refusals = [_named(refusal.ref) for refusal in offer.refusals]
    return [_named(offer.ref), str(state), sorted(offer.accepted), refusals]


def _named(ref: ActRef) -> list[Any]:
    return [ref.party, ref.number, ref.hash, ref.index]
