# SPDX-License-Identifier: Apache-2.0
"""The form of a plan on a measure: who says what to whom, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import ChoiceField, DayField, LineField, TimeField, WordsField
from comity.desk.forms.subject import SubjectForm, labelled
from comity.desk.forms.times import instant_of, local_day, local_time
from comity.locale import mark
from comity.subjects.fields import COUNT_MAX, Words
from comity.subjects.measures import Plan, Step

__all__ = ["PlanForm"]

STEPS_SHOWN: Final = 3
"""Steps of a plan that a new form has room for."""
_PARTS: Final = ("party", "post", "to", "way", "day", "time")


class PlanForm(SubjectForm):
    """Who says what about a measure to whom, and when."""

    shape = "measure/*/plan"
    heading = mark("Propose who says it, to whom, when")
    zone_of = "zone"
    typed_in: ClassVar[Mapping[str, str]] = {"steps": "step1_party"}
    mode = ChoiceField(mark("How it is said"), labelled("plan"))
    text = ChoiceField(
        mark("In the words of a text"), required=False, select=True,
        hint=mark("A joint position, for instance; else write the words below"),
    )  # fmt: skip
    words = WordsField(mark("In these words"), required=False, lines=True)
    zone = ChoiceField(mark("Time zone of all steps"), select=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; the texts of the dialogue can be chosen, and steps are asked for."""
        super().__init__(*args, **kwargs)
        voice, rooms = self.ground.voice, self.ground.rooms
        field = self.fields["text"]
        assert isinstance(field, ChoiceField)
        for one in rooms.texts.details:
            header = one.header.value
            field.choices[one.id] = one.id if header is None else voice.pick(header.title)
        base = self.draft_value or self.ground.base
        self._before = base.steps if isinstance(base, Plan) else ()
        self._count = min(max(STEPS_SHOWN, len(self._before) + 1), COUNT_MAX)
        sides = {str(code): voice.side(code) for code in self.ground.parties}
        words = voice.words
        for n in range(1, self._count + 1):
            self.fields.update({
                f"step{n}_party": ChoiceField(
                    words.gettext("Step {number}: which side", number=n),
                    sides,
                    required=False,
                    select=True,
                ),
                f"step{n}_post": LineField(
                    words.gettext("Step {number}: by which post", number=n),
                    required=False,
                    hint=mark("An embassy is a post too"),
                ),
                f"step{n}_to": LineField(
                    words.gettext("Step {number}: to whom", number=n), required=False
                ),
                f"step{n}_way": LineField(
                    words.gettext("Step {number}: how", number=n),
                    required=False,
                    hint=mark("A call on the office, a note, a comment on the docket"),
                ),
                f"step{n}_day": DayField(
                    words.gettext("Step {number}: day", number=n), required=False
                ),
                f"step{n}_time": TimeField(
                    words.gettext("Step {number}: time", number=n), required=False,
                    hint=mark("As 18:00; the end of the day if empty"),
                ),
            })  # fmt: skip
        self.initial.update(self._steps_begun())

    def begun(self) -> dict[str, Any]:
        """From the plan before; jointly where there is none."""
        return self.continued(self.ground.base)

    def continued(self, value: Any) -> dict[str, Any]:
        """From the plan of the draft."""
        if not isinstance(value, Plan):
            return {"mode": "jointly"}
        zones = [step.zone for step in value.steps if step.zone is not None]
        found = {"mode": value.mode, "text": value.text, "words": value.words}
        found |= {"zone": zones[0]} if zones else {}
        return {name: one for name, one in found.items() if one is not None}

    def _steps_begun(self) -> dict[str, Any]:
        pick = self.ground.voice.pick
        found: dict[str, Any] = {}
        for n, step in enumerate(self._before, 1):
            found |= {
                f"step{n}_party": step.party,
                f"step{n}_post": pick(step.post),
                f"step{n}_to": pick(step.to),
                f"step{n}_way": pick(step.way),
            }
            if step.when is not None and step.zone is not None:
                found |= {
                    f"step{n}_day": local_day(step.when, step.zone),
                    f"step{n}_time": local_time(step.when, step.zone),
                }
        return found

    def clean(self) -> dict[str, Any]:
        """What was typed, if a text or words are named and each step is whole."""
        named = [name for name in ("text", "words") if self.told(name) is not None]
        if len(named) != 1 and not (self.has_error("text") or self.has_error("words")):
            self.add_error("text", ValidationError("", "text-or-words"))
        steps = [n for n in range(1, self._count + 1) if self._typed(n)]
        if not steps:
            self.need("step1_party")
        for n in steps:
            for part in ("party", "post", "to", "way"):
                self.need(f"step{n}_{part}")
            if self.told(f"step{n}_time") is not None:
                self.need(f"step{n}_day")
        return self.cleaned_data

    def _typed(self, n: int) -> bool:
        return any(self.told(f"step{n}_{part}") is not None for part in _PARTS)

    def body(self) -> Plan:
        """The plan."""
        steps = tuple(self._step(n) for n in range(1, self._count + 1) if self._typed(n))
        return Plan(self.told("mode"), self.told("text"), self.told("words"), steps)

    def _step(self, n: int) -> Step:
        day, zone = self.told(f"step{n}_day"), self.told("zone")
        when = None
        if day is not None:
            when = instant_of(day, self.told(f"step{n}_time") or "23:59", zone)
        return Step(
            party=self.told(f"step{n}_party"),
            post=self._words(n, "post"),
            to=self._words(n, "to"),
            when=when,
            zone=None if when is None else zone,
            way=self._words(n, "way"),
        )

    def _words(self, n: int, part: str) -> Words:
        """What was typed; a text that stood in a step before keeps all its languages."""
        told = self.told(f"step{n}_{part}")
        for step in self._before:
            words: Words = getattr(step, part)
            if told in words.values():
                return words
        return {self.ground.voice.words.language: told}
