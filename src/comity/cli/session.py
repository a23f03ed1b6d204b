# SPDX-License-Identifier: Apache-2.0
"""What every command is given: the node's folder, the language, where to speak and what to ask.

A passphrase comes from a file, the environment or a prompt, never from the command line, and is
never printed or logged.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from comity.core.errors import ConfigError, RuleError
from comity.locale import Catalogue
from comity.telling.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from comity.assembly.record import Assembled
    from comity.config import Config

__all__ = ["PASSPHRASE", "ROOT_PASSPHRASE", "Session"]

PASSPHRASE: Final = "COMITY_PASSPHRASE"  # noqa: S105 - the name of a variable
ROOT_PASSPHRASE: Final = "COMITY_ROOT_PASSPHRASE"  # noqa: S105 - likewise
PASSPHRASE_FILE_BYTES_MAX: Final = 8_192
WIDTH_PIPED: Final = 120
"""Columns where nobody sits at a terminal, unless COLUMNS says otherwise."""


@dataclass(slots=True)
class Session:
    """One call of one command.

    Args:
        words: the catalogue of the reader's language.
        folder: the node's folder.
        as_json: whether a program reads the output.
        yes: whether questions are answered yes beforehand.
        post: the office that signs, or None.
        passphrase_file: where the passphrase of the working keys is, or None.
        root_passphrase_file: where that of the root is, or None.
    """

    words: Catalogue
    folder: Path
    as_json: bool = False
    yes: bool = False
    post: str | None = None
    passphrase_file: Path | None = None
    root_passphrase_file: Path | None = None

    # --- the node ---

    def config(self) -> Config:
        """The settings of the node. Raises ConfigError as `read_config`."""
        from comity.config import read_config

        return read_config(self.folder)

    @contextmanager
    def node(self, *, unlocked: bool = False, passphrase: str | None = None) -> Iterator[Assembled]:
        """The node of the folder, let go of at the end.

        Args:
            unlocked: whether keys are needed; then the passphrase is asked for.
            passphrase: that of the keys, where it is known already.
        """
        from comity.assembly.record import assemble

        config = self.config()
        if unlocked and passphrase is None:
            passphrase = self.passphrase()
        assembled = assemble(config, passphrase)
        try:
            yield assembled
        finally:
            assembled.close()

    def voice(
        self, own: str | None = None, now_ms: int | None = None, *, all_languages: bool = False
    ) -> Voice:
        """How to speak to this reader at that party's node."""
        return Voice(self.words, own, now_ms, all_languages)

    # --- passphrases ---

    def passphrase(self, *, new: bool = False) -> str:
        """The passphrase of the working keys.

        Raises:
            ConfigError: ``passphrase-missing`` where it can't be asked for, ``passphrase-file``.
        """
        prompt = self.words.gettext("Passphrase of the working keys")
        return self._secret(self.passphrase_file, PASSPHRASE, prompt, new=new)

    def root_passphrase(self) -> str:
        """A new passphrase for the root keys. Raises as `passphrase`."""
        prompt = self.words.gettext("Passphrase of the root keys, another one")
        return self._secret(self.root_passphrase_file, ROOT_PASSPHRASE, prompt, new=True)

    def _secret(self, file: Path | None, variable: str, prompt: str, *, new: bool) -> str:
        if file is not None:
            return _first_line(file)
        told = os.environ.get(variable)
        if told:
            return told
        if not sys.stdin.isatty():
            raise ConfigError(
                "passphrase-missing", "CLI-1", f"no terminal to ask at, and {variable} is not set"
            )
        from getpass import getpass

        typed = getpass(f"{prompt}: ")
        if new and getpass(self.words.gettext("Once more: ")) != typed:
            raise ConfigError("passphrase-differs", "CLI-1", "the two entries differ")
        return typed

    # --- speaking ---

    def console(self, *, stderr: bool = False) -> Console:
        """Where to print: coloured at a terminal, plain elsewhere."""
        from rich.console import Console

        stream = sys.stderr if stderr else sys.stdout
        columns = os.environ.get("COLUMNS", "")
        width = None
        if not stream.isatty():
            width = int(columns) if columns.isdigit() and columns != "0" else WIDTH_PIPED
        return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)

    def say(self, *parts: RenderableType) -> None:
        """Print for a person; nothing where a program reads the output."""
        if not self.as_json:
            console = self.console()
            for part in parts:
                console.print(part, soft_wrap=isinstance(part, str))

    def note(self, text: str) -> None:
        """Print beside the output, for whoever watches."""
        if not self.as_json:
            self.console(stderr=True).print(text, soft_wrap=True, style="dim")

    def give(self, value: Any) -> None:
        """Print a value for a program; nothing where a person reads the output."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    # --- asking ---

    def confirm(self, question: str) -> None:
        """Return if a person says yes, or has said so beforehand by ``--yes``.

        Raises:
            RuleError: ``not-confirmed``, nothing done.
            ConfigError: ``nobody-to-ask`` where nobody answers.
        """
        if not self.yes:
            self.ask(question)

    def ask(self, question: str) -> None:
        """As `confirm`, but ``--yes`` does not answer: what only a person can know."""
        yes = self.words.gettext("yes")
        console = self.console(stderr=True)
        console.print(
            self.words.gettext("{question} Type “{yes}” to go on: ", question=question, yes=yes),
            end="",
            soft_wrap=True,
        )
        typed = sys.stdin.readline()
        if not typed:
            raise ConfigError("nobody-to-ask", "CLI-2", "nobody answers: nothing was done")
        if typed.strip().lower() not in {yes, "yes"}:
            raise RuleError("not-confirmed", "CLI-2", "not confirmed: nothing was done")


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(PASSPHRASE_FILE_BYTES_MAX)
        return raw.decode("utf-8").split("\n", 1)[0].removesuffix("\r")
    except (OSError, UnicodeDecodeError):
        raise ConfigError("passphrase-file", "CLI-1", f"{path} can't be read") from None
