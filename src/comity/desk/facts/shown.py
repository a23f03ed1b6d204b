# SPDX-License-Identifier: Apache-2.0
"""A fact as pages show it: what it says, its figures and chart, whether it comes out here."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.core.views import ActRef, OfferView
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag
from comity.home.figures import figure_of
from comity.locale import mark
from comity.subjects.facts import Computation, Fact, FactState
from comity.telling.bodies_measures import tell_result
from comity.telling.fact_sheets import Figures, figures_of, jointly, method_of, rows_of
from comity.telling.faults import told_of
from comity.workbench.charts import Bar, Bars, bars_spec, draw
from comity.workbench.figures import Verdict
from comity.workbench.figures.checking import Outcome

__all__ = [
    "STATE_KINDS",
    "Reproduced",
    "ShownFigure",
    "drawn",
    "figures_in",
    "reproduced_of",
    "shown_figure",
]

STATE_KINDS = {
    FactState.PROPOSED: "theirs",
    FactState.STATED: "agreed",
    FactState.REPRODUCED: "confirmed",
    FactState.ON_WORD: "agreed",
}
"""The kind of tag of each state."""
_TOLD = {
    Outcome.SAME: mark("The same values come out on our own node."),
    Outcome.DIFFERS: mark("Other values come out on our own node."),
    Outcome.NO_TABLE: mark("The table has not come, so nothing can be computed here."),
    Outcome.UNKNOWN_METHOD: mark("This version does not know the method."),
    Outcome.UNREADABLE: mark("The table can't be read here: {why}"),
}


class Reproduced(NamedTuple):
    """Whether a figure comes out here: a tag, a sentence, and the values that differ as (what,
    as proposed, as it comes out here).
    """

    yes: bool
    tag: Tag
    told: str
    differences: tuple[tuple[str, str, str], ...]


class ShownFigure(NamedTuple):
    """A computed figure.

    Args:
        figures: the shares of the chart, in words for the table beside it.
        rows: every value, as (what it is, value).
        method, digest, size, table_rows: how and from what.
        chart, table: their addresses; `table` is empty where it is not here.
        alt: what the chart shows, in one sentence with its numbers.
    """

    figures: tuple[Figures, ...]
    rows: tuple[tuple[str, str], ...]
    method: str
    digest: str
    size: int
    table_rows: int
    chart: str
    table: str
    alt: str


def reproduced_of(request: DeskRequest, made: Computation, verdict: Verdict) -> Reproduced:
    """What came of computing a figure again, in words. Rule: FIG-7."""
    voice, words = request.voice, request.voice.words
    why = told_of(words, verdict.code, verdict.hint).rstrip(".。")
    return Reproduced(
        yes=verdict.reproduced,
        tag=Tag("confirmed", words.gettext("reproduced here: yes"))
        if verdict.reproduced
        else Tag("lapsed", words.gettext("reproduced here: no")),
        told=words.gettext(_TOLD[verdict.outcome], why=why),
        differences=tuple(
            (
                words.gettext("The table itself")
                if one.key == "table"
                else tell_result(voice, made, one.key),
                one.said or words.gettext("nothing"),
                one.here or words.gettext("nothing"),
            )
            for one in verdict.differences
        ),
    )


def shown_figure(
    request: DeskRequest,
    channel: ChannelId,
    name: str,
    ref: ActRef,
    fact: Fact,
    *,
    here: bool,
    joint: bool = False,
) -> ShownFigure:
    """A figure as it stands in a proposal or an agreed value.

    Args:
        request: whose.
        channel: where.
        name: id of the fact.
        ref: the proposal that holds it.
        fact: a figure.
        here: whether its table is here.
        joint: whether it is shown on what both sides hand over (`jointly`).
    """
    made = fact.computation
    assert made is not None, "only a figure is shown so"
    places = {
        "channel": channel, "fact": name, "party": ref.party, "number": ref.number,
        "index": ref.index,
    }  # fmt: skip
    voice = jointly(request.voice) if joint else request.voice
    figures = figures_of(voice, made)
    chart = reverse("fact-chart", kwargs=places) + ("?joint=yes" if joint else "")
    return ShownFigure(
        figures=figures,
        rows=rows_of(voice, made),
        method=method_of(voice, fact),
        digest=made.table.digest,
        size=made.table.size,
        table_rows=made.table.rows,
        chart=chart if figures else "",
        table=reverse("fact-table", kwargs=places) if here else "",
        alt=_alt(request, figures),
    )


def _alt(request: DeskRequest, figures: tuple[Figures, ...]) -> str:
    """The numbers of a chart, for who does not see it."""
    words, voice = request.voice.words, request.voice
    parts = [
        words.gettext(
            "{heading}: {shares}",
            heading=one.heading,
            shares=voice.list(
                words.gettext("{who} {value}", who=each.who, value=each.told) for each in one.shares
            ),
        )
        for one in figures
    ]
    return words.gettext("Bar chart. {parts}.", parts="; ".join(parts))


def figures_in(
    request: DeskRequest, channel: ChannelId, offer: OfferView
) -> list[tuple[str, Fact]]:
    """The figures that a proposal holds, each with its matter."""
    node = request.house.node
    found = []
    for matter in sorted(offer.values):
        if matter.startswith("fact/"):
            fact = figure_of(node, channel, offer, matter)
            if fact is not None:
                found.append((str(matter), fact))
    return found


def drawn(request: DeskRequest, made: Computation) -> bytes:
    """The chart of a figure, its words in the reader's language."""
    voice = jointly(request.voice) if request.GET.get("joint") else request.voice
    groups = tuple(
        Bars(
            one.heading,
            tuple(
                Bar(each.who, float(each.value) * 100, each.told, each.together)
                for each in one.shares
            ),
        )
        for one in figures_of(voice, made)
    )
    return draw(bars_spec(groups, "%"))
