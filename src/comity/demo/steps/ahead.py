# SPDX-License-Identifier: Apache-2.0
"""After the story: what is still open, one thing for each side to answer."""

from __future__ import annotations

from typing import Any, Final

from comity.core.ids import Matter
from comity.demo import screens
from comity.demo.clock import instant
from comity.demo.saying import Say
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.demo.steps import incident, measures, papers, press, soundings
from comity.locale import mark
from comity.node.sign import Proposal
from comity.subjects import write_body

__all__ = ["NOW", "OPEN", "play"]

NOW: Final = "2023-06-20T10:00"
"""When the story ends, and the clock of the demonstration goes on."""
OPEN: Final[dict[Dialogue, str]] = {
    ECONOMIC: "meeting/round-2/date",
    SECURITY: "meeting/round-13/date",
}
"""The matter on which a proposal is open; it awaits the Korean and the Japanese side in turn."""
_BY: Final = "2023-07-04T18:00"


def play(stage: Stage) -> None:
    """Each side has one proposal of the other to answer; both nodes answer over HTTPS again."""
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene(NOW)
    for side in stage.sides:
        if not side.serving:
            side.serve()
    told.tell(
        mark(
            "The line is restored. The Japanese side, host of the next economic meeting,"
            " proposes its date within the window; the Korean side proposes the date of the"
            " 13th round of the security dialogue. Both are left for you to answer."
        ),
        fact=item("ahead", "round-2"),
    )
    _offer(jp, ECONOMIC, "round-2")
    _offer(kr, SECURITY, "round-13")
    press.left_open(jp)
    papers.circulate(stage)
    told.tell(
        mark(
            "The Japanese side also proposes a figure on gallium and germanium with its table: at"
            " the desk in Seoul it is computed again, checked and then accepted."
        ),
        fact=item("measures", "gallium"),
    )
    measures.leave_figure(jp)
    told.tell(
        mark(
            "And it announces a drill of the line: the Korean duty officer may acknowledge it at"
            " the desk, and sees at a glance that it is none of the real thing."
        ),
        fact=item("incident", "drill"),
    )
    incident.leave_drill(jp)
    jp.send()
    told.both(_open(kr), _open(jp))
    soundings.check_gone(stage)


def _offer(side: Side, dialogue: Dialogue, key: str) -> None:
    value: dict[str, Any] = body("ahead", key)
    matter = Matter(OPEN[dialogue])
    raw = write_body(matter, "offer", value)
    side.sign(dialogue, Proposal({matter: raw}, until=instant(_BY)))


def _open(side: Side) -> list[Say]:
    return [
        screens.matter(side, dialogue, OPEN[dialogue], body("ahead", f"title-{dialogue}"))
        for dialogue in OPEN
    ]
