# SPDX-License-Identifier: Apache-2.0
"""How the demonstration begins and ends: folders, exit codes, processes."""

import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from comity.config import Config, read_config
from comity.core.errors import ConfigError, UnavailableError
from comity.demo import parting, run, story
from comity.demo.outcome import judge
from comity.demo.parting import COMMANDS, open_desks
from comity.demo.people import staff
from comity.demo.scenario import SECURITY
from comity.demo.stage import Stage
from comity.demo.steps import ahead, ceremony
from tests.journey.serve.visiting import Visitor

STOP_S_MAX = 3


class Parted(NamedTuple):
    """A demonstration that waits for Ctrl-C."""

    folder: Path
    told: str
    commands: list[str]
    program: "subprocess.Popen[str]"


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
    monkeypatch.setattr(story, "open_desks", lambda _stage: None)
    folder = tmp_path / "nodes"
    assert run(once=True, folder=folder, language="ja", out=StringIO()) == 0
    first = (folder / "kr" / "keys" / "root.json").read_bytes()
    assert run(once=True, folder=folder, language="ja", out=StringIO(), fresh=True) == 0
    assert (folder / "kr" / "keys" / "root.json").read_bytes() != first


_PROGRAM = """
import sys
from pathlib import Path
from comity.demo import run
sys.exit(run(once=sys.argv[2:] == ["--once"], folder=Path(sys.argv[1]), language="en",
             out=sys.stdout))
"""


def test_it_stops_cleanly_in_the_middle(tmp_path: Path) -> None:
    folder = tmp_path / "nodes"
    with _begun(folder) as program:
        assert any("Step 2" in line for line in program.stdout or ())
        assert _serving(folder, "comity.cli.serve.exchange") == 2
        told, code = _interrupted(program)
    assert code == 130
    assert "both nodes have stopped" in told
    assert _serving(folder) == 0


def test_once_ends_when_both_desks_have_answered(tmp_path: Path) -> None:
    folder = tmp_path / "nodes"
    with _begun(folder, "--once") as program:
        assert program.stdout is not None
        told = program.stdout.read()
        assert program.wait() == 0
    assert "Both desks answer with their sign-in pages." in " ".join(told.split())
    assert _serving(folder) == 0
    for code in ("kr", "jp"):
        assert (folder / code / "home.db").exists()


def test_a_desk_that_can_not_answer_ends_the_demonstration_with_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "STEPS", (ceremony,))
    monkeypatch.setattr(parting, "_fill", lambda _stage: None)

    def taken(stage: Stage) -> None:
        with closing(stage.jp.place):
            stage.jp.place = socket.socket()  # the true one goes on listening
            open_desks(stage)

    monkeypatch.setattr(story, "open_desks", taken)
    with pytest.raises(UnavailableError) as refused:
        run(once=True, folder=tmp_path / "nodes", language="en", out=StringIO())
    assert refused.value.code == "demo/serving"
    assert "desk/listen" in refused.value.hint
    assert _serving(tmp_path) == 0


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parted]:
    """A demonstration after its story: what it has told, and the nodes that it serves."""
    folder = tmp_path_factory.mktemp("parted") / "nodes"
    with _begun(folder) as program:
        told = []
        for line in program.stdout or ():
            told.append(line)
            if "in this order" in line:
                break
        commands = [next(iter(program.stdout or ())) for _ in COMMANDS]
        try:
            yield Parted(folder, " ".join(" ".join(told).split()), commands, program)
        finally:
            if program.poll() is None:
                program.kill()


def test_who_can_sign_in_is_told(parted: Parted) -> None:
    for code, side in staff().items():
        assert read_config(parted.folder / code).desk_address in parted.told
        assert side.password in parted.told
        for one in side.people:
            assert one.sign_in in parted.told
            assert one.names["en"].split(",")[0] in parted.told


