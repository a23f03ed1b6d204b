# SPDX-License-Identifier: Apache-2.0
"""Two people at two nodes, who type commands and carry files, for the journeys of the CLI."""

import io
import json
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from comity.cli.entry import run
from comity.locale import Language

PASSPHRASE = "correct horse battery"
ROOT_PASSPHRASE = "staple, kept offline"


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Hand:
    """Somebody at a node: types, reads, says yes.

    Args:
        party: the code of the side.
        desk: the folder in which the person works; the node lies in it.
        language: which the person reads.
        passphrase: which the person types, or None for somebody who has none.
    """

    party: str
    desk: Path
    language: Language = "en"
    passphrase: str | None = PASSPHRASE

    @property
    def node(self) -> Path:
        """The folder of the node."""
        return self.desk / self.party

    def types(self, *arguments: str, answer: str = "") -> Told:
        """The answer of a command, whatever it is."""
        environment = {"COMITY_LANG": self.language, "TZ": "UTC", "PATH": os.environ["PATH"]}
        if self.passphrase is not None:
            environment |= {
                "COMITY_PASSPHRASE": self.passphrase,
                "COMITY_ROOT_PASSPHRASE": ROOT_PASSPHRASE,
            }
        out, err = io.StringIO(), io.StringIO()
        before = Path.cwd()
        os.chdir(self.desk)
        try:
            with (
                mock.patch.dict(os.environ, environment, clear=True),
                mock.patch("sys.stdin", io.StringIO(answer)),
                redirect_stdout(out),
                redirect_stderr(err),
            ):
                code = run(["--node", self.party, *arguments])
        finally:
            os.chdir(before)
        return Told(code, out.getvalue(), err.getvalue())

    def does(self, *arguments: str, answer: str = "") -> Told:
        """The answer of a command that must succeed."""
        told = self.types(*arguments, answer=answer)
        assert told.code == 0, f"{arguments}: {told.out}\n{told.err}"
        return told

    def signs(self, *arguments: str) -> Told:
        """As `does`, with yes said beforehand."""
        return self.does("--yes", *arguments)

    def reading(self, language: Language) -> "Hand":
        """The same person, reading another language."""
        return replace(self, language=language)

    def hands(self, name: str, other: "Hand") -> None:
        """Carry a file over (cp)."""
        shutil.copy(self.desk / name, other.desk / name)

    def brings(self, other: "Hand", name: str) -> Told:
        """Write a transfer, carry it over; the other reads it."""
        self.does("pouch", "write", other.party, "-o", name)
        self.hands(name, other)
        return other.does("pouch", "read", name)

    def state(self) -> tuple[Any, ...]:
        """All that a failed command must not have changed."""
        names = sorted(
            str(path.relative_to(self.desk))
            for path in self.desk.rglob("*")
            if "record.db" not in path.name
        )
        return (names, self.does("--json", "show").out, self._logs())

    def _logs(self) -> list[str]:
        channels = [one["name"] for one in self.does("--json", "show").json]
        return [self.does("--json", "log", channel).out for channel in channels]


def make_nodes(folder: Path) -> tuple[Hand, Hand]:
    """Two nodes, each on a desk of its own."""
    kr, jp = Hand("kr", folder / "seoul"), Hand("jp", folder / "tokyo")
    for port, hand in ((8441, kr), (8442, jp)):
        hand.desk.mkdir(parents=True)
        hand.does("init", hand.party, "--address", f"https://127.0.0.1:{port}",
                  "--listen", f"127.0.0.1:{port}")  # fmt: skip
    return kr, jp


def found(kr: Hand, jp: Hand, name: str = "economic") -> None:
    """A dialogue of the two, by the files of a founding."""
    kr.does("found", "invite", "jp", "-o", "invitation.json")
    kr.hands("invitation.json", jp)
    jp.signs("found", "answer", "invitation.json", "-o", "answer.json")
    jp.hands("answer.json", kr)
    kr.does("found", "gather", "answer.json", "-o", "founding.json")
    kr.hands("founding.json", jp)
    for hand in (kr, jp):
        hand.does("found", "join", "founding.json", "--as", name, "--words-compared")
