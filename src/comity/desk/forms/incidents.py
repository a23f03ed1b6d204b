# SPDX-License-Identifier: Apache-2.0
"""Forms of what one side says of an incident. A notice needs two fields: what, and when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from comity.core.errors import MalformedError
from comity.desk.forms.fields import (
    ChoiceField,
    DayField,
    LineField,
    NumberField,
    TimeField,
    WordsField,
)
from comity.desk.forms.subject import SubjectForm, labelled
from comity.desk.forms.times import instant_of, local_day, local_time
from comity.locale import mark
from comity.subjects.fields import LINE_CHARS_MAX
from comity.subjects.incidents import (
    AHEAD_MS,
    Ack,
    Call,
    End,
    IncidentView,
    Mode,
    Moment,
    Notice,
    Ref,
    Update,
    mode_of,
)

__all__ = ["AckForm", "CallForm", "EndForm", "IncidentForm", "NoticeForm", "UpdateForm"]

PRECISION_S: dict[str, str] = {
    "0": mark("to the second"),
    "60": mark("to the minute"),
    "600": mark("about ten minutes"),
    "3600": mark("about an hour"),
    "86400": mark("only the day"),
}
"""How exactly a time is known, in seconds."""


class IncidentForm(SubjectForm):
    """What all of them share: the incident, its mode, and that nothing lies ahead of the clock."""

    shape = ""
    heading = ""
    zone_of = "zone"

    @property
    def mode(self) -> Mode:
        """As the id says."""
        return mode_of(self.ground.matter.split("/")[1])

    @property
    def incident(self) -> IncidentView | None:
        """How the incident stands, if the record knows it."""
        name = self.ground.matter.split("/")[1]
        found = self.ground.rooms.incidents.details
        return next((one for one in found if one.id == name), None)

    def begun(self) -> dict[str, Any]:
        """A new word: now, where a time is asked for."""
        now, zone = self.ground.voice.now_ms, self.ground.zones[0]
        if "day" not in self.base_fields or now is None:
            return {}
        return {"day": local_day(now, zone), "time": local_time(now, zone), "precision": "60"}

    def instant(self) -> int | None:
        """The time that was typed, in UTC milliseconds; None where none was."""
        day, time, zone = self.told("day"), self.told("time"), self.told("zone")
        if day is None or zone is None:
            return None
        return instant_of(day, time or "00:00", zone)

    def check_time(self) -> None:
        """Say so if the time is not whole, or lies ahead of the clock. Rule: INC-18."""
        try:
            at, now = self.instant(), self.ground.voice.now_ms
        except MalformedError:  # a zone that this machine does not know
            self.add_error("zone", ValidationError("", "choice"))
            return
        if at is not None and now is not None and at > now + AHEAD_MS:
            self.add_error("time", ValidationError("", "ahead"))

    def moment(self) -> Moment | None:
        """The time as a body holds it."""
        at = self.instant()
        if at is None:
            return None
        return Moment(at, self.told("zone"), int(self.told("precision") or 0))


class NoticeForm(IncidentForm):
    """The first word of an incident."""

    shape = "incident/*/notice"
    verb = "declare"
    heading = mark("Notify an incident")
    kind = ChoiceField(
        mark("Kind of incident"),
        {"": mark("choose one"), **labelled("incident-kind")},  # nothing is chosen before
        select=True,
    )
    day = DayField(mark("On"))
    time = TimeField(mark("At"), hint=mark("As 07:22; the time now stands here already"))
    zone = ChoiceField(mark("Time zone"), select=True)
    precision = ChoiceField(mark("How exactly the time is known"), PRECISION_S, select=True)
    title = WordsField(mark("In a few words"), required=False)
    area = WordsField(mark("Where, in words"), required=False)
    count = NumberField(mark("How many"), 0, 10_000, required=False)
    text = WordsField(mark("More"), required=False, lines=True)

    quick: ClassVar[tuple[str, ...]] = ("kind", "day", "time")
    """The fields that have to be looked at; the others can wait for an update."""

    def continued(self, value: Notice) -> dict[str, Any]:
        """The notice of the draft."""
        found = super().continued(value)
        found.pop("occurred", None)
        return found | _typed(value.occurred)

    def clean(self) -> dict[str, Any]:
        """What was typed, if it does not lie ahead."""
        self.check_time()
        return self.cleaned_data

    def body(self) -> Notice:
        """The notice."""
        occurred = self.moment()
        assert occurred is not None, "the day is required"
        return Notice(
            mode=self.mode,
            kind=self.told("kind"),
            occurred=occurred,
            title=self.told("title"),
            area=self.told("area"),
            count=self.told("count"),
            text=self.told("text"),
            same_as=(),
        )


class UpdateForm(IncidentForm):
    """What is known now: a new version."""

    shape = "incident/*/update"
    verb = "declare"
    heading = mark("Send an update")
    text = WordsField(mark("What is known now"), required=False, lines=True)
    area = WordsField(mark("Where, in words"), required=False)
    count = NumberField(mark("How many"), 0, 10_000, required=False)
    day = DayField(mark("Time of the event, corrected: on"), required=False)
    time = TimeField(mark("At"), required=False)
    zone = ChoiceField(mark("Time zone"), select=True, required=False)
    precision = ChoiceField(
        mark("How exactly the time is known"), PRECISION_S, select=True, required=False
    )

    def begun(self) -> dict[str, Any]:
        """Nothing: it says what is new."""
        return {}

    def continued(self, value: Update) -> dict[str, Any]:
        """The update of the draft."""
        found = super().continued(value)
        found.pop("occurred", None)
        return found | ({} if value.occurred is None else _typed(value.occurred))

    def clean(self) -> dict[str, Any]:
        """What was typed, if it says something and does not lie ahead."""
        self.check_time()
        if self.told("time") is not None:
            self.need("day")
        if self.told("day") is not None:
            self.need("zone")
        if all(self.told(name) is None for name in ("text", "area", "count", "day")):
            self.need("text")
        return self.cleaned_data

    def body(self) -> Update:
        """The update."""
        return Update(
            mode=self.mode,
            occurred=self.moment(),
            area=self.told("area"),
            count=self.told("count"),
            text=self.told("text"),
        )


class _AboutMessage(IncidentForm):
    """A word on one of the messages of the incident."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; the messages can be chosen."""
        super().__init__(*args, **kwargs)
        field = self.fields["message"]
        assert isinstance(field, ChoiceField)
        voice = self.ground.voice
        for one in () if self.incident is None else self.incident.messages:
            if self.offered(one):
                kind = voice.words.gettext(labelled("incident-message")[one.kind])
                told = voice.words.gettext(
                    "{kind} of {side}, version {number}",
                    kind=kind,
                    side=voice.side(one.said.party),
                    number=one.version,
                )
                field.choices["/".join(str(part) for part in one.ref)] = told

    def offered(self, _message: Any) -> bool:
        """Whether it may be chosen."""
        return True

    def ref(self) -> Ref | None:
        """The message that was chosen."""
        text = self.told("message")
        if text is None:
            return None
        party, number, index = text.split("/")
        return (party, int(number), int(index))

    def continued(self, value: Ack | Call) -> dict[str, Any]:
        """What the draft says."""
        found = super().continued(value)
        named = value.message
        return found | {"message": None if named is None else "/".join(map(str, named))}


