# SPDX-License-Identifier: Apache-2.0
"""Items: one order, one framing, a limit on everything, and hostile lengths that cost nothing."""

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.encoding import encode
from comity.core.errors import ComityError, MalformedError
from comity.core.ids import Code, digest_bytes
from comity.exchange import items as room
from comity.exchange.items import ITEMS_MAX, encode_items, read_items
from comity.exchange.pouch import POUCH_BYTES_MAX
from comity.exchange.receipts import encode_receipt, encode_refused, read_receipt, read_refused
from comity.node.contents import (
    CHANNELS_MAX,
    CONTENTS_MAX,
    ENTRIES_MAX,
    REFUSALS_MAX,
    TIPS_MAX,
    ChannelContents,
    Contents,
    Receipt,
    RefusedEntry,
)
from tests.unit.exchange.sides import bare, channel, content, digest, entry, full, north

QUICK_S = 0.05
SALT = b"s" * 32
FULL = encode_items(full(), POUCH_BYTES_MAX)


def _item(tag: str, raw: bytes = b"") -> bytes:
    return tag.encode() + len(raw).to_bytes(4, "big") + raw


def _entry(raw: bytes = b"{}") -> bytes:
    return _item("E", len(raw).to_bytes(4, "big") + raw + encode(entry(raw).signature))


CHANNEL = _item("C", digest_bytes(channel(1)))
OTHER = _item("C", digest_bytes(channel(2)))
ENTRY = _entry()
BODY = _item("B", SALT + b"{}")
DOCUMENT = _item("D", SALT + b"%PDF")
RECEIPT = _item("R", encode(Receipt()))
REFUSED = _item("P", encode([[digest(1), "pouch/chunk"]]))


def _code(raw: bytes) -> str:
    with pytest.raises(ComityError) as caught:
        read_items(raw, north().card)
    return caught.value.code


def _read(raw: bytes) -> Contents:
    return read_items(raw, north().card)


def test_items_are_read_as_they_were_written() -> None:
    assert _read(FULL) == full()
    assert _read(b"") == bare()


@pytest.mark.parametrize(
    "parts",
    [
        [CHANNEL],
        [REFUSED],
        [REFUSED, CHANNEL, OTHER],
        [CHANNEL, ENTRY, ENTRY, DOCUMENT, BODY, BODY, RECEIPT, OTHER, RECEIPT],
    ],
)
def test_every_order_that_may_be_is_read_and_written_again(parts: list[bytes]) -> None:
    raw = b"".join(parts)
    assert encode_items(_read(raw), POUCH_BYTES_MAX) == raw


@pytest.mark.parametrize(
    "parts",
    [
        [ENTRY],
        [BODY],
        [RECEIPT],
        [CHANNEL, REFUSED],
        [REFUSED, REFUSED],
        [REFUSED, ENTRY],
        [CHANNEL, BODY, ENTRY],
        [CHANNEL, DOCUMENT, ENTRY],
        [CHANNEL, RECEIPT, ENTRY],
        [CHANNEL, RECEIPT, BODY],
        [CHANNEL, RECEIPT, RECEIPT],
        [CHANNEL, CHANNEL],
        [CHANNEL, OTHER, CHANNEL],
    ],
)
def test_another_order_is_refused(parts: list[bytes]) -> None:
    assert _code(b"".join(parts)) == "pouch/order"


@pytest.mark.parametrize(
    "raw",
    [
        _item("X"),
        _item("\0"),
        _item("C", b"x"),
        _item("C", bytes(33)),
        CHANNEL + _item("B", bytes(31)),
        CHANNEL + _item("E"),
        CHANNEL + _item("E", b"\0\0\0\5{}"),
        CHANNEL + _item("E", b"\xff\xff\xff\xff{}"),
        CHANNEL + _item("E", (65_537).to_bytes(4, "big") + bytes(65_537)),
        CHANNEL + _item("E", bytes(4 + 65_536 + 8_193)),
        CHANNEL + _item("B", bytes(32 + 1_048_577)),
        CHANNEL + _item("D", bytes(32 + 16 * 1_048_576 + 1)),
        CHANNEL + _item("R", bytes(524_289)),
        _item("P", bytes(65_537)),
    ],
)
def test_an_item_of_another_form_is_refused(raw: bytes) -> None:
    assert _code(raw) == "pouch/items"


@pytest.mark.parametrize("length", range(1, len(FULL), 29))
def test_items_cut_off_are_refused_or_end_with_an_item(length: int) -> None:
    try:
        contents = _read(FULL[:length])
    except MalformedError:
        return
    assert encode_items(contents, POUCH_BYTES_MAX) == FULL[:length]


@given(raw=st.binary(max_size=200))
def test_no_bytes_at_all_are_accepted_by_chance(raw: bytes) -> None:
    try:
        contents = _read(raw)
    except MalformedError:
        return
    assert encode_items(contents, POUCH_BYTES_MAX) == raw


@pytest.mark.parametrize("signature", [b"", b"{}", b'{"ed25519":"","ml-dsa-65":""} ', b"[]"])
def test_an_entry_with_a_signature_of_another_form_is_refused(signature: bytes) -> None:
    item = _item("E", b"\0\0\0\2{}" + signature)
    assert _code(CHANNEL + item) in {"type", "encoding/json", "encoding/canonical"}


