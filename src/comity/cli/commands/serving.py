# SPDX-License-Identifier: Apache-2.0
"""`comity serve`: the exchange for the other sides, the desk for officers, and the node's own work.

It starts a supervisor (`comity.cli.serve`) and says what happens to it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from comity.cli.frame import Page, examples
from comity.cli.serve.child import Part
from comity.cli.serve.lines import Line
from comity.cli.serve.parts import EVERY_S_DEFAULT, PartName, parts_of
from comity.cli.serve.supervisor import Supervisor, Watch
from comity.cli.session import Session
from comity.config import DESK, parse_listen
from comity.core.errors import ComityError, ConfigError, UnavailableError
from comity.locale import mark

if TYPE_CHECKING:
    from comity.config import Config

__all__ = ["register", "serve"]


_EXCHANGE: Final = mark("Exchange")
_FIRST_RUN: Final = "first-run"
_PARTS: Final = {
    "exchange": mark("The exchange"),
    "worker": mark("The worker"),
    "desk": mark("The desk"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "serve",
        cls=Page,
        rich_help_panel=_EXCHANGE,
        help=mark(
            "Serve the node until Ctrl-C: answer the other sides, and show officers the desk.\n\n"
            "Meanwhile the node lets proposals lapse at their time, confirms what is agreed, and "
            "delivers what the other sides lack. Without the passphrase only the desk is served: "
            "everything can be read there, nothing signed."
        ),
        epilog=examples(
            "comity --node kr --passphrase-file kr.pass serve",
            "comity --node kr serve --only exchange --only worker",
        ),
    )(serve)


def serve(
    context: typer.Context,
    *,
    only: Annotated[
        list[PartName] | None,
        typer.Option(
            help=mark("Serve this part and no other: exchange, worker or desk; may be given again.")
        ),
    ] = None,
    every: Annotated[
        int,
        typer.Option(
            metavar="SECONDS", min=1, max=3600, help=mark("How often the node looks by itself.")
        ),
    ] = EVERY_S_DEFAULT,
    desk: Annotated[
        str,
        typer.Option(
            metavar="HOST:PORT",
            help=mark("In an empty folder: where the page that makes a node is shown."),
        ),
    ] = DESK.listen,
) -> None:
    """Serve."""
    session: Session = context.obj
    if only is None and session.passphrase_file is None and _nothing_in(session.folder):
        _first_run(session, desk, every)
        return
    config = session.config()
    passphrase = _passphrase(session)
    wanted = tuple(only or PartName)
    if passphrase is None:
        if only is None:
            wanted = (PartName.DESK,)
        elif set(wanted) != {PartName.DESK}:
            hint = "exchange and worker need the keys; locked, only the desk is served"
            raise UnavailableError("keys-locked", "HOME-7", hint)
    if PartName.DESK in wanted:
        config.check_desk()
    telling = _Telling(session, config, wanted, every, locked=passphrase is None)
    supervisor = Supervisor(passphrase, telling)
    for part in parts_of(
        config, wanted, session.words.language, every=every, quiet=session.as_json
    ):
        supervisor.add(part)
    supervisor.run()
    session.say(session.words.gettext("Stopped."))


def _nothing_in(folder: Path) -> bool:
    """Whether a node can be made there."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _first_run(session: Session, desk: str, every: int) -> None:
    """Show the page that makes a node; once it is made, serve it."""
    host, port = parse_listen(desk, "--desk")
    folder = str(session.folder.absolute())
    page = Part(_FIRST_RUN, "comity.cli.serve.first_run", (folder, desk, session.words.language))
    making = _Making(session, f"http://{host}:{port}", every)
    making.supervisor = Supervisor(None, making)
    making.supervisor.add(page)
    making.supervisor.run()
    session.say(session.words.gettext("Stopped."))


def _passphrase(session: Session) -> str | None:
    """The passphrase, or None where it is not given and nobody is there to ask."""
    try:
        return session.passphrase() or None
    except ConfigError as error:
        if error.code != "passphrase-missing":
            raise
        return None


