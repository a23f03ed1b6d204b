# SPDX-License-Identifier: Apache-2.0
"""What a body says, in words: a line each, in the reader's language.

Negotiated words stand as they were signed; only what frames them is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from comity.subjects.agenda import AgendaItem
from comity.subjects.anchors import Anchor
from comity.subjects.documents import Document
from comity.subjects.fields import Words
from comity.subjects.followups import FollowUp, Opinion, Report
from comity.subjects.meetings import (
    Attendance,
    Delegation,
    MeetingDate,
    Paper,
    Readout,
    Window,
    WordedWindow,
)
from comity.subjects.press import Guidance, Release
from comity.subjects.reading import Body, BodyState
from comity.subjects.statements import Statement
from comity.subjects.terms import Terms
from comity.subjects.texts import Adoption, Header, Wording
from comity.telling.bodies_authorities import AUTHORITY_TELLERS
from comity.telling.bodies_incidents import INCIDENT_TELLERS
from comity.telling.bodies_measures import MEASURE_TELLERS
from comity.telling.bodies_press import tell_guidance, tell_release
from comity.telling.faults import told_of
from comity.telling.labels import label
from comity.telling.matters import matter_title
from comity.telling.terms import tell_terms
from comity.telling.voice import Voice

__all__ = ["gist", "headline", "said_of", "tell", "tell_body", "worded"]


def tell_body(voice: Voice, body: Body[Any]) -> list[str]:
    """The lines of a body as held here, or why it can't be read."""
    if body.state is BodyState.READ:
        return tell(voice, body.value)
    fault = "" if body.fault is None else told_of(voice.words, body.fault.code, body.fault.hint)
    # It stands inside of a line that ends as it will.
    told = fault.rstrip(".。")
    return [label(voice, "body", body.state.value).format(fault=told)]


def tell(voice: Voice, value: object) -> list[str]:
    """The lines of a body that was read; empty for one that this version can't tell."""
    teller = _TELLERS.get(type(value))
    if teller is None:
        more = (
            MEASURE_TELLERS.get(type(value))
            or INCIDENT_TELLERS.get(type(value))
            or AUTHORITY_TELLERS.get(type(value))
        )
        return [] if more is None else list(more(voice, value, worded))
    return list(teller(voice, value))


def headline(voice: Voice, value: object) -> str:
    """A body in one line."""
    if isinstance(value, Terms):
        return voice.pick(value.common_title or value.titles.get(str(voice.own)) or {}) or (
            voice.list(voice.pick(title) for title in value.titles.values())
        )
    lines = tell(voice, value)
    return lines[0] if lines else ""


def gist(voice: Voice, body: Body[Any]) -> str:
    """A body as held here in one line, or why it can't be read."""
    return tell_body(voice, body)[0] if body.value is None else headline(voice, body.value)


def worded(voice: Voice, words: Words) -> list[str]:
    """A text in the reader's language, or in every language with its code before it."""
    if not voice.all_languages:
        return [voice.pick(words)]
    return [f"[{language}] {text}" for language, text in voice.ordered(words)]


def _date(voice: Voice, value: MeetingDate) -> Iterator[str]:
    yield voice.span(value.start, value.end, value.zone)
    yield from _frame(voice, value)


def _window(voice: Voice, value: Window) -> Iterator[str]:
    if value.hung is not None:
        yield voice.words.gettext(
            "between day {first} and day {last} counted from the anchor {anchor} ({zone})",
            first=value.hung.first,
            last=value.hung.last,
            anchor=value.hung.anchor,
            zone=value.zone,
        )
    elif value.first_day is not None and value.last_day is not None:
        yield voice.words.gettext(
            "between {first} and {last} ({zone})",
            first=voice.day(value.first_day),
            last=voice.day(value.last_day),
            zone=value.zone,
        )
    if isinstance(value, WordedWindow):
        yield from said_of(voice, value)
    yield from _frame(voice, value)