@pytest.mark.parametrize(
    "raw",
    [
        b"E\xff\xff\xff\xff" * 10,
        CHANNEL + b"E\xff\xff\xff\xff",
        CHANNEL + b"D\x00\xff\xff\xff" + bytes(100),
        CHANNEL + _item("R", b"[" * 500_000),
        CHANNEL + _item("R", b'{"holds":{' + b'"aa":[],' * 60_000),
        _item("P", b"[" * 60_000),
        CHANNEL + _item("R", b"9" * 500_000),
    ],
)
def test_hostile_lengths_and_depths_are_refused_quickly(raw: bytes) -> None:
    began = time.thread_time()
    with pytest.raises(MalformedError):
        _read(raw)
    assert time.thread_time() - began < QUICK_S


def test_counts_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = (digest_bytes(channel(n)) for n in range(CHANNELS_MAX + 1))
    assert _code(b"".join(_item("C", one) for one in ids)) == "pouch/count"
    assert _code(CHANNEL + BODY * (CONTENTS_MAX + 1)) == "pouch/count"
    assert _code(CHANNEL + ENTRY * (ENTRIES_MAX + 1)) == "pouch/count"
    monkeypatch.setattr(room, "ITEMS_MAX", 3)
    assert _code(CHANNEL + BODY * 3) == "pouch/count"


def test_as_many_items_as_may_be_are_read_in_bounded_time() -> None:
    each = CONTENTS_MAX - 1
    parts = [
        _item("C", digest_bytes(channel(n))) + _item("B", SALT) * each
        for n in range(ITEMS_MAX // CONTENTS_MAX)
    ]
    began = time.thread_time()
    assert sum(len(part.contents) for part in _read(b"".join(parts)).channels) == each * 16
    assert time.thread_time() - began < 3


def test_what_does_not_fit_is_cut_from_the_end_of_each_kind() -> None:
    entries = tuple(entry(bytes(400)) for _ in range(3))
    contents = Contents(
        north().card,
        (ChannelContents(channel(1), entries, (content("body", b"{}"),), Receipt()),),
    )
    whole = len(encode_items(contents, POUCH_BYTES_MAX))
    for size in range(0, whole + 1, 50):
        raw = encode_items(contents, size)
        assert len(raw) <= size
        for part in _read(raw).channels:
            assert part.entries == entries[: len(part.entries)]
    assert _read(encode_items(contents, whole)) == contents


def test_an_item_beyond_its_limit_is_not_written() -> None:
    huge = Contents(
        north().card, (ChannelContents(channel(1), (), (content("body", bytes(1_048_577)),)),)
    )
    with pytest.raises(MalformedError):
        encode_items(huge, POUCH_BYTES_MAX)


# --- receipts ---


GOOD = encode_receipt(full().channels[0].receipt or Receipt())


def test_a_receipt_is_read_as_it_was_written() -> None:
    assert encode_receipt(read_receipt(GOOD)) == GOOD


TIP = (1, digest(1))


@pytest.mark.parametrize(
    "changes",
    [
        {"holds": {Code("K R"): (TIP,)}},
        {"holds": {Code("kr"): ((0, digest(1)),)}},
        {"holds": {Code("kr"): (TIP,) * (TIPS_MAX + 1)}},
        {"holds": {Code(f"k{n}"): (TIP,) for n in range(33)}},
        {"missing": ((Code("kr"), -1, digest(1)),)},
        {"missing": ((Code("KR"), 1, digest(1)),)},
        {"missing": ((Code("kr"), 1, digest(1)),) * (REFUSALS_MAX + 1)},
        {"refused": (RefusedEntry(digest(1), "Seen Back", "LOG-1"),)},
        {"refused": (RefusedEntry(digest(1), "seen-back", "log-1"),)},
        {"refused": (RefusedEntry(digest(1), "seen-back", "LOG-1\n"),)},
        {"refused": (RefusedEntry("short", "seen-back", "LOG-1"),)},  # type: ignore[arg-type]
        {"refused": (RefusedEntry(digest(1), "seen-back", "LOG-1"),) * (REFUSALS_MAX + 1)},
        {"wants_bodies": (digest(1),) * (REFUSALS_MAX + 1)},
        {"wants_documents": ("x" * 43,)},
        {"destroyed": ("",)},
    ],
)
def test_a_receipt_beyond_its_limits_is_refused(changes: dict[str, object]) -> None:
    receipt = msgspec.structs.replace(Receipt(), **changes)
    with pytest.raises(MalformedError):
        read_receipt(encode(receipt))
    with pytest.raises(MalformedError):
        encode_receipt(receipt)


@pytest.mark.parametrize(
    "raw", [b"{}", b"[]", b"null", GOOD[:-1] + b',"x":1}', GOOD + b" ", GOOD[:-1]]
)
def test_a_receipt_of_another_form_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        read_receipt(raw)


@pytest.mark.parametrize(
    "raw", [b"[]", b"{}", b'[["x","y"]]', encode([[digest(1), "A"]]), encode([[digest(1)]])]
)
def test_refused_pouches_of_another_form_are_refused(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        read_refused(raw)


def test_too_many_refused_pouches_are_not_written() -> None:
    with pytest.raises(MalformedError):
        encode_refused(((digest(1), "pouch/chunk"),) * (REFUSALS_MAX + 1))
