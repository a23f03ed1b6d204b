# SPDX-License-Identifier: Apache-2.0
"""Files that hold a person's draft of a body, in JSON or TOML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from typing import Any

from comity.cli.files import read_file
from comity.core.errors import MalformedError
from comity.core.limits import BODY_BYTES_MAX

__all__ = ["read_draft"]


def read_draft(name: str) -> Any:
    """What a file of a person's draft holds: TOML if it is named so, else JSON.

    Args:
        name: a path, or ``-`` for JSON on standard input.

    Raises:
        ConfigError, MalformedError: as `read_file`; ``draft`` with line and column.
    """
    raw = read_file(name, BODY_BYTES_MAX)
    try:
        text = raw.decode("utf-8")
        if name.endswith(".toml"):
            return tomllib.loads(text)
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise MalformedError("draft", "CLI-7", f"{name}: nested too deeply") from None
    except ValueError as error:
        raise MalformedError("draft", "CLI-7", f"{name}: {error}") from None


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object, if no key stands twice: it would be unclear what was meant."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"the key {key!r} stands twice")
        made[key] = value
    return made
