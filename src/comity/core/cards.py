# SPDX-License-Identifier: Apache-2.0
"""Cards: where a party can be reached now, and to which keys its pouches are sealed.

A card travels in the manifest of every pouch, never in a log. Nothing here holds a secret: who
signs is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from comity.core import hashing
from comity.core.encoding import encode, forbidden_at
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import Code, Digest, unb64
from comity.core.keysets import (
    Keyset,
    SealingKeys,
    SignedCredentials,
    admit_sealing,
    check_credentials,
)
from comity.core.limits import ADDRESS_CHARS_MAX, ADDRESSES_MAX, INTEGER_MAX
from comity.core.signing import Signature, Verifier, message

CARD_BYTES_MAX: Final = 65_536
"""Bytes of one canonical signed card: keys, two signatures, eight long addresses."""
CERTIFICATE_DIGEST_BYTES: Final = 32


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Addresses, sealing keys and certificate of a party's node. Rule: KEY-9."""

    credentials: SignedCredentials
    sealing: SealingKeys
    addresses: tuple[str, ...]
    tls: str | None
    serial: int

    @property
    def party(self) -> Code:
        """Whose card it is, by its credentials."""
        return self.credentials.credentials.party

    @property
    def keyset(self) -> Keyset:
        """The working keyset that signs the card and the pouches beside it."""
        return self.credentials.credentials.keyset

    @property
    def digest(self) -> Digest:
        """What the working keyset signs. Rule: KEY-9."""
        return hashing.digest(hashing.CARD, encode(self))


class SignedCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A card signed by the working keyset of its own credentials. Rule: KEY-9."""

    card: Card
    signature: Signature


def check_card(signed: SignedCard, party: Code, root: Keyset, verifier: Verifier) -> Card:
    """The card, if it is that party's, within limits, vouched for by its root and signed.

    Args:
        signed: untrusted, of the right types (`comity.core.encoding.read`).
        party: whose card it must be.
        root: the party's root keyset, checked.
        verifier: judges the signatures; cheap checks come first.

    Raises:
        MalformedError: ``card``, ``grammar``, ``negative`` on a field's form or limits.
        TrustError: ``credentials`` of another party, ``keyset``, ``signature``. Rule: KEY-9.
    """
    _check_form(signed.card)
    check_credentials(signed.card.credentials, party, root, verifier)
    _check_signature(signed, verifier)
    return signed.card


def newest_card(cards: Iterable[Card], credentials_serial_min: int = 1) -> Card | None:
    """The card that counts: of the newest credentials, then of the greatest serial.

    Two cards of equal serials were made by mistake or by a thief: the one that came first counts,
    and people are shown the other.

    Args:
        cards: checked cards of one party, in the order in which they came.
        credentials_serial_min: the greatest serial of credentials known for that root from any
            log or card; cards under older credentials no longer count.

    Returns:
        None if no card counts. Rule: KEY-9, KEY-10.
    """
    counting = [
        card for card in cards if card.credentials.credentials.serial >= credentials_serial_min
    ]
    return max(
        counting,
        key=lambda card: (card.credentials.credentials.serial, card.serial),
        default=None,
    )


def _check_form(card: Card) -> None:
    """Everything about a card that needs no signature."""
    if not 1 <= card.serial <= INTEGER_MAX:
        raise MalformedError("card", "KEY-9", "a card's serial is at least 1")
    if len(card.addresses) > ADDRESSES_MAX:
        raise MalformedError("card", "KEY-9", f"a card has at most {ADDRESSES_MAX} addresses")
    for address in card.addresses:
        if not 1 <= len(address) <= ADDRESS_CHARS_MAX or forbidden_at(address) is not None:
            raise MalformedError(
                "card", "KEY-9", f"an address has 1 to {ADDRESS_CHARS_MAX} plain code points"
            )
    if card.tls is not None:
        unb64(card.tls, CERTIFICATE_DIGEST_BYTES)
    admit_sealing(card.sealing)


def _check_signature(signed: SignedCard, verifier: Verifier) -> None:
    keyset = signed.card.keyset
    text = message(hashing.CARD, keyset.id, signed.card.digest)
    try:
        verifier.verify(keyset, text, signed.signature)
    except TrustError:
        raise TrustError(
            "signature", "KEY-9", "the card is not signed by the keyset of its credentials"
        ) from None
