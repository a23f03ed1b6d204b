# SPDX-License-Identifier: Apache-2.0
"""Step 5: the security dialogue of 17 April: agenda, delegations, a summary, adopted."""

from __future__ import annotations

from typing import Any, Final

from comity.demo import screens
from comity.demo.clock import instant
from comity.demo.saying import Say, internal, say
from comity.demo.scenario import SECURITY, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.demo.steps import press
from comity.demo.steps.dates import MEETINGS, title
from comity.locale import mark
from comity.node.sign import Statement, attach
from comity.presets import load
from comity.subjects.meetings import Attendance, Readout
from comity.subjects.texts import Wording
from comity.workbench.circulating import Brought, Said, circulated, levels_of
from comity.workbench.incoming.kinds import kind_of
from comity.workbench.papers import Bullets, Manuscript
from comity.workbench.papers import said as written
from comity.workbench.papers.word_files import docx_of

__all__ = ["TEXT", "play", "settle_agenda"]

TEXT: Final = "summary-round-12"
_MEETING: Final = MEETINGS[SECURITY]
_EXTRA: Final = f"meeting/{_MEETING}/agenda/coast-guards"


def play(stage: Stage) -> None:
    """The 12th round is held and recorded; its summary is adopted."""
    stage.teller.step(mark("Step 5. The security dialogue of 17 April"))
    _held(stage)
    _drafted(stage)
    _traded(stage)
    _adopted(stage)
    press.round_held(stage)
    _read_out(stage)
    press.released(stage)


def settle_agenda(stage: Stage) -> None:
    """The agenda of the round is raised, supported and closed, days before it."""
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-11T09:00")
    told.tell(
        mark(
            "The host raises the three standing items. The Japanese side supports them and"
            " raises one of its own."
        ),
        fact=item("round12", "agenda-extra"),
    )
    standing = load("national-security").standing_agenda()
    names = [f"meeting/{_MEETING}/agenda/{key}" for key in standing]
    kr.offer(SECURITY, *({name: one} for name, one in zip(names, standing.values(), strict=True)))
    kr.send()
    stage.at("2023-04-11T11:00")
    jp.accept(SECURITY, *names)
    (extra,) = jp.offer(SECURITY, {_EXTRA: body("round12", "agenda-extra")})
    jp.send()
    told.both(_items(kr), _items(jp))

    stage.scene("2023-04-11T15:00")
    told.tell(
        mark(
            "On second thoughts Tokyo withdraws its item. As long as Seoul has not"
            " acknowledged the withdrawal, an acceptance that is already on its way would"
            " still bind; the page says so plainly."
        ),
        fact=item("round12", "home-jp-extra"),
    )
    jp.refuse(SECURITY, extra)
    told.both(
        [_extra(kr)],
        [internal("{note}", note=body("round12", "home-jp-extra")), _extra(jp)],
    )
    jp.send()
    told.tell(mark("Sent; the Korean node has signed that it knows of the withdrawal."))
    told.both([_extra(kr)], [_extra(jp)])
    stage.scene("2023-04-12T10:00")
    told.tell(mark("Five days before the meeting the agenda closes, as the terms say."))


