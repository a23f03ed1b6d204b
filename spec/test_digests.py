# SPDX-License-Identifier: Apache-2.0
"""The rules of encoding.md on digests and signatures, each kept by a property of core."""

import hashlib
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.errors import ComityError, MalformedError
from comity.core.ids import Digest, b64, digest_bytes, digest_text, unb64
from comity.core.signing import HybridVerifier, Signature, message
from spec import reader
from tests.simulation.standins import StandIn, birth_of, keyset, sign

LABELS = st.sampled_from(hashing.LABELS)


@given(st.binary(min_size=32, max_size=32), st.sampled_from([32, 64, 1184, 1952, 3309]), st.data())
def test_binary_values(raw: bytes, size: int, data: st.DataObject) -> None:
    """ENC-10: only characters of the alphabet `A–Z a–z 0–9 - _`, and unused low bits of the last
    character are zero.
    """
    whole = (raw * 104)[:size]
    text = b64(whole)
    assert len(text) == {32: 43, 64: 86, 1184: 1579, 1952: 2603, 3309: 4412}[size]
    assert unb64(text, size) == whole
    assert reader.unb64(text, size) == whole
    assert digest_text(b64(raw)) == b64(raw)
    assert b64(raw)[-1] in "AEIMQUYcgkosw048"
    at = data.draw(st.integers(0, len(text) - 1))
    spoilt = (
        text[:at] + data.draw(st.sampled_from("=+/ .é\n")) + text[at + 1 :],
        text[:-1],
        text + "A",
        text + "=",
    )
    for other in spoilt:
        with pytest.raises(MalformedError, match="grammar"):
            unb64(other, size)
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        other = text[:-1] + last
        with suppress(MalformedError):
            assert b64(unb64(other, size)) == other
        if size == 32 and last not in "AEIMQUYcgkosw048":
            with pytest.raises(MalformedError, match="grammar"):
                digest_text(other)


@given(LABELS, st.binary(max_size=200))
def test_digest(label: bytes, raw: bytes) -> None:
    """ENC-14: `digest(label, raw)` = SHA-256( one byte: length of `label` ‖ `label` ‖ eight bytes,
    big-endian: length of `raw` ‖ `raw` ), 32 bytes, written by ENC-10 in 43 characters.
    """
    whole = bytes([len(label)]) + label + len(raw).to_bytes(8, "big") + raw
    wanted = hashlib.sha256(whole).digest()
    assert hashing.digest(label, raw) == b64(wanted)
    assert hashing.digest_raw(label, raw) == wanted
    assert digest_bytes(hashing.digest(label, raw)) == wanted


@given(LABELS, LABELS, st.binary(max_size=20), st.binary(max_size=20))
def test_labels(one: bytes, other: bytes, left: bytes, right: bytes) -> None:
    """ENC-15: Every kind of thing has a label of its own, so that the digest or signature of one
    can never pass as that of another
    """
    same = (one, left) == (other, right)
    assert (hashing.digest(one, left) == hashing.digest(other, right)) == same
    assert one == other or not one.startswith(other)
    page = (Path(__file__).parent / "encoding.md").read_text("utf-8")
    listed = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `comity/1 ")]
    assert [label.decode() for label in hashing.LABELS] == listed


@given(
    st.sampled_from([hashing.BODY, hashing.DOCUMENT, hashing.APPROVAL]),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
    st.binary(max_size=99),
)
def test_salted_digests(label: bytes, salt: bytes, other: bytes, raw: bytes) -> None:
    """ENC-16: The digest of a body, document or record of approval is `digest(label, salt ‖
    bytes)` with `salt` of 32 random bytes
    """
    assert hashing.salted(label, salt, raw) == hashing.digest(label, salt + raw)
    assert (hashing.salted(label, other, raw) == hashing.salted(label, salt, raw)) == (
        other == salt
    )


@given(LABELS, st.binary(max_size=9), st.integers(0, 3))
def test_what_is_signed(label: bytes, thing: bytes, spoil: int) -> None:
    """ENC-17: A signature of a thing whose label is L and whose digest is D, by the keyset with
    the id K, is over the bytes … `L ‖ K (32 bytes) ‖ D (32 bytes)`
    """
    keys = keyset("some party's")
    digest = hashing.digest(label, thing)
    text = message(label, keys.id, digest)
    assert text == label + digest_bytes(keys.id) + digest_bytes(digest)
    assert len(message(hashing.ENTRY, keys.id, digest)) == 78
    assert text == reader.message(label.decode(), keys.id, digest)
    good = sign(keys, text)
    assert msgspec.to_builtins(good).keys() == {"ed25519", "ml-dsa-65"}
    bad = sign(keys, text + b"!")
    mixed = Signature(
        bad.ed25519 if spoil & 1 else good.ed25519, bad.ml_dsa_65 if spoil & 2 else good.ml_dsa_65
    )
    StandIn().verify(keys, text, good)
    if spoil:
        with pytest.raises(ComityError, match="signature"):
            StandIn().verify(keys, text, mixed)
    with pytest.raises(ComityError, match="signature"):
        HybridVerifier().verify(keys, text, mixed)


@given(st.binary(max_size=60))
def test_digest_texts_are_checked(raw: bytes) -> None:
    """ENC-10: For 32 bytes the last character is one of `AEIMQUYcgkosw048`."""
    text = b64(raw)
    try:
        found = digest_text(text)
    except MalformedError:
        assert len(raw) != 32
    else:
        assert unb64(found, 32) == raw
        assert Digest(text) == found
    channel = birth_of(("jp", "kr")).genesis.channel
    assert digest_text(channel) == Digest(channel)
