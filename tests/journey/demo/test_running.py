# SPDX-License-Identifier: Apache-2.0
"""How the demonstration begins and ends: folders, exit codes, processes."""

import signal
import sqlite3
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest

from comity.core.errors import ConfigError
from comity.demo import run, story
from comity.demo.outcome import judge
from comity.demo.parting import COMMANDS
from comity.demo.scenario import SECURITY
from comity.demo.stage import Stage
from comity.demo.steps import ceremony

STOP_S_MAX = 3


class Tampering:
    """A step that changes one stored byte of the Japanese node's record."""

    def __init__(self, column: str) -> None:
        self.column = column

    def play(self, stage: Stage) -> None:
        """Turn a byte of the first entry, behind everybody's back."""
        path = stage.jp.assembled.config.record
        with sqlite3.connect(path) as database:
            rows = database.execute(
                f"SELECT rowid, {self.column} FROM entry WHERE channel = 1"  # noqa: S608
            ).fetchall()
            row, raw = rows[0]
            place = raw.index(b'"', len(raw) // 2) + 3
            turned = raw[:place] + (b"B" if raw[place : place + 1] != b"B" else b"C")
            database.execute(
                f"UPDATE entry SET {self.column} = ? WHERE rowid = ?",  # noqa: S608
                (turned + raw[place + 1 :], row),
            )
        database.close()


@pytest.mark.parametrize("column", ["raw", "signature"])
def test_a_record_tampered_with_ends_the_demonstration_with_a_failure(
    column: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "STEPS", (ceremony, Tampering(column)))
    out = StringIO()
    code = run(once=True, folder=tmp_path / "nodes", language="en", out=out)
    assert code == 1
    assert "DOES NOT VERIFY" in out.getvalue()
    assert "This is not one record" in out.getvalue()


class Silence:
    """A step in which one side signs something and nobody carries it."""

    def play(self, stage: Stage) -> None:
        """One more entry on one side only."""
        stage.kr.sign(SECURITY)
        assert len({one.digest for one in judge(stage) if one.dialogue == SECURITY}) == 2


def test_records_that_differ_end_the_demonstration_with_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "STEPS", (ceremony, Silence()))
    out = StringIO()
    assert run(once=True, folder=tmp_path / "nodes", language="ko", out=out) == 1
    assert "하나의 기록이 아님" in out.getvalue()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    for fresh, code in ((False, "demo/exists"), (True, "demo/not-a-demo")):
        with pytest.raises(ConfigError) as refused:
            run(once=True, folder=tmp_path, language="en", out=StringIO(), fresh=fresh)
        assert refused.value.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_of_an_earlier_demonstration_is_made_anew_if_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "STEPS", (ceremony,))
    folder = tmp_path / "nodes"
    assert run(once=True, folder=folder, language="ja", out=StringIO()) == 0
    first = (folder / "kr" / "keys" / "root.json").read_bytes()
    assert run(once=True, folder=folder, language="ja", out=StringIO(), fresh=True) == 0
    assert (folder / "kr" / "keys" / "root.json").read_bytes() != first


_PROGRAM = """
import sys
from pathlib import Path
from comity.demo import run
sys.exit(run(once=False, folder=Path(sys.argv[1]), language="en", out=sys.stdout))
"""


def test_it_stops_cleanly_in_the_middle(tmp_path: Path) -> None:
    folder = tmp_path / "nodes"
    with _begun(folder) as program:
        assert any("Step 2" in line for line in program.stdout or ())
        assert _serving(folder) == 2
        told, code = _interrupted(program)
    assert code == 130
    assert "both nodes have stopped" in told
    assert _serving(folder) == 0


def test_what_it_says_to_try_can_be_tried_until_it_is_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "nodes"
    with _begun(folder) as program:
        lines = iter(program.stdout or ())
        assert any("in this order" in line for line in lines)
        commands = [next(lines).split() for _ in COMMANDS]
        assert _serving(folder) == 2
        told_by = []
        for command in commands:
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            told_by.append(done.stdout)
        told, code = _interrupted(program)
    assert code == 0
    assert "both nodes have stopped" in told
    assert _serving(folder) == 0
    assert "19 Oct 2023" in told_by[5], (
        "the Japanese node holds what the reader has proposed in Seoul"
    )


def _begun(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-u", "-c", _PROGRAM, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _interrupted(program: "subprocess.Popen[str]") -> tuple[str, int]:
    """What it still tells after Ctrl-C, and its exit code."""
    assert program.stdout is not None
    asked = time.monotonic()
    program.send_signal(signal.SIGINT)
    told = program.stdout.read()
    code = program.wait()
    assert time.monotonic() - asked < STOP_S_MAX
    return told, code


def _serving(folder: Path) -> int:
    """How many processes serve a node in the folder."""
    count = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            count += "comity.demo.serving" in command and str(folder) in command
    return count
