# SPDX-License-Identifier: Apache-2.0
"""A new node stands whole in its folder, or nothing stays of it. Rule: CONFIG-3."""

import os
import stat
from pathlib import Path

import pytest

from comity.assembly.creation import create_node, new_folder
from comity.assembly.record import assemble
from comity.config import Plan, read_config
from comity.core.errors import ConfigError
from comity.core.ids import Code

PLAN = Plan(Code("kr"), "127.0.0.1", 8441, ("https://127.0.0.1:8441",))
PASSPHRASE = "a passphrase of the test"


def test_a_new_node_is_whole_and_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "kr"
    config, root = create_node(folder, PLAN, PASSPHRASE, PASSPHRASE)
    assert config == read_config(folder)
    assert config.folder == folder
    here = assemble(config, PASSPHRASE)
    assert here.node.root == root
    here.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [one.name for one in folder.parent.iterdir()] == ["kr"]


def test_an_empty_folder_may_become_one(tmp_path: Path) -> None:
    folder = tmp_path / "kr"
    folder.mkdir()
    create_node(folder, PLAN, PASSPHRASE, PASSPHRASE)
    assert read_config(folder).party == "kr"


@pytest.mark.parametrize("passphrases", [("short", PASSPHRASE), (PASSPHRASE, "short")])
def test_a_refused_passphrase_leaves_nothing(passphrases: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        create_node(tmp_path / "kr", PLAN, *passphrases)
    assert not list(tmp_path.iterdir())


def test_a_failure_in_the_middle_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ConfigError("key-file/unwritable", "KEY-6", "the disk is full")

    monkeypatch.setattr("comity.assembly.creation.write_working", fail)
    with pytest.raises(ConfigError):
        create_node(tmp_path / "kr", PLAN, PASSPHRASE, PASSPHRASE)
    assert not list(tmp_path.iterdir())


def test_what_is_in_the_folder_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(ConfigError) as refused:
        create_node(tmp_path, PLAN, PASSPHRASE, PASSPHRASE)
    assert refused.value.code == "init/not-empty"
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


def test_what_has_come_meanwhile_stays_too(tmp_path: Path) -> None:
    folder = tmp_path / "kr"

    def work() -> None:
        with new_folder(folder) as draft:
            (draft / "node.toml").write_text("")
            folder.mkdir()
            (folder / "letter.txt").write_text("mine")

    with pytest.raises(ConfigError) as refused:
        work()
    assert refused.value.code == "init/not-empty"
    assert [one.name for one in tmp_path.iterdir()] == ["kr"]
    assert [one.name for one in folder.iterdir()] == ["letter.txt"]


def test_a_folder_that_can_not_be_replaced_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kr"
    folder.mkdir()
    monkeypatch.setattr("comity.assembly.creation.os.access", lambda _path, _mode: False)
    mounted = folder.stat().st_ino
    create_node(folder, PLAN, PASSPHRASE, PASSPHRASE)
    assert read_config(folder).party == "kr"
    assert folder.stat().st_ino == mounted
    assert not [one for one in os.listdir(folder) if one.endswith(".new")]  # noqa: PTH208
    assert [one.name for one in tmp_path.iterdir()] == ["kr"]
