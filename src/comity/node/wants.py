# SPDX-License-Identifier: Apache-2.0
"""What the entries of one channel name and this node lacks, as far as this process knows.

Whether a digest's content is here is asked of the store once, when it is new; of what was absent
then only some is asked for again each time, and of each author's the same share. So who names
much that never comes makes nothing slower, and keeps nobody else's from being asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from comity.core.ids import ChannelId, Code, Digest
from comity.ports import Chance, ContentKind, Presence, Records

__all__ = ["KINDS", "Wants"]

KINDS: Final[tuple[ContentKind, ...]] = ("body", "document")

_ASKED_MAX: Final = 4_096
"""Digests that the store is asked of at a time."""


class _Pile:
    """Digests of which any can be taken out, and some drawn, at a cost that is not the pile's."""

    __slots__ = ("_digests", "_places")

    def __init__(self) -> None:
        self._digests: list[Digest] = []
        self._places: dict[Digest, int] = {}

    def __len__(self) -> int:
        return len(self._digests)

    def __contains__(self, digest: object) -> bool:
        return digest in self._places

    def __iter__(self) -> Iterator[Digest]:
        return iter(self._digests)

    def add(self, digest: Digest) -> None:
        if digest not in self._places:
            self._places[digest] = len(self._digests)
            self._digests.append(digest)

    def discard(self, digest: Digest) -> None:
        place = self._places.pop(digest, None)
        if place is not None:
            last = self._digests.pop()
            if place < len(self._digests):
                self._digests[place] = last
                self._places[last] = place

    def draw(self, count: int, chance: Chance) -> Iterator[Digest]:
        """That many in a row, from anywhere on; all of them if there are no more."""
        size = len(self._digests)
        first = int.from_bytes(chance.take(8)) % size if size > count else 0
        for place in range(first, first + min(count, size)):
            yield self._digests[place % size]


class Wants:
    """The content of one channel that is named by entries and not known to be here."""

    def __init__(self, channel: ChannelId) -> None:
        self._channel = channel
        self._new: dict[ContentKind, dict[Digest, tuple[Code, ...]]] = {kind: {} for kind in KINDS}
        """Not asked of the store yet, with the parties whose entries name it."""
        self._absent: dict[ContentKind, dict[Code, _Pile]] = {kind: {} for kind in KINDS}
        self.destroyed: dict[Digest, None] = {}
        """What was found to be destroyed here by rule."""

    def name(self, kind: ContentKind, digests: Iterable[Digest], author: Code) -> None:
        """An entry of that party names these."""
        new = self._new[kind]
        for digest in digests:
            authors = new.get(digest, ())
            if author not in authors:
                new[digest] = (*authors, author)

    def came(self, kind: ContentKind, digest: Digest) -> None:
        """The content is here now."""
        self._new[kind].pop(digest, None)
        for pile in self._absent[kind].values():
            pile.discard(digest)

    def lacks(self, kind: ContentKind, digest: Digest) -> bool:
        """True if the content was not here when the store was last asked for it."""
        return any(digest in pile for pile in self._absent[kind].values())

    def absent(
        self, records: Records, named: Iterable[tuple[ContentKind, Digest]]
    ) -> set[tuple[ContentKind, Digest]]:
        """Those of some digests that entries name and whose content the store lacks."""
        asked: dict[ContentKind, dict[Digest, None]] = {kind: {} for kind in KINDS}
        for kind, digest in named:
            if digest in self._new[kind] or self.lacks(kind, digest):
                asked[kind][digest] = None
        return {
            (kind, digest)
            for kind, digests in asked.items()
            for digest, presence in self._ask(records, kind, digests)
            if presence == "absent"
        }

    def all(self, records: Records) -> dict[ContentKind, tuple[Digest, ...]]:
        """All that is lacking; what another process has stored since it was asked for, too."""
        self._sift(records)
        return {
            kind: tuple(dict.fromkeys(digest for pile in piles.values() for digest in pile))
            for kind, piles in self._absent.items()
        }

    def some(
        self, records: Records, chance: Chance, count: int
    ) -> dict[ContentKind, tuple[Digest, ...]]:
        """Of each kind at most that many that the store lacks now, drawn by chance.

        The parties whose entries name them have equal shares, but for what one does not use.
        """
        self._sift(records)
        found: dict[ContentKind, tuple[Digest, ...]] = {}
        for kind, piles in self._absent.items():
            drawn: dict[Digest, None] = {}
            shares = len(piles)
            for pile in sorted(piles.values(), key=len):
                drawn.update(dict.fromkeys(pile.draw((count - len(drawn)) // shares, chance)))
                shares -= 1
            presences = tuple(self._ask(records, kind, drawn))
            found[kind] = tuple(digest for digest, presence in presences if presence == "absent")
        return found

    def _sift(self, records: Records) -> None:
        """Ask the store of all that is new."""
        for kind, new in self._new.items():
            if not new:
                continue
            for digest, presence in self._ask(records, kind, tuple(new)):
                if presence == "absent":
                    for author in new[digest]:
                        self._absent[kind].setdefault(author, _Pile()).add(digest)
            new.clear()

    def _ask(
        self, records: Records, kind: ContentKind, digests: Iterable[Digest]
    ) -> Iterator[tuple[Digest, Presence]]:
        """Whether each is here; what is, is not lacking any more."""
        rest = iter(digests)
        while asked := tuple(islice(rest, _ASKED_MAX)):
            for digest, presence in records.contents(self._channel, kind, asked).items():
                if presence != "absent":
                    self.came(kind, digest)
                if presence == "destroyed":
                    self.destroyed[digest] = None
                yield digest, presence
