# SPDX-License-Identifier: Apache-2.0
"""Where soundings are kept: one suite for memory and folder, and what is left on the disk."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.core.errors import ConfigError, UnavailableError
from comity.core.ids import Digest, b64
from comity.ports import SOUNDINGS_MAX, KeptSounding, Soundings, SoundingState
from comity.store.soundings import FolderSoundings, MemorySoundings

PEER = Digest(b64(b"p" * 32))
CANARY = b"canary: would 3 May in Seoul work?"
Make = Callable[[], Soundings]


def one(
    seed: int = 0, state: SoundingState = "came", expires: int = 1_000, peer: Digest = PEER
) -> KeptSounding:
    """A sounding that says the canary."""
    raw = b"" if state == "gone" else CANARY
    return KeptSounding(Digest(b64(seed.to_bytes(32, "big"))), peer, expires, state, raw)


@pytest.fixture(params=["memory", "folder"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Soundings:
    """Each implementation, empty."""
    if request.param == "memory":
        return MemorySoundings()
    return FolderSoundings(tmp_path / "soundings")


def test_it_keeps_what_it_was_given_the_first_to_expire_first(kept: Soundings) -> None:
    assert kept.all() == ()
    assert kept.expire(0) == 0
    later, sooner = one(1, "waiting", 2_000), one(2)
    assert kept.keep(later)
    assert kept.keep(sooner)
    assert kept.all() == (sooner, later)


def test_a_nonce_that_is_known_changes_nothing(kept: Soundings) -> None:
    """POUCH-24: One that is known already is not taken a second time."""
    assert kept.keep(one())
    assert not kept.keep(one())
    assert not kept.keep(KeptSounding(one().nonce, PEER, 5_000, "came", b"other words"))
    assert kept.all() == (one(),)
    kept.wipe(one().nonce)
    assert not kept.keep(one())


def test_one_of_ours_was_delivered(kept: Soundings) -> None:
    kept.keep(one(1, "waiting"))
    kept.keep(one(2))
    for seed in (1, 2, 3):
        kept.sent(one(seed).nonce)
    assert [two.state for two in kept.all()] == ["sent", "came"]
    assert [two.raw for two in kept.all()] == [CANARY, CANARY]


def test_what_was_wiped_says_nothing_and_is_known(kept: Soundings) -> None:
    """POUCH-24: Who wipes a sounding early keeps its nonce until then."""
    kept.keep(one())
    for _ in range(2):
        kept.wipe(one().nonce)
    kept.wipe(one(9).nonce)
    assert kept.all() == (one(state="gone"),)
    assert kept.expire(999) == 0
    assert kept.expire(1_000) == 1
    assert kept.keep(one())


def test_at_its_very_time_it_is_gone(kept: Soundings) -> None:
    """POUCH-23: At that time each node overwrites and deletes it."""
    kept.keep(one(1))
    kept.keep(one(2, "sent", 1_001))
    assert kept.expire(999) == 0
    assert kept.expire(1_000) == 1
    assert [two.expires for two in kept.all()] == [1_001]
    assert kept.expire(5_000) == 1
    assert kept.all() == ()


@pytest.mark.parametrize("state", ["came", "waiting"])
def test_of_one_side_so_many_and_no_more(kept: Soundings, state: SoundingState) -> None:
    """POUCH-25: Of one other side at most 64 are held at a time, and as many wait for it."""
    for seed in range(SOUNDINGS_MAX):
        assert kept.keep(one(seed, state))
    with pytest.raises(UnavailableError) as caught:
        kept.keep(one(100, state))
    assert (caught.value.code, caught.value.rule) == ("sounding/many", "POUCH-25")
    assert not kept.keep(one(0, state))
    assert kept.keep(one(101, state, peer=Digest(b64(b"q" * 32))))
    assert kept.keep(one(102, "waiting" if state == "came" else "came"))


# --- what is left on the disk ---


def _bytes_in(folder: Path) -> bytes:
    """Every byte of every file, and every name."""
    paths = sorted(folder.rglob("*"))
    names = "\n".join(str(path) for path in paths).encode()
    return names + b"".join(path.read_bytes() for path in paths if path.is_file())


def test_the_words_are_overwritten_on_the_disk_before_they_are_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """POUCH-23: overwrites and deletes it: zeros are on the disk where the words were."""
    kept = FolderSoundings(tmp_path / "soundings")
    kept.keep(one(1))
    kept.keep(one(2))
    synced: list[bytes] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if not os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112 - of a descriptor
            synced.append(os.pread(descriptor, 1_000, 0))
        real(descriptor)

    monkeypatch.setattr("comity.store.soundings.os.fsync", fsync)
    kept.wipe(one(1).nonce)
    kept.expire(1_000)
    assert all(CANARY not in raw for raw in synced)
    assert synced.count(b"\0" * len(CANARY)) == 2


def test_nothing_is_left_of_one_that_has_expired(tmp_path: Path) -> None:
    """POUCH-23: overwritten and deleted."""
    kept = FolderSoundings(tmp_path / "soundings")
    kept.keep(one(1, "waiting"))
    kept.keep(one(2))
    kept.sent(one(1).nonce)
    assert _bytes_in(tmp_path).count(CANARY) == 2
    held = [path.open("rb") for path in (tmp_path / "soundings").iterdir()]
    kept.expire(1_000)
    assert list((tmp_path / "soundings").iterdir()) == []
    # Whoever still has the file open, as a disk has its blocks, reads the words no more.
    for file in held:
        assert CANARY not in file.read()
        file.close()


def test_nothing_is_left_of_one_that_was_wiped(tmp_path: Path) -> None:
    """POUCH-24: its nonce is kept, and nothing else."""
    kept = FolderSoundings(tmp_path / "soundings")
    kept.keep(one())
    (path,) = (tmp_path / "soundings").iterdir()
    with path.open("rb") as file:
        kept.wipe(one().nonce)
        assert file.read() == b""
    assert CANARY not in _bytes_in(tmp_path)


def test_what_a_killed_process_has_left_expires_too(tmp_path: Path) -> None:
    """POUCH-23: of all that says it."""
    kept = FolderSoundings(tmp_path / "soundings")
    kept.keep(one(1, expires=5_000))
    left = tmp_path / "soundings" / f".{1_000:016d}.{one().nonce}.4711.new"
    left.write_bytes(CANARY)
    other = tmp_path / "soundings" / "README"
    other.write_bytes(b"none of ours")
    assert [two.nonce for two in kept.all()] == [one(1).nonce]
    kept.expire(1_000)
    assert not left.exists()
    assert other.exists()


def test_it_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    kept = FolderSoundings(tmp_path / "soundings")
    kept.keep(one())
    assert (tmp_path / "soundings").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "soundings").iterdir())


def test_of_many_that_come_at_the_same_moment_one_is_kept(tmp_path: Path) -> None:
    """POUCH-24: taken once."""
    found: list[bool] = []
    barrier = threading.Barrier(8)

    def keep() -> None:
        barrier.wait()
        found.append(FolderSoundings(tmp_path / "soundings").keep(one()))

    threads = [threading.Thread(target=keep) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(True) == 1
    assert FolderSoundings(tmp_path / "soundings").all() == (one(),)
    assert len(list((tmp_path / "soundings").iterdir())) == 1


def test_a_folder_that_is_a_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "soundings").write_bytes(b"")
    with pytest.raises(ConfigError) as caught:
        FolderSoundings(tmp_path / "soundings").all()
    assert caught.value.code == "sounding/folder"


def test_one_that_cannot_be_deleted_keeps_no_other(tmp_path: Path) -> None:
    """POUCH-23: each is overwritten and deleted at its time, whatever stands in another's place."""
    kept = FolderSoundings(tmp_path)
    for seed in range(1, 9):
        kept.keep(one(seed))
    stuck = sorted(tmp_path.iterdir())[3]
    stuck.unlink()
    stuck.mkdir()
    with pytest.raises(ConfigError) as caught:
        kept.expire(one().expires)
    assert caught.value.code == "sounding/folder"
    assert list(tmp_path.iterdir()) == [stuck]


def test_one_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    """Whoever reads them goes on with the others; whoever runs the node is told."""
    kept = FolderSoundings(tmp_path)
    for seed in range(1, 4):
        kept.keep(one(seed))
    kept.check()
    stuck = next(path for path in tmp_path.iterdir() if one(2).nonce in path.name)
    stuck.unlink()
    stuck.mkdir()
    assert {two.nonce for two in kept.all()} == {one(1).nonce, one(3).nonce}
    with pytest.raises(ConfigError) as caught:
        kept.check()
    assert caught.value.code == "sounding/folder"


def test_of_all_that_can_be_read_nothing_is_said(kept: Soundings) -> None:
    kept.keep(one(1))
    kept.keep(one(2, "gone"))
    kept.check()
