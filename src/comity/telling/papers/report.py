# SPDX-License-Identifier: Apache-2.0
"""The report and follow-up list of a meeting: what came of it, by the shared record alone. It
holds nothing that the other side does not have too. Rule: PAPER-12.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from comity.core.errors import RuleError
from comity.subjects.agenda import ItemState
from comity.subjects.meetings import MeetingDate, MeetingState, MeetingView, Window
from comity.subjects.standing import Standing
from comity.subjects.texts import TextView
from comity.telling.labels import label
from comity.telling.papers.frame import Pen, framed
from comity.telling.papers.material import Material
from comity.telling.papers.naming import item_named, meeting_named, text_named, values_of
from comity.telling.papers.parts import (
    confirmation_told,
    follow_up_table,
    meeting_facts,
    newest,
    own_first,
    posts,
    when_of,
)
from comity.telling.papers.text_parts import clean_in, languages_for
from comity.telling.texts.standing import standing_told
from comity.telling.voice import Voice, sentence
from comity.workbench.papers import Block, Manuscript, Words

__all__ = ["check_held", "meeting_report"]

_HELD: Final = (MeetingState.HELD, MeetingState.RECORDED)


def check_held(meeting: MeetingView) -> None:
    """Nothing, once a side has stated that the meeting was held.

    Raises:
        RuleError: ``report-early``. Rule: PAPER-12.
    """
    if meeting.state not in _HELD:
        raise RuleError("report-early", "PAPER-12", "no side has stated that it was held")


def meeting_report(voice: Voice, made: Material) -> Manuscript:
    """The report as it stands now.

    Args:
        voice: of the reader, who says in which language it is.
        made: gathered for that reader; its notes are not read.

    Raises:
        RuleError: ``report-early``.
    """
    check_held(made.meeting)
    pen = Pen(voice)
    meeting = meeting_named(voice, made.rooms, made.meeting.id)
    title = pen.words.gettext("Report and follow-up list: {meeting}", meeting=meeting)
    return framed(pen, title, made.rooms, _report(pen, made), internal=False)


def _report(pen: Pen, made: Material) -> Iterator[Block]:
    words = pen.words
    yield pen.heading(1, words.gettext("The meeting"))
    yield meeting_facts(pen, made)
    yield pen.heading(1, words.gettext("What was agreed"))
    yield from _agreed(pen, made)
    yield pen.heading(1, words.gettext("Who was present"))
    yield from _present(pen, made)
    for text in made.texts:
        yield pen.heading(1, text_named(pen.voice, made.rooms, text.id))
        yield from _text(pen, text)
    yield pen.heading(1, words.gettext("Readouts"))
    yield from _readouts(pen, made)
    yield pen.heading(1, words.gettext("Follow-up list"))
    if made.follow_ups:
        yield follow_up_table(pen, made.follow_ups, "")
    else:
        yield pen.quiet(words.gettext("No follow-up item came of the meeting."))
    others = [one for one in made.open_follow_ups if one not in made.follow_ups]
    if others:
        told = words.gettext("Open from before, and others of the dialogue")
        yield follow_up_table(pen, others, told)
    yield pen.heading(1, words.gettext("Next meeting"))
    yield from _next(pen, made)


def _agreed(pen: Pen, made: Material) -> Iterator[Block]:
    """Items of the agenda, texts and follow-up items of the meeting, each with how firmly."""
    words = pen.words
    found: list[Standing[Any, Any]] = [
        one.standing for one in made.items if one.state is ItemState.AGREED
    ]
    found += [one.adoption for one in made.texts if one.adopted]
    found += [one.standing for one in made.follow_ups if one.standing.agreed is not None]
    if not found:
        yield pen.quiet(words.gettext("Nothing is recorded as agreed."))
        return
    head = (words.gettext("Item"), words.gettext("How firmly"))
    rows = [
        (item_named(pen.voice, made.rooms, one.matter),
         sentence(confirmation_told(pen, one.agreed)))
        for one in found
    ]  # fmt: skip
    yield pen.table("", head, rows, (3, 2))


def _present(pen: Pen, made: Material) -> Iterator[Block]:
    found, voice = newest(made.meeting.attendance), pen.voice
    zone = (None if made.meeting.when is None else made.meeting.when.zone) or voice.zone or "UTC"
    for code in own_first(pen, made.parties):
        yield pen.heading(2, sentence(voice.side(code)))
        value = found.get(code)
        if value is None:
            yield pen.quiet(pen.words.gettext("Not stated yet"))
            continue
        time = voice.span(value.start, value.end, zone)
        yield pen.line(pen.words.gettext("Held {time}.", time=time))
        if value.present:
            yield posts(pen, value.present)


def _text(pen: Pen, text: TextView) -> Iterator[Block]:
    """An adopted text in the language of the paper; of any other only how far it is."""
    words = pen.words
    yield pen.line(standing_told(pen.voice, text))
    if not text.adopted:
        yield pen.quiet(words.gettext("Its words stand here once it is adopted as a whole."))
        return
    languages = languages_for(pen, text)
    adopted = text.adoption.value
    for language in languages:
        if adopted is None or language not in adopted.digests:
            continue
        told = pen.voice.language(language)
        if language != pen.language:
            yield pen.quiet(words.gettext("In {language}:", language=told))
        version = text.versions.get(language)
        if version is not None:
            yield pen.quiet(sentence(label(pen.voice, "authority", version.authority)))
        yield from clean_in(pen, text, language)
        digest = adopted.digests[language]
        yield pen.quiet(words.gettext("Digest of this version: {digest}", digest=digest))


def _readouts(pen: Pen, made: Material) -> Iterator[Block]:
    found, voice, words = newest(made.meeting.readouts), pen.voice, pen.words
    for code in own_first(pen, made.parties):
        yield pen.heading(2, sentence(voice.side(code)))
        value = found.get(code)
        if value is None:
            yield pen.quiet(words.gettext("Not given yet"))
            continue
        if value.not_before is not None:
            time = voice.instant(value.not_before)
            told = words.gettext("Not to be released before {time}.", time=time)
            if voice.past(value.not_before):
                told = words.gettext("Released for the public from {time}.", time=time)
            yield pen.quiet(told)
        yield pen.line(pen.picked(value.text), "negotiated")


def _next(pen: Pen, made: Material) -> Iterator[Block]:
    """The next meeting of the dialogue that is called and not held; its date, or its window."""
    here = made.meeting.start or 0
    later = [
        one
        for one in made.rooms.meetings.details
        if one.id != made.meeting.id
        and one.state not in _HELD
        and (one.start is None or one.start > here)
        and next(_whens(one), None) is not None
    ]
    if not later:
        yield pen.quiet(pen.words.gettext("No next meeting is proposed."))
    for one in sorted(later, key=lambda each: (each.start is None, each.start or 0, each.id)):
        agreed = one.date.agreed
        value = next(_whens(one))
        place: Words = () if value.place is None else pen.picked(value.place)
        yield pen.facts([
            (pen.words.gettext("Meeting"), meeting_named(pen.voice, made.rooms, one.id)),
            (pen.words.gettext("When"), when_of(pen, value, one.days)),
            (pen.words.gettext("Place"), place),
            (pen.words.gettext("Host"),
             sentence(pen.voice.side(value.host)) if value.host else ""),
            (pen.words.gettext("How firmly"),
             sentence(confirmation_told(pen, agreed)) if agreed is not None
             else sentence(pen.words.gettext("proposed"))),
        ])  # fmt: skip


def _whens(one: MeetingView) -> Iterator[MeetingDate | Window]:
    for value in values_of(one.date):
        if isinstance(value, MeetingDate | Window):
            yield value
