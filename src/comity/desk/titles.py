# SPDX-License-Identifier: Apache-2.0
"""What a dialogue is called here: each side's own name of it; they are no translations."""

from __future__ import annotations

from comity.core.ids import ChannelId
from comity.desk.requests import DeskRequest
from comity.home.reading import Reader
from comity.telling.markings import marking_of
from comity.telling.voice import Voice

__all__ = ["dialogue_title", "dialogues_beside", "marking_of"]


def dialogue_title(voice: Voice, reader: Reader, channel: ChannelId) -> str:
    """Our own side's name of it from the terms agreed or proposed, else with whom it is."""
    rooms = reader.rooms(channel)
    terms = rooms.terms.details[0].terms
    if terms is None:
        open_ones = (
            [one.body.value for one in rooms.terms.standings[0].open]
            if (rooms.terms.standings)
            else []
        )
        terms = next((one for one in reversed(open_ones) if one is not None), None)
    if terms is not None:
        titles = terms.titles.get(str(voice.own)) or terms.common_title
        if titles:
            return voice.pick(titles)
    with reader.node.channels.hold(channel) as held:
        others = [code for code in held.channel.parties if code != held.own]
    return voice.words.gettext("Dialogue with {sides}", sides=voice.sides(others))


def dialogues_beside(request: DeskRequest, channel: ChannelId) -> dict[str, str]:
    """Titles by id of the other dialogues that the reader may know of, in order of opening."""
    return {
        str(one): dialogue_title(request.voice, request.reader, one)
        for one in request.reader.channels()
        if one != channel
    }
