# SPDX-License-Identifier: Apache-2.0
"""The joint fact sheet of a measure as a paper: what `comity.telling.fact_sheets` says, and no
more; each chart with the table of its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comity.subjects import Rooms
from comity.telling.fact_sheets import Sheet, SheetFact
from comity.telling.papers.frame import Pen, framed
from comity.telling.voice import Voice
from comity.workbench.papers import Block, Manuscript, Picture

__all__ = ["sheet_paper"]


def sheet_paper(
    voice: Voice, rooms: Rooms, sheet: Sheet, charts: Mapping[str, bytes]
) -> Manuscript:
    """The sheet.

    Args:
        voice: of the reader, who says in which language it is.
        rooms: of the dialogue.
        sheet: its content.
        charts: of each fact that is a figure, by its id, its chart as PNG.
    """
    pen = Pen(voice)
    title = pen.words.gettext("Joint fact sheet: {measure}", measure=sheet.title)
    return framed(pen, title, rooms, _pages(pen, sheet, charts), internal=False)


def _pages(pen: Pen, sheet: Sheet, charts: Mapping[str, bytes]) -> Iterator[Block]:
    words = pen.words
    yield pen.heading(1, words.gettext("The measure"))
    yield pen.facts(sheet.about)
    if sheet.items:
        head = (words.gettext("Code"), words.gettext("What it is"))
        yield pen.table("", head, sheet.items, (1, 3))
    if sheet.interests:
        yield pen.heading(1, words.gettext("Interests that each side has released"))
    for side, text, exposure in sheet.interests:
        yield pen.heading(2, side)
        yield pen.line(text)
        if exposure:
            yield pen.line(exposure)
    if sheet.facts:
        yield pen.heading(1, words.gettext("Agreed facts"))
    for one in sheet.facts:
        yield from _fact(pen, one, charts.get(one.id))
    if sheet.plan:
        yield pen.heading(1, words.gettext("Who says it, to whom, when"))
        yield pen.points(sheet.plan)
    yield pen.quiet(sheet.caution)


def _fact(pen: Pen, one: SheetFact, chart: bytes | None) -> Iterator[Block]:
    words = pen.words
    yield pen.heading(2, one.title)
    if one.statement:
        yield pen.line(one.statement)
    for figures in one.figures:
        told = pen.voice.list(f"{share.who} {share.told}" for share in figures.shares)
        if chart is not None:
            yield Picture(chart, pen.plain(f"{figures.heading}: {told}"), 150)
            chart = None
        head = (words.gettext("Whose"), words.gettext("Share"))
        yield pen.table(figures.heading, head, [(s.who, s.told) for s in figures.shares], (3, 1))
    if one.method:
        yield pen.quiet(one.method)
    yield pen.quiet(words.gettext("Source: {source}", source=one.source))
    yield pen.quiet(one.state)
