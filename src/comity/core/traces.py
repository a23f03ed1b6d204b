# SPDX-License-Identifier: Apache-2.0
"""What a party wrote last under a key, as seen from any entry of its forked log.

Every link points at a tree of small tuples and shares it with its parent, but for what it wrote
itself. So a look-up follows one path, however many other branches there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from comity.core.logs import Link

__all__ = ["Traces"]

_BITS: Final = 4
"""Bits of an index that one level of the tree decides: more make a write copy more."""

_WIDTH: Final = 1 << _BITS

_Cell = tuple[int, Any]
_Tree = tuple[Any, ...]


class Traces:
    """The keys of all trees of one channel; the trees themselves hang at the links."""

    def __init__(self) -> None:
        self._indexes: dict[Hashable, int] = {}

    def write(self, link: Link, values: Mapping[Hashable, Any]) -> None:
        """Each value is now what a look-up from this link, or one to come after it, finds.

        Args:
            link: whose trace is that of its parent, or what it wrote before.
            values: none of them None.
        """
        if not values:
            return
        indexes = self._indexes
        cells = [(indexes.setdefault(key, len(indexes)), value) for key, value in values.items()]
        height, tree = link.trace or (0, None)
        while (len(indexes) - 1) >> (_BITS * (height + 1)):
            if tree is not None:
                tree = (tree, *[None] * (_WIDTH - 1))
            height += 1
        link.trace = (height, _written(tree, height, cells))

    def find(self, link: Link, key: Hashable) -> Any | None:
        """What was written last under a key on the way to the link, itself included, or None."""
        index = self._indexes.get(key)
        if index is None or link.trace is None:
            return None
        height, found = link.trace
        if index >> (_BITS * (height + 1)):
            return None
        for level in range(_BITS * height, -1, -_BITS):
            found = found[(index >> level) & (_WIDTH - 1)]
            if found is None:
                return None
        return found


def _written(tree: _Tree | None, height: int, cells: list[_Cell]) -> _Tree:
    """The tree with the cells put in; the one before is left as it is."""
    copy: list[Any] = [None] * _WIDTH if tree is None else list(tree)
    if not height:
        for index, value in cells:
            copy[index & (_WIDTH - 1)] = value
        return tuple(copy)
    level = _BITS * height
    parts: dict[int, list[_Cell]] = {}
    for cell in cells:
        parts.setdefault((cell[0] >> level) & (_WIDTH - 1), []).append(cell)
    for at, part in parts.items():
        copy[at] = _written(copy[at], height - 1, part)
    return tuple(copy)
