# SPDX-License-Identifier: Apache-2.0
"""What each side says of a meeting by itself: delegation, papers, attendance, readout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from django.urls import reverse

from comity.core.ids import ChannelId, Code, Digest
from comity.desk.items.spoken import said_in
from comity.desk.meetings.papers import PaperFile, file_of
from comity.node.installation import Node
from comity.ports import Kept
from comity.subjects import Rooms
from comity.subjects.fields import Words
from comity.subjects.meetings import Attendance, Delegation, MeetingView, Paper, Readout
from comity.subjects.reading import BodyState
from comity.subjects.standing import Said
from comity.telling.bodies import gist
from comity.telling.voice import Voice, sentence

__all__ = [
    "PaperRow",
    "Post",
    "SideSays",
    "attendance_of",
    "delegations_of",
    "newest_by",
    "papers_of",
    "readouts_of",
]

T = TypeVar("T")


class Post(NamedTuple):
    """The name of an office, or other words, and their language."""

    language: str
    text: str


class SideSays(NamedTuple):
    """One side's newest word.

    Args:
        party: the code of the side; and what it is called.
        said: whether it has said anything yet.
        time: when, or empty.
        post: the office that signed, or None.
        entry: the page of the entry, or empty.
        told: what is said beside the posts, or why it can't be read; or empty.
        head: the head of the delegation, or None.
        posts: the other posts.
        text: a readout in the reader's language, or as near to it as it is.
        others: the readout in other languages.
        earlier: how many earlier words this one replaces.
    """

    party: str
    side: str
    said: bool
    time: str = ""
    post: str | None = None
    entry: str = ""
    told: str = ""
    head: Post | None = None
    posts: tuple[Post, ...] = ()
    text: Post | None = None
    others: tuple[Post, ...] = ()
    earlier: int = 0


class PaperRow(NamedTuple):
    """A paper: its title and language, whose it is, when it was circulated, whether it is here, and
    its file where that is described.
    """

    title: Post
    language: str
    party: str
    time: str
    entry: str
    state: str
    here: bool = False
    file: PaperFile | None = None


def newest_by(said: Iterable[Said[T]]) -> dict[Code, Said[T]]:
    """Each party's newest word that can be read; else its newest."""
    found: dict[Code, Said[T]] = {}
    for one in said:
        known = found.get(one.party)
        if known is None or one.body.value is not None or known.body.value is None:
            found[one.party] = one
    return found


def delegations_of(
    voice: Voice, channel: ChannelId, parties: Sequence[Code], meeting: MeetingView
) -> tuple[SideSays, ...]:
    """The delegation of each side, our own first."""
    found = newest_by(meeting.delegations)
    return tuple(
        _delegation(voice, _plain(voice, channel, code, found.get(code), meeting.delegations),
                    found.get(code))
        for code in _own_first(voice, parties)
    )  # fmt: skip


def attendance_of(
    voice: Voice, channel: ChannelId, parties: Sequence[Code], meeting: MeetingView
) -> tuple[SideSays, ...]:
    """What each side says of who was present, our own first."""
    found = newest_by(meeting.attendance)
    zone = None if meeting.when is None else meeting.when.zone
    return tuple(
        _attendance(voice, _plain(voice, channel, code, found.get(code), meeting.attendance),
                    found.get(code), zone)
        for code in _own_first(voice, parties)
    )  # fmt: skip


def readouts_of(
    voice: Voice, channel: ChannelId, parties: Sequence[Code], meeting: MeetingView
) -> tuple[SideSays, ...]:
    """The readout of each side, our own first."""
    found = newest_by(meeting.readouts)
    return tuple(
        _readout(voice, _plain(voice, channel, code, found.get(code), meeting.readouts),
                 found.get(code))
        for code in _own_first(voice, parties)
    )  # fmt: skip


