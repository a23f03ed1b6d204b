# SPDX-License-Identifier: Apache-2.0
"""The rules of pouch.md, each kept by a property; its layout, read by a second, short opener."""

import hashlib
import hmac
import re
import threading
from base64 import urlsafe_b64decode
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core.errors import ComityError, MalformedError, TrustError, UnavailableError
from comity.core.ids import Digest
from comity.exchange.chunks import payload_key, seal_chunks
from comity.exchange.header import encode_header, read_header
from comity.exchange.items import encode_items, read_items
from comity.exchange.numbering import note_received, remarks
from comity.exchange.pouch import POUCH_BYTES_MAX, Route, open_pouch, pouch_digest
from comity.exchange.roads.file import read_pouch, write_pouch
from comity.exchange.roads.https_client import post_pouch
from comity.exchange.roads.https_server import HttpsRoad, Listening
from comity.exchange.roads.memory import MemoryRoad, Troubles
from comity.keys.keysets import hpke_private
from comity.node.contents import ChannelContents, Contents
from comity.store.memory import MemoryRecords
from spec.reader import Json, b64, decode, digest
from tests.contract.exchange.answering import anybody
from tests.contract.exchange.test_https import ANOTHER, OURS, free_port
from tests.unit.exchange.sides import (
    Side,
    bare,
    channel,
    content,
    full,
    made,
    north,
    opener,
    resealed,
    seal,
    side,
    sized,
    south,
    taken_out,
    west,
)
from tests.unit.exchange.sides import (
    digest as some_digest,
)

PAGE = (Path(__file__).parent / "pouch.md").read_text("utf-8")
few = settings(max_examples=20)
CHUNK = 65_536
FULL = seal(full())


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened_by_the_page(raw: bytes, receiver: Side) -> tuple[Json, list[tuple[str, bytes]]]:
    """Manifest and items, taken out by the words of pouch.md and nothing of the exchange."""
    assert raw[:15] == b"comity-pouch/1\n"
    end = 17 + int.from_bytes(raw[15:17], "big")
    header = decode(raw[17:end])
    assert set(header) == {"profile", "wrapped"}
    info = b'comity/1 header\ncomity-pouch/1\n{"profile":"comity-1"}'
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    wrapped = _raw(header["wrapped"])
    file_key = suite.decrypt(wrapped, hpke_private(receiver.sealing), info)
    salt = _raw(digest("comity/1 header", raw[:end]))
    extracted = hmac.digest(salt, file_key, hashlib.sha256)
    key = hmac.digest(extracted, b"comity/1 pouch\x01", hashlib.sha256)
    sealed = [raw[at : at + CHUNK + 16] for at in range(end, len(raw), CHUNK + 16)]
    text = b"".join(
        ChaCha20Poly1305(key).decrypt(
            place.to_bytes(11, "big") + bytes((place == len(sealed) - 1,)), one, None
        )
        for place, one in enumerate(sealed)
    )
    middle = 4 + int.from_bytes(text[:4], "big")
    last = middle + 4 + int.from_bytes(text[middle : middle + 4], "big")
    assert not any(text[last:])
    signed = decode(text[4:middle])
    rest = text[middle + 4 : last]
    assert signed["manifest"]["items"] == digest("comity/1 items", rest)
    assert signed["manifest"]["header"] == digest("comity/1 header", raw[:end])
    items = []
    while rest:
        size = 5 + int.from_bytes(rest[1:5], "big")
        items.append((chr(rest[0]), rest[5:size]))
        rest = rest[size:]
    return signed, items


def _refused(raw: bytes, receiver: Side | None = None, *known: Side) -> str:
    with pytest.raises(ComityError) as caught:
        open_pouch(raw, opener(receiver or south(), *(known or (north(),))))
    return caught.value.code


def _turned(raw: bytes, place: int, bit: int) -> bytes:
    return raw[:place] + bytes((raw[place] ^ 1 << bit,)) + raw[place + 1 :]


