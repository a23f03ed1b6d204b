# SPDX-License-Identifier: Apache-2.0
"""What a body says, side by side in every language that it was signed in.

Each column is told by the catalogue of its own language, so that a reader of that language reads
it whole: labels, times and negotiated words alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

import msgspec

from comity.core.ids import ChannelId
from comity.desk.items.index import Index, item_title
from comity.desk.requests import DeskRequest
from comity.locale import LANGUAGES, Language, catalogue
from comity.subjects.reading import Body
from comity.subjects.terms import Terms
from comity.subjects.texts import Adoption, Wording
from comity.telling.bodies import tell, tell_body
from comity.telling.voice import Voice
from comity.telling.whole_text import tell_whole

__all__ = ["Column", "TitledColumns", "columns_of", "told_item"]

_DEPTH_MAX: Final = 8
"""Of fields inside fields; bodies have far fewer."""


class Column(NamedTuple):
    """What a body says in one language.

    `lang` is empty where it holds no words of any language; `words` says that the lines are
    negotiated words themselves, and not told by us.
    """

    lang: str
    lines: tuple[str, ...]
    words: bool


class TitledColumns(NamedTuple):
    """What a proposal or statement says of one item."""

    matter: str
    title: str
    columns: tuple[Column, ...]


def told_item(
    request: DeskRequest, channel: ChannelId, index: Index, matter: str, body: Body[Any]
) -> TitledColumns:
    """A body of an item, with the item's title."""
    title = item_title(request.voice, index, matter)
    return TitledColumns(matter, title, columns_of(request, channel, matter, body))


def columns_of(
    request: DeskRequest, channel: ChannelId, matter: str, body: Body[Any]
) -> tuple[Column, ...]:
    """A body column by column, the reader's own language first."""
    voice, value = request.voice, body.value
    if value is None:
        return (Column("", tuple(tell_body(voice, body)), words=False),)
    if isinstance(value, Wording):
        return tuple(
            Column(code, (value.text[code],), words=True) for code in _ordered(voice, value.text)
        )
    if isinstance(value, Adoption):
        every = replace(voice, all_languages=True)
        lines = (
            *tell(every, value),
            *tell_whole(every, request.house.node, channel, matter, value),
        )
        return (Column("", lines, words=False),)
    languages = set(_languages(value, 0))
    known = [one for one in LANGUAGES if one in languages]
    if len(known) < len(languages):  # a language for which we have no words of our own
        every = replace(voice, all_languages=True)
        return (Column("", tuple(tell(every, value)), words=False),)
    if not known:
        return (Column("", tuple(tell(voice, value)), words=False),)
    ordered = [one for code in _ordered(voice, known) for one in known if one == code]
    return tuple(Column(one, tuple(_told(voice, one, value)), words=False) for one in ordered)


def _ordered(voice: Voice, codes: Iterable[str]) -> list[str]:
    """The reader's own language first, then those of the desk, then others by code."""
    ours: tuple[str, ...] = (voice.words.language, *LANGUAGES)
    return sorted(codes, key=lambda one: (ours.index(one) if one in ours else len(ours), one))


def _told(voice: Voice, language: Language, value: object) -> Iterator[str]:
    yield from tell(replace(voice, words=catalogue(language, "desk")), value)
    if isinstance(value, Terms) and language in value.understanding:
        yield value.understanding[language]


def _languages(value: object, depth: int) -> Iterator[str]:
    """The languages of all words inside a body."""
    if depth > _DEPTH_MAX:
        return
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _languages(getattr(value, field), depth + 1)
    elif isinstance(value, tuple):
        for one in value:
            yield from _languages(one, depth + 1)
    elif isinstance(value, dict):
        if value and all(isinstance(one, str) for one in value.values()):
            yield from value
        else:
            for one in value.values():
                yield from _languages(one, depth + 1)
