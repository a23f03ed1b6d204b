# SPDX-License-Identifier: Apache-2.0
"""Cards: right ones hold, and each way of turning wrong is refused."""

from collections.abc import Iterable
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.cards import CARD_BYTES_MAX
from comity.core.encoding import encode, read
from comity.core.errors import ComityError, MalformedError, TrustError, UnavailableError
from comity.core.ids import b64
from comity.core.limits import ADDRESS_CHARS_MAX
from comity.core.signing import HybridVerifier
from comity.keys.cards import Card, SignedCard, check_card, issue_card, newest_card
from comity.keys.roots import issue_credentials
from comity.keys.signer import LockedSigner, UnlockedSigner
from tests.unit.keys.drawing import NOT_AFTER, NOT_BEFORE, OTHER, PARTY, flip, side, spoilt

SIDE = side()
SIGNED = SIDE.card
ROOT = SIDE.root.current.public
VERIFIER = HybridVerifier()
REFUSED = (TrustError, MalformedError)


def _signed(**changes: object) -> SignedCard:
    """The card with other fields, truly signed by the working keyset."""
    card = msgspec.structs.replace(SIGNED.card, **changes)
    return SignedCard(card=card, signature=SIDE.working.sign(hashing.CARD, card.digest))


def _check(signed: SignedCard) -> Card:
    return check_card(signed, PARTY, ROOT, VERIFIER)


def test_an_issued_card_is_accepted_after_its_journey() -> None:
    raw = encode(SIGNED)
    assert len(raw) < CARD_BYTES_MAX
    assert _check(read(raw, SignedCard, CARD_BYTES_MAX)) == SIGNED.card
    assert SIGNED.card.party == PARTY
    assert SIGNED.card.keyset == SIDE.working.public


def test_the_greatest_card_fits_its_limit() -> None:
    addresses = tuple(f"{n}" + "\U0001f5fa" * (ADDRESS_CHARS_MAX - 1) for n in range(8))
    assert len(encode(_signed(addresses=addresses, serial=2**53 - 1))) < CARD_BYTES_MAX


@given(data=st.data())
def test_a_card_with_any_byte_turned_is_refused(data: st.DataObject) -> None:
    raw = encode(SIGNED)
    bad = flip(raw, data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 7)))
    with pytest.raises(ComityError):
        _check(read(bad, SignedCard, CARD_BYTES_MAX))


@pytest.mark.parametrize("change", spoilt(SIGNED.signature))
def test_a_card_with_a_spoilt_signature_is_refused(change: str) -> None:
    with pytest.raises(REFUSED):
        _check(msgspec.structs.replace(SIGNED, signature=spoilt(SIGNED.signature)[change]))


@pytest.mark.parametrize("change", spoilt(SIDE.credentials.signature))
def test_a_card_whose_credentials_are_spoilt_is_refused_though_signed(change: str) -> None:
    bad = spoilt(SIDE.credentials.signature)[change]
    with pytest.raises(REFUSED):
        _check(_signed(credentials=msgspec.structs.replace(SIDE.credentials, signature=bad)))


@pytest.mark.parametrize("serial", [0, -1, 2**53])
def test_a_serial_out_of_range_is_refused(serial: int) -> None:
    with pytest.raises(MalformedError, match="card"):
        _check(_signed(serial=serial))


GOOD_ADDRESSES = [
    (),
    ("x",),
    ("x" * ADDRESS_CHARS_MAX,),
    tuple("abcdefgh"),
    ("https://n.example/",),
]
BAD_ADDRESSES = [
    ("",),
    ("x" * (ADDRESS_CHARS_MAX + 1),),
    tuple("abcdefghi"),
    ("x\u202e",),
    ("x", "\x00"),
]


@pytest.mark.parametrize("addresses", GOOD_ADDRESSES)
def test_addresses_within_limits_hold(addresses: tuple[str, ...]) -> None:
    assert _check(_signed(addresses=addresses)).addresses == addresses


@pytest.mark.parametrize("addresses", BAD_ADDRESSES)
def test_addresses_beyond_limits_are_refused(addresses: tuple[str, ...]) -> None:
    with pytest.raises(MalformedError, match="card"):
        _check(_signed(addresses=addresses))


@pytest.mark.parametrize("tls", ["", "A" * 42, "A" * 42 + "B", "A" * 43 + "=", "A" * 44])
def test_a_certificate_digest_of_another_form_is_refused(tls: str) -> None:
    with pytest.raises(MalformedError, match="grammar"):
        _check(_signed(tls=tls))


