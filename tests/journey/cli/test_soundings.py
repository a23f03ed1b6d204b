# SPDX-License-Identifier: Apache-2.0
"""Informal soundings at the terminal: carried by file, answered, and nothing left of them."""

import json
from pathlib import Path

import pytest

from comity.assembly import world
from tests.journey.cli.hands import Hand

CANARY = "Would the third of May work, canary?"
ABOUT = "meeting/1/date"
DAY_MS = 86_400_000


def _holding(folder: Path) -> list[str]:
    """The files below a folder that hold the canary."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and b"canary" in path.read_bytes()
    ]


def test_it_goes_over_is_answered_and_leaves_nothing(
    pair: tuple[Hand, Hand], monkeypatch: pytest.MonkeyPatch
) -> None:
    """POUCH-12, POUCH-22, POUCH-23: on the road by file, in no record, gone when it expires."""
    kr, jp = pair
    before = [hand.state() for hand in pair]
    assert "None is open" in kr.does("soundings", "economic").out
    told = kr.does("sound", "economic", "--about", ABOUT, "--text", CANARY, "-o", "s.pouch")
    assert "Off the record" in told.out
    kr.hands("s.pouch", jp)
    assert "An informal sounding has come" in jp.does("pouch", "read", "s.pouch").out
    (one,) = jp.does("--json", "soundings", "economic").json
    assert (one["party"], one["about"], one["words"]) == ("kr", ABOUT, {"en": CANARY})
    told = jp.does(
        "sound", "economic", "--answers", one["name"][:6], "--stance", "could-work",
        "-o", "a.pouch",
    )  # fmt: skip
    jp.hands("a.pouch", kr)
    kr.does("pouch", "read", "a.pouch")
    kr.does("pouch", "read", "a.pouch")
    shown = kr.does("soundings", "economic").out
    assert "Could work" in shown
    assert "In answer to" in shown
    for hand in pair:
        for left in (*hand.desk.glob("*.pouch"),):
            left.unlink()
        # The words are in the one place of soundings, and in nothing else of the node.
        assert all(one.startswith(f"{hand.party}/soundings/") for one in _holding(hand.desk))
        assert len(_holding(hand.desk)) == 1
        hand.does("export", "economic", "-o", "record.comity")
        assert CANARY.encode() not in (hand.desk / "record.comity").read_bytes()
        assert "canary" not in hand.does("log", "economic").out
        (hand.desk / "record.comity").unlink()
    later = world.SystemClock().now_ms() + 4 * DAY_MS
    monkeypatch.setattr(world.SystemClock, "now_ms", lambda _: later)
    for hand in pair:
        assert "None is open" in hand.does("soundings", "economic").out
        assert _holding(hand.desk) == []
        assert list((hand.node / "soundings").iterdir()) == []
    monkeypatch.undo()
    for hand in pair:
        (hand.node / "soundings").rmdir()
    assert [hand.state() for hand in pair] == before


def test_a_value_goes_along_and_bad_input_is_refused(pair: tuple[Hand, Hand]) -> None:
    """POUCH-25: one of stance, value and words; `sounding/content`."""
    kr, _ = pair
    value = {"start": "2023-05-03T10:00", "end": "2023-05-03T12:00", "zone": "Asia/Seoul"}
    (kr.desk / "date.json").write_text(json.dumps(value), "utf-8")
    kr.does("sound", "economic", "--about", ABOUT, "--body", "date.json")
    assert "3 May 2023, 10:00–12:00 (Asia/Seoul)" in kr.does("soundings", "economic").out
    for arguments, code in (
        (("--about", ABOUT), "sounding/content"),
        (("--about", "channel/keys", "--text", "x"), "sounding/content"),
        (("--text", "x", "--to", "us"), "peer-unknown"),
        (("--answers", "zzz", "--stance", "difficult"), "sounding-unknown"),
        (("--stance", "perhaps", "--text", "x"), "stance"),
        (("--stance", "difficult"), "sounding/content"),
    ):
        refused = kr.types("--json", "sound", "economic", *arguments)
        assert refused.code in (1, 2), arguments
        assert json.loads(refused.err)["error"] == code, arguments
