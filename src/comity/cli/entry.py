# SPDX-License-Identifier: Apache-2.0
"""Where `comity` starts: the language, the options of every command, the command, the exit code.

0 is done; 1 refused; 2 not understood, or a file or setting is off; 3 not possible now, try later;
4 consistent in itself, but whose signatures they are was not checked (`comity verify`).
`comity conformance` takes a short way: it speaks to programs, thousands of times.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from comity.locale import Catalogue, catalogue, chosen

if TYPE_CHECKING:
    from typer.exceptions import TyperException

__all__ = ["main", "run"]

_VALUES: Final = (
    "--node",
    "--lang",
    "--post",
    "--passphrase-file",
    "--password-file",
    "--person",
    "--root-passphrase-file",
)
"""Options of every command that take a value: understood wherever they stand."""
_FLAGS: Final = ("--json", "--yes")
INTERRUPTED: Final = 130
_GROUPS: Final = (["found"], ["pouch"])


def main() -> None:
    """Run the command of the command line and end the process with its exit code."""
    write_any_text()
    sys.exit(run(sys.argv[1:]))


def write_any_text() -> None:
    """Let a terminal that lacks a letter show another mark in its place: nothing ends for it."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command.

    Args:
        arguments: of the command line, without the program's name.
    """
    try:
        if arguments[:1] == ["conformance"] and not any(a.startswith("--") for a in arguments):
            from comity.cli.commands.conforming import conform

            return conform(arguments[1:])
        return _run_translated(arguments)
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run_translated(arguments: Sequence[str]) -> int:
    hoisted, rest = _hoist(arguments)
    language = chosen(_told(hoisted, "--lang"), os.environ)
    words = catalogue(language)
    if not rest or rest in _GROUPS:
        rest = [*rest, "--help"]
    try:
        return _run([*hoisted, *rest], words)
    except (KeyboardInterrupt, EOFError):
        return _stopped(words)


def _run(arguments: list[str], words: Catalogue) -> int:
    from typer.exceptions import Abort, Exit, TyperException

    from comity.cli.app import build
    from comity.cli.faults import explain
    from comity.core.errors import ComityError, ConfigError

    command = build(words)
    try:
        code = command.main(arguments, prog_name="comity", standalone_mode=False)
    except ComityError as error:
        return explain(error, words, as_json="--json" in arguments)
    except Exit as exit_:
        code = exit_.exit_code
    except Abort:
        return _stopped(words)
    except BrokenPipeError:
        raise
    except OSError as error:
        # What no room has foreseen: a folder that can't be made, a disk that went away.
        told = ConfigError("system", "CONFIG-2", f"{error.filename or ''}: {error.strerror}")
        return explain(told, words, as_json="--json" in arguments)
    except TyperException as error:
        return _not_understood(error, words)
    if code == INTERRUPTED:
        return _stopped(words)
    return code if isinstance(code, int) else 0


def _stopped(words: Catalogue) -> int:
    """Say that a person has ended the command. Returns the exit code."""
    sys.stderr.write("\n" + words.gettext("Stopped; nothing more was done.") + "\n")
    return INTERRUPTED


def _not_understood(error: TyperException, words: Catalogue) -> int:
    """Say what of the command line was not understood. Returns the exit code."""
    kind = type(error).__name__
    param = getattr(error, "param", None)
    place = getattr(error, "ctx", None)
    path = "comity" if place is None else place.command_path
    if kind == "MissingParameter" and param is not None:
        told = words.gettext("{name} is missing.", name=param.get_error_hint())
    elif kind == "NoSuchOption":
        name = getattr(error, "option_name", "")
        told = words.gettext("There is no option {name}.", name=name)
    else:
        told = words.gettext("Not understood: {message}", message=error.format_message())
    hint = words.gettext("“{command} --help” shows how it is used.", command=path)
    sys.stderr.write(f"{told}\n{hint}\n")
    return error.exit_code


def _hoist(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The options of every command, wherever they stand, and all the rest in its order."""
    hoisted: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            rest += [word, *waiting]
            break
        if word in _FLAGS or word.partition("=")[0] in _VALUES:
            hoisted.append(word)
            if word in _VALUES and waiting:
                hoisted.append(waiting.pop(0))
        else:
            rest.append(word)
    return hoisted, rest


def _told(options: list[str], name: str) -> str | None:
    """The value of an option that was hoisted; the last one counts."""
    found = None
    for place, word in enumerate(options):
        if word == name and place + 1 < len(options):
            found = options[place + 1]
        elif word.startswith(f"{name}="):
            found = word.partition("=")[2]
    return found
