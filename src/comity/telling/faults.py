# SPDX-License-Identifier: Apache-2.0
"""An error as a person reads it: what happened, which field, what to do next."""

from __future__ import annotations

import re
from typing import Final

from comity.core.errors import ComityError
from comity.locale import Catalogue
from comity.telling.fault_words import FAULTS

__all__ = ["field_of", "told_of", "what_next"]

_FIELD: Final = re.compile(r"([a-z_][a-z_.0-9-]{0,80}): ")
"""How an error of a body names the field, ahead of the hint."""
_OF_BODIES: Final = (
    "AGENDA-", "ANCH-", "AUTH-", "CLI-3", "DOC-", "FACT-", "FOLL-", "INC-", "MEAS-", "MEET-",
    "PRESS-", "SUBJ-", "TERMS-", "TEXT-",
)  # fmt: skip


def told_of(words: Catalogue, code: str, hint: str) -> str:
    """What happened, in the reader's language; the English hint for an unknown code."""
    fault = FAULTS.get(code)
    return hint if fault is None else words.gettext(fault[0])


def what_next(words: Catalogue, code: str) -> str:
    """What to do next, in the reader's language; empty for an unknown code."""
    fault = FAULTS.get(code)
    return "" if fault is None else words.gettext(fault[1])


def field_of(error: ComityError) -> str | None:
    """The field of a body that the error is about, such as ``zone``, or None."""
    field = _FIELD.match(error.hint)
    return field[1] if error.rule.startswith(_OF_BODIES) and field is not None else None
