# SPDX-License-Identifier: Apache-2.0
"""A text as a paper, in all its languages one after another: clean, or with its brackets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from comity.subjects import Rooms
from comity.subjects.texts import TextView
from comity.telling.labels import label
from comity.telling.papers.frame import Pen, framed
from comity.telling.papers.naming import text_named
from comity.telling.papers.text_parts import bracketed_in, clean_in
from comity.telling.texts.languages import columns_of, header_of
from comity.telling.texts.standing import standing_told
from comity.telling.voice import Voice, sentence
from comity.workbench.papers import Block, Break, Manuscript, said

__all__ = ["Manner", "paper_of_text"]

Manner: TypeAlias = Literal["clean", "brackets"]


def paper_of_text(voice: Voice, rooms: Rooms, text: TextView, manner: Manner) -> Manuscript:
    """The text as it stands now.

    Args:
        voice: of the reader: the frame is in that language, each version in its own.
        rooms: of the dialogue.
        text: of it.
        manner: only what is agreed; or every wording that competes, with whose it is.
    """
    pen = Pen(voice)
    title = text_named(voice, rooms, text.id)
    return framed(pen, title, rooms, _pages(pen, text, manner), internal=False)


def _pages(pen: Pen, text: TextView, manner: Manner) -> Iterator[Block]:
    words, voice, header = pen.words, pen.voice, header_of(text)
    yield pen.line(standing_told(voice, text))
    if header is not None:
        kind = sentence(label(voice, "text", header.kind))
        yield pen.line(voice.list((kind, label(voice, "legal", header.legal_status))))
    if manner == "brackets":
        yield pen.quiet(
            words.gettext("In brackets is what is not agreed, with the sides that stand behind it.")
        )
    elif not text.adopted:
        yield pen.quiet(
            words.gettext(
                "Paragraphs are agreed provisionally: nothing is agreed until everything is agreed."
            )
        )
    adopted = text.adoption.value
    for place, column in enumerate(columns_of(voice, text)):
        if place:
            yield Break()
        told = voice.language(column.language)
        yield pen.heading(1, f"{told} ({column.authority})" if column.authority else told)
        own = None if header is None else header.title.get(column.language)
        if own is not None:
            yield pen.line(said(own, column.language, strong=True), "negotiated")
        show = clean_in if manner == "clean" else bracketed_in
        yield from show(pen, text, column.language)
        if text.adopted and adopted is not None and column.language in adopted.digests:
            digest = adopted.digests[column.language]
            yield pen.quiet(words.gettext("Digest of this version: {digest}", digest=digest))
