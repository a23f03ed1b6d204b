# SPDX-License-Identifier: Apache-2.0
"""The briefing book of a meeting: all that whoever goes there needs, on paper. It holds what our
own people have noted, so it stays at home, and says so on every page. Rule: PAPER-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from comity.subjects.agenda import AgendaItem, ItemView
from comity.subjects.standing import Proposal, Standing
from comity.telling.bodies import gist
from comity.telling.history import Happening
from comity.telling.labels import label
from comity.telling.papers.frame import Pen, framed
from comity.telling.papers.material import Material, Noted
from comity.telling.papers.naming import item_named, meeting_named, text_named, values_of
from comity.telling.papers.parts import delegations, follow_up_table, meeting_facts
from comity.telling.papers.text_parts import languages_for, outstanding_in
from comity.telling.texts.standing import standing_told
from comity.telling.voice import Voice, sentence
from comity.workbench.papers import Block, Manuscript, Words

__all__ = ["briefing_book"]

STORY_MAX: Final = 40
"""Steps of one item that are told, the newest."""


def briefing_book(voice: Voice, made: Material) -> Manuscript:
    """The book as it stands now.

    Args:
        voice: of the reader, who says in which language it is.
        made: gathered for that reader.
    """
    pen = Pen(voice)
    meeting = meeting_named(voice, made.rooms, made.meeting.id)
    title = pen.words.gettext("Briefing book: {meeting}", meeting=meeting)
    return framed(pen, title, made.rooms, _book(pen, made), internal=True)


def _book(pen: Pen, made: Material) -> Iterator[Block]:
    words = pen.words
    yield pen.heading(1, words.gettext("The meeting"))
    yield meeting_facts(pen, made)
    yield from _points(pen, made)
    yield pen.heading(1, words.gettext("Agenda"))
    yield from _agenda(pen, made)
    yield pen.heading(1, words.gettext("Delegations"))
    absent = words.gettext("Not notified yet")
    yield from delegations(pen, made, made.meeting.delegations, absent)
    yield pen.heading(1, words.gettext("Open proposals in the dialogue"))
    yield from _proposals(pen, made)
    yield pen.heading(1, words.gettext("Texts of the meeting"))
    yield from _texts(pen, made)
    yield pen.heading(1, words.gettext("Follow-up items"))
    yield from _follow_ups(pen, made)
    yield pen.heading(1, words.gettext("Papers"))
    yield from _papers(pen, made)


def _points(pen: Pen, made: Material) -> Iterator[Block]:
    """What is noted on the meeting as a whole."""
    yield pen.heading(1, pen.words.gettext("Talking points and fallback"))
    inner = {one.standing.matter for one in made.items}
    name = f"meeting/{made.meeting.id}"
    found = [one for one in made.noted(name, below=True) if one.matter not in inner]
    if not found:
        yield pen.quiet(pen.words.gettext("No internal note is kept on the meeting as a whole."))
    yield from _noted(pen, found)


def _noted(pen: Pen, notes: list[Noted] | tuple[Noted, ...]) -> Iterator[Block]:
    for one in notes:
        whose = pen.words.gettext("{post}, {time}", post=one.post, time=pen.voice.instant(one.time))
        told = (*pen.plain(f"{one.text}\n"), *pen.plain(whose, quiet=True))
        yield pen.line(told, "internal")


# --- the agenda ---


def _agenda(pen: Pen, made: Material) -> Iterator[Block]:
    if not made.items:
        yield pen.quiet(pen.words.gettext("No item has been raised."))
    for number, one in enumerate(made.items, 1):
        matter = one.standing.matter
        title = item_named(pen.voice, made.rooms, matter)
        yield pen.heading(2, f"{number}. {title}")
        yield from _item(pen, made, one)
        yield from _story(pen, made.stories.get(matter, ()))
        yield from _noted(pen, made.noted(matter))


def _item(pen: Pen, made: Material, one: ItemView) -> Iterator[Block]:
    """What kind of item it is, how it stands, who leads it, what is hoped for."""
    words, voice = pen.words, pen.voice
    values = [value for value in values_of(one.standing) if isinstance(value, AgendaItem)]
    told = [sentence(label(voice, "item-state", one.state.value))]
    if one.late:
        told.append(words.gettext("raised after the agenda closed"))
    for item in values[:1]:
        if item.carried_from is None:
            told.append(label(voice, "item", item.kind))
        else:
            before = meeting_named(voice, made.rooms, item.carried_from)
            told.append(words.gettext("carried over: {meeting}", meeting=before))
        if item.lead is not None:
            told.append(words.gettext("introduced by {side}", side=voice.side(item.lead)))
        if item.minutes is not None:
            told.append(words.ngettext("{count} minute", "{count} minutes", item.minutes))
    yield pen.line(voice.list(told))
    for item in values[:1]:
        if item.outcome is not None:
            head = pen.plain(words.gettext("Desired outcome: "), strong=True)
            yield pen.line((*head, *pen.picked(item.outcome)))


def _story(pen: Pen, story: tuple[Happening, ...]) -> Iterator[Block]:
    """What happened on an item, a sentence each, the newest where there are many."""
    if not story:
        return
    yield pen.line(pen.plain(pen.words.gettext("How it came to this"), strong=True))
    if len(story) > STORY_MAX:
        earlier = len(story) - STORY_MAX
        yield pen.quiet(
            pen.words.ngettext(
                "{count} earlier step is left out.", "{count} earlier steps are left out.", earlier
            )
        )
    yield pen.points(_happened(pen, one) for one in story[-STORY_MAX:])


def _happened(pen: Pen, one: Happening) -> Words:
    parts = [one.line]
    if one.reason:
        parts.append(pen.words.gettext("Reason: {reason}", reason=one.reason))
    if one.why:
        parts.append(sentence(one.why))
    time = pen.voice.instant(one.time)
    return (*pen.plain(f"{time}  ", quiet=True), *pen.plain(" ".join(parts)))


# --- what is undecided ---


def _proposals(pen: Pen, made: Material) -> Iterator[Block]:
    """Every open proposal but those on paragraphs, which stand with their text."""
    words = pen.words
    rows = [
        _proposal(pen, made, standing, one)
        for standing in made.rooms.standings
        if "/p/" not in standing.matter
        for one in standing.open
    ]
    if not rows:
        yield pen.quiet(words.gettext("Nothing is open."))
        return
    head = (words.gettext("Item"), words.gettext("Proposed by"), words.gettext("Awaits"),
            words.gettext("Reply by"))  # fmt: skip
    yield pen.table("", head, rows, (6, 3, 3, 3))


def _proposal(
    pen: Pen, made: Material, standing: Standing[Any, Any], one: Proposal[Any]
) -> tuple[str, ...]:
    voice = pen.voice
    title = item_named(voice, made.rooms, standing.matter)
    told = sentence(gist(voice, one.body))
    item = title if told == title else f"{title}\n{told}"
    author = f"{sentence(voice.side(one.author))}, {voice.date_short(one.offer.time)}"
    by = pen.words.gettext("no time set") if one.by is None else voice.due(one.by)
    return item, author, sentence(voice.sides(one.awaited)), by


def _texts(pen: Pen, made: Material) -> Iterator[Block]:
    words, voice = pen.words, pen.voice
    if not made.texts:
        yield pen.quiet(words.gettext("None yet."))
    for text in made.texts:
        yield pen.heading(2, text_named(voice, made.rooms, text.id))
        count = len(text.outstanding)
        left = words.ngettext(
            "{count} paragraph outstanding", "{count} paragraphs outstanding", count
        )
        yield pen.line(
            f"{standing_told(voice, text)} {left}." if count else standing_told(voice, text)
        )
        yield from outstanding_in(pen, text, languages_for(pen, text))
        yield from _noted(pen, made.noted(f"text/{text.id}", below=True))


def _follow_ups(pen: Pen, made: Material) -> Iterator[Block]:
    found = made.open_follow_ups
    if not found:
        yield pen.quiet(pen.words.gettext("None is open."))
        return
    yield follow_up_table(pen, found, "")
    for one in found:
        notes = made.noted(str(one.standing.matter), below=True)
        if notes:
            title = item_named(pen.voice, made.rooms, one.standing.matter)
            yield pen.line(pen.plain(title, strong=True))
            yield from _noted(pen, notes)


def _papers(pen: Pen, made: Material) -> Iterator[Block]:
    voice, words = pen.voice, pen.words
    if not made.meeting.papers:
        yield pen.quiet(words.gettext("No paper has been circulated."))
        return
    rows = []
    for one in made.meeting.papers:
        value = one.body.value
        title = sentence(gist(voice, one.body)) if value is None else pen.picked(value.title)
        language = "" if value is None else voice.language(value.language)
        rows.append((title, sentence(voice.side(one.party)),
                     voice.date_short(one.declaration.time), language))  # fmt: skip
    head = (words.gettext("Paper"), words.gettext("Circulated by"), words.gettext("Date"),
            words.gettext("Language"))  # fmt: skip
    yield pen.table("", head, rows, (6, 3, 3, 2))
