# SPDX-License-Identifier: Apache-2.0
"""The processes that serve a node of the demonstration: those that serve any other node.

They are started by name, for they stand above this room. Each reads the passphrase from its input
and ends when that ends: none outlives the demonstration.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comity.core.errors import UnavailableError

__all__ = ["EXCHANGE", "WHOLE", "Server"]

EXCHANGE: Final = "comity.cli.serve.exchange"
"""Answers the other side, and no more."""
WHOLE: Final = "comity.cli.serve"
"""The supervisor: exchange, worker and desk."""
READY: Final = "ready"
"""What each writes, in one line, as soon as it answers."""
START_S_MAX: Final = 90
STOP_S_MAX: Final = 3


@dataclass(slots=True)
class Server:
    """One process that serves a node in a folder.

    Args:
        folder: of the node.
        passphrase: of its working keys.
        module: `EXCHANGE` or `WHOLE`.
    """

    folder: Path
    passphrase: str = field(repr=False)
    module: str = EXCHANGE
    _process: subprocess.Popen[str] | None = field(init=False, default=None)

    def start(self) -> None:
        """Begin; `wait_ready` says when it answers."""
        with (self.folder / "serving.log").open("a", encoding="utf-8") as log:
            self._process = process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", self.module, str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert process.stdin is not None
        process.stdin.write(f"{self.passphrase}\n")
        process.stdin.flush()

    def wait_ready(self) -> None:
        """Return when it answers.

        Raises:
            UnavailableError: ``demo/serving`` if it does not in time; it has ended then.
        """
        process = self._process
        assert process is not None
        assert process.stdout is not None
        late = threading.Timer(START_S_MAX, process.kill)
        late.start()
        line = process.stdout.readline()
        late.cancel()
        if line.strip() != READY:
            self.stop()
            hint = f"{self.folder.name} does not answer ({line.strip()}); see serving.log there"
            raise UnavailableError("demo/serving", "POUCH-13", hint)

    @property
    def running(self) -> bool:
        """Whether it is running."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> None:
        """Return when it ends."""
        if self._process is not None:
            self._process.wait()

    def ask_to_stop(self) -> None:
        """It has been told to end; `stop` waits for that."""
        if self.running:
            assert self._process is not None
            self._process.terminate()

    def stop(self) -> None:
        """It has ended when this returns."""
        process = self._process
        if process is None:
            return
        self.ask_to_stop()
        try:
            process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._process = None
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
