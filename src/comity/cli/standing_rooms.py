# SPDX-License-Identifier: Apache-2.0
"""How meetings, agendas, texts, documents and follow-up items stand, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.subjects import Rooms
from comity.subjects.agenda import AgendaView
from comity.subjects.documents import DocumentView
from comity.subjects.facts import FactView
from comity.subjects.followups import FollowUpView
from comity.subjects.measures import MeasureView
from comity.subjects.meetings import MeetingView
from comity.subjects.press import PressView
from comity.subjects.reading import BodyState
from comity.subjects.standing import Said, Standing
from comity.subjects.texts import TextView, Wording
from comity.telling.bodies import headline, tell_body, worded
from comity.telling.bodies_measures import tell_step
from comity.telling.incidents import tell_incident
from comity.telling.labels import label
from comity.telling.sayable import sayable_word
from comity.telling.voice import Voice, sentence

__all__ = ["tell_rooms"]


def tell_rooms(voice: Voice, rooms: Rooms) -> Iterator[tuple[str, list[str]]]:
    """A title and lines for each thing that the record is about."""
    words = voice.words
    for incident in rooms.incidents.details:
        title, *lines = tell_incident(voice, incident)
        yield title, [line.strip() for line in lines]
    for meeting in rooms.meetings.details:
        agenda = next((one for one in rooms.agenda.details if one.meeting == meeting.id), None)
        title = words.gettext("Meeting {id}", id=meeting.id)
        yield title, list(_meeting(voice, meeting, agenda))
    dated = {meeting.id for meeting in rooms.meetings.details}
    for agenda in rooms.agenda.details:
        if agenda.meeting not in dated:
            title = words.gettext("Agenda of meeting {id}", id=agenda.meeting)
            yield title, list(_agenda(voice, agenda))
    for text in rooms.texts.details:
        yield words.gettext("Text {id}", id=text.id), list(_text(voice, text))
    if rooms.followups.details:
        lines = [line for one in rooms.followups.details for line in _follow_up(voice, one)]
        yield words.gettext("Follow-up items"), lines
    for measure in rooms.measures.details:
        title = words.gettext("Measure {id}", id=measure.id)
        yield title, list(_measure(voice, measure))
    if rooms.facts.details:
        yield words.gettext("Facts"), [_fact(voice, one) for one in rooms.facts.details]
    if rooms.press.details:
        lines = [line for one in rooms.press.details for line in _press(voice, one)]
        yield words.gettext("Press guidance"), lines
    if rooms.documents.details:
        yield words.gettext("Documents"), [_document(voice, one) for one in rooms.documents.details]


def _meeting(voice: Voice, view: MeetingView, agenda: AgendaView | None) -> Iterator[str]:
    words = voice.words
    state = sentence(label(voice, "meeting-state", view.state.value))
    if view.when is not None:
        yield f"{state}: {voice.list(tuple(tell_date(voice, view))[:2])}"
    else:
        yield state
    if agenda is not None:
        yield from _agenda(voice, agenda)
    spoken: tuple[Said[Any], ...] = (
        *view.delegations,
        *view.papers,
        *view.attendance,
        *view.readouts,
    )
    for said in spoken:
        what = tell_body(voice, said.body)
        yield words.gettext(
            "{side}, {time}: {what}",
            side=sentence(voice.side(said.party)),
            time=voice.instant(said.declaration.time),
            what=what[0] if what else "–",
        )


def tell_date(voice: Voice, view: MeetingView) -> Iterator[str]:
    """The lines of the agreed date or window, with the days that a hung window means now."""
    if view.days is not None:
        first, last = (voice.day(day) for day in view.days)
        yield voice.words.gettext("between {first} and {last}", first=first, last=last)
    yield from tell_body(voice, _read(view.date))


def _read(standing: Standing[Any, Any]) -> Any:
    assert standing.agreed is not None
    return standing.agreed.body


def _agenda(voice: Voice, view: AgendaView) -> Iterator[str]:
    words = voice.words
    if view.closes is not None:
        if voice.past(view.closes):
            yield words.gettext("The agenda closed {time}", time=voice.instant(view.closes))
        else:
            yield words.gettext("The agenda closes {time}", time=voice.by(view.closes))
    for item in view.items:
        value = item.item
        if value is None:
            readable = [one.body.value for one in item.standing.open if one.body.value is not None]
            value = readable[-1] if readable else None
        title = item.id if value is None else headline(voice, value)
        state = label(voice, "item-state", item.state.value)
        late = "" if not item.late else words.gettext(" (raised after the closing time)")
        yield f"– {title}: {state}{late}"


def _text(voice: Voice, view: TextView) -> Iterator[str]:
    words = voice.words
    state = label(voice, "text-state", view.state.value)
    if view.adopted and not view.confirmed:
        state = words.gettext("adopted, confirmation pending")
    header = view.header.value
    if header is not None:
        titles = worded(voice, header.title)
        yield f"{titles[0]} ({label(voice, 'text', header.kind)}): {state}"
        yield from titles[1:]
    else:
        yield sentence(state)
    if view.outstanding:
        yield words.ngettext(
            "{count} paragraph outstanding: {keys}",
            "{count} paragraphs outstanding: {keys}",
            len(view.outstanding),
            keys=voice.list(view.outstanding),
        )
    for language in view.differing:
        yield words.gettext(
            "The adoption in {language} is not of the paragraphs agreed now.",
            language=voice.language(language),
        )
    for standing in view.paragraphs:
        key = standing.matter.split("/")[3]
        kept = view.adopted and key not in view.outside
        yield from _paragraph(voice, standing, key, adopted=kept)


def _paragraph(
    voice: Voice, standing: Standing[Wording, Any], key: str, *, adopted: bool
) -> Iterator[str]:
    words = voice.words
    if standing.agreed is not None:
        told = tell_body(voice, standing.agreed.body)
        if adopted:
            yield f"{key} {told[0]}"
        else:
            yield words.gettext("{key} provisionally agreed: {text}", key=key, text=told[0])
        yield from (f"  {line}" for line in told[1:])
    for proposal in standing.open:
        told = tell_body(voice, proposal.body)
        side = voice.side(proposal.author)
        # Brackets are how negotiators mark wording that is not agreed.
        yield words.gettext("{key} [{side}: {text}]", key=key, side=side, text=told[0])
        yield from (f"  [{line}]" for line in told[1:])
    if standing.agreed is None and not standing.open:
        yield words.gettext("{key} no wording yet", key=key)


def _follow_up(voice: Voice, view: FollowUpView) -> Iterator[str]:
    words = voice.words
    state = label(voice, "follow-up", view.state.value)
    value = view.item
    if value is None:
        readable = [one.body.value for one in view.standing.open if one.body.value is not None]
        value = readable[-1] if readable else None
    title = "" if value is None else headline(voice, value)
    yield words.gettext("{number}. {title} – {state}", number=view.number, title=title, state=state)
    spoken: tuple[Said[Any], ...] = (*view.reports, *view.opinions)
    for said in spoken:
        told = tell_body(voice, said.body)
        yield f"   {sentence(voice.side(said.party))}: {told[0]}"


def _press(voice: Voice, view: PressView) -> Iterator[str]:
    now = voice.now_ms or 0
    sayable = view.sayable(str(voice.own), now)
    yield f"– {view.id}: {sayable_word(voice, sayable)}"
    if view.guidance is not None:
        yield from (f"   {line}" for line in tell_body(voice, _read(view.standing)))


def _measure(voice: Voice, view: MeasureView) -> Iterator[str]:
    words = voice.words
    state = sentence(label(voice, "measure-state", view.state.value))
    value = view.measure or next((one.body.value for one in reversed(view.standing.open)), None)
    yield state if value is None else f"{state}: {headline(voice, value)}"
    plan = view.plan.value
    for number, step in enumerate(() if plan is None else plan.steps, 1):
        told = tell_step(voice, step)
        if number in view.undelivered:
            yield words.gettext("{number}. {step}: not recorded as said", number=number, step=told)
        else:
            yield words.gettext("{number}. {step}: said", number=number, step=told)
    spoken: tuple[Said[Any], ...] = (*view.interests, *view.deliveries, *view.replies)
    for said in spoken:
        told = tell_body(voice, said.body)[0]
        yield f"   {sentence(voice.side(said.party))}: {told}"


def _fact(voice: Voice, view: FactView) -> str:
    state = label(voice, "fact-state", view.state.value)
    value = view.fact or next((one.body.value for one in reversed(view.standing.open)), None)
    title = view.id if value is None else headline(voice, value)
    return f"{view.id}: {title} – {state}"


def _document(voice: Voice, view: DocumentView) -> str:
    words = voice.words
    told = tell_body(voice, view.said.body)[0]
    line = words.gettext(
        "{id}, by {side}: {what}", id=view.id, side=voice.side(view.said.party), what=told
    )
    if view.bytes is BodyState.ABSENT:
        return words.gettext("{document} – not received yet", document=line)
    if view.bytes is BodyState.DESTROYED:
        return words.gettext("{document} – destroyed under a retention rule", document=line)
    return line
