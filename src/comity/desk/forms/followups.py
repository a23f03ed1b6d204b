# SPDX-License-Identifier: Apache-2.0
"""Forms of a follow-up item: what is to be done, the owner's report, the counterpart's view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from comity.core.errors import MalformedError
from comity.core.ids import matter as checked_matter
from comity.desk.forms.fields import ChoiceField, ChoicesField, DayField, TimeField, WordsField
from comity.desk.forms.subject import SubjectForm, labelled
from comity.desk.forms.times import instant_of, local_day, local_time
from comity.locale import mark
from comity.subjects import Rooms
from comity.subjects.followups import FollowUp, Opinion, Report
from comity.subjects.statements import Statement
from comity.telling.voice import Voice

__all__ = ["FollowUpForm", "OpinionForm", "ReportForm", "StatementForm", "followed_from"]


class FollowUpForm(SubjectForm):
    """Who does what by when; closing is proposed by the same form."""

    shape = "follow-up/*"
    heading = mark("Propose a follow-up item")
    parties_of = ("owners",)
    zone_of = "zone"
    typed_in: ClassVar[Mapping[str, str]] = {"due": "day"}
    title = WordsField(mark("What is to be done"))
    owners = ChoicesField(mark("Done by"))
    post = WordsField(mark("Office in charge"), required=False)
    day = DayField(mark("Due on"), required=False)
    time = TimeField(mark("At"), required=False, hint=mark("As 18:00; the end of the day if empty"))
    zone = ChoiceField(mark("Time zone"), select=True)
    status = ChoiceField(
        mark("Status"),
        {"open": mark("still to be done"), "closed": mark("to be closed by agreement")},
    )
    outcome = WordsField(
        mark("What came of it"), required=False, lines=True, hint=mark("Only where it is closed")
    )

    def begun(self) -> dict[str, Any]:
        """From the item before; open where there is none."""
        base = self.ground.base
        found = {"status": "open"} | super().begun()
        if isinstance(base, FollowUp) and base.due is not None and base.zone is not None:
            found |= {
                "day": local_day(base.due, base.zone),
                "time": local_time(base.due, base.zone),
            }
        return {name: value for name, value in found.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        """What was typed, if exactly a closed item says what came of it."""
        if self.told("status") == "closed":
            self.need("outcome")
        if self.told("outcome") is not None and self.told("status") == "open":
            self.add_error("outcome", ValidationError("", "only-closed"))
        return self.cleaned_data

    def body(self) -> FollowUp:
        """The item."""
        day, zone = self.told("day"), self.told("zone")
        due = None if day is None else instant_of(day, self.told("time") or "23:59", zone)
        return FollowUp(
            title=self.told("title"),
            owners=self.told("owners"),
            post=self.told("post"),
            due=due,
            zone=None if due is None else zone,
            source=getattr(self.ground.base, "source", None),
            status=self.told("status"),
            outcome=self.told("outcome"),
        )


def followed_from(asked: Mapping[str, Any], voice: Voice, rooms: Rooms) -> FollowUp | None:
    """The item with which a form begins that an address asks for: it comes from what the address
    names, None where that is nothing recorded. Rule: DESK-93.
    """
    del voice
    named = str(asked.get("source") or "")
    try:
        source = str(checked_matter(named))
    except MalformedError:
        return None
    known = any(one.matter == source or one.matter.startswith(f"{source}/")
                for one in rooms.standings)  # fmt: skip
    return FollowUp({}, (), None, None, None, source, "open", None) if known else None


class ReportForm(SubjectForm):
    """An owner's report on a follow-up item."""

    shape = "follow-up/*/report"
    verb = "declare"
    heading = mark("Report on the follow-up item")
    state = ChoiceField(mark("How far it is"), labelled("report"))
    text = WordsField(mark("Report"), lines=True)

    def begun(self) -> dict[str, Any]:
        """Nothing: a report is a new one."""
        return {}

    def body(self) -> Report:
        """The report."""
        return Report(self.told("state"), self.told("text"))


class OpinionForm(SubjectForm):
    """The counterpart's view of a follow-up item."""

    shape = "follow-up/*/view"
    verb = "declare"
    heading = mark("State our view of the follow-up item")
    state = ChoiceField(mark("Our view"), labelled("view"))
    text = WordsField(mark("In words"), required=False, lines=True)

    def begun(self) -> dict[str, Any]:
        """Nothing: a view is a new one."""
        return {}

    def clean(self) -> dict[str, Any]:
        """What was typed, if a view that differs says why."""
        if self.told("state") in ("differs", "concurs-in-part"):
            self.need("text")
        return self.cleaned_data

    def body(self) -> Opinion:
        """The view."""
        return Opinion(self.told("state"), self.told("text"))


class StatementForm(SubjectForm):
    """An own word on an item that is agreed or under negotiation."""

    shape = "*"
    verb = "declare"
    heading = mark("State something on this item")
    form = ChoiceField(mark("Kind of statement"), labelled("statement"))
    offer = ChoiceField(
        mark("On which proposal"), required=False, hint=mark("Empty: on what is agreed")
    )
    text = WordsField(mark("In words"), required=False, lines=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; the open proposals on the item can be chosen."""
        super().__init__(*args, **kwargs)
        voice = self.ground.voice
        field = self.fields["offer"]
        assert isinstance(field, ChoiceField)
        found = [one for one in self.ground.rooms.standings if one.matter == self.ground.matter]
        for proposal in found[0].open if found else ():
            ref = proposal.offer.ref
            told = voice.words.gettext("proposal of {side}", side=voice.side(ref.party))
            field.choices[f"{ref.party}/{ref.number}/{ref.index}"] = told

    def begun(self) -> dict[str, Any]:
        """Nothing: a statement is a new one."""
        return {}

    def continued(self, value: Any) -> dict[str, Any]:
        """The statement of the draft."""
        ref = value.offer
        named = {} if ref is None else {"offer": f"{ref[0]}/{ref[1]}/{ref[2]}"}
        return {"form": value.form, "text": value.text, **named}

    def clean(self) -> dict[str, Any]:
        """What was typed, if it says what its kind asks for."""
        form = self.told("form")
        if form == "ad-referendum":
            self.need("offer")
        if form in ("reservation", "statement"):
            self.need("text")
        return self.cleaned_data

    def body(self) -> Statement:
        """The statement."""
        offer = self.told("offer")
        ref = None
        if offer is not None:
            party, number, index = offer.split("/")
            ref = (party, int(number), int(index))
        return Statement(self.told("form"), ref, self.told("text"))
