# SPDX-License-Identifier: Apache-2.0
"""Sections that both meeting files have: what the meeting is, delegations, follow-up items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from comity.core.ids import Code
from comity.subjects.fields import Words as LanguageMap
from comity.subjects.followups import FollowUpState, FollowUpView
from comity.subjects.meetings import Delegation, MeetingDate, Window, WordedWindow
from comity.subjects.standing import Said, Value
from comity.telling.bodies import gist, said_of, tell_body
from comity.telling.labels import label
from comity.telling.papers.frame import Pen
from comity.telling.papers.material import Material, item_of
from comity.telling.papers.naming import dialogue_named, meeting_named
from comity.telling.voice import sentence
from comity.workbench.papers import Block, Table, Words

__all__ = [
    "confirmation_told",
    "delegations",
    "follow_up_table",
    "meeting_facts",
    "newest",
    "own_first",
    "posts",
    "when_of",
    "when_told",
]

T = TypeVar("T")


def newest(said: Iterable[Said[T]]) -> dict[Code, T]:
    """Each side's newest word that can be read."""
    return {one.party: one.body.value for one in said if one.body.value is not None}


def own_first(pen: Pen, parties: Iterable[Code]) -> list[Code]:
    """The parties, our own side first."""
    return sorted(parties, key=lambda code: code != pen.voice.own)


def meeting_facts(pen: Pen, made: Material) -> Table:
    """What the meeting is: of which dialogue, when, where, who hosts, how far it has come."""
    words, voice, when = pen.words, pen.voice, made.meeting.when
    rows: list[tuple[str, str | Words]] = [
        (words.gettext("Dialogue"), dialogue_named(voice, made.rooms, made.parties)),
        (words.gettext("Meeting"), meeting_named(voice, made.rooms, made.meeting.id)),
        (words.gettext("How it stands"),
         sentence(label(voice, "meeting-state", made.meeting.state.value))),
        (words.gettext("When"), when_told(pen, made)),
    ]  # fmt: skip
    if when is not None:
        rows.append(
            (words.gettext("Kind of meeting"), sentence(label(voice, "meeting", when.kind)))
        )
        place = () if when.place is None else pen.picked(when.place)
        remote = words.gettext("by video or telephone") if isinstance(when, MeetingDate) else ""
        rows.append((words.gettext("Place"), place or remote))
        rows.append((words.gettext("Host"), sentence(voice.side(when.host)) if when.host else ""))
    if made.agenda is not None and made.agenda.closes is not None:
        closes = voice.instant(made.agenda.closes)
        rows.append((words.gettext("The agenda closes"), closes))
    return pen.facts(rows)


def when_told(pen: Pen, made: Material) -> str:
    """The date agreed, or the days within which it is to be; that there is none."""
    if made.meeting.when is None:
        return pen.words.gettext("No date is agreed.")
    return when_of(pen, made.meeting.when, made.meeting.days)


def when_of(pen: Pen, when: MeetingDate | Window, days: tuple[str, str] | None) -> str:
    """A date, or a window by its days and words.

    Args:
        pen: with which it is written.
        when: agreed or proposed.
        days: first and last day of an agreed window, or None.
    """
    voice = pen.voice
    if isinstance(when, MeetingDate):
        return voice.span(when.start, when.end, when.zone)
    if days is None and when.first_day is not None and when.last_day is not None:
        days = when.first_day, when.last_day
    parts = []
    if days is not None:
        first, last = (voice.day(day) for day in days)
        parts.append(pen.words.gettext("between {first} and {last}", first=first, last=last))
    if isinstance(when, WordedWindow):
        parts += said_of(voice, when)
    return sentence(voice.list(parts)) if parts else pen.words.gettext("No day is known yet.")


def delegations(
    pen: Pen, made: Material, said: Sequence[Said[Delegation]], absent: str
) -> Iterator[Block]:
    """The delegation of each side, our own first, by posts."""
    found = newest(said)
    for code in own_first(pen, made.parties):
        yield pen.heading(2, sentence(pen.voice.side(code)))
        value = found.get(code)
        if value is None:
            yield pen.quiet(absent)
            continue
        head = pen.plain(pen.words.gettext("Head of delegation: "), strong=True)
        yield pen.line((*head, *pen.picked(value.head)))
        if value.members:
            yield posts(pen, value.members)


def posts(pen: Pen, named: Iterable[LanguageMap]) -> Block:
    """Posts, one a line."""
    return pen.points(pen.picked(post) for post in named)


def follow_up_table(pen: Pen, found: Sequence[FollowUpView], caption: str) -> Table:
    """Who does what by when, what its owner reported, and what the others say of it."""
    words = pen.words
    head = (words.gettext("What is to be done"), words.gettext("By whom"), words.gettext("Due"),
            words.gettext("How it stands"))  # fmt: skip
    return pen.table(caption, head, [_follow_up(pen, one) for one in found], (5, 3, 3, 5))


def _follow_up(pen: Pen, one: FollowUpView) -> tuple[str | Words, ...]:
    voice, words, item = pen.voice, pen.words, item_of(one)
    number = pen.plain(f"{one.number}. ", strong=True)
    if item is None:
        told = one.standing.open[-1].body if one.standing.open else None
        return (
            (*number, *pen.plain("" if told is None else sentence(gist(voice, told)))), "", "",
            sentence(label(voice, "follow-up", one.state.value)),
        )  # fmt: skip
    owners: Words = pen.plain(sentence(voice.sides(item.owners)))
    if item.post is not None:
        owners = (*owners, *pen.plain("\n"), *pen.picked(item.post))
    due = words.gettext("no date")
    if item.due is not None:
        closed = one.state is FollowUpState.CLOSED
        tells = voice.date_short if closed else voice.due
        due = tells(item.due, item.zone)
    lines = [sentence(label(voice, "follow-up", one.state.value))]
    lines += [_said(pen, said) for said in _last(one.reports) + _last(one.opinions)]
    if item.outcome is not None:
        outcome = voice.pick(item.outcome)
        lines.append(words.gettext("What came of it: {outcome}", outcome=outcome))
    return (*number, *pen.picked(item.title)), owners, due, "\n".join(lines)


def _last(said: Sequence[Said[Any]]) -> list[Said[Any]]:
    """Each side's newest word."""
    return list({one.party: one for one in said}.values())


def _said(pen: Pen, one: Said[Any]) -> str:
    told = tell_body(pen.voice, one.body)
    side = sentence(pen.voice.side(one.party))
    return pen.words.gettext("{side}: {what}", side=side, what=told[0] if told else "")


def confirmation_told(pen: Pen, agreed: Value[Any] | None) -> str:
    """Whether something is agreed, and whether every side has signed that it holds that."""
    words = pen.words
    if agreed is None:
        return words.gettext("not agreed")
    if agreed.confirmed:
        return words.gettext("confirmed, signatures exchanged")
    return words.gettext("agreed, confirmation pending")
