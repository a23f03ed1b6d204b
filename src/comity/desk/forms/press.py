# SPDX-License-Identifier: Apache-2.0
"""Forms of press guidance: what may be said, by whom, from when; and that it was released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from comity.core.errors import MalformedError
from comity.core.ids import matter as checked_matter
from comity.desk.forms.fields import ChoiceField, DayField, TimeField, WordsField
from comity.desk.forms.subject import Ground, SubjectForm
from comity.desk.forms.times import instant_of, local_day, local_time
from comity.desk.items.index import indexed, subject_title
from comity.locale import mark
from comity.subjects import Rooms
from comity.subjects.press import WORDS_CHARS_MAX, Guidance, Release

__all__ = ["GuidanceForm", "ReleaseForm", "about_of", "subjects_in"]

WHOLE: Final = "dialogue"
"""The choice that stands for the dialogue as a whole, which has no path."""
_LINE: Final = "line_"
_APART: Final = ("press", "document", "channel")
"""Kinds of items that press guidance is not on, or of which it need not be offered."""


def subjects_in(rooms: Rooms) -> list[str]:
    """Every thing in a dialogue that press guidance may be on: a meeting, a text, an incident."""
    found: dict[str, None] = {}
    for standing in rooms.standings:
        segments = standing.matter.split("/")
        if segments[0] not in _APART:
            found.setdefault("/".join(segments[:2]))
    return list(found)


def about_of(asked: Mapping[str, Any]) -> Guidance | None:
    """The empty guidance on the item that an address names, None where it names none."""
    text = str(asked.get("about") or "")
    try:
        subject = None if text in ("", WHOLE) else str(checked_matter(text))
    except MalformedError:
        return None
    return Guidance(subject, None, {}, None, None, None, "on") if text else None


class SayingField(WordsField):
    """Words for the press: shorter than a paragraph of a text may be (PRESS-2)."""

    def __init__(self, label: str, *, hint: str = "") -> None:
        super().__init__(label, hint=hint, required=False, lines=True)
        self.chars_max = WORDS_CHARS_MAX


class GuidanceForm(SubjectForm):
    """What may be said on an item, agreed by all before anybody says it."""

    shape = "press/*"
    heading = mark("Propose press guidance")
    zone_of = "zone"
    typed_in: ClassVar[Mapping[str, str]] = {"not_before": "day", "lines": "common"}
    subject = ChoiceField(mark("On what"), select=True)
    common = SayingField(
        mark("What every side may say, in the same words"),
        hint=mark("Empty where each side has its own words, or answers only if asked"),
    )
    if_asked = SayingField(mark("What is answered, only if asked"))
    day = DayField(mark("Release time: not before this day"), required=False)
    time = TimeField(mark("Not before this time"), required=False, hint=mark("As 17:00"))
    zone = ChoiceField(mark("Time zone"), select=True)
    status = ChoiceField(
        mark("Status"),
        {"on": mark("may be said once it is agreed"), "off": mark("taken back by agreement")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; with one field for the words of each side."""
        super().__init__(*args, **kwargs)
        ground, voice = self.ground, self.ground.voice
        for code in _ours_first(ground):
            self.fields[f"{_LINE}{code}"] = SayingField(
                voice.words.gettext("What {side} may say", side=voice.side(code))
            )
        lines = [name for name in self.fields if name.startswith(_LINE)]
        self.order_fields(["subject", "common", *lines])
        field = self.fields["subject"]
        assert isinstance(field, ChoiceField)
        field.choices = self._subjects()

    def _subjects(self) -> dict[str, str]:
        ground = self.ground
        index = indexed(ground.rooms)
        named = [getattr(one, "subject", None) for one in (ground.base, self.draft_value)]
        found = dict.fromkeys([*subjects_in(ground.rooms), *(one for one in named if one)])
        whole = subject_title(ground.voice, index, None)
        return {WHOLE: whole} | {one: subject_title(ground.voice, index, one) for one in found}

    def begun(self) -> dict[str, Any]:
        """From the guidance before; on the whole dialogue where there is none."""
        base = self.ground.base
        if not isinstance(base, Guidance):
            return {"subject": WHOLE, "status": "on"}
        found: dict[str, Any] = {
            "subject": base.subject or WHOLE,
            "common": base.common,
            "if_asked": base.if_asked,
            "status": base.status,
        }
        found |= {f"{_LINE}{code}": words for code, words in base.lines.items()}
        if base.not_before is not None and base.zone is not None:
            found |= {
                "day": local_day(base.not_before, base.zone),
                "time": local_time(base.not_before, base.zone),
                "zone": base.zone,
            }
        return {name: value for name, value in found.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        """What was typed, if a time has its day."""
        if self.told("time") is not None:
            self.need("day")
        return self.cleaned_data

    def body(self) -> Guidance:
        """The guidance; words for a party that is none of the dialogue are not kept."""
        day, zone, subject = self.told("day"), self.told("zone"), self.told("subject")
        not_before = None if day is None else instant_of(day, self.told("time") or "00:00", zone)
        lines = {str(code): self.told(f"{_LINE}{code}") for code in self.ground.parties}
        return Guidance(
            subject=None if subject == WHOLE else subject,
            common=self.told("common"),
            lines={code: words for code, words in lines.items() if words is not None},
            if_asked=self.told("if_asked"),
            not_before=not_before,
            zone=None if not_before is None else zone,
            status=self.told("status"),
        )


class ReleaseForm(SubjectForm):
    """Our own word that it was released."""

    shape = "press/*/released"
    verb = "declare"
    heading = mark("State that it was released")
    zone_of = "zone"
    typed_in: ClassVar[Mapping[str, str]] = {"at": "day"}
    day = DayField(mark("Day"))
    time = TimeField(mark("At"))
    zone = ChoiceField(mark("Time zone"), select=True)
    manner = ChoiceField(
        mark("How"),
        {
            "stated": mark("said of our own accord"),
            "answered": mark("said in answer to a question"),
        },
    )
    where = WordsField(
        mark("Occasion"), required=False, hint=mark("As “regular briefing of the ministry”")
    )

    def begun(self) -> dict[str, Any]:
        """Now, by the clock of this node."""
        now, zone = self.ground.voice.now_ms, self.ground.zones[0]
        if now is None:
            return {"manner": "stated"}
        return {"day": local_day(now, zone), "time": local_time(now, zone), "manner": "stated"}

    def continued(self, value: Any) -> dict[str, Any]:
        """The statement of the draft."""
        return {
            "day": local_day(value.at, value.zone),
            "time": local_time(value.at, value.zone),
            "zone": value.zone,
            "manner": value.manner,
            "where": value.where,
        }

    def body(self) -> Release:
        """The statement."""
        zone = self.told("zone")
        at = instant_of(self.told("day"), self.told("time"), zone)
        return Release(at, zone, self.told("manner"), self.told("where"))


def _ours_first(ground: Ground) -> Iterable[str]:
    return sorted(ground.parties, key=lambda code: (code != ground.voice.own, code))