def said_of(voice: Voice, value: WordedWindow) -> Iterator[str]:
    """What a window says in words: as it was given, and what it is near."""
    if value.said is not None:
        for line in worded(voice, value.said):
            yield voice.words.gettext("as said: “{words}”", words=line)
    if value.near is not None:
        for line in worded(voice, value.near.words):
            yield voice.words.ngettext(
                "around the same time as {meeting}, at most {count} day apart",
                "around the same time as {meeting}, at most {count} days apart",
                value.near.days,
                meeting=line,
            )


def _frame(voice: Voice, value: MeetingDate | Window) -> Iterator[str]:
    parts = [label(voice, "meeting", value.kind)]
    if value.round is not None:
        parts = [voice.words.gettext("round {number}", number=value.round)]
    if value.place is not None:
        parts.append(voice.pick(value.place))
    if value.host is not None:
        parts.append(voice.words.gettext("hosted by {side}", side=voice.side(value.host)))
    yield voice.list(parts)
    if value.title is not None:
        yield from worded(voice, value.title)


def _anchor(voice: Voice, value: Anchor) -> Iterator[str]:
    first = voice.day(value.first_day)
    days = first if value.first_day == value.last_day else f"{first} – {voice.day(value.last_day)}"
    place = "" if value.place is None else f", {voice.pick(value.place)}"
    kind = label(voice, "anchor", value.kind)
    for line in worded(voice, value.title):
        yield f"{line} ({kind}): {days} ({value.zone}){place}"


def _item(voice: Voice, value: AgendaItem) -> Iterator[str]:
    words = voice.words
    parts = [label(voice, "item", value.kind)]
    if value.carried_from is not None:
        parts = [words.gettext("carried over from meeting {meeting}", meeting=value.carried_from)]
    if value.lead is not None:
        parts.append(words.gettext("introduced by {side}", side=voice.side(value.lead)))
    if value.minutes is not None:
        parts.append(words.ngettext("{count} minute", "{count} minutes", value.minutes))
    if value.status == "off":
        parts.append(words.gettext("to be taken off the agenda"))
    titles = worded(voice, value.title)
    yield f"{titles[0]} ({voice.list(parts)})"
    yield from titles[1:]
    if value.outcome is not None:
        outcome = voice.pick(value.outcome)
        yield words.gettext("Desired outcome: {outcome}", outcome=outcome)


def _header(voice: Voice, value: Header) -> Iterator[str]:
    words = voice.words
    kind = label(voice, "text", value.kind)
    for line in worded(voice, value.title):
        yield f"{line} ({kind})"
    yield words.gettext("Legal status: {status}", status=label(voice, "legal", value.legal_status))
    languages = voice.list(
        f"{voice.language(code)} ({label(voice, 'authority', rank)})"
        for code, rank in sorted(value.languages.items())
    )
    yield words.gettext("Languages: {languages}", languages=languages)
    if value.prevailing is not None:
        prevailing = voice.language(value.prevailing)
        yield words.gettext("Where versions differ, {language} prevails", language=prevailing)
    yield words.gettext("Paragraphs: {keys}", keys=voice.list(value.order))
    if value.meeting is not None:
        yield words.gettext("Of meeting {meeting}", meeting=value.meeting)


def _wording(voice: Voice, value: Wording) -> Iterator[str]:
    yield from worded(voice, value.text)


def _adoption(voice: Voice, value: Adoption) -> Iterator[str]:
    languages = voice.languages(sorted(value.digests))
    if value.corrigendum:
        yield voice.words.gettext(
            "corrigendum No. {number}, adopted as a whole in {languages}",
            number=value.corrigendum,
            languages=languages,
        )
    else:
        yield voice.words.gettext("the text as a whole, in {languages}", languages=languages)
    for code, digest in voice.ordered(value.digests):
        yield f"[{code}] {digest}"


