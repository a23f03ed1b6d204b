# SPDX-License-Identifier: Apache-2.0
"""Until when a proposal stands: the small form that goes with every form of a proposal."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from comity.core.errors import MalformedError
from comity.desk.forms.fields import ChoiceField, DayField, TimeField
from comity.desk.forms.subject import Ground, SubjectForm
from comity.desk.forms.times import instant_of, local_day, local_time
from comity.locale import mark

__all__ = ["UntilForm"]


class UntilForm(SubjectForm):
    """The day and time at which a proposal lapses by itself; empty: by the terms of reference."""

    shape = ""
    heading = mark("Reply by")
    zone_of = "until_zone"
    until_day = DayField(
        mark("The proposal stands until"),
        required=False,
        hint=mark(
            "It then lapses by itself. Empty: no end, the terms of reference ask for a reply"
        ),
    )
    until_time = TimeField(
        mark("At"), required=False, hint=mark("As 18:00; the end of the day if empty")
    )
    until_zone = ChoiceField(mark("Time zone"), select=True)

    def __init__(self, data: QueryDict | None, ground: Ground, until: int | None = None) -> None:
        zone = ground.zones[0]
        begun: dict[str, Any] = {}
        if until is not None:
            begun = {"until_day": local_day(until, zone), "until_time": local_time(until, zone)}
        super().__init__(data, ground, begun)

    def clean(self) -> dict[str, Any]:
        """What was typed, if it lies ahead."""
        try:
            ms, now = self.instant(), self.ground.voice.now_ms
        except MalformedError:  # a zone that this machine does not know
            self.add_error("until_zone", ValidationError("", "choice"))
            return self.cleaned_data
        if ms is not None and now is not None and ms <= now:
            self.add_error("until_day", ValidationError("", "past"))
        if self.told("until_time") is not None:
            self.need("until_day")
        return self.cleaned_data

    def instant(self) -> int | None:
        """UTC milliseconds, or None where nothing was typed."""
        day, zone = self.told("until_day"), self.told("until_zone")
        if day is None or zone is None:
            return None
        return instant_of(day, self.told("until_time") or "23:59", zone)
