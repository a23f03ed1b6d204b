# SPDX-License-Identifier: Apache-2.0
"""What officers compare and hand on: digests, heads of an export, files of their own, a leaving."""

import json
import stat
from pathlib import Path

import pytest

from comity.exchange.chunks import SEALED_CHUNK_BYTES
from tests.journey.cli.hands import Hand

SUMMIT = ("offer", "economic", "anchor/summit", "--title", "Summit", "--zone", "UTC",
          "--from", "2023-04-26", "--to", "2023-04-26")  # fmt: skip


def test_two_officers_compare_their_records_by_one_digest(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    kr.signs(*SUMMIT)
    before = [hand.does("--json", "show", "economic").json["digest"] for hand in pair]
    assert before[0] != before[1]
    kr.brings(jp, "1.pouch")
    jp.brings(kr, "2.pouch")
    digests = {hand.does("--json", "show", "economic").json["digest"] for hand in pair}
    assert len(digests) == 1
    assert all(digests.pop() in hand.does("show", "economic").out for hand in (kr,))


def test_an_export_says_how_far_it_reaches(pair: tuple[Hand, Hand]) -> None:
    kr, _ = pair
    kr.does("export", "economic", "-o", "early.comity")
    kr.signs(*SUMMIT)
    kr.does("export", "economic", "-o", "late.comity")
    for name, number in (("early.comity", 2), ("late.comity", 3)):
        unchecked = kr.types("--json", "verify", name)
        assert (unchecked.code, unchecked.json["holds"]) == (4, False)
        assert unchecked.json["unchecked"] == ["jp", "kr"]
        heads = unchecked.json["heads"]
        assert [number for number, _ in heads["kr"]] == [number]
        told = kr.types("verify", name).out
        assert "Consistent in itself; the signers of" in told
        assert "It holds" not in told
        assert f"kr:{number}" in told
        assert "Later entries may exist that are not in this file" in told


@pytest.mark.parametrize("wide", [b"entry " + b"x" * 30_000_000, b"x" * 30_000_000])
def test_a_line_without_an_end_is_not_read_to_its_end(pair: tuple[Hand, Hand], wide: bytes) -> None:
    kr, _ = pair
    kr.does("export", "economic", "-o", "good.comity")
    start = (kr.desk / "good.comity").read_bytes().splitlines(keepends=True)[:2]
    (kr.desk / "wide.comity").write_bytes(b"".join(start) + wide)
    told = kr.types("--json", "verify", "wide.comity")
    assert told.code == 1
    assert "line 3" in json.loads(told.err)["hint"]


def test_what_is_written_to_files_is_its_owners_to_read(pair: tuple[Hand, Hand]) -> None:
    kr, _ = pair
    kr.does("export", "economic", "-o", "a.comity")
    kr.does("pouch", "write", "jp", "-o", "a.pouch")
    kr.does("pouch", "write", "jp")
    kr.does("found", "invite", "us", "-o", "a.json")
    files = [path for path in kr.desk.iterdir() if path.is_file() and path.name != "pass"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert len([one for one in files if one.suffix == ".pouch"]) == 2


@pytest.mark.parametrize(
    ("listen", "addresses"),
    [
        ("127.0.0.1:8441", ["https://127.0.0.1:8441"]),
        ("::1:8441", ["https://[::1]:8441"]),
        ("0.0.0.0:8441", []),
        (":::8441", []),
    ],
)
def test_a_node_is_reached_where_it_listens_unless_told_otherwise(
    listen: str, addresses: list[str], tmp_path: Path
) -> None:
    hand = Hand("kr", tmp_path)
    assert hand.does("--json", "init", "kr", "--listen", listen).json["addresses"] == addresses
    assert hand.does("--json", "card").json["addresses"] == addresses


def test_a_transfer_refused_as_a_whole_is_shown_on_both_sides(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    kr.signs("declare", "economic", "document/d1", "--document", str(_great(kr)))
    kr.does("pouch", "write", "jp", "-o", "bent.pouch")
    raw = bytearray((kr.desk / "bent.pouch").read_bytes())
    assert len(raw) > 4 * SEALED_CHUNK_BYTES
    raw[-1] ^= 1
    (jp.desk / "bent.pouch").write_bytes(raw)
    assert jp.types("pouch", "read", "bent.pouch").code == 2
    (found,) = jp.does("--json", "show", "economic").json["findings"]
    assert (found["peer"], found["code"]) == ("kr", "pouch/chunk")
    assert "damaged or was altered" in jp.does("show", "economic").out
    jp.brings(kr, "next.pouch")
    (found,) = kr.does("--json", "show", "economic").json["findings"]
    assert (found["peer"], found["code"]) == ("jp", "own-pouch-refused")
    assert "refused a transfer of this node" in kr.does("show", "economic").out


def _great(hand: Hand) -> Path:
    path = hand.desk / "great.pdf"
    path.write_bytes(bytes(300_000))
    return path


def test_a_side_leaves_for_good_and_withdraws_what_it_has_open(pair: tuple[Hand, Hand]) -> None:
    kr, jp = pair
    before = kr.state()
    assert kr.types("leave", "economic", "--reason", "Done.", answer="no\n").code == 1
    assert kr.types("--json", "--yes", "leave", "economic", "--reason", "").code == 2
    assert kr.state() == before
    told = kr.does("leave", "economic", "--reason", "Done.", answer="yes\n")
    assert "Proposal kr/2/0" in told.out
    assert "Your side has left economic" in told.out
    assert json.loads(kr.types("--json", "--yes", *SUMMIT).err)["error"] == "left"
    kr.brings(jp, "1.pouch")
    assert "left the dialogue. Reason: Done." in jp.does("log", "economic").out
    assert json.loads(jp.types("--yes", "--json", "accept", "economic", "kr/2/0").err)["error"] == (
        "refused"
    )
