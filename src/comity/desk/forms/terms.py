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
from comity.subjects.terms import Terms
from comity.subjects.terms.bodies import LegalStatus, Mandate

__all__ = ["TermsForm"]

ROUND_MAX: Final = 9_999
HOURS_MAX: Final = 24 * 366
_HOUR_S: Final = 3_600
_POINTS: Final = mark("One point a line, in the same order in each language")


class TermsForm(SubjectForm):
    """Terms of reference, begun from a preset or from those agreed or proposed."""

    shape = "terms"
    heading = mark("Propose terms of reference")
    typed_in: ClassVar[Mapping[str, str]] = {
        "titles": "own_title",
        "mandate": "decision",
        "legal_status": "legal_words",
        "response": "reply_hours",
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
    reply_hours = NumberField(
        mark("Reply to a proposal within, in hours"), 1, HOURS_MAX, required=False
    )

    def begun(self) -> dict[str, Any]:
        """From the terms that the form starts from."""
        base = self.ground.base
        if not isinstance(base, Terms):
            return {}
        reply = base.response.proposal_s
        return {
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
            "reply_hours": None if reply is None else max(1, reply // _HOUR_S),
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
        hours = self.told("reply_hours")
        response = base.response
        if hours != (None if response.proposal_s is None else response.proposal_s // _HOUR_S):
            seconds = None if hours is None else hours * _HOUR_S
            response = msgspec.structs.replace(response, proposal_s=seconds)
        return msgspec.structs.replace(
            base,
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
            response=response,
        )  # fmt: skip


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
