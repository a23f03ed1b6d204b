# SPDX-License-Identifier: Apache-2.0
"""What a page shows of one paragraph in one language: words common to all, and brackets.

Brackets are a derived display of the wordings that can still be agreed, never part of a text. No
character is lost: the segments read with one wording's choice give exactly that wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import Final, Literal, NamedTuple, TypeAlias

__all__ = [
    "Alternative",
    "Bracket",
    "Bracketed",
    "Change",
    "Position",
    "bracketed",
    "positions_of",
    "redline",
]

_HAN: Final = r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_HIRAGANA: Final = r"[\u3041-\u309f]"
_KATAKANA: Final = r"[\u30a0-\u30ff\uff66-\uff9f]"
_LETTER: Final = rf"(?:(?!{_HAN}|{_HIRAGANA}|{_KATAKANA})[^\W_])"
_JOINED: Final = r"[\u0300-\u036f\u3099\u309a\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
"""Marks that belong to the character before them."""

_TOKEN: Final = re.compile(
    rf"\s*(?:(?:{_HAN}{_JOINED})+|(?:{_HIRAGANA}{_JOINED})+|(?:{_KATAKANA}{_JOINED})+"
    rf"|(?:{_LETTER}{_JOINED})+(?:['’\-‐‑.,](?:{_LETTER}{_JOINED})+)*"
    rf"|\S{_JOINED})|\s+",
)
"""Words of spaced scripts, runs of one class of characters of the others, and single marks;
each with the space before it, so that spaces never align what words do not.

Korean is cut between words and never within one, as lawyers prefer to read it.
"""
_WIDE: Final = re.compile(r"[\u1100-\u11ff\u3041-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")

_JAPANESE: Final = re.compile(rf"(?:{_HAN}|{_HIRAGANA}|{_KATAKANA})")
_MARK: Final = re.compile(_JOINED[:-1])
_SPLIT: Final = re.compile(_HAN + _HIRAGANA)
"""A word of which the character stands in the bracket, and the ending behind it."""

_ISLAND_WEIGHT_MAX: Final = 16
"""An island of common words between two brackets joins them if it weighs less than this, and no
more than what differs on each side of it: nobody writes ``[a] and [b]`` for two clauses."""
_SPECK_WEIGHT_MAX: Final = 4
"""An island of no more than this always joins them: an article, an ending, a comma."""
_ENDS_CHARS_MIN: Final = 4
"""Characters without spaces that alternatives must share at an end to be taken out of them."""
_COMMON_SHARE_MIN: Final = 0.3
"""Wordings with less in common than this share of the shortest stand whole, side by side."""
_TOKENS_MAX: Final = 2_500
_WORK_MAX: Final = 300_000
"""Comparisons of tokens for one pair of wordings, about 50 ms."""
_KEPT: Final = 4_096
"""Sets of wordings of which the columns are kept: a few large texts in three languages."""

_Column: TypeAlias = tuple[str, ...]
"""What each wording has at one place, in the order of the wordings."""


class Position(NamedTuple):
    """One wording that stands or can still be agreed, and who stands behind it.

    Args:
        text: the whole wording in one language.
        parties: codes of those that have proposed or accepted it as an open proposal, sorted.
        agreed: whether it is what is agreed now.
    """

    text: str
    parties: tuple[str, ...]
    agreed: bool


class Alternative(NamedTuple):
    """What stands at one place in some of the wordings.

    Args:
        text: may be empty: these wordings have nothing here.
        parties: codes of those behind the wordings, sorted.
        agreed: whether the agreed wording is among them.
        places: the wordings, as places in `Bracketed.positions`.
    """

    text: str
    parties: tuple[str, ...]
    agreed: bool
    places: tuple[int, ...]


class Bracket(NamedTuple):
    """What is not common to all: two or more alternatives, in the order of the wordings."""

    alternatives: tuple[Alternative, ...]


class Bracketed(NamedTuple):
    """A paragraph in one language as it can be shown.

    Args:
        positions: the wordings, each once.
        segments: common words and brackets, in the order of reading.
        whole: whether the wordings have too little in common, or are too long, to be shown in
            each other: the one segment is then a bracket of whole wordings.
    """

    positions: tuple[Position, ...]
    segments: tuple[str | Bracket, ...]
    whole: bool

    @property
    def brackets(self) -> int:
        """How many places are not agreed."""
        return sum(isinstance(one, Bracket) for one in self.segments)

    def reading(self, place: int) -> str:
        """The wording at a place of `positions`, put together from the segments."""
        return "".join(
            segment
            if isinstance(segment, str)
            else next(one.text for one in segment.alternatives if place in one.places)
            for segment in self.segments
        )


class Change(NamedTuple):
    """A stretch of a redline."""

    kind: Literal["kept", "removed", "added"]
    text: str


def positions_of(
    agreed: str | None, open_ones: Iterable[tuple[str, Iterable[str]]], own: str | None = None
) -> tuple[Position, ...]:
    """The wordings in the order in which they are shown, each once whoever proposed it.

    Args:
        agreed: the wording agreed now, or None.
        open_ones: (wording, codes of those behind it) of every live proposal, in any order.
        own: the party whose wordings stand before those of others, or None.

    Returns:
        The agreed one first, then those of `own`, then by codes; the order in which proposals
        arrived makes no difference.
    """
    behind: dict[str, set[str]] = {} if agreed is None else {agreed: set()}
    for text, parties in open_ones:
        behind.setdefault(text, set()).update(parties)
    made = [Position(text, tuple(sorted(codes)), text == agreed) for text, codes in behind.items()]
    made.sort(key=lambda one: (not one.agreed, own not in one.parties, one.parties, one.text))
    return tuple(made)


def bracketed(positions: tuple[Position, ...]) -> Bracketed:
    """The paragraph with what is common once, and brackets where the wordings differ.

    Args:
        positions: as `positions_of` returns them; none gives no segments, one gives no bracket.
    """
    columns, whole = _columns(tuple(one.text for one in positions))
    segments: list[str | Bracket] = []
    for column in columns:
        if len(set(column)) > 1:
            segments.append(_bracket(positions, column))
        elif column and column[0]:
            segments.append(column[0])
    return Bracketed(positions, tuple(segments), whole)


def redline(old: str, new: str) -> tuple[Change, ...]:
    """How one wording became another, in the order of reading.

    What is kept and removed gives the old one, what is kept and added the new one. Wordings with
    little in common, or too long to compare, are removed and added as a whole.
    """
    changes = []
    for before, after in _columns((old, new))[0]:
        if before == after:
            changes.append(Change("kept", before))
            continue
        changes += [Change("removed", before)] if before else []
        changes += [Change("added", after)] if after else []
    return tuple(one for one in changes if one.text)


def _bracket(positions: tuple[Position, ...], column: _Column) -> Bracket:
    """One bracket; wordings that agree with each other here share an alternative."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(column):
        places.setdefault(text, []).append(place)
    return Bracket(
        tuple(
            Alternative(
                text,
                tuple(sorted({code for one in found for code in positions[one].parties})),
                any(positions[one].agreed for one in found),
                tuple(found),
            )
            for text, found in places.items()
        )
    )


