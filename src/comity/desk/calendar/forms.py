# SPDX-License-Identifier: Apache-2.0
"""What a search for dates is asked with, and until when what is chosen is to bind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from comity.core.ids import ChannelId
from comity.desk.forms.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    NumberField,
    TimeField,
    WordsField,
)
from comity.home.searching import CLOSES, MINUTES, OPENS, Asked
from comity.locale import mark
from comity.workbench.dates.finding import WANTED_MAX

__all__ = ["BINDS_DAYS", "SearchForm"]

BINDS_DAYS: Final = 3
"""Days that chosen dates bind our side where nothing else is said."""
BINDS_DAYS_MAX: Final = 60
MINUTES_MAX: Final = 1_440
NEAR_DAYS_MAX: Final = 60
LET_IN: Final = "let-in"


class SearchForm(forms.Form):
    """The form of a search; after `is_valid`, `asked` says what is asked of the meeting."""

    people = ChoicesField(
        mark("Who must be there"),
        hint=mark("Posts of ours without which the meeting is not held; it stays internal"),
    )
    first_day = DayField(mark("First day"))
    last_day = DayField(mark("Last day"))
    opens = TimeField(mark("Not before"), hint=mark("As 09:00, in the zone below"))
    closes = TimeField(mark("Not after"), hint=mark("As 18:00"))
    zone = ChoiceField(mark("Time zone"), select=True)
    minutes = NumberField(mark("Length in minutes"), 15, MINUTES_MAX)
    place = WordsField(
        mark("City and venue"), required=False, hint=mark("Leave it empty for a meeting by video")
    )
    near = ChoiceField(mark("Around the same time as"), required=False, select=True)
    near_days = NumberField(mark("Days apart at most"), 0, NEAR_DAYS_MAX)
    together = ChoicesField(
        mark("Look for these at the same time"),
        required=False,
        hint=mark("What is accepted of one then stays possible with what is accepted of another"),
    )
    holidays = ChoicesField(
        mark("Public holidays"), {LET_IN: mark("Let them in, with a warning")}, required=False
    )
    binds = NumberField(
        mark("Days that the dates bind our side"),
        1,
        BINDS_DAYS_MAX,
        hint=mark("Afterwards the proposals lapse by themselves, and what was held is free again"),
    )

    def __init__(
        self,
        data: QueryDict | None,
        begun: Asked,
        *,
        posts: Mapping[str, str],
        zones: tuple[str, ...],
        others: Mapping[str, str],
        together: Mapping[str, str],
    ) -> None:
        """A form that begins with what is known.

        Args:
            data: what was sent, or None.
            begun: what is known of the meeting.
            posts: names by slug; zones: to choose from; others: meetings that it may be near, by
                key; together: those that can be looked for too, by key.
        """
        initial: dict[str, Any] = {
            "people": list(begun.people),
            "first_day": begun.first_day,
            "last_day": begun.last_day,
            "opens": _told(OPENS),
            "closes": _told(CLOSES),
            "zone": begun.zone,
            "minutes": MINUTES,
            "place": begun.place,
            "near_days": begun.near_days,
            "binds": BINDS_DAYS,
        }
        super().__init__(data, initial=initial)
        self._begun = begun
        offered = {
            "people": posts,
            "zone": {one: one for one in dict.fromkeys((begun.zone, *zones))},
            "near": others,
            "together": together,
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, ChoiceField | ChoicesField)
            field.choices = dict(choices)
        for name in ("near", "near_days") if not others else ():
            del self.fields[name]
        if not together:
            del self.fields["together"]

    def clean(self) -> dict[str, Any]:
        """What was typed, if days and hours are in order and leave room for the meeting."""
        for first, last in (("first_day", "last_day"), ("opens", "closes")):
            start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
            if start is not None and end is not None and end < start:
                self.add_error(last, ValidationError("", "order"))
        minutes = self.cleaned_data.get("minutes")
        opens, closes = (self.cleaned_data.get(name) for name in ("opens", "closes"))
        if minutes is not None and opens is not None and closes is not None:
            room = _minutes(closes) - _minutes(opens)
            if 0 <= room < minutes:
                self.add_error("minutes", ValidationError("", "room-for"))
        if len(self.cleaned_data.get("together") or ()) >= WANTED_MAX:
            self.add_error("together", ValidationError("", "choice"))
        return self.cleaned_data

    def asked(self) -> Asked:
        """What is asked of the meeting; only after `is_valid`."""
        told = self.cleaned_data
        near = told.get("near")
        days = told.get("near_days")
        return Asked(
            channel=self._begun.channel,
            meeting=self._begun.meeting,
            first_day=told["first_day"],
            last_day=told["last_day"],
            zone=told["zone"],
            people=told["people"],
            minutes=told["minutes"],
            opens=_minutes(told["opens"]),
            closes=_minutes(told["closes"]),
            place=told.get("place"),
            holidays=bool(told.get("holidays")),
            near=None if near is None else split_key(near),
            near_days=self._begun.near_days if days is None else days,
        )


def split_key(key: str) -> tuple[ChannelId, str]:
    """Channel and meeting of the key of a choice."""
    channel, _, meeting = key.partition("/")
    return ChannelId(channel), meeting


def _minutes(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


def _told(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
