# SPDX-License-Identifier: Apache-2.0
"""A request as every view of the desk gets it: who asks, in which language, at whose node."""

from __future__ import annotations

from django.http import HttpRequest

from comity.desk.house import House
from comity.home.models import Person
from comity.home.reading import Reader
from comity.telling.voice import Voice

__all__ = ["DeskRequest"]


class DeskRequest(HttpRequest):
    """Completed by `middleware.DeskMiddleware`.

    Attributes:
        house: the node.
        voice: how to speak to whoever asks.
        person: who is signed in, or None.
        reader: what that person may see; only where somebody is signed in.
        language_kept: what the browser is to remember as its language; empty for nothing new.
        news_tag: what an open page has of the news when it is made; None where it asks for none.
    """

    house: House
    voice: Voice
    person: Person | None
    reader: Reader
    language_kept: str
    news_tag: str | None
