# SPDX-License-Identifier: Apache-2.0
"""Forms of a meeting: its date or window, delegations, attendance, readouts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import (
    ChoiceField,
    DayField,
    NumberField,
    TimeField,
    WordsField,
)
from comity.desk.forms.posts import PostsField
from comity.desk.forms.subject import SubjectForm, labelled
from comity.desk.forms.times import instant_of, local_day, local_time, posts_of
from comity.locale import mark
from comity.subjects.fields import DAY_SHIFT_MAX, Words
from comity.subjects.meetings import (
    NEAR_DAYS_MAX,
    Attendance,
    Delegation,
    Hung,
    MeetingDate,
    Near,
    Readout,
    Window,
    WordedWindow,
)

__all__ = [
    "AttendanceForm",
    "CallDateForm",
    "DateForm",
    "DelegationForm",
    "ReadoutForm",
    "WindowForm",
]

ROUND_MAX = 9_999
NEAR_DAYS = 5
"""Days that count as around the same time where nothing else is said."""


class _WhenForm(SubjectForm):
    """What a date and a window have in common."""

    shape = "meeting/*/date"
    parties_of: ClassVar[tuple[str, ...]] = ("host",)
    zone_of = "zone"

    def frame(self) -> dict[str, Any]:
        """The fields that both forms of body hold."""
        kind = self.told("kind")
        return {
            "kind": kind,
            "round": self.told("round") if kind == "round" else None,
            "title": self.told("title"),
            "zone": self.told("zone"),
            "place": None if kind == "call" else self.told("place"),
            "host": self.told("host"),
        }


class _DatedForm(_WhenForm):
    """A day with two times: of a meeting, or of a call."""

    def begun(self) -> dict[str, Any]:
        """From the date or window proposed before; a round where nothing is known."""
        base = self.ground.base
        found: dict[str, Any] = super().begun() | {"kind": getattr(base, "kind", "round")}
        if isinstance(base, MeetingDate):
            found |= {
                "day": local_day(base.start, base.zone),
                "start": local_time(base.start, base.zone),
                "end": local_time(base.end, base.zone),
            }
        return found

    def clean(self) -> dict[str, Any]:
        """What was typed, if it ends after it begins."""
        self.ordered("start", "end", apart=True)
        return self.cleaned_data

    def passed(self) -> tuple[str, str] | None:
        """When the meeting begins, if that has passed."""
        voice, zone = self.ground.voice, self.told("zone")
        start = instant_of(self.told("day"), self.told("start"), zone)
        if voice.now_ms is None or start >= voice.now_ms:
            return None
        return "day", voice.instant(start, zone)

    def body(self) -> MeetingDate:
        """The date."""
        day, zone = self.told("day"), self.told("zone")
        return MeetingDate(
            form="date",
            start=instant_of(day, self.told("start"), zone),
            end=instant_of(day, self.told("end"), zone),
            **self.frame(),
        )


class DateForm(_DatedForm):
    """A date for a meeting."""

    heading = mark("Propose a date")
    day = DayField(mark("Day of the meeting"))
    start = TimeField(mark("Begins at"), hint=mark("As 10:00, in the zone below"))
    end = TimeField(mark("Ends at"), hint=mark("As 12:30; on the same day"))
    zone = ChoiceField(mark("Time zone"), select=True)
    place = WordsField(
        mark("City and venue"), required=False, hint=mark("Leave it empty for a meeting by video")
    )
    host = ChoiceField(mark("Host"), required=False)
    kind = ChoiceField(mark("Kind of meeting"), labelled("meeting"))
    round = NumberField(mark("Number of the round"), 1, ROUND_MAX, required=False)
    title = WordsField(mark("A title of its own"), required=False)


class CallDateForm(_DatedForm):
    """When a call is, or was: the lightest meeting, with no round, place or host. DESK-91."""

    heading = mark("Propose a call")
    parties_of: ClassVar[tuple[str, ...]] = ()
    day = DayField(mark("Day of the call"))
    start = TimeField(mark("Begins at"), hint=mark("As 10:00, in the zone below"))
    end = TimeField(mark("Ends at"), hint=mark("As 12:30; on the same day"))
    zone = ChoiceField(mark("Time zone"), select=True)
    title = WordsField(
        mark("About what"), required=False, hint=mark("As a title; posts, never names")
    )

    def begun(self) -> dict[str, Any]:
        """From the date proposed before."""
        found = super().begun()
        return {name: value for name, value in found.items() if name in self.base_fields}

    def frame(self) -> dict[str, Any]:
        """A call, without what a call has not (MEET-2, MEET-3)."""
        return {
            "kind": "call", "round": None, "title": self.told("title"), "zone": self.told("zone"),
            "place": None, "host": None,
        }  # fmt: skip


class WindowForm(_WhenForm):
    """The days within which a meeting is to be, while no date is fixed."""

    heading = mark("Propose a window of days")
    first_day = DayField(mark("First day"), required=False)
    last_day = DayField(mark("Last day"), required=False)
    anchor = ChoiceField(
        mark("Or: days counted from an anchor"),
        required=False,
        hint=mark("The window then moves with the event"),
    )
    first = NumberField(
        mark("From this day on"),
        -DAY_SHIFT_MAX,
        DAY_SHIFT_MAX,
        required=False,
        hint=mark("0 is the day of the event itself, -10 is ten days before it"),
    )
    last = NumberField(mark("To this day"), -DAY_SHIFT_MAX, DAY_SHIFT_MAX, required=False)
    said = WordsField(
        mark("The same in words"),
        required=False,
        hint=mark("As it was said: within the month, before the summit"),
    )
    near = WordsField(
        mark("Around the same time as"),
        required=False,
        hint=mark("Another meeting in words, also one of another dialogue"),
    )
    near_days = NumberField(
        mark("Days apart at most"), 0, NEAR_DAYS_MAX, required=False, hint=mark("5 if left empty")
    )
    zone = ChoiceField(mark("Time zone"), select=True)
    place = WordsField(mark("City and venue"), required=False)
    host = ChoiceField(mark("Host"), required=False)
    kind = ChoiceField(mark("Kind of meeting"), labelled("meeting"))
    round = NumberField(mark("Number of the round"), 1, ROUND_MAX, required=False)
    title = WordsField(mark("A title of its own"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; the anchors that are agreed can be chosen."""
        super().__init__(*args, **kwargs)
        voice, anchors = self.ground.voice, self.ground.rooms.anchors.details
        field = self.fields["anchor"]
        assert isinstance(field, ChoiceField)
        field.choices = {
            one.id: voice.pick(one.anchor.title) for one in anchors if one.anchor is not None
        }

    def begun(self) -> dict[str, Any]:
        """From the window or date proposed before."""
        base = self.ground.base
        found: dict[str, Any] = super().begun() | {"kind": getattr(base, "kind", "round")}
        if isinstance(base, MeetingDate):
            day = local_day(base.start, base.zone)
            found |= {"first_day": day, "last_day": day}
        if isinstance(base, Window) and base.hung is not None:
            hung = base.hung
            found |= {"anchor": hung.anchor, "first": hung.first, "last": hung.last}
        if isinstance(base, WordedWindow):
            near = base.near
            found |= {"near": None if near is None else near.words}
            found |= {"near_days": None if near is None else near.days}
        return found

    def clean(self) -> dict[str, Any]:
        """Either two days or an anchor with two numbers."""
        anchor = self.told("anchor")
        wanted, other = ("first_day", "last_day"), ("first", "last")
        if anchor is not None:
            wanted, other = other, wanted
        for name in wanted:
            self.need(name)
        for name in other:
            if self.told(name) is not None:
                self.add_error(name, ValidationError("", "either"))
        self.ordered("first_day", "last_day")
        self.ordered("first", "last")
        if self.told("near_days") is not None:
            self.need("near")
        return self.cleaned_data

    def passed(self) -> tuple[str, str] | None:
        """The last day of the window, if that has passed."""
        voice, last = self.ground.voice, self.told("last_day")
        if last is None or voice.now_ms is None:
            return None
        over = last < local_day(voice.now_ms, self.told("zone"))
        return ("last_day", voice.day(last)) if over else None

    def body(self) -> Window:
        """The window; one in words where any are given. MEET-7."""
        anchor = self.told("anchor")
        hung = None if anchor is None else Hung(anchor, self.told("first"), self.told("last"))
        days = {"first_day": self.told("first_day"), "last_day": self.told("last_day")}
        said, near = self.told("said"), self.told("near")
        if said is None and near is None:
            return Window(form="window", hung=hung, **days, **self.frame())
        apart = self.told("near_days")
        around = None if near is None else Near(near, NEAR_DAYS if apart is None else apart)
        return WordedWindow(
            form="window-in-words", hung=hung, said=said, near=around, **days, **self.frame()
        )


