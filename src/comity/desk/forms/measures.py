# SPDX-License-Identifier: Apache-2.0
"""Forms of a measure of a third party: what it is, what each side releases of its interests, that
something was said about it, and what was answered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    TimeField,
    WordsField,
)
from comity.desk.forms.subject import SubjectForm, labelled
from comity.desk.forms.times import instant_of, local_day, local_time
from comity.locale import mark
from comity.subjects.measures import (
    Delivery,
    Interests,
    Listed,
    Measure,
    Plan,
    Reply,
    Step,
    Whose,
)
from comity.telling.bodies_measures import tell_step

__all__ = ["DeliveryForm", "InterestsForm", "MeasureForm", "ReplyForm"]

ITEMS_CHARS_MAX: Final = 40_000
_ITEM: Final = re.compile(r"(?:(HS|ECCN)[ \u3000]+)?([^:\uff1a]*[^:\uff1a ])\s*[:\uff1a]\s*(\S.*)")
_SCHEMES: Final = {"HS": "hs", "ECCN": "eccn"}


class MeasureForm(SubjectForm):
    """A law, control or pressure of a third party."""

    shape = "measure/*"
    heading = mark("Take up a measure of a third party")
    zone_of = "comments_zone"
    typed_in: ClassVar[Mapping[str, str]] = {
        "whose": "whose", "comments_until": "comments_day",
    }  # fmt: skip
    title = WordsField(mark("What the measure is called"))
    whose = WordsField(mark("Whose it is"), hint=mark("A country or other party outside"))
    country = LineField(
        mark("Code of the country"), required=False, chars_max=2, hint=mark("Two letters, as US")
    )
    kind = ChoiceField(mark("What it is"), labelled("measure"))
    reference = WordsField(mark("Where its text stands"), required=False, lines=True)
    announced = DayField(mark("Announced on"), required=False)
    published = DayField(mark("Published on"), required=False)
    in_force = DayField(mark("In force from"), required=False)
    comments_day = DayField(mark("Comments until"), required=False)
    comments_time = TimeField(
        mark("At"), required=False, hint=mark("As 18:00; the end of the day if empty")
    )
    comments_zone = ChoiceField(mark("Time zone"), select=True)
    items = LineField(
        mark("What it names, one a line"),
        required=False,
        lines=True,
        chars_max=ITEMS_CHARS_MAX,
        hint=mark("As HS 811292: unwrought gallium, or ECCN 3B001.a: equipment"),
    )

    def begun(self) -> dict[str, Any]:
        """From the measure before."""
        return self._from(self.ground.base)

    def continued(self, value: Any) -> dict[str, Any]:
        """From the measure of the draft."""
        return self._from(value)

    def _from(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Measure):
            return {"kind": "law"}
        found = self._as_named(value)
        found |= {"whose": value.whose.name, "country": value.whose.country}
        found["items"] = "\n".join(self._line(one) for one in value.items)
        if value.comments_until is not None and value.comments_zone is not None:
            found |= {
                "comments_day": local_day(value.comments_until, value.comments_zone),
                "comments_time": local_time(value.comments_until, value.comments_zone),
            }
        return {name: one for name, one in found.items() if one is not None}

    def _line(self, one: Listed) -> str:
        scheme = {code: name for name, code in _SCHEMES.items()}.get(one.scheme)
        told = one.code if scheme is None else f"{scheme} {one.code}"
        return f"{told}: {self.ground.voice.pick(one.words)}"

    def clean(self) -> dict[str, Any]:
        """What was typed, if every line of the items is one."""
        for number, line in enumerate((self.told("items") or "").split("\n"), 1):
            if line.strip() and _ITEM.fullmatch(line.strip()) is None:
                self.add_error("items", ValidationError("", "item-line", {"line": number}))
                break
        if self.told("comments_time") is not None:
            self.need("comments_day")
        return self.cleaned_data

    def body(self) -> Measure:
        """The measure."""
        day, zone = self.told("comments_day"), self.told("comments_zone")
        time = self.told("comments_time") or "23:59"
        country = self.told("country")
        return Measure(
            title=self.told("title"),
            whose=Whose(self.told("whose"), None if country is None else country.upper()),
            kind=self.told("kind"),
            reference=self.told("reference"),
            announced=self.told("announced"),
            published=self.told("published"),
            in_force=self.told("in_force"),
            comments_until=None if day is None else instant_of(day, time, zone),
            comments_zone=None if day is None else zone,
            items=tuple(self._items()),
        )

    def _items(self) -> list[Listed]:
        """The items of the lines; words that stood there before keep all their languages."""
        language = self.ground.voice.words.language
        base = self.draft_value or self.ground.base
        before = base.items if isinstance(base, Measure) else ()
        known = {(one.scheme, one.code): one.words for one in before}
        found = []
        for line in (self.told("items") or "").split("\n"):
            match = _ITEM.fullmatch(line.strip())
            if match is None:
                continue
            scheme: Any = _SCHEMES.get(match[1] or "", "other")
            code, told = match[2].strip(), match[3]
            words = known.get((scheme, code))
            same = words is not None and told in words.values()
            found.append(Listed(scheme, code, words if same and words else {language: told}))
        return found


class InterestsForm(SubjectForm):
    """What our side releases of its interests in a measure."""

    shape = "measure/*/interests"
    verb = "declare"
    heading = mark("Release our interests")
    text = WordsField(
        mark("Our interests"),
        lines=True,
        hint=mark("The other side will read it. What companies have said stays in internal notes."),
    )
    exposure = WordsField(mark("How far we are touched"), required=False, lines=True)
    facts = ChoicesField(mark("Facts that bear it out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; the facts of the dialogue can be chosen."""
        super().__init__(*args, **kwargs)
        voice, field = self.ground.voice, self.fields["facts"]
        assert isinstance(field, ChoicesField)
        for one in self.ground.rooms.facts.details:
            fact = one.fact or next((each.body.value for each in reversed(one.standing.open)), None)
            field.choices[one.id] = one.id if fact is None else voice.pick(fact.title)
        if not field.choices:
            del self.fields["facts"]

    def begun(self) -> dict[str, Any]:
        """Nothing: what is released is a new word."""
        return {}

    def body(self) -> Interests:
        """The interests."""
        return Interests(self.told("text"), self.told("exposure"), self.told("facts") or ())


