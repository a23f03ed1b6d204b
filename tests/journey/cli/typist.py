# SPDX-License-Identifier: Apache-2.0
"""A process in which commands are run one after the other, as whoever they name.

The dossier's Django belongs to a process, so journeys with people have one of their own:
``python -m tests.journey.cli.typist`` reads a line of JSON for each command, and answers so.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from tests.journey.cli.hands import PASSPHRASE, Hand, Told

ROOT = Path(__file__).parents[3]
PASSWORD = "a password for a journey"


@dataclass(frozen=True)
class Typist:
    """Whoever types at both nodes, in a process of its own."""

    process: subprocess.Popen[str]

    def types(
        self, hand: Hand, *arguments: str, person: str = "", answer: str = "", **more: str
    ) -> Told:
        """The answer of a command at that node, whatever it is."""
        environment = {"COMITY_PASSPHRASE": PASSPHRASE, "TZ": "UTC", "PATH": os.environ["PATH"]}
        if person:
            environment |= {"COMITY_PERSON": person, "COMITY_PASSWORD": PASSWORD}
        environment |= {"COMITY_PASSWORD_NEW": PASSWORD, **more}
        line = {
            "desk": str(hand.desk),
            "arguments": ["--node", hand.party, *arguments],
            "environment": environment,
            "answer": answer,
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        return Told(said["code"], said["out"], said["err"])

    def does(self, hand: Hand, *arguments: str, person: str = "", **more: str) -> Told:
        """The answer of a command that must succeed, with yes said beforehand."""
        told = self.types(hand, "--yes", *arguments, person=person, **more)
        assert told.code == 0, f"{arguments}: {told.out}\n{told.err}"
        return told

    def brings(self, hand: Hand, other: Hand, name: str) -> None:
        """Write a transfer, carry it over; the other node reads it. Nobody needs to be named."""
        self.does(hand, "pouch", "write", other.party, "-o", name)
        hand.hands(name, other)
        self.does(other, "pouch", "read", name)


@contextmanager
def typist() -> Iterator[Typist]:
    """A process that types, ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journey.cli.typist"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Typist(process)
    finally:
        process.kill()
        process.communicate()


def _serve() -> None:
    from comity.cli.entry import run  # noqa: PLC0415 - the tests load no command for this

    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        out, err = io.StringIO(), io.StringIO()
        os.chdir(asked["desk"])
        with (
            mock.patch.dict(os.environ, asked["environment"], clear=True),
            mock.patch("sys.stdin", io.StringIO(asked["answer"])),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = run(asked["arguments"])
        said = {"code": code, "out": out.getvalue(), "err": err.getvalue()}
        sys.__stdout__.write(json.dumps(said) + "\n")  # type: ignore[union-attr]  # it is there
        sys.__stdout__.flush()  # type: ignore[union-attr]  # likewise


if __name__ == "__main__":
    _serve()
