# SPDX-License-Identifier: Apache-2.0
"""`comity serve` and `comity sync`, between processes as people run them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journey.cli.hands import PASSPHRASE, Hand, found

START_S_MAX = 20
STOP_S_MAX = 3


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def near(tmp_path: Path) -> tuple[Hand, Hand]:
    """Two nodes at free ports that share a dialogue."""
    hands = []
    for code in ("kr", "jp"):
        hand = Hand(code, tmp_path / code)
        hand.desk.mkdir()
        place = f"127.0.0.1:{_free_port()}"
        hand.does("init", code, "--listen", place, "--address", f"https://{place}")
        hands.append(hand)
    kr, jp = hands
    found(kr, jp)
    return kr, jp


@contextmanager
def _served(hand: Hand, *options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    (hand.desk / "pass").write_text(PASSPHRASE + "\n")
    parts = ("--only", "exchange", "--only", "worker")
    command = ["--node", hand.party, "--json", "--passphrase-file", "pass", "serve", *parts]
    command += options
    script = "import sys; from comity.cli.entry import run; sys.exit(run(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", script, *command],
        cwd=hand.desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "COMITY_LANG": "en"},
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            told = ""
            for line in process.stdout:
                told += line
                if line == "}\n":
                    break
            assert told, process.stderr.read()
            yield process, json.loads(told)
        finally:
            process.terminate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_served_node_is_reached_and_stops_at_once(
    near: tuple[Hand, Hand], number: signal.Signals
) -> None:
    kr, jp = near
    kr.signs("offer", "economic", "terms", "--preset", "economic-security")
    with _served(jp) as (process, told):
        assert told["party"] == "jp"
        assert told["address"].startswith("https://127.0.0.1:")
        assert kr.does("--json", "sync").json[0]["sent"] == 2
        jp.signs("accept", "economic", "kr/2/0")
        done = kr.does("--json", "sync", "jp").json[0]
        assert (done["received"], done["lacks"]) == (1, 0)
        shown = kr.does("--json", "show", "economic").json["items"][0]
        assert shown["agreed"]["confirmed"] is True
        assert "nothing new on either side" in kr.does("sync").out
        begun = time.monotonic()
        process.send_signal(number)
        assert process.wait(STOP_S_MAX) == 0
        assert time.monotonic() - begun < STOP_S_MAX


def test_two_served_nodes_deliver_and_let_lapse_by_themselves(near: tuple[Hand, Hand]) -> None:
    kr, jp = near
    with _served(kr, "--every", "1"), _served(jp, "--every", "1"):
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2))
        kr.signs("offer", "economic", "terms", "--preset", "economic-security", "--until", until)
        _wait(jp, lambda entries: any("withdrew its proposal" in one for one in entries))
        kr.signs("offer", "economic", "anchor/summit", "--title", "Summit", "--zone", "UTC",
                 "--from", "2023-04-26", "--to", "2023-04-26")  # fmt: skip
        _wait(jp, lambda entries: any("the anchor summit" in one for one in entries))
        number = len([one for one in jp.does("--json", "log", "economic").json
                      if one["party"] == "kr"])  # fmt: skip
        jp.signs("accept", "economic", f"kr/{number}/0")
        _wait(kr, lambda entries: any("acknowledged" in one for one in entries))
        shown = kr.does("--json", "show", "economic", "anchor").json["items"][0]
        assert shown["agreed"]["confirmed"] is True


def _wait(hand: Hand, seen: object) -> None:
    assert callable(seen)
    told: list[str] = []
    for _ in range(START_S_MAX * 5):
        told = [line for one in hand.does("--json", "log", "economic").json for line in one["told"]]
        if seen(told):
            return
        time.sleep(0.2)
    raise AssertionError(told)


def test_a_taken_port_is_named(near: tuple[Hand, Hand]) -> None:
    _, jp = near
    with _served(jp):
        twin = replace(jp, desk=jp.desk.parent / "twin")
        shutil.copytree(jp.desk, twin.desk)
        told = twin.types("serve", "--only", "exchange")
        assert told.code == 2
        assert "can't listen at its address" in told.err


def test_another_certificate_than_the_cards_is_not_spoken_to(near: tuple[Hand, Hand]) -> None:
    kr, jp = near
    other = Hand("jp", jp.desk.parent / "other")
    other.desk.mkdir()
    address = jp.does("--json", "card").json["addresses"][0]
    other.does("init", "jp", "--listen", address.removeprefix("https://"), "--address", address)
    with _served(other):
        told = kr.types("--json", "sync")
        assert told.code == 1
        assert json.loads(told.err)["error"] == "road/certificate"
