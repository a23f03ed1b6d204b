# SPDX-License-Identifier: Apache-2.0
"""A node is backed up while it works, lost, and made again; it signs nothing twice."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.journey.cli.hands import Hand

OFFER = ("anchor/summit", "--zone", "UTC", "--from", "2023-04-26", "--to", "2023-04-26")


def _sync(kr: Hand, jp: Hand) -> None:
    """By files, both ways, twice."""
    for _ in range(2):
        kr.brings(jp, f"{uuid4()}.pouch")
        jp.brings(kr, f"{uuid4()}.pouch")


@pytest.fixture
def restored(pair: tuple[Hand, Hand]) -> tuple[Hand, Hand]:
    """KR, made again of a backup that lacks what it has signed and sent since; and JP."""
    kr, jp = pair
    _sync(kr, jp)
    kr.does("backup", "old.backup")
    kr.signs("offer", "economic", *OFFER, "--title", "Summit")
    _sync(kr, jp)
    marks = kr.desk / "marks"
    shutil.copytree(kr.node / "marks", marks)
    shutil.rmtree(kr.node)
    return kr, jp


def test_it_signs_again_once_all_others_have_answered(restored: tuple[Hand, Hand]) -> None:
    """HOME-81, HOME-6: what it signed after the backup comes back, and no number is used twice."""
    kr, jp = restored
    told = kr.does("restore", "old.backup")
    assert "exchange with each of them" in told.out
    refused = kr.types("--yes", "offer", "economic", *OFFER, "--title", "Another")
    assert refused.code == 1
    assert "HOME-6" in refused.err
    _sync(kr, jp)
    kr.signs("offer", "economic", *OFFER, "--title", "Third")
    _sync(kr, jp)
    logs = [hand.does("--json", "log", "economic").json for hand in (kr, jp)]
    assert len(logs[0]) == len(logs[1])
    assert "Third" in jp.does("show", "economic", "anchor/summit").out


def test_with_the_marks_that_survived_it_waits_for_the_one_entry_alone(
    restored: tuple[Hand, Hand],
) -> None:
    """HOME-81: the mark names an entry that is not here yet."""
    kr, jp = restored
    kr.does("restore", "old.backup", "--marks", "marks")
    refused = kr.types("--yes", "offer", "economic", *OFFER, "--title", "Another")
    assert refused.code == 1
    _sync(kr, jp)
    kr.signs("offer", "economic", *OFFER, "--title", "Third")


BAD: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda raw: raw[:-100],
    "cut at a chunk": lambda raw: raw[: raw.index(b"\n", 20) + 1 + 65_552],
    "longer": lambda raw: raw + b"x",
    "flipped": lambda raw: raw[:-50] + bytes([raw[-50] ^ 1]) + raw[-49:],
    "head flipped": lambda raw: raw.replace(b'"party":"kr"', b'"party":"kp"', 1),
    "of a newer version": lambda raw: raw.replace(b"comity-backup 1", b"comity-backup 9", 1),
    "something else": lambda _: b"Minutes of the meeting.\n" * 100,
    "empty": lambda _: b"",
}
CODES = {
    "head flipped": "backup/passphrase",
    "of a newer version": "backup/version",
    "something else": "backup/foreign",
    "empty": "backup/foreign",
}


@pytest.mark.parametrize("how", BAD)
def test_what_is_no_whole_backup_changes_nothing(pair: tuple[Hand, Hand], how: str) -> None:
    """HOME-81: cut, altered, newer, or none at all."""
    kr, _ = pair
    kr.does("backup", "good.backup")
    raw = (kr.desk / "good.backup").read_bytes()
    (kr.desk / "bad.backup").write_bytes(BAD[how](raw))
    there = replace(kr, party="again")
    told = there.types("--json", "restore", "bad.backup")
    assert told.code in {1, 2}
    assert f'"{CODES.get(how, "backup/damaged")}"' in told.err
    assert not there.node.exists()
    assert [one.name for one in there.node.parent.iterdir() if "again" in one.name] == []


def test_another_passphrase_or_folder_changes_nothing(pair: tuple[Hand, Hand]) -> None:
    """HOME-81: nor does a folder in which something is already."""
    kr, _ = pair
    kr.does("backup", "good.backup")
    there = replace(kr, party="again")
    told = replace(there, passphrase="another passphrase").types("restore", "good.backup")
    assert told.code in {1, 2}
    assert "The backup does not open with this passphrase." in told.err
    assert not there.node.exists()
    before = sorted(path.name for path in kr.node.iterdir())
    assert kr.types("restore", "good.backup").code == 2
    assert sorted(path.name for path in kr.node.iterdir()) == before


def test_nothing_in_it_can_be_read_without_the_passphrase(pair: tuple[Hand, Hand]) -> None:
    """HOME-80: and neither the root keys nor marks nor soundings are in it."""
    kr, _ = pair
    kr.signs("offer", "economic", *OFFER, "--title", "CANARY-OF-THE-BACKUP")
    (kr.node / "soundings").mkdir(exist_ok=True)
    (kr.node / "soundings" / "canary").write_bytes(b"CANARY-OF-A-SOUNDING")
    kr.does("backup", "good.backup")
    raw = (kr.desk / "good.backup").read_bytes()
    for canary in (b"CANARY-OF", b"node.toml", b"SQLite format"):
        assert canary not in raw
    there = replace(kr, party="again")
    there.does("restore", "good.backup")
    names = {str(path.relative_to(there.node)) for path in there.node.rglob("*") if path.is_file()}
    assert names <= {
        "node.toml", "names.json", "record.db", "home.db", "keys/working.key", "keys/root.json",
        "keys/card.json",
    }  # fmt: skip
    assert not list(there.node.joinpath("marks").iterdir())
