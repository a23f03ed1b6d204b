# SPDX-License-Identifier: Apache-2.0
"""A long text in portions, each a page that a browser and a reader can take in (DESK-16).

``?at=KEY`` opens the portion that holds a paragraph, so that a link to a paragraph finds it
whichever portion it comes to stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from comity.locale import Catalogue
from comity.subjects.standing import Standing
from comity.subjects.texts import TextView, Wording

__all__ = ["PARAGRAPHS_MAX", "PRINTED_MAX", "WORDS_BYTES_MAX", "Paging", "Portion", "paging_of"]

PARAGRAPHS_MAX: Final = 50
"""Paragraphs on one page."""
PRINTED_MAX: Final = 250
"""Paragraphs on one page made for paper, which shows less of each."""
WORDS_BYTES_MAX: Final = 150_000
"""Bytes of all wordings on one page, in UTF-8; a page has one paragraph at least."""


class Portion(NamedTuple):
    """One page of the text: what it holds in words, its address, and whether it is open.

    `others` are the keys of its paragraphs where another page is open: a link made before the
    text grew leads there.
    """

    label: str
    href: str
    open: bool
    others: tuple[str, ...]


class Paging(NamedTuple):
    """Which paragraphs are shown, and where the others are.

    Args:
        shown: keys of the paragraphs on this page, in their order.
        portions: all pages, () where the text has one only.
        base: address of the text, ready for ``at=KEY`` to be put behind it.
    """

    shown: frozenset[str]
    portions: tuple[Portion, ...]
    base: str

    def to(self, key: str) -> str:
        """Where a paragraph is: on this page, or on another."""
        return f"#p-{key}" if key in self.shown else f"{self.base}at={key}#p-{key}"

    def links(self, numbers: Mapping[str, str], keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """What paragraphs are called, and where they are."""
        return tuple((numbers.get(key) or key, self.to(key)) for key in keys)


def paging_of(
    words: Catalogue,
    text: TextView,
    numbers: Mapping[str, str],
    asked: str,
    base: str,
    paragraphs_max: int = PARAGRAPHS_MAX,
) -> Paging:
    """The portions of a text.

    Args:
        words: of the reader.
        text: as it stands.
        numbers: what is written before each paragraph, by key.
        asked: the key of a paragraph, as somebody has typed it; else the first page.
        base: address of the text, ending in ``?`` or ``&``.
        paragraphs_max: how many stand on one page.
    """
    portions = tuple(_portions(text.paragraphs, paragraphs_max))
    current = next((one for one in portions if asked in one), portions[0] if portions else ())
    if len(portions) <= 1:
        return Paging(frozenset(current), (), base)
    found = []
    for keys in portions:
        called = [numbers.get(key) or key for key in keys if numbers.get(key) or len(keys) == 1]
        first, last = (called or keys)[0], (called or keys)[-1]
        label = words.gettext("paragraphs {first}–{last}", first=first, last=last)
        is_open = keys is current
        others = () if is_open else keys
        found.append(Portion(label, f"{base}at={keys[0]}", is_open, others))
    return Paging(frozenset(current), tuple(found), base)


def _portions(
    paragraphs: Sequence[Standing[Wording, Any]], paragraphs_max: int
) -> Iterator[tuple[str, ...]]:
    keys: list[str] = []
    weight = 0
    for standing in paragraphs:
        own = _weight(standing)
        if keys and (len(keys) == paragraphs_max or weight + own > WORDS_BYTES_MAX):
            yield tuple(keys)
            keys, weight = [], 0
        keys.append(standing.matter.split("/")[3])
        weight += own
    if keys:
        yield tuple(keys)


def _weight(standing: Standing[Wording, Any]) -> int:
    """Bytes of the wordings of a paragraph that are agreed or open."""
    bodies = [one.body.value for one in standing.open]
    if standing.agreed is not None:
        bodies.append(standing.agreed.body.value)
    return sum(
        len(text.encode()) for one in bodies if one is not None for text in one.text.values()
    )
