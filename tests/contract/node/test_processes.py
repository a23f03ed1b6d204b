# SPDX-License-Identifier: Apache-2.0
"""A desk and a worker of one node sign in one record; either may be killed at any moment."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from comity.core.ids import Digest
from comity.store.sqlite import SqliteRecords
from tests.contract.node.signing import opened
from tests.unit.node.parties import JP, KR, Circle, circle, deliver, offer, value

ROOT = Path(__file__).parents[3]
EACH = 25
ROUNDS = 24


@contextmanager
def _signer(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.contract.node.signing", *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the process ended with an error"
    return line.strip()


def _pair(folder: Path) -> Circle:
    pair = circle(folder=folder)
    pair.meet()
    return pair


def test_processes_that_sign_at_once_never_make_two_entries_of_one_number(tmp_path: Path) -> None:
    pair = _pair(tmp_path)
    folder = tmp_path / JP
    signers = [_signer("race", folder, pair.channel, EACH) for _ in range(2)]
    said: list[tuple[int, Digest]] = []
    with ExitStack() as stack:
        processes = [stack.enter_context(one) for one in signers]
        assert [_line(process) for process in processes] == ["ready", "ready"]
        for process in processes:
            _tell(process, "go")
        for turn in range(5):  # and a third process takes in what the other party says meanwhile
            offer(pair[KR], pair.channel, turn)
            deliver(pair[KR], pair[JP])
        for process in processes:
            for _ in range(EACH):
                number, digest = _line(process).split()
                said.append((int(number), Digest(digest)))
    _assert_whole(pair, said)
    assert len({number for number, _ in said}) == 2 * EACH


def _assert_whole(pair: Circle, said: list[tuple[int, Digest]]) -> None:
    """The log has no gap and no fork, holds all that was acknowledged, and goes on."""
    node = opened(Path(_record(pair).database.path).parent)
    records = node.records
    assert isinstance(records, SqliteRecords)
    assert records.database.quick_check() == ()
    offer(node, pair.channel, "after")
    entries = records.range(pair.channel, JP, 1, 10_000)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    by_number = {entry.number: entry.hash for entry in entries}
    assert all(by_number[number] == digest for number, digest in said)
    assert records.pending_ahead(pair.channel) is None
    deliver(pair[KR], node)
    assert deliver(node, pair[KR]).refused == ()
    assert value(pair[KR], pair.channel) == value(node, pair.channel)
    records.close()


def _record(pair: Circle) -> SqliteRecords:
    records = pair.seats[JP].records
    assert isinstance(records, SqliteRecords)
    return records


def test_killed_at_any_moment_the_node_signs_on(tmp_path: Path, *, deep: bool) -> None:
    chance = random.Random(2023)
    pair = _pair(tmp_path)
    folder = tmp_path / JP
    said: list[tuple[int, Digest]] = []
    told = 0
    with _signer("crash") as parent:
        for turn in range(ROUNDS * (10 if deep else 1)):
            delay_s = chance.uniform(0.0, 0.06)
            new = _kill_in(parent, f"{pair.channel} {folder}", delay_s, turn % 3 > 0)
            told += bool(new)
            said += new
            _assert_whole(pair, said)
    assert told >= ROUNDS // 2


def _kill_in(
    parent: subprocess.Popen[str], line: str, delay_s: float, after_first: object
) -> list[tuple[int, Digest]]:
    """What a signer said before it was killed, so long after its birth or its first entry."""
    _tell(parent, line)
    lines: list[str] = []
    while not (said := _line(parent)).startswith("child "):
        lines.append(said)
    if after_first and not lines:
        lines.append(_line(parent))
    time.sleep(delay_s)
    os.kill(int(said.split()[1]), signal.SIGKILL)
    while (said := _line(parent)) != "end":
        lines.append(said)
    return [(int(number), Digest(digest)) for number, digest in map(str.split, lines)]