def test_every_link_of_the_story_opens_for_whoever_sees_it(parted: Parted) -> None:
    for code, side in staff().items():
        for one in side.people:
            visitor = Visitor(read_config(parted.folder / code).desk_address)
            visitor.signed_in(one.sign_in, side.password)
            links = set(visitor.get("/story").links("/"))
            assert len(links) > 4
            found = {link: visitor.get(link).status for link in links}
            open_ = {HTTPStatus.OK, HTTPStatus.FOUND}  # Today leads an administrator to people
            assert {link: status for link, status in found.items() if status not in open_} == {}, (
                one
            )


def test_what_it_says_to_try_at_a_terminal_can_be_tried(parted: Parted) -> None:
    for command in parted.commands:
        done = subprocess.run(command.split(), check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    assert _serving(parted.folder, "comity.cli.serve ") == 2


@pytest.mark.parametrize("code", ["kr", "jp"])
def test_the_story_so_far_is_told_at_the_desk(parted: Parted, code: str) -> None:
    """Everybody reads of what they may know of, and of nothing else."""
    config = read_config(parted.folder / code)
    side = staff()[config.party]
    for one in side.people:
        page = Visitor(config.desk_address).signed_in(one.sign_in, side.password).get("/story")
        assert page.status == 200
        known = () if "administrator" in one.roles else side.known(one)
        assert ("12th round" in page.text) == ("security" in known)
        assert ("second economic meeting" in page.text) == ("economic" in known)
        for link in page.links("/dialogues/"):
            assert Visitor.same(page).get(link).status == 200, link


@pytest.mark.parametrize(
    ("code", "who", "day"), [("kr", "kr-econ", "19 Oct 2023"), ("jp", "jp-dg", "28 Nov 2023")]
)
def test_what_it_says_to_try_first_can_be_done_at_the_desk(
    parted: Parted, code: str, who: str, day: str
) -> None:
    """And the other side's desk learns of it by itself."""
    config = read_config(parted.folder / code)
    password = staff()[config.party].password
    visitor = Visitor(config.desk_address).signed_in(who, password)
    told = "Answer the date that the other side proposes"
    story_page = visitor.get("/story")
    assert told in story_page.text
    matters = tuple(ahead.OPEN.values())
    where = next(one for one in story_page.links("/dialogues/") if one.endswith(matters))
    answer = next(one for one in story_page.links("/dialogues/") if "/answer/" in one)
    form = visitor.get(answer)
    draft = visitor.send(form, answer, {"answer": "accept"})
    assert draft.status == 302
    place = draft.headers["location"]
    fields = {"step": "sign", "password": password}
    signed = visitor.send(visitor.get(place), place, fields)
    assert signed.status == 302, signed.text
    assert answer not in visitor.get("/story").links("/dialogues/"), "it is done"
    other = "jp" if code == "kr" else "kr"
    _wait_until_agreed(read_config(parted.folder / other), where, day)


def _wait_until_agreed(config: Config, item: str, day: str) -> None:
    """Return when the other side's desk shows that day as agreed: a worker has brought it."""
    side = staff()[config.party]
    desk = next(one for one in side.people if len(side.known(one)) > 1)
    visitor = Visitor(config.desk_address).signed_in(desk.sign_in, side.password)
    for _ in range(600):
        page = visitor.get(item)
        if day in page.text.partition("What is agreed")[2].partition("</section>")[0]:
            return
        time.sleep(0.1)
    raise AssertionError(item)


def test_it_stops_at_once_with_pages_open(parted: Parted) -> None:
    lines = [
        socket.create_connection((config.desk_host, config.desk_port))
        for config in (read_config(parted.folder / code) for code in ("kr", "jp"))
        for _ in range(10)
    ]
    for line in lines:
        line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert all(line.recv(12) == b"HTTP/1.1 200" for line in lines)
    told, code = _interrupted(parted.program)
    for line in lines:
        line.close()
    assert code == 0
    assert "both nodes have stopped" in told
    assert _serving(parted.folder) == 0


def _begun(folder: Path, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-u", "-c", _PROGRAM, str(folder), *options]
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


def _serving(folder: Path, module: str = "comity.cli.serve") -> int:
    """How many processes of that module serve a node in the folder."""
    count = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            command = command.replace("\0", " ")
            count += f"-m {module}" in command and str(folder) in command
    return count
