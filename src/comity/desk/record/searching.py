# SPDX-License-Identifier: Apache-2.0
"""Finds entries by words: in their sentences as this reader's language tells them, and in the
titles of their items.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from comity.core.channel import Channel
from comity.core.ids import ChannelId
from comity.core.logs import Link
from comity.desk.items.spoken import plainly
from comity.desk.record.told import Teller, ToldEntry
from comity.node.installation import Held
from comity.ports import Records

__all__ = ["QUERY_CHARS_MAX", "matching", "words_of"]

QUERY_CHARS_MAX: Final = 200
WORDS_MAX: Final = 10
KEPT_MAX: Final = 64
"""Dialogues, times languages, of which the sentences are kept for searching."""


@dataclass(slots=True)
class _Sentences:
    """All sentences of one dialogue in one language, by hash.

    `lacking` counts the content that was not here when they were told.
    """

    channel: Channel
    lacking: int
    by_hash: dict[str, str] = field(default_factory=dict)


_KEPT: Final[dict[tuple[ChannelId, str], _Sentences]] = {}
_LOCK: Final = threading.Lock()


def words_of(query: str) -> tuple[str, ...]:
    """The words that must all occur, in the form in which they are compared."""
    return tuple(_folded(query[:QUERY_CHARS_MAX]).split()[:WORDS_MAX])


def matching(
    teller: Teller,
    held: Held,
    records: Records,
    language: str,
    asked: tuple[Sequence[Link], tuple[str, ...]],
) -> list[Link]:
    """Those of some entries in which all words occur, in their order.

    Args:
        teller: of the dialogue, for this reader.
        held: the dialogue.
        records: the store.
        language: of the reader.
        asked: the entries, and the words from `words_of`.
    """
    links, words = asked
    sentences = _sentences(held, records, language)
    found = []
    for link in links:
        told = sentences.by_hash.get(link.id)
        if told is None:
            told = sentences.by_hash[link.id] = _text(teller.entry(link))
        if all(word in told for word in words):
            found.append(link)
    return found


def _sentences(held: Held, records: Records, language: str) -> _Sentences:
    channel = held.channel
    lacking = sum(map(len, held.lacking(records).values()))
    key = (channel.id, language)
    with _LOCK:
        kept = _KEPT.get(key)
        if kept is None or kept.channel is not channel or kept.lacking != lacking:
            while len(_KEPT) >= KEPT_MAX:
                del _KEPT[next(iter(_KEPT))]
            kept = _KEPT[key] = _Sentences(channel, lacking)
    return kept


def _text(entry: ToldEntry) -> str:
    """All that is told of an entry. What followed may still come, and is found by its item."""
    parts = [entry.side, entry.post or "", entry.time, str(entry.number)]
    for act in entry.acts:
        parts += [act.line, act.item, act.reason or "", act.void or ""]
    return _folded("\n".join(parts))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", plainly(text)).casefold()
