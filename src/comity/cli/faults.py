# SPDX-License-Identifier: Apache-2.0
"""An error at a terminal: what happened, which rule, what to do next; and the exit code."""

from __future__ import annotations

import json
import sys
from typing import Final

from comity.cli.fault_words import FAULTS
from comity.core.errors import ComityError, ConfigError, MalformedError, UnavailableError
from comity.locale import Catalogue
from comity.telling.faults import field_of

__all__ = ["exit_code", "explain"]

REFUSED: Final = 1
NOT_UNDERSTOOD: Final = 2
TRY_LATER: Final = 3


def exit_code(error: ComityError) -> int:
    """1 refused; 2 not understood, or a file or setting is off; 3 not possible now."""
    if isinstance(error, UnavailableError):
        return TRY_LATER
    return NOT_UNDERSTOOD if isinstance(error, MalformedError | ConfigError) else REFUSED


def explain(error: ComityError, words: Catalogue, *, as_json: bool = False) -> int:
    """Say on standard error what happened. Returns the exit code."""
    fault = FAULTS.get(error.code)
    if as_json:
        told = {"error": error.code, "rule": error.rule, "hint": error.hint}
        sys.stderr.write(json.dumps(told, ensure_ascii=False) + "\n")
        return exit_code(error)
    lines = [error.hint if fault is None else words.gettext(fault[0])]
    field = field_of(error)
    if field is not None:
        lines.append("  " + words.gettext("Field: {field}", field=field))
    if fault is not None:
        # The detail is for engineers, in English in every language: it holds names and places.
        lines.append("  " + words.gettext("Detail: {detail}", detail=error.hint))
    lines.append("  " + words.gettext("Rule: {rule}", rule=error.rule))
    if fault is not None:
        lines.append("  " + words.gettext("Next: {next}", next=words.gettext(fault[1])))
    if isinstance(error, UnavailableError):
        lines.append(
            "  "
            + words.ngettext(
                "Try again in {count} second.", "Try again in {count} seconds.", error.retry_after_s
            )
        )
    sys.stderr.write("\n".join(lines) + "\n")
    return exit_code(error)
