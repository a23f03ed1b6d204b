# SPDX-License-Identifier: Apache-2.0
"""Key files on disk."""

import errno
import os
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from comity.core.errors import ConfigError, MalformedError, TrustError
from comity.keys import keyring
from comity.keys.keyfile import seal_secrets
from comity.keys.keyring import (
    WorkingKeys,
    is_private,
    kind_at,
    read_root,
    read_working,
    write_root,
    write_working,
)
from comity.keys.keysets import make_sealing_secrets
from comity.keys.tls import make_certificate
from tests.unit.keys.drawing import NOT_AFTER, NOT_BEFORE, QUICK, SeededChance, side

PASSPHRASE = "a walk by the lake"
CHANCE = SeededChance(11)
WORKING = WorkingKeys(
    signing=side().working,
    sealing=(side().sealing, make_sealing_secrets(CHANCE)),
    tls=make_certificate(CHANCE, "comity.norland.example", NOT_BEFORE, NOT_AFTER),
)


@pytest.fixture
def root_file(tmp_path: Path) -> Path:
    path = tmp_path / "root.key"
    write_root(path, side().root, PASSPHRASE, CHANCE, QUICK)
    return path


@pytest.fixture
def working_file(tmp_path: Path) -> Path:
    path = tmp_path / "working.key"
    write_working(path, WORKING, PASSPHRASE, CHANCE, QUICK)
    return path


def test_a_root_is_read_back_with_the_next(root_file: Path) -> None:
    found = read_root(root_file, PASSPHRASE)
    assert found == side().root
    assert found.fingerprint == side().root.fingerprint
    assert kind_at(root_file) == "root"


def test_working_keys_are_read_back(working_file: Path) -> None:
    assert read_working(working_file, PASSPHRASE) == WORKING
    assert kind_at(working_file) == "working"


def test_working_keys_without_certificate_are_read_back(tmp_path: Path) -> None:
    keys = WorkingKeys(signing=side().working, sealing=(side().sealing,))
    write_working(tmp_path / "k", keys, PASSPHRASE, CHANCE, QUICK)
    assert read_working(tmp_path / "k", PASSPHRASE) == keys


def test_the_full_cost_is_the_default(tmp_path: Path) -> None:
    write_root(tmp_path / "root.key", side().root, PASSPHRASE, CHANCE)
    raw = (tmp_path / "root.key").read_bytes()
    assert b'"lanes":4,"memory_kib":65536,"passes":3' in raw


def test_only_the_owner_may_read_the_file(root_file: Path, working_file: Path) -> None:
    for path in (root_file, working_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert is_private(path)
    root_file.chmod(0o640)
    assert not is_private(root_file)


def test_a_wide_umask_does_not_open_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_root(tmp_path / "k", side().root, PASSPHRASE, CHANCE, QUICK)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600


def test_another_passphrase_is_refused(root_file: Path, working_file: Path) -> None:
    with pytest.raises(TrustError) as caught:
        read_root(root_file, "a walk by the sea")
    assert caught.value.code == "passphrase"
    with pytest.raises(TrustError):
        read_working(working_file, "a walk by the sea")


def test_the_other_kind_is_refused(root_file: Path, working_file: Path) -> None:
    with pytest.raises(ConfigError, match="key-file/kind"):
        read_working(root_file, PASSPHRASE)
    with pytest.raises(ConfigError, match="key-file/kind"):
        read_root(working_file, PASSPHRASE)


def test_an_existing_file_is_never_written_over(root_file: Path) -> None:
    before = root_file.read_bytes()
    with pytest.raises(ConfigError, match="key-file/exists"):
        write_root(root_file, side().root, PASSPHRASE, CHANCE, QUICK)
    assert root_file.read_bytes() == before
    assert [one.name for one in root_file.parent.iterdir()] == ["root.key"]


def test_a_link_is_not_followed_to_write(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="key-file/exists"):
        write_root(tmp_path / "link", side().root, PASSPHRASE, CHANCE, QUICK)
    assert not (tmp_path / "elsewhere").exists()


def test_nothing_is_left_beside_the_file(root_file: Path) -> None:
    assert [one.name for one in root_file.parent.iterdir()] == ["root.key"]


def test_the_bytes_are_on_disk_before_the_name_appears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen, fsync = tmp_path / "root.key", [], os.fsync

    def watched(descriptor: int) -> None:
        seen.append(path.exists())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    write_root(path, side().root, PASSPHRASE, CHANCE, QUICK)
    assert seen == [False, True]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space"):
        write_root(tmp_path / "root.key", side().root, PASSPHRASE, CHANCE, QUICK)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that knows no hard links, as on memory sticks."""

    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.usefixtures("no_links")
def test_a_memory_stick_without_links_will_do(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    write_root(path, side().root, PASSPHRASE, CHANCE, QUICK)
    assert read_root(path, PASSPHRASE) == side().root
    assert is_private(path)
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="key-file/exists"):
        write_root(path, side().root, PASSPHRASE, CHANCE, QUICK)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["root.key"]


def test_an_absent_file_or_folder_is_told(tmp_path: Path) -> None:
    for ask in (kind_at, is_private):
        with pytest.raises(ConfigError, match="key-file/absent"):
            ask(tmp_path / "none")
    with pytest.raises(ConfigError, match="key-file/absent"):
        read_root(tmp_path / "none", PASSPHRASE)
    with pytest.raises(ConfigError, match="key-file/unwritable"):
        write_root(tmp_path / "none" / "k", side().root, PASSPHRASE, CHANCE, QUICK)


def test_a_folder_is_not_a_key_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="key-file/unreadable"):
        read_root(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("count", [0, 17])
def test_the_number_of_sealing_secrets_is_limited(tmp_path: Path, count: int) -> None:
    keys = WorkingKeys(signing=side().working, sealing=(side().sealing,) * count)
    with pytest.raises(MalformedError, match="key-file/sealing"):
        write_working(tmp_path / "k", keys, PASSPHRASE, CHANCE, QUICK)
    assert not (tmp_path / "k").exists()


def test_the_greatest_working_file_fits(tmp_path: Path) -> None:
    keys = WorkingKeys(signing=side().working, sealing=(side().sealing,) * 16, tls=WORKING.tls)
    write_working(tmp_path / "k", keys, PASSPHRASE, CHANCE, QUICK)
    assert read_working(tmp_path / "k", PASSPHRASE) == keys


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"{}",
        b"[]",
        b'{"current":{"ed25519":"","ml_dsa_65":""}}',
        b'{"current":{"ed25519":"","ml_dsa_65":""},"next":{"ed25519":"","ml_dsa_65":""}}',
    ],
)
def test_secrets_of_another_form_are_refused(tmp_path: Path, plain: bytes) -> None:
    path = tmp_path / "k"
    keyring._write_new(path, seal_secrets("root", plain, PASSPHRASE, CHANCE, QUICK))
    with pytest.raises(MalformedError):
        read_root(path, PASSPHRASE)


def test_the_private_key_of_the_certificate_is_not_shown() -> None:
    assert "PRIVATE" not in repr(WORKING)
