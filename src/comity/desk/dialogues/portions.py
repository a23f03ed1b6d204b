# SPDX-License-Identifier: Apache-2.0
"""Long lists of a dialogue: the first rows of each, and all of one of them page by page (DESK-16).

``?all=NAME`` opens one list, ``&page=N`` a page of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.requests import DeskRequest

__all__ = ["PAGE_ROWS", "ROWS_MAX", "Fold", "Listed", "Span", "listed", "span_of"]

ROWS_MAX: Final = 20
"""Rows of a list before the rest is folded."""
PAGE_ROWS: Final = 100
"""Rows of a page of a list that is opened."""

S = TypeVar("S")
T = TypeVar("T")


class Fold(NamedTuple):
    """How much of a list is not shown, and where all of it is."""

    more: int
    href: str


class Span(NamedTuple):
    """Which rows of a list are shown, and where the others are.

    Args:
        first, last: from where to where, as a slice.
        more: how many are folded behind a page, or None.
        told: which rows these are, of how many; empty where all of them are here.
        before, after: addresses of the pages around, or None.
    """

    first: int
    last: int
    more: Fold | None
    told: str
    before: str | None
    after: str | None


class Listed(NamedTuple, Generic[T]):
    """The rows of a list that are shown, and which they are; `size` counts all there are."""

    rows: tuple[T, ...]
    span: Span
    size: int


def span_of(request: DeskRequest, channel: ChannelId, name: str, size: int) -> Span:
    """Which rows of a list of that size this request asks for.

    Args:
        request: who asks, and for what.
        channel: the dialogue.
        name: of the list in addresses.
        size: of the whole list.
    """
    base = f"{reverse('dialogue', kwargs={'channel': channel})}?all={name}"
    if request.GET.get("all", "") != name:
        more = Fold(size - ROWS_MAX, base) if size > ROWS_MAX else None
        return Span(0, ROWS_MAX, more, "", None, None)
    pages = max(1, -(-size // PAGE_ROWS))
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1  # noqa: PLR2004
    number = min(max(number, 1), pages)
    first = (number - 1) * PAGE_ROWS
    last = min(size, first + PAGE_ROWS)
    told = request.voice.words.gettext(
        "{first} to {last} of {count}", first=first + 1, last=last, count=size
    )
    return Span(
        first,
        last,
        None,
        told if pages > 1 else "",
        f"{base}&page={number - 1}" if number > 1 else None,
        f"{base}&page={number + 1}" if number < pages else None,
    )


def listed(
    request: DeskRequest,
    channel: ChannelId,
    name: str,
    found: Sequence[S],
    tell: Callable[[Sequence[S]], Iterable[T]],
) -> Listed[T]:
    """The rows of a list that this request asks for; no others are told.

    Args:
        request, channel, name: as in `span_of`.
        found: all that the list is of, in its order.
        tell: some of these as rows.
    """
    span = span_of(request, channel, name, len(found))
    return Listed(tuple(tell(found[span.first : span.last])), span, len(found))
