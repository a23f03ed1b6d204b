# SPDX-License-Identifier: Apache-2.0
"""Pouches: what was sealed comes out, and whatever was done on the road is found."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import ComityError
from comity.core.ids import Code, Digest, digest_bytes
from comity.exchange.chunks import CHUNK_BYTES, SEALED_CHUNK_BYTES
from comity.exchange.header import read_header
from comity.exchange.pouch import CHUNKS_MAX, POUCH_BYTES_MAX, Opened, open_pouch, pouch_digest
from comity.keys.sealer import UnlockedSealer
from comity.node.contents import ChannelContents, Contents, Receipt
from tests.unit.exchange.sides import (
    TIME,
    bare,
    channel,
    content,
    digest,
    entry,
    full,
    north,
    opener,
    seal,
    sized,
    south,
    west,
)

QUICK_S = 0.05
FULL = seal(full())
BARE = seal(bare())
START = read_header(FULL).size
THREE = seal(sized(150_000))


def _open(raw: bytes) -> Opened:
    return open_pouch(raw, opener(south(), north()))


def _code(raw: bytes) -> str:
    """The code under which the pouch is refused."""
    with pytest.raises(ComityError) as caught:
        _open(raw)
    return caught.value.code


# --- what was sealed comes out ---


def test_a_pouch_opens_to_what_was_sealed() -> None:
    opened = _open(FULL)
    assert opened.contents == full()
    assert (opened.sender, opened.party) == (north().root.fingerprint, Code("norland"))
    assert (opened.number, opened.previous, opened.time) == (1, None, TIME)
    assert opened.digest == pouch_digest(FULL)


CONTENT = st.builds(
    content,
    st.sampled_from(["body", "document"]),
    st.binary(max_size=300),
    st.binary(min_size=32, max_size=32),
)
PART = st.builds(
    ChannelContents,
    st.integers(0, 10**6).map(channel),
    st.lists(st.binary(max_size=300).map(entry), max_size=4).map(tuple),
    st.lists(CONTENT, max_size=4).map(tuple),
    st.none() | st.builds(Receipt, wants_bodies=st.just((digest(1),))),
)


@given(
    parts=st.lists(PART, max_size=4, unique_by=lambda part: part.channel).map(tuple),
    refused=st.lists(st.tuples(st.just(digest(2)), st.just("pouch/chunk")), max_size=3).map(tuple),
    number=st.integers(2, 2**53 - 1),
    chunks_min=st.integers(1, 3),
)
def test_any_contents_come_out_as_they_went_in(
    parts: tuple[ChannelContents, ...],
    refused: tuple[tuple[str, str], ...],
    number: int,
    chunks_min: int,
) -> None:
    contents = Contents(north().card, parts, refused)  # type: ignore[arg-type]
    raw = seal(
        contents,
        change=lambda to: replace(to, number=number, previous=digest(9)),
        chunks_min=chunks_min,
    )
    opened = _open(raw)
    assert opened.contents == contents
    assert (opened.number, opened.previous) == (number, digest(9))
    assert read_header(raw).chunks >= chunks_min


def test_a_pouch_sealed_to_an_older_key_still_opens() -> None:
    newer = west().sealing
    of_south = opener(south(), north())
    keys = UnlockedSealer((newer, south().sealing))
    ids = (newer.public.id, south().sealing.public.id)
    assert open_pouch(FULL, replace(of_south, sealer=keys, sealing_ids=ids)).party == "norland"


# --- sizes ---


@pytest.mark.parametrize("size", [0, 1, 40_000, 65_536, 130_000, 1_000_000])
def test_sizes_fall_into_classes(size: int) -> None:
    surplus = len(seal(sized(size))) - START
    assert surplus % SEALED_CHUNK_BYTES == 0
    assert surplus // SEALED_CHUNK_BYTES <= size // CHUNK_BYTES + 2


def test_small_pouches_can_not_be_told_apart_by_size() -> None:
    assert len(BARE) == len(FULL) == len(seal(sized(30_000)))


def test_what_does_not_fit_goes_with_the_next() -> None:
    great = tuple(content("document", bytes(16_000_000), bytes((n,)) * 32) for n in range(5))
    entries = tuple(entry(bytes((n,)) * 1_000) for n in range(5))
    receipt = Receipt(wants_bodies=(digest(1),))
    contents = replace(
        bare(),
        channels=(
            ChannelContents(channel(1), entries, great),
            ChannelContents(channel(2), (), (), receipt),
        ),
    )
    raw = seal(contents)
    assert len(raw) <= POUCH_BYTES_MAX
    first, second = _open(raw).contents.channels
    assert (first.entries, first.contents) == (entries, great[:4])
    assert second.receipt == receipt, "receipts come before what is great"


def test_the_greatest_class_fits_the_limit() -> None:
    assert CHUNKS_MAX == 1_023
    assert len(seal(bare(), chunks_min=CHUNKS_MAX)) <= POUCH_BYTES_MAX


def test_a_pouch_beyond_the_limit_is_refused_at_once() -> None:
    great = FULL + bytes(POUCH_BYTES_MAX)
    began = time.thread_time()
    assert _code(great) == "pouch/size"
    assert time.thread_time() - began < QUICK_S


# --- what the road may do ---


def test_nothing_stands_in_clear() -> None:
    known = [north().root.fingerprint, south().root.fingerprint, channel(1), "norland", "sudland"]
    known += [south().sealing.public.id, north().card.card.keyset.id]
    for name in known:
        assert name.encode() not in FULL
    for name in known[:3]:
        assert digest_bytes(Digest(name)) not in FULL
    counts = [FULL[START:].count(value) for value in range(256)]
    mean = (len(FULL) - START) / 256
    assert all(mean * 0.6 < count < mean * 1.4 for count in counts), "as even as chance"


def test_two_pouches_of_the_same_contents_share_the_first_words_only() -> None:
    other = seal(full())
    same = sum(a == b for a, b in zip(FULL[START:], other[START:], strict=True))
    assert same < (len(FULL) - START) / 100
    assert FULL[:40] == other[:40]
    assert FULL[60:START] != other[60:START]


@pytest.mark.parametrize("length", [0, 1, 14, 17, START - 1, START, START + 1, len(THREE) - 1])
def test_a_pouch_cut_off_is_refused(length: int) -> None:
    assert _code(THREE[:length]) in {"pouch/header", "pouch/version", "pouch/size"}


@pytest.mark.parametrize("kept", [1, 2])
def test_a_pouch_cut_off_at_a_chunks_edge_is_refused(kept: int) -> None:
    assert read_header(THREE).chunks == 3
    assert _code(THREE[: START + kept * SEALED_CHUNK_BYTES]) == "pouch/chunk"


@pytest.mark.parametrize(
    "order", [(1, 0, 2), (0, 2, 1), (0, 0, 2), (0, 1, 1), (0, 1, 1, 2), (2,), (0, 2), (2, 1, 0)]
)
def test_chunks_moved_or_doubled_are_refused(order: tuple[int, ...]) -> None:
    chunks = [
        THREE[START + n * SEALED_CHUNK_BYTES : START + (n + 1) * SEALED_CHUNK_BYTES]
        for n in range(3)
    ]
    assert _code(THREE[:START] + b"".join(chunks[n] for n in order)) == "pouch/chunk"


def test_chunks_of_another_pouch_are_refused() -> None:
    other = seal(sized(150_000))
    assert _code(THREE[:START] + other[START:]) == "pouch/chunk"
    assert _code(THREE[:-SEALED_CHUNK_BYTES] + other[-SEALED_CHUNK_BYTES:]) == "pouch/chunk"


def test_any_bit_turned_is_found() -> None:
    chance = random.Random(5)
    places = [*range(0, START, 37), *(chance.randrange(START, len(FULL)) for _ in range(60))]
    for place in [*places, len(FULL) - 1]:
        turned = bytearray(FULL)
        turned[place] ^= 1 << chance.randrange(8)
        with pytest.raises(ComityError):
            _open(bytes(turned))


def test_a_later_version_is_named() -> None:
    assert _code(FULL.replace(b"comity-pouch/1\n", b"comity-pouch/2\n", 1)) == "pouch/version"


@given(raw=st.binary(max_size=200))
def test_what_is_no_pouch_is_refused(raw: bytes) -> None:
    assert _code(raw) == "pouch/header"
    assert _code(b"comity-pouch/1\n" + raw) in {"pouch/header", "pouch/size"}


@pytest.mark.parametrize(
    "raw",
    [
        b"comity-pouch/1\n" + b"\xff\xff" + bytes(100 * SEALED_CHUNK_BYTES),
        b"comity-pouch/1\n" + b"\x10\x00" + b"[" * 4096 + bytes(900 * SEALED_CHUNK_BYTES),
        b"comity-pouch/1\n" + b"\x00\x02{}" + bytes(900 * SEALED_CHUNK_BYTES),
        FULL[:START] + bytes(1_000 * SEALED_CHUNK_BYTES),
    ],
)
def test_hostile_bytes_are_refused_quickly(raw: bytes) -> None:
    began = time.thread_time()
    with pytest.raises(ComityError):
        _open(raw)
    assert time.thread_time() - began < QUICK_S
