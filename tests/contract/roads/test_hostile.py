# SPDX-License-Identifier: Apache-2.0
"""Hostile pouches over real HTTPS: refused without a reason, nothing stored, the node serves on.

POUCH-3, POUCH-4, POUCH-5, POUCH-9, POUCH-14.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.errors import UnavailableError
from comity.exchange.chunks import SEALED_CHUNK_BYTES
from comity.exchange.header import INFO, encode_header, read_header
from comity.exchange.manifest import SignedManifest, read_manifest
from comity.exchange.pouch import pouch_digest
from comity.exchange.roads.https_client import HttpsCarrier
from comity.exchange.roads.https_server import HttpsRoad, Listening
from comity.node.contents import ChannelContents, Contents
from comity.node.send import compose
from tests.contract.exchange.test_https import OURS, free_port
from tests.contract.roads.lying import Liar, liar
from tests.unit.exchange.sides import Side, bare, resealed, seal, taken_out
from tests.unit.node.parties import JP, KR, US, Party, offer, party

SENT = frozenset({"pouch_sent", "sqlite_sequence"})
"""What the answer to a known sender moves: the number of our own next pouch."""


@dataclass
class Serving:
    """JP's node behind a real server, and those who call it."""

    world: Liar
    folder: Path
    address: str

    def post(self, pouch: bytes) -> bytes | None:
        """The answer to one pouch. Raises UnavailableError ``road/refused``."""
        with HttpsCarrier((self.address,), OURS.digest) as carrier:
            return carrier.carry(pouch)

    def refuses(self, pouch: bytes) -> None:
        """It answers 400 and keeps nothing."""
        before = self.dump()
        with pytest.raises(UnavailableError) as caught:
            self.post(pouch)
        assert (caught.value.code, caught.value.hint) == (
            "road/refused",
            "the peer's node answered 400",
        )
        assert self.dump() == before

    def dump(self, without: frozenset[str] = frozenset()) -> list[str]:
        """Every row of JP's database, but for those of some tables."""
        uri = f"file:{self.folder / JP / 'record.db'}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            lines = list(connection.iterdump())
        return [line for line in lines if not any(f'INTO "{name}"' in line for name in without)]

    def good(self) -> bytes:
        """A pouch of KR's own node with an entry that JP lacks."""
        offer(self.world.made[KR].node, self.world.channel, "good")
        return self.world.made[KR].write(self.world.made[JP]).raw

    def serves_on(self) -> None:
        """The next good pouch is stored and answered."""
        place = self._place()
        answer = self.post(self.good())
        assert answer is not None
        assert self._place() == place + 1
        (part, _) = self.world.made[KR].open(answer).contents.channels
        assert part.receipt is not None
        assert part.receipt.refused == ()

    def _place(self) -> int:
        return self.world.made[JP].node.records.place(self.world.channel)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """A new node for each test: what is compared is all that it holds."""
    world = liar(tmp_path)
    port, ready = free_port(), threading.Event()
    listening = Listening("127.0.0.1", port, OURS.certificate_pem, OURS.key_pem)
    desk = world.made[JP].desk
    server = HttpsRoad(desk.answer, desk.vouch, listening, ready.set)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert ready.wait(10)
        yield Serving(world, tmp_path, f"https://127.0.0.1:{port}")
    finally:
        server.stop()
        thread.join(10)
        for side in world.made.sides.values():
            side.node.records.close()


def _side(own: Party) -> Side:
    """A party as the tests of pouches know it."""
    return Side(own.code, own.secrets, own.working, own.sealing, own.credentials, own.card)


def _of_a_stranger(serving: Serving) -> bytes:
    """ZZ has JP's card, and a good entry of KR's to offer."""
    own = party("zz")
    parts = (ChannelContents(serving.world.channel, (serving.world.entry(),)),)
    return seal(Contents(own.card, parts), _side(own), _side(party(JP)))


def _in_a_partys_name(serving: Serving) -> bytes:
    """ZZ signs by its own keys under KR's card, which every pouch of KR's shows to its receiver."""
    jp = _side(party(JP))
    raw, items = taken_out(serving.good(), jp)
    header = encode_header(jp.sealer.wrap(jp.sealing.public, INFO, bytes(32)))
    digest = hashing.digest(hashing.HEADER, header)
    manifest = msgspec.structs.replace(read_manifest(raw).manifest, header=digest)
    signature = party("zz").working.sign(hashing.MANIFEST, manifest.digest)
    signed = SignedManifest(manifest=manifest, signature=signature)
    return resealed(encode(signed), items, jp, header=header)


def _for_another(serving: Serving) -> bytes:
    return serving.world.made[KR].write(serving.world.made[US]).raw


def _sealed_again(serving: Serving) -> bytes:
    """US passes on what KR signed for US, sealed to JP as if KR had."""
    raw = serving.world.made[KR].write(serving.world.made[US]).raw
    manifest, items = taken_out(raw, _side(party(US)))
    return resealed(manifest, items, _side(party(JP)))


def _a_header_of_its_own(serving: Serving) -> bytes:
    """What KR signed for JP, around which somebody with JP's keys put another header."""
    manifest, items = taken_out(serving.good(), _side(party(JP)))
    return resealed(manifest, items, _side(party(JP)))


