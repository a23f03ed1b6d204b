# SPDX-License-Identifier: Apache-2.0
"""What every road owes: the bytes that arrive are the bytes that were sent."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import ConfigError, MalformedError
from comity.exchange.pouch import POUCH_BYTES_MAX
from comity.exchange.roads.file import (
    FileCarrier,
    pouches_in,
    read_pouch,
    write_pouch,
)
from comity.exchange.roads.https_client import HttpsCarrier
from comity.exchange.roads.https_server import HttpsRoad, Listening
from comity.exchange.roads.memory import MemoryCarrier, MemoryRoad, Troubles
from comity.ports import Carrier
from tests.contract.exchange.answering import anybody
from tests.contract.exchange.test_https import OURS, free_port

POUCHES = [b"comity-pouch/1\n", bytes(range(256)) * 300, b"\xff" * 70_000]


@dataclass(frozen=True)
class Way:
    """A road and what has arrived at its end."""

    carrier: Carrier
    arrived: Callable[[], list[bytes]]


@contextmanager
def _by_memory(_: Path) -> Iterator[Way]:
    road = MemoryRoad(1)
    yield Way(MemoryCarrier(road, "south"), lambda: list(iter(lambda: road.take("south"), None)))


@contextmanager
def _by_file(folder: Path) -> Iterator[Way]:
    yield Way(FileCarrier(folder), lambda: [read_pouch(path) for path in pouches_in(folder)])


@contextmanager
def _by_https(_: Path) -> Iterator[Way]:
    arrived: list[bytes] = []
    ready = threading.Event()
    listening = Listening("127.0.0.1", free_port(), OURS.certificate_pem, OURS.key_pem)
    server = HttpsRoad(arrived.append, anybody, listening, ready.set)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(10)
    with HttpsCarrier((f"https://127.0.0.1:{listening.port}",), OURS.digest) as carrier:
        yield Way(carrier, lambda: arrived)
    server.stop()
    thread.join(10)


WAYS: dict[str, Callable[[Path], AbstractContextManager[Way]]] = {
    "memory": _by_memory,
    "file": _by_file,
    "https": _by_https,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_arrives_is_what_was_sent(
    way: Callable[[Path], AbstractContextManager[Way]], tmp_path: Path
) -> None:
    with way(tmp_path) as road:
        for pouch in POUCHES:
            assert road.carrier.carry(pouch) is None
        assert sorted(road.arrived()) == sorted(POUCHES)


# --- files ---


def test_a_file_copied_by_hand_is_the_same_pouch(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    shutil.copy(write_pouch(here, POUCHES[1]), there / "whatever.pouch")
    assert [read_pouch(path) for path in pouches_in(there)] == [POUCHES[1]]


def test_the_same_pouch_is_one_file_whose_name_tells_nothing(tmp_path: Path) -> None:
    first, again = write_pouch(tmp_path, b"norland"), write_pouch(tmp_path, b"norland")
    assert first == again
    assert [path.name for path in tmp_path.iterdir()] == [first.name]
    assert first.name.startswith("comity-")
    assert "norland" not in first.name


def test_a_draft_is_not_taken_for_a_pouch(tmp_path: Path) -> None:
    (tmp_path / ".comity-x.1.new").write_bytes(b"half")
    (tmp_path / ".hidden.pouch").write_bytes(b"half")
    assert pouches_in(tmp_path) == ()


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "great.pouch"
    with path.open("wb") as file:
        file.truncate(POUCH_BYTES_MAX + 1)
    with pytest.raises(MalformedError) as caught:
        read_pouch(path)
    assert caught.value.code == "pouch/size"


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real.pouch").write_bytes(b"x")
    (tmp_path / "link.pouch").symlink_to(tmp_path / "real.pouch")
    (tmp_path / "folder.pouch").mkdir()
    for name in ("link.pouch", "folder.pouch", "absent.pouch"):
        with pytest.raises(ConfigError) as caught:
            read_pouch(tmp_path / name)
        assert caught.value.code == "road/file"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        write_pouch(tmp_path / "absent", b"x")
    assert caught.value.code == "road/folder"
    with pytest.raises(ConfigError):
        pouches_in(tmp_path / "absent")


# --- a bad road ---


def _all_arrived(road: MemoryRoad) -> list[bytes]:
    return list(iter(lambda: road.take("south"), None))


@given(seed=st.integers(0, 10**6))
def test_the_same_seed_makes_the_same_troubles(seed: int) -> None:
    def drive() -> list[bytes]:
        road = MemoryRoad(seed, Troubles(0.3, 0.3, 0.5))
        for number in range(20):
            road.put("south", bytes((number,)))
        return _all_arrived(road)

    assert drive() == drive()


def test_each_trouble_happens_by_itself() -> None:
    sent = [bytes((number,)) for number in range(100)]

    def drive(troubles: Troubles) -> list[bytes]:
        road = MemoryRoad(3, troubles)
        for pouch in sent:
            road.put("south", pouch)
        return _all_arrived(road)

    assert drive(Troubles()) == sent
    lost = drive(Troubles(loss=0.3))
    assert 0 < len(lost) < 100
    assert lost == sorted(lost)
    repeated = drive(Troubles(repetition=0.3))
    assert len(repeated) > 100
    assert sorted(set(repeated)) == sent
    moved = drive(Troubles(reordering=0.3))
    assert moved != sent
    assert sorted(moved) == sent
