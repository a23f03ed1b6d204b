# SPDX-License-Identifier: Apache-2.0
"""The form of the terms of reference: every field of them, in the order of their page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import msgspec
from django import forms
from django.core.exceptions import ValidationError

from comity.core.errors import MalformedError
from comity.desk.forms.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    NumberField,
    WordsField,
)
from comity.desk.forms.points import PointsField, as_lines, as_points
from comity.desk.forms.subject import SubjectForm, labelled
from comity.desk.forms.terms_languages import (
    LANGUAGE_LISTS,
    POINT_LISTS,
    check_further,
    is_language,
    languages_in,
)
from comity.desk.forms.terms_rows import (
    check_contacts,
    check_markings,
    contact_fields,
    contacts_begun,
    contacts_of,
    levels_begun,
    levels_fields,
    markings_of,
    organ_fields,
    title_fields,
)
from comity.locale import LANGUAGES, mark
from comity.subjects.fields import LANGUAGES_MAX, Words, check_digest
from comity.subjects.terms import Hosting, Languages, Mandate, Readout, Rhythm, Side, Terms
from comity.subjects.terms.bodies import LegalStatus
from comity.subjects.terms.checks import CLAUSE_CHARS_MAX
from comity.telling.labels import LABELS
from comity.telling.terms_whole import HEADINGS, span_told

__all__ = ["TermsForm"]

ROUND_MAX: Final = 9_999
HOURS_MAX: Final = 24 * 366
DAYS_MAX: Final = 366
MONTHS_MAX: Final = 60
YEAR_MIN: Final = 1900
OTHER: Final = "other"
"""In place of the id of a dialogue: it is typed below."""
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
_POINTS: Final = mark(
    "One point a line, in the same order in each language; a line that begins with a blank goes on"
    " with the point above it"
)
_SECTIONS: Final = {
    "own_title": HEADINGS["names"], "own_lead": HEADINGS["organs"],
    "decision": HEADINGS["mandate"], "scope": mark("Scope and legal status"),
    "rhythm_months": HEADINGS["rhythm"], "negotiating": HEADINGS["languages"],
    "agenda_days": HEADINGS["deadlines"], "readout_rule": HEADINGS["readout"],
    "level1_key": HEADINGS["markings"], "reply_hours": HEADINGS["response"],
    "contact1_party": HEADINGS["contacts"], "predecessor": HEADINGS["predecessor"],
    "understanding": mark("What accepting means here"),
}  # fmt: skip
"""The field with which each part begins, and the heading above it."""


class TermsForm(SubjectForm):
    """Terms of reference, begun from a preset or from those agreed or proposed."""

    shape = "terms"
    heading = mark("Propose terms of reference")
    rows = mark("Show more empty rows for markings and contact points")
    typed_in: ClassVar[Mapping[str, str]] = {
        "titles": "own_title",
        "sides": "own_lead",
        "mandate": "decision",
        "mandate.date": "date",
        "legal_status": "legal_words",
        "rhythm": "rhythm_words",
        "rhythm.hosting": "hosting",
        "languages": "working",
        "readout": "readout_words",
        "markings": "level1_key",
        "markings.ceiling": "ceiling",
        "response": "reply_hours",
        "deadlines": "agenda_days",
        "contacts": "contact1_post",
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
    date = DayField(mark("Day of the mandate"), year_min=YEAR_MIN)
    start = ChoiceField(mark("The dialogue is a"), labelled("start"))
    last_round = NumberField(
        mark("Number of the last round before"), 1, ROUND_MAX, required=False,
        hint=mark("Only where it is resumed"),
    )  # fmt: skip
    scope = PointsField(mark("Scope"), CLAUSE_CHARS_MAX, hint=_POINTS)
    kept_out = PointsField(
        mark("Not dealt with here"), CLAUSE_CHARS_MAX, required=False, hint=_POINTS
    )
    without_prejudice = PointsField(
        mark("Without prejudice to"), CLAUSE_CHARS_MAX, required=False, hint=_POINTS
    )
    legal = ChoiceField(
        mark("Legal status"), labelled("legal", "not-legally-binding", "as-each-text-says")
    )
    legal_words = WordsField(mark("Legal status, in words"), lines=True, chars_max=CLAUSE_CHARS_MAX)
    rhythm_months = NumberField(
        mark("Meetings, every so many months"), 1, MONTHS_MAX, required=False,
        hint=mark("Empty: as needed"),
    )  # fmt: skip
    rhythm_words = WordsField(mark("Rhythm, in words"), lines=True, chars_max=CLAUSE_CHARS_MAX)
    hosting = ChoiceField(mark("Who hosts the meetings"), labelled("hosting"))
    host_first = ChoiceField(
        mark("The first host, or the one that always hosts"), required=False, select=True,
        hint=mark("None where the host is agreed each time"),
    )  # fmt: skip
    negotiating = ChoicesField(mark("Negotiating languages"))
    working = ChoicesField(
        mark("Working languages"), hint=mark("The understanding on use stands in each of them")
    )
    authentic = ChoicesField(mark("Texts are authentic in"))
    further = LineField(
        mark("Further languages"), required=False,
        hint=mark(
            "By code, as fr or zh-Hant, with blanks between them; once it is saved, each has its"
            " own fields in this form"
        ),
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
    readout_rule = ChoiceField(mark("Readouts"), labelled("readout-rule"))
    attribution = ChoiceField(mark("Who may be quoted"), labelled("attribution"))
    readout_words = WordsField(mark("Readouts, in words"), lines=True, chars_max=CLAUSE_CHARS_MAX)
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
    predecessor = ChoiceField(
        mark("It continues this dialogue"), required=False, select=True,
        hint=mark("All sides will read which one it is"),
    )  # fmt: skip
    predecessor_id = LineField(
        mark("Identifier of the other dialogue"), required=False,
        hint=mark("Only where it is not among those above: 43 characters, as in its addresses"),
    )  # fmt: skip
    understanding = WordsField(mark("Understanding on use"), lines=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form, with the fields of each side, the levels and the contact points."""
        super().__init__(*args, **kwargs)
        base = self.ground.base if isinstance(self.ground.base, Terms) else None
        voice, needed = self.ground.voice, [str(code) for code in self.ground.parties]
        own, named = str(voice.own), () if base is None else base.sides
        self._others = tuple(dict.fromkeys(code for code in (*needed, *named) if code != own))
        sides = {code: voice.side(code) for code in (own, *self._others)}
        data = self.data if self.is_bound else {}
        for name, fields in (
            ("own_title", title_fields(voice, self._others, needed)),
            ("own_co_lead", organ_fields(voice, self._others, needed)),
            ("readout_words", levels_fields(voice, sides, base, data)),
            ("holding_hours", contact_fields(voice, sides, base, data)),
        ):
            self._put_after(name, fields)
        self._choice("host_first").choices = sides
        dialogues = dict(self.ground.dialogues)
        if base is not None and base.predecessor is not None:
            dialogues.setdefault(base.predecessor, base.predecessor)
        self._choice("predecessor").choices = {
            **dialogues, OTHER: mark("another, by its identifier")
        }  # fmt: skip
        self._speak(base)
        for name, heading in _SECTIONS.items():
            self._told_of(name).section = heading
        for name, group, member, unit in _SPANS:
            seconds = None if base is None else getattr(getattr(base, group), member)
            if seconds is not None and seconds % unit:
                self._told_of(name).hint = voice.words.gettext(
                    "Now: {time}. It stays so unless another number is typed",
                    time=span_told(voice, seconds),
                )

    def _told_of(self, name: str) -> Any:
        return self.fields[name]

    def _choice(self, name: str) -> ChoiceField | ChoicesField:
        field = self.fields[name]
        assert isinstance(field, ChoiceField | ChoicesField)
        return field

    def _put_after(self, name: str, fields: Mapping[str, forms.Field]) -> None:
        names = list(self.fields)
        self.fields.update(fields)
        place = names.index(name) + 1
        self.order_fields([*names[:place], *fields, *names[place:]])

    def _speak(self, base: Terms | None) -> None:
        """Ask for words in the three languages, and in those that are named or used beside."""
        if self.is_bound:
            typed = str(self.data.get("further") or "")
        else:
            typed = "" if base is None else " ".join(languages_in(base))
            self.initial["further"] = typed
        further = [code for code in typed.split() if is_language(code)]
        codes = tuple(dict.fromkeys((*LANGUAGES, *further)))[:LANGUAGES_MAX]
        for field in self.fields.values():
            if isinstance(field, WordsField):
                field.speak(codes)
        for name in LANGUAGE_LISTS:
            self._choice(name).choices = {
                code: LABELS["language"].get(code, code) for code in sorted(codes)
            }

    def begun(self) -> dict[str, Any]:
        """From the terms that the form starts from."""
        base = self.ground.base
        if not isinstance(base, Terms):
            return {}
        found: dict[str, Any] = {
            **{name: _typed(base, group, member, unit) for name, group, member, unit in _SPANS},
            **{name: as_lines(getattr(base, name)) for name in POINT_LISTS},
            **{name: getattr(base.languages, name) for name in LANGUAGE_LISTS},
            "common_title": base.common_title,
            "level": base.level,
            "decision": base.mandate.decision,
            "date": base.mandate.date,
            "start": base.mandate.start,
            "last_round": base.mandate.last_round,
            "legal": base.legal_status.kind,
            "legal_words": base.legal_status.words,
            "rhythm_months": base.rhythm.months,
            "rhythm_words": base.rhythm.words,
            "hosting": base.rhythm.hosting.rule,
            "host_first": base.rhythm.hosting.first,
            "readout_rule": base.readout.rule,
            "attribution": base.readout.attribution,
            "readout_words": base.readout.words,
            "predecessor": base.predecessor,
            "understanding": base.understanding,
            **levels_begun(base),
            **contacts_begun(base),
        }
        for code, side in base.sides.items():
            title, lead, co_lead = self._named(code)
            found |= {title: base.titles[code], lead: side.lead, co_lead: side.co_lead}
        return found

    def _named(self, code: str) -> tuple[str, str, str]:
        """The fields of one side: its name of the dialogue, both its organs."""
        if code == str(self.ground.voice.own):
            return "own_title", "own_lead", "own_co_lead"
        return f"title_{code}", f"lead_{code}", f"co_lead_{code}"

    def clean(self) -> dict[str, Any]:
        """What was typed, if it does not contradict itself."""
        if self.told("start") == "launch" and self.told("last_round") is not None:
            self.add_error("last_round", ValidationError("", "only-resumed"))
        rule, first = self.told("hosting"), self.told("host_first")
        if rule == "by-agreement" and first is not None:
            self.add_error("host_first", ValidationError("", "host-open"))
        elif rule in ("alternate", "fixed") and first is None and "host_first" not in self.errors:
            self.add_error("host_first", ValidationError("", "host-named"))
        for code in self._others:
            names = self._named(code)
            if any(self.told(name) is not None for name in names):
                self.need(names[0])
                self.need(names[1])
        check_further(self)
        self._check_predecessor()
        check_markings(self)
        check_contacts(self)
        return self.cleaned_data

    def _check_predecessor(self) -> None:
        chosen, typed = self.told("predecessor"), self.told("predecessor_id")
        if chosen == OTHER:
            self.need("predecessor_id")
        if typed is None:
            return
        if chosen is not None and chosen != OTHER:
            self.add_error("predecessor_id", ValidationError("", "only-other"))
        try:
            check_digest(typed, "predecessor")
        except MalformedError:
            self.add_error("predecessor_id", ValidationError("", "dialogue"))

    def body(self) -> Terms:
        """The terms as typed; what is not touched stays as it was, to the order and the second."""
        told = self.told
        base = self.ground.base
        assert isinstance(base, Terms), "terms are begun from a preset or from others"
        spans: dict[str, Any] = {"response": base.response, "deadlines": base.deadlines}
        for name, group, member, unit in _SPANS:
            if told(name) != _typed(base, group, member, unit):
                seconds = None if told(name) is None else told(name) * unit
                spans[group] = msgspec.structs.replace(spans[group], **{member: seconds})
        named = [code for code in base.sides if code in self._codes()]
        codes = dict.fromkeys((*named, *self._codes()))
        predecessor = told("predecessor")
        return Terms(
            titles={code: told(self._named(code)[0]) for code in codes},
            common_title=told("common_title"),
            level=told("level"),
            sides={code: Side(*map(told, self._named(code)[1:])) for code in codes},
            mandate=Mandate(told("decision"), told("date"), told("start"), told("last_round")),
            scope=self._points("scope"),
            kept_out=self._points("kept_out"),
            without_prejudice=self._points("without_prejudice"),
            legal_status=LegalStatus(told("legal"), told("legal_words")),
            understanding=told("understanding"),
            rhythm=Rhythm(
                told("rhythm_months"), told("rhythm_words"),
                Hosting(told("hosting"), told("host_first")),
            ),
            languages=Languages(*(self._languages(name) for name in LANGUAGE_LISTS)),
            readout=Readout(told("readout_rule"), told("attribution"), told("readout_words")),
            markings=markings_of(self),
            contacts=contacts_of(self),
            predecessor=told("predecessor_id") if predecessor in (None, OTHER) else predecessor,
            **spans,
        )  # fmt: skip

    def _codes(self) -> list[str]:
        """The sides that are named: all of the dialogue, and others only where filled in."""
        others = [code for code in self._others if self.told(self._named(code)[1]) is not None]
        return [str(self.ground.voice.own), *others]

    def _points(self, name: str) -> tuple[Words, ...]:
        before: tuple[Words, ...] = getattr(self.ground.base, name)
        lines: Words = self.told(name) or {}
        return before if lines == as_lines(before) else as_points(lines)

    def _languages(self, name: str) -> tuple[str, ...]:
        """Those chosen, in the order in which they stood before."""
        before: tuple[str, ...] = getattr(self.ground.base.languages, name)
        chosen: tuple[str, ...] = self.told(name)
        return tuple(dict.fromkeys(code for code in (*before, *chosen) if code in chosen))


def _typed(terms: Terms, group: str, member: str, unit: int) -> int | None:
    """A span as it stands in the form: at least one of its unit, or None."""
    seconds: int | None = getattr(getattr(terms, group), member)
    return None if seconds is None else max(1, seconds // unit)
