# SPDX-License-Identifier: Apache-2.0
"""Measures and facts in words: what was done by whom, what is said about it, what figures say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from comity.locale import mark
from comity.subjects.facts import Check, Computation, Fact, Result, Source
from comity.subjects.fields import Words
from comity.subjects.measures import Delivery, Interests, Measure, Plan, Reply, Step
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = [
    "MEASURE_TELLERS",
    "grouped",
    "percent",
    "tell_dates",
    "tell_result",
    "tell_source",
    "tell_step",
    "told_value",
]

Worded = Callable[[Voice, Words], list[str]]
"""A text in the reader's language, or one in every language."""
RESULTS_TOLD_MAX: Final = 24
"""Values of a figure told in lines; pages show all of them in a table."""
_KINDS: Final = {
    "total": mark("total trade, {side}"),
    "third": mark("trade with {third}, {side}"),
    "market": mark("all trade of {third}"),
    "dependence": mark("share of {third} in the trade of {side}"),
    "weight": mark("share of {side} in the trade of {third}"),
    "rank": mark("rank of {side} among the partners of {third}"),
    "concentration": mark("concentration, {side} (0 to 1)"),
}
"""What a value is, by the second part of its key (FIG-3)."""


def _measure(voice: Voice, value: Measure, worded: Worded) -> Iterator[str]:
    """Its title, whose and what it is, its dates and items."""
    words = voice.words
    kind = label(voice, "measure", value.kind)
    for line in worded(voice, value.title):
        yield words.gettext(
            "{title} ({kind}, {whose})", title=line, kind=kind, whose=voice.pick(value.whose.name)
        )
    for name, told in tell_dates(voice, value):
        yield words.gettext("{name}: {value}", name=name, value=told)
    if value.reference is not None:
        yield words.gettext("Text: {text}", text=voice.pick(value.reference))
    for one in value.items:
        yield words.gettext(
            "{scheme} {code}: {words}",
            scheme=label(voice, "scheme", one.scheme),
            code=one.code,
            words=voice.pick(one.words),
        )


def tell_dates(voice: Voice, value: Measure) -> Iterator[tuple[str, str]]:
    """Every date that is known, with what it is."""
    words = voice.words
    days = (
        (words.gettext("Announced"), value.announced),
        (words.gettext("Published"), value.published),
        (words.gettext("In force"), value.in_force),
    )
    yield from ((name, voice.day(day)) for name, day in days if day is not None)
    if value.comments_until is not None:
        time = voice.by(value.comments_until, value.comments_zone)
        yield words.gettext("Comments until"), time


def _plan(voice: Voice, value: Plan, worded: Worded) -> Iterator[str]:
    """How, in which words, and step by step."""
    words = voice.words
    yield sentence(label(voice, "plan", value.mode))
    if value.text is not None:
        yield words.gettext("In the words of text {id}", id=value.text)
    if value.words is not None:
        for line in worded(voice, value.words):
            yield words.gettext("In these words: {text}", text=line)
    for number, step in enumerate(value.steps, 1):
        told = tell_step(voice, step)
        yield words.gettext("{number}. {step}", number=number, step=told)


def tell_step(voice: Voice, step: Step) -> str:
    """Who says it, to whom, how and when, in one line."""
    words = voice.words
    places = {
        "side": sentence(voice.side(step.party)),
        "post": voice.pick(step.post),
        "to": voice.pick(step.to),
        "way": voice.pick(step.way),
    }
    if step.when is None:
        return words.gettext("{side} ({post}) to {to}: {way}", **places)
    time = voice.instant(step.when, step.zone)
    return words.gettext("{side} ({post}) to {to}: {way}, {time}", time=time, **places)


def _interests(voice: Voice, value: Interests, worded: Worded) -> Iterator[str]:
    """What a side releases of its interests."""
    words = voice.words
    yield from worded(voice, value.text)
    if value.exposure is not None:
        for line in worded(voice, value.exposure):
            yield words.gettext("Exposure: {text}", text=line)
    if value.facts:
        yield words.gettext("See facts: {facts}", facts=voice.list(value.facts))


def _delivery(voice: Voice, value: Delivery, worded: Worded) -> Iterator[str]:
    """That it was said: which step, when, by which post, to what effect."""
    words = voice.words
    places = {"post": voice.pick(value.post), "time": voice.instant(value.at, value.zone)}
    if value.step is None:
        yield words.gettext("delivered by {post}, {time} (not planned)", **places)
    else:
        yield words.gettext("step {number} delivered by {post}, {time}", number=value.step,
                            **places)  # fmt: skip
    yield from worded(voice, value.text)


