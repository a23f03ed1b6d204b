# SPDX-License-Identifier: Apache-2.0
"""Step 8: a stranger knocks, the line is cut, transfers go by hand; nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from comity.core.errors import ComityError, UnavailableError
from comity.demo import screens
from comity.demo.saying import Say, say
from comity.demo.scenario import ECONOMIC, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.demo.steps.economic import closed
from comity.demo.stranger import forged_pouch
from comity.exchange.correspondence import Taken
from comity.exchange.roads.file import write_pouch
from comity.exchange.roads.https_client import post_pouch
from comity.locale import mark

__all__ = ["play"]

_REMARKS: Final = {
    "pouch/repetition": mark("this very transfer came before; nothing is stored twice"),
    "pouch/gap": mark("an earlier transfer has not arrived; nothing is missing all the same"),
    "pouch/late": mark("it was written before one that has already come; nothing new in it"),
}


def play(stage: Stage) -> None:
    """Acts of the worst day are agreed and confirmed on both sides, without a line."""
    told = stage.teller
    told.step(mark("Step 8. The worst day"))
    told.tell(mark("All of this day is invented."))
    _stranger(stage)
    _cut(stage)
    _carried(stage)


def _stranger(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-06-19T09:00")
    told.tell(
        mark(
            "A stranger sends the Japanese node a transfer with an entry that claims to be"
            " signed by the Korean side. The node turns it away and tells the stranger"
            " nothing; the reason is for its own people."
        )
    )
    pouch = forged_pouch(jp, kr.code, ECONOMIC, stage.clock.now_ms())
    card = jp.assembled.node.card.card
    assert card.tls is not None
    try:
        post_pouch(card.addresses[0], card.tls, pouch)
        raise AssertionError("a stranger's transfer is refused")
    except UnavailableError:
        reason = _reason(jp, write_pouch(stage.inner("carried", "stranger"), pouch))
    told.both(
        [say(mark("Nothing of this reaches us"))],
        [
            say(
                mark("A transfer was refused: the sender is unknown here ({code}, rule {rule})"),
                code=reason.code,
                rule=reason.rule,
            )
        ],
    )
    kr.send()
    told.tell(mark("The node serves on: an exchange with the Korean side succeeds at once."))


def _reason(side: Side, path: Path) -> ComityError:
    """Why the side's own node refuses a transfer."""
    try:
        side.take_file(path)
    except ComityError as error:
        return error
    raise AssertionError("a stranger's transfer is refused")


def _cut(stage: Stage) -> None:
    told = stage.teller
    stage.scene("2023-06-19T09:30")
    for side in stage.sides:
        side.stop()
    try:
        stage.kr.send()
        raise AssertionError("the line is cut")
    except UnavailableError:
        told.tell(
            mark(
                "The line is cut. Neither node can be reached. Both sides go on working:"
                " what they sign is written to transfer files, which a courier carries."
            )
        )
    line = say(mark("The other side cannot be reached; transfers can be written as files"))
    told.both([line], [line])


def _carried(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    to_jp, to_kr = stage.inner("carried", "to-jp"), stage.inner("carried", "to-kr")
    stage.scene("2023-06-19T10:00")
    told.tell(
        mark(
            "Seoul reports its part of the contact list done and writes a first transfer"
            " file. It is lost on the way. Tokyo reports its part too; its file is late."
        ),
        fact=item("followups", "contact-report-kr"),
    )
    kr.state(ECONOMIC, "follow-up/1/report", body("followups", "contact-report-kr"))
    kr.write_file(to_jp).unlink()
    jp.state(ECONOMIC, "follow-up/1/report", body("followups", "contact-report-jp"))
    late = jp.write_file(to_kr)

    stage.scene("2023-06-19T11:00")
    told.tell(
        mark(
            "Seoul proposes to close the item, and a test call as a new one. The second file"
            " holds all that Tokyo lacks, what was lost included. It is delivered twice."
        )
    )
    kr.offer(ECONOMIC, {"follow-up/1": closed("contact-list", "contact-outcome")})
    kr.offer(ECONOMIC, {"follow-up/3": body("followups", "call")})
    second = kr.write_file(to_jp)
    first_time, again = jp.take_file(second), jp.take_file(second)
    assert not again.reception.channels[0].stored
    told.both(
        [say(mark("Two transfers written; no receipt yet"))],
        [*_arrived(first_time), *_arrived(again), *_items(jp)],
    )

    stage.scene("2023-06-19T14:00")
    told.tell(
        mark(
            "Tokyo accepts both. This file overtakes the morning's, which arrives after it;"
            " and one more goes back, so that both hold everything."
        )
    )
    jp.accept(ECONOMIC, "follow-up/1", "follow-up/3")
    quick = jp.write_file(to_kr)
    out_of_order = [*_arrived(kr.take_file(quick)), *_arrived(kr.take_file(late))]
    last = jp.take_file(kr.write_file(to_jp))
    told.both([*out_of_order, *_items(kr)], [*_arrived(last), *_items(jp)])


def _arrived(taken: Taken) -> list[Say]:
    """A transfer that came, and what its number tells."""
    stored = sum(len(part.stored) for part in taken.reception.channels)
    lines = [say(mark("A transfer was taken in; new entries: {count}"), count=stored)]
    told = [remark for remark in taken.remarks if remark.code in _REMARKS]
    lines += [say(mark("Remark: {remark}"), remark=say(_REMARKS[one.code])) for one in told]
    return lines


def _items(side: Side) -> list[Say]:
    """How the two items of the day stand."""
    contact = body("followups", "contact-list")["title"]
    return [
        screens.matter(side, ECONOMIC, "follow-up/1", contact),
        screens.matter(side, ECONOMIC, "follow-up/3", body("followups", "call")["title"]),
    ]
