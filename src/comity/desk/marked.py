# SPDX-License-Identifier: Apache-2.0
"""Lines in which negotiated words stand, with each stretch in its own language.

What a side has written can't pass for another language's version: a stretch is told by characters
that no signed text may hold (ENC-7), and they are taken out before anything is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from comity.telling.voice import Voice

__all__ = ["MarkedVoice", "Stretch", "stretches_of"]

_FROM, _TO = "\x01", "\x02"
_STRETCH: Final = re.compile(rf"\[{_FROM}([^{_FROM}{_TO}\]]*)\] ([^{_TO}]*){_TO}")


class Stretch(NamedTuple):
    """Words of a line: negotiated ones with their language, or what frames them, without."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class MarkedVoice(Voice):
    """Tells every text in all its languages, and marks where each begins and ends."""

    def pick(self, told: Mapping[str, str]) -> str:
        """All languages, marked, also where there is only one."""
        return " / ".join(f"[{code}] {text}" for code, text in self.ordered(told))

    def ordered(self, told: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """The languages in the order of `Voice.ordered`, marked."""
        return [(f"{_FROM}{code}", f"{text}{_TO}") for code, text in Voice.ordered(self, told)]


def stretches_of(line: str) -> tuple[Stretch, ...]:
    """The stretches of a line that a `MarkedVoice` has told."""
    return tuple(_stretches(line))


def _stretches(line: str) -> Iterator[Stretch]:
    at = 0
    for found in _STRETCH.finditer(line):
        if found.start() > at:
            yield _frame(line[at : found.start()])
        yield Stretch(found[2], found[1])
        at = found.end()
    if at < len(line):
        yield _frame(line[at:])


def _frame(text: str) -> Stretch:
    return Stretch(text.replace(_FROM, "").replace(_TO, ""), "")
