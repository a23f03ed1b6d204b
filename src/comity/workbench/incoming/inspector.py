# SPDX-License-Identifier: Apache-2.0
"""The process in which a file is looked at: bytes on standard input, a verdict on standard output.

It is told the ending of the file and nothing else of it.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Final

from comity.core.errors import ComityError
from comity.workbench.incoming.kinds import BYTES_MAX
from comity.workbench.incoming.looking import check_file

__all__ = ["main"]

CPU_S: Final = 20
MEMORY: Final = 512 * 1024 * 1024
"""Bytes of address space."""


def main() -> None:
    """Look at one file and say what was found."""
    # Nothing can be written, no further process begun, and neither time nor memory runs away.
    for limit, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    raw = sys.stdin.buffer.read(BYTES_MAX + 1)
    told = {"code": "", "rule": "", "hint": ""}
    try:
        check_file(f"file.{sys.argv[1]}", raw)
    except ComityError as error:
        told = {"code": error.code, "rule": error.rule, "hint": error.hint}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
