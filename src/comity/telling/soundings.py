# SPDX-License-Identifier: Apache-2.0
"""Informal soundings in words: how one stands, and what it says; no story has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from comity.locale import mark
from comity.node.soundings import Heard
from comity.telling.bodies import tell, worded
from comity.telling.matters import matter_title
from comity.telling.voice import Voice, sentence

__all__ = ["STANCES", "sounding_state", "tell_heard", "tell_value"]

STANCES: Final = {
    "could-work": mark("could work"),
    "difficult": mark("difficult"),
}
"""What an answer says in one word."""
_STATES: Final = {
    "came": mark("received"),
    "waiting": mark("waiting to be delivered"),
    "sent": mark("delivered"),
}
NONCE_CHARS_TOLD: Final = 8


def sounding_state(voice: Voice, heard: Heard) -> str:
    """Whether it has come or was delivered."""
    told = _STATES.get(heard.state)
    return "" if told is None else voice.words.gettext(told)


def tell_heard(voice: Voice, heard: Heard) -> Iterator[str]:
    """Whose it is, when it expires, and what it says, a line each."""
    words, said = voice.words, heard.said
    yield words.gettext(
        "[{name}] {side}, {time}: {state}; expires {expires}",
        name=heard.nonce[:NONCE_CHARS_TOLD],
        side=sentence(voice.side(heard.party)),
        time=voice.instant(said.time),
        state=sounding_state(voice, heard),
        expires=voice.by(heard.expires),
    )
    if said.answers is not None:
        yield words.gettext("In answer to [{name}]", name=said.answers[:NONCE_CHARS_TOLD])
    if said.about is not None:
        yield words.gettext("On: {item}", item=matter_title(voice, said.about))
    if said.stance is not None:
        yield sentence(words.gettext(STANCES[said.stance]))
    yield from tell_value(voice, heard)
    if said.words is not None:
        yield from worded(voice, said.words)


def tell_value(voice: Voice, heard: Heard) -> list[str]:
    """The value that it names, in words; that it can't be read, where it can't."""
    if heard.said.value is None:
        return []
    if heard.value is None:
        return [voice.words.gettext("It names a value that can't be read here.")]
    return tell(voice, heard.value)