class DeliveryForm(SubjectForm):
    """That our side has said it."""

    shape = "measure/*/delivery"
    verb = "declare"
    heading = mark("Record that we have said it")
    zone_of = "zone"
    typed_in: ClassVar[Mapping[str, str]] = {"at": "day"}
    step = ChoiceField(mark("Which step of the plan"), required=False, select=True)
    day = DayField(mark("Day"))
    time = TimeField(mark("Time"), hint=mark("As 10:30"))
    zone = ChoiceField(mark("Time zone"), select=True)
    post = WordsField(mark("By which post"))
    text = WordsField(mark("In which words, or to what effect"), lines=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; our own steps of the plan in force can be chosen."""
        super().__init__(*args, **kwargs)
        voice, field = self.ground.voice, self.fields["step"]
        assert isinstance(field, ChoiceField)
        for n, step in self._steps():
            told = tell_step(voice, step)
            field.choices[str(n)] = voice.words.gettext("{number}. {step}", number=n, step=told)

    def _steps(self) -> list[tuple[int, Step]]:
        plan = self.ground.base
        steps = plan.steps if isinstance(plan, Plan) else ()
        own = str(self.ground.voice.own)
        return [(n, step) for n, step in enumerate(steps, 1) if step.party == own]

    def begun(self) -> dict[str, Any]:
        """From our first step of the plan."""
        steps = self._steps()
        if not steps:
            return {}
        number, step = steps[0]
        return {"step": str(number), "post": step.post}

    def continued(self, value: Any) -> dict[str, Any]:
        """From the delivery of the draft."""
        named = {} if value.step is None else {"step": str(value.step)}
        return {
            "day": local_day(value.at, value.zone), "time": local_time(value.at, value.zone),
            "zone": value.zone, "post": value.post, "text": value.text, **named,
        }  # fmt: skip

    def body(self) -> Delivery:
        """The delivery."""
        step = self.told("step")
        at = instant_of(self.told("day"), self.told("time"), self.told("zone"))
        return Delivery(
            None if step is None else int(step),
            at,
            self.told("zone"),
            self.told("post"),
            self.told("text"),
        )


class ReplyForm(SubjectForm):
    """What was answered to us."""

    shape = "measure/*/reply"
    verb = "declare"
    heading = mark("Record a reply")
    zone_of = "zone"
    typed_in: ClassVar[Mapping[str, str]] = {"at": "day"}
    by = WordsField(mark("Who has answered"))
    day = DayField(mark("Day"))
    time = TimeField(mark("Time"), hint=mark("As 10:30"))
    zone = ChoiceField(mark("Time zone"), select=True)
    text = WordsField(mark("What was answered"), lines=True)

    def begun(self) -> dict[str, Any]:
        """Nothing: a reply is a new one."""
        return {}

    def continued(self, value: Any) -> dict[str, Any]:
        """From the reply of the draft."""
        return {
            "day": local_day(value.at, value.zone), "time": local_time(value.at, value.zone),
            "zone": value.zone, "by": value.by, "text": value.text,
        }  # fmt: skip

    def body(self) -> Reply:
        """The reply."""
        document = getattr(self.draft_value, "document", None)
        at = instant_of(self.told("day"), self.told("time"), self.told("zone"))
        return Reply(self.told("by"), at, self.told("zone"), self.told("text"), document)
