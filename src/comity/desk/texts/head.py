# SPDX-License-Identifier: Apache-2.0
"""What a text is and how far it has come, in the sentences at the head of its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.items.index import Index, meeting_title
from comity.desk.texts.paragraphs import Paragraph
from comity.subjects import Rooms
from comity.subjects.texts import TextState, TextView
from comity.telling.labels import label
from comity.telling.texts.languages import columns_of, header_of, language_told
from comity.telling.texts.standing import standing_told
from comity.telling.voice import Voice

__all__ = ["Fact", "counts_told", "facts_of", "standing_told"]


class Fact(NamedTuple):
    """One line of what the text is; with an address where it leads somewhere."""

    term: str
    value: str
    href: str = ""


def counts_told(voice: Voice, text: TextView, paragraphs: Sequence[Paragraph]) -> str:
    """How many paragraphs there are and how they stand, and how many brackets; one sentence."""
    words = voice.words
    inside = [one for one in paragraphs if not one.outside]
    if not inside:
        return words.gettext("No paragraphs yet.")
    total = words.ngettext("{count} paragraph", "{count} paragraphs", len(inside))
    brackets = sum(one.brackets for one in inside)
    if text.state is TextState.ADOPTED and not brackets:
        return words.gettext("{paragraphs}.", paragraphs=total)
    agreed = ours = theirs = rest = 0
    awaited: set[str] = set()
    for standing in text.paragraphs:
        if standing.matter.split("/")[3] in text.outside:
            continue
        if not standing.open and standing.agreed is not None:
            agreed += 1
        elif voice.own in standing.moves:
            ours += 1
        elif standing.moves:
            theirs += 1
            awaited.update(standing.moves)
        else:
            rest += 1
    parts = []
    if agreed:
        parts.append(
            words.ngettext("{count} provisionally agreed", "{count} provisionally agreed", agreed)
        )
    if ours:
        parts.append(words.ngettext("{count} for our action", "{count} for our action", ours))
    if theirs:
        sides = voice.sides(awaited)
        parts.append(
            words.ngettext("{count} awaiting {sides}", "{count} awaiting {sides}", theirs,
                           sides=sides)
        )  # fmt: skip
    if rest:
        parts.append(
            words.ngettext("{count} without a proposal", "{count} without a proposal", rest)
        )
    told = words.gettext("{paragraphs}: {parts}", paragraphs=total, parts=voice.list(parts))
    if not brackets:
        return words.gettext("{told}; no brackets.", told=told)
    return words.ngettext(
        "{told}; {count} bracket outstanding.",
        "{told}; {count} brackets outstanding.",
        brackets,
        told=told,
    )


def facts_of(voice: Voice, channel: ChannelId, index: Index, text: TextView) -> tuple[Fact, ...]:
    """What the text is, as agreed or else as proposed; nothing where no outline can be read."""
    words, header = voice.words, header_of(text)
    if header is None:
        return ()
    found = [
        Fact(words.gettext("Kind of text"), label(voice, "text", header.kind)),
        Fact(words.gettext("Legal status"), label(voice, "legal", header.legal_status)),
        Fact(words.gettext("Languages"), _languages(voice, text)),
    ]
    if header.prevailing is not None:
        prevailing = language_told(voice, header.prevailing)
        found.append(Fact(words.gettext("Where versions differ, this one prevails"), prevailing))
    negotiating = _negotiating(index.rooms)
    if negotiating:
        told = voice.list(language_told(voice, one) for one in negotiating)
        found.append(Fact(words.gettext("Negotiated in"), told))
    if header.meeting is not None:
        href = ""
        if header.meeting in index.meetings:
            places = {"channel": channel, "meeting": header.meeting}
            href = reverse("meeting", kwargs=places)
        title = meeting_title(voice, index, header.meeting)
        found.append(Fact(words.gettext("Of the meeting"), title, href))
    return tuple(found)


def _negotiating(rooms: Rooms) -> tuple[str, ...]:
    """The languages in which the terms in force say that one negotiates."""
    terms = rooms.terms.details[0].terms
    return () if terms is None else terms.languages.negotiating


def _languages(voice: Voice, text: TextView) -> str:
    """Every language of the text with what the version in it is."""
    header = header_of(text)
    return voice.list(
        voice.words.gettext(
            "{language} ({authority})",
            language=language_told(voice, one.language),
            authority=one.authority,
        )
        for one in columns_of(voice, text)
        if header is not None and one.language in header.languages
    )
