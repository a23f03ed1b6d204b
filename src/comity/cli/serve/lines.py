# SPDX-License-Identifier: Apache-2.0
"""What passes between a part and its supervisor: the passphrase in, a word a line out.

A line is a word, or a word and a JSON value. Nothing secret ever stands in an argument or in the
environment, where others could read it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from comity.core.errors import (
    ComityError,
    ConfigError,
    MalformedError,
    RuleError,
    TrustError,
    UnavailableError,
)

__all__ = [
    "FAILED",
    "READY",
    "Line",
    "end_with_input",
    "error_of",
    "read_passphrase",
    "reported",
    "said",
    "say",
]

READY: Final = "ready"
"""The part answers."""
FAILED: Final = "failed"
"""The part ends because of an error, which the value tells."""

_STDIN: Final = 0
_STDOUT: Final = 1
_CHUNK: Final = 4_096
_KINDS: Final[dict[str, type[ComityError]]] = {
    one.__name__: one
    for one in (ConfigError, MalformedError, RuleError, TrustError, UnavailableError)
}


class Line(NamedTuple):
    """One line of a part: the word and its value, None where it has none."""

    word: str
    value: Any


def read_passphrase() -> str | None:
    """The passphrase on the first line of the input; None where the line is empty: keys locked."""
    line = bytearray()
    while not line.endswith(b"\n"):
        # Byte by byte: what follows stays in the pipe for whoever waits for its end.
        byte = os.read(_STDIN, 1)
        if not byte:
            break
        line += byte
    return line.decode("utf-8").removesuffix("\n") or None


def end_with_input(end: Callable[[], None]) -> None:
    """From now on `end` is called, in a thread, when the input ends."""

    def wait() -> None:
        while os.read(_STDIN, _CHUNK):
            pass
        end()

    threading.Thread(target=wait, name="input", daemon=True).start()


def say(word: str, value: Any = None) -> None:
    """One line to the supervisor; if nobody reads any more, nothing."""
    text = word if value is None else f"{word} {json.dumps(value)}"
    try:
        os.write(_STDOUT, f"{text}\n".encode())
    except BrokenPipeError:
        return


def said(text: str) -> Line:
    """A line as the supervisor reads it; a value that can't be read is None."""
    word, _, value = text.partition(" ")
    try:
        return Line(word, json.loads(value) if value else None)
    except ValueError:
        return Line(word, None)


def reported(run: Callable[[], None]) -> int:
    """Run a part to its end. Returns the exit code: an error is said to the supervisor."""
    try:
        run()
    except ComityError as error:
        say_error(error)
        return 1
    except KeyboardInterrupt:
        return 0
    sys.stdout.flush()
    return 0


def say_error(error: ComityError) -> None:
    """Tell the supervisor why the part ends."""
    kind = next((name for name, one in _KINDS.items() if isinstance(error, one)), "RuleError")
    value = {"kind": kind, "code": error.code, "rule": error.rule, "hint": error.hint}
    say(FAILED, value)


def error_of(value: Any) -> ComityError:
    """The error that a part has told; ``serve/ended`` if it can't be read."""
    told = value if isinstance(value, dict) else {}
    code, rule, hint = (told.get(name) for name in ("code", "rule", "hint"))
    kind = _KINDS.get(str(told.get("kind")))
    if kind is None or code is None:
        hint = "a part of the server ended and did not say why"
        return UnavailableError("serve/ended", "SERVE-3", hint)
    return kind(str(code), str(rule), str(hint))
