# SPDX-License-Identifier: Apache-2.0
"""After the story: each side notifies what its posts may do, so that each signature is checked."""

from __future__ import annotations

from typing import Final

from comity.demo.clock import instant
from comity.demo.people import Officer, staff
from comity.demo.saying import Say, say
from comity.demo.scenario import DIALOGUES, SECURITY, Dialogue, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.locale import mark
from comity.subjects.authorities import Authority, Capacity

__all__ = ["notify"]

_SINCE: Final = "2023-06-20T09:00"
_SIGNS: Final[tuple[Capacity, ...]] = (
    "negotiate", "initial", "sign-adoption", "sign-terms", "speak-on-incidents",
)  # fmt: skip
_SPEAKS: Final[tuple[Capacity, ...]] = ("speak-on-incidents",)


def notify(stage: Stage) -> None:
    """Every post that can sign at a desk afterwards has its authority in the record."""
    told = stage.teller
    told.tell(
        mark(
            "Each side notifies which of its posts may sign what. It is each side's own word; from"
            " then on its own desk checks it before anything is signed, and every entry names it."
        ),
        fact=item("ahead", "authority"),
    )
    for side in stage.sides:
        for dialogue in DIALOGUES:
            for officer, may in _posts(side, dialogue):
                value = Authority(
                    post=officer.names,
                    may=may,
                    since=instant(_SINCE),
                    until=None,
                    zone=side.facts.zone,
                    full_powers=None,
                )
                side.state(dialogue, f"authority/{officer.post}", value)
    stage.kr.send()
    told.both(*([_count(side)] for side in stage.sides))


def _posts(side: Side, dialogue: Dialogue) -> list[tuple[Officer, tuple[Capacity, ...]]]:
    people = staff()[side.code]
    found = [(people.who("signer", dialogue), _SIGNS)]
    if dialogue == SECURITY:
        found.append((people.who("duty-officer", dialogue), _SPEAKS))
    return found


def _count(side: Side) -> Say:
    newest = (one.newest() for one in side.rooms(SECURITY).authorities.details)
    names = [one.body.value.post for one in newest if one and one.body.value]
    return say(mark("Posts with authority in the security dialogue: {posts}"), posts=names)
