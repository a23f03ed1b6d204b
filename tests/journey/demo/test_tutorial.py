# SPDX-License-Identifier: Apache-2.0
"""The tutorial: every command in it exists; and, when there is time, it is followed to the end."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from comity.cli.app import build
from comity.demo.parting import COMMANDS
from comity.locale import catalogue

ROOT = Path(__file__).parents[3]
TUTORIAL = (ROOT / "docs" / "tutorial" / "two-dialogues.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", TUTORIAL, flags=re.DOTALL | re.MULTILINE)
SIDES = ("kr", "jp")
FUNCTIONS = "\n".join(line for block in BLOCKS for line in block.splitlines() if "() {" in line)
LINES = [
    line for block in BLOCKS for line in block.splitlines() if line.split()[0] in (*SIDES, "comity")
]


def _options(command: Any) -> dict[str, bool]:
    """Every option of a command, and whether a value follows it."""
    found = {"--help": False}
    for param in command.params:
        if param.param_type_name == "option":
            found |= dict.fromkeys((*param.opts, *param.secondary_opts), not param.is_flag)
    return found


def _check(line: str) -> str:
    """The command of a line, every option of which exists."""
    words = shlex.split(line)[1:]
    command: Any = build(catalogue("en"))
    known = _options(command)
    path = []
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            assert word in known, f"{line}: no option {word}"
            if known[word]:
                words.pop(0)
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
            known |= _options(command)
            path.append(word)
        else:
            assert path, f"{line}: no command {word}"
    assert not hasattr(command, "commands"), f"{line}: which command of it?"
    return " ".join(path)


@pytest.mark.parametrize("line", [*LINES, *COMMANDS])
def test_every_command_exists(line: str) -> None:
    assert _check(line.removesuffix(" > terms.json"))


@pytest.mark.parametrize("line", ["kr dance", "kr sync --quickly", "kr found"])
def test_a_command_that_does_not_exist_is_found(line: str) -> None:
    with pytest.raises(AssertionError):
        _check(line)


def test_the_tutorial_uses_what_a_beginner_needs() -> None:
    used = {_check(line.removesuffix(" > terms.json")) for line in LINES}
    assert used >= {
        "init", "found invite", "found answer", "found gather", "found join", "serve", "sync",
        "offer", "accept", "declare", "show", "pouch write", "pouch read", "export", "verify",
    }  # fmt: skip


def test_every_target_of_make_exists() -> None:
    targets = set(re.findall(r"`make (\w+)", TUTORIAL))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert targets
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in targets)


@pytest.mark.deep
def test_the_tutorial_can_be_followed_to_the_end(tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "LANG": "C.UTF-8"}

    def shell(line: str) -> list[str]:
        return ["bash", "-c", f"{FUNCTIONS}\n{line}"]

    serving: subprocess.Popen[bytes] | None = None
    told = ""
    try:
        for block in BLOCKS[1:]:
            if block.strip() == "jp serve":
                serving = subprocess.Popen(
                    shell("exec comity --node jp --passphrase-file jp.pass serve"),
                    cwd=tmp_path, env=environment,
                )  # fmt: skip
                time.sleep(3)
                continue
            if "pouch write" in block and serving is not None:
                serving.send_signal(signal.SIGINT)
                serving.wait()
                serving = None
            for line in block.splitlines():
                done = subprocess.run(
                    shell(line), check=False, cwd=tmp_path, env=environment,
                    capture_output=True, text=True,
                )  # fmt: skip
                told = done.stdout
                assert done.returncode == 0, f"{line}\n{told}{done.stderr}"
    finally:
        if serving is not None:
            serving.kill()
            serving.wait()
    assert "confirmed" in told
