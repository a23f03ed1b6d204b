# SPDX-License-Identifier: Apache-2.0
"""File keys, wrapped to a node and unwrapped by it alone."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import MalformedError, TrustError, UnavailableError
from comity.core.ids import Digest
from comity.keys.keysets import make_sealing_secrets
from comity.keys.sealer import WRAPPED_BYTES, LockedSealer, UnlockedSealer
from comity.ports import Sealer
from tests.unit.keys.drawing import OTHER, SeededChance, flip, side

OLDER = make_sealing_secrets(SeededChance(21))
NODE: Sealer = UnlockedSealer((side().sealing, OLDER))
PEER: Sealer = UnlockedSealer((side(OTHER, 2).sealing,))
KEY = bytes(range(32))


@pytest.mark.parametrize("secrets", [side().sealing, OLDER])
def test_a_file_key_is_unwrapped_by_its_receiver(secrets: object) -> None:
    public = side().sealing.public if secrets is side().sealing else OLDER.public
    wrapped = PEER.wrap(public, b"header", KEY)
    assert len(wrapped) == WRAPPED_BYTES
    assert NODE.unwrap(public.id, b"header", wrapped) == KEY


def test_the_newest_keys_are_given_to_others() -> None:
    assert UnlockedSealer((side().sealing, OLDER)).public == side().sealing.public


def test_the_same_key_is_wrapped_otherwise_each_time() -> None:
    public = side().sealing.public
    assert PEER.wrap(public, b"", KEY) != PEER.wrap(public, b"", KEY)


def test_keys_not_held_here_are_told() -> None:
    public = side().sealing.public
    wrapped = NODE.wrap(public, b"header", KEY)
    for keys_id in (public.id, Digest(""), Digest("x" * 10_000)):
        with pytest.raises(TrustError, match="not held here"):
            PEER.unwrap(keys_id, b"header", wrapped)
    with pytest.raises(TrustError, match="sealed"):
        NODE.unwrap(OLDER.public.id, b"header", wrapped)


@given(data=st.data())
def test_a_wrapped_key_that_was_altered_does_not_open(data: st.DataObject) -> None:
    public = side().sealing.public
    wrapped = PEER.wrap(public, b"header", KEY)
    place = data.draw(st.integers(0, WRAPPED_BYTES - 1))
    for bad in (flip(wrapped, place), wrapped[:place], wrapped + b"\x00"):
        with pytest.raises(TrustError) as caught:
            NODE.unwrap(public.id, b"header", bad)
        assert caught.value.code == "sealed"
    with pytest.raises(TrustError, match="sealed"):
        NODE.unwrap(public.id, b"another header", wrapped)


def test_nothing_is_wrapped_to_bad_keys() -> None:
    public = side().sealing.public
    with pytest.raises(TrustError, match="keyset"):
        NODE.wrap(msgspec.structs.replace(public, x25519="A" * 43), b"", KEY)
    with pytest.raises(MalformedError):
        NODE.wrap(msgspec.structs.replace(public, ml_kem_768=""), b"", KEY)


def test_a_file_key_of_another_length_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        NODE.wrap(side().sealing.public, b"", KEY[:31])


def test_no_secret_is_shown() -> None:
    assert repr(side().sealing.x25519_seed) not in repr(NODE)


def test_a_locked_node_seals_but_opens_nothing() -> None:
    locked: Sealer = LockedSealer()
    public = side().sealing.public
    wrapped = locked.wrap(public, b"header", KEY)
    assert NODE.unwrap(public.id, b"header", wrapped) == KEY
    with pytest.raises(UnavailableError, match="keys-locked"):
        locked.unwrap(public.id, b"header", wrapped)
