# SPDX-License-Identifier: Apache-2.0
"""The first page, followed by hand: every command of the README runs and shows what it promises."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```\n+(?:^```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
BLOCKS = BLOCK.findall(README)
MARK = "== block {} =="


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pattern(line: str) -> re.Pattern[str]:
    """A promised line: … stands for anything, blanks at the end count for nothing."""
    parts = [re.escape(part) for part in line.rstrip().split("…")]
    return re.compile(".*".join(parts) + r"[ ]*")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What one shell shows for each block, all run one after the other."""
    script = "set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
    for number, (commands, _) in enumerate(BLOCKS):
        script += f"echo '{MARK.format(number)}'\n{commands}"
    script = script.replace("make ready\n", "").replace("$PWD/.venv/bin", str(_programs()))
    for port in ("8471", "8472"):
        script = script.replace(port, str(_free_port()))
    done = subprocess.run(
        ["/bin/bash", "-c", script],
        cwd=tmp_path_factory.mktemp("readme"),
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return re.split(r"^== block \d+ ==\n", done.stdout, flags=re.MULTILINE)[1:]


def _programs() -> Path:
    return Path(sys.executable).parent


def test_the_first_page_has_commands_and_promises() -> None:
    assert len(BLOCKS) >= 5
    assert all(promised for _, promised in BLOCKS)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_command_shows_what_the_page_promises(number: int, shown: list[str]) -> None:
    lines = iter(shown[number].splitlines())
    for promised in BLOCKS[number][1].splitlines():
        pattern = _pattern(promised)
        assert any(pattern.fullmatch(line) for line in lines), f"not shown: {promised}"
