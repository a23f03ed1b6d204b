# SPDX-License-Identifier: Apache-2.0
"""All parts of a node served at once: they answer, they end, and nothing stays behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from comity.config import Config, read_config
from tests.journey.serve.served import (
    PASSPHRASE,
    PROGRAM,
    STOP_S_MAX,
    Served,
    alive,
    ask,
    command_of,
    environment_of,
    make,
    serving,
)

PAGES = 20
WAIT_S_MAX = 30


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node that nobody has served yet."""
    folder = tmp_path_factory.mktemp("made") / "kr"
    make(folder)
    return folder


@pytest.fixture
def node(made: Path, tmp_path: Path) -> Config:
    """A copy of it."""
    shutil.copytree(made, tmp_path / "kr")
    return read_config(tmp_path / "kr")


def _gone(pids: set[int]) -> None:
    """Return when none of the processes runs any more."""
    for _ in range(WAIT_S_MAX * 20):
        if not any(alive(pid) for pid in pids):
            return
        time.sleep(0.05)
    raise AssertionError([command_of(pid) for pid in pids if alive(pid)])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_with_many_pages_open(node: Config, number: signal.Signals) -> None:
    """SERVE-3: "On Ctrl-C or SIGTERM all ends within three seconds, whatever is open"."""
    with serving(node.folder) as served, ExitStack() as stack:
        tree = served.tree()
        lines = [
            stack.enter_context(socket.create_connection((node.desk_host, node.desk_port)))
            for _ in range(PAGES)
        ]
        for line in lines:
            line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert all(line.recv(12) == b"HTTP/1.1 200" for line in lines)
        assert len(tree) >= 4
        served.process.send_signal(number)
        assert served.process.wait(STOP_S_MAX) == 0
        _gone(tree)


def test_whatever_becomes_of_the_supervisor_no_part_outlives_it(node: Config) -> None:
    """SERVE-3: "however the command itself ends, no part outlives it"."""
    with serving(node.folder) as served:
        tree = served.tree()
        served.process.kill()
        served.process.wait()
        _gone(tree)


def test_what_answers_at_the_desk_ends_with_what_watches_it(node: Config) -> None:
    """Even where no supervisor is left to see to it."""
    with subprocess.Popen(
        [sys.executable, "-m", "comity.cli.serve.desk", str(node.folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as watching:  # fmt: skip
        assert watching.stdin is not None
        assert watching.stdout is not None
        watching.stdin.write(f"{PASSPHRASE}\n")
        watching.stdin.flush()
        assert watching.stdout.readline() == "ready\n"
        answering = Served(watching, {}).tree() - {watching.pid}
        assert answering
        watching.kill()
        _gone(answering)


def test_no_process_shows_the_passphrase(node: Config) -> None:
    """SERVE-1: "never in an argument or the environment"."""
    with serving(node.folder) as served:
        others = served.tree() - {served.process.pid}
        assert others
        for pid in others:
            assert PASSPHRASE not in command_of(pid)
            assert PASSPHRASE not in environment_of(pid)


@pytest.mark.parametrize("part", ["exchange", "worker", "desk"])
def test_a_part_that_is_killed_comes_back(node: Config, part: str) -> None:
    with serving(node.folder) as served:
        assert served.process.stderr is not None
        victim = next(pid for pid in served.tree() if f"comity.cli.serve.{part}" in command_of(pid))
        os.kill(victim, signal.SIGKILL)
        _gone({victim})
        for _ in range(WAIT_S_MAX * 20):
            if any(f"serve.{part}" in command_of(pid) for pid in served.tree()):
                break
            time.sleep(0.05)
        else:
            raise AssertionError(part)
        if part == "desk":
            _wait_for_page(served.told["desk"])


def _wait_for_page(address: str) -> None:
    for _ in range(WAIT_S_MAX * 10):
        try:
            if ask(address, "GET", "/sign-in").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(address)


def test_locked_keys_serve_the_desk_alone(node: Config) -> None:
    """SERVE-1: "Without the passphrase it starts the desk alone."."""
    with serving(node.folder, passphrase=None) as served:
        assert set(served.told) == {"party", "desk"}
        assert ask(served.told["desk"], "GET", "/sign-in").status == 200
        with closing(socket.socket()) as line:
            assert line.connect_ex((node.host, node.port)) != 0


def _refused(node: Config, *options: str, passphrase: str = PASSPHRASE) -> tuple[int, str]:
    done = subprocess.run(
        [*PROGRAM, "--lang", "en", "--json", "--node", str(node.folder), "serve", *options],
        check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "COMITY_PASSPHRASE": passphrase}, timeout=WAIT_S_MAX,
    )  # fmt: skip
    return done.returncode, str(json.loads(done.stderr.splitlines()[-1])["error"])


def test_a_wrong_passphrase_is_an_error_at_once(node: Config) -> None:
    assert _refused(node, passphrase="not this one") == (1, "passphrase")


@pytest.mark.parametrize(("part", "code"), [("exchange", "road/listen"), ("desk", "desk/listen")])
def test_a_taken_place_is_an_error_and_nothing_is_left(node: Config, part: str, code: str) -> None:
    """SERVE-2: "If one can't start, because its place is taken … nothing is left running."."""
    place = (node.host, node.port) if part == "exchange" else (node.desk_host, node.desk_port)
    with closing(socket.create_server(place)):
        assert _refused(node) == (2, code)
    with serving(node.folder) as served:  # all places are free again
        assert served.told["party"] == "kr"


def test_a_desk_of_the_network_without_a_certificate_does_not_start(node: Config) -> None:
    settings = node.folder / "node.toml"
    text = settings.read_text("utf-8").replace(f'"127.0.0.1:{node.desk_port}"', '"0.0.0.0:8451"')
    settings.write_text(text, "utf-8")
    assert _refused(node) == (2, "desk/plain")
    with serving(node.folder, "--only", "exchange") as served:
        assert "desk" not in served.told


def test_a_desk_with_a_certificate_answers_by_tls_1_3_alone(node: Config) -> None:
    import ssl  # noqa: PLC0415 - of this test only

    from comity.assembly.world import SystemChance  # noqa: PLC0415 - likewise
    from comity.keys.tls import make_certificate  # noqa: PLC0415 - likewise

    made = make_certificate(SystemChance(), "127.0.0.1", 0, 4_000_000_000_000)
    (node.folder / "desk.pem").write_text(made.certificate_pem)
    (node.folder / "desk.key").write_text(made.key_pem)
    settings = node.folder / "node.toml"
    text = settings.read_text("utf-8")
    text = text.replace('certificate = ""', 'certificate = "desk.pem"')
    settings.write_text(text.replace('key = ""', 'key = "desk.key"'), "utf-8")
    with serving(node.folder, "--only", "desk") as served:
        assert served.told["desk"] == f"https://127.0.0.1:{node.desk_port}"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=made.certificate_pem)
        place = (node.desk_host, node.desk_port)
        with (
            socket.create_connection(place) as line,
            context.wrap_socket(line, server_hostname="127.0.0.1") as sealed,
        ):
            assert sealed.version() == "TLSv1.3"
            sealed.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert sealed.recv(12) == b"HTTP/1.1 200"
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with (
            socket.create_connection(place) as line,
            pytest.raises(ssl.SSLError),
            context.wrap_socket(line, server_hostname="127.0.0.1"),
        ):
            pass