def papers_of(
    voice: Voice, node: Node, channel: ChannelId, meeting: MeetingView, rooms: Rooms
) -> tuple[PaperRow, ...]:
    """Every paper circulated, newest first."""
    ordered = sorted(meeting.papers, key=lambda one: one.declaration.time, reverse=True)
    return tuple(_paper(voice, node, channel, one, rooms) for one in ordered)


def _own_first(voice: Voice, parties: Sequence[Code]) -> list[Code]:
    return sorted(parties, key=lambda code: code != voice.own)


def _plain(
    voice: Voice,
    channel: ChannelId,
    code: Code,
    one: Said[Any] | None,
    every: Iterable[Said[Any]],
) -> SideSays:
    """Whose word it is and when; why it can't be read where it can't."""
    side = sentence(voice.side(code))
    if one is None:
        return SideSays(code, side, said=False)
    ref = one.declaration.ref
    return SideSays(
        party=code,
        side=side,
        said=True,
        time=voice.instant(one.declaration.time),
        post=said_in(voice, one.declaration.post or ""),
        entry=reverse("entry", kwargs={"channel": channel, "party": code, "number": ref.number}),
        told="" if one.body.value is not None else sentence(gist(voice, one.body)),
        earlier=sum(each.party == code for each in every) - 1,
    )


def _delegation(voice: Voice, plain: SideSays, one: Said[Delegation] | None) -> SideSays:
    value = None if one is None else one.body.value
    if value is None:
        return plain
    posts = tuple(_picked(voice, post) for post in value.members)
    return plain._replace(head=_picked(voice, value.head), posts=posts)


def _attendance(
    voice: Voice, plain: SideSays, one: Said[Attendance] | None, zone: str | None
) -> SideSays:
    value = None if one is None else one.body.value
    if value is None:
        return plain
    told = voice.words.gettext(
        "Held {time}.", time=voice.span(value.start, value.end, zone or voice.zone or "UTC")
    )
    return plain._replace(told=told, posts=tuple(_picked(voice, post) for post in value.present))


def _readout(voice: Voice, plain: SideSays, one: Said[Readout] | None) -> SideSays:
    value = None if one is None else one.body.value
    if value is None:
        return plain
    told = ""
    if value.not_before is not None:
        time = voice.instant(value.not_before)
        if voice.past(value.not_before):
            told = voice.words.gettext("Released for the public from {time}.", time=time)
        else:
            told = voice.words.gettext("Not to be released before {time}.", time=time)
    first, *rest = (Post(*pair) for pair in voice.ordered(value.text))
    return plain._replace(told=told, text=first, others=tuple(rest))


def _paper(
    voice: Voice, node: Node, channel: ChannelId, one: Said[Paper], rooms: Rooms
) -> PaperRow:
    words, value = voice.words, one.body.value
    declared = one.declaration
    if value is None:
        title = Post(words.language, sentence(gist(voice, one.body)))
        language, state, kept, file = "", "", None, None
    else:
        title, language = _picked(voice, value.title), value.language
        kept = node.records.content(channel, "document", Digest(value.document))
        state = _kept(voice, BodyState.READ if isinstance(kept, Kept) else BodyState(kept))
        file = file_of(voice, channel, rooms, value.document)
    places = {"channel": channel, "party": one.party, "number": declared.ref.number}
    return PaperRow(
        title=title,
        language=language,
        party=one.party,
        time=voice.instant(declared.time),
        entry=reverse("entry", kwargs=places),
        state=state,
        here=isinstance(kept, Kept),
        file=file,
    )


def _kept(voice: Voice, state: BodyState) -> str:
    words = voice.words
    return {
        BodyState.READ: words.gettext("here"),
        BodyState.ABSENT: words.gettext("not received yet"),
        BodyState.DESTROYED: words.gettext("destroyed under a retention rule"),
        BodyState.UNREADABLE: words.gettext("cannot be read here"),
    }[state]


def _picked(voice: Voice, words: Words) -> Post:
    """Words in the reader's language, or in the first that the desk speaks."""
    told = voice.pick(words)
    return next(
        (Post(code, text) for code, text in voice.ordered(words) if text == told), Post("", told)
    )