class AckForm(_AboutMessage):
    """That a duty officer has taken note of a message."""

    shape = "incident/*/ack"
    verb = "declare"
    heading = mark("Acknowledge")
    zone_of = ""
    message = ChoiceField(mark("Which message"))
    text = WordsField(mark("Remark"), required=False, lines=True)

    def begun(self) -> dict[str, Any]:
        """The oldest message that waits."""
        incident, own = self.incident, self.ground.voice.own
        awaits = () if incident is None or own is None else incident.row(own).awaits
        return {"message": "/".join(map(str, awaits[0].ref))} if awaits else {}

    def offered(self, message: Any) -> bool:
        """Only what our side has not acknowledged yet: no own message, none of an older version."""
        incident, own = self.incident, self.ground.voice.own
        return incident is not None and own is not None and message in incident.row(own).awaits

    def body(self) -> Ack:
        """The acknowledgement."""
        ref = self.ref()
        assert ref is not None, "the message is required"
        return Ack(self.mode, ref, self.told("text"))


class CallForm(_AboutMessage):
    """Our log of a call."""

    shape = "incident/*/call"
    verb = "declare"
    heading = mark("Log a call")
    day = DayField(mark("On"))
    time = TimeField(mark("At"))
    zone = ChoiceField(mark("Time zone"), select=True)
    ours = LineField(mark("Who spoke for our side, by post"), chars_max=LINE_CHARS_MAX)
    theirs = LineField(mark("Who spoke for the other side, by post"), chars_max=LINE_CHARS_MAX)
    side = ChoiceField(mark("Which side"), required=False)
    message = ChoiceField(mark("Which message was read out"), required=False, select=True)
    text = WordsField(mark("What was said"), required=False, lines=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; with two sides there is no question whom one spoke with."""
        super().__init__(*args, **kwargs)
        voice = self.ground.voice
        others = {str(one): voice.side(one) for one in self.ground.parties if one != voice.own}
        if len(others) == 1:
            del self.fields["side"]
            self.other: str | None = next(iter(others))
        else:
            field = self.fields["side"]
            assert isinstance(field, ChoiceField)
            field.choices, field.required = others, True
            self.other = None

    def continued(self, value: Ack | Call) -> dict[str, Any]:
        """The call of the draft."""
        assert isinstance(value, Call), "a draft on this item"
        voice = self.ground.voice
        own, others = str(voice.own), [code for code in value.posts if code != voice.own]
        return super().continued(value) | {
            "day": local_day(value.at, value.zone),
            "time": local_time(value.at, value.zone),
            "ours": voice.pick(value.posts.get(own, {})),
            "theirs": voice.pick(value.posts[others[0]]),
            "side": others[0],
        }

    def clean(self) -> dict[str, Any]:
        """What was typed, if it does not lie ahead."""
        self.check_time()
        return self.cleaned_data

    def body(self) -> Call:
        """The call."""
        voice = self.ground.voice
        at = self.instant()
        assert at is not None, "the day is required"
        language: str = voice.words.language
        other = self.other or str(self.told("side"))
        posts = {
            str(voice.own): {language: self.told("ours")},
            other: {language: self.told("theirs")},
        }
        return Call(self.mode, at, self.told("zone"), posts, self.ref(), self.told("text"))


class EndForm(IncidentForm):
    """How our side ends it. Four words, none of them chosen before."""

    shape = "incident/*/stand-down"
    verb = "declare"
    heading = mark("End the incident")
    zone_of = ""
    end = ChoiceField(
        mark("How it ends"),
        {
            "stand-down": mark("Stand-down: it was real, the situation is over"),
            "false-alarm": mark("False alarm: nothing has happened"),
            "sent-in-error": mark("Sent in error: it was never meant to be sent"),
            "corrected": mark("Corrected: a fact was wrong, as follows"),
        },
    )
    text = WordsField(
        mark("Why"), required=False, lines=True, hint=mark("Only a stand-down needs none")
    )

    def clean(self) -> dict[str, Any]:
        """What was typed, if it says why where that is asked for."""
        if self.told("end") not in (None, "stand-down"):
            self.need("text")
        return self.cleaned_data

    def body(self) -> End:
        """The end."""
        return End(self.mode, self.told("end"), self.told("text"))


def _typed(moment: Moment) -> dict[str, Any]:
    """A time as it is typed."""
    return {
        "day": local_day(moment.at, moment.zone),
        "time": local_time(moment.at, moment.zone),
        "zone": moment.zone,
        "precision": str(moment.precision_s),
    }
