# SPDX-License-Identifier: Apache-2.0
"""Forms of what the sides find out and agree about an incident, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import (
    ChoiceField,
    DayField,
    KeyField,
    NumberField,
    TimeField,
    WordsField,
)
from comity.desk.forms.incidents import IncidentForm
from comity.desk.forms.subject import labelled
from comity.desk.forms.times import instant_of, local_day, local_time
from comity.locale import mark
from comity.subjects.incidents import (
    FIELDS,
    FIELDS_OF,
    Agreed,
    Assessment,
    Choice,
    Day,
    Differ,
    Fact,
    Facts,
    Merge,
    Moment,
    Number,
    Omitted,
    Range,
    Response,
    Review,
    Shared,
    Text,
    Value,
    is_ahead,
    suggested,
    unreleased,
)
from comity.telling.bodies_incidents import shared_told
from comity.telling.labels import LABELS, label
from comity.telling.voice import Voice

__all__ = ["AssessmentForm", "FactsForm", "MergeForm", "ResponseForm", "ReviewForm"]

PRECISION_S: Final = 60


class FactsForm(IncidentForm):
    """What our side releases, field by field; what is left untouched is not released at all."""

    shape = "incident/*/facts"
    verb = "declare"
    heading = mark("Release facts")
    zone_of = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form, with the fields of this kind of incident."""
        super().__init__(*args, **kwargs)
        words, names = self.ground.voice.words, LABELS["incident-field"]
        known = {} if self._before is None else self._before
        for field in self.names:
            whole = words.gettext(names[field])
            self.fields[f"{field}-state"] = ChoiceField(
                whole, labelled("incident-fact"), required=False, select=True
            )
            inputs = _inputs(field) | {
                f"{field}-confidence": ChoiceField(
                    mark("how sure"), labelled("incident-confidence"), required=False, select=True
                ),
                f"{field}-source": ChoiceField(
                    mark("from what source"), labelled("incident-source"), required=False,
                    select=True,
                ),
            }  # fmt: skip
            for name, made in inputs.items():
                # Each label names its field, so that it can be told from the others by ear.
                part = words.gettext(str(made.label))
                made.label = words.gettext("{field}: {part}", field=whole, part=part)
                self.fields[name] = made
            if field in known:
                self.initial.update(_typed_fact(field, known[field]))

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are asked for."""
        kind = None if self.incident is None else self.incident.kind
        asked = FIELDS_OF[kind or "other"]
        more = () if self._before is None else tuple(self._before)
        return tuple(one for one in FIELDS if one in asked or one in more)

    @property
    def _before(self) -> Mapping[str, Fact] | None:
        """What our side has released, or the draft that is changed says."""
        if isinstance(self.draft_value, Facts):
            return self.draft_value.facts
        own = self.ground.voice.own
        return None if self.incident is None or own is None else self.incident.row(own).facts

    def begun(self) -> dict[str, Any]:
        """Filled in field by field."""
        return {}

    def continued(self, value: Facts) -> dict[str, Any]:  # noqa: ARG002 - as of every form
        """Filled in field by field."""
        return {}

    def clean(self) -> dict[str, Any]:
        """What was typed, if exactly what is known has a value, and something is said."""
        said = False
        for field in self.names:
            state = self.told(f"{field}-state")
            inputs = _inputs(field)
            first = next(iter(inputs))
            typed = self.told(first) is not None
            said = said or state is not None
            if state == "given" and not typed:
                self.need(first)
            if typed and state != "given":
                self.add_error(f"{field}-state", ValidationError("", "given"))
        if not said and not self.errors:
            self.need(f"{self.names[0]}-state")
        now = self.ground.voice.now_ms
        if not self.errors and now is not None and is_ahead(self.body(), now):
            self.add_error("time-time", ValidationError("", "ahead"))
        return self.cleaned_data

    def body(self) -> Facts:
        """The facts."""
        zone = self.ground.zones[0]
        facts = {}
        for field in self.names:
            state = self.told(f"{field}-state")
            if state is not None:
                facts[field] = Fact(
                    state=state,
                    value=_value(self.cleaned_data, field, zone) if state == "given" else None,
                    confidence=self.told(f"{field}-confidence"),
                    source=self.told(f"{field}-source"),
                )
        return Facts(self.mode, facts)


class AssessmentForm(IncidentForm):
    """The shared assessment out of what both sides have released: one choice a field."""

    shape = "incident/*/assessment"
    heading = mark("Propose a shared assessment")
    zone_of = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form, with one choice for each field that a side has released."""
        super().__init__(*args, **kwargs)
        voice = self.ground.voice
        base = self.draft_value if self.draft_value is not None else self.ground.base
        self.options = {
            field: _options(self.facts, field, base) for field in FIELDS if field in self._told
        }
        begun = suggested(self.facts)
        for field, options in self.options.items():
            told = {code: _option_told(voice, field, one) for code, one in options.items()}
            self.fields[field] = ChoiceField(LABELS["incident-field"][field], told)
            wanted = (
                base.fields.get(field, Omitted()) if isinstance(base, Assessment) else begun[field]
            )
            found = next((code for code, one in options.items() if one == wanted), "omitted")
            self.initial[field] = found

    @property
    def facts(self) -> dict[Any, Mapping[str, Fact]]:
        """What each side has released."""
        rows = () if self.incident is None else self.incident.rows
        return {row.party: row.facts for row in rows}

    @property
    def _told(self) -> set[str]:
        return {field for facts in self.facts.values() for field in facts}

    def begun(self) -> dict[str, Any]:
        """Filled in field by field."""
        return {}

    def continued(self, value: Assessment) -> dict[str, Any]:  # noqa: ARG002 - as of every form
        """Filled in field by field."""
        return {}

    def clean(self) -> dict[str, Any]:
        """What was chosen, if there is anything to choose from."""
        if not self.options:
            raise ValidationError("", "no-facts")
        return self.cleaned_data

    def body(self) -> Assessment:
        """The assessment."""
        fields = {field: options[self.told(field)] for field, options in self.options.items()}
        return Assessment(self.mode, fields)

    def raw_body(self) -> bytes | None:
        """As of every form; nothing is cited that no side has released. Rule: INC-12."""
        for field in unreleased(self.body(), self.facts):
            self.add_error(field, ValidationError("", "unreleased"))
        return None if self.errors else super().raw_body()


