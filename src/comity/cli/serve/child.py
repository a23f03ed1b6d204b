# SPDX-License-Identifier: Apache-2.0
"""One part as the supervisor holds it: a process in a group of its own, and the pipes to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Final

from comity.cli.serve.lines import Line, said
from comity.core.errors import ComityError

__all__ = ["Child", "Part"]

SECRETS: Final = ("COMITY_PASSPHRASE", "COMITY_ROOT_PASSPHRASE")
"""What no part inherits: an environment can be read by others."""
_CHUNK: Final = 65_536
_LINE_BYTES_MAX: Final = 65_536
"""A part that says more without an end of line is not one of ours; the rest is forgotten."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be started.

    Args:
        name: how it is called where it is told of: ``exchange``, ``worker``, ``desk``.
        module: that is run.
        arguments: of the module; never a secret.
    """

    name: str
    module: str
    arguments: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Child:
    """A part and how it stands.

    Attributes:
        ready: whether it answers.
        silent: whether its output has ended: it has, or is about to.
        ends: how often it has ended by itself since it last ran steadily.
        due: when something is to be done about it, by the monotonic clock; None: nothing.
        error: what it said when it ended.
    """

    part: Part
    ready: bool = False
    silent: bool = False
    ends: int = 0
    due: float | None = None
    error: ComityError | None = None
    _process: subprocess.Popen[bytes] | None = None
    _heard: bytearray = field(default_factory=bytearray)

    @property
    def name(self) -> str:
        """The name of the part."""
        return self.part.name

    @property
    def running(self) -> bool:
        """Whether there is a process that was not yet waited for."""
        return self._process is not None

    @property
    def stdout(self) -> int:
        """The descriptor on which it speaks."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def start(self, passphrase: str | None) -> None:
        """A new process of the part, handed the passphrase."""
        assert self._process is None
        environment = {name: one for name, one in os.environ.items() if name not in SECRETS}
        self._process = process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", self.part.module, *self.part.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
            start_new_session=True,
        )
        self.ready, self.silent, self.error = False, False, None
        self._heard.clear()
        assert process.stdin is not None
        try:
            process.stdin.write(f"{passphrase or ''}\n".encode())
        except BrokenPipeError:
            return  # it has ended at once; its output tells why

    def lines(self) -> list[Line]:
        """What it has said since; called when there is something to read."""
        chunk = os.read(self.stdout, _CHUNK)
        self.silent = not chunk
        self._heard += chunk
        *whole, rest = bytes(self._heard).split(b"\n")
        self._heard[:] = rest[:_LINE_BYTES_MAX]
        return [said(one.decode("utf-8", "replace")) for one in whole]

    def ask_to_end(self) -> None:
        """It is told to end, twice over: by signal, and by the end of its input."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        os.kill(
            process.pid, signal.SIGTERM
        )  # it is not waited for yet: the number is still its own

    def end(self, until: float) -> None:
        """It and every process that it has started have ended when this returns.

        Args:
            until: when what is left is killed, by the monotonic clock.
        """
        process, self._process = self._process, None
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        self.ready = False
        try:
            _wait(process, until)
            # Before it is waited for: until then nobody else can bear the number of its group.
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        process.stdin.close()
        process.stdout.close()


def _wait(process: subprocess.Popen[bytes], until: float) -> None:
    """Return when the process has ended or time is over; it is not waited for yet."""
    while time.monotonic() < until:
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.01)