@dataclass(slots=True)
class _Telling(Watch):
    """Says to whoever serves what becomes of the parts."""

    session: Session
    config: Config
    parts: tuple[PartName, ...]
    every: int
    locked: bool = field(kw_only=True)

    def all_ready(self) -> None:
        """Say where each part answers."""
        from comity.assembly.ministry import has_people

        session, config, words = self.session, self.config, self.session.words
        given: dict[str, Any] = {"party": config.party}
        lines = [words.gettext("Serving the node of {party}.", party=config.party)]
        if PartName.EXCHANGE in self.parts:
            given |= {"address": f"https://{config.host}:{config.port}", **_identity(config)}
            lines += [
                words.gettext("Exchange, for the other sides: {address}", address=given["address"]),
                words.gettext("  Certificate: {certificate}", certificate=given["certificate"]),
                words.gettext("  Root fingerprint: {root}", root=given["root"]),
            ]
        if PartName.WORKER in self.parts:
            told = words.ngettext(
                "Worker: looks every {count} second what lapses, is to be confirmed or delivered.",
                "Worker: looks every {count} seconds what lapses, is to be confirmed or delivered.",
                self.every,
            )
            lines.append(told)
        if PartName.DESK in self.parts:
            given["desk"] = config.desk_address
            lines.append(words.gettext("Desk, for officers: {address}", address=given["desk"]))
            if not has_people(config):
                lines.append(
                    words.gettext("Nobody can sign in yet: add people with “comity people”.")
                )
        if self.locked:
            lines.append(
                words.gettext(
                    "The keys are locked: all can be read, nothing can be signed or exchanged."
                    " Start again with the passphrase to unlock them."
                )
            )
        session.give(given)
        session.say(*lines, words.gettext("Ctrl-C stops it."))
        sys.stdout.flush()

    def ended(self, part: str, error: ComityError | None) -> None:
        """Say that a part has ended, and why if it is known."""
        from comity.telling.faults import told_of

        words = self.session.words
        told = words.gettext(
            "{part} has ended by itself; it is started again.", part=words.gettext(_PARTS[part])
        )
        if error is not None:
            told += f" {told_of(words, error.code, error.hint)} ({error.rule})"
        self.session.note(told)

    def back(self, part: str) -> None:
        """Say that it answers again."""
        words = self.session.words
        name = words.gettext(_PARTS[part])
        self.session.note(words.gettext("{part} answers again.", part=name))


@dataclass(slots=True)
class _Making(Watch):
    """Says where the page of the first run is, and lets the node take its place once it is made."""

    session: Session
    address: str
    every: int
    supervisor: Supervisor = field(init=False)
    _code: str = field(init=False, default="")
    _telling: _Telling | None = field(init=False, default=None)

    def all_ready(self) -> None:
        """Say where the page is; or, when the parts answer, end it and say where they are."""
        if self._telling is not None:
            self.supervisor.drop(_FIRST_RUN)
            self._telling.all_ready()
            return
        session, words = self.session, self.session.words
        session.give({"first_run": self.address, "code": self._code})
        session.say(
            words.gettext("There is no node in {folder} yet.", folder=session.folder),
            words.gettext("Open this page to make one: {address}", address=self.address),
            words.gettext("One-time code: {code}", code=self._code),
            words.gettext("To see it with two nodes first: “comity demo”."),
            words.gettext("Ctrl-C stops it."),
        )  # fmt: skip
        sys.stdout.flush()

    def heard(self, part: str, line: Line) -> None:
        """The code is kept to be shown, wrong ones are told; a node that is made is served."""
        from comity.cli.serve.first_run import CODE, MADE, WRONG

        if part != _FIRST_RUN:
            return
        if line.word == CODE:
            self._code = str(line.value)
        elif line.word == WRONG:
            self.session.note(
                self.session.words.ngettext(
                    "{count} wrong code was typed on the page; the code stays as it is. If it was"
                    " not you, somebody else reaches the page: stop it with Ctrl-C.",
                    "{count} wrong codes were typed on the page; the code stays as it is. If it"
                    " was not you, somebody else reaches the page: stop it with Ctrl-C.",
                    int(line.value),
                )
            )
        elif line.word == MADE:
            self._serve(str(line.value))

    def ended(self, part: str, error: ComityError | None) -> None:
        """As of every part."""
        if self._telling is not None and part != _FIRST_RUN:
            self._telling.ended(part, error)

    def back(self, part: str) -> None:
        """As of every part."""
        if self._telling is not None and part != _FIRST_RUN:
            self._telling.back(part)

    def _serve(self, passphrase: str) -> None:
        config, wanted = self.session.config(), tuple(PartName)
        self._telling = _Telling(self.session, config, wanted, self.every, locked=False)
        self.supervisor.hand(passphrase)
        for part in parts_of(
            config,
            wanted,
            self.session.words.language,
            every=self.every,
            quiet=self.session.as_json,
            beside=True,
        ):
            self.supervisor.add(part)


def _identity(config: Config) -> dict[str, str | None]:
    """What the other sides know this node by: public, read without the keys."""
    from comity.assembly.record import read_identity

    root, card = read_identity(config)
    return {"certificate": card.card.tls, "root": root.statement.fingerprint}
