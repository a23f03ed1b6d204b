# SPDX-License-Identifier: Apache-2.0
"""What a signature covers, and what the verifier refuses."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import b64, digest_bytes, unb64
from comity.core.signing import HybridVerifier, Signature, message
from tests.unit.keys.drawing import OTHER, PARTY, flip, side, spoilt

KEYS = side().working
DIGEST = hashing.digest(hashing.ENTRY, b"{}")
TEXT = message(hashing.ENTRY, KEYS.keyset_id, DIGEST)
SIGNATURE = KEYS.sign(hashing.ENTRY, DIGEST)
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
VERIFIER = HybridVerifier()
REFUSED = (TrustError, MalformedError)


def test_a_message_is_label_keyset_and_digest() -> None:
    ids = digest_bytes(KEYS.keyset_id) + digest_bytes(DIGEST)
    assert message(hashing.ENTRY, KEYS.keyset_id, DIGEST) == b"comity/1 entry" + ids


def test_a_signature_verifies() -> None:
    VERIFIER.verify(KEYS.public, TEXT, SIGNATURE)


def test_two_signatures_of_one_message_differ_and_both_verify() -> None:
    again = KEYS.sign(hashing.ENTRY, DIGEST)
    assert again.ml_dsa_65 != SIGNATURE.ml_dsa_65
    assert again.ed25519 == SIGNATURE.ed25519
    VERIFIER.verify(KEYS.public, TEXT, again)


@pytest.mark.parametrize("change", spoilt(SIGNATURE))
def test_a_signature_with_a_spoilt_slot_is_refused(change: str) -> None:
    with pytest.raises(REFUSED):
        VERIFIER.verify(KEYS.public, TEXT, spoilt(SIGNATURE)[change])


@given(place=st.integers(0, 63), bit=st.integers(0, 7))
def test_an_altered_ed25519_half_is_refused(place: int, bit: int) -> None:
    bad = b64(flip(unb64(SIGNATURE.ed25519, 64), place, bit))
    with pytest.raises(TrustError, match="signature"):
        VERIFIER.verify(KEYS.public, TEXT, msgspec.structs.replace(SIGNATURE, ed25519=bad))


@given(place=st.integers(0, 3308), bit=st.integers(0, 7))
def test_an_altered_ml_dsa_half_is_refused(place: int, bit: int) -> None:
    bad = b64(flip(unb64(SIGNATURE.ml_dsa_65, 3309), place, bit))
    with pytest.raises(TrustError, match="signature"):
        VERIFIER.verify(KEYS.public, TEXT, msgspec.structs.replace(SIGNATURE, ml_dsa_65=bad))


@given(place=st.integers(0, len(TEXT) - 1), bit=st.integers(0, 7))
def test_an_altered_message_is_refused(place: int, bit: int) -> None:
    with pytest.raises(TrustError, match="signature"):
        VERIFIER.verify(KEYS.public, flip(TEXT, place, bit), SIGNATURE)


@pytest.mark.parametrize("label", [one for one in hashing.LABELS if one != hashing.ENTRY])
def test_a_signature_is_of_no_use_under_another_label(label: bytes) -> None:
    with pytest.raises(TrustError, match="signature"):
        VERIFIER.verify(KEYS.public, message(label, KEYS.keyset_id, DIGEST), SIGNATURE)


def test_a_signature_is_of_no_use_under_another_keyset_id() -> None:
    other = side(OTHER, 2).working
    with pytest.raises(TrustError, match="signature"):
        VERIFIER.verify(KEYS.public, message(hashing.ENTRY, other.keyset_id, DIGEST), SIGNATURE)


def test_halves_of_two_signers_do_not_make_a_signature() -> None:
    other = side(OTHER, 2).working
    foreign = other.sign(hashing.ENTRY, DIGEST)
    for mixed in (
        Signature(ed25519=SIGNATURE.ed25519, ml_dsa_65=foreign.ml_dsa_65),
        Signature(ed25519=foreign.ed25519, ml_dsa_65=SIGNATURE.ml_dsa_65),
    ):
        for keyset in (KEYS.public, other.public):
            with pytest.raises(TrustError, match="signature"):
                VERIFIER.verify(keyset, TEXT, mixed)


def test_the_other_form_of_an_ed25519_signature_is_refused() -> None:
    # s + order satisfies the equation; RFC 8032 demands s < order.
    raw = unb64(SIGNATURE.ed25519, 64)
    s = int.from_bytes(raw[32:], "little") + ED25519_ORDER
    bad = b64(raw[:32] + s.to_bytes(32, "little"))
    with pytest.raises(TrustError, match="signature"):
        VERIFIER.verify(KEYS.public, TEXT, msgspec.structs.replace(SIGNATURE, ed25519=bad))


def test_a_party_is_made_the_same_from_the_same_seed() -> None:
    assert side(PARTY, 3).root.fingerprint == side(PARTY, 3).root.fingerprint
    assert side(PARTY, 3).root.fingerprint != side(PARTY, 4).root.fingerprint
