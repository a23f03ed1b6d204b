# SPDX-License-Identifier: Apache-2.0
"""The form of an item of an agenda, and that of an anchor that dates hang on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import ChoiceField, DayField, KeyField, NumberField, WordsField
from comity.desk.forms.subject import SubjectForm, labelled
from comity.locale import mark
from comity.subjects import Rooms
from comity.subjects.agenda import MINUTES_MAX, AgendaItem
from comity.subjects.anchors import Anchor
from comity.telling.voice import Voice

__all__ = ["AgendaForm", "AnchorForm", "raised_from"]


class AgendaForm(SubjectForm):
    """An item raised for the agenda of a meeting, or changed on it."""

    shape = "meeting/*/agenda/*"
    heading = mark("Raise an agenda item")
    parties_of = ("lead",)
    title = WordsField(mark("Title"))
    kind = ChoiceField(mark("Kind of item"), labelled("item"))
    carried_from = KeyField(
        mark("Carried over from meeting"),
        required=False,
        hint=mark("Its short name in the record, as 2023-1; only for a carried-over item"),
    )
    lead = ChoiceField(mark("Introduced by"), required=False)
    minutes = NumberField(mark("Minutes foreseen"), 1, MINUTES_MAX, required=False)
    outcome = WordsField(mark("Desired outcome"), required=False, lines=True)
    status = ChoiceField(
        mark("On the agenda"),
        {"on": mark("to be on the agenda"), "off": mark("to be taken off the agenda")},
    )

    def begun(self) -> dict[str, Any]:
        """From the item proposed before; a new one on the agenda where there is none."""
        return {"kind": "new", "status": "on"} | super().begun()

    def clean(self) -> dict[str, Any]:
        """What was typed, if exactly a carried-over item names its meeting."""
        carried, named = self.told("kind") == "carried-over", self.told("carried_from") is not None
        if (
            self.told("kind") is not None
            and carried != named
            and not self.has_error("carried_from")
        ):
            self.add_error("carried_from", ValidationError("", "carried"))
        return self.cleaned_data

    def body(self) -> AgendaItem:
        """The item."""
        base = self.ground.base
        return AgendaItem(
            title=self.told("title"),
            kind=self.told("kind"),
            carried_from=self.told("carried_from"),
            lead=self.told("lead"),
            minutes=self.told("minutes"),
            previous=base.previous if isinstance(base, AgendaItem) else (),
            outcome=self.told("outcome"),
            status=self.told("status"),
        )


def raised_from(asked: Mapping[str, Any], voice: Voice, rooms: Rooms) -> AgendaItem | None:
    """The item with which a form begins that an address asks for: on the follow-up item that it
    names, None where it names none that is agreed. Rule: DESK-92.
    """
    del voice
    named = str(asked.get("from") or "")
    found = next((one for one in rooms.followups.details if one.standing.matter == named), None)
    if found is None or found.item is None:
        return None
    lead = found.item.owners[0] if len(found.item.owners) == 1 else None
    return AgendaItem(found.item.title, "new", None, lead, None, (), None, "on")


class AnchorForm(SubjectForm):
    """An outside event that dates and windows hang on."""

    shape = "anchor/*"
    heading = mark("Propose an anchor for dates")
    zone_of = "zone"
    title = WordsField(mark("What the event is called"))
    kind = ChoiceField(mark("Kind of event"), labelled("anchor"))
    first_day = DayField(mark("First day"))
    last_day = DayField(mark("Last day"), hint=mark("The same day where it lasts one"))
    zone = ChoiceField(mark("Time zone"), select=True)
    place = WordsField(mark("Place"), required=False)

    def clean(self) -> dict[str, Any]:
        """What was typed, if its days are in order."""
        self.ordered("first_day", "last_day")
        return self.cleaned_data

    def body(self) -> Anchor:
        """The anchor."""
        return Anchor(
            self.told("title"),
            self.told("kind"),
            self.told("first_day"),
            self.told("last_day"),
            self.told("zone"),
            self.told("place"),
        )