def _document(voice: Voice, value: Document) -> Iterator[str]:
    yield voice.words.gettext(
        "{name} ({kind}, {size} bytes)", name=value.name, kind=value.media_type, size=value.size
    )
    if value.marking is not None:
        yield voice.words.gettext("Marking: {marking}", marking=value.marking)
    if value.language is not None:
        language = voice.language(value.language)
        yield voice.words.gettext("Language: {language}", language=language)


def _follow_up(voice: Voice, value: FollowUp) -> Iterator[str]:
    words = voice.words
    owners = voice.sides(value.owners)
    titles = worded(voice, value.title)
    if value.due is not None:
        due = voice.by(value.due, value.zone)
        yield words.gettext("{title}: {owners}, by {due}", title=titles[0], owners=owners, due=due)
    else:
        yield words.gettext("{title}: {owners}", title=titles[0], owners=owners)
    yield from titles[1:]
    if value.post is not None:
        yield words.gettext("In charge: {post}", post=voice.pick(value.post))
    if value.source is not None:
        yield words.gettext("Comes from: {item}", item=matter_title(voice, value.source))
    if value.outcome is not None:
        outcome = voice.pick(value.outcome)
        yield words.gettext("Closed; what came of it: {outcome}", outcome=outcome)


def _report(voice: Voice, value: Report) -> Iterator[str]:
    for text in worded(voice, value.text):
        yield f"{label(voice, 'report', value.state)}: {text}"


def _opinion(voice: Voice, value: Opinion) -> Iterator[str]:
    told = label(voice, "view", value.state)
    if value.text is None:
        yield told
        return
    for text in worded(voice, value.text):
        yield f"{told}: {text}"


def _statement(voice: Voice, value: Statement) -> Iterator[str]:
    told = label(voice, "statement", value.form)
    if value.offer is not None:
        party, number, index = value.offer
        told = voice.words.gettext(
            "{statement}, on proposal {proposal}",
            statement=told,
            proposal=f"{party}/{number}/{index}",
        )
    if value.text is None:
        yield told
        return
    for text in worded(voice, value.text):
        yield f"{told}: {text}"


def _delegation(voice: Voice, value: Delegation) -> Iterator[str]:
    yield voice.words.gettext("Head of delegation: {post}", post=voice.pick(value.head))
    if value.members:
        members = voice.list(voice.pick(post) for post in value.members)
        yield voice.words.gettext("Members: {posts}", posts=members)


def _paper(voice: Voice, value: Paper) -> Iterator[str]:
    yield f"{voice.pick(value.title)} ({voice.language(value.language)})"


def _attendance(voice: Voice, value: Attendance) -> Iterator[str]:
    start, end = voice.instant(value.start), voice.instant(value.end)
    yield voice.words.gettext("the meeting was held, {start} – {end}", start=start, end=end)
    if value.present:
        posts = voice.list(voice.pick(post) for post in value.present)
        yield voice.words.gettext("Present: {posts}", posts=posts)


def _readout(voice: Voice, value: Readout) -> Iterator[str]:
    yield from worded(voice, value.text)
    if value.not_before is not None:
        time = voice.instant(value.not_before)
        yield voice.words.gettext("Release time: not before {time}", time=time)


def _guidance(voice: Voice, value: Guidance) -> Iterator[str]:
    yield from tell_guidance(voice, value, worded)


def _terms(voice: Voice, value: Terms) -> Iterator[str]:
    yield from tell_terms(voice, value)


_TELLERS: Final[dict[type, Callable[[Voice, Any], Iterator[str]]]] = {
    Adoption: _adoption,
    AgendaItem: _item,
    Anchor: _anchor,
    Attendance: _attendance,
    Delegation: _delegation,
    Document: _document,
    FollowUp: _follow_up,
    Guidance: _guidance,
    Header: _header,
    MeetingDate: _date,
    Opinion: _opinion,
    Paper: _paper,
    Readout: _readout,
    Release: tell_release,
    Report: _report,
    Statement: _statement,
    Terms: _terms,
    Window: _window,
    WordedWindow: _window,
    Wording: _wording,
}
