# SPDX-License-Identifier: Apache-2.0
"""A file looked at in a process of its own: it has no secret, no environment, and little of
everything, so that a file made to hurt whoever reads it hurts that process alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from comity.core.errors import MalformedError
from comity.workbench.incoming.kinds import BYTES_MAX, Kind, kind_of

__all__ = ["SECONDS_MAX", "looked_at"]

SECONDS_MAX: Final = 30
"""How long a file is looked at."""


def looked_at(name: str, raw: bytes) -> Kind:
    """The kind of the file, if it is one that is circulated and nothing in it acts by itself.

    Raises:
        MalformedError: as `check_file`; ``file/bomb`` where looking at it took more than there
            is, time or memory. Rules: PAPER-20, PAPER-21.
    """
    kind = kind_of(name)
    if len(raw) > BYTES_MAX:
        raise MalformedError("file/large", "PAPER-20", f"at most {BYTES_MAX} bytes")
    command = [sys.executable, "-I", "-m", "comity.workbench.incoming.inspector", kind.ending]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the file is its input, never its name
            command, input=raw, capture_output=True, timeout=SECONDS_MAX, check=False, env={},
            cwd="/",
        )  # fmt: skip
        told = json.loads(done.stdout)
        code, rule, hint = (str(told[key]) for key in ("code", "rule", "hint"))
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        raise MalformedError("file/bomb", "PAPER-21", "it could not be looked at") from None
    if code:
        raise MalformedError(code, rule, hint)
    return kind
