# SPDX-License-Identifier: Apache-2.0
"""Step 6: the two laws of the United States: taken up, borne out by facts, answered together."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

from comity.core.ids import Digest, Matter
from comity.demo import screens
from comity.demo.clock import instant
from comity.demo.saying import Say, internal, say
from comity.demo.scenario import ECONOMIC, body, item
from comity.demo.sides import Side
from comity.demo.stage import Stage
from comity.locale import mark
from comity.node.sign import Proposal, attach
from comity.store.channel_bodies import ChannelBodies
from comity.subjects import write_body
from comity.subjects.facts import Check, Computation, Fact, Parameters, Source, Table
from comity.subjects.measures import Delivery, Reply
from comity.subjects.texts import Wording
from comity.workbench.figures import METHOD, VERSION, compute, read_table, verdict_of
from comity.workbench.figures.shares import joint_weight

__all__ = ["FIGURE", "LAWS", "LEFT", "TEXT", "leave_figure", "play"]

LAWS: Final = ("ira", "chips")
TEXT: Final = "position-us-laws"
FIGURE: Final = "fact/graphite"
LEFT: Final = "fact/gallium-germanium"
"""The figure that the Japanese side proposes at the end; the Korean side is to check it."""
_AT: Final = "2023-04-21T23:00"


def play(stage: Stage) -> None:
    """Both laws are taken up, a figure is reproduced, a joint position said and answered."""
    stage.teller.step(mark("Step 6. Two laws of a third country"))
    _taken_up(stage)
    _released(stage)
    _borne_out(stage)
    _agreed(stage)
    _delivered(stage)


def _taken_up(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-18T10:00")
    told.tell(
        mark(
            "The guidance on the clean vehicle credit is published; comments on the guardrails of"
            " the CHIPS Act are open until 22 May. The Korean side proposes to take up both; the"
            " Japanese side accepts."
        ),
        fact=item("measures", "ira"),
    )
    kr.offer(ECONOMIC, {f"measure/{law}": _measure(law) for law in LAWS})
    kr.send()
    stage.at("2023-04-18T15:00")
    jp.accept(ECONOMIC, f"measure/{LAWS[0]}")
    jp.send()
    told.both(*(list(_measures(side)) for side in stage.sides))


def _released(stage: Stage) -> None:
    told, kr = stage.teller, stage.kr
    stage.scene("2023-04-18T17:00")
    told.tell(
        mark("Each side releases its interests in both. What companies have said stays at home."),
        fact=item("measures", "interests-kr-ira"),
    )
    for side in stage.sides:
        for law in LAWS:
            value = body("measures", f"interests-{side.code}-{law}")
            side.state(ECONOMIC, f"measure/{law}/interests", value)
    kr.send()
    note = mark("Note: {text}")
    told.both(
        *([internal(note, text=body("measures", f"home-note-{side.code}"))] for side in stage.sides)
    )


def _borne_out(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-19T10:00")
    told.tell(
        mark(
            "The Korean side proposes a figure with its table: what share of China's sales of"
            " natural graphite goes to each side, and to both. The table is of 2024, later than"
            " the story: no free table of 2022 is at hand."
        ),
        fact=item("measures", "graphite"),
    )
    kr.sign(ECONOMIC, _figure(kr, "graphite", FIGURE))
    kr.send()
    stage.at("2023-04-19T11:00")
    told.tell(
        mark(
            "The Japanese node computes it again from the table, value by value, before its"
            " officer may accept it."
        )
    )
    _check(jp)
    jp.accept(ECONOMIC, FIGURE)
    jp.offer(ECONOMIC, {"fact/equipment": body("measures", "equipment")})
    jp.send()
    stage.at("2023-04-19T14:00")
    kr.accept(ECONOMIC, "fact/equipment")
    kr.send()
    told.both(*([_weight(side), _shared(side)] for side in stage.sides))


def _agreed(stage: Stage) -> None:
    told, kr, jp = stage.teller, stage.kr, stage.jp
    stage.scene("2023-04-20T10:00")
    told.tell(
        mark(
            "A joint position of three paragraphs is proposed whole, accepted and adopted; then"
            " who says it to whom, and when: both embassies together."
        ),
        fact=item("measures", "k2"),
    )
    words = {f"text/{TEXT}/p/k{n}": _wording(f"k{n}") for n in (1, 2, 3)}
    kr.offer(ECONOMIC, {f"text/{TEXT}": body("measures", "header"), **words})
    kr.send()
    stage.at("2023-04-20T11:30")
    jp.accept(ECONOMIC, f"text/{TEXT}")
    jp.offer(ECONOMIC, {f"text/{TEXT}/adoption": screens.adoption_of(jp, ECONOMIC, TEXT)})
    jp.send()
    stage.at("2023-04-20T12:00")
    kr.accept(ECONOMIC, f"text/{TEXT}/adoption")
    kr.offer(ECONOMIC, {f"measure/{law}/plan": _plan(law) for law in LAWS})
    kr.send()
    stage.at("2023-04-20T15:00")
    jp.accept(ECONOMIC, f"measure/{LAWS[0]}/plan")
    jp.send()
    told.both(*(screens.adopted(side, ECONOMIC, TEXT) for side in stage.sides))


def _delivered(stage: Stage) -> None:
    told, kr = stage.teller, stage.kr
    stage.scene("2023-04-22T09:00")
    told.tell(
        mark(
            "On Friday morning in Washington both embassies have called on both departments. Each"
            " side records what it has said; one reply is recorded too."
        ),
        fact=item("measures", "said"),
    )
    for side in stage.sides:
        step = 1 if side is kr else 2
        post = body("measures", f"post-{side.code}")
        said = Delivery(step, instant(_AT), "America/New_York", post, body("measures", "said"))
        for law in LAWS:
            side.state(ECONOMIC, f"measure/{law}/delivery", said)
    answer = body("measures", "reply-ira")
    reply = Reply(
        answer["by"], instant("2023-04-21T23:40"), "America/New_York", answer["text"], None
    )
    kr.state(ECONOMIC, "measure/ira/reply", reply)
    kr.send()
    told.both(*(list(_measures(side)) for side in stage.sides))


def leave_figure(jp: Side) -> None:
    """The Japanese side proposes a figure on gallium and germanium: to be checked in Seoul."""
    jp.sign(ECONOMIC, _figure(jp, "gallium", LEFT))


# --- bodies ------------------------------------------------------------------------------------


def _measure(law: str) -> dict[str, Any]:
    value = dict(body("measures", law))
    until = value["comments_until"]
    return {**value, "comments_until": None if until is None else instant(until)}


def _plan(law: str) -> dict[str, Any]:
    value = dict(body("measures", f"plan-{law}"))
    steps = [{**step, "when": instant(step["when"])} for step in value["steps"]]
    return {**value, "steps": steps}


def _wording(key: str) -> Wording:
    return Wording("paragraph", None, body("measures", key))


def _figure(side: Side, key: str, matter: str) -> Proposal:
    """A figure computed by this side from a table, which goes along."""
    value = body("measures", key)
    raw = files("comity.demo").joinpath("data", f"{value['file']}.csv").read_bytes()
    asked = Parameters(
        value["countries"], value["third_code"], tuple(value["products"]), value["year"], "imports"
    )
    trade = read_table(raw)
    digest = attach(side.assembled.node, side.channels[ECONOMIC], raw)
    table = Table(digest, len(raw), trade.rows)
    made = Computation(METHOD, VERSION, asked, value["third"], table, compute(trade, asked))
    fact = Fact(value["title"], None, Source(**value["sheet"]), made)
    name = Matter(matter)
    return Proposal({name: write_body(name, "offer", fact)}, (Digest(digest),))


def _check(side: Side) -> None:
    """This side computes the figure that awaits it, and states what came of it."""
    offer = side.awaiting(ECONOMIC, FIGURE)
    fact = offer.body.value
    assert isinstance(fact, Fact)
    assert fact.computation is not None
    channel = side.channels[ECONOMIC]
    bodies = ChannelBodies(side.assembled.node.records, channel)
    assert verdict_of(bodies, fact.computation).reproduced, "the same table, the same values"
    ref = offer.offer.ref
    named = (str(ref.party), ref.number, ref.index)
    check = Check(named, "reproduced", body("measures", "check-graphite"))
    side.state(ECONOMIC, f"{FIGURE}/check", check)


# --- what is shown -----------------------------------------------------------------------------


def _measures(side: Side) -> Iterator[Say]:
    for one in side.rooms(ECONOMIC).measures.details:
        assert one.measure is not None
        state = say(_STATES[one.state.value])
        yield say("{what}: {state}", what=one.measure.title, state=state)


def _shared(side: Side) -> Say:
    states = {one.id: one.state.value for one in side.rooms(ECONOMIC).facts.details}
    assert states == {"graphite": "reproduced", "equipment": "stated"}
    return say(mark("Both facts are accepted; the figure was reproduced on both nodes"))


def _weight(side: Side) -> Say:
    found = next(one for one in side.rooms(ECONOMIC).facts.details if one.id == "graphite")
    assert found.fact is not None
    assert found.fact.computation is not None
    weight = joint_weight(found.fact.computation.results, "250490", "weight")
    shares = {name: f"{float(share):.1%}" for name, share in weight.items()}
    return say(
        mark("Of what China sells: Korean side {kr}, Japanese side {jp}, together {together}"),
        **shares,
    )


_STATES: Final = {
    "taken-up": mark("taken up by both sides"),
    "planned": mark("planned"),
    "delivered": mark("delivered"),
    "answered": mark("delivered and answered"),
}
