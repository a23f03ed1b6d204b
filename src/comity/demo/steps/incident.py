# SPDX-License-Identifier: Apache-2.0
"""Step 4: 13 April, a launch. Notices cross, are acknowledged and merged; what differs is said.

The minutes of the messages are invented; the event, the warning and what each side said of it are
public.
"""

from __future__ import annotations

from typing import Any, Final

from comity.core.ids import Matter
from comity.demo.clock import instant
from comity.demo.people import staff
from comity.demo.saying import Say, internal, say
from comity.demo.scenario import SECURITY, body, item
from comity.demo.screens import NAMES
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.demo.steps import round12
from comity.locale import mark
from comity.node.sign import Statement, sign_moves
from comity.subjects import write_body
from comity.subjects.incidents import (
    Ack,
    Assessment,
    Call,
    Choice,
    End,
    Fact,
    Facts,
    IncidentView,
    Merge,
    Mode,
    Moment,
    Notice,
    Number,
    Response,
    Text,
    Update,
    suggested,
)
from comity.telling.labels import LABELS

__all__ = ["DRILL", "JP_ID", "KR_ID", "leave_drill", "play"]

JP_ID: Final = "jp-20230413-072912"
KR_ID: Final = "kr-20230413-073104"
DRILL: Final = "exr-jp-20230620-095500"
"""A drill that the Japanese side announces at the end; the Korean duty officer acknowledges it."""
_MINUTE_S: Final = 60


def play(stage: Stage) -> None:
    """The agenda of the meeting ahead is settled; then the launch, from notice to conclusion."""
    round12.settle_agenda(stage)
    stage.teller.step(mark("Step 4. 13 April: a launch"))
    _crossed(stage)
    _merged(stage)
    _ended(stage)
    _assessed(stage)
    _agreed(stage)


def leave_drill(side: Side) -> None:
    """A drill of the line is open: somebody on duty on the other side may acknowledge it."""
    _say(side, DRILL, "notice", _notice(side, "2023-06-20T09:55", mode="drill", key="drill"))


