# SPDX-License-Identifier: Apache-2.0
"""`comity serve` as an operator runs it, watched from outside: words, processes, pages."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from comity.assembly.creation import create_node
from comity.config import Config, Desk, Plan
from comity.core.ids import Code
from tests.journey.serve.ports import free_ports

PASSPHRASE = "a passphrase of the test"
PROGRAM = (sys.executable, "-c", "from comity.cli.entry import main; main()")
STOP_S_MAX = 3.0


@dataclass
class Served:
    """A running `comity serve`.

    Args:
        process: the supervisor.
        told: what it has said in JSON once it was ready.
    """

    process: "subprocess.Popen[str]"
    told: dict[str, Any]

    def tree(self) -> set[int]:
        """The supervisor and all that it has started, however far down."""
        found, new = set(), {self.process.pid}
        while new:
            found |= new
            new = {child for pid in new for child in _children(pid)} - found
        return found


def make(folder: Path, code: str = "kr") -> Config:
    """A node at free ports, its exchange's and its desk's."""
    port, desk = free_ports(2)
    address = (f"https://127.0.0.1:{port}",)
    plan = Plan(Code(code), "127.0.0.1", port, address, Desk(f"127.0.0.1:{desk}"))
    config, _ = create_node(folder, plan, PASSPHRASE, "another one, kept offline")
    return config


@contextmanager
def serving(folder: Path, *options: str, passphrase: str | None = PASSPHRASE) -> Iterator[Served]:
    """Serve the node of a folder until the block ends."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COMITY_")}
    if passphrase is not None:
        environment["COMITY_PASSPHRASE"] = passphrase
    with subprocess.Popen(
        [*PROGRAM, "--lang", "en", "--json", "--node", str(folder), "serve", *options],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment,
    ) as process:  # fmt: skip
        try:
            yield Served(process, told_by(process))
        finally:
            process.terminate()


def told_by(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """The next value that it says in JSON."""
    assert process.stdout is not None
    assert process.stderr is not None
    told = ""
    for line in process.stdout:
        told += line
        if line == "}\n":
            found: dict[str, Any] = json.loads(told)
            return found
    raise AssertionError(process.stderr.read())


def _children(pid: int) -> set[int]:
    found = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found |= {int(one) for one in task.read_text().split()}
    return found


def alive(pid: int) -> bool:
    """Whether the process runs, and is no mere entry that nobody has waited for."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def command_of(pid: int) -> str:
    """Its command line; empty once it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def environment_of(pid: int) -> str:
    """Its environment, as others on the machine might read it."""
    return Path(f"/proc/{pid}/environ").read_bytes().decode("utf-8", "replace")


@dataclass(frozen=True)
class Answer:
    """What a page answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def heading(self) -> str:
        """What its title says."""
        found = re.search(r"<h1>(.*?)</h1>", self.text, re.DOTALL)
        return "" if found is None else found[1]


def ask(address: str, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
    """The answer of a page; a form where fields are given."""
    body = None if fields is None else urlencode(fields)
    headers = {} if body is None else {"Content-Type": "application/x-www-form-urlencoded"}
    with closing(HTTPConnection(address.removeprefix("http://"), timeout=60)) as line:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
