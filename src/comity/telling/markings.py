# SPDX-License-Identifier: Apache-2.0
"""Markings in words: what our own side marks each level of the terms with."""

from __future__ import annotations

from comity.subjects import Rooms
from comity.telling.voice import Voice

__all__ = ["level_told", "marking_of"]


def marking_of(voice: Voice, rooms: Rooms) -> str | None:
    """How our own side marks the highest that the dialogue may hold by its terms, or None."""
    terms = rooms.terms.details[0].terms
    return None if terms is None else level_told(voice, rooms, terms.markings.ceiling)


def level_told(voice: Voice, rooms: Rooms, level: str) -> str:
    """How our own side marks a level; the level itself where the terms in force do not say."""
    terms = rooms.terms.details[0].terms
    known = () if terms is None else terms.markings.equivalence
    names = (one.names for one in known if one.level == level)
    return voice.pick(next(names, {}).get(str(voice.own), {})) or level
