# SPDX-License-Identifier: Apache-2.0
"""The page of a fact, its chart and its table."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.errors import MalformedError, RuleError
from comity.core.ids import ChannelId, Digest
from comity.core.views import OfferView
from comity.desk.dialogues.troubles import halts_of
from comity.desk.facts.shown import STATE_KINDS, drawn, reproduced_of, shown_figure
from comity.desk.items.index import index_of, item_title, title_of
from comity.desk.items.item import drafts_on
from comity.desk.items.proposals import open_of
from comity.desk.items.spoken import said_in, spoken_page
from comity.desk.moves.asked import channel_named, offer_named
from comity.desk.notes.beside import notes_beside
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag, awaits
from comity.desk.taking import attachment
from comity.desk.titles import marking_of
from comity.home.figures import figure_of, verdict_on
from comity.home.roles import Power
from comity.home.takeaways import taken
from comity.ports import Kept
from comity.subjects.facts import Check, Fact, FactView
from comity.subjects.reading import BodyState
from comity.subjects.standing import Said
from comity.telling.bodies import tell_body
from comity.telling.bodies_measures import tell_source
from comity.telling.labels import label
from comity.telling.voice import sentence
from comity.workbench.figures import read_table

__all__ = ["chart", "fact_page", "table"]


class CheckLine(NamedTuple):
    """What one side has made of it: whose word, when, by which post, and in words."""

    party: str
    side: str
    time: str
    post: str | None
    told: str
    entry: str


class Shown(NamedTuple):
    """The value that a page shows: agreed, else proposed last; and the proposal that holds it."""

    fact: Fact
    offer: OfferView
    agreed: bool


@require_GET
@spoken_page(Power.READ)
def fact_page(request: DeskRequest, channel: str, fact: str) -> HttpResponse:
    """The page."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    seen = next((one for one in index.rooms.facts.details if one.id == fact), None)
    if seen is None:
        return not_found(request)
    voice = request.voice
    matter = seen.standing.matter
    halts = halts_of(request, here)
    may = request.reader.may(Power.DRAFT) and not halts
    shown = _shown(seen)
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, index.rooms),
        "title": item_title(voice, index, matter),
        "tag": Tag(STATE_KINDS[seen.state], label(voice, "fact-state", seen.state.value)),
        "told": awaits(voice, seen.standing) if seen.standing.moves else "",
        "troubles": halts,
        "open": open_of(request, here, index, seen.standing, halted=bool(halts)),
        "fact": None if shown is None else _value(request, here, seen, shown),
        "checks": tuple(_check(request, here, one) for one in seen.checks),
        "item": reverse("item", kwargs={"channel": channel, "matter": matter}),
        "check": reverse("state", kwargs={"channel": channel, "matter": f"{matter}/check"})
        if may and _awaits_check(request, seen)
        else "",
        "recompute": reverse("fact-compute", kwargs={"channel": channel, "fact": fact})
        if may
        else "",
        "propose": reverse("propose-item", kwargs={"channel": channel, "matter": matter})
        if may
        else "",
        "drafts": drafts_on(request, here, matter),
        "notes": notes_beside(request, here, index, matter, below=True),
    }
    return show(request, "facts/page.html", values)


def _awaits_check(request: DeskRequest, seen: FactView) -> bool:
    """Whether another side's figure is open here, of which our side can state a check."""
    own = str(request.voice.own)
    return any(
        own in one.awaited and one.body.value is not None and one.body.value.computation is not None
        for one in seen.standing.open
    )


def _shown(seen: FactView) -> Shown | None:
    agreed = seen.standing.agreed
    if agreed is not None and agreed.body.value is not None:
        return Shown(agreed.body.value, agreed.offer, agreed=True)
    for one in reversed((*seen.standing.closed, *seen.standing.open)):
        if one.body.value is not None:
            return Shown(one.body.value, one.offer, agreed=False)
    return None


def _value(
    request: DeskRequest, channel: ChannelId, seen: FactView, shown: Shown
) -> dict[str, Any]:
    """What the fact says, for the template."""
    voice, fact = request.voice, shown.fact
    found: dict[str, Any] = {
        "agreed": shown.agreed,
        "statement": None if fact.statement is None else voice.pick(fact.statement),
        "source": tell_source(voice, fact.source),
        "figure": None,
        "reproduced": None,
    }
    if fact.computation is not None:
        table_here = seen.table is BodyState.READ
        ref = shown.offer.ref
        found["figure"] = shown_figure(request, channel, seen.id, ref, fact, here=table_here)
        verdict = verdict_on(
            request.house.node, channel, f"fact/{seen.id}", (ref.party, ref.number, ref.index)
        )
        if verdict is not None:
            found["reproduced"] = reproduced_of(request, fact.computation, verdict)
    return found


def _check(request: DeskRequest, channel: ChannelId, one: Said[Check]) -> CheckLine:
    voice, declared = request.voice, one.declaration
    return CheckLine(
        party=one.party,
        side=sentence(voice.side(one.party)),
        time=voice.instant(declared.time),
        post=None if declared.post is None else said_in(voice, declared.post),
        told=" ".join(tell_body(voice, one.body)),
        entry=reverse(
            "entry",
            kwargs={"channel": channel, "party": one.party, "number": declared.ref.number},
        ),
    )


@require_GET
@page(Power.READ)
def chart(
    request: DeskRequest, channel: str, fact: str, party: str, number: int, index: int
) -> HttpResponse:
    """The chart of a figure as SVG. Its numbers stand in a table beside it."""
    here = channel_named(request, channel)
    offer = offer_named(request, here, party, number, index)
    found = figure_of(request.house.node, here, offer, f"fact/{fact}")
    if found is None or found.computation is None:
        return not_found(request)
    return HttpResponse(drawn(request, found.computation), content_type="image/svg+xml")


@require_GET
@page(Power.READ)
def table(
    request: DeskRequest, channel: str, fact: str, party: str, number: int, index: int
) -> HttpResponse:
    """The table of a figure as it came, to be saved and never shown: if it is one. HOME-70.

    What names another file a table, or hides a formula in it, is not given out (PAPER-24).
    """
    here = channel_named(request, channel)
    offer = offer_named(request, here, party, number, index)
    found = figure_of(request.house.node, here, offer, f"fact/{fact}")
    if found is None or found.computation is None:
        return not_found(request)
    digest = Digest(found.computation.table.digest)
    kept = request.house.node.records.content(here, "document", digest)
    if not isinstance(kept, Kept):
        return not_found(request)
    try:
        read_table(kept.raw)
    except MalformedError as error:
        hint = f"{error.code}: {error.hint}"
        raise RuleError("paper-held-back", "PAPER-24", hint) from None
    taken(request.reader, here, "paper-taken", fact, kept.raw, form="csv", language="")
    return attachment(kept.raw, "text/csv; charset=utf-8", f"{fact}.csv")
