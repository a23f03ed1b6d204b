# SPDX-License-Identifier: Apache-2.0
"""`comity conformance`: agreement histories in, answers out, one JSON value a line (AGR-19).

For programs that compare implementations: nothing but answers on standard output, nothing heavy
imported, English on standard error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from comity.core.conformance import answer
from comity.core.errors import ComityError

__all__ = ["conform"]

STDIN: Final = "-"
LINE_BYTES_MAX: Final = 64 * 1_048_576
_MALFORMED: Final = 2


def conform(files: Sequence[str]) -> int:
    """Answer every line of every file. Returns the exit code: 2 at the first bad line.

    Args:
        files: paths; ``-`` is standard input.
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
        if not line.strip():
            continue
        try:
            told = json.dumps(answer(json.loads(line)), ensure_ascii=False, separators=(",", ":"))
            raw = told.encode("utf-8") + b"\n"
        except ComityError as error:
            raise _BadLineError(f"{file}:{number}: {error}") from None
        except (ValueError, RecursionError) as error:
            raise _BadLineError(f"{file}:{number}: not JSON: {error}") from None
        sys.stdout.buffer.write(raw)


def _bounded(lines: BinaryIO) -> Iterable[bytes]:
    while line := lines.readline(LINE_BYTES_MAX):
        yield line
