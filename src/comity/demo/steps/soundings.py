# SPDX-License-Identifier: Apache-2.0
"""Within step 3: a date is sounded out informally before it is proposed; at the end nothing of it
is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from comity.core.errors import ConfigError
from comity.demo.saying import Moment, Say, say
from comity.demo.scenario import ECONOMIC, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.exchange.roads.https_client import HttpsCarrier
from comity.locale import mark
from comity.node.soundings import Heard, Sounding, heard_in, sound

__all__ = ["before_the_offer", "check_gone", "left_in"]

_ABOUT: Final = "meeting/round-1/date"
_DAY_MS: Final = 86_400_000
_FILE_BYTES_MAX: Final = 64 * 1_048_576


def before_the_offer(stage: Stage) -> None:
    """Seoul asks informally whether a day could work, Tokyo answers; the records know nothing."""
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-10T13:00")
    told.tell(
        mark(
            "Before it proposes the day the Korean side sounds out Tokyo informally, off the"
            " record: nothing is signed, either side could have made it, and both nodes delete it"
            " in three days."
        ),
        fact=item("soundings", "question"),
    )
    _sounds(kr, words=body("soundings", "question"))
    told.both(_seen(kr), _seen(jp))
    stage.at("2023-04-10T13:20")
    (asked,) = _heard(jp)
    _sounds(jp, words=body("soundings", "answer"), answers=asked.nonce, stance="could-work")
    told.tell(mark("Tokyo answers in the same way; neither record knows of it."))
    told.both(_seen(kr), _seen(jp))


def check_gone(stage: Stage) -> None:
    """Of the sounding nothing is left on either side, whatever is looked into.

    Raises:
        ConfigError: ``demo/sounding``: a defect, which ends the story.
    """
    for side in stage.sides:
        now = stage.clock.now_ms()
        side.assembled.soundings.expire(now)
    found = [name for key in ("question", "answer") for name in left_in(stage.folder, key)]
    if found:
        raise ConfigError("demo/sounding", "POUCH-23", f"words of a sounding are in {found[0]}")
    stage.teller.tell(
        mark(
            "Of the informal sounding of 10 April nothing is left: its words are in no file of"
            " either node, neither record holds a trace of it, and no export has it."
        ),
        fact=item("soundings", "answer"),
    )


def left_in(folder: Path, key: str) -> Iterator[str]:
    """The files below a folder that hold the words of a sounding, in any language."""
    texts = [text.encode() for text in body("soundings", key).values()]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size <= _FILE_BYTES_MAX:
            raw = path.read_bytes()
            if any(text in raw for text in texts):
                yield str(path.relative_to(folder))


def _sounds(side: Side, *, words: Any, answers: str | None = None, stance: Any = None) -> None:
    """One sounding, delivered over HTTPS as any pouch is."""
    here, channel = side.assembled, side.channels[ECONOMIC]
    now = here.node.clock.now_ms()
    made = sound(
        here.node,
        here.soundings,
        side.peer,
        Sounding(_ABOUT, answers, channel, stance, now, None, words),
        now + 3 * _DAY_MS,
    )
    card = here.correspondence.card(side.peer)
    assert card.tls is not None
    with HttpsCarrier(card.addresses, card.tls) as carrier:
        answer = carrier.carry(here.correspondence.write_sounding(made))
    here.soundings.sent(made.nonce)
    if answer is not None:
        here.correspondence.take(answer)


def _heard(side: Side) -> tuple[Heard, ...]:
    here = side.assembled
    return heard_in(here.node, here.soundings, side.channels[ECONOMIC])


def _seen(side: Side) -> list[Say]:
    """The soundings that the side's officer reads, on their own ground."""
    lines = []
    for one in _heard(side):
        ours = mark("Informal sounding, off the record, ours, until {time}: {text}")
        theirs = mark("Informal sounding, off the record, theirs, until {time}: {text}")
        text = ours if one.ours else theirs
        lines.append(say(text, time=Moment(one.expires), text=one.said.words or {}))
    return lines
