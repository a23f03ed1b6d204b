# SPDX-License-Identifier: Apache-2.0
"""An incident in words: its clock, messages, who has acknowledged what, calls and facts."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId, Code
from comity.desk.items.spoken import said_in
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag, iso_of, timeless
from comity.node.delivered import holders_of
from comity.subjects.incidents import FIELDS, AckSeen, Assessment, IncidentView, Message
from comity.telling.bodies import tell_body
from comity.telling.bodies_incidents import fact_told, shared_told
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = [
    "AckLine",
    "CallLine",
    "Clock",
    "FieldLine",
    "MessageLine",
    "call_lines",
    "clock_of",
    "field_lines",
    "length",
    "message_lines",
    "state_tag",
    "state_told",
]

_MINUTE_MS: Final = 60_000
_HOUR_MIN: Final = 60
_TWO_DAYS_MIN: Final = 2 * 24 * 60


def length(voice: Voice, ms: int) -> str:
    """A length of time in minutes, hours or days, whichever says it shortest."""
    words, minutes = voice.words, max(0, ms) // _MINUTE_MS
    if minutes < _HOUR_MIN:
        return words.ngettext("{count} minute", "{count} minutes", minutes)
    if minutes < _TWO_DAYS_MIN:
        hours, rest = divmod(minutes, _HOUR_MIN)
        told = words.ngettext("{count} hour", "{count} hours", hours)
        if not rest:
            return told
        more = words.ngettext("{count} minute", "{count} minutes", rest)
        return words.gettext("{hours} {minutes}", hours=told, minutes=more)
    return words.ngettext("{count} day", "{count} days", minutes // (24 * _HOUR_MIN))


class Clock(NamedTuple):
    """How long something has been awaited: a sentence, and whether its time is over."""

    told: str
    iso: str
    late: bool


def clock_of(voice: Voice, message: Message) -> Clock:
    """By when a message is to be acknowledged, counted from when it was sent (INC-16)."""
    words, due = voice.words, message.due
    now = voice.now_ms
    assert now is not None, "a desk always knows the time"
    time = voice.instant(due)
    if now > due:
        told = words.gettext(
            "overdue for {length}; it was due by {time}", length=length(voice, now - due), time=time
        )
        return Clock(told, iso_of(due), late=True)
    told = words.gettext("due by {time}, in {length}", time=time, length=length(voice, due - now))
    return Clock(told, iso_of(due), late=False)


def state_tag(voice: Voice, incident: IncidentView) -> Tag:
    """How it stands, as a tag: over, or what is awaited."""
    own, words = voice.own, voice.words
    if incident.two_voices:
        return Tag("alarm", words.gettext("two different ends from one side"))
    if incident.suspended:
        return Tag("lapsed", words.gettext("suspended by a live incident"))
    if own is not None and incident.row(own).awaits and incident.merged_into is None:
        return Tag("ours", words.gettext("to be acknowledged by us"))
    if incident.end is not None:
        return Tag("lapsed", label(voice, "incident-end", incident.end))
    waits = [row.party for row in incident.rows if row.awaits and row.party != own]
    if waits:
        return Tag("theirs", words.gettext("not acknowledged by {sides}", sides=voice.sides(waits)))
    return Tag("agreed", label(voice, "incident-progress", incident.progress.value))


def state_told(voice: Voice, incident: IncidentView) -> str:
    """Its class, how far it is and how it ended, in a sentence; but for what the tag says."""
    words, said = voice.words, state_tag(voice, incident).text
    parts = [label(voice, "incident-class", incident.severity)]
    progress = label(voice, "incident-progress", incident.progress.value)
    end = None if incident.end is None else label(voice, "incident-end", incident.end)
    parts += [one for one in (progress, end) if one not in (None, said)]
    if incident.concluded is not None:
        parts.append(label(voice, "incident-conclusion", incident.concluded))
    return words.gettext("{state}.", state=sentence(voice.list(parts)))


# --- messages ----------------------------------------------------------------------------------


class AckLine(NamedTuple):
    """What another side has done about a message: its clock, or by which post and when."""

    side: str
    tag: Tag
    told: str
    href: str


class MessageLine(NamedTuple):
    """A notice, update or end: whose, which version, when, its lines; and the other sides."""

    party: str
    side: str
    kind: str
    version: int
    current: bool
    time: str
    iso: str
    post: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    acks: tuple[AckLine, ...]
    entry: str


def message_lines(
    request: DeskRequest, channel: ChannelId, incident: IncidentView
) -> tuple[MessageLine, ...]:
    """Every message of an incident, newest first."""
    return tuple(_message(request, channel, incident, one) for one in reversed(incident.messages))


def _message(
    request: DeskRequest, channel: ChannelId, incident: IncidentView, one: Message
) -> MessageLine:
    voice, declared = timeless(request.voice), one.said.declaration
    return MessageLine(
        party=one.said.party,
        side=sentence(voice.side(one.said.party)),
        kind=sentence(label(voice, "incident-message", one.kind)),
        version=one.version,
        current=one.current,
        time=voice.instant(declared.time),
        iso=iso_of(declared.time),
        post="" if declared.post is None else said_in(voice, declared.post),
        lines=tuple(tell_body(voice, one.said.body)),
        notes=tuple(_notes(voice, incident, one)),
        acks=_acks(request, channel, incident, one) if one.counts else (),
        entry=_entry(channel, one.said.party, declared.ref.number),
    )


def _notes(voice: Voice, incident: IncidentView, one: Message) -> list[str]:
    """What is to be known of a message beside its words."""
    words = voice.words
    found = []
    if one.said.body.value is not None and not one.counts:
        found.append(words.gettext("Without effect: that side has not notified this incident."))
    if one.ahead:
        found.append(words.gettext("It speaks of a time after it was sent."))
    if one.incident != incident.id:
        found.append(words.gettext("Sent as incident {id}, which is merged here.", id=one.incident))
    return found


def _acks(
    request: DeskRequest, channel: ChannelId, incident: IncidentView, one: Message
) -> tuple[AckLine, ...]:
    """What each other side has done about it; of our own, whether their machines hold it."""
    voice = request.voice
    holders: tuple[Code, ...] = ()
    if one.said.party == voice.own:
        node = request.house.node
        with node.channels.hold(channel) as held:
            holders = holders_of(node, held, one.said.declaration.ref.number)
    lines = []
    for row in incident.rows:
        if row.party == one.said.party:
            continue
        given = next((ack for ack in row.acks if ack.message == one and ack.fault is None), None)
        machine = _machine(voice, held=row.party in holders)
        if given is not None:
            lines.append(_given(voice, channel, one, given))
        elif one.current:
            clock = clock_of(voice, one)
            kind = "alarm" if clock.late else ("ours" if row.party == voice.own else "theirs")
            word = voice.words.gettext("overdue") if clock.late else voice.words.gettext("awaited")
            told = voice.words.gettext("acknowledgement {clock}", clock=clock.told)
            if one.said.party == voice.own:
                told = voice.words.gettext("{text}; {more}", text=told, more=machine)
            lines.append(AckLine(sentence(voice.side(row.party)), Tag(kind, word), told, ""))
        else:
            tag = Tag("lapsed", voice.words.gettext("replaced by a newer version"))
            lines.append(AckLine(sentence(voice.side(row.party)), tag, "", ""))
    return tuple(lines)


def _machine(voice: Voice, *, held: bool) -> str:
    """Whether another machine holds it: no acknowledgement."""
    if held:
        return voice.words.gettext("their machine holds it, which is no acknowledgement")
    return voice.words.gettext("no receipt from their machine yet: use the telephone")


def _given(voice: Voice, channel: ChannelId, one: Message, given: AckSeen) -> AckLine:
    declared = given.said.declaration
    after = declared.time - one.said.declaration.time
    told = voice.words.gettext(
        "{time}, after {length}", time=voice.instant(declared.time), length=length(voice, after)
    )
    if declared.post is not None:
        told = voice.words.gettext(
            "by {post}, {told}", post=said_in(voice, declared.post), told=told
        )
    tag = Tag("agreed", voice.words.gettext("acknowledged"))
    late = declared.time > one.due
    if late:
        told = voice.words.gettext("{text}; {more}", text=told, more=voice.words.gettext("late"))
    href = _entry(channel, given.said.party, declared.ref.number)
    return AckLine(sentence(voice.side(given.said.party)), tag, told, href)


# --- calls -------------------------------------------------------------------------------------


class CallLine(NamedTuple):
    """A call as one side has logged it."""

    party: str
    side: str
    lines: tuple[str, ...]
    entry: str


def call_lines(
    request: DeskRequest, channel: ChannelId, incident: IncidentView
) -> tuple[CallLine, ...]:
    """Every call, as each side has logged it."""
    voice = timeless(request.voice)
    return tuple(
        CallLine(
            party=said.party,
            side=voice.side(said.party),
            lines=tuple(tell_body(voice, said.body)),
            entry=_entry(channel, said.party, said.declaration.ref.number),
        )
        for said in incident.calls
    )


# --- facts -------------------------------------------------------------------------------------


class FieldLine(NamedTuple):
    """One field: what each side says of it, in the order of the columns, and what is shared."""

    name: str
    sides: tuple[str, ...]
    tag: Tag | None
    shared: str
    stale: bool


_SHARED_KINDS: Final = {
    "agreed": "agreed", "range": "agreed", "differ": "theirs", "omitted": "lapsed",
}  # fmt: skip


def field_lines(
    voice: Voice, incident: IncidentView, assessment: Assessment | None, parties: tuple[Code, ...]
) -> tuple[FieldLine, ...]:
    """The facts side by side, with an assessment that is agreed or proposed."""
    shared = {} if assessment is None else assessment.fields
    told = [incident.row(code).facts for code in parties]
    lines = []
    for field in FIELDS:
        if field not in shared and not any(field in facts for facts in told):
            continue
        tag, what = None, ""
        if field in shared:
            one = shared[field]
            code = type(one).__name__.lower()
            tag = Tag(_SHARED_KINDS[code], label(voice, "incident-shared", code))
            what = shared_told(voice, field, one)
        lines.append(
            FieldLine(
                name=label(voice, "incident-field", field),
                sides=tuple(
                    fact_told(voice, field, facts[field]) if field in facts else ""
                    for facts in told
                ),
                tag=tag,
                shared=what,
                stale=field in incident.stale,
            )
        )
    return tuple(lines)


def _entry(channel: ChannelId, party: str, number: int) -> str:
    return reverse("entry", kwargs={"channel": channel, "party": party, "number": number})
