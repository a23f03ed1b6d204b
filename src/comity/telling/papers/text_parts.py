# SPDX-License-Identifier: Apache-2.0
"""The words of a text in a paper: clean, as they are agreed; or with their brackets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from comity.subjects.standing import Standing
from comity.subjects.texts import TextView, Wording
from comity.telling.papers.frame import Pen
from comity.telling.texts.languages import columns_of
from comity.telling.texts.numbers import numbers_of, whole_number_of
from comity.telling.texts.wording import Cell, Piece, cell_of
from comity.workbench.papers import Block, Words, said

__all__ = ["bracketed_in", "clean_in", "languages_for", "outstanding_in"]


def languages_for(pen: Pen, text: TextView) -> tuple[str, ...]:
    """In which languages a reader is shown the text: his own if it has a version in it, else all
    of its own.
    """
    found = tuple(one.language for one in columns_of(pen.voice, text))
    return (pen.language,) if pen.language in found else found


def clean_in(pen: Pen, text: TextView, language: str) -> Iterator[Block]:
    """The paragraphs as agreed, in their order; where one is not, that is said in its place."""
    numbers = numbers_of(text)
    for standing in _inside(text):
        key = _key(standing)
        wording = None if standing.value is None else standing.value.text.get(language)
        if wording is not None:
            yield pen.line((*_number(pen, numbers[key]), *said(wording, language)), "negotiated")
        elif standing.agreed is not None:
            told = pen.words.gettext("[not agreed in this language, or not here]")
            yield pen.line((*_number(pen, numbers[key]), *pen.plain(told, quiet=True)))
        else:
            told = pen.words.gettext("[not agreed]")
            yield pen.line((*_number(pen, numbers[key]), *pen.plain(told, quiet=True)))


def bracketed_in(pen: Pen, text: TextView, language: str) -> Iterator[Block]:
    """Every paragraph with its brackets and whose each alternative is."""
    numbers = numbers_of(text)
    for standing in text.paragraphs:
        number = numbers[_key(standing)]
        yield from _paragraph(pen, standing, number, (language,))


def outstanding_in(pen: Pen, text: TextView, languages: Iterable[str]) -> Iterator[Block]:
    """The paragraphs that are not agreed or of which a change is proposed, with their brackets."""
    chosen = tuple(languages)
    for standing in _inside(text):
        if _key(standing) in text.outstanding:
            number = whole_number_of(text, _key(standing))
            yield from _paragraph(pen, standing, number, chosen)


def _paragraph(
    pen: Pen, standing: Standing[Wording, Any], number: str, languages: tuple[str, ...]
) -> Iterator[Block]:
    before = number
    for language in languages:
        cell = cell_of(pen.voice, standing, language)
        if cell.empty:
            told = pen.words.gettext("[nobody has worded it in this language]")
            yield pen.line((*_number(pen, before), *pen.plain(told, quiet=True)))
        elif cell.options:
            for option in cell.options:
                by = f" ({option.by})" if option.by else ""
                head = (*_number(pen, before), *pen.plain(f"{option.label}{by}: ", strong=True))
                yield pen.line((*head, *said(option.text, language)), "negotiated")
                before = ""
        else:
            spans = tuple(span for piece in cell.pieces for span in _piece(pen, cell, piece))
            yield pen.line((*_number(pen, before), *spans), "negotiated")
        for note in cell.notes:
            yield pen.quiet(note)
        before = ""


def _piece(pen: Pen, cell: Cell, piece: Piece) -> Words:
    """A stretch of words, or a bracket with the sides behind it."""
    if not piece.bracket:
        return said(piece.text, cell.language)
    first, last = ("［", "］") if cell.wide else ("[", "]")
    by = piece.by or piece.note
    head = pen.plain(f"{first}{by}: " if by else first, strong=True)
    text = pen.plain(piece.text, quiet=True) if piece.gone else said(piece.text, cell.language)
    return (*head, *text, *pen.plain(last, strong=True))


def _number(pen: Pen, number: str) -> Words:
    """What stands before a paragraph."""
    if not number:
        return ()
    return pen.plain(f"{number} " if number.endswith(")") else f"{number}. ", strong=True)


def _inside(text: TextView) -> list[Standing[Wording, Any]]:
    return [one for one in text.paragraphs if _key(one) not in text.outside]


def _key(standing: Standing[Any, Any]) -> str:
    return standing.matter.split("/")[3]
