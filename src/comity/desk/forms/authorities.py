# SPDX-License-Identifier: Apache-2.0
"""The form by which our side notifies what a post may do for it, from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import ChoiceField, ChoicesField, DayField, TimeField, WordsField
from comity.desk.forms.subject import SubjectForm, labelled
from comity.desk.forms.times import instant_of, local_day, local_time
from comity.locale import mark
from comity.subjects.authorities import Authority

__all__ = ["AuthorityForm"]


class AuthorityForm(SubjectForm):
    """What a post may do for our side; nothing chosen withdraws what was notified before."""

    shape = "authority/*"
    verb = "declare"
    heading = mark("Notify the authority of a post")
    zone_of = "zone"
    typed_in: ClassVar[Mapping[str, str]] = {"since": "from_day", "until": "until_day"}
    post = WordsField(
        mark("Post"), hint=mark("As its entries name it: in our own language word for word")
    )
    may = ChoicesField(
        mark("It may"), labelled("capacity"), required=False,
        hint=mark("Nothing chosen withdraws the authority"),
    )  # fmt: skip
    from_day = DayField(mark("From"))
    from_time = TimeField(mark("At"), required=False, hint=mark("As 09:00; midnight if empty"))
    until_day = DayField(
        mark("Until the end of"), required=False, hint=mark("Empty: until further notice")
    )
    zone = ChoiceField(mark("Time zone"), select=True)
    full_powers = WordsField(
        mark("Full powers for a treaty"), required=False,
        hint=mark("Only where a treaty is to be signed: which one. No other text needs them"),
    )  # fmt: skip

    def begun(self) -> dict[str, Any]:
        """From what was notified last, or from the post as it is known here; from today on."""
        base, zone = self.ground.base, self.ground.zones[0]
        now = self.ground.voice.now_ms
        today = {} if now is None else {"from_day": local_day(now, zone)}
        if isinstance(base, Authority):
            return self._of(base) | today
        return today | ({"post": base} if isinstance(base, dict) else {})

    def continued(self, value: Any) -> dict[str, Any]:
        """From the draft."""
        return self._of(value)

    def _of(self, value: Authority) -> dict[str, Any]:
        found: dict[str, Any] = {
            "post": value.post,
            "may": value.may,
            "zone": value.zone,
            "from_day": local_day(value.since, value.zone),
            "from_time": local_time(value.since, value.zone),
        }
        if value.until is not None:
            found["until_day"] = local_day(value.until - 1, value.zone)
        if value.full_powers is not None:
            found["full_powers"] = value.full_powers
        return found

    def clean(self) -> dict[str, Any]:
        """What was typed, if full powers go with the authority to sign an adoption."""
        if self.told("full_powers") is not None and "sign-adoption" not in (self.told("may") or ()):
            self.add_error("full_powers", ValidationError("", "only-adoption"))
        return self.cleaned_data

    def body(self) -> Authority:
        """The authority."""
        zone, until = self.told("zone"), self.told("until_day")
        return Authority(
            post=self.told("post"),
            may=self.told("may") or (),
            since=instant_of(self.told("from_day"), self.told("from_time") or "00:00", zone),
            until=None if until is None else instant_of(until, "23:59", zone) + 60_000,
            zone=zone,
            full_powers=self.told("full_powers"),
        )
