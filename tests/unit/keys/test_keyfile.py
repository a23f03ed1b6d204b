# SPDX-License-Identifier: Apache-2.0
"""The form of a key file, each byte of it turned, and headers that demand too much."""

import hashlib
import tracemalloc
import unicodedata

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import ComityError, ConfigError, MalformedError, TrustError
from comity.core.ids import b64
from comity.keys.keyfile import (
    FILE_BYTES_MAX,
    Cost,
    kind_of,
    open_secrets,
    seal_secrets,
)
from tests.unit.keys.drawing import QUICK, SeededChance, flip

PASSPHRASE = "a walk by the lake"
PLAIN = b'{"secret":"of state"}'


def _sealed(passphrase: str = PASSPHRASE, cost: Cost = QUICK) -> bytes:
    return seal_secrets("root", PLAIN, passphrase, SeededChance(1), cost)


RAW = _sealed()


def _mended(head: bytes, body: bytes) -> bytes:
    """A file whose check line is right again after it was tampered with."""
    checked = head + body + b"\n"
    return checked + b64(hashlib.sha256(checked).digest()).encode() + b"\n"


HEAD = b"".join(RAW.splitlines(keepends=True)[:2])
BODY = RAW.splitlines()[2]


def test_secrets_are_opened_with_the_passphrase() -> None:
    assert open_secrets(RAW, "root", PASSPHRASE) == PLAIN
    assert kind_of(RAW) == "root"


def test_a_file_is_four_lines_of_ascii_without_the_secret() -> None:
    assert RAW.isascii()
    assert RAW.count(b"\n") == 4
    assert RAW.startswith(b"comity-key-file 1\n{")
    assert PLAIN not in RAW
    assert b64(PLAIN).encode() not in RAW


def test_the_cost_is_that_of_rfc_9106_unless_told() -> None:
    assert Cost() == Cost(memory_kib=64 * 1024, passes=3, lanes=4)


def test_the_full_cost_opens_too() -> None:
    assert open_secrets(_sealed(cost=Cost()), "root", PASSPHRASE) == PLAIN


@pytest.mark.parametrize(
    "typed", ["", "A walk by the lake", PASSPHRASE + " ", PASSPHRASE[:-1], "x" * 10_000, "\ud800"]
)
def test_another_passphrase_is_refused(typed: str) -> None:
    with pytest.raises(TrustError) as caught:
        open_secrets(RAW, "root", typed)
    assert caught.value.code == "passphrase"


def test_a_passphrase_may_be_typed_composed_or_not() -> None:
    raw = _sealed("호숫가의 산책 길에서")
    typed = unicodedata.normalize("NFD", "호숫가의 산책 길에서")
    assert typed != "호숫가의 산책 길에서"
    assert open_secrets(raw, "root", typed) == PLAIN


@pytest.mark.parametrize("passphrase", ["", "short", "1234567", "x" * 1_025])
def test_a_passphrase_of_bad_length_is_not_taken(passphrase: str) -> None:
    with pytest.raises(ConfigError, match="passphrase-length"):
        _sealed(passphrase)


@pytest.mark.parametrize("bit", [0, 3, 6])
def test_a_file_with_any_byte_turned_is_refused(bit: int) -> None:
    for place in range(len(RAW)):
        with pytest.raises((MalformedError, ConfigError)):
            open_secrets(flip(RAW, place, bit), "root", PASSPHRASE)


def test_a_file_cut_at_any_byte_is_refused() -> None:
    for place in range(len(RAW)):
        with pytest.raises(MalformedError, match="key-file"):
            open_secrets(RAW[:place], "root", PASSPHRASE)


@pytest.mark.parametrize("more", [b"\n", b" ", b"x", b"\x00", RAW])
def test_a_file_with_something_added_is_refused(more: bytes) -> None:
    with pytest.raises(MalformedError, match="key-file/damaged"):
        open_secrets(RAW + more, "root", PASSPHRASE)


def test_lines_ended_in_another_way_are_refused() -> None:
    with pytest.raises(MalformedError, match="key-file"):
        open_secrets(RAW.replace(b"\n", b"\r\n"), "root", PASSPHRASE)


@given(data=st.data())
def test_a_header_tampered_with_and_mended_does_not_open(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(HEAD) - 1))
    bad = flip(HEAD, place, data.draw(st.integers(0, 6)))
    with pytest.raises(ComityError):
        open_secrets(_mended(bad, BODY), "root", PASSPHRASE)


@given(data=st.data())
def test_a_body_tampered_with_and_mended_does_not_open(data: st.DataObject) -> None:
    bad = flip(BODY, data.draw(st.integers(0, len(BODY) - 1)), data.draw(st.integers(0, 6)))
    with pytest.raises(ComityError):
        open_secrets(_mended(HEAD, bad), "root", PASSPHRASE)


