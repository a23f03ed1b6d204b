# SPDX-License-Identifier: Apache-2.0
"""One paragraph in one language as a page shows it: words, brackets with who stands behind them,
or whole wordings side by side.

Spaces at the ends of what a bracket holds are shown outside of it; nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple

from comity.core.views import ActRef
from comity.subjects.standing import Proposal, ProposalState, Standing
from comity.subjects.texts import Wording
from comity.telling.voice import Voice
from comity.workbench.brackets import (
    Alternative,
    Bracket,
    Bracketed,
    Position,
    bracketed,
    positions_of,
    redline,
)

__all__ = ["Cell", "Option", "Piece", "RedCell", "RedPiece", "cell_of", "red_cell", "stood_on"]

_UNSPACED: Final = frozenset({"ja", "zh"})
"""Languages that set no spaces between words, and their brackets in full width."""

Side = Literal["", "ours", "theirs"]


class Piece(NamedTuple):
    """A stretch of words, or one bracket.

    Args:
        text: what stands there.
        bracket: whether it stands in brackets.
        by: what is written small behind it: the codes of who proposes it, or empty.
        note: the same of an agreed wording, in the reader's language, or empty.
        heard: what is said before it to whoever hears the page; empty of plain words.
        kind: whether it is a proposal of our own side, of others, or neither.
        gone: whether the words are the reader's, saying that nothing is to stand here.
    """

    text: str
    bracket: bool = False
    by: str = ""
    note: str = ""
    heard: str = ""
    kind: Side = ""
    gone: bool = False


class Option(NamedTuple):
    """A whole wording beside others: its label, who proposes it, its text."""

    label: str
    by: str
    kind: Side
    text: str


class Cell(NamedTuple):
    """A paragraph in one language.

    Args:
        language: its code.
        wide: whether brackets are set in full width.
        pieces: the words with their brackets; empty where there are options or nothing.
        options: whole wordings that have too little in common for brackets.
        notes: what is lacking here, in the reader's language.
        brackets: how many places are not agreed.
    """

    language: str
    wide: bool
    pieces: tuple[Piece, ...]
    options: tuple[Option, ...]
    notes: tuple[str, ...]
    brackets: int

    @property
    def empty(self) -> bool:
        """Whether nobody has worded it in this language."""
        return not self.pieces and not self.options


class RedPiece(NamedTuple):
    """A stretch of a redline: what became of it, and its words."""

    kind: Literal["kept", "removed", "added"]
    text: str


class RedCell(NamedTuple):
    """What one wording changes of another, in one language; no pieces where it has no words."""

    language: str
    pieces: tuple[RedPiece, ...]


def cell_of(
    voice: Voice, standing: Standing[Wording, Any], language: str, *, named: bool = True
) -> Cell:
    """A paragraph in one language, from what is agreed and what each side stands on.

    Args:
        voice: who reads.
        standing: of the paragraph.
        language: of the cell.
        named: whether it is said who proposes what.
    """
    agreed = None if standing.value is None else standing.value.text.get(language)
    worded: list[tuple[str, Iterable[str]]] = []
    silent: set[str] = set()
    for proposal, parties in stood_on(standing):
        value = proposal.body.value
        if value is None:
            continue
        if language in value.text:
            worded.append((value.text[language], parties))
        else:
            silent.update(parties)
    shown = bracketed(positions_of(agreed, worded, voice.own))
    notes = []
    if silent and shown.positions and named:
        sides = voice.sides(silent)
        notes.append(
            voice.words.gettext("Not in this language in the proposal of {sides}", sides=sides)
        )
    if agreed is None and standing.agreed is not None and shown.positions:
        notes.append(voice.words.gettext("Not agreed in this language"))
    wide = language.partition("-")[0] in _UNSPACED
    whole = shown.whole and len(shown.positions) > 1
    if worded and not shown.brackets and not standing.open:  # declined: not to be read as agreed
        shown = _all_bracketed(shown)
    return Cell(
        language=language,
        wide=wide,
        pieces=() if whole else tuple(_pieces(voice, shown, wide=wide, named=named)),
        options=tuple(_options(voice, shown.positions, named=named)) if whole else (),
        notes=tuple(notes),
        brackets=shown.brackets,
    )


def red_cell(language: str, old: str, new: str) -> RedCell:
    """What a wording changes of the one before it; an empty `old` has none before it."""
    changes = redline(old, new) if old and new else ()
    if new and not changes:
        return RedCell(language, (RedPiece("kept", new),))
    return RedCell(language, tuple(RedPiece(one.kind, one.text) for one in changes))


def stood_on(
    standing: Standing[Wording, Any],
) -> tuple[tuple[Proposal[Wording], tuple[str, ...]], ...]:
    """The proposals that the sides stand on, each with those that stand on it.

    These are all that are open, and for each side the newest one that it has made or accepted
    and not withdrawn, if the other side has moved on from it or declined it: it can't be agreed
    as it is any more, and still is what that side wants. Where a wording is agreed and nothing is
    open, nobody stands on anything else.
    """
    if standing.agreed is not None and not standing.open:
        return ()
    least = (0, 0) if standing.agreed is None else standing.agreed.offer.rank
    live = {one.offer.ref: one for one in standing.open}
    others = [
        one
        for one in (*standing.open, *standing.closed)
        if one.state is not ProposalState.WITHDRAWN and one.offer.rank > least
    ]
    newest: dict[str, Proposal[Wording]] = {}
    for one in sorted(others, key=lambda each: each.offer.rank):
        newest |= dict.fromkeys(map(str, one.offer.accepted), one)
    behind: dict[ActRef, tuple[Proposal[Wording], set[str]]] = {
        ref: (one, {str(code) for code in one.offer.accepted}) for ref, one in live.items()
    }
    for code, one in newest.items():
        behind.setdefault(one.offer.ref, (one, set()))[1].add(code)
    return tuple((one, tuple(sorted(codes))) for one, codes in behind.values())


def _all_bracketed(shown: Bracketed) -> Bracketed:
    """The one wording there is, as a whole in one bracket."""
    (one,) = shown.positions
    way = Alternative(one.text, one.parties, one.agreed, (0,))
    return Bracketed(shown.positions, (Bracket((way,)),), whole=False)


def _pieces(voice: Voice, shown: Bracketed, *, wide: bool, named: bool) -> Iterator[Piece]:
    for segment in shown.segments:
        if isinstance(segment, str):
            yield Piece(segment)
        else:
            yield from _bracket(voice, segment, wide=wide, named=named)


def _bracket(voice: Voice, bracket: Bracket, *, wide: bool, named: bool) -> Iterator[Piece]:
    """The alternatives one after another. A lone bracket says by custom: this, or nothing."""
    full = [one for one in bracket.alternatives if one.text]
    gone = [one for one in bracket.alternatives if not one.text and not one.agreed]
    if not any(one.agreed for one in full):
        gone = []
    before = _space((one.text[: len(one.text) - len(one.text.lstrip())] for one in full), wide=wide)
    after = _space((one.text[len(one.text.rstrip()) :] for one in full), wide=wide)
    if before:
        yield Piece(before)
    for place, one in enumerate((*full, *gone)):
        if place and not wide:
            yield Piece(" ")
        text = one.text.strip() or one.text or voice.words.gettext("nothing in its place")
        yield Piece(
            text=text,
            bracket=True,
            by=_codes(one.parties) if named else "",
            note=voice.words.gettext("as agreed") if one.agreed else "",
            heard=_heard(voice, one, named=named),
            kind=_kind(voice, one) if named else "",
            gone=not one.text,
        )
    if after:
        yield Piece(after)


def _options(voice: Voice, positions: tuple[Position, ...], *, named: bool) -> Iterator[Option]:
    number = 0
    for one in positions:
        if one.agreed:
            label = voice.words.gettext("As agreed")
        else:
            number += 1
            label = voice.words.gettext("Option {number}", number=number)
        yield Option(
            label,
            _codes(one.parties) if named else "",
            _kind(voice, one) if named else "",
            one.text,
        )


def _space(ends: Iterable[str], *, wide: bool) -> str:
    """The space that stands outside of a bracket for all that its alternatives have there."""
    found = "".join(ends)
    if "\n" in found:
        return "\n"
    return "" if not found or wide else " "


def _heard(voice: Voice, one: Alternative, *, named: bool) -> str:
    words = voice.words
    if one.agreed:
        return words.gettext("bracketed, as agreed:")
    if not named or not one.parties:
        return words.gettext("bracketed:")
    return words.gettext("bracketed, proposed by {sides}:", sides=voice.sides(one.parties))


def _kind(voice: Voice, one: Alternative | Position) -> Side:
    if not one.parties or one.agreed:
        return ""
    return "ours" if voice.own in one.parties else "theirs"


def _codes(parties: Iterable[str]) -> str:
    return ", ".join(code.upper() for code in parties)
