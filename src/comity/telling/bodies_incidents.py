# SPDX-License-Identifier: Apache-2.0
"""What is said and agreed about an incident, in words. A drill or test says so first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from comity.subjects.fields import Words
from comity.subjects.incidents import (
    FIELDS,
    Ack,
    Agreed,
    Assessment,
    Call,
    Choice,
    Day,
    Differ,
    End,
    Fact,
    Facts,
    Merge,
    Moment,
    Notice,
    Number,
    Range,
    Response,
    Review,
    Shared,
    Update,
    Value,
)
from comity.telling.labels import label
from comity.telling.labels_incidents import with_mode
from comity.telling.voice import Voice, sentence

__all__ = [
    "INCIDENT_TELLERS",
    "fact_told",
    "moment_told",
    "shared_told",
    "value_told",
]

Worded = Callable[[Voice, Words], list[str]]
"""A text in the reader's language, or one in every language."""


def moment_told(voice: Voice, value: Moment) -> str:
    """A time with its zone, and how exactly it is known."""
    words, time, within = voice.words, voice.instant(value.at, value.zone), value.precision_s
    if not within:
        return time
    if within % 3_600 == 0:
        told = words.ngettext("{count} hour", "{count} hours", within // 3_600)
    elif within % 60 == 0:
        told = words.ngettext("{count} minute", "{count} minutes", within // 60)
    else:
        told = words.ngettext("{count} second", "{count} seconds", within)
    return words.gettext("{time}, give or take {length}", time=time, length=told)


def value_told(voice: Voice, field: str, value: Value | None) -> str:
    """The value of a field; not known where there is none."""
    match value:
        case None:
            return label(voice, "incident-fact", "unknown")
        case Moment():
            return moment_told(voice, value)
        case Number():
            unit = FIELDS[field].unit
            told = str(value.value) + (f" ± {value.plus_minus}" if value.plus_minus else "")
            return f"{told} {unit}" if unit else told
        case Day():
            return voice.day(value.day)
        case Choice():
            return label(voice, "incident-choice", value.code)
    return voice.pick(value.text)


def fact_told(voice: Voice, field: str, fact: Fact) -> str:
    """What a side says of a field, with how sure it is and from what source."""
    if fact.state != "given":
        return label(voice, "incident-fact", fact.state)
    told = value_told(voice, field, fact.value)
    more = []
    if fact.confidence is not None:
        more.append(label(voice, "incident-confidence", fact.confidence))
    if fact.source is not None:
        more.append(label(voice, "incident-source", fact.source))
    return f"{told} ({voice.list(more)})" if more else told


def shared_told(voice: Voice, field: str, shared: Shared) -> str:
    """What is shared of a field, without its state."""
    match shared:
        case Agreed():
            return value_told(voice, field, shared.value)
        case Range():
            low, high = (value_told(voice, field, one) for one in (shared.low, shared.high))
            return f"{low} – {high}"
        case Differ():
            return voice.list(
                f"{sentence(voice.side(code))}: {value_told(voice, field, value)}"
                for code, value in sorted(
                    shared.positions.items(), key=lambda one: (one[0] != voice.own, one[0])
                )
            )
    return ""


def _notice(voice: Voice, value: Notice, worded: Worded) -> Iterator[str]:
    kind = sentence(label(voice, "incident-kind", value.kind))
    time = moment_told(voice, value.occurred)
    yield with_mode(voice, value.mode, f"{kind}, {time}")
    if value.title is not None:
        yield from worded(voice, value.title)
    yield from _more(voice, value, worded)


def _more(voice: Voice, value: Notice | Update, worded: Worded) -> Iterator[str]:
    words = voice.words
    if value.area is not None:
        yield words.gettext("Area: {area}", area=voice.pick(value.area))
    if value.count is not None:
        yield words.gettext("Number: {count}", count=value.count)
    if value.text is not None:
        yield from worded(voice, value.text)


def _update(voice: Voice, value: Update, worded: Worded) -> Iterator[str]:
    lines = list(_more(voice, value, worded))
    if value.occurred is not None:
        time = moment_told(voice, value.occurred)
        lines.insert(0, voice.words.gettext("Time of the event: {time}", time=time))
    yield with_mode(voice, value.mode, lines[0])
    yield from lines[1:]


def _ack(voice: Voice, value: Ack, worded: Worded) -> Iterator[str]:
    party, number, _ = value.message
    told = voice.words.gettext(
        "message of {side} in its entry No. {number} acknowledged",
        side=voice.side(party),
        number=number,
    )
    yield with_mode(voice, value.mode, told)
    if value.text is not None:
        yield from worded(voice, value.text)


def _call(voice: Voice, value: Call, worded: Worded) -> Iterator[str]:
    time = voice.instant(value.at, value.zone)
    posts = voice.list(
        f"{sentence(voice.side(code))}: {voice.pick(post)}"
        for code, post in sorted(value.posts.items(), key=lambda one: (one[0] != voice.own, one[0]))
    )
    told = voice.words.gettext("call, {time}; {posts}", time=time, posts=posts)
    yield with_mode(voice, value.mode, told)
    if value.text is not None:
        yield from worded(voice, value.text)


def _facts(voice: Voice, value: Facts, _: Worded) -> Iterator[str]:
    fields = [field for field in FIELDS if field in value.facts]
    names = voice.list(label(voice, "incident-field", field) for field in fields)
    yield with_mode(
        voice, value.mode, voice.words.gettext("facts released: {fields}", fields=names)
    )
    for field in fields:
        told = fact_told(voice, field, value.facts[field])
        yield f"{label(voice, 'incident-field', field)}: {told}"


def _end(voice: Voice, value: End, worded: Worded) -> Iterator[str]:
    yield with_mode(voice, value.mode, label(voice, "incident-end", value.end))
    if value.text is not None:
        yield from worded(voice, value.text)


def _merge(voice: Voice, value: Merge, _: Worded) -> Iterator[str]:
    told = voice.words.gettext("the same event as incident {id}", id=value.into)
    yield with_mode(voice, value.mode, told)


def _assessment(voice: Voice, value: Assessment, _: Worded) -> Iterator[str]:
    fields = [field for field in FIELDS if field in value.fields]
    count = len(fields)
    told = voice.words.ngettext(
        "shared assessment of {count} field", "shared assessment of {count} fields", count
    )
    yield with_mode(voice, value.mode, told)
    for field in fields:
        shared = value.fields[field]
        state = label(voice, "incident-shared", type(shared).__name__.lower())
        what = shared_told(voice, field, shared)
        name = label(voice, "incident-field", field)
        yield f"{name}: {what} ({state})" if what else f"{name}: {state}"


def _response(voice: Voice, value: Response, worded: Worded) -> Iterator[str]:
    yield with_mode(voice, value.mode, label(voice, "incident-conclusion", value.form))
    if value.text is not None:
        yield from worded(voice, value.text)


def _review(voice: Voice, value: Review, worded: Worded) -> Iterator[str]:
    yield with_mode(voice, value.mode, voice.words.gettext("review, which closes the incident"))
    if value.lessons is not None:
        yield from worded(voice, value.lessons)


INCIDENT_TELLERS: Final[dict[type, Callable[[Voice, Any, Worded], Iterator[str]]]] = {
    Ack: _ack,
    Assessment: _assessment,
    Call: _call,
    End: _end,
    Facts: _facts,
    Merge: _merge,
    Notice: _notice,
    Response: _response,
    Review: _review,
    Update: _update,
}
"""The lines of a body, by its type: of each the first stands for the whole where there is room
for one."""