def _reply(voice: Voice, value: Reply, worded: Worded) -> Iterator[str]:
    """What was answered, by whom, when."""
    time = voice.instant(value.at, value.zone)
    yield voice.words.gettext("reply of {post}, {time}", post=voice.pick(value.by), time=time)
    yield from worded(voice, value.text)


# --- facts -------------------------------------------------------------------------------------


def _fact(voice: Voice, value: Fact, worded: Worded) -> Iterator[str]:
    """Its title, what it says, its figures and its source."""
    yield from worded(voice, value.title)
    if value.statement is not None:
        yield from worded(voice, value.statement)
    if value.computation is not None:
        yield from _computation(voice, value.computation)
    yield voice.words.gettext("Source: {source}", source=tell_source(voice, value.source))


def tell_source(voice: Voice, source: Source) -> str:
    """Where something can be read, in one line."""
    parts = [voice.pick(source.title), voice.pick(source.publisher)]
    if source.day is not None:
        parts.append(voice.day(source.day))
    # An address or licence in Latin letters is said to be English where pages tell languages.
    plain = [one for one in (source.place, source.licence) if one is not None]
    parts += [voice.pick({"en": one}) if one.isascii() else one for one in plain]
    return voice.list(parts)


def _computation(voice: Voice, made: Computation) -> Iterator[str]:
    words, asked = voice.words, made.parameters
    direction = label(voice, "flow", asked.flow).format(third=voice.pick(made.third))
    yield words.gettext(
        "Computed: {direction}, {year}, products {products} (method {method}, version {version})",
        direction=direction,
        year=asked.year,
        products=voice.list(asked.products),
        method=made.method,
        version=made.version,
    )
    for one in made.results[:RESULTS_TOLD_MAX]:
        name = tell_result(voice, made, one.key)
        yield words.gettext("{name}: {value}", name=name, value=told_value(voice, one))
    more = len(made.results) - RESULTS_TOLD_MAX
    if more > 0:
        yield words.ngettext("and {count} more value", "and {count} more values", more)
    yield words.gettext(
        "Table of {rows} rows, digest {digest}", rows=made.table.rows, digest=made.table.digest
    )


def tell_result(voice: Voice, made: Computation, key: str) -> str:
    """What one value is, in words; its key where this version does not know it."""
    product, _, rest = key.partition("/")
    kind, _, whose = rest.partition("/")
    message = _KINDS.get(kind)
    if message is None:
        return key
    side = voice.words.gettext("all sides together") if whose == "together" else voice.side(whose)
    told = voice.words.gettext(message, third=voice.pick(made.third), side=side)
    if len(made.parameters.products) == 1:
        return told
    name = voice.words.gettext("all products") if product == "all" else product
    return voice.words.gettext("{product}: {what}", product=name, what=told)


def told_value(voice: Voice, one: Result) -> str:
    """A value with its unit as people read it; nothing is rounded."""
    words = voice.words
    if one.unit == "usd":
        return words.gettext("{value} US dollars", value=grouped(one.value))
    if one.unit == "share":
        return words.gettext("{value} %", value=percent(one.value))
    if one.unit == "rank":
        return words.gettext("No. {value}", value=one.value)
    return one.value


def grouped(digits: str) -> str:
    """Whole digits in groups of three."""
    whole, point, rest = digits.partition(".")
    sign = "-" if whole.startswith("-") else ""
    whole = whole.removeprefix("-")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)]
    return sign + ",".join(reversed(groups)) + point + rest


def percent(share: str) -> str:
    """A decimal share times a hundred, digit by digit; its own digits where it is none."""
    whole, _, rest = share.partition(".")
    moved = whole + rest.ljust(2, "0")[:2]
    tail = rest[2:]
    told = moved.lstrip("0") or "0"
    return f"{told}.{tail}" if tail else told


def _check(voice: Voice, value: Check, worded: Worded) -> Iterator[str]:
    """What a side's own node has made of a proposed figure."""
    party, number, index = value.offer
    told = voice.words.gettext(
        "{result}, proposal {proposal}",
        result=label(voice, "check", value.result).format(side=voice.side(party)),
        proposal=f"{party}/{number}/{index}",
    )
    if value.text is None:
        yield told
        return
    for text in worded(voice, value.text):
        yield f"{told}: {text}"


MEASURE_TELLERS: Final[dict[type, Callable[[Voice, Any, Worded], Iterator[str]]]] = {
    Check: _check,
    Delivery: _delivery,
    Fact: _fact,
    Interests: _interests,
    Measure: _measure,
    Plan: _plan,
    Reply: _reply,
}
"""Who tells which body."""