def _crossed(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-13T07:29")
    told.tell(
        mark(
            "A missile has been launched. Each duty officer gives notice with two fields, what"
            " and when, and signs alone; the two notices cross on the way. Nobody approves"
            " them before: minutes count."
        ),
        fact=item("incident", "launch"),
    )
    _say(jp, JP_ID, "notice", _notice(jp, "2023-04-13T07:22"))
    stage.at("2023-04-13T07:31")
    _say(kr, KR_ID, "notice", _notice(kr, "2023-04-13T07:23"))
    kr.send()
    stage.at("2023-04-13T07:33")
    told.tell(
        mark(
            "Each machine has taken in the other's notice at once; that counts for nothing."
            " Two duty officers acknowledge, four and three minutes after they were sent."
        ),
        fact=item("incident", "times"),
    )
    _acknowledge(kr)
    stage.at("2023-04-13T07:34")
    _acknowledge(jp)
    kr.send()
    told.both(_lines(kr), _lines(jp))


def _merged(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-13T07:40")
    told.tell(
        mark(
            "On the telephone they find that it is one event. Both log the call; the Japanese"
            " side proposes to merge the two, the Korean side accepts. Nothing is merged by"
            " itself, and both notices stay in the record."
        ),
        fact=item("incident", "call"),
    )
    call = body("incident", "call")
    posts = {"kr": call["kr"], "jp": call["jp"]}
    for side in stage.sides:
        at = instant("2023-04-13T07:36")
        _say(side, JP_ID, "call", Call("live", at, side.facts.zone, posts, None, call["text"]))
    kr.send()
    merge = f"incident/{KR_ID}/merge"
    jp.offer(SECURITY, {merge: Merge("live", JP_ID)})
    jp.send()
    stage.at("2023-04-13T07:44")
    kr.accept(SECURITY, merge)
    kr.send()
    told.both(_lines(kr), _lines(jp))


def _ended(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-13T07:55")
    told.tell(
        mark("The Japanese side warns: a part may fall near Hokkaido. A new version, so it is"
             " acknowledged anew."),
        fact=item("incident", "warning"),
    )  # fmt: skip
    _say(jp, JP_ID, "update", Update("live", None, None, 1, body("incident", "warning")))
    jp.send()
    stage.at("2023-04-13T07:58")
    _acknowledge(kr)
    kr.send()
    stage.scene("2023-04-13T08:15")
    told.tell(
        mark(
            "It has come down in the sea. Both stand down, by a word that is neither “false"
            " alarm” nor “sent in error”; each acknowledges the other's."
        ),
        fact=item("incident", "all-clear"),
    )
    for side in stage.sides:
        _say(side, JP_ID, "stand-down", End("live", "stand-down", None))
    kr.send()
    stage.at("2023-04-13T08:19")
    for side in stage.sides:
        _acknowledge(side)
    kr.send()
    told.both(_lines(kr), _lines(jp))


def _assessed(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-13T10:30")
    told.tell(
        mark(
            "Each side releases field by field what the other may know. The times lie a minute"
            " apart: a range, no dispute. What it was is said differently, and they agree to"
            " differ. What a radar has seen stays at home, in no form in any body."
        ),
        fact=item("incident", "class-kr"),
    )
    _release(jp, "2023-04-13T07:22", "class-jp", landing="outside-zone")
    _release(kr, "2023-04-13T07:23", "class-kr", landing=None)
    kr.send()
    _propose_assessment(jp)
    jp.send()
    stage.at("2023-04-13T11:10")
    kr.accept(SECURITY, f"incident/{JP_ID}/assessment")
    kr.send()
    told.both(*([_radar(side), *_lines(side)] for side in stage.sides))


def _agreed(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-13T17:00")
    told.tell(
        mark(
            "In the afternoon Seoul comes to the same class and releases it. The agreed"
            " assessment is stale from that moment, on both nodes; a new one is agreed, and"
            " with it that each side publishes its own text. The review is left for you."
        ),
        fact=item("incident", "class-jp"),
    )
    _release(kr, "2023-04-13T07:23", "class-jp", landing="outside-zone")
    kr.send()
    told.both(_lines(kr), _lines(jp))
    _propose_assessment(kr)
    response = f"incident/{JP_ID}/response"
    kr.offer(SECURITY, {response: Response("live", "parallel-texts", None)})
    kr.send()
    stage.at("2023-04-13T18:20")
    jp.accept(SECURITY, f"incident/{JP_ID}/assessment", response)
    jp.send()
    told.both(_lines(kr), _lines(jp))


# --- what is said ------------------------------------------------------------------------------


def _say(side: Side, name: str, last: str, value: object) -> None:
    """One urgent word, by the post of whoever is on duty."""
    officer = staff()[side.code].who("duty-officer", SECURITY)
    matter = Matter(f"incident/{name}/{last}")
    said = Statement(matter, write_body(matter, "declare", value))
    post = officer.names[side.facts.language]
    sign_moves(side.assembled.node, side.channels[SECURITY], [said], post=post)


def _notice(side: Side, local: str, mode: Mode = "live", key: str = "") -> Notice:
    return Notice(
        mode=mode,
        kind="missile-launch",
        occurred=Moment(instant(local), side.facts.zone, _MINUTE_S),
        title=body("incident", key) if key else None,
        area=None,
        count=None,
        text=None,
        same_as=(),
    )


def _acknowledge(side: Side) -> None:
    """Every message that awaits this side, oldest first."""
    for one in _incidents(side):
        for message in one.row(side.code).awaits if one.merged_into is None else ():
            _say(side, message.incident, "ack", Ack(one.mode, message.ref, None))


def _release(side: Side, local: str, kind: str, landing: str | None) -> None:
    facts = {
        "time": _fact(Moment(instant(local), side.facts.zone, _MINUTE_S)),
        "class": _fact(Text(body("incident", kind))),
        "count": _fact(Number(1, 0)),
        "distance": _fact(Number(1000, 0)),
        "landing": Fact("unknown", None, None, None) if landing is None else _fact(Choice(landing)),
    }
    side.state(SECURITY, f"incident/{JP_ID}/facts", Facts("live", facts))


def _fact(value: Any) -> Fact:
    return Fact("given", value, "likely", "own-sensors")


def _propose_assessment(side: Side) -> None:
    """What both have released, as it is suggested: nothing is left out or bent."""
    one = _incident(side)
    fields = suggested({row.party: row.facts for row in one.rows})
    side.offer(SECURITY, {f"incident/{JP_ID}/assessment": Assessment("live", fields)})


# --- what is seen ------------------------------------------------------------------------------


def _incidents(side: Side) -> tuple[IncidentView, ...]:
    return side.rooms(SECURITY).incidents.details


def _incident(side: Side) -> IncidentView:
    return next(one for one in _incidents(side) if one.id == JP_ID)


def _radar(side: Side) -> Say:
    """What the side knows alone. At the end its duty officer finds it at the desk, internally."""
    return internal("{note}", note=body("incident", f"radar-{side.code}")["text"])


def _lines(side: Side) -> list[Say]:
    """How it stands, as this side's duty officer reads it."""
    found = []
    for one in _incidents(side):
        if one.merged_into is not None:
            found.append(say(mark("{id}: merged with {other}"), id=one.id, other=one.merged_into))
            continue
        state: list[Say] = [say(LABELS["incident-progress"][one.progress.value])]
        if one.end is not None:
            state.append(say(LABELS["incident-end"][one.end]))
        if one.concluded is not None:
            state.append(say(LABELS["incident-conclusion"][one.concluded]))
        found.append(say(mark("{id}: {state}"), id=one.id, state=state))
        waiting = [say(NAMES[row.party]) for row in one.rows if row.awaits]
        if waiting:
            found.append(say(mark("to be acknowledged by {sides}"), sides=waiting))
        if one.stale:
            names = [say(LABELS["incident-field"][field]) for field in one.stale]
            found.append(say(mark("changed since it was agreed: {fields}"), fields=names))
        value = one.assessment.value
        for field, shared in () if value is None else value.fields.items():
            code = type(shared).__name__.lower()
            found.append(
                say(
                    mark("{field}: {state}"),
                    field=say(LABELS["incident-field"][field]),
                    state=say(LABELS["incident-shared"][code]),
                )
            )
    return found
