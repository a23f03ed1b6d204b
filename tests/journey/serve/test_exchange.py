# SPDX-License-Identifier: Apache-2.0
"""The exchange as its supervisor starts it: what it loads, and that it never stays behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from comity.assembly.creation import create_node
from comity.config import Plan
from comity.core.ids import Code
from tests.journey.serve.ports import free_port

PASSPHRASE = "a passphrase of the test"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A node at a free port."""
    port = free_port()
    plan = Plan(Code("kr"), "127.0.0.1", port, (f"https://127.0.0.1:{port}",))
    create_node(tmp_path / "kr", plan, PASSPHRASE, "another one, kept offline")
    return tmp_path / "kr"


def _started(folder: Path, **environment: str) -> "subprocess.Popen[str]":
    started = subprocess.Popen(
        [sys.executable, "-m", "comity.cli.serve.exchange", str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert started.stdin is not None
    assert started.stdout is not None
    started.stdin.write(f"{PASSPHRASE}\n")
    started.stdin.flush()
    assert started.stdout.readline() == "ready\n"
    return started


def test_it_loads_neither_django_nor_the_dossier(folder: Path) -> None:
    """SERVE-1: "the exchange, which opens the record and never the dossier"."""
    with _started(folder, PYTHONPROFILEIMPORTTIME="1") as started:
        started.send_signal(signal.SIGTERM)
        assert started.stderr is not None
        loaded = {
            line.rpartition("|")[2].strip()
            for line in started.stderr
            if line.startswith("import time:")
        }
    assert started.returncode == 0
    assert "comity.exchange.roads.https_server" in loaded
    outside = ("django", "comity.home", "comity.desk", "comity.site", "typer", "jinja2")
    assert not {one for one in loaded if one.startswith(outside)}
    assert not (folder / "home.db").exists()


def test_it_ends_when_its_input_ends(folder: Path) -> None:
    with _started(folder) as started:
        assert started.stdin is not None
        started.stdin.close()
        assert started.wait() == 0
