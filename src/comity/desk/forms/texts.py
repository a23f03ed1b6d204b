# SPDX-License-Identifier: Apache-2.0
"""Forms of a text: its outline, one paragraph, the adoption of the whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import (
    KEY,
    ChoiceField,
    KeyField,
    LineField,
    NumberField,
    WordsField,
)
from comity.desk.forms.subject import SubjectForm, labelled
from comity.desk.items.spoken import plainly
from comity.locale import LANGUAGES, catalogue, mark
from comity.subjects import Rooms
from comity.subjects.texts import Adoption, Header, TextView, Wording, adoption_body
from comity.telling.labels import LABELS, label
from comity.telling.papers.naming import meeting_named
from comity.telling.texts.numbers import whole_number_of
from comity.telling.voice import Voice, sentence

__all__ = ["AdoptionForm", "HeaderForm", "ParagraphForm", "outlined_for"]

CORRIGENDA_MAX: Final = 99
_SPLIT: Final = re.compile(r"[\s,、，]+")
_AUTHORITY: Final = {**labelled("authority"), "none": mark("not in this language")}


class HeaderForm(SubjectForm):
    """What a text is, in which languages, and which paragraphs make it."""

    shape = "text/*"
    heading = mark("Propose the outline of a text")
    typed_in: ClassVar[Mapping[str, str]] = {"languages": "ko"}
    title = WordsField(mark("Title"))
    kind = ChoiceField(mark("Kind of text"), labelled("text"), select=True)
    legal_status = ChoiceField(
        mark("Legal status"), labelled("legal", "not-legally-binding", "legally-binding")
    )
    ko = ChoiceField(mark("The Korean version is"), _AUTHORITY, select=True)
    ja = ChoiceField(mark("The Japanese version is"), _AUTHORITY, select=True)
    en = ChoiceField(mark("The English version is"), _AUTHORITY, select=True)
    prevailing = ChoiceField(
        mark("Where versions differ, this one prevails"),
        {"ko": mark("Korean"), "ja": mark("Japanese"), "en": mark("English")},
        required=False,
        select=True,
    )
    order = LineField(
        mark("Paragraphs, in their order"),
        lines=True,
        chars_max=20_000,
        hint=mark("Short names, one a line, as p1, p2, p3; numbers are made from their place"),
    )
    meeting = KeyField(
        mark("Of the meeting"), required=False, hint=mark("Its short name, as 2023-1")
    )

    def begun(self) -> dict[str, Any]:
        """From the outline before; not legally binding where nothing is known."""
        base = self.ground.base
        if not isinstance(base, Header):
            return {
                "legal_status": "not-legally-binding",
                "order": "p1\np2\np3",
                **dict.fromkeys(LANGUAGES, "authentic"),
            }
        found = super().begun()
        found |= {code: base.languages.get(code, "none") for code in LANGUAGES}
        return found | {"order": "\n".join(base.order)}

    def clean(self) -> dict[str, Any]:
        """What was typed, if every paragraph has a short name."""
        for key in self._order():
            if not KEY.fullmatch(key):
                self.add_error("order", ValidationError("", "key", {"text": key[:60]}))
                break
        return self.cleaned_data

    def _order(self) -> tuple[str, ...]:
        return tuple(key for key in _SPLIT.split(self.told("order") or "") if key)

    def body(self) -> Header:
        """The outline."""
        told = {code: self.told(code) for code in LANGUAGES}
        kept = getattr(self.ground.base, "languages", {})
        others = {code: rank for code, rank in kept.items() if code not in LANGUAGES}
        return Header(
            title=self.told("title"),
            kind=self.told("kind"),
            legal_status=self.told("legal_status"),
            languages=others | {code: rank for code, rank in told.items() if rank != "none"},
            prevailing=self.told("prevailing"),
            order=self._order(),
            meeting=self.told("meeting"),
        )


def outlined_for(asked: Mapping[str, Any], voice: Voice, rooms: Rooms) -> Header | None:
    """The outline with which a form begins that an address asks for: a kind of text of a meeting,
    None where it names no such kind or meeting. Rule: DESK-93.
    """
    kind, meeting = str(asked.get("kind") or ""), str(asked.get("meeting") or "")
    found = next((one for one in rooms.meetings.details if one.id == meeting), None)
    if kind not in LABELS["text"] or found is None:
        return None
    titles: dict[str, str] = {}
    for language in LANGUAGES:
        speaks = replace(voice, words=catalogue(language, "desk"))
        told = speaks.words.gettext(
            "{kind}, {meeting}",
            kind=sentence(label(speaks, "text", kind)),
            meeting=meeting_named(speaks, rooms, meeting),
        )
        titles[str(language)] = plainly(told)
    terms = rooms.terms.details[0].terms
    authentic = LANGUAGES if terms is None else terms.languages.authentic
    chosen: Any = kind
    ranks: Any = {code: "authentic" if code in authentic else "courtesy" for code in LANGUAGES}
    return Header(titles, chosen, "not-legally-binding", ranks, None, ("p1", "p2", "p3"), meeting)


class ParagraphForm(SubjectForm):
    """One whole wording of one paragraph, in every language at hand."""

    shape = "text/*/p/*"
    heading = mark("Propose a wording")
    bracketed = ("text",)
    text = WordsField(
        mark("Wording"),
        lines=True,
        hint=mark(
            "Write the whole wording without square brackets: they are made from the wordings "
            "that compete"
        ),
    )
    form = ChoiceField(
        mark("Set as"),
        {
            "paragraph": mark("a paragraph"),
            "heading": mark("a heading"),
            "point": mark("a point below a paragraph"),
        },
    )

    def begun(self) -> dict[str, Any]:
        """From the wording before."""
        return {"form": "paragraph"} | super().begun()

    def body(self) -> Wording:
        """The wording; it departs from the one it was begun with."""
        base = self.ground.base
        words = dict(getattr(base, "text", {}))
        kept = {code: text for code, text in words.items() if code not in LANGUAGES}
        return Wording(self.told("form"), self.ground.base_digest, kept | self.told("text"))


class AdoptionForm(SubjectForm):
    """The adoption of the text as a whole, as its paragraphs now stand."""

    shape = "text/*/adoption"
    heading = mark("Propose adoption of the whole")
    corrigendum = NumberField(
        mark("Number of the correction"),
        0,
        CORRIGENDA_MAX,
        required=False,
        hint=mark("Leave it empty for the adoption itself"),
    )

    def begun(self) -> dict[str, Any]:
        """Nothing: what is adopted is what stands now."""
        return {}

    def clean(self) -> dict[str, Any]:
        """What was typed, if the text can be adopted."""
        text = self._text()
        unread = [] if text is None else self._unread(text)
        if unread:
            items = self.ground.voice.list(unread)
            raise ValidationError("", "text-unread", {"items": items})
        versions = () if text is None else text.versions.values()
        required = [one for one in versions if one.authority != "courtesy"]
        if not required:
            raise ValidationError("", "no-outline")
        missing = [f"{key} ({one.language})" for one in required for key in one.missing]
        if missing:
            told = self.ground.voice.list(missing)
            raise ValidationError("", "incomplete", {"missing": told})
        return self.cleaned_data

    def body(self) -> Adoption:
        """The digests of every language version as it now stands."""
        text = self._text()
        assert text is not None, "a form that is valid has found its text"
        return adoption_body(text, self.told("corrigendum") or 0)

    def _text(self) -> TextView | None:
        name = self.ground.matter.split("/")[1]
        return next((one for one in self.ground.rooms.texts.details if one.id == name), None)

    def _unread(self, text: TextView) -> tuple[str, ...]:
        """What is agreed of the text and is not here, or can't be read here."""
        words = self.ground.voice.words
        found = []
        for matter in text.unread:
            _, is_paragraph, key = matter.partition("/p/")
            if is_paragraph:
                number = whole_number_of(text, key)
                found.append(words.gettext("paragraph {number}", number=number))
            else:
                found.append(words.gettext("the outline"))
        return tuple(found)
