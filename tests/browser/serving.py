# SPDX-License-Identifier: Apache-2.0
"""Two nodes served as an operator serves them, `comity serve`, for as long as tests look on."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.browser.visitors import Desk
from tests.browser.world import PASSWORD

START_S_MAX = 60
STOP_S_MAX = 6
ZONES = {"kr": "Asia/Seoul", "jp": "Asia/Tokyo"}
COMITY = (sys.executable, "-c", "from comity.cli.entry import main; main()")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class TwoNodes:
    """Both sides, served, and the channels between them by name."""

    kr: Desk
    jp: Desk
    economic: str
    security: str
    folder: Path


@contextmanager
def two_served(folder: Path) -> Iterator[TwoNodes]:
    """Two nodes with all that `world` puts into them, answering, until the block ends."""
    nodes = folder / "nodes"
    _made(["story", str(nodes)])
    for code in ("kr", "jp"):
        _set_up(nodes / code, code)
    filling = [_making(["people", str(nodes / code)]) for code in ("kr", "jp")]
    told = [(one.communicate(timeout=START_S_MAX)[0], one.returncode) for one in filling]
    assert [code for _, code in told] == [0, 0], told
    names = json.loads((nodes / "kr" / "names.json").read_text("utf-8"))
    with ExitStack() as stack:
        kr, jp = (stack.enter_context(_served(nodes, code)) for code in ("kr", "jp"))
        yield TwoNodes(kr, jp, names["economic"], names["security"], nodes)


def _making(arguments: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.browser.world", *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _waited(process: subprocess.Popen[str]) -> None:
    told, _ = process.communicate(timeout=START_S_MAX)
    assert process.returncode == 0, told


def _made(arguments: list[str]) -> None:
    _waited(_making(arguments))


def _set_up(node: Path, code: str) -> None:
    """The desk listens at a free port; the node is a demonstration, by the scenario's clock."""
    path = node / "node.toml"
    before, table, desk = path.read_text("utf-8").partition("[desk]\n")
    assert table
    desk = re.sub(r"(?m)^(listen|zone) = .*\n", "", desk)
    desk = f'listen = "127.0.0.1:{free_port()}"\nzone = "{ZONES[code]}"\n{desk}'
    if "[demo]" not in desk:
        desk += '\n[demo]\nclock = "../clock"\n'
    path.write_text(f"{before}[desk]\n{desk}", "utf-8")


def free_port(wanted: int = 0) -> int:
    """A port of this machine at which nobody answers just now, the wanted one if it is such."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _address(node: Path) -> str:
    desk = (node / "node.toml").read_text("utf-8").partition("[desk]\n")[2]
    found = re.search(r'(?m)^listen = "(.+)"$', desk)
    assert found
    return f"http://{found[1]}"


@contextmanager
def _served(nodes: Path, code: str) -> Iterator[Desk]:
    address = _address(nodes / code)
    log = nodes / f"{code}.log"
    command = [*COMITY, "--node", code, "--passphrase-file", f"{code}.passphrase"]
    with (
        log.open("w", encoding="utf-8") as out,
        ended_with(
            subprocess.Popen(
                [*command, "serve", "--every", "1"],
                cwd=nodes, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env={**os.environ, "COMITY_LANG": "en"}, start_new_session=True,
            )
        ) as process,
    ):  # fmt: skip
        _answers(process, address, log)
        yield Desk(code, address, PASSWORD)


def _answers(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return once the desk answers a real request."""
    last: object = None
    for _ in range(START_S_MAX * 10):
        assert process.poll() is None, log.read_text("utf-8")
        try:
            connection = HTTPConnection(address.removeprefix("http://"), timeout=START_S_MAX)
            with closing(connection):
                connection.request("GET", "/sign-in")
                last = connection.getresponse().status
                if last == HTTPStatus.OK:
                    return
        except (OSError, HTTPException) as error:
            last = error
        time.sleep(0.1)
    raise AssertionError(f"{address} does not answer: {last}\n{log.read_text('utf-8')}")


@contextmanager
def ended_with(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor that is asked to stop with the block; what is left of it then is killed."""
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S_MAX)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
