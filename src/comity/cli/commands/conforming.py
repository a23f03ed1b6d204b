# SPDX-License-Identifier: Apache-2.0
"""`comity conformance`: agreement histories in, answers out, one JSON value a line (AGR-19).

For programs that compare implementations: nothing but answers on standard output, nothing heavy
imported, English on standard error.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

from comity.core.conformance import answer
from comity.core.errors import ComityError, MalformedError

__all__ = ["conform"]

STDIN: Final = "-"
LINE_BYTES_MAX: Final = 64 * 1_048_576
DIGITS_MAX: Final = 4_300
"""Digits of an integer that is read; AGR-19 sets it so that no line takes unbounded work."""
_MALFORMED: Final = 2
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")


def conform(files: Sequence[str]) -> int:
    """Answer every line of every file. Returns the exit code: 2 at the first bad line.

    Args:
        files: paths; ``-`` is standard input.

    Raises:
        BrokenPipeError: nobody reads the answers any more.
    """
    sys.stdout.flush()
    if not files or any(one in ("-h", "--help") for one in files):
        sys.stderr.write("Usage: comity conformance FILE…  (- reads standard input)\n")
        return _MALFORMED
    for file in files:
        try:
            if file == STDIN:
                _answer_lines(sys.stdin.buffer, file)
            else:
                with Path(file).open("rb") as lines:
                    _answer_lines(lines, file)
        except BrokenPipeError:
            raise
        except OSError as error:
            sys.stderr.write(f"{file}: {error.strerror}\n")
            return _MALFORMED
        except _BadLineError as error:
            sys.stdout.buffer.flush()
            sys.stderr.write(f"{error}\n")
            return _MALFORMED
    sys.stdout.buffer.flush()
    return 0


class _BadLineError(Exception):
    """A line that is no history: file, line and reason."""


def _answer_lines(lines: BinaryIO, file: str) -> None:
    for number, line in enumerate(_bounded(lines), 1):
        if not line.strip(b" \t\r\n"):
            continue
        try:
            told = json.dumps(answer(_read(line)), ensure_ascii=False, separators=(",", ":"))
            raw = told.encode("utf-8") + b"\n"
        except ComityError as error:
            raise _BadLineError(f"{file}:{number}: {error}") from None
        except RecursionError:
            raise _BadLineError(f"{file}:{number}: nested deeper than is read here") from None
        except ValueError as error:
            raise _BadLineError(f"{file}:{number}: not JSON: {error}") from None
        sys.stdout.buffer.write(raw)


def _read(line: bytes) -> Any:
    """The one JSON text of a line, in UTF-8 and nothing else. Rule: AGR-19.

    Raises:
        MalformedError: ``history`` on a key named twice, a lone surrogate, an integer too long.
        ValueError, RecursionError: it is no JSON, or too deep.
    """
    text = line.decode("utf-8")
    value = json.loads(
        text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer
    )
    if _SURROGATE.search(text):
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise _malformed("a surrogate that stands alone is no text") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _malformed("a key that stands twice in one object")
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _integer(digits: str) -> int:
    if len(digits.removeprefix("-")) > DIGITS_MAX:
        raise _malformed(f"an integer of more than {DIGITS_MAX} digits")
    return int(digits)


def _malformed(hint: str) -> MalformedError:
    return MalformedError("history", "AGR-19", hint)


def _bounded(lines: BinaryIO) -> Iterable[bytes]:
    while line := lines.readline(LINE_BYTES_MAX):
        yield line