@lru_cache(maxsize=_KEPT)
def _columns(texts: tuple[str, ...]) -> tuple[tuple[_Column, ...], bool]:
    """The wordings cut at the same places, and whether they were left whole."""
    if len(set(texts)) < 2:  # noqa: PLR2004 - nothing to compare
        return (texts,) if texts else (), False
    cut = [_TOKEN.findall(text) for text in texts]
    columns = _aligned(cut) if max(map(len, cut)) <= _TOKENS_MAX else None
    if columns is not None:
        columns = _run_together(_without_ends(_joined(columns)))
        common = sum(_weight(one[0]) for one in columns if len(set(one)) == 1)
        if common >= _COMMON_SHARE_MIN * min(map(_weight, texts)):
            return tuple(columns), False
    return (texts,), True


def _aligned(cut: list[list[str]]) -> list[_Column] | None:
    """Columns of what all token lists share, and of what stands between; None if too laborious.

    The first list is compared with each other one; common is what it shares with all of them.
    """
    first = cut[0]
    partners = []
    for other in cut[1:]:
        found = _partners(first, other)
        if found is None:
            return None
        partners.append(found)
    columns: list[_Column] = []
    done = [0] * len(cut)
    for place in range(len(first)):
        at = [place, *(one.get(place, -1) for one in partners)]
        if min(at) < 0:
            continue
        if at != done:
            gap = zip(cut, done, at, strict=True)
            columns.append(tuple("".join(words[a:b]) for words, a, b in gap))
        columns.append((first[place],) * len(cut))
        done = [one + 1 for one in at]
    rest = tuple("".join(words[a:]) for words, a in zip(cut, done, strict=True))
    if any(rest):
        columns.append(rest)
    return _run_together(columns)