class DelegationForm(SubjectForm):
    """Who comes, by post."""

    shape = "meeting/*/delegation"
    verb = "declare"
    heading = mark("Notify our delegation")
    head = WordsField(mark("Head of delegation"), hint=mark("The post, never a name"))
    members = PostsField(
        mark("Members"),
        hint=mark("One post a line, in the language of this page"),
    )

    def continued(self, value: Any) -> dict[str, Any]:
        """The delegation of the draft, a post a line."""
        return super().continued(value) | {"members": self._lines(value.members)}

    def body(self) -> Delegation:
        """The delegation."""
        before = getattr(self.draft_value, "members", ())
        language = self.ground.voice.words.language
        return Delegation(self.told("head"), posts_of(self.told("members"), language, before))

    def _lines(self, posts: Iterable[Words]) -> str:
        return "\n".join(self.ground.voice.pick(post) for post in posts)


class AttendanceForm(SubjectForm):
    """That a meeting was held, from when to when, and who was there."""

    shape = "meeting/*/attendance"
    verb = "declare"
    heading = mark("Report that the meeting was held")
    zone_of = "zone"
    day = DayField(mark("Day on which it was held"))
    start = TimeField(mark("Began at"))
    end = TimeField(mark("Ended at"))
    zone = ChoiceField(mark("Time zone"), select=True)
    present = PostsField(
        mark("Who was present"),
        hint=mark("One post a line, in the language of this page"),
    )

    def begun(self) -> dict[str, Any]:
        """The date agreed for the meeting."""
        base = self.ground.base
        if not isinstance(base, MeetingDate):
            return {}
        return {
            "day": local_day(base.start, base.zone),
            "start": local_time(base.start, base.zone),
            "end": local_time(base.end, base.zone),
            "zone": base.zone,
        }

    def clean(self) -> dict[str, Any]:
        """What was typed, if it ended after it began."""
        self.ordered("start", "end", apart=True)
        return self.cleaned_data

    def continued(self, value: Any) -> dict[str, Any]:
        """The attendance of the draft, in the zone of the meeting."""
        zone = getattr(self.ground.base, "zone", None) or self.ground.zones[0]
        return {
            "day": local_day(value.start, zone),
            "start": local_time(value.start, zone),
            "end": local_time(value.end, zone),
            "zone": zone,
            "present": "\n".join(self.ground.voice.pick(post) for post in value.present),
        }

    def body(self) -> Attendance:
        """The attendance."""
        before = getattr(self.draft_value, "present", ())
        day, zone = self.told("day"), self.told("zone")
        return Attendance(
            instant_of(day, self.told("start"), zone),
            instant_of(day, self.told("end"), zone),
            posts_of(self.told("present"), self.ground.voice.words.language, before),
        )


class ReadoutForm(SubjectForm):
    """What our side says in public of a meeting."""

    shape = "meeting/*/readout"
    verb = "declare"
    heading = mark("Give our readout")
    zone_of = "zone"
    typed_in: ClassVar[Mapping[str, str]] = {"not_before": "day"}
    text = WordsField(mark("Readout"), lines=True)
    day = DayField(mark("Not before this day"), required=False)
    time = TimeField(mark("Not before this time"), required=False, hint=mark("As 17:00"))
    zone = ChoiceField(mark("Time zone"), select=True)

    def begun(self) -> dict[str, Any]:
        """Nothing: a readout is a new one."""
        return {}

    def continued(self, value: Any) -> dict[str, Any]:
        """The readout of the draft."""
        found: dict[str, Any] = {"text": value.text}
        if value.not_before is not None:
            zone = self.ground.zones[0]
            found["day"] = local_day(value.not_before, zone)
            found["time"] = local_time(value.not_before, zone)
        return found

    def body(self) -> Readout:
        """The readout."""
        day = self.told("day")
        before = (
            None
            if day is None
            else instant_of(day, self.told("time") or "00:00", self.told("zone"))
        )
        return Readout(self.told("text"), before)
