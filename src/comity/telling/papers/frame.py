# SPDX-License-Identifier: Apache-2.0
"""What every paper has around it, and the few forms of which its pages are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from comity.locale import LANGUAGES
from comity.subjects import Rooms
from comity.telling.markings import marking_of
from comity.telling.voice import Voice
from comity.workbench.papers import (
    Block,
    Bullets,
    Heading,
    Manuscript,
    Paragraph,
    Role,
    Table,
    Words,
    said,
)

__all__ = ["Pen", "framed"]


class Pen:
    """Writes blocks in the language of a voice.

    Args:
        voice: whose language it is. It must mark nothing: what it says goes into a file.
    """

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.words = voice.words
        self.language = str(voice.words.language)

    def plain(self, text: str, *, strong: bool = False, quiet: bool = False) -> Words:
        """Words of our own, in the language of the paper."""
        return said(text, self.language, strong=strong, quiet=quiet)

    def picked(self, told: Mapping[str, str]) -> Words:
        """The text of a language map that the reader reads best, in its own language."""
        for language in (self.language, *LANGUAGES, *sorted(told)):
            if language in told:
                return said(told[language], language)
        return ()

    def heading(self, level: int, text: str | Words) -> Heading:
        """A heading."""
        return Heading(level, self.plain(text) if isinstance(text, str) else text)

    def line(self, text: str | Words, role: Role = "plain") -> Paragraph:
        """A paragraph."""
        return Paragraph(self.plain(text) if isinstance(text, str) else text, role)

    def quiet(self, text: str) -> Paragraph:
        """A paragraph that steps back: that there is nothing, or a hint."""
        return Paragraph(self.plain(text, quiet=True))

    def points(self, texts: Iterable[str | Words], role: Role = "plain") -> Bullets:
        """A list."""
        items = tuple(self.plain(one) if isinstance(one, str) else one for one in texts)
        return Bullets(items, role=role)

    def table(
        self,
        caption: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str | Words]],
        shares: tuple[int, ...] = (),
    ) -> Table:
        """A table."""
        return Table(
            self.plain(caption, quiet=True) if caption else (),
            tuple(self.plain(one) for one in head),
            tuple(
                tuple(self.plain(cell) if isinstance(cell, str) else cell for cell in row)
                for row in rows
            ),
            shares,
        )

    def facts(self, rows: Iterable[tuple[str, str | Words]]) -> Table:
        """Names and values; without the rows that have none."""
        head = (self.words.gettext("Particulars"), self.words.gettext("How it is"))
        return self.table("", head, [row for row in rows if row[1]], (1, 3))


def framed(
    pen: Pen, title: str, rooms: Rooms, blocks: Iterable[Block], *, internal: bool
) -> Manuscript:
    """The paper with its marking, when it was made, and whether it stays at home. Rule: PAPER-10.

    Args:
        pen: with which it was written; its voice knows the instant.
        title: of the paper.
        rooms: of the dialogue, whose marking it bears.
        blocks: of it.
        internal: whether it holds what the other side must not see.
    """
    voice, words = pen.voice, pen.words
    now = voice.now_ms or 0
    notice = words.gettext("Internal, not shared") if internal else ""
    own = "" if voice.own is None else voice.own.upper()
    time = voice.instant(now)
    return Manuscript(
        title=pen.plain(title)[0].text,
        language=pen.language,
        marking=pen.plain(marking_of(voice, rooms) or "")[0].text,
        notice=notice,
        foot=words.gettext("As of {time}, node of {side}", time=time, side=own),
        made_ms=now,
        blocks=tuple(blocks),
    )
