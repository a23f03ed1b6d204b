# SPDX-License-Identifier: Apache-2.0
"""Issuing the node's own card; `comity.core.cards` says what a card is and judges others'."""

from __future__ import annotations

from collections.abc import Iterable

from comity.core import hashing
from comity.core.cards import Card, SignedCard, check_card, newest_card
from comity.core.keysets import Keyset, SealingKeys, SignedCredentials
from comity.core.signing import HybridVerifier
from comity.ports import Signer

__all__ = ["Card", "SignedCard", "check_card", "issue_card", "newest_card"]


def issue_card(
    signer: Signer,
    root: Keyset,
    credentials: SignedCredentials,
    sealing: SealingKeys,
    addresses: Iterable[str],
    tls: str | None,
    serial: int,
) -> SignedCard:
    """A card, signed, and judged as a peer will judge it.

    Args:
        signer: unlocked, of the keyset that the credentials name.
        root: the public keyset of the party's own root.
        credentials: of this party, signed by its root.
        sealing: the public keys to which pouches for this party are sealed from now on.
        addresses: at most 8, each 1 to 512 code points, best first.
        tls: SHA-256 of the node certificate's DER as base64url, or None without TLS.
        serial: ≥ 1, greater than on any card of this party before.

    Raises:
        MalformedError: ``card`` on a field beyond its limits.
        TrustError: ``keyset`` on bad sealing keys; ``signature`` if the signer has other keys or
            the root is another.
        UnavailableError: ``keys-locked``. Rule: KEY-9.
    """
    card = Card(
        credentials=credentials,
        sealing=sealing,
        addresses=tuple(addresses),
        tls=tls,
        serial=serial,
    )
    signed = SignedCard(card=card, signature=signer.sign(hashing.CARD, card.digest))
    check_card(signed, card.party, root, HybridVerifier())
    return signed
