# SPDX-License-Identifier: Apache-2.0
"""The page of a measure: what it is, what each side releases, the facts, who says what to whom,
and the log of what was said and answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId, Digest
from comity.desk.dialogues.troubles import Trouble, halts_of
from comity.desk.facts.shown import STATE_KINDS
from comity.desk.items.index import Index, index_of, item_title, text_title, title_of
from comity.desk.items.item import drafts_on
from comity.desk.items.proposals import open_of
from comity.desk.items.spoken import said_in, spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.notes.beside import notes_beside
from comity.desk.pages import not_found
from comity.desk.press.beside import press_beside
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import Due, Tag, awaits, due_of, timeless
from comity.desk.titles import marking_of
from comity.home.roles import Power
from comity.subjects.measures import Measure, MeasureState, MeasureView, Plan
from comity.subjects.standing import Said
from comity.telling.bodies import tell_body
from comity.telling.bodies_measures import tell_dates
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = ["MEASURE_KINDS", "measure_page"]

MEASURE_KINDS: Final = {
    MeasureState.PROPOSED: "theirs",
    MeasureState.TAKEN_UP: "agreed",
    MeasureState.PLANNED: "agreed",
    MeasureState.DELIVERED: "confirmed",
    MeasureState.ANSWERED: "confirmed",
}
"""The kind of tag of each state."""
_ACTIONS: Final = ("measure", "interests", "plan", "reply", "fact", "compute")


class StepLine(NamedTuple):
    """One step of the plan: who says it to whom and how, when, and whether it was stated as taken.

    `record` is where our side records it, or empty.
    """

    number: int
    side: str
    post: str
    to: str
    way: str
    when: Due | None
    tag: Tag
    record: str


class SideInterests(NamedTuple):
    """What one side has released last: its words, exposure, facts as (title, page), and when."""

    party: str
    side: str
    text: str
    exposure: str
    facts: tuple[tuple[str, str], ...]
    time: str
    post: str | None
    entry: str


class LogLine(NamedTuple):
    """One delivery or reply: whose word, when it was stated, and its lines."""

    party: str
    side: str
    time: str
    lines: tuple[str, ...]
    entry: str


class FactLine(NamedTuple):
    """One fact: its title and page, and how far it is shared."""

    title: str
    href: str
    tag: Tag


@require_GET
@spoken_page(Power.READ)
def measure_page(request: DeskRequest, channel: str, measure: str) -> HttpResponse:
    """The page."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    seen = next((one for one in index.rooms.measures.details if one.id == measure), None)
    if seen is None:
        return not_found(request)
    voice = request.voice
    path = f"measure/{measure}"
    halts = halts_of(request, here)
    may = request.reader.may(Power.DRAFT) and not halts
    value = _value(seen)
    proposals = [
        one
        for standing in (seen.standing, seen.plan)
        for one in open_of(request, here, index, standing, halted=bool(halts))
    ]
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, index.rooms),
        "title": item_title(voice, index, path),
        "tag": Tag(MEASURE_KINDS[seen.state], label(voice, "measure-state", seen.state.value)),
        "told": " ".join(
            told for one in (seen.standing, seen.plan) if (told := awaits(voice, one))
        ),
        "troubles": (*halts, *_among(voice, seen)),
        "open": proposals,
        "agreed": seen.measure is not None,
        "about": () if value is None else tuple(_about(voice, value)),
        "items": ()
        if value is None
        else tuple(
            (label(voice, "scheme", one.scheme), one.code, voice.pick(one.words))
            for one in value.items
        ),
        "interests": tuple(_interests(request, here, index, seen)),
        "facts": tuple(_facts(voice, here, index)),
        "plan": _plan(request, here, index, seen, may=may),
        "log": tuple(_log(request, here, seen)),
        "sheet": reverse("measure-sheet", kwargs={"channel": channel, "measure": measure})
        if seen.measure is not None
        else "",
        "item": reverse("item", kwargs={"channel": channel, "matter": path}),
        "actions": _actions(request, channel, path, seen) if may else dict.fromkeys(_ACTIONS, ""),
        "drafts": drafts_on(request, here, path),
        "notes": notes_beside(request, here, index, path, below=True),
        "press": press_beside(request, here, path),
    }
    return show(request, "measures/page.html", values)


def _value(seen: MeasureView) -> Measure | None:
    """What is agreed of it, else what is proposed last."""
    if seen.measure is not None:
        return seen.measure
    proposed = [one.body.value for one in (*seen.standing.closed, *seen.standing.open)]
    return next((one for one in reversed(proposed) if one is not None), None)


def _among(voice: Voice, seen: MeasureView) -> Iterator[Trouble]:
    """Whose it is should be no party of the dialogue. Rule: MEAS-2."""
    if seen.among_parties:
        words = voice.words
        yield Trouble(
            words.gettext("The measure is one of a side of this dialogue"),
            words.gettext("Measures are those of third parties."),
            words.gettext("Propose a change, or raise it as an agenda item instead."),
            "important",
        )


