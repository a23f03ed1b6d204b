# SPDX-License-Identifier: Apache-2.0
"""Step 7: the economic security dialogue of 3 May: summary, follow-up items, the next host."""

from __future__ import annotations

from typing import Any, Final

from comity.core.ids import Code
from comity.demo import screens
from comity.demo.saying import Day, Say, say
from comity.demo.scenario import ECONOMIC, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.demo.steps.dates import MEETINGS, title
from comity.locale import mark
from comity.presets import load
from comity.subjects.meetings import Attendance, Readout
from comity.subjects.texts import Wording

__all__ = ["NEXT", "TEXT", "play"]

TEXT: Final = "summary-round-1"
NEXT: Final = "meeting/round-2/date"
_MEETING: Final = MEETINGS[ECONOMIC]


def play(stage: Stage) -> None:
    """The first meeting is held and recorded; follow-up items are agreed, one is closed."""
    stage.teller.step(mark("Step 7. The economic security dialogue of 3 May"))
    _prepared(stage)
    _held(stage)
    _summed_up(stage)
    _followed_up(stage)
    _reported(stage)


def _prepared(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-24T10:00")
    told.tell(
        mark(
            "The host raises the standing agenda as one package; the Japanese side supports"
            " it and adds climate and energy, which the Korean side supports."
        ),
        fact=item("economic", "agenda-climate"),
    )
    standing = load("economic-security").standing_agenda()
    kr.offer(ECONOMIC, {f"meeting/{_MEETING}/agenda/{key}": one for key, one in standing.items()})
    kr.send()
    stage.at("2023-04-24T15:00")
    jp.accept(ECONOMIC, f"meeting/{_MEETING}/agenda/{next(iter(standing))}")
    added = f"meeting/{_MEETING}/agenda/climate-energy"
    jp.offer(ECONOMIC, {added: body("economic", "agenda-climate")})
    jp.send()
    stage.at("2023-04-25T10:00")
    kr.accept(ECONOMIC, added)
    kr.send()
    agenda = [screens.agenda_lines(side, ECONOMIC, _MEETING) for side in stage.sides]
    told.both(*agenda)


def _held(stage: Stage) -> None:
    told, kr = stage.teller, stage.kr
    stage.scene("2023-05-03T17:40")
    told.tell(
        mark("The first meeting has been held in Seoul; both sides state who was present."),
        fact=item("public", "round1"),
    )
    date = body("dates", "date-economic")
    for side in stage.sides:
        present = tuple(body("economic", f"attendance-{side.code}"))
        attendance = Attendance(date["start"], date["end"], present)
        side.state(ECONOMIC, f"meeting/{_MEETING}/attendance", attendance)
    kr.send()
    told.both(*([_meeting(side)] for side in stage.sides))


def _summed_up(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-05-03T18:00")
    told.tell(
        mark(
            "The host drafts a summary and proposes it whole. The Japanese side would say"
            " more in paragraph 2: through contact points named by each side."
        ),
        fact=item("economic", "k2-jp"),
    )
    kr.offer(ECONOMIC, _draft("k2-kr"))
    kr.send()
    stage.at("2023-05-03T18:30")
    jp.offer(ECONOMIC, {_paragraph("k2"): _wording("k2-jp")})
    jp.send()
    told.both(
        *([*screens.brackets(side, ECONOMIC, TEXT, "k2"), _second(side)] for side in stage.sides)
    )
    stage.at("2023-05-03T18:50")
    told.tell(
        mark(
            "The Korean side takes the wording over and proposes the whole again. The"
            " Japanese side accepts, and proposes adoption; the Korean side adopts."
        )
    )
    kr.offer(ECONOMIC, _draft("k2-jp"))
    kr.send()
    stage.at("2023-05-03T19:10")
    jp.accept(ECONOMIC, f"text/{TEXT}")
    adoption = f"text/{TEXT}/adoption"
    jp.offer(ECONOMIC, {adoption: screens.adoption_of(jp, ECONOMIC, TEXT)})
    jp.send()
    stage.at("2023-05-03T19:20")
    kr.accept(ECONOMIC, adoption)
    kr.send()
    told.both(*(screens.adopted(side, ECONOMIC, TEXT) for side in stage.sides))
    for side in stage.sides:
        readout = Readout(body("economic", f"readout-{side.code}"), None)
        side.state(ECONOMIC, f"meeting/{_MEETING}/readout", readout)
    kr.send()
    told.tell(mark("Each side has given its own readout: the meeting is recorded."))
    told.both(*([_meeting(side)] for side in stage.sides))


def _followed_up(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-05-04T10:00")
    host = next_host(kr)
    told.tell(
        mark(
            "What is to be done, by whom and by when: follow-up items, as one package with"
            " the window of the next meeting. By alternation {host} hosts it."
        ),
        fact=item("followups", "contact-list"),
        host=say(screens.NAMES[host]),
    )
    window = body("economic", "next-window")
    assert window["host"] == host
    kr.offer(
        ECONOMIC,
        {
            "follow-up/1": body("followups", "contact-list"),
            "follow-up/2": body("followups", "technology-posts"),
            NEXT: window,
        },
    )
    kr.send()
    stage.at("2023-05-08T10:00")
    jp.accept(ECONOMIC, "follow-up/1")
    jp.send()
    told.both(*([*screens.follow_up_lines(side, ECONOMIC), _next(side)] for side in stage.sides))


def _reported(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-05-26T11:00")
    told.tell(
        mark(
            "The Japanese side reports its item done. A report is a claim: the Korean side"
            " gives its own view, and that the item is closed is agreed by both."
        ),
        fact=item("followups", "technology-report"),
    )
    jp.state(ECONOMIC, "follow-up/2/report", body("followups", "technology-report"))
    jp.send()
    told.both(*(screens.follow_up_lines(side, ECONOMIC) for side in stage.sides))
    stage.at("2023-05-30T10:00")
    kr.state(ECONOMIC, "follow-up/2/view", body("followups", "technology-view"))
    kr.offer(ECONOMIC, {"follow-up/2": closed("technology-posts", "technology-outcome")})
    kr.send()
    stage.at("2023-05-30T15:00")
    jp.accept(ECONOMIC, "follow-up/2")
    jp.send()
    told.both(*(screens.follow_up_lines(side, ECONOMIC) for side in stage.sides))


def closed(name: str, outcome: str) -> dict[str, Any]:
    """The same follow-up item, closed with its outcome."""
    return {**body("followups", name), "status": "closed", "outcome": body("followups", outcome)}


def next_host(side: Side) -> Code:
    """Who hosts the second meeting, by the terms in force and the host of the first."""
    terms = side.rooms(ECONOMIC).terms.details[0].terms
    assert terms is not None
    assert terms.rhythm.hosting.rule == "alternate"
    first = terms.rhythm.hosting.first
    return next(Code(code) for code in sorted(terms.sides) if code != first)


def _draft(second: str) -> dict[str, object]:
    """Header and all paragraphs, with one of the wordings of paragraph 2."""
    wordings = {"k1": "k1", "k2": second, "k3": "k3"}
    return {
        f"text/{TEXT}": body("economic", "header"),
        **{_paragraph(key): _wording(name) for key, name in wordings.items()},
    }


def _paragraph(key: str) -> str:
    return f"text/{TEXT}/p/{key}"


def _wording(key: str) -> Wording:
    return Wording("paragraph", None, body("economic", key))


def _second(side: Side) -> Say:
    what = say(mark("Paragraph {number}"), number=2)
    return screens.matter(side, ECONOMIC, _paragraph("k2"), what)


def _meeting(side: Side) -> Say:
    return screens.meeting_line(side, ECONOMIC, _MEETING, title(ECONOMIC))


def _next(side: Side) -> Say:
    seen = screens.meeting_of(side, ECONOMIC, "round-2")
    assert seen.days is not None
    assert seen.when is not None
    first, last = seen.days
    return say(
        mark("Next meeting: {place}, between {first} and {last}"),
        place=seen.when.place,
        first=Day(first),
        last=Day(last),
    )
