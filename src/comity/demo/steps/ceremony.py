# SPDX-License-Identifier: Apache-2.0
"""Step 1: two channels are founded by files; people compare words before anything is signed."""

from __future__ import annotations

import unicodedata
from typing import Final

from comity.core.ids import ChannelId, unb64
from comity.demo.clock import instant
from comity.demo.saying import Say, say
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.keys.words import DIGEST_BYTES, Language, parse, spoken, word_list, words_of
from comity.locale import mark
from comity.node.found import answer, consider, gather, invite, join

__all__ = ["play"]

_EXPIRES: Final = "2023-04-14T18:00"
_A_LINE: Final = 4
_SIDES: Final = 2
_NAMES: Final[dict[Dialogue, str]] = {
    SECURITY: mark("security dialogue"),
    ECONOMIC: mark("economic security dialogue"),
}


def play(stage: Stage) -> None:
    """Both channels are open on both nodes; each side has signed its own entry 1."""
    told = stage.teller
    told.step(mark("Step 1. Key ceremony"))
    stage.scene("2023-04-04T10:00")
    told.tell(
        mark(
            "Each side has a node of its own, with its own keys. Neither trusts a server of"
            " the other. For each dialogue one side invites, the other answers, and the full"
            " set of signed files goes to both."
        ),
        fact=item("public", "invented"),
    )
    _found(stage, SECURITY, stage.kr, stage.jp)
    _found(stage, ECONOMIC, stage.jp, stage.kr)
    told.tell(
        mark(
            "The words agree, as both officers confirm over the telephone. Now each side"
            " signs its first entry, by which it declares its keys. The two nodes meet over"
            " HTTPS for the first time; each knows the other by the certificate named on its"
            " card."
        )
    )
    stage.kr.send()
    told.both(_opened(stage.kr), _opened(stage.jp))


def _found(stage: Stage, dialogue: Dialogue, inviter: Side, invited: Side) -> None:
    """One channel, by three files; the words are compared before anybody joins."""
    folder = stage.inner("founding", dialogue)
    invitation, reply, whole = (folder / f"{name}.json" for name in ("invitation", "answer", "set"))
    node, guest = inviter.assembled.node, invited.assembled.node
    raw = invite(node, inviter.assembled.root, [guest.party], instant(_EXPIRES))
    invitation.write_bytes(raw)
    raw = answer(guest, invited.assembled.root, invitation.read_bytes(), "join")
    reply.write_bytes(raw)
    whole.write_bytes(gather(node, [reply.read_bytes()]))
    considered = {
        side.code: consider(side.assembled.node, whole.read_bytes()) for side in stage.sides
    }
    _compare(stage, dialogue, considered[stage.kr.code].channel, considered[stage.jp.code].channel)
    for side in stage.sides:
        side.channels[dialogue] = considered[side.code].channel
        join(side.assembled.node, considered[side.code])


def _compare(stage: Stage, dialogue: Dialogue, left: ChannelId, right: ChannelId) -> None:
    """The officers read the 24 words out; a channel that somebody has swapped would differ."""
    told = stage.teller
    told.tell(
        mark(
            "The two officers read out the 24 words of the {name}, each in their own"
            " language. The words differ, the numbers behind them are the same."
        ),
        name=say(_NAMES[dialogue]),
    )
    told.both(_words(left, "ko"), _words(right, "ja"))
    numbers = _numbers(left, "ko")
    assert numbers == _numbers(right, "ja"), "the sides have not computed the same channel"
    told.quote([say(mark("The numbers on both sides: {numbers}"), numbers=" ".join(numbers))])


def _numbers(channel: ChannelId, language: Language) -> list[str]:
    """The place in the language's list of each word, as a receiver reads them."""
    words = words_of(unb64(channel, DIGEST_BYTES), language)
    assert parse(words, language) == unb64(channel, DIGEST_BYTES)
    places = {unicodedata.normalize("NFC", one): n for n, one in enumerate(word_list(language), 1)}
    return [str(places[word]) for word in words]


def _words(channel: ChannelId, language: Language) -> list[Say]:
    found = words_of(unb64(channel, DIGEST_BYTES), language)
    return [
        say(
            "{first}–{last}  {words}",
            first=start + 1,
            last=start + _A_LINE,
            words=spoken(found[start : start + _A_LINE], language),
        )
        for start in range(0, len(found), _A_LINE)
    ]


def _opened(side: Side) -> list[Say]:
    lines = []
    for dialogue, channel in side.channels.items():
        with side.assembled.node.channels.hold(channel) as held:
            joined = sum(1 for tips in held.channel.heads().values() if tips)
        name = say(_NAMES[dialogue])
        if joined == _SIDES:
            lines.append(say(mark("{name}: open; both sides have joined"), name=name))
        else:
            told = mark("{name}: open; {count} of 2 sides have joined")
            lines.append(say(told, name=name, count=joined))
    return lines