def _about(voice: Voice, value: Measure) -> Iterator[tuple[str, str]]:
    words = voice.words
    yield words.gettext("Whose"), voice.pick(value.whose.name)
    yield words.gettext("What it is"), sentence(label(voice, "measure", value.kind))
    yield from tell_dates(voice, value)
    if value.reference is not None:
        yield words.gettext("Its text"), voice.pick(value.reference)


def _interests(
    request: DeskRequest, channel: ChannelId, index: Index, seen: MeasureView
) -> Iterator[SideInterests]:
    """The newest of each side, our own first."""
    voice = request.voice
    newest = {one.party: one for one in seen.interests}
    for code in sorted(newest, key=lambda each: (each != voice.own, each)):
        one = newest[code]
        value, declared = one.body.value, one.declaration
        told = "\n".join(tell_body(voice, one.body)) if value is None else voice.pick(value.text)
        exposure = "" if value is None or value.exposure is None else voice.pick(value.exposure)
        facts = () if value is None else value.facts
        yield SideInterests(
            party=code,
            side=sentence(voice.side(code)),
            text=told,
            exposure=exposure,
            facts=tuple(
                (
                    item_title(voice, index, f"fact/{key}"),
                    reverse("fact", kwargs={"channel": channel, "fact": key}),
                )
                for key in facts
            ),
            time=voice.instant(declared.time),
            post=None if declared.post is None else said_in(voice, declared.post),
            entry=_entry(channel, one),
        )


def _entry(channel: ChannelId, one: Said[Any]) -> str:
    number = one.declaration.ref.number
    places = {"channel": channel, "party": one.party, "number": number}
    return reverse("entry", kwargs=places)


def _facts(voice: Voice, channel: ChannelId, index: Index) -> Iterator[FactLine]:
    for one in index.rooms.facts.details:
        yield FactLine(
            item_title(voice, index, one.standing.matter),
            reverse("fact", kwargs={"channel": channel, "fact": one.id}),
            Tag(STATE_KINDS[one.state], label(voice, "fact-state", one.state.value)),
        )


def _plan(
    request: DeskRequest, channel: ChannelId, index: Index, seen: MeasureView, *, may: bool
) -> dict[str, Any] | None:
    """The plan in force, for the template; None where none is agreed."""
    voice, plan = request.voice, seen.plan.value
    if plan is None:
        return None
    text = None
    if plan.text is not None and plan.text in index.texts:
        href = reverse("text", kwargs={"channel": channel, "text": plan.text})
        text = (text_title(voice, index, plan.text), href)
    return {
        "mode": sentence(label(voice, "plan", plan.mode)),
        "text": text,
        "words": "" if plan.words is None else voice.pick(plan.words),
        "steps": tuple(_steps(request, channel, seen, plan, may=may)),
    }


def _steps(
    request: DeskRequest, channel: ChannelId, seen: MeasureView, plan: Plan, *, may: bool
) -> Iterator[StepLine]:
    voice, words = request.voice, request.voice.words
    record = reverse("state", kwargs={"channel": channel, "matter": f"measure/{seen.id}/delivery"})
    for number, step in enumerate(plan.steps, 1):
        left, ours = number in seen.undelivered, step.party == voice.own
        if not left:
            tag = Tag("confirmed", words.gettext("delivered"))
        elif ours:
            tag = Tag("ours", words.gettext("for our action"))
        else:
            side = voice.side(step.party)
            tag = Tag("theirs", words.gettext("awaiting {sides}", sides=side))
        yield StepLine(
            number=number,
            side=sentence(voice.side(step.party)),
            post=voice.pick(step.post),
            to=voice.pick(step.to),
            way=voice.pick(step.way),
            when=due_of(voice if left else timeless(voice), step.when),
            tag=tag,
            record=f"{record}?step={number}" if may and left and ours else "",
        )


def _log(request: DeskRequest, channel: ChannelId, seen: MeasureView) -> Iterator[LogLine]:
    """Deliveries and replies, the newest first."""
    voice = request.voice
    said: list[Said[Any]] = [*seen.deliveries, *seen.replies]
    for one in sorted(said, key=lambda each: each.declaration.time, reverse=True):
        yield LogLine(
            party=one.party,
            side=sentence(voice.side(one.party)),
            time=voice.instant(one.declaration.time),
            lines=tuple(tell_body(voice, one.body)),
            entry=_entry(channel, one),
        )


def _actions(request: DeskRequest, channel: str, path: str, seen: MeasureView) -> dict[str, str]:
    """Where our side can propose or say something, by what it does."""

    def to(name: str, tail: str) -> str:
        return reverse(name, kwargs={"channel": channel, "matter": path + tail})

    own = str(request.voice.own)
    taken = [one.id for one in request.reader.rooms(ChannelId(Digest(channel))).facts.details]
    fact = next(name for n in range(1, len(taken) + 2) if (name := f"{own}-{n}") not in taken)
    found = {
        "measure": to("propose-item", ""),
        "interests": to("state", "/interests"),
        "plan": to("propose-item", "/plan"),
        "reply": to("state", "/reply"),
        "fact": reverse("propose-item", kwargs={"channel": channel, "matter": f"fact/{fact}"}),
        "compute": reverse("fact-compute", kwargs={"channel": channel, "fact": fact}),
    }
    if seen.measure is None:
        found["plan"] = ""
    return found