def test_a_card_without_certificate_holds() -> None:
    assert _check(_signed(tls=None)).tls is None


def test_bad_sealing_keys_are_refused_though_signed() -> None:
    bad = msgspec.structs.replace(SIDE.sealing.public, x25519=b64(bytes(32)))
    with pytest.raises(TrustError, match="KEY-12"):
        _check(_signed(sealing=bad))


def test_another_partys_card_is_refused() -> None:
    with pytest.raises(TrustError, match="another party"):
        check_card(SIGNED, OTHER, ROOT, VERIFIER)


def test_a_card_under_another_root_is_refused() -> None:
    with pytest.raises(TrustError, match="signature"):
        check_card(SIGNED, PARTY, side(OTHER, 2).root.current.public, VERIFIER)


def test_a_card_signed_by_another_keyset_of_the_same_root_is_refused() -> None:
    other = side(OTHER, 2).working
    credentials = issue_credentials(SIDE.root, PARTY, 2, other.public, NOT_BEFORE, NOT_AFTER)
    card = msgspec.structs.replace(SIGNED.card, credentials=credentials)
    signed = SignedCard(card=card, signature=SIDE.working.sign(hashing.CARD, card.digest))
    with pytest.raises(TrustError, match="keyset of its credentials"):
        _check(signed)


def test_a_card_signed_by_the_root_itself_is_refused() -> None:
    signature = SIDE.root.current.sign(hashing.CARD, SIGNED.card.digest)
    with pytest.raises(TrustError, match="keyset of its credentials"):
        _check(msgspec.structs.replace(SIGNED, signature=signature))


@pytest.mark.parametrize("label", [one for one in hashing.LABELS if one != hashing.CARD])
def test_a_signature_from_another_use_is_refused(label: bytes) -> None:
    signature = SIDE.working.sign(label, SIGNED.card.digest)
    with pytest.raises(TrustError, match="signature"):
        _check(msgspec.structs.replace(SIGNED, signature=signature))


def _issue(signer: UnlockedSigner | LockedSigner, addresses: Iterable[str] = ()) -> SignedCard:
    return issue_card(signer, ROOT, SIDE.credentials, SIDE.sealing.public, addresses, None, 1)


def test_no_card_is_issued_while_locked() -> None:
    with pytest.raises(UnavailableError, match="keys-locked"):
        _issue(LockedSigner(SIDE.working.keyset_id))


def test_no_card_is_issued_by_a_signer_with_other_keys() -> None:
    with pytest.raises(TrustError, match="signature"):
        _issue(UnlockedSigner(side(OTHER, 2).working))


def test_no_card_is_issued_under_another_root() -> None:
    root = side(OTHER, 2).root.current.public
    signer = UnlockedSigner(SIDE.working)
    with pytest.raises(TrustError, match="signature"):
        issue_card(signer, root, SIDE.credentials, SIDE.sealing.public, (), None, 1)


@pytest.mark.parametrize("addresses", BAD_ADDRESSES)
def test_no_card_that_a_peer_would_refuse_is_issued(addresses: tuple[str, ...]) -> None:
    with pytest.raises(MalformedError, match="card"):
        _issue(UnlockedSigner(SIDE.working), addresses)


@cache
def _cards() -> list[Card]:
    """From the oldest to the newest."""
    new = issue_credentials(SIDE.root, PARTY, 2, SIDE.working.public, NOT_BEFORE, NOT_AFTER)
    replace = msgspec.structs.replace
    return [
        SIGNED.card,
        replace(SIGNED.card, serial=4),
        replace(SIGNED.card, serial=5),
        replace(SIGNED.card, credentials=new, serial=1),
        replace(SIGNED.card, credentials=new, serial=2),
    ]


@given(order=st.permutations(range(5)), count=st.integers(1, 5))
def test_the_newest_card_counts_in_whatever_order_they_come(order: list[int], count: int) -> None:
    cards = _cards()
    chosen = order[:count]
    assert newest_card(cards[place] for place in chosen) == cards[max(chosen)]


def test_a_card_under_older_credentials_does_not_count() -> None:
    assert newest_card(_cards()[:3], credentials_serial_min=2) is None
    assert newest_card(_cards(), credentials_serial_min=2) == _cards()[-1]
    assert newest_card([]) is None