def _version(serving: Serving) -> bytes:
    return serving.good().replace(b"comity-pouch/1\n", b"comity-pouch/2\n", 1)


def _header_altered(serving: Serving) -> bytes:
    raw = bytearray(serving.good())
    raw[100] = ord("B") if raw[100] != ord("B") else ord("C")
    return bytes(raw)


def _first_chunk_altered(serving: Serving) -> bytes:
    raw = bytearray(serving.good())
    raw[read_header(bytes(raw)).size + 1_000] ^= 1
    return bytes(raw)


HOSTILE: dict[str, Callable[[Serving], bytes]] = {
    "nothing": lambda _: b"",
    "noise": lambda _: bytes(range(256)) * 300,
    "of a stranger": _of_a_stranger,
    "in a party's name": _in_a_partys_name,
    "for another": _for_another,
    "sealed again": _sealed_again,
    "of another version": _version,
    "under another header": _a_header_of_its_own,
    "header altered": _header_altered,
    "first chunk altered": _first_chunk_altered,
    "one byte cut off": lambda s: s.good()[:-1],
    "one byte put behind": lambda s: s.good() + b"\0",
    "header alone": lambda s: (raw := s.good())[: read_header(raw).size],
    "a chunk cut off": lambda s: s.good()[:-SEALED_CHUNK_BYTES],
    "empty under a strange card": lambda _: seal(bare()),
}


def test_hostile_pouches_are_refused_nothing_is_stored_and_the_node_serves_on(
    serving: Serving,
) -> None:
    for make in HOSTILE.values():
        serving.refuses(make(serving))
    # What KR's refused pouches held comes with the next one: nothing is taken as sent.
    answer = serving.post(serving.good())
    assert answer is not None
    serving.world.made[KR].desk.take(answer)
    serving.serves_on()


def _two_chunks(serving: Serving) -> bytes:
    """A good pouch of KR's of two chunks at least."""
    world = serving.world
    contents = compose(world.made[KR].node, world.made[JP].root)
    return seal(contents, _side(party(KR)), _side(party(JP)), chunks_min=3)


def _cut(raw: bytes) -> bytes:
    return raw[:-SEALED_CHUNK_BYTES]


def _altered(raw: bytes) -> bytes:
    return raw[:-1] + bytes((raw[-1] ^ 1,))


def _swapped(raw: bytes) -> bytes:
    one, two = -2 * SEALED_CHUNK_BYTES, -SEALED_CHUNK_BYTES
    return raw[:one] + raw[two:] + raw[one:two]


def _doubled(raw: bytes) -> bytes:
    return raw + raw[-SEALED_CHUNK_BYTES:]


@pytest.mark.parametrize("spoil", [_cut, _altered, _swapped, _doubled])
def test_a_known_sender_is_told_under_seal_which_pouch_did_not_hold(
    serving: Serving, spoil: Callable[[bytes], bytes]
) -> None:
    offer(serving.world.made[KR].node, serving.world.channel, "in a pouch that is spoilt")
    raw = _two_chunks(serving)
    before = serving.dump(SENT | {"finding"})
    answer = serving.post(spoil(raw))
    assert answer is not None
    assert serving.dump(SENT | {"finding"}) == before, "our people are told, and that is all"
    opened = serving.world.made[KR].open(answer)
    assert opened.contents.refused_pouches == ((pouch_digest(spoil(raw)), "pouch/chunk"),)
    assert serving.post(raw) is not None
    assert serving.dump(SENT | {"finding"}) != before
    serving.world.made[KR].desk.take(serving.post(serving.good()) or b"")
    serving.serves_on()


def test_a_pouch_posted_again_changes_nothing(serving: Serving) -> None:
    raw = serving.good()
    serving.post(raw)
    before = serving.dump(SENT)
    for _ in range(3):
        assert serving.post(raw) is not None
        assert serving.dump(SENT) == before
    serving.serves_on()


def test_an_old_pouch_posted_again_by_somebody_else_takes_nothing_back(serving: Serving) -> None:
    old = serving.good()
    serving.post(old)
    newer = serving.good()
    serving.post(newer)
    place = serving.world.made[JP].node.records.place(serving.world.channel)
    entries = [line for line in serving.dump() if 'INTO "entry"' in line]
    assert serving.post(old) is not None
    assert [line for line in serving.dump() if 'INTO "entry"' in line] == entries
    assert serving.world.made[JP].node.records.place(serving.world.channel) == place
    # The answer is sealed to KR: whoever posted it again learns nothing of it.
    serving.serves_on()


def test_many_hostile_callers_at_once_do_not_keep_a_good_one_out(serving: Serving) -> None:
    noise = [make(serving) for make in HOSTILE.values()]
    stop = threading.Event()

    def annoy() -> None:
        while not stop.is_set():
            for raw in noise:
                with suppress(UnavailableError):
                    serving.post(raw)

    callers = [threading.Thread(target=annoy) for _ in range(3)]
    for one in callers:
        one.start()
    try:
        serving.world.made[KR].desk.take(serving.post(serving.good()) or b"")
        for _ in range(5):
            serving.serves_on()
    finally:
        stop.set()
        for one in callers:
            one.join(20)
