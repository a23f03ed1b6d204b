# SPDX-License-Identifier: Apache-2.0
"""Tells the story: narration, and what each side's officer reads. Colour on a terminal only."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TextIO

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from comity.demo.clock import instant
from comity.demo.folding import fold
from comity.demo.saying import Moment, Say, render, say
from comity.demo.scenario import Item
from comity.locale import Catalogue, Language, catalogue, mark

__all__ = ["DOMAIN", "Teller"]

DOMAIN: Final = "demo"
_WIDTH: Final = 100
_WIDE: Final = 96
"""Columns of a terminal from which the two sides stand beside each other."""
_FRAME: Final = 4
_OWN_GROUND: Final = "black on bright_yellow"
"""What is internal stands on its own ground, so that nobody wonders who can see it."""

_KR: Final = mark("Demonstration · what the Korean side's officer reads")
_JP: Final = mark("Demonstration · what the Japanese side's officer reads")
_INTERNAL: Final = mark("Internal, not shared: {line}")
_Page = tuple[str, Language, Sequence[Say]]


@dataclass(slots=True)
class Teller:
    """Writes to one place in one language; each side's pages stand in its own language first.

    Before each scene it waits `pace` seconds, so that an audience can read the one before.
    """

    out: TextIO
    language: Language
    pace: float = 0
    wait: Callable[[float], None] = time.sleep
    console: Console = field(init=False)

    def __post_init__(self) -> None:
        plain = Console(file=self.out, highlight=False)
        wide = plain.width if plain.is_terminal else _WIDTH
        self.console = Console(file=self.out, highlight=False, width=wide)

    @property
    def words(self) -> Catalogue:
        """The narrator's words."""
        return catalogue(self.language, DOMAIN)

    def title(self, line: Say) -> None:
        """How the whole begins."""
        self.console.rule(Text(render(line, self.words), "bold"), characters="=")

    def step(self, message: str, /) -> None:
        """The heading of a step."""
        self.console.print()
        heading = Text(render(say(message), self.words), "bold")
        self.console.rule(heading, align="left", characters="-")

    def when(self, local: str) -> None:
        """The time at which what follows happens."""
        if self.pace:
            self.wait(self.pace)
        told = render(say("{then}", then=Moment(instant(local))), self.words)
        self._print(["", told], "bold")

    def tell(self, message: str, /, *, fact: Item | None = None, **places: object) -> None:
        """A sentence of the story, marked as public with its source, or as invented."""
        told = render(say(message, **places), self.words)
        if fact is not None:
            told += " " + render(_origin(fact), self.words)
        self._print(fold(told, self.console.width))

    def quote(self, lines: Sequence[Say]) -> None:
        """Lines that stand by themselves and are never cut: commands, digests, addresses."""
        self._print([f"  {render(line, self.words)}" for line in lines])

    def both(self, left: Sequence[Say], right: Sequence[Say]) -> None:
        """What the two officers read at this moment, each in their own language."""
        pages: tuple[_Page, ...] = ((_KR, "ko", left), (_JP, "ja", right))
        if self.console.is_terminal and self.console.width >= _WIDE:
            table = Table.grid(expand=True)
            for _ in pages:
                table.add_column(ratio=1)
            table.add_row(*(self._panel(page) for page in pages))
            self.console.print(table)
            return
        for page in pages:
            self._print([f"  [{render(say(page[0]), self.words)}]"], "bold")
            for text in self._told(page, self.console.width - _FRAME):
                text.pad_left(_FRAME)
                self.console.print(text, soft_wrap=True)

    def _panel(self, page: _Page) -> Panel:
        inner = self.console.width // 2 - _FRAME
        heading = render(say(page[0]), self.words)
        return Panel(Group(*self._told(page, inner)), title=heading, title_align="left")

    def _told(self, page: _Page, width: int) -> list[Text]:
        """Each line in the side's language, and in the narrator's where that is another."""
        _, language, lines = page
        own = catalogue(language, DOMAIN)
        told: list[Text] = []
        for line in lines:
            shown = say(_INTERNAL, line=Say(line.message, line.places)) if line.internal else line
            first, translated = render(shown, own), render(shown, self.words)
            style = _OWN_GROUND if line.internal else ""
            told += [Text(one, style) for one in fold(first, width)]
            if language != self.language and translated != first:
                told += [Text(f"  {one}", "dim italic") for one in fold(translated, width - 2)]
        return told

    def _print(self, lines: Sequence[str], style: str = "") -> None:
        for line in lines:
            self.console.print(Text(line, style), soft_wrap=True)


def _origin(fact: Item) -> Say:
    if fact.source is None:
        return say(mark("(Invented.)"))
    return say(mark("(Public; source: {source}.)"), source=fact.source)
