# SPDX-License-Identifier: Apache-2.0
"""Whether a figure comes out the same here. Rules: FIG-7, FIG-8."""

from __future__ import annotations

import hashlib
import threading
from enum import StrEnum
from typing import Final, NamedTuple

from comity.core.encoding import encode
from comity.core.errors import ComityError
from comity.core.ids import Digest
from comity.ports import Bodies, Kept
from comity.subjects.facts import Computation
from comity.workbench.figures.shares import METHOD, VERSION, compute
from comity.workbench.figures.tables import read_table

__all__ = ["DIFFERENCES_MAX", "Difference", "Outcome", "Verdict", "verdict_of"]

DIFFERENCES_MAX: Final = 20
"""Values told where some differ."""
KEPT_MAX: Final = 256
"""Verdicts kept, each of a few hundred bytes: a page that shows many computes each once."""
_KEPT: Final[dict[tuple[bytes, bytes], Verdict]] = {}
_LOCK: Final = threading.Lock()


class Outcome(StrEnum):
    """What came of computing a figure again."""

    SAME = "same"
    """Every value is the same."""
    DIFFERS = "differs"
    """Some value is another, is missing or is too many; or the table has other rows."""
    NO_TABLE = "no-table"
    """The bytes of the table are not here."""
    UNKNOWN_METHOD = "unknown-method"
    """This version does not know the method."""
    UNREADABLE = "unreadable"
    """The table can't be read, or holds nothing of what is asked."""


class Difference(NamedTuple):
    """One value: as the figure says, and as it comes out here; None where there is none."""

    key: str
    said: str | None
    here: str | None


class Verdict(NamedTuple):
    """What came of it; in which values it differs, and why a table can't be read (a code)."""

    outcome: Outcome
    differences: tuple[Difference, ...] = ()
    code: str = ""
    hint: str = ""

    @property
    def reproduced(self) -> bool:
        """Whether the very same values came out here."""
        return self.outcome is Outcome.SAME


def verdict_of(bodies: Bodies, made: Computation) -> Verdict:
    """The figure computed again from its table, as far as that is here. Rule: FIG-7.

    Args:
        bodies: of the channel.
        made: as it was proposed, by anybody.
    """
    if (made.method, made.version) != (METHOD, VERSION):
        return Verdict(Outcome.UNKNOWN_METHOD)
    kept = bodies.content("document", Digest(made.table.digest))
    if not isinstance(kept, Kept):
        return Verdict(Outcome.NO_TABLE)
    # Of the same bytes the same comes each time; a page that shows many figures stays quick.
    key = (hashlib.sha256(kept.raw).digest(), encode(made))
    known = _KEPT.get(key)
    if known is None:
        known = _computed(kept.raw, made)
        with _LOCK:
            while len(_KEPT) >= KEPT_MAX:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[key] = known
    return known


def _computed(raw: bytes, made: Computation) -> Verdict:
    """What comes of computing it now."""
    try:
        trade = read_table(raw)
        results = compute(trade, made.parameters)
    except ComityError as error:
        return Verdict(Outcome.UNREADABLE, (), error.code, error.hint)
    said = {one.key: f"{one.value} {one.unit}" for one in made.results}
    here = {one.key: f"{one.value} {one.unit}" for one in results}
    rows = f"{made.table.rows} rows, {made.table.size} bytes"
    found = f"{trade.rows} rows, {len(raw)} bytes"
    pairs: list[tuple[str, str | None, str | None]] = [("table", rows, found)]
    pairs += [(key, said.get(key), here.get(key)) for key in dict.fromkeys((*said, *here))]
    different = [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
    if different:
        return Verdict(Outcome.DIFFERS, tuple(different[:DIFFERENCES_MAX]))
    return Verdict(Outcome.SAME)
