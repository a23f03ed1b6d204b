# SPDX-License-Identifier: Apache-2.0
"""What a notification of authority says, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from comity.subjects.authorities import Authority
from comity.subjects.fields import Words
from comity.telling.labels import label
from comity.telling.voice import Voice

__all__ = ["AUTHORITY_TELLERS", "may_told", "term_told"]


def may_told(voice: Voice, value: Authority) -> str:
    """What the post may do, in a row; that it is withdrawn where that is nothing."""
    if not value.may:
        return voice.words.gettext("authority withdrawn")
    return voice.list(label(voice, "capacity", one) for one in value.may)


def term_told(voice: Voice, value: Authority) -> str:
    """From when to when."""
    since = voice.instant(value.since, value.zone)
    if value.until is None:
        return voice.words.gettext("from {since}, until further notice", since=since)
    until = voice.instant(value.until, value.zone)
    return voice.words.gettext("from {since} until {until}", since=since, until=until)


def _authority(
    voice: Voice, value: Authority, worded: Callable[[Voice, Words], list[str]]
) -> Iterator[str]:
    yield from worded(voice, value.post)
    yield may_told(voice, value)
    yield term_told(voice, value)
    if value.full_powers is not None:
        for line in worded(voice, value.full_powers):
            yield voice.words.gettext("full powers for a treaty: {words}", words=line)


AUTHORITY_TELLERS: Final[dict[type, Callable[..., Iterator[str]]]] = {Authority: _authority}
"""As those of `comity.telling.bodies`, with how texts are told."""