def test_the_kind_is_bound_to_the_secrets() -> None:
    forged = _mended(HEAD.replace(b'"root"', b'"working"'), BODY)
    assert kind_of(forged) == "working"
    with pytest.raises(TrustError, match="passphrase"):
        open_secrets(forged, "working", PASSPHRASE)


def test_another_kind_is_told_apart_without_the_passphrase() -> None:
    with pytest.raises(ConfigError, match="key-file/kind"):
        open_secrets(RAW, "working", "whatever")


@pytest.mark.parametrize("version", [2, 10, 999_999])
def test_a_newer_version_is_told_apart(version: int) -> None:
    newer = b"comity-key-file %d\nwhatever comes then" % version
    with pytest.raises(ConfigError, match="key-file/version"):
        open_secrets(newer, "root", PASSPHRASE)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n\n\n",
        b"-----BEGIN PRIVATE KEY-----\n",
        b"comity-key-file 0\n",
        b"comity-key-file 01\n",
        b"comity-key-file 1000000\n",
        b"\xff" * 200,
    ],
)
def test_a_foreign_file_is_told_apart(raw: bytes) -> None:
    with pytest.raises(MalformedError, match="key-file/foreign"):
        open_secrets(raw, "root", PASSPHRASE)


@pytest.mark.parametrize("size", [FILE_BYTES_MAX + 1, 10 * FILE_BYTES_MAX])
def test_a_file_that_is_too_large_is_refused(size: int) -> None:
    huge = _mended(HEAD, b"A" * size)
    with pytest.raises(MalformedError, match="key-file/damaged"):
        open_secrets(huge, "root", PASSPHRASE)


BAD_COSTS = [
    Cost(memory_kib=262_145, passes=1, lanes=1),
    Cost(memory_kib=100 * 2**20, passes=1, lanes=1),
    Cost(memory_kib=2**53 - 1, passes=1, lanes=1),
    Cost(memory_kib=8, passes=17, lanes=1),
    Cost(memory_kib=8, passes=2**31, lanes=1),
    Cost(memory_kib=8, passes=0, lanes=1),
    Cost(memory_kib=8, passes=-1, lanes=1),
    Cost(memory_kib=8, passes=1, lanes=0),
    Cost(memory_kib=8, passes=1, lanes=-1),
    Cost(memory_kib=2**17, passes=1, lanes=17),
    Cost(memory_kib=15, passes=1, lanes=2),
    Cost(memory_kib=0, passes=1, lanes=1),
]


@pytest.mark.parametrize("cost", BAD_COSTS, ids=str)
def test_a_header_that_demands_too_much_is_refused_before_any_work(cost: Cost) -> None:
    old = b'"lanes":1,"memory_kib":8,"passes":1'
    new = b'"lanes":%d,"memory_kib":%d,"passes":%d' % (cost.lanes, cost.memory_kib, cost.passes)
    assert old in HEAD
    tracemalloc.start()
    try:
        with pytest.raises(MalformedError, match="key-file/cost"):
            open_secrets(_mended(HEAD.replace(old, new), BODY), "root", PASSPHRASE)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("cost", BAD_COSTS, ids=str)
def test_no_file_is_made_that_nobody_would_open(cost: Cost) -> None:
    with pytest.raises(MalformedError, match="key-file/cost"):
        _sealed(cost=cost)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"chacha20-poly1305"', b'"none"'),
        (b'"root"', b'"other"'),
        (b'"lanes":1', b'"lanes":1.0'),
        (b'"lanes":1', b'"lanes":true'),
        (b'"lanes":1,', b""),
        (b'{"argon2id"', b'{ "argon2id"'),
        (b'{"argon2id"', b'{"a":1,"argon2id"'),
    ],
)
def test_a_header_of_another_form_is_refused(old: bytes, new: bytes) -> None:
    assert old in HEAD
    with pytest.raises(MalformedError):
        open_secrets(_mended(HEAD.replace(old, new), BODY), "root", PASSPHRASE)


@pytest.mark.parametrize(("name", "size"), [("nonce", 11), ("nonce", 13), ("salt", 31)])
def test_a_salt_or_nonce_of_another_length_is_refused(name: str, size: int) -> None:
    start = HEAD.index(b'"%b":"' % name.encode()) + len(name) + 4
    bad = HEAD[:start] + b64(bytes(size)).encode() + HEAD[HEAD.index(b'"', start) :]
    with pytest.raises(MalformedError, match="grammar"):
        open_secrets(_mended(bad, BODY), "root", PASSPHRASE)


def test_a_body_sealed_under_a_guessed_key_does_not_open() -> None:
    sealed = ChaCha20Poly1305(bytes(32)).encrypt(bytes(12), PLAIN, HEAD)
    with pytest.raises(TrustError, match="passphrase"):
        open_secrets(_mended(HEAD, b64(sealed).encode()), "root", PASSPHRASE)