def _held(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-14T15:00")
    told.tell(
        mark("Each side names its delegation, by posts and never by names."),
        fact=item("round12", "delegation-kr"),
    )
    for side in stage.sides:
        delegation = body("round12", f"delegation-{side.code}")
        side.state(SECURITY, f"meeting/{_MEETING}/delegation", delegation)
    kr.send()
    told.both(_delegations(kr), _delegations(jp))
    _paper(stage)

    stage.scene("2023-04-17T12:45")
    told.tell(
        mark("The 12th round has been held in Seoul. Both sides state who was present."),
        fact=item("public", "round12"),
    )
    date = body("dates", "date-security")
    for side in stage.sides:
        delegation = body("round12", f"delegation-{side.code}")
        present = (delegation["head"], *delegation["members"])
        attendance = Attendance(date["start"], date["end"], present)
        side.state(SECURITY, f"meeting/{_MEETING}/attendance", attendance)
    kr.send()
    told.both([_meeting(kr)], [_meeting(jp)])


def _paper(stage: Stage) -> None:
    """The host circulates a paper with a marking; its file travels beside the record."""
    told, kr = stage.teller, stage.kr
    stage.scene("2023-04-14T16:00")
    told.tell(
        mark("The host circulates a paper, marked within what the terms of reference allow."),
        fact=item("round12", "paper-kr"),
    )
    rooms, value = kr.rooms(SECURITY), body("round12", "paper-kr")
    level = levels_of(rooms)[-1]
    raw = docx_of(_points(value, level))
    node, channel = kr.assembled.node, kr.channels[SECURITY]
    digest = attach(node, channel, raw)
    name = f"{value['title']['ko']}.docx"
    told_of = circulated(
        rooms,
        kr.code,
        _MEETING,
        Said(value["title"], "ko", level),
        Brought(name, kind_of(name), len(raw), digest),
    )
    kr.sign(
        SECURITY,
        Statement(told_of.document, told_of.about, (digest,), ((told_of.paper, told_of.names),)),
    )
    kr.send()
    told.both(*([_circulated(side)] for side in stage.sides))


def _points(value: Any, level: str) -> Manuscript:
    """The paper itself, as an office would have written it."""
    points = tuple(written(one, "ko") for one in value["points"])
    made = instant("2023-04-14T16:00")
    return Manuscript(value["title"]["ko"], "ko", level, "", "°", made, (Bullets(points),))


def _circulated(side: Side) -> Say:
    (paper,) = side.rooms(SECURITY).documents.details
    assert paper.attached
    assert paper.said.body.value is not None
    return say(
        mark("Paper here: {name}, marked {level}"),
        name=paper.said.body.value.name,
        level=paper.said.body.value.marking,
    )


def _drafted(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-17T14:00")
    told.tell(
        mark(
            "A summary of discussion is negotiated, paragraph by paragraph, in Korean and"
            " Japanese, both authentic, with an English courtesy version. The real meeting"
            " ended in separate readouts; this summary is invented. First, what nobody"
            " disputes, as a package."
        ),
        fact=item("round12", "header"),
    )
    package = {f"text/{TEXT}": body("round12", "header")}
    package |= {_paragraph(key): _wording(key) for key in ("k1", "k5")}
    kr.offer(SECURITY, package)
    kr.send()
    stage.at("2023-04-17T14:20")
    jp.accept(SECURITY, f"text/{TEXT}")
    jp.send()

    stage.scene("2023-04-17T14:40")
    told.tell(
        mark(
            "On paragraph 2 both sides sign a wording at the same moment, and the two"
            " proposals cross on the way."
        ),
        fact=item("round12", "k2-jp"),
    )
    kr.offer(SECURITY, {_paragraph("k2"): _wording("k2-kr")}, {_paragraph("k3"): _wording("k3-kr")})
    jp.offer(SECURITY, {_paragraph("k2"): _wording("k2-jp")}, {_paragraph("k4"): _wording("k4-jp")})
    kr.send()
    told.tell(
        mark(
            "Precedence rotates, and by its rule the Japanese wording is the one that can be"
            " accepted as it stands. It says nothing about which is better: the Korean side"
            " could put its own again. Nothing is lost, and both records say the same."
        )
    )
    told.both(_crossed(kr), _crossed(jp))
    told.both(_brackets(kr, "k2", "k3", "k4"), _brackets(jp, "k2", "k3", "k4"))
    stage.at("2023-04-17T15:10")
    told.tell(mark("Seoul can live with the Japanese wording of paragraph 2 and accepts it."))
    kr.accept(SECURITY, _paragraph("k2"))
    kr.send()


def _traded(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-17T15:30")
    told.tell(
        mark(
            "Each side answers the other's remaining paragraph with another wording: two"
            " paragraphs stay in brackets."
        ),
        fact=item("round12", "k3-jp"),
    )
    jp.offer(SECURITY, {_paragraph("k3"): _wording("k3-jp")})
    kr.offer(SECURITY, {_paragraph("k4"): _wording("k4-kr")})
    kr.send()
    told.both(_brackets(kr, "k3", "k4"), _brackets(jp, "k3", "k4"))

    stage.scene("2023-04-17T16:10")
    told.tell(
        mark(
            "The Korean side proposes a package: paragraph 3 as the Japanese side wishes,"
            " paragraph 4 as the Korean side wishes, both or neither."
        ),
        fact=item("round12", "home-kr-package"),
    )
    package = {_paragraph("k3"): _wording("k3-jp"), _paragraph("k4"): _wording("k4-kr")}
    kr.offer(SECURITY, package)
    kr.send()
    stage.at("2023-04-17T16:30")
    told.tell(
        mark(
            "The head of the Japanese delegation agrees at the table ad referendum; the"
            " capital is to confirm."
        )
    )
    jp.ad_referendum(SECURITY, _paragraph("k3"))
    jp.send()
    told.both(
        [internal("{note}", note=body("round12", "home-kr-package")), *_package(kr)],
        _package(jp),
    )
    stage.scene("2023-04-17T17:20")
    told.tell(mark("Tokyo confirms and accepts the package. The text is clean."))
    jp.accept(SECURITY, _paragraph("k3"))
    jp.send()
    told.both(_brackets(kr), _brackets(jp))


def _adopted(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-17T17:30")
    told.tell(
        mark(
            "Paragraphs were agreed provisionally. Only the adoption of the whole, by the"
            " digest of every language version, makes the text. The Korean side proposes it."
        )
    )
    kr.offer(SECURITY, {f"text/{TEXT}/adoption": screens.adoption_of(kr, SECURITY, TEXT)})
    kr.send()
    stage.at("2023-04-17T17:50")
    jp.accept(SECURITY, f"text/{TEXT}/adoption")
    told.tell(
        mark(
            "Tokyo has accepted, and its signature is still on the way: adopted here,"
            " awaited there."
        )
    )
    told.both(
        screens.adopted(kr, SECURITY, TEXT)[:1],
        screens.adopted(jp, SECURITY, TEXT)[:1],
    )
    jp.send()
    told.tell(mark("Delivered: the summary is adopted, and both nodes computed the same digests."))
    told.both(screens.adopted(kr, SECURITY, TEXT), screens.adopted(jp, SECURITY, TEXT))


def _read_out(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-17T18:30")
    told.tell(
        mark(
            "In public each side speaks for itself, after showing its readout to the other."
            " The public outcome was: future-oriented security cooperation."
        ),
        fact=item("public", "round12-outcome"),
    )
    for side in stage.sides:
        readout = Readout(body("round12", f"readout-{side.code}"), press.release_ms())
        side.state(SECURITY, f"meeting/{_MEETING}/readout", readout)
    kr.send()
    told.both([_meeting(kr), *readouts(kr, _MEETING)], [_meeting(jp), *readouts(jp, _MEETING)])


def readouts(side: Side, meeting: str) -> list[Say]:
    """The side's own readout of the security dialogue."""
    seen = screens.meeting_of(side, SECURITY, meeting)
    return [
        say(mark("Our readout: {text}"), text=one.body.value.text)
        for one in seen.readouts
        if one.party == side.code and one.body.value is not None
    ]


def _paragraph(key: str) -> str:
    return f"text/{TEXT}/p/{key}"


def _wording(key: str) -> Wording:
    return Wording("paragraph", None, body("round12", key))


def _items(side: Side) -> list[Say]:
    return screens.agenda_lines(side, SECURITY, _MEETING)


def _extra(side: Side) -> Say:
    return screens.matter(side, SECURITY, _EXTRA, body("round12", "agenda-extra")["title"])


def _delegations(side: Side) -> list[Say]:
    lines = []
    for said in screens.meeting_of(side, SECURITY, _MEETING).delegations:
        assert said.body.value is not None
        ours = said.party == side.code
        message = (
            mark("Our delegation: {head}, with {members}")
            if ours
            else mark("Their delegation: {head}, with {members}")
        )
        value = said.body.value
        lines.append(say(message, head=value.head, members=value.members))
    return lines


def _meeting(side: Side) -> Say:
    return screens.meeting_line(side, SECURITY, _MEETING, title(SECURITY))


def _crossed(side: Side) -> list[Say]:
    what = say(mark("Paragraph {number}"), number=2)
    return screens.crossed(side, SECURITY, _paragraph("k2"), what)


def _package(side: Side) -> list[Say]:
    what = say(mark("Package over paragraphs 3 and 4"))
    return [screens.matter(side, SECURITY, _paragraph("k3"), what)]


def _brackets(side: Side, *keys: str) -> list[Say]:
    lines = screens.brackets(side, SECURITY, TEXT, *keys)
    return [*lines, screens.outstanding(side, SECURITY, TEXT)]
