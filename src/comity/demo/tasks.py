# SPDX-License-Identifier: Apache-2.0
"""What a side's people can try next at their desk, one thing in each room, the nearest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from comity.demo.people import Staff, staff
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue
from comity.demo.sides import Side
from comity.demo.steps import ahead, incident, measures, press
from comity.demo.ways import in_every_language, way_to, ways_of
from comity.desk.story.file import Task
from comity.locale import mark

__all__ = ["tasks_of"]

_AWAITED: Final[dict[str, Dialogue]] = {"kr": ECONOMIC, "jp": SECURITY}
"""In which dialogue each side has a date to answer."""
_NEXT: Final = "round-2"
_CALL: Final = "follow-up/3"


def tasks_of(side: Side) -> tuple[Task, ...]:
    """All of them, in the order in which they are best done."""
    people = staff()[side.code]
    tasks = [_date(side, people)]
    if side.code == "kr":
        tasks += _left_for_seoul(side, people)
    return (*tasks, *_for_both(side, people))


def _date(side: Side, people: Staff) -> Task:
    waiting = _AWAITED[side.code]
    matter = ahead.OPEN[waiting]
    return Task(
        in_every_language(mark("Answer the date that the other side proposes")),
        in_every_language(
            mark(
                "Accept it, make a counter-proposal or decline. The page shows exactly what"
                " would be signed; your password signs it. Then sign in at the other side's"
                " desk and see what has arrived."
            )
        ),
        people.who("signer", waiting).sign_in,
        side.channels[waiting],
        ways_of(side, waiting, ("item", {"matter": matter})),
        awaited=matter,
    )


def _left_for_seoul(side: Side, people: Staff) -> Iterator[Task]:
    """What the Japanese side has begun at the end, and what our side has taken on."""
    economic = side.channels[ECONOMIC]
    signer = people.who("signer", ECONOMIC).sign_in
    yield Task(
        in_every_language(mark("Acknowledge a drill before its time is up")),
        in_every_language(
            mark(
                "The Japanese side has announced a drill. Its page says so in three languages and a"
                " colour of its own; a machine has it already, which counts for nothing."
            )
        ),
        people.who("duty-officer", SECURITY).sign_in,
        side.channels[SECURITY],
        ways_of(side, SECURITY, ("incident", {"incident": incident.DRILL})),
        stated=f"incident/{incident.DRILL}/ack",
    )
    yield Task(
        in_every_language(mark("Agree on what the press is told")),
        in_every_language(
            mark(
                "Press guidance on the second meeting awaits our answer. Look at the page Press"
                " before and after: what was not to be said may be said."
            )
        ),
        signer,
        economic,
        ways_of(side, ECONOMIC, ("item", {"matter": press.NEXT}), ("press", {})),
        awaited=press.NEXT,
    )
    yield Task(
        in_every_language(mark("Check a figure, then accept it")),
        in_every_language(
            mark(
                "Our own node has computed it again from its table. It can be accepted once our"
                " side has stated what came of that."
            )
        ),
        signer,
        economic,
        ways_of(side, ECONOMIC, ("fact", {"fact": measures.LEFT.partition("/")[2]})),
        awaited=measures.LEFT,
    )
    yield Task(
        in_every_language(mark("Report on a follow-up item")),
        in_every_language(
            mark("The test call is ours. A report is our own word; closing it is agreed.")
        ),
        signer,
        economic,
        ways_of(side, ECONOMIC, ("state", {"matter": f"{_CALL}/report"})),
        stated=f"{_CALL}/report",
    )


def _for_both(side: Side, people: Staff) -> Iterator[Task]:
    waiting = _AWAITED[side.code]
    other = next(one for one in _AWAITED.values() if one != waiting)
    economic = side.channels[ECONOMIC]
    signer = people.who("signer", ECONOMIC).sign_in
    yield Task(
        in_every_language(mark("Draft an agenda item for the next meeting")),
        in_every_language(
            mark(
                "Save it as a draft: it stays internal until a colleague who may sign has"
                " looked at it and signed it."
            )
        ),
        people.who("drafter", waiting).sign_in,
        side.channels[waiting],
        ways_of(side, waiting, ("propose", {})),
        drafted="/agenda/",
    )
    yield Task(
        in_every_language(mark("Look for dates that suit our own people")),
        in_every_language(
            mark(
                "The search knows our own calendars, both dialogues and the public holidays of both"
                " sides. Where it finds nothing it says why; none of that is ever sent."
            )
        ),
        signer,
        economic,
        (*ways_of(side, ECONOMIC, ("find-dates", {"meeting": _NEXT})), way_to("calendar")),
    )
    yield Task(
        in_every_language(mark("Sound out an idea off the record")),
        in_every_language(
            mark(
                "It reaches the other desk, can be answered there, and deletes itself. No record"
                " ever holds it."
            )
        ),
        signer,
        economic,
        ways_of(side, ECONOMIC, ("sound", {})),
    )
    yield Task(
        in_every_language(mark("Take a measure of a third country apart")),
        in_every_language(
            mark(
                "Interests side by side, a joint fact sheet on one page, who said what to whom; and"
                " notes that stay with us."
            )
        ),
        None,
        economic,
        ways_of(side, ECONOMIC, ("measure", {"measure": measures.LAWS[0]}),
                ("measure-sheet", {"measure": measures.LAWS[0]})),
    )  # fmt: skip
    yield Task(
        in_every_language(mark("Take home the file of a meeting")),
        in_every_language(
            mark(
                "The briefing book before, with our own notes; the report and follow-up list after,"
                " from the shared record alone. As a Word file or PDF, in each language."
            )
        ),
        None,
        economic,
        ways_of(
            side,
            ECONOMIC,
            ("meeting", {"meeting": _NEXT}),
            ("meeting:held", {"meeting": "round-1"}),
        ),
    )
    yield Task(
        in_every_language(mark("Report an incident as a drill")),
        in_every_language(
            mark("Two fields and a password, in under a minute. Choose drill; it is chosen anew.")
        ),
        people.who("duty-officer", SECURITY).sign_in,
        side.channels[SECURITY],
        (way_to("report-incident"),),
    )
    yield Task(
        in_every_language(mark("Look whether every act can be proved")),
        in_every_language(
            mark("The record names each entry, its signatures and what it rests on.")
        ),
        None,
        side.channels[other],
        ways_of(side, other, ("record", {})),
    )
    yield Task(
        in_every_language(mark("See what an administrator sees")),
        in_every_language(
            mark("People, posts and admissions, and the audit log; no content of any dialogue.")
        ),
        next(one.sign_in for one in people.people if "administrator" in one.roles),
        None,
        (way_to("people"),),
    )
