# SPDX-License-Identifier: Apache-2.0
"""What a check of an entry, made while its page is made, comes to in plain words (DESK-14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from comity.node.entrycheck import EntryCheck
from comity.telling.voice import Voice, sentence

__all__ = ["Point", "Verdict", "verdict_of"]


class Point(NamedTuple):
    """One thing that was checked: whether it holds, and a sentence."""

    holds: bool
    text: str


class Verdict(NamedTuple):
    """Whether all of it holds, that in a sentence, and what was checked."""

    holds: bool
    text: str
    points: tuple[Point, ...]


def verdict_of(voice: Voice, party: str, number: int, found: EntryCheck) -> Verdict:
    """The check of an entry in words.

    Args:
        voice: of the reader.
        party, number: of the entry.
        found: the check, just made.
    """
    words, side = voice.words, voice.side(party)
    if found.holds:
        text = words.gettext(
            "Verified on this page load: {side} has signed exactly these bytes, and nothing in"
            " them has been changed since.",
            side=side,
        )
    else:
        text = words.gettext(
            "Checked on this page load: this entry does not hold. Rely on nothing in it, and tell"
            " the operator of this node."
        )
    return Verdict(found.holds, text, tuple(_points(voice, party, number, found)))


def _points(voice: Voice, party: str, number: int, found: EntryCheck) -> Iterator[Point]:
    words, side = voice.words, voice.side(party)
    if not found.whole:
        yield Point(
            holds=False,
            text=words.gettext("The bytes held here are not those that the record names."),
        )
    if found.signed:
        told = words.gettext(
            "Both signatures verify under the key of {side}: {key}.", side=side, key=found.key
        )
    else:
        told = words.gettext(
            "The signatures do not verify under the key of {side}: {key}.",
            side=side,
            key=found.key,
        )
    yield Point(found.signed, told)
    if found.whole:
        yield _place(voice, party, number, found)
        yield from _seen(voice, found)
        yield from _bodies(voice, found)


def _place(voice: Voice, party: str, number: int, found: EntryCheck) -> Point:
    words, side = voice.words, voice.side(party)
    if not found.follows:
        told = words.gettext(
            "It does not follow from an entry No. {before} of {side} that is held here.",
            before=number - 1,
            side=side,
        )
    elif number == 1:
        told = words.gettext(
            "It is the first entry of {side}, and names this dialogue as its beginning.", side=side
        )
    else:
        told = words.gettext(
            "It follows directly on entry No. {before} of {side}, whose digest it names.",
            before=number - 1,
            side=side,
        )
    return Point(found.follows, sentence(told))


def _seen(voice: Voice, found: EntryCheck) -> Iterator[Point]:
    words = voice.words
    if not found.seen:
        told = words.gettext("It acknowledges nothing new of another side.")
        yield Point(holds=True, text=told)
    for one in found.seen:
        if one.held:
            told = words.gettext(
                "It acknowledges what {side} had signed up to entry No. {number}, which is held"
                " here.",
                side=voice.side(one.party),
                number=one.number,
            )
        else:
            told = words.gettext(
                "It acknowledges entry No. {number} of {side}, and the bytes held here are not"
                " that one.",
                side=voice.side(one.party),
                number=one.number,
            )
        yield Point(one.held, told)


def _bodies(voice: Voice, found: EntryCheck) -> Iterator[Point]:
    words = voice.words
    if found.bodies:
        told = words.ngettext(
            "{count} content that it names is here, and is what its digest names.",
            "{count} contents that it names are here, and are what their digests name.",
            found.bodies,
        )
        yield Point(holds=True, text=told)
    if found.absent:
        told = words.ngettext(
            "{count} content that it names is not here, and was not checked.",
            "{count} contents that it names are not here, and were not checked.",
            found.absent,
        )
        yield Point(holds=True, text=told)
    if found.changed:
        told = words.ngettext(
            "{count} content held here is not what its digest names.",
            "{count} contents held here are not what their digests name.",
            found.changed,
        )
        yield Point(holds=False, text=told)