@given(seed=st.integers(0, 10**6))
@few
def test_two_roads_one_form(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """POUCH-1: any mix of roads, any order, repetitions included: the same bytes."""
    folder = tmp_path_factory.mktemp("road")
    road = MemoryRoad(seed, Troubles(repetition=0.3, reordering=0.5))
    road.put("south", FULL)
    by_memory = set(iter(lambda: road.take("south"), None))
    assert by_memory == {read_pouch(write_pouch(folder, FULL))} == {FULL}


@given(data=st.data())
@few
def test_the_pouch_is_the_protection(data: st.DataObject) -> None:
    """POUCH-2: signed by the sender's working keyset, sealed to the receiver, and padded."""
    place = data.draw(st.integers(0, len(FULL) - 1))
    _refused(_turned(FULL, place, data.draw(st.integers(0, 7))))
    assert _refused(FULL, west()) == "sealed"


@given(size=st.integers(0, 200_000), chunks_min=st.integers(1, 4))
@few
def test_construction(size: int, chunks_min: int) -> None:
    """POUCH-3: the pouch falls into a size class of 64 KiB steps; no name stands outside."""
    raw = seal(sized(size), chunks_min=chunks_min)
    assert (len(raw) - 1_610) % (CHUNK + 16) == 0
    signed, items = opened_by_the_page(raw, south())
    assert [tag for tag, _ in items] == ["C", "D"]
    assert len(items[1][1]) == 32 + size
    for name in (signed["manifest"]["sender"], signed["manifest"]["receiver"], channel(1)):
        assert name.encode() not in raw
        assert _raw(name) not in raw


def test_manifest() -> None:
    """POUCH-4: a pouch whose manifest names another receiver or another header is refused."""
    signed, items = opened_by_the_page(FULL, south())
    assert set(signed["manifest"]) == {
        "card", "header", "items", "kind", "number", "previous", "receiver", "sender", "time"
    }  # fmt: skip
    assert [tag for tag, _ in items] == ["P", "C", "E", "E", "D", "B", "B", "R", "C"]
    manifest, rest = taken_out(FULL, south())
    assert _refused(resealed(manifest, rest, west()), west(), north()) == "pouch/receiver"
    assert _refused(resealed(manifest, rest, south())) == "pouch/header"


def _numbered(number: int) -> bytes:
    def change(to: Route) -> Route:
        return replace(to, number=number, previous=some_digest(number))

    return seal(bare(), change=change)


@given(numbers=st.lists(st.integers(2, 9), min_size=1, max_size=6))
@few
def test_numbers_are_for_reports(numbers: list[int]) -> None:
    """POUCH-5: a gap or a repeated number is reported to people and never blocks."""
    records = MemoryRecords()
    for number in numbers:
        raw = _numbered(number)
        opened = open_pouch(raw, opener(south(), north()))
        last = records.received(opened.sender)
        told = [remark.code for remark in remarks(records, opened)]
        if last is None or number > last.number + 1:
            assert told == ["pouch/gap"]
        assert note_received(records, opened)
        assert [remark.code for remark in remarks(records, opened)] == ["pouch/repetition"]


@given(
    kinds=st.lists(st.sampled_from(["body", "document"]), max_size=6),
    raw=st.binary(max_size=99),
)
@few
def test_content(kinds: list[str], raw: bytes) -> None:
    """POUCH-6: entries with their signatures, bodies and documents with their salts, receipts."""
    contents = tuple(content(kind, raw) for kind in kinds)  # type: ignore[arg-type]
    part = replace(full().channels[0], contents=contents)
    whole = replace(full(), channels=(part,))
    items = encode_items(whole, POUCH_BYTES_MAX)
    assert read_items(items, north().card) == whole


def test_receipts() -> None:
    """POUCH-7: of a forked log one for each branch held, so that a fork can't hide."""
    receipt = full().channels[0].receipt
    assert receipt is not None
    forked = replace_tips(full(), ((3, some_digest(3)), (3, some_digest(4))))
    items = encode_items(forked, POUCH_BYTES_MAX)
    told = read_items(items, north().card).channels[0].receipt
    assert told is not None
    assert len(told.holds[north().code]) == 2


def replace_tips(contents: Contents, tips: tuple[tuple[int, Digest], ...]) -> Contents:
    """The contents with other tips of north's log in the first receipt."""
    receipt = contents.channels[0].receipt
    assert receipt is not None
    holds = {**receipt.holds, north().code: tips}
    first = replace(contents.channels[0], receipt=msgspec.structs.replace(receipt, holds=holds))
    return replace(contents, channels=(first, *contents.channels[1:]))


@given(kept=st.integers(0, 2), at=st.integers(-3, 3))
@few
def test_all_or_nothing_until_verified(kept: int, at: int) -> None:
    """POUCH-9: nothing is applied before its last chunk, the digest and the signature hold."""
    raw = seal(sized(150_000))
    _refused(raw[: 1_610 + kept * (CHUNK + 16) + at])
    assert _refused(made(items=some_digest(1))) == "pouch/items"


@given(raw=st.binary(max_size=300), length=st.integers(0, 2**32 - 1))
@few
def test_limits(raw: bytes, length: int) -> None:
    """POUCH-10: everything has a limit and an error that names it."""
    assert _refused(FULL.ljust(POUCH_BYTES_MAX + 1, b"\0")) == "pouch/size"
    with pytest.raises(MalformedError) as caught:
        read_items(b"X" + length.to_bytes(4, "big") + raw, north().card)
    assert caught.value.rule == "POUCH-6"
    with pytest.raises(MalformedError) as caught:
        read_items(b"C" + max(length, 33).to_bytes(4, "big") + raw, north().card)
    assert caught.value.rule == "POUCH-10"


@given(salt=st.binary(min_size=32, max_size=32), raw=st.binary(max_size=99))
@few
def test_bodies_and_documents(salt: bytes, raw: bytes) -> None:
    """POUCH-11: they are addressed by salted digests, which the receiver computes."""
    whole = replace(
        bare(), channels=(ChannelContents(channel(1), (), (content("body", raw, salt),)),)
    )
    items = encode_items(whole, POUCH_BYTES_MAX)
    [found] = read_items(items, north().card).channels[0].contents
    assert found.digest == digest("comity/1 body", salt + raw)
    assert found.digest.encode() not in items


def test_soundings() -> None:
    """POUCH-12: a sounding travels in a pouch of its own kind, and no other passes for it."""
    manifest, rest = taken_out(made(), south())
    other = manifest.replace(b'"kind":"record"', b'"kind":"sounding"')
    assert _refused(resealed(other, rest, south())) == "pouch/kind"


def test_roads(tmp_path: Path) -> None:
    """POUCH-13: the server's certificate is the one whose digest the peer's newest card names."""
    ready = threading.Event()
    listening = Listening("127.0.0.1", free_port(), OURS.certificate_pem, OURS.key_pem)
    server = HttpsRoad(lambda raw: raw, anybody, listening, ready.set)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(10)
    address = f"https://127.0.0.1:{listening.port}"
    assert post_pouch(address, OURS.digest, FULL) == FULL
    with pytest.raises(TrustError) as caught:
        post_pouch(address, ANOTHER.digest, FULL)
    assert caught.value.code == "road/certificate"
    server.stop()
    thread.join(10)
    with pytest.raises(UnavailableError):
        post_pouch(address, OURS.digest, FULL)
    assert read_pouch(write_pouch(tmp_path, FULL)) == FULL


def test_signer_of_a_pouch() -> None:
    """POUCH-14: the manifest and card are verified by KEY-10: the greatest serial known."""
    assert _refused(FULL, south(), west()) == "stranger"
    assert _refused(FULL, south(), side("norland", 1, 2)) == "credentials"
    newer = side("norland", 1, 2)
    raw = seal(replace(bare(), card=newer.card), newer)
    assert open_pouch(raw, opener(south(), north())).party == "norland"


def _told(name: str) -> str:
    """The value that stands behind a name in the page's example."""
    found = re.search(rf"^{re.escape(name)} {{2,}}(.+)$", PAGE, re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_worked_example() -> None:
    """The numbers of the page come out of the code."""
    header = encode_header(bytes(n % 256 for n in range(1_168)))
    assert header.hex().startswith(_told("header, 1,610 bytes, begins").replace(" ", ""))
    assert len(header) == 1_610
    told = Digest(_told("digest of the header"))
    key = payload_key(bytes(range(32)), told)
    assert key.hex() == _told("key of the chunks")
    text = (b"\0\0\0\x02{}" + bytes(4)).ljust(CHUNK, b"\0")
    [sealed] = seal_chunks(key, text)
    assert sealed[:16].hex() == _told("sealed chunk begins")
    assert sealed[-16:].hex() == _told("sealed chunk ends")
    first, _ = seal_chunks(key, text * 2)
    assert f"{first[:16].hex()} … {first[-16:].hex()}" == _told("same chunk as first of two")
    pouch = header + sealed
    assert read_header(pouch).digest == told
    assert _told("the pouch") == f"{len(pouch):,} bytes, digest {pouch_digest(pouch)}"


def test_the_worked_example_of_items() -> None:
    """The items of the page are read, and written again as they stand."""
    lines = re.findall(r"^[CBR]  ([0-9a-f]{2}) ([0-9a-f]{8}) (.+)$", PAGE, re.MULTILINE)
    raw = b"".join(
        bytes.fromhex(tag + length)
        + (text.encode() if text.startswith("{") else bytes.fromhex(text))
        for tag, length, text in lines
    )
    assert len(raw) == 173
    assert f"digest `{digest('comity/1 items', raw)}`" in PAGE
    contents = read_items(raw, north().card)
    assert encode_items(contents, POUCH_BYTES_MAX) == raw
    assert contents.channels[0].channel == b64(bytes.fromhex(lines[0][2]))
    assert f"body's digest is `{contents.channels[0].contents[0].digest}`" in PAGE
