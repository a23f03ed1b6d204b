# SPDX-License-Identifier: Apache-2.0
"""What a dialogue is about, as rows: its meetings, texts, follow-up items, documents, anchors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.items.index import Index, item_title, meeting_title, text_title
from comity.desk.requests import DeskRequest
from comity.desk.states import Due, Tag, due_of, tags, timeless
from comity.subjects.documents import DocumentView
from comity.subjects.followups import FollowUpState, FollowUpView
from comity.subjects.meetings import MeetingState, MeetingView
from comity.subjects.reading import BodyState
from comity.subjects.standing import Said
from comity.subjects.texts import TextState, TextView
from comity.telling.bodies import gist, tell_body
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = [
    "AnchorRow",
    "DocumentRow",
    "FollowUpRow",
    "MeetingRow",
    "TextRow",
    "anchor_rows",
    "document_rows",
    "documents_in",
    "follow_up_rows",
    "follow_ups_in",
    "meeting_rows",
    "text_rows",
]

_MEETING_KINDS: Final = {
    MeetingState.CALLED: "theirs",
    MeetingState.DATED: "agreed",
    MeetingState.HELD: "lapsed",
    MeetingState.RECORDED: "lapsed",
}
_TEXT_KINDS: Final = {
    TextState.DRAFT: "theirs",
    TextState.NEGOTIATED: "theirs",
    TextState.CLEAN: "agreed",
    TextState.ADOPTED: "confirmed",
    TextState.DIFFERS: "alarm",
}
_LATER: Final = 2**62


class MeetingRow(NamedTuple):
    """A meeting: its title and page, when it is, where, and how far it has come."""

    title: str
    href: str
    when: str
    place: str
    tag: Tag


class TextRow(NamedTuple):
    """A text: its title and page, its kind, how many paragraphs are outstanding, its state."""

    title: str
    href: str
    kind: str
    outstanding: int
    tag: Tag


class FollowUpRow(NamedTuple):
    """A follow-up item: who does it by when, what was reported, and what the others say of it."""

    title: str
    href: str
    owners: str
    due: Due | None
    state: str
    tags: tuple[Tag, ...]
    report: str
    opinion: str


class DocumentRow(NamedTuple):
    """A document: its name and page, whose it is, when it was stated, and whether it is here."""

    title: str
    href: str
    side: str
    time: str
    told: str
    state: str


class AnchorRow(NamedTuple):
    """An outside event on which windows hang: what it is, and how firmly it is agreed."""

    title: str
    href: str
    told: str
    tags: tuple[Tag, ...]


def meeting_rows(
    request: DeskRequest, channel: ChannelId, index: Index
) -> tuple[tuple[MeetingRow, ...], tuple[MeetingRow, ...]]:
    """The meetings that are to come, the next one first; and those that were, newest first."""
    now = request.voice.now_ms or 0
    coming: list[tuple[int, MeetingRow]] = []
    past: list[tuple[int, MeetingRow]] = []
    for one in index.meetings.values():
        row = _meeting(request, channel, index, one)
        held = one.state in (MeetingState.HELD, MeetingState.RECORDED)
        start = one.start if one.start is not None else _LATER
        (past if held or start < now else coming).append((start, row))
    coming.sort(key=lambda pair: pair[0])
    past.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(row for _, row in coming), tuple(row for _, row in past)


def _meeting(
    request: DeskRequest, channel: ChannelId, index: Index, one: MeetingView
) -> MeetingRow:
    voice = request.voice
    when = one.when
    return MeetingRow(
        title=meeting_title(voice, index, one.id),
        href=reverse("meeting", kwargs={"channel": channel, "meeting": one.id}),
        when=voice.words.gettext("no date fixed") if when is None else tell_when(voice, one),
        place="" if when is None or when.place is None else voice.pick(when.place),
        tag=Tag(_MEETING_KINDS[one.state], label(voice, "meeting-state", one.state.value)),
    )


def tell_when(voice: Voice, one: MeetingView) -> str:
    """When a meeting is, by what is agreed: its date, or the days within which it is to be."""
    agreed = one.date.agreed
    if one.days is not None:
        first, last = (voice.day(day) for day in one.days)
        return voice.words.gettext("between {first} and {last}", first=first, last=last)
    return "" if agreed is None else gist(voice, agreed.body)


def text_rows(request: DeskRequest, channel: ChannelId, index: Index) -> tuple[TextRow, ...]:
    """The texts, those not yet adopted first."""
    voice = request.voice
    done = (TextState.ADOPTED,)
    ordered = sorted(index.texts.values(), key=lambda one: (one.state in done, one.id))
    return tuple(_text(request, channel, index, one, voice) for one in ordered)


def _text(
    request: DeskRequest, channel: ChannelId, index: Index, one: TextView, voice: Voice
) -> TextRow:
    header = one.header.value
    del request
    return TextRow(
        title=text_title(voice, index, one.id),
        href=reverse("text", kwargs={"channel": channel, "text": one.id}),
        kind="" if header is None else label(voice, "text", header.kind),
        outstanding=len(one.outstanding),
        tag=Tag(_TEXT_KINDS[one.state], label(voice, "text-state", one.state.value)),
    )


def follow_ups_in(index: Index) -> tuple[tuple[FollowUpView, ...], tuple[FollowUpView, ...]]:
    """The follow-up items that are not closed, the soonest due first; and the closed ones."""
    alive: list[tuple[int, FollowUpView]] = []
    closed: list[FollowUpView] = []
    for one in index.follow_ups.values():
        if one.state is FollowUpState.CLOSED:
            closed.append(one)
        else:
            due = None if one.item is None else one.item.due
            alive.append((_LATER if due is None else due, one))
    alive.sort(key=lambda pair: pair[0])
    return tuple(one for _, one in alive), tuple(reversed(closed))


def follow_up_rows(
    request: DeskRequest, channel: ChannelId, index: Index, found: Iterable[FollowUpView]
) -> tuple[FollowUpRow, ...]:
    """These follow-up items as rows, in the order given."""
    return tuple(_follow_up(request, channel, index, one) for one in found)


def _follow_up(
    request: DeskRequest, channel: ChannelId, index: Index, one: FollowUpView
) -> FollowUpRow:
    voice, item = request.voice, one.item
    due = None if item is None else item.due
    closed = one.state is FollowUpState.CLOSED
    told = tags(timeless(voice) if closed else voice, one.standing)
    return FollowUpRow(
        title=item_title(voice, index, one.standing.matter),
        href=reverse("item", kwargs={"channel": channel, "matter": one.standing.matter}),
        owners="" if item is None else sentence(voice.sides(item.owners)),
        due=due_of(timeless(voice) if closed else voice, due),
        state=sentence(label(voice, "follow-up", one.state.value)),
        tags=told[-1:],
        report=_last(voice, one.reports),
        opinion=_last(voice, one.opinions),
    )


def _last(voice: Voice, said: tuple[Said[Any], ...]) -> str:
    """What was said last, and by whom, in one line; empty where nobody has said anything."""
    if not said:
        return ""
    newest = max(said, key=lambda one: one.declaration.time)
    lines = tell_body(voice, newest.body)
    return voice.words.gettext(
        "{side}: {what}",
        side=sentence(voice.side(newest.party)),
        what=lines[0] if lines else "",
    )


def documents_in(index: Index) -> tuple[DocumentView, ...]:
    """The documents that were stated, newest first."""
    found = index.rooms.documents.details
    return tuple(sorted(found, key=lambda one: one.said.declaration.time, reverse=True))


def document_rows(
    request: DeskRequest, channel: ChannelId, index: Index, found: Iterable[DocumentView]
) -> tuple[DocumentRow, ...]:
    """These documents as rows, in the order given."""
    voice, words = request.voice, request.voice.words
    states = {
        BodyState.READ: words.gettext("here"),
        BodyState.ABSENT: words.gettext("not received yet"),
        BodyState.DESTROYED: words.gettext("destroyed under a retention rule"),
        BodyState.UNREADABLE: words.gettext("cannot be read here"),
    }
    return tuple(
        DocumentRow(
            title=item_title(voice, index, f"document/{one.id}"),
            href=reverse("item", kwargs={"channel": channel, "matter": f"document/{one.id}"}),
            side=sentence(voice.side(one.said.party)),
            time=voice.instant(one.said.declaration.time),
            told=voice.list(tell_body(voice, one.said.body)[1:]),
            state=states[one.bytes],
        )
        for one in found
    )


def anchor_rows(request: DeskRequest, channel: ChannelId, index: Index) -> tuple[AnchorRow, ...]:
    """The anchors, by name."""
    voice = request.voice
    rows = []
    for one in index.rooms.anchors.details:
        matter = f"anchor/{one.id}"
        standing = index.standings[matter]
        bodies = [standing.agreed.body] if standing.agreed is not None else []
        bodies += [proposal.body for proposal in reversed(standing.open)]
        rows.append(
            AnchorRow(
                title=item_title(voice, index, matter),
                href=reverse("item", kwargs={"channel": channel, "matter": matter}),
                told=gist(voice, bodies[0]) if bodies else "",
                tags=tags(voice, standing),
            )
        )
    return tuple(rows)
