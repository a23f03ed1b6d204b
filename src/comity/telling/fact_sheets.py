# SPDX-License-Identifier: Apache-2.0
"""The joint fact sheet of a measure: one page of what all sides share about it, as plain content.

Whoever writes it, to a page, to paper or to a file of an office, adds nothing and leaves nothing
out. Only what is agreed or released stands in it; internal notes never do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

from comity.subjects import Rooms
from comity.subjects.facts import Computation, Fact, FactState, FactView
from comity.subjects.measures import MeasureView
from comity.telling.bodies_measures import (
    percent,
    tell_dates,
    tell_result,
    tell_source,
    tell_step,
    told_value,
)
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = [
    "Figures",
    "Share",
    "Sheet",
    "SheetFact",
    "figures_of",
    "jointly",
    "method_of",
    "rows_of",
    "sheet_fact",
    "sheet_of",
]

TOGETHER: Final = "together"
_SHOWN: Final = ("dependence", "weight")


class Share(NamedTuple):
    """One share of a figure: whose, from 0 to 1 as it was computed, in words, of all together."""

    who: str
    value: str
    told: str
    together: bool


class Figures(NamedTuple):
    """The shares of one kind, side by side: what they are shares of, and each."""

    heading: str
    shares: tuple[Share, ...]


class SheetFact(NamedTuple):
    """One fact.

    Args:
        id: in its path.
        title: what it is about.
        statement: what it says in words, or empty.
        figures: shares of each side and of all together, for a chart and its table.
        rows: every value of a figure, as (what it is, value).
        method: how it was computed, or empty.
        source: where it can be read.
        state: how far it is shared.
    """

    id: str
    title: str
    statement: str
    figures: tuple[Figures, ...]
    rows: tuple[tuple[str, str], ...]
    method: str
    source: str
    state: str


class Sheet(NamedTuple):
    """The whole sheet.

    Args:
        title: the measure's.
        about: what it is, as (name, value): whose, kind, dates, where its text stands.
        items: what it names, as (code, words).
        interests: of each side that has released some, as (side, text, exposure or empty).
        facts: those that are agreed and named by an interest; all agreed ones where none is named.
        plan: who says it to whom, a line a step; empty where none is agreed.
        caution: what the figures do not show.
    """

    title: str
    about: tuple[tuple[str, str], ...]
    items: tuple[tuple[str, str], ...]
    interests: tuple[tuple[str, str, str], ...]
    facts: tuple[SheetFact, ...]
    plan: tuple[str, ...]
    caution: str


def sheet_of(voice: Voice, rooms: Rooms, measure: str) -> Sheet | None:
    """The sheet of one measure; None where it is not agreed here.

    It calls every side by its name, so that it is the same at every node and can be handed over.

    Args:
        voice: of the reader, who says in which language it is.
        rooms: how the dialogue stands.
        measure: its id.
    """
    seen = next((one for one in rooms.measures.details if one.id == measure), None)
    if seen is None or seen.measure is None:
        return None
    voice = jointly(voice)
    value, words = seen.measure, voice.words
    about = [
        (words.gettext("Whose"), voice.pick(value.whose.name)),
        (words.gettext("What it is"), sentence(label(voice, "measure", value.kind))),
        *tell_dates(voice, value),
    ]
    if value.reference is not None:
        about.append((words.gettext("Its text"), voice.pick(value.reference)))
    return Sheet(
        title=voice.pick(value.title),
        about=tuple(about),
        items=tuple(
            (f"{label(voice, 'scheme', one.scheme)} {one.code}", voice.pick(one.words))
            for one in value.items
        ),
        interests=tuple(_interests(voice, seen)),
        facts=tuple(sheet_fact(voice, one) for one in _facts(rooms, seen)),
        plan=tuple(_plan(voice, seen)),
        caution=words.gettext(
            "Shares show size. They show no intent, no capacity and no cause; that all together are"
            " more than each is so by addition."
        ),
    )


def jointly(voice: Voice) -> Voice:
    """The same voice for what both sides hand over: no side is "ours" in it, nothing overdue."""
    return replace(voice, own=None, now_ms=None)


def _interests(voice: Voice, seen: MeasureView) -> list[tuple[str, str, str]]:
    """The newest interests of each side, by its code."""
    newest: dict[str, Any] = {
        one.party: one.body.value for one in seen.interests if one.body.value is not None
    }
    return [
        (
            sentence(voice.side(code)),
            voice.pick(newest[code].text),
            "" if newest[code].exposure is None else voice.pick(newest[code].exposure),
        )
        for code in sorted(newest)
    ]


def _facts(rooms: Rooms, seen: MeasureView) -> list[FactView]:
    named = {
        key for one in seen.interests if one.body.value is not None for key in one.body.value.facts
    }
    agreed = [one for one in rooms.facts.details if one.fact is not None]
    return [one for one in agreed if one.id in named] or ([] if named else agreed)


def _plan(voice: Voice, seen: MeasureView) -> list[str]:
    plan = seen.plan.value
    return [] if plan is None else [tell_step(voice, step) for step in plan.steps]


def sheet_fact(voice: Voice, seen: FactView) -> SheetFact:
    """One agreed fact, as the sheet shows it."""
    fact = seen.fact
    assert fact is not None, "only agreed facts stand in a sheet"
    made = fact.computation
    return SheetFact(
        id=seen.id,
        title=voice.pick(fact.title),
        statement="" if fact.statement is None else voice.pick(fact.statement),
        figures=() if made is None else figures_of(voice, made),
        rows=() if made is None else rows_of(voice, made),
        method="" if made is None else method_of(voice, fact),
        source=tell_source(voice, fact.source),
        state=label(voice, "fact-state", FactState(seen.state).value),
    )


def figures_of(voice: Voice, made: Computation) -> tuple[Figures, ...]:
    """The shares of each side and of all together, of all products if there are several."""
    product = "all" if len(made.parameters.products) > 1 else made.parameters.products[0]
    words, third = voice.words, voice.pick(made.third)
    imports = made.parameters.flow == "imports"
    headings = {
        "dependence": words.gettext("Share of {third} in what each side buys", third=third)
        if imports
        else words.gettext("Share of {third} in what each side sells", third=third),
        "weight": words.gettext("Share of each side in what {third} sells", third=third)
        if imports
        else words.gettext("Share of each side in what {third} buys", third=third),
    }
    found = []
    for kind in _SHOWN:
        prefix = f"{product}/{kind}/"
        shares = tuple(
            Share(
                who=sentence(_who(voice, one.key.removeprefix(prefix))),
                value=one.value,
                told=words.gettext("{value} %", value=percent(one.value)),
                together=one.key == prefix + TOGETHER,
            )
            for one in _own_first(voice, made, prefix)
        )
        if shares:
            found.append(Figures(headings[kind], shares))
    return tuple(found)


def _own_first(voice: Voice, made: Computation, prefix: str) -> list[Any]:
    """The values of one kind: our own side, the others, then all together."""
    own = f"{prefix}{voice.own}"
    found = [one for one in made.results if one.key.startswith(prefix)]
    return sorted(found, key=lambda one: (one.key == prefix + TOGETHER, one.key != own, one.key))


def _who(voice: Voice, code: str) -> str:
    return voice.words.gettext("all sides together") if code == TOGETHER else voice.side(code)


def rows_of(voice: Voice, made: Computation) -> tuple[tuple[str, str], ...]:
    """Every value of a figure, in its order, in words."""
    return tuple(
        (sentence(tell_result(voice, made, one.key)), told_value(voice, one))
        for one in made.results
    )


def method_of(voice: Voice, fact: Fact) -> str:
    """How a figure was computed, in one sentence."""
    made = fact.computation
    assert made is not None, "only figures have a method"
    asked = made.parameters
    direction = label(voice, "flow", asked.flow).format(third=voice.pick(made.third))
    return voice.words.gettext(
        "Computed: {direction}, {year}, products {products} (method {method}, version {version})",
        direction=direction,
        year=asked.year,
        products=voice.list(asked.products),
        method=made.method,
        version=made.version,
    )
