# SPDX-License-Identifier: Apache-2.0
"""Within steps 3 and 5, and at the end: what may be said in public, agreed before it is said."""

from __future__ import annotations

from typing import Any, Final

from comity.demo import screens
from comity.demo.saying import Moment, Say, say
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.locale import mark
from comity.node.public import sayable_now
from comity.subjects.press import Release, Sayable

__all__ = ["before_leaks", "left_open", "release_ms", "released", "round_held"]

DATES: Final = "press/kr-1"
ROUND: Final = "press/kr-1"
NEXT: Final = "press/jp-1"
"""Names of the guidance, each in its dialogue: by the side that proposes it."""

_TITLES: Final = {
    DATES: mark("Press guidance on the meeting"),
    NEXT: mark("Press guidance on the next meeting"),
}
_SAYABLE: Final = {
    Sayable.NOW: mark("Press guidance: may be said now"),
    Sayable.IF_ASKED: mark("Press guidance: only if asked"),
    Sayable.NOT_BEFORE: mark("Press guidance: agreed, not before {time}"),
    Sayable.NOTHING: mark("Press guidance: not agreed, nothing may be said"),
    Sayable.SILENT: mark("Press guidance: no words for our side"),
    Sayable.TAKEN_BACK: mark("Press guidance: taken back"),
}


def release_ms() -> int:
    """The agreed release time of the 12th round, in UTC milliseconds."""
    found: int = body("press", "round12-held")["not_before"]
    return found


def before_leaks(stage: Stage) -> None:
    """What is said of the dates that are not fixed is agreed before anybody asks."""
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-07T17:10")
    told.tell(
        mark(
            "Before anything more leaks the Korean side proposes press guidance: what either"
            " side may say of the dates, and what only if asked. As long as the Japanese side"
            " has not accepted it, nothing may be said."
        ),
        fact=item("press", "dates-under-discussion"),
    )
    kr.offer(ECONOMIC, {DATES: body("press", "dates-under-discussion")})
    kr.send()
    told.both(
        [_open(kr, ECONOMIC, DATES), _sayable(kr, ECONOMIC, DATES)],
        [_open(jp, ECONOMIC, DATES), _sayable(jp, ECONOMIC, DATES)],
    )
    stage.at("2023-04-07T17:20")
    jp.accept(ECONOMIC, DATES)
    jp.send()
    told.tell(mark("Accepted: from now on both sides say the same."))
    told.both(*([_sayable(side, ECONOMIC, DATES), *_words(side)] for side in stage.sides))


def round_held(stage: Stage) -> None:
    """What is said of the 12th round, with a time before which nobody says it."""
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-17T18:05")
    told.tell(
        mark(
            "Press guidance on the meeting is agreed, each side in its own words and with its"
            " own name of the dialogue, to be released by both at the same time."
        ),
        fact=item("press", "round12-held"),
    )
    kr.offer(SECURITY, {ROUND: body("press", "round12-held")})
    kr.send()
    stage.at("2023-04-17T18:15")
    jp.accept(SECURITY, ROUND)
    jp.send()
    told.both(*([_sayable(side, SECURITY, ROUND)] for side in stage.sides))


def released(stage: Stage) -> None:
    """The agreed time has come on both nodes; each side says that it has released it."""
    told, kr = stage.teller, stage.kr
    stage.scene("2023-04-17T19:00")
    told.tell(mark("The agreed time has come by the clock of each node."))
    told.both(*([_sayable(side, SECURITY, ROUND)] for side in stage.sides))
    stage.at("2023-04-17T19:10")
    for side in stage.sides:
        release = Release(release_ms(), side.facts.zone, "stated", None)
        side.state(SECURITY, f"{ROUND}/released", release)
    kr.send()


def left_open(jp: Side) -> None:
    """A guidance that awaits the Korean side when the story ends."""
    jp.offer(ECONOMIC, {NEXT: body("press", "round-2-date")})


def _open(side: Side, dialogue: Dialogue, name: str) -> Say:
    return screens.matter(side, dialogue, name, say(_TITLES[name]))


def _sayable(side: Side, dialogue: Dialogue, name: str) -> Say:
    """Whether this side may say something by it now, as its own node computes it."""
    view = next(one for one in side.rooms(dialogue).press.details if f"press/{one.id}" == name)
    sayable = sayable_now(side.assembled.node, side.channels[dialogue], view)
    guidance = view.guidance
    not_before = None if guidance is None else guidance.not_before
    return say(_SAYABLE[sayable], time="" if not_before is None else Moment(not_before))


def _words(side: Side) -> list[Say]:
    """The words that may be said, as this side reads them off its own record."""
    view = side.rooms(ECONOMIC).press.details[0]
    assert view.guidance is not None
    words: Any = view.guidance.line(side.code)
    return [say(mark("We may say: {text}"), text=words)]