class ResponseForm(IncidentForm):
    """How the sides conclude it."""

    shape = "incident/*/response"
    heading = mark("Propose how to conclude it")
    zone_of = ""
    form = ChoiceField(mark("How it is concluded"), labelled("incident-conclusion"))
    text = WordsField(mark("The text, or the steps of prevention"), required=False, lines=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; a drill makes no public text. Rule: INC-14."""
        super().__init__(*args, **kwargs)
        if self.mode != "live":
            field = self.fields["form"]
            assert isinstance(field, ChoiceField)
            for code in ("joint-text", "parallel-texts"):
                field.choices.pop(code)

    def begun(self) -> dict[str, Any]:
        """From the conclusion before."""
        return self._as_named(self.ground.base)

    def clean(self) -> dict[str, Any]:
        """What was typed, if it has words where they are asked for."""
        if self.told("form") in ("joint-text", "prevention-agreed-facts-open"):
            self.need("text")
        return self.cleaned_data

    def body(self) -> Response:
        """The conclusion."""
        return Response(self.mode, self.told("form"), self.told("text"))


class ReviewForm(IncidentForm):
    """What is learned from it; agreed, it closes the incident."""

    shape = "incident/*/review"
    heading = mark("Propose the review that closes it")
    zone_of = ""
    lessons = WordsField(mark("What is learned from it"), required=False, lines=True)

    def begun(self) -> dict[str, Any]:
        """From the review before."""
        return self._as_named(self.ground.base)

    def body(self) -> Review:
        """The review."""
        return Review(self.mode, self.told("lessons"))


class MergeForm(IncidentForm):
    """That it is the same event as another incident."""

    shape = "incident/*/merge"
    heading = mark("Propose to merge it with another incident")
    zone_of = ""
    into = KeyField(mark("Id of the other incident"))

    def begun(self) -> dict[str, Any]:
        """The one that is perhaps the same."""
        near = () if self.incident is None else self.incident.maybe_same
        return self._as_named(self.ground.base) or ({"into": near[0]} if near else {})

    def clean(self) -> dict[str, Any]:
        """What was typed, if the record knows it."""
        into, own = self.told("into"), self.ground.matter.split("/")[1]
        known = {one.id for one in self.ground.rooms.incidents.details if one.id != own}
        if into is not None and into not in known:
            self.add_error("into", ValidationError("", "no-incident"))
        return self.cleaned_data

    def body(self) -> Merge:
        """The merging."""
        return Merge(self.mode, self.told("into"))


# --- one field of facts ------------------------------------------------------------------------


def _inputs(field: str) -> dict[str, Any]:
    """The inputs for the value of a field; the first one must be filled in."""
    known = FIELDS[field]
    match known.form:
        case "time":
            return {f"{field}-day": DayField(mark("day"), required=False),
                    f"{field}-time": TimeField(mark("time"), required=False)}  # fmt: skip
        case "number":
            return {
                f"{field}-value": NumberField(mark("value"), 0, known.high, required=False),
                f"{field}-around": NumberField(mark("give or take"), 0, known.high, required=False),
            }
        case "day":
            return {f"{field}-day": DayField(mark("day"), required=False)}
        case "choice":
            chosen = labelled("incident-choice", *known.choices)
            return {
                f"{field}-choice": ChoiceField(mark("value"), chosen, required=False, select=True)
            }
    return {f"{field}-text": WordsField(mark("in words"), required=False)}


def _value(cleaned: Mapping[str, Any], field: str, zone: str) -> Value:
    match FIELDS[field].form:
        case "time":
            day, time = cleaned[f"{field}-day"], cleaned.get(f"{field}-time")
            return Moment(instant_of(day, time or "00:00", zone), zone, PRECISION_S)
        case "number":
            return Number(cleaned[f"{field}-value"], cleaned.get(f"{field}-around") or 0)
        case "day":
            return Day(cleaned[f"{field}-day"])
        case "choice":
            return Choice(cleaned[f"{field}-choice"])
    return Text(cleaned[f"{field}-text"])


def _typed_fact(field: str, fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"{field}-state": fact.state,
        f"{field}-confidence": fact.confidence,
        f"{field}-source": fact.source,
    }
    match fact.value:
        case Moment():
            at, zone = fact.value.at, fact.value.zone
            found |= {f"{field}-day": local_day(at, zone), f"{field}-time": local_time(at, zone)}
        case Number():
            around = fact.value.plus_minus
            found |= {f"{field}-value": fact.value.value, f"{field}-around": around or None}
        case Day():
            found[f"{field}-day"] = fact.value.day
        case Choice():
            found[f"{field}-choice"] = fact.value.code
        case Text():
            found[f"{field}-text"] = fact.value.text
    return {name: value for name, value in found.items() if value is not None}


# --- one field of an assessment ----------------------------------------------------------------


def _options(facts: Mapping[Any, Mapping[str, Fact]], field: str, base: Any) -> dict[str, Shared]:
    """What may be agreed of a field: each side's value, the range of both, to differ, to omit."""
    said = {str(code): fields[field].value for code, fields in facts.items() if field in fields}
    made: dict[str, Shared] = {}
    for code, value in said.items():
        one = Agreed(value)
        if one not in made.values():
            made[f"as-{code}"] = one
    values = [value for value in said.values() if value is not None]
    if len(values) > 1:
        low, high = min(values, key=_order), max(values, key=_order)
        if isinstance(low, Moment | Number | Day) and _order(low) < _order(high):
            made["range"] = Range(low, high)
    if len(said) > 1 and len(made) > 1:
        made["differ"] = Differ(said)
    if isinstance(base, Assessment) and field in base.fields:
        before = base.fields[field]
        if before not in made.values() and not isinstance(before, Omitted):
            made["as-before"] = before
    return made | {"omitted": Omitted()}


def _order(value: Value) -> Any:
    match value:
        case Moment():
            return value.at
        case Number():
            return value.value
        case Day():
            return value.day
    return ""


def _option_told(voice: Voice, field: str, shared: Shared) -> str:
    """One choice in words. They are no messages: they hold what the sides have said."""
    state = label(voice, "incident-shared", type(shared).__name__.lower())
    told = shared_told(voice, field, shared)
    return f"{told} ({state})" if told else state
