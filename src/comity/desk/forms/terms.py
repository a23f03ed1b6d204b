# SPDX-License-Identifier: Apache-2.0
"""The form of the terms of reference: what is most negotiated of them; the rest stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, ClassVar, Final

import msgspec
from django.core.exceptions import ValidationError

from comity.desk.forms.fields import ChoiceField, DayField, NumberField, WordsField
from comity.desk.forms.subject import SubjectForm, labelled
from comity.locale import mark
from comity.subjects.fields import Words
from comity.subjects.terms import Readout, Side, Terms
from comity.subjects.terms.bodies import LegalStatus, Mandate

__all__ = ["TermsForm"]

ROUND_MAX: Final = 9_999
HOURS_MAX: Final = 24 * 366
DAYS_MAX: Final = 366
MONTHS_MAX: Final = 60
_MINUTE_S: Final = 60
_HOUR_S: Final = 3_600
_DAY_S: Final = 86_400
_SPANS: Final = (
    ("reply_hours", "response", "proposal_s", _HOUR_S),
    ("press_hours", "response", "press_s", _HOUR_S),
    ("acknowledge_minutes", "response", "acknowledge_s", _MINUTE_S),
    ("holding_hours", "response", "holding_s", _HOUR_S),
    ("agenda_days", "deadlines", "agenda_s", _DAY_S),
    ("papers_days", "deadlines", "papers_s", _DAY_S),
    ("summary_days", "deadlines", "summary_s", _DAY_S),
    ("follow_up_days", "deadlines", "follow_up_s", _DAY_S),
)
"""Field, group and member of the body, and the seconds of the unit in which it is typed."""
_POINTS: Final = mark("One point a line, in the same order in each language")


class TermsForm(SubjectForm):
    """Terms of reference, begun from a preset or from those agreed or proposed."""

    shape = "terms"
    heading = mark("Propose terms of reference")
    typed_in: ClassVar[Mapping[str, str]] = {
        "titles": "own_title",
        "mandate": "decision",
        "legal_status": "legal_words",
        "sides": "own_lead",
        "rhythm": "rhythm_words",
        "readout": "readout_words",
        "response": "reply_hours",
        "deadlines": "agenda_days",
    }
    own_title = WordsField(
        mark("What our side calls the dialogue"),
        hint=mark("Each side has its own name of it; they need not be translations"),
    )
    common_title = WordsField(
        mark("A name that all sides have agreed"),
        required=False,
        hint=mark("Empty: no single agreed name"),
    )
    own_lead = WordsField(mark("The organ of our side that leads"))
    own_co_lead = WordsField(
        mark("The organ of our side that leads with it"), required=False,
        hint=mark("Empty: none"),
    )  # fmt: skip
    level = ChoiceField(mark("Level"), labelled("level"), select=True)
    decision = WordsField(mark("Mandate: the summit, agreement or decision"))
    date = DayField(mark("Day of the mandate"))
    start = ChoiceField(mark("The dialogue is a"), labelled("start"))
    last_round = NumberField(
        mark("Number of the last round before"), 1, ROUND_MAX, required=False,
        hint=mark("Only where it is resumed"),
    )  # fmt: skip
    scope = WordsField(mark("Scope"), lines=True, hint=_POINTS)
    kept_out = WordsField(mark("Not dealt with here"), lines=True, required=False, hint=_POINTS)
    without_prejudice = WordsField(
        mark("Without prejudice to"), lines=True, required=False, hint=_POINTS
    )
    legal = ChoiceField(
        mark("Legal status"), labelled("legal", "not-legally-binding", "as-each-text-says")
    )
    legal_words = WordsField(mark("Legal status, in words"))
    understanding = WordsField(mark("Understanding on use"), lines=True)
    rhythm_months = NumberField(
        mark("Meetings, every so many months"), 1, MONTHS_MAX, required=False,
        hint=mark("Empty: as needed"),
    )  # fmt: skip
    rhythm_words = WordsField(mark("Rhythm, in words"), lines=True)
    readout_rule = ChoiceField(mark("Readouts"), labelled("readout-rule"))
    attribution = ChoiceField(mark("Who may be quoted"), labelled("attribution"))
    readout_words = WordsField(mark("Readouts, in words"), lines=True)
    reply_hours = NumberField(
        mark("Reply to a proposal within, in hours"), 1, HOURS_MAX, required=False
    )
    press_hours = NumberField(
        mark("Reply on press guidance within, in hours"), 1, HOURS_MAX, required=False
    )
    acknowledge_minutes = NumberField(
        mark("Acknowledge an incident within, in minutes"), 1, HOURS_MAX * 60, required=False
    )
    holding_hours = NumberField(
        mark("A first word within, in hours"), 1, HOURS_MAX, required=False,
        hint=mark("Where the full answer needs longer"),
    )  # fmt: skip
    agenda_days = NumberField(
        mark("The agenda closes before a meeting, in days"), 1, DAYS_MAX, required=False
    )
    papers_days = NumberField(
        mark("Papers are exchanged before a meeting, in days"), 1, DAYS_MAX, required=False
    )
    summary_days = NumberField(
        mark("First draft of the summary after a meeting, in days"), 1, DAYS_MAX, required=False
    )
    follow_up_days = NumberField(
        mark("Report before a follow-up item falls due, in days"), 1, DAYS_MAX, required=False
    )

    def begun(self) -> dict[str, Any]:
        """From the terms that the form starts from."""
        base = self.ground.base
        if not isinstance(base, Terms):
            return {}
        own = base.sides.get(str(self.ground.voice.own))
        return {
            **{name: _typed(base, group, member, unit) for name, group, member, unit in _SPANS},
            "own_lead": None if own is None else own.lead,
            "own_co_lead": None if own is None else own.co_lead,
            "rhythm_months": base.rhythm.months,
            "rhythm_words": base.rhythm.words,
            "readout_rule": base.readout.rule,
            "attribution": base.readout.attribution,
            "readout_words": base.readout.words,
            "own_title": base.titles.get(str(self.ground.voice.own)),
            "common_title": base.common_title,
            "level": base.level,
            "decision": base.mandate.decision,
            "date": base.mandate.date,
            "start": base.mandate.start,
            "last_round": base.mandate.last_round,
            "scope": _as_lines(base.scope),
            "kept_out": _as_lines(base.kept_out),
            "without_prejudice": _as_lines(base.without_prejudice),
            "legal": base.legal_status.kind,
            "legal_words": base.legal_status.words,
            "understanding": base.understanding,
        }

    def clean(self) -> dict[str, Any]:
        """What was typed, if only a dialogue that is resumed has a last round."""
        if self.told("start") == "launch" and self.told("last_round") is not None:
            self.add_error("last_round", ValidationError("", "only-resumed"))
        return self.cleaned_data

    def body(self) -> Terms:
        """The terms: what is typed here, and all else as it was."""
        base = self.ground.base
        assert isinstance(base, Terms), "terms are begun from a preset or from others"
        own = str(self.ground.voice.own)
        spans: dict[str, Any] = {"response": base.response, "deadlines": base.deadlines}
        for name, group, member, unit in _SPANS:
            told = self.told(name)
            if told != _typed(base, group, member, unit):  # what is not changed keeps its seconds
                seconds = None if told is None else told * unit
                spans[group] = msgspec.structs.replace(spans[group], **{member: seconds})
        replace = msgspec.structs.replace
        return replace(
            base,
            sides=base.sides | {own: Side(self.told("own_lead"), self.told("own_co_lead"))},
            rhythm=replace(
                base.rhythm, months=self.told("rhythm_months"), words=self.told("rhythm_words")
            ),
            readout=Readout(
                self.told("readout_rule"), self.told("attribution"), self.told("readout_words")
            ),
            titles=base.titles | {own: self.told("own_title")},
            common_title=self.told("common_title"),
            level=self.told("level"),
            mandate=Mandate(
                self.told("decision"), self.told("date"), self.told("start"),
                self.told("last_round"),
            ),
            scope=_as_points(self.told("scope")),
            kept_out=_as_points(self.told("kept_out")),
            without_prejudice=_as_points(self.told("without_prejudice")),
            legal_status=LegalStatus(self.told("legal"), self.told("legal_words")),
            understanding=self.told("understanding"),
            **spans,
        )  # fmt: skip


def _typed(terms: Terms, group: str, member: str, unit: int) -> int | None:
    """A span as it stands in the form: at least one of its unit, or None."""
    seconds: int | None = getattr(getattr(terms, group), member)
    return None if seconds is None else max(1, seconds // unit)


def _as_lines(points: tuple[Words, ...]) -> Words:
    """Points as one text a language, a line each; empty lines keep the places apart."""
    codes = dict.fromkeys(code for point in points for code in point)
    return {code: "\n".join(point.get(code, "") for point in points) for code in codes}


def _as_points(lines: Words | None) -> tuple[Words, ...]:
    """The lines of every language side by side, as points."""
    split = {code: text.split("\n") for code, text in (lines or {}).items()}
    rows = zip_longest(*split.values(), fillvalue="")
    points = (
        {code: text.strip() for code, text in zip(split, row, strict=True) if text.strip()}
        for row in rows
    )
    return tuple(point for point in points if point)
