# SPDX-License-Identifier: Apache-2.0
"""Three governments by the trilateral preset; one of them is reached by carried files alone.

KR and JP are on a line. US is on none: what it says and hears goes by files to and from JP, which
passes on what KR has signed. In the end all three hold the same, and each verifies it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from comity.assembly.world import ScenarioClock
from comity.demo.clock import instant
from tests.browser.serving import COMITY, ended_with
from tests.journey.cli.hands import PASSPHRASE, Hand
from tests.journey.scenario.capitals import free_places, set_node

ZONES = {"kr": "Asia/Seoul", "jp": "Asia/Tokyo", "us": "America/New_York"}
INCIDENT = "us-20230416-200500"
WORDS = {
    "en": "The three sides met.",
    "ko": "3자가 회의를 개최하였다.",
    "ja": "三者が会合を開いた。",
}
TURNS_MAX = 6


class Table:
    """The three, and how they hear of each other."""

    def __init__(self, folder: Path) -> None:
        """Three new nodes in the folder, by one clock."""
        self.clock = ScenarioClock(folder / "clock")
        self.clock.put(instant("2023-04-14T09:00"))
        self.hands: dict[str, Hand] = {}
        self.files = 0
        for code, place in zip(ZONES, free_places(len(ZONES)), strict=True):
            hand = Hand(code, folder / f"{code}-capital")
            hand.desk.mkdir()
            hand.does("init", code, "--listen", place, "--address", f"https://{place}")
            set_node(hand, "127.0.0.1:1", ZONES[code])
            self.hands[code] = hand

    def found(self) -> None:
        """KR invites both; the files of the founding pass from hand to hand."""
        kr, jp, us = self.hands.values()
        kr.does("found", "invite", "jp", "us", "-o", "invitation.json")
        for hand in (jp, us):
            kr.hands("invitation.json", hand)
            hand.signs("found", "answer", "invitation.json", "-o", f"{hand.party}.json")
            hand.hands(f"{hand.party}.json", kr)
        kr.does("found", "gather", "jp.json", "us.json", "-o", "founding.json")
        for hand in (jp, us):
            kr.hands("founding.json", hand)
        for hand in self.hands.values():
            hand.does("found", "join", "founding.json", "--as", "three", "--words-compared")

    def meet(self) -> None:
        """KR calls JP; files pass between JP and US; nothing between KR and US, ever."""
        kr, jp, us = self.hands.values()
        for _ in range(TURNS_MAX):
            kr.does("sync", "jp")
            for sender, receiver in ((jp, us), (us, jp)):
                self.files += 1
                sender.brings(receiver, f"{self.files}.pouch")
            kr.does("sync", "jp")
            if len({self.shown(hand)["digest"] for hand in self.hands.values()}) == 1:
                return
        raise AssertionError("three honest nodes come to rest")

    def shown(self, hand: Hand) -> Any:
        """The dialogue as a side's node shows it."""
        return hand.does("--json", "show", "three").json

    def offers(self, code: str, item: str, *arguments: str) -> None:
        """A proposal of one side, accepted by both others."""
        hand = self.hands[code]
        hand.signs("offer", "three", item, *arguments)
        self.meet()
        for other in self.hands.values():
            if other.party == code:
                continue
            standing = next(one for one in self.shown(other)["items"] if one["item"] == item)
            (waiting,) = [one for one in standing["open"] if other.party in one["awaited"]]
            other.signs("accept", "three", waiting["proposal"])
        self.meet()

    def file(self, code: str, value: Any) -> str:
        """A body in a file on a desk."""
        self.files += 1
        name = f"{self.files}.json"
        (self.hands[code].desk / name).write_text(json.dumps(value), "utf-8")
        return name


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """The three, founded; JP answers on its line."""
    made = Table(tmp_path)
    made.found()
    with _answering(made.hands["jp"]):
        yield made


@contextmanager
def _answering(hand: Hand) -> Iterator[None]:
    command = [*COMITY, "--json", "--node", hand.party, "serve", "--only", "exchange"]
    with (
        (hand.desk / "log").open("wb") as log,
        ended_with(
            subprocess.Popen(
                command, cwd=hand.desk, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=log, start_new_session=True,
                env={**os.environ, "COMITY_LANG": "en", "COMITY_PASSPHRASE": PASSPHRASE},
            )
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        assert b"}\n" in iter(process.stdout.readline, b""), (hand.desk / "log").read_text()
        yield


def test_three_agree_though_one_is_on_no_line(table: Table) -> None:
    table.offers("kr", "terms", "--preset", "trilateral")
    table.offers(
        "jp", "meeting/round-1/date", "--kind", "round", "--round", "1", "--host", "us",
        "--start", "2023-04-28T10:00", "--end", "2023-04-28T12:00", "--zone", "America/New_York",
        "--place", "Washington",
    )  # fmt: skip
    ranks = ("--language", "en=authentic", "--language", "ko=authentic", "--language",
             "ja=authentic")  # fmt: skip
    table.offers(
        "us", "text/statement", "--title", "Statement", "--kind", "joint-statement",
        "--order", "k1", *ranks,
    )  # fmt: skip
    table.offers("kr", "text/statement/p/k1", *(f"--{code}={text}" for code, text in WORDS.items()))
    table.offers("jp", "text/statement/adoption", "--adopt")
    _incident(table)
    _ends(table)


def _incident(table: Table) -> None:
    """US notifies; both others acknowledge; US ends it; both acknowledge that too."""
    kr, jp, us = table.hands.values()
    table.clock.put(instant("2023-04-17T09:05"))
    us.signs("incident", "notify", "three", "--mode", "live", "--kind", "missile-launch",
             "--at", "2023-04-16T20:04", "--zone", "America/New_York")  # fmt: skip
    for command in (("ack",), ("stand-down",), ("ack",)):
        table.meet()
        for hand in (us,) if command == ("stand-down",) else (kr, jp):
            hand.signs("incident", *command, "three", INCIDENT)
    table.meet()
    for hand in table.hands.values():
        (shown,) = hand.does("--json", "incident", "show", "three", INCIDENT).json
        assert (shown["progress"], shown["end"]) == ("acknowledged", "stand-down")
        assert not any(shown["awaits"].values())


def _ends(table: Table) -> None:
    wanted = {"terms", "meeting/round-1/date", "text/statement", "text/statement/p/k1",
              "text/statement/adoption"}  # fmt: skip
    roots = [f"--root={hand.party}={hand.does('--json', 'card').json['root']}"
             for hand in table.hands.values()]  # fmt: skip
    logs = []
    for hand in table.hands.values():
        shown = table.shown(hand)
        agreed = {one["item"] for one in shown["items"] if one["agreed"] is not None}
        assert agreed == wanted
        assert all(one["agreed"]["confirmed"] for one in shown["items"] if one["agreed"])
        assert [one["item"] for one in shown["items"] if one["open"]] == []
        assert shown["states"]["texts"] == {"statement": "adopted"}
        logs.append([one["hash"] for one in hand.does("--json", "log", "three").json])
        hand.does("export", "three", "-o", "three.comity")
        verified = hand.does("--json", "verify", "three.comity", *roots).json
        assert verified["trusted"] == ["jp", "kr", "us"]
        assert set(verified["confirmed"]) == wanted
    assert logs[0] == logs[1] == logs[2]
    # Nobody has carried anything between KR and US.
    kr = {path.name for path in table.hands["kr"].desk.glob("*.pouch")}
    assert kr == set()
