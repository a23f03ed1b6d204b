# SPDX-License-Identifier: Apache-2.0
"""Private keysets: what they derive, what they never show, and HPKE with their halves."""

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import TrustError
from comity.core.ids import b64, unb64
from comity.core.keysets import admit, admit_sealing
from comity.keys.keysets import (
    SEALING_OVERHEAD_BYTES,
    SealingSecrets,
    SigningKeys,
    hpke_private,
    hpke_public,
    hpke_suite,
    make_sealing_secrets,
    make_signing_keys,
)
from tests.unit.keys.drawing import OTHER, SeededChance, flip, side

SEED = st.binary(min_size=32, max_size=32)
SECRETS = side().sealing


@given(one=SEED, two=SEED)
def test_the_same_seeds_give_the_same_keyset(one: bytes, two: bytes) -> None:
    keys = SigningKeys(one, two)
    admit(keys.public)
    assert keys == SigningKeys(one, two)
    assert keys.public == SigningKeys(one, two).public
    assert keys.keyset_id == keys.public.id


@pytest.mark.parametrize(("one", "two"), [(31, 32), (32, 31), (33, 32), (0, 32), (32, 64)])
def test_signing_seeds_of_another_length_are_refused(one: int, two: int) -> None:
    with pytest.raises(ValueError, match=r"32|seed"):
        SigningKeys(bytes(one), bytes(two))


@pytest.mark.parametrize(("one", "two"), [(31, 64), (32, 63), (32, 32), (33, 64), (32, 65)])
def test_sealing_seeds_of_another_length_are_refused(one: int, two: int) -> None:
    with pytest.raises(ValueError, match=r"32|64|seed"):
        SealingSecrets(bytes(one), bytes(two))


def test_new_keys_differ_in_every_part() -> None:
    chance = SeededChance(5)
    one, two = make_signing_keys(chance), make_signing_keys(chance)
    assert one.ed25519_seed != one.ml_dsa_65_seed
    assert one.public.ed25519 != two.public.ed25519
    assert one.public.ml_dsa_65 != two.public.ml_dsa_65
    assert make_sealing_secrets(chance).public != make_sealing_secrets(chance).public


def test_chance_that_falls_short_is_a_bug() -> None:
    class Short:
        def take(self, size: int) -> bytes:
            return bytes(size - 1)

    with pytest.raises(AssertionError):
        make_signing_keys(Short())
    with pytest.raises(AssertionError):
        make_sealing_secrets(Short())


@pytest.mark.parametrize("secret", [side().working, SECRETS, side().root])
def test_no_seed_is_shown(secret: object) -> None:
    shown = repr(secret) + str(secret) + f"{secret}"
    for value in (side().working, side().root.current, side().root.next):
        for seed in (value.ed25519_seed, value.ml_dsa_65_seed):
            assert b64(seed) not in shown
            assert seed.hex() not in shown
            assert repr(seed) not in shown
    assert repr(SECRETS.x25519_seed) not in shown
    assert repr(SECRETS.ml_kem_768_seed) not in shown


def test_secrets_do_not_change() -> None:
    with pytest.raises(AttributeError):
        side().working.ed25519_seed = bytes(32)  # type: ignore[misc]


@given(one=SEED, two=st.binary(min_size=64, max_size=64))
def test_made_sealing_keys_are_admitted(one: bytes, two: bytes) -> None:
    admit_sealing(SealingSecrets(one, two).public)


@given(text=st.binary(max_size=64), info=st.binary(max_size=64))
def test_what_is_sealed_opens_again(text: bytes, info: bytes) -> None:
    sealed = hpke_suite().encrypt(text, hpke_public(SECRETS.public), info)
    assert len(sealed) == len(text) + SEALING_OVERHEAD_BYTES
    assert hpke_suite().decrypt(sealed, hpke_private(SECRETS), info) == text


@given(data=st.data())
def test_what_is_sealed_opens_in_no_other_form(data: st.DataObject) -> None:
    sealed = hpke_suite().encrypt(b"file key", hpke_public(SECRETS.public), b"header")
    place = data.draw(st.integers(0, len(sealed) - 1))
    bad = flip(sealed, place, data.draw(st.integers(0, 7)))
    with pytest.raises((InvalidTag, ValueError)):
        hpke_suite().decrypt(bad, hpke_private(SECRETS), b"header")
    with pytest.raises((InvalidTag, ValueError)):
        hpke_suite().decrypt(sealed[:place], hpke_private(SECRETS), b"header")


def test_what_is_sealed_is_bound_to_its_header_and_receiver() -> None:
    sealed = hpke_suite().encrypt(b"file key", hpke_public(SECRETS.public), b"header")
    with pytest.raises(InvalidTag):
        hpke_suite().decrypt(sealed, hpke_private(SECRETS), b"another header")
    with pytest.raises(InvalidTag):
        hpke_suite().decrypt(sealed, hpke_private(side(OTHER, 2).sealing), b"header")


def test_both_halves_are_needed_to_open() -> None:
    sealed = hpke_suite().encrypt(b"file key", hpke_public(SECRETS.public), b"")
    other = side(OTHER, 2).sealing
    for half in (
        SealingSecrets(SECRETS.x25519_seed, other.ml_kem_768_seed),
        SealingSecrets(other.x25519_seed, SECRETS.ml_kem_768_seed),
    ):
        with pytest.raises(InvalidTag):
            hpke_suite().decrypt(sealed, hpke_private(half), b"")


def test_nothing_is_sealed_to_bad_keys() -> None:
    with pytest.raises(TrustError, match="KEY-12"):
        hpke_public(msgspec.structs.replace(SECRETS.public, x25519="A" * 43))
    raw = b"\xff\xff\xff" + unb64(SECRETS.public.ml_kem_768, 1184)[3:]
    with pytest.raises(TrustError, match="KEY-12"):
        hpke_public(msgspec.structs.replace(SECRETS.public, ml_kem_768=b64(raw)))


def test_two_nodes_agree_over_their_x25519_halves() -> None:
    other = side(OTHER, 2).sealing
    one = SECRETS.x25519.exchange(other.x25519.public_key())
    assert one == other.x25519.exchange(SECRETS.x25519.public_key())
