# SPDX-License-Identifier: Apache-2.0
"""What may be said in public, and what speaks against a readout, in words at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from comity.cli.standing import rooms_of
from comity.core.errors import RuleError
from comity.node.public import public_words, sayable_now
from comity.subjects import read_body
from comity.subjects.meetings import Readout
from comity.subjects.press import PressView, Sayable
from comity.telling.bodies import tell
from comity.telling.readouts import tell_found
from comity.telling.sayable import sayable_told, sayable_word
from comity.telling.voice import Voice
from comity.workbench.readouts import compare_readout

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId

__all__ = ["Seen", "readout_compared", "seen_in", "tell_guidance", "words_now"]


class Seen(NamedTuple):
    """One press guidance and whether our side may say something by it now."""

    view: PressView
    sayable: Sayable


def seen_in(here: Assembled, channel: ChannelId) -> tuple[Seen, ...]:
    """Every press guidance of a dialogue, by the record and the clock of this node."""
    return tuple(
        Seen(one, sayable_now(here.node, channel, one))
        for one in rooms_of(here, channel).press.details
    )


def tell_guidance(voice: Voice, one: Seen) -> Iterator[str]:
    """Its name, whether it may be said, and the words that are agreed."""
    guidance = one.view.guidance
    yield f"{one.view.id}: {sayable_word(voice, one.sayable)}"
    yield f"  {sayable_told(voice, one.sayable, guidance or one.view.sure)}"
    if guidance is not None:
        yield from (f"  {line}" for line in tell(voice, guidance))
    for said in one.view.releases:
        if said.body.value is not None:
            told = voice.list(tell(voice, said.body.value))
            early = voice.words.gettext(" (earlier than agreed)") if one.view.early(said) else ""
            yield f"  {voice.side(said.party)}: {told}{early}"


def words_now(here: Assembled, channel: ChannelId, name: str, language: str) -> str:
    """The words that our side may say now, where the dossier holds nobody. Rule: HOME-30.

    Raises:
        RuleError: as `comity.home.release.give_out`.
    """
    found = next((one for one in seen_in(here, channel) if one.view.id == name), None)
    if found is None:
        raise RuleError("item-unknown", "CLI-4", f"no press guidance {name!r} is recorded")
    return public_words(here.node, channel, found.view, language).text


def readout_compared(
    voice: Voice, here: Assembled, channel: ChannelId, item: str, raw: bytes
) -> Iterator[str]:
    """What speaks against a readout that is about to be signed; nothing where nothing does."""
    readout = read_body(item, "declare", raw)
    assert isinstance(readout, Readout)
    rooms = rooms_of(here, channel)
    own, now = str(here.config.party), here.node.clock.now_ms()
    compared = compare_readout(readout, item.split("/")[1], rooms, own, now)
    if compared.found:
        yield voice.words.gettext("The readout may not be in line with what is agreed:")
    for one in compared.found:
        yield f"  – {tell_found(voice, one)} ({one.rule})"
