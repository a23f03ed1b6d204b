# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL for tests: clusters of Debian's programs in folders of their own, on sockets alone.

Where the programs are missing a test fails and names `tools/database`: it is never skipped.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import psycopg

__all__ = ["Cluster", "database_of", "shared"]

ENVIRONMENT: Final = "COMITY_TEST_POSTGRES"
"""Where a process started by a test finds the cluster of that test run."""

USER: Final = "postgres"
START_S: Final = 60
DATABASES_MAX: Final = 24
"""Databases kept at once in the shared cluster; the oldest makes room."""

QUICK: Final = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""Settings for tests in which no server crashes."""

_made: Final[dict[str, None]] = {}
_clusters: Final[list[Cluster]] = []


class Cluster:
    """A server with a socket in its own folder; every role is trusted there.

    Args:
        settings: of the server, beside the defaults.
    """

    def __init__(self, settings: Sequence[str] = ()) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="comity-pg-"))
        self.data = self.folder / "data"
        self._settings = tuple(settings)
        self._programs = _programs()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.folder, USER, USER)
        initdb = (
            "initdb", "-D", self.data, "-U", USER, "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip
        subprocess.run(self._command(*initdb), check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.start()

    def _command(self, program: str, *arguments: object) -> list[str]:
        command = [str(self._programs / program), *map(str, arguments)]
        as_other = ["--reuid", USER, "--regid", USER, "--init-groups"]
        # Should the tests be killed, the server goes with them.
        ahead = ["setpriv", *(as_other if os.geteuid() == 0 else []), "--pdeathsig", "INT"]
        return [*ahead, *command]

    def start(self) -> None:
        """The server answers."""
        settings = (
            "listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=200",
            "shared_buffers=32MB", *self._settings,
        )  # fmt: skip
        flags = [part for one in settings for part in ("-c", one)]
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                self._command("postgres", "-D", self.data, *flags), stdout=log, stderr=log, cwd="/"
            )
        deadline = time.monotonic() + START_S
        while True:
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self, signal: str = "INT") -> None:
        """The server is gone: with ``INT`` in order, with ``QUIT`` as in a crash."""
        if self._process is not None:
            number = {"INT": 2, "QUIT": 3, "KILL": 9}[signal]
            os.kill(self._process.pid, number)
            self._process.wait(START_S)
            self._process = None

    def remove(self) -> None:
        """Stopped, and no file is left."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def place(self, database: str = USER, role: str = USER) -> dict[str, str]:
        """Parameters of libpq for a database."""
        return {"host": str(self.folder), "dbname": database, "user": role}

    def run(self, *statements: str, database: str = USER) -> None:
        """Statements of the cluster's superuser, each by itself."""
        _run(self.place(database), statements)


def _run(place: Mapping[str, str], statements: Sequence[str]) -> None:
    with psycopg.connect(**place, autocommit=True) as connection:  # type: ignore[arg-type]  # texts
        for statement in statements:
            connection.execute(statement.encode())


def _programs() -> Path:
    named = os.environ.get("COMITY_POSTGRES")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found or not (found[-1] / "initdb").is_file():
        message = (
            "PostgreSQL is not installed: run tools/database (or name its programs' folder"
            " in COMITY_POSTGRES)"
        )
        raise RuntimeError(message)
    return found[-1]


def shared() -> Path:
    """The socket's folder of this test run's cluster, started when first asked for."""
    socket = os.environ.get(ENVIRONMENT)
    if socket is None:
        cluster = Cluster(QUICK)
        _clusters.append(cluster)
        atexit.register(cluster.remove)
        socket = os.environ[ENVIRONMENT] = str(cluster.folder)
    return Path(socket)


def database_of(folder: Path, owner: str = USER) -> dict[str, str]:
    """Parameters of libpq for the one database that goes with a test's folder, empty at first."""
    name = f"test_{hashlib.sha256(str(folder).encode()).hexdigest()[:24]}"
    place = {"host": str(shared()), "dbname": name, "user": owner}
    with psycopg.connect(host=place["host"], dbname=USER, user=USER, autocommit=True) as admin:
        # A process that was killed here leaves its statement to be run to the end.
        admin.execute("SELECT pg_advisory_lock(1)")
        there = admin.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if there is None:
            admin.execute(f"CREATE DATABASE {name}".encode())
            _made[name] = None
        while len(_made) > DATABASES_MAX:
            oldest = next(iter(_made))
            del _made[oldest]
            admin.execute(f"DROP DATABASE IF EXISTS {oldest} WITH (FORCE)".encode())
    return place
