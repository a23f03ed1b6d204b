# SPDX-License-Identifier: Apache-2.0
"""What is off in a dialogue, first on every page of it: halted, something missing, something that
may still bind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from comity.core.ids import ChannelId
from comity.desk.items.index import index_of, item_titles
from comity.desk.requests import DeskRequest
from comity.telling.plights import Plight, Told, plight
from comity.telling.troubles import unacknowledged
from comity.telling.voice import sentence

__all__ = ["Trouble", "halts_of", "missing_of", "troubles_of"]


class Trouble(NamedTuple):
    """What happened, what it means, what to do next; `kind` is alarm or important."""

    title: str
    text: str
    next: str
    kind: str

    @classmethod
    def of(cls, told: Told, kind: str = "important") -> Trouble:
        """A plight as a trouble."""
        return cls(told.title, told.text, told.next, kind)


def halts_of(request: DeskRequest, channel: ChannelId) -> tuple[Trouble, ...]:
    """Conflicting records in a dialogue, one trouble each; nothing where there are none."""
    voice = request.voice
    with request.house.node.channels.hold(channel) as held:
        forks = held.channel.forks() if held.channel.frozen else ()
    return tuple(
        Trouble.of(plight(voice, Plight.HALTED, side=voice.side(code), number=number), "alarm")
        for code, number, _ in forks
    )


def troubles_of(request: DeskRequest, channel: ChannelId) -> tuple[Trouble, ...]:
    """All that is off in a dialogue, but for its line."""
    return (
        *halts_of(request, channel),
        *missing_of(request, channel),
        *_open_ends(request, channel),
    )


def missing_of(request: DeskRequest, channel: ChannelId) -> Iterator[Trouble]:
    """Sides that have not joined yet, and content that has not come yet."""
    voice, words, node = request.voice, request.voice.words, request.house.node
    with node.channels.hold(channel) as held:
        lacking = sum(map(len, held.lacking(node.records).values()))
        heads = held.channel.heads()
        silent = [code for code in held.channel.parties if not heads[code]]
    if silent:
        yield Trouble(
            words.gettext("Not every side has joined yet"),
            words.gettext(
                "As far as received, no first entry has come from: {sides}. Until then nothing can"
                " be agreed.",
                sides=voice.sides(silent),
            ),
            "",
            "important",
        )
    if lacking:
        yield Trouble(
            words.ngettext(
                "{count} text or document has not come yet",
                "{count} texts or documents have not come yet",
                lacking,
            ),
            words.gettext(
                "The record names them, and they are not here yet. What is agreed stays agreed; it"
                " can be read, and answered, as soon as they have come."
            ),
            words.gettext("There is nothing to do. They are asked for with every exchange."),
            "important",
        )


def _open_ends(request: DeskRequest, channel: ChannelId) -> Iterator[Trouble]:
    """Withdrawn or declined proposals that an acceptance on its way could still make binding."""
    voice, words = request.voice, request.voice.words
    with request.house.node.channels.hold(channel) as held:
        open_ends = unacknowledged(held)
    if not open_ends:
        return
    index = index_of(request, channel)
    for _, items, author, waiting in open_ends:
        titles = item_titles(voice, index, items)
        if author == voice.own:
            text = words.gettext(
                "Our proposal on {items} is withdrawn. Until {sides} have acknowledged it, an"
                " acceptance may still cross it on the way, and would bind our side.",
                items=titles,
                sides=voice.sides(waiting),
            )
        else:
            text = words.gettext(
                "The proposal of {side} on {items} is declined or withdrawn. Until {sides} have"
                " acknowledged it, an acceptance may still cross it on the way.",
                side=voice.side(author),
                items=titles,
                sides=voice.sides(waiting),
            )
        yield Trouble(
            words.gettext("Not acknowledged yet: {items}", items=sentence(titles)),
            text,
            "",
            "important",
        )
