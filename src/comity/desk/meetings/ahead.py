# SPDX-License-Identifier: Apache-2.0
"""What a meeting lacks next, in one sentence, and where that can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.urls import reverse

from comity.core.ids import Code
from comity.desk.items.index import Index, text_title
from comity.desk.items.proposals import answer_href
from comity.desk.meetings.agendas import awaiting_ours, awaiting_theirs
from comity.desk.meetings.around import texts_of
from comity.desk.texts.proposals import Manner
from comity.subjects.agenda import AgendaView
from comity.subjects.meetings import MeetingDate, MeetingState, MeetingView, Window
from comity.subjects.standing import Said
from comity.telling.voice import Voice, sentence

__all__ = ["Step", "ahead_of", "steps_of"]


class Step(NamedTuple):
    """What comes next.

    Args:
        told: what it is and whose, a sentence.
        label: of the button that does it; empty where it is not for this reader.
        href: where it is done.
        ours: whether it is for our own side.
    """

    told: str
    label: str = ""
    href: str = ""
    ours: bool = False


def ahead_of(
    voice: Voice,
    index: Index,
    meeting: MeetingView,
    agenda: AgendaView | None,
    parties: Sequence[Code],
    manner: Manner,
) -> Step:
    """The next step towards the meeting, or after it.

    Args:
        voice: who reads.
        index: the items of the dialogue.
        meeting: as it stands.
        agenda: of it, or None.
        parties: of the dialogue.
        manner: how the page is asked for.
    """
    ahead = _Ahead(voice, index, meeting, agenda, parties, manner)
    return ahead.date() or ahead.before() or ahead.after()


def steps_of(voice: Voice, meeting: MeetingView) -> tuple[tuple[str, str], ...]:
    """How far a meeting has come, as (label, state) of ``parts/steps.html``."""
    words = voice.words
    labels = (
        (MeetingState.CALLED, words.gettext("Called")),
        (MeetingState.DATED, words.gettext("Date fixed")),
        (MeetingState.HELD, words.gettext("Held")),
        (MeetingState.RECORDED, words.gettext("Readouts given")),
    )
    reached = [one for one, _ in labels].index(meeting.state)
    # What is fixed for a later day is not under way: until it begins nothing is.
    begun = meeting.state is not MeetingState.DATED or (
        meeting.start is not None and voice.past(meeting.start)
    )
    current = reached + 1 if begun else None
    return tuple(
        (told, "done" if place <= reached else "current" if place == current else "todo")
        for place, (_, told) in enumerate(labels)
    )


class _Ahead:
    """One meeting being looked at."""

    def __init__(
        self,
        voice: Voice,
        index: Index,
        meeting: MeetingView,
        agenda: AgendaView | None,
        parties: Sequence[Code],
        manner: Manner,
    ) -> None:
        self._voice, self._words = voice, voice.words
        self._index, self._meeting, self._agenda = index, meeting, agenda
        self._others = [code for code in parties if code != voice.own]
        self._manner = manner

    def date(self) -> Step | None:
        """What the date lacks; None once one is fixed and no change of it is open."""
        words, standing = self._words, self._meeting.date
        if standing.open and self._voice.own in standing.moves:
            newest = [one for one in standing.open if self._voice.own in one.awaited][-1]
            told = words.gettext(
                "The date proposed by {side} awaits our answer.",
                side=self._voice.side(newest.author),
            )
            href = answer_href(self._manner.channel, newest.offer)
            return self._do(told, words.gettext("Answer"), href)
        if standing.open:
            sides = self._voice.sides(standing.moves)
            return Step(
                words.gettext("The proposed date awaits an answer of {sides}.", sides=sides)
            )
        label = words.gettext("Propose a date")
        if isinstance(self._meeting.when, Window):
            told = words.gettext("The days are agreed; a date within them is to be proposed.")
            return self._do(told, label, self._form("propose-item", "date", "?form=date"))
        if self._meeting.state is MeetingState.CALLED:
            told = words.gettext("No date is proposed. Each side can propose one.")
            return self._do(told, label, self._form("propose-item", "date", "?form=date"))
        return None

    def before(self) -> Step | None:
        """What is to be done before the meeting; None once it has begun."""
        when, words, voice = self._meeting.when, self._words, self._voice
        if (
            self._meeting.state is not MeetingState.DATED
            or not isinstance(when, MeetingDate)
            or voice.past(when.start)
        ):
            return None
        ours = awaiting_ours(self._agenda, voice.own)
        if ours:
            told = words.ngettext(
                "{count} item of the agenda awaits our answer.",
                "{count} items of the agenda await our answer.",
                ours,
            )
            return Step(told, words.gettext("See the agenda"), "#agenda", ours=True)
        if self._lacks(self._meeting.delegations):
            told = words.gettext("Our delegation has not been notified yet.")
            label = words.gettext("Notify our delegation")
            return self._do(told, label, self._form("state", "delegation"))
        theirs = awaiting_theirs(self._agenda, voice.own)
        if theirs:
            sides = voice.sides(theirs)
            return Step(
                words.gettext("Items of the agenda await an answer of {sides}.", sides=sides)
            )
        silent = self._silent(self._meeting.delegations)
        if silent:
            told = words.gettext(
                "The delegation of {sides} has not been notified yet.", sides=voice.sides(silent)
            )
            return Step(told)
        return Step(words.gettext("All that the record asks for before the meeting is there."))

    def after(self) -> Step:
        """What is to be done once the meeting has begun."""
        words, voice = self._words, self._voice
        if self._lacks(self._meeting.attendance):
            if self._meeting.state is MeetingState.DATED:
                told = words.gettext(
                    "The time of the meeting has come. Each side states whether it was held and"
                    " who was present."
                )
            else:
                told = words.gettext("Our side has not stated yet who was present.")
            label = words.gettext("State the attendance")
            return self._do(told, label, self._form("state", "attendance"))
        if self._lacks(self._meeting.readouts):
            told = words.gettext("Our readout has not been given yet.")
            label = words.gettext("Give our readout")
            return self._do(told, label, self._form("state", "readout"))
        silent = self._silent(self._meeting.attendance)
        if silent:
            sides = sentence(voice.sides(silent))
            return Step(words.gettext("{sides}: attendance not stated yet.", sides=sides))
        silent = self._silent(self._meeting.readouts)
        if silent:
            sides = sentence(voice.sides(silent))
            return Step(words.gettext("{sides}: readout not given yet.", sides=sides))
        return self._texts() or Step(words.gettext("Nothing is missing in the record of it."))

    def _texts(self) -> Step | None:
        """The first text of the meeting that is not adopted."""
        for text in texts_of(self._index, self._meeting.id):
            if not text.adopted:
                title = text_title(self._voice, self._index, text.id)
                told = self._words.gettext("{text} is not adopted yet.", text=title)
                places = {"channel": self._manner.channel, "text": text.id}
                return Step(
                    told, self._words.gettext("See the text"), reverse("text", kwargs=places)
                )
        return None

    def _do(self, told: str, label: str, href: str) -> Step:
        """A step of our own; its button only for who may do it."""
        if not self._manner.may:
            return Step(told, ours=True)
        return Step(told, label, href, ours=True)

    def _form(self, name: str, part: str, query: str = "") -> str:
        matter = f"meeting/{self._meeting.id}/{part}"
        return reverse(name, kwargs={"channel": self._manner.channel, "matter": matter}) + query

    def _lacks(self, said: Sequence[Said[Any]]) -> bool:
        return all(one.party != self._voice.own for one in said)

    def _silent(self, said: Sequence[Said[Any]]) -> list[Code]:
        spoken = {one.party for one in said}
        return [code for code in self._others if code not in spoken]