def _run_together(columns: list[_Column]) -> list[_Column]:
    """The columns with neighbours of a kind made one: common with common, other with other."""
    made: list[_Column] = []
    for column in columns:
        if made and (len(set(made[-1])) == 1) == (len(set(column)) == 1):
            made[-1] = tuple(a + b for a, b in zip(made[-1], column, strict=True))
        else:
            made.append(column)
    return made


class _TooMuchError(Exception):
    """The comparison would take longer than a page may."""


class _Matcher(SequenceMatcher[str]):
    """Compares two token lists within a bound."""

    def __init__(self, first: list[str], second: list[str]) -> None:
        super().__init__(None, first, second)
        self._left = _WORK_MAX
        counts = Counter(second)
        self._cost = [0, *accumulate(counts[one] + 1 for one in first)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        """As its parent; raises where all comparisons together would be too many."""
        assert ahi is not None
        self._left -= self._cost[ahi] - self._cost[alo]
        if self._left < 0:
            raise _TooMuchError
        return super().find_longest_match(alo, ahi, blo, bhi)


def _partners(first: list[str], other: list[str]) -> dict[int, int] | None:
    """For places of the first list those of the same words in the other; None if too laborious."""
    most = min(len(first), len(other))
    ahead = 0
    while ahead < most and first[ahead] == other[ahead]:
        ahead += 1
    behind = 0
    while behind < most - ahead and first[-1 - behind] == other[-1 - behind]:
        behind += 1
    found = {place: place for place in range(ahead)}
    shift = len(other) - len(first)
    found |= {place: place + shift for place in range(len(first) - behind, len(first))}
    matcher = _Matcher(first[ahead : len(first) - behind], other[ahead : len(other) - behind])
    try:
        blocks = matcher.get_matching_blocks()
    except _TooMuchError:
        return None
    for a, b, size in blocks:
        found |= {ahead + a + n: ahead + b + n for n in range(size)}
    return found


def _joined(columns: list[_Column]) -> list[_Column]:
    """The columns with tiny islands of common words joined to the brackets on both sides."""
    made = columns
    again = True
    while again:
        again = False
        for place in range(1, len(made) - 1):
            if len(set(made[place])) == 1 and _tiny(*made[place - 1 : place + 2]):
                together = zip(*made[place - 1 : place + 2], strict=True)
                made = [
                    *made[: place - 1],
                    tuple("".join(parts) for parts in together),
                    *made[place + 2 :],
                ]
                again = True
                break
    return made


def _without_ends(columns: list[_Column]) -> list[_Column]:
    """The columns with long beginnings and ends that alternatives share without a space taken out.

    A run of kana may hold an ending and the next words; where only one wording has the former,
    the latter were not seen to be common.
    """
    made: list[_Column] = []
    for column, after in zip(columns, [*columns[1:], ("",)], strict=True):
        if len(set(column)) == 1:
            made.append(column)
            continue
        ahead = _shared(column)
        while ahead and any(_MARK.match(one, len(ahead)) for one in column):
            ahead = ahead[:-1]
        ahead = ahead if len(ahead) >= _ENDS_CHARS_MIN else ""
        rest = [one[len(ahead) :] for one in column]
        behind = _shared(one[::-1] for one in rest)[::-1]
        while _MARK.match(behind):
            behind = behind[1:]
        split = _SPLIT.fullmatch(behind[-1:] + after[0][:1]) is not None
        behind = behind if split or len(behind) >= _ENDS_CHARS_MIN else ""
        parts = (ahead, *(one[: len(one) - len(behind)] for one in rest), behind)
        made += [(ahead,) * len(column), tuple(parts[1:-1]), (behind,) * len(column)]
    return [column for column in made if any(column)]


def _shared(texts: Iterable[str]) -> str:
    """The beginning that all share, as far as it is of kana and Han characters."""
    alike = takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False))
    return "".join(takewhile(_JAPANESE.fullmatch, (signs[0] for signs in alike)))


def _tiny(before: _Column, island: _Column, after: _Column) -> bool:
    """Whether common words between two brackets are better read as part of both."""
    weight = _weight(island[0])
    if weight <= _SPECK_WEIGHT_MAX:
        return True
    sides = (max(map(_weight, before)), max(map(_weight, after)))
    return weight < _ISLAND_WEIGHT_MAX and weight <= min(sides)


def _weight(text: str) -> int:
    """How much there is to read: letters, those of Korean and Japanese counted twice."""
    return len(text) - text.count(" ") + len(_WIDE.findall(text))
