# SPDX-License-Identifier: Apache-2.0
"""Words for the public: given out only while every party has accepted them and their time has come
by this node's own clock (HOME-30).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from comity.core.errors import RuleError
from comity.core.ids import ChannelId
from comity.core.views import ActRef
from comity.node.installation import Node
from comity.subjects.press import PressView, Sayable

__all__ = ["BACK_MS_MAX", "PublicWords", "public_words", "sayable_now", "went_back"]

BACK_MS_MAX: Final = 60_000
"""By how much a clock may be set back to correct it."""


@dataclass(frozen=True, slots=True)
class PublicWords:
    """Words that may leave as they are, in one language, and the proposal that agreed them.

    `text` ends with one line end and holds nothing else of the guidance, record or node.
    """

    text: str
    offer: ActRef


def went_back(node: Node, channel: ChannelId, shown_ms: int = 0) -> bool:
    """Whether the clock stands before what it has shown: in our own log of a channel, or at
    another instant that is known. Rule: HOME-30.
    """
    with node.channels.hold(channel) as held:
        logs = held.channel.fold.logs
        own = [link.time for link in logs.heads(logs.places[held.own])]
    return node.clock.now_ms() + BACK_MS_MAX < max([shown_ms, *own])


def sayable_now(node: Node, channel: ChannelId, view: PressView) -> Sayable:
    """Whether this node's side may say something by a guidance now. Rule: PRESS-5."""
    with node.channels.hold(channel) as held:
        halted = held.channel.frozen
    return view.sayable(str(node.party), node.clock.now_ms(), halted=halted)


def public_words(
    node: Node, channel: ChannelId, view: PressView, language: str, shown_ms: int = 0
) -> PublicWords:
    """The words that this side may say now in one language.

    Args:
        node: whose side and clock.
        channel: where the guidance is.
        view: the guidance, as the record held here has it.
        language: one in which it has words for this side.
        shown_ms: an instant that the clock is known to have shown, in UTC milliseconds.

    Raises:
        RuleError: ``clock-back``, ``release/not-agreed``, ``release/not-before``,
            ``release/if-asked``, ``release/taken-back``, ``release/no-words``. Rule: HOME-30.
    """
    if went_back(node, channel, shown_ms):
        raise RuleError("clock-back", "HOME-30", "the node's clock stands before what it has shown")
    with node.channels.hold(channel) as held:
        halted = held.channel.frozen
    sayable = view.sayable(str(node.party), node.clock.now_ms(), halted=halted)
    if sayable is not Sayable.NOW:
        raise _refusal(sayable, f"{view.id}: {sayable.value}")
    value = view.standing.confirmed if halted else view.standing.agreed
    assert value is not None, "what may be said is agreed"
    assert value.body.value is not None, "what may be said can be read"
    words = value.body.value.line(str(node.party)) or {}
    if language not in words:
        raise RuleError("release/no-words", "HOME-30", f"{view.id}: no words in {language}")
    # The allow-list is one field: nothing else goes along.
    return PublicWords(f"{words[language].strip()}\n", value.offer.ref)


def _refusal(sayable: Sayable, hint: str) -> RuleError:
    """Why no words are given out."""
    match sayable:
        case Sayable.NOT_BEFORE:
            return RuleError("release/not-before", "HOME-30", hint)
        case Sayable.IF_ASKED:
            return RuleError("release/if-asked", "HOME-30", hint)
        case Sayable.SILENT:
            return RuleError("release/no-words", "HOME-30", hint)
        case Sayable.TAKEN_BACK:
            return RuleError("release/taken-back", "HOME-30", hint)
    return RuleError("release/not-agreed", "HOME-30", hint)
