# SPDX-License-Identifier: Apache-2.0
"""Press guidance in words: what may be said, by whom, from when; and that it was released."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from comity.subjects.fields import Words
from comity.subjects.press import Guidance, Release
from comity.telling.matters import matter_title
from comity.telling.voice import Voice

__all__ = ["tell_guidance", "tell_release"]

Worded = Callable[[Voice, Words], list[str]]
"""A text in the reader's language, or one in every language."""


def tell_guidance(voice: Voice, value: Guidance, worded: Worded) -> Iterator[str]:
    """The words first, since one of them stands for the whole where there is room for a line."""
    words = voice.words
    if value.status == "off":
        yield words.gettext("Taken back: nothing may be said by it any more")
    if value.common is not None:
        for text in worded(voice, value.common):
            yield words.gettext("May be said: {text}", text=text)
    for party in sorted(value.lines, key=lambda code: (code != voice.own, code)):
        for text in worded(voice, value.lines[party]):
            yield words.gettext("{side} may say: {text}", side=voice.side(party), text=text)
    if value.if_asked is not None:
        for text in worded(voice, value.if_asked):
            yield words.gettext("Only if asked: {text}", text=text)
    if value.not_before is not None:
        time = voice.instant(value.not_before, value.zone)
        yield words.gettext("Release time: not before {time}", time=time)
    if value.subject is None:
        yield words.gettext("On the dialogue as a whole")
    else:
        yield words.gettext("On: {item}", item=matter_title(voice, value.subject))


def tell_release(voice: Voice, value: Release) -> Iterator[str]:
    """When it was said in public, and how."""
    words, time = voice.words, voice.instant(value.at, value.zone)
    if value.manner == "answered":
        yield words.gettext("said in answer to a question, {time}", time=time)
    else:
        yield words.gettext("released, {time}", time=time)
    if value.where is not None:
        yield voice.pick(value.where)
