# SPDX-License-Identifier: Apache-2.0
"""What every command is given: the node's folder, the language, where to speak and what to ask.

A passphrase or password comes from a file, the environment or a prompt, never from the command
line, and is never printed or logged. Once the dossier holds people, whatever reads or signs the
record does so as one of them (HOME-12): here is the one place that sees to it.
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
    from comity.cli.acting import Officer
    from comity.config import Config
    from comity.core.ids import ChannelId, Matter
    from comity.home.reading import Reader
    from comity.node.sign import Move, Signed

__all__ = ["PASSPHRASE", "PASSWORD", "PASSWORD_NEW", "ROOT_PASSPHRASE", "Session"]

PASSPHRASE: Final = "COMITY_PASSPHRASE"  # noqa: S105 - the name of a variable
ROOT_PASSPHRASE: Final = "COMITY_ROOT_PASSPHRASE"  # noqa: S105 - likewise
PASSWORD: Final = "COMITY_PASSWORD"  # noqa: S105 - likewise
PASSWORD_NEW: Final = "COMITY_PASSWORD_NEW"  # noqa: S105 - likewise
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
        person: the sign-in name of whoever acts, or None.
        password_file: where that person's password is, or None.
    """

    words: Catalogue
    folder: Path
    as_json: bool = False
    yes: bool = False
    post: str | None = None
    passphrase_file: Path | None = None
    root_passphrase_file: Path | None = None
    person: str | None = None
    password_file: Path | None = None
    _officer: Officer | None = None

    # --- the node ---

    def config(self) -> Config:
        """The settings of the node. Raises ConfigError as `read_config`."""
        from comity.config import read_config

        return read_config(self.folder)

    @contextmanager
    def node(self, *, unlocked: bool = False) -> Iterator[Assembled]:
        """The node of the folder as whoever acts may see it, let go of at the end.

        Args:
            unlocked: whether keys are needed; then the passphrase is asked for.

        Raises:
            ConfigError: ``person-missing``, ``post-of-person``, ``password-missing``.
            RuleError: ``person-unknown``, ``sign-in-wrong``.

        Rules: HOME-11, HOME-12.
        """
        password = self._password_needed()
        with self.machine(unlocked=unlocked) as here:
            if password is None:
                yield here
                return
            officer = self._sign_in(here, password)
            try:
                yield officer.here
            finally:
                officer.close()

    @contextmanager
    def machine(
        self, *, unlocked: bool = False, passphrase: str | None = None
    ) -> Iterator[Assembled]:
        """The node of the folder whole: for what runs it and shows no content.

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
            # No part that runs may do it where a node is never served. POUCH-23
            assembled.soundings.expire(assembled.node.clock.now_ms())
            yield assembled
        finally:
            assembled.close()

    @contextmanager
    def founder(self, *, unlocked: bool = False) -> Iterator[Assembled]:
        """The node whole, for whoever may found a dialogue. Raises as `node`; ``not-allowed``."""
        password = self._password_needed()
        with self.machine(unlocked=unlocked) as here:
            if password is not None:
                self._sign_in(here, password).check_founding()
            try:
                yield here
            finally:
                if self._officer is not None:
                    self._officer.close()

    def knows(self, channel: ChannelId | None) -> bool:
        """Whether whoever acts may know of the dialogue; of none that is not joined yet, too."""
        if channel is None or self._officer is None:
            return True
        return channel in self._officer.here.node.channels.ids()

    def check_founding(self, channel: ChannelId) -> None:
        """Nothing, if whoever acts may know of the dialogue, where it is open already."""
        if self._officer is not None:
            self._officer.check_founding(channel)

    def begin_founding(
        self, action: str, subject: str = "", channel: ChannelId | None = None
    ) -> None:
        """It is written down that whoever acts signs a file of a founding, or joins."""
        if self._officer is not None:
            self._officer.begin_founding(action, subject, channel)

    # --- signing ---

    def sign(self, here: Assembled, channel: ChannelId, move: Move) -> Signed:
        """One entry with this move; once there are people, through the door. Raises as both.

        Where whoever acts may draft but not sign, the command ends well here: it is said where
        the draft is.
        """
        if self._officer is not None:
            with self._kept(channel):
                return self._officer.sign(channel, move)
        from comity.home.figures import check_true
        from comity.node.sign import sign_moves

        check_true(here.node, channel, move)
        return sign_moves(here.node, channel, (move,), post=self.post)

    def seen_of_incident(self, channel: ChannelId, name: str) -> str:
        """What the record says of an incident now, to be compared when it is spoken of."""
        return "" if self._officer is None else self._officer.seen_of_incident(channel, name)

    def speak(
        self, here: Assembled, channel: ChannelId, matter: Matter, raw: bytes, seen: str
    ) -> Signed:
        """One entry with a word on an incident; an urgent one is signed alone (HOME-50)."""
        from comity.node.sign import Statement

        if self._officer is None:
            return self.sign(here, channel, Statement(matter, raw))
        from comity.home.drafts import DUTY

        if matter.rpartition("/")[2] in DUTY:
            return self._officer.speak(channel, matter, raw, seen)
        return self.sign(here, channel, Statement(matter, raw))

    def leave(self, here: Assembled, channel: ChannelId, reason: str) -> Signed:
        """The entry with which our side has left. Raises as `sign`."""
        if self._officer is not None:
            with self._kept(channel):
                return self._officer.leave(channel, reason)
        from comity.node.leave import leave_channel

        return leave_channel(here.node, channel, reason, self.post)

    @property
    def reader(self) -> Reader | None:
        """Whoever acts, as the dossier knows him; None while it holds nobody."""
        return None if self._officer is None else self._officer.anew()

    @property
    def signs(self) -> bool:
        """Whether whoever acts may sign; everybody, while the dossier holds nobody."""
        return self._officer is None or self._officer.signs

    @contextmanager
    def _kept(self, channel: ChannelId) -> Iterator[None]:
        """End the command where what was to be signed is saved as a draft, and say where."""
        from typer import Exit

        from comity.cli.acting import KeptAsDraft

        try:
            yield
        except KeptAsDraft as kept:
            self.give({"channel": channel, "draft": kept.draft, "signed": False})
            self.say(
                self.words.gettext(
                    "Saved as a draft, not signed. Somebody who may sign finds it at the desk "
                    "under {path}",
                    path=f"/dispatch/{kept.draft}/",
                )
            )
            raise Exit(0) from None

    def _password_needed(self) -> str | None:
        """The password of whoever acts; None while the dossier holds nobody."""
        from comity.assembly.ministry import has_people

        if not has_people(self.config()):
            if self.person is not None:
                raise RuleError("person-unknown", "HOME-12", "nobody is in the dossier yet")
            return None
        if self.person is None:
            raise ConfigError("person-missing", "HOME-12", "this node has people: say who acts")
        if self.post is not None:
            raise ConfigError("post-of-person", "HOME-13", "an entry carries the person's own post")
        return self.password()

    def _sign_in(self, here: Assembled, password: str) -> Officer:
        from comity.cli.acting import Officer

        assert self.person is not None
        self._officer = Officer.of(here, self.person, password)
        self.post = self._officer.post
        return self._officer

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

    def password(self, *, new: bool = False) -> str:
        """The password of whoever acts; or a new one, for whoever `comity people` is about.

        Raises:
            ConfigError: ``password-missing`` where it can't be asked for, ``passphrase-file``.
        """
        if new:
            return self._secret(
                self.password_file, PASSWORD_NEW, self.words.gettext("New password"), new=True
            )
        prompt = self.words.gettext("Password of {person}", person=self.person)
        return self._secret(self.password_file, PASSWORD, prompt)

    def _secret(self, file: Path | None, variable: str, prompt: str, *, new: bool = False) -> str:
        if file is not None:
            return _first_line(file)
        told = os.environ.get(variable)
        if told:
            return told
        if not sys.stdin.isatty():
            person = variable in (PASSWORD, PASSWORD_NEW)
            code = "password-missing" if person else "passphrase-missing"
            raise ConfigError(code, "CLI-1", f"no terminal to ask at, and {variable} is not set")
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
